# Compares what you own with what the last run saw, and fails the plan if a row is gone
# that had not expired and was not accepted. It is the only check that does not trust
# what the provider has read this time.
#
# The module reads nothing and needs no provider, so its tests need no cloud.

terraform {
  required_version = ">= 1.5"
}

locals {
  now = plantimestamp()

  # What the next run is to know of a row.
  current = [
    for row in var.inventory.entitlements : {
      cloud      = row.cloud
      account    = row.account
      source     = row.source
      region     = row.region
      id         = row.id
      parent_id  = row.parent_id
      name       = row.name
      kind       = row.kind
      state      = row.state
      starts_at  = row.starts_at
      expires_at = row.expires_at
    }
  ]

  # What was owned and what is, in one list. An id may be shared: an instance of
  # AiContent has a row for each of its packages. "place" is the same for rows that
  # only "detail" distinguishes, "thing" is the same wherever something is read.
  rows = [
    for row in concat(
      [for row in coalesce(var.previous, []) : merge(row, { now = false })],
      [for row in local.current : merge(row, { now = true })],
      ) : merge(row, {
        ended  = contains(["expired", "deleted"], coalesce(row.state, "unknown")) || (row.expires_at == null ? false : timecmp(row.expires_at, local.now) <= 0)
        place  = jsonencode([row.cloud, row.account, row.source, row.region, row.id, row.kind])
        detail = jsonencode([row.name, row.parent_id, row.starts_at])
        thing  = row.id == null ? "" : jsonencode([row.cloud, row.source, row.id, row.kind])
        title = join(" ", compact([
          "${row.source} of ${row.account}${row.region == null ? "" : " in ${row.region}"}: ${coalesce(row.id, "without an id")}", row.kind, row.name,
        ]))
    })
  ]
  places = values({ for row in local.rows : row.place => row... })

  # The details count only if several rows were, or are, in one place: a name may
  # change. The groups are never looked up by key, which would take minutes for a
  # thousand rows.
  groups = flatten([
    for rows in local.places : [
      for group in values({
        for row in rows : length([for other in rows : 0 if other.now]) > 1 || length([for other in rows : 0 if !other.now]) > 1 ? row.detail : "" => row...
        }) : {
        live_before = [for row in group : row if !row.now && !row.ended]
        live        = length([for row in group : 0 if row.now && !row.ended])
        # Of those that are listed as ended, the ones that were not yet.
        ended_since = max(0, length([for row in group : 0 if row.now && row.ended]) - length([for row in group : 0 if !row.now && row.ended]))
      }
    ]
  ])
  missing = flatten([for group in local.groups : slice(group.live_before, 0, max(0, length(group.live_before) - group.live - group.ended_since))])

  # What arrived in another account or region has moved, and is not gone.
  arrived = flatten([for rows in local.places : rows if length([for row in rows : 0 if !row.now]) == 0])
  gone = flatten([
    for rows in values({ for row in concat(local.missing, local.arrived) : row.thing => row... }) : slice(
      [for row in rows : row if !row.now], min(
        length([for row in rows : 0 if !row.now]),
        length([for row in rows : 0 if row.now && row.thing != ""]),
      ), length([for row in rows : 0 if !row.now])
    )
  ])

  vanished = [for row in local.gone : row if !contains(var.accepted, coalesce(row.id, row.title)) && !contains(var.accepted, row.title)]
}
