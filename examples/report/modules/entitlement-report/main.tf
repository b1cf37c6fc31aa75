# Writes a report about an inventory that the caller has read: a summary in Markdown, a
# page in HTML and a table in CSV. The module reads nothing and needs no provider, so
# its tests need no cloud.
#
# Everything from the clouds is text that anybody may have chosen. It is escaped in
# markdown.tf, html.tf and csv.tf, for all columns at once.

terraform {
  required_version = ">= 1.5"
}

locals {
  # What ends or ended within these days has a section of its own.
  ended_days = 30
  soon_days  = 90
  # What has less than this percentage left runs low.
  low_percent = 20

  # The language cannot subtract times. "at" is the seconds since an arbitrary day, of the
  # time of the report, which goes first, and of the end of each row.
  clocked = [
    for row in concat([{ expires_at = var.time }], var.inventory.entitlements) : merge(row, {
      clock = row.expires_at == null ? [] : [
        for part in split(" ", formatdate("YYYY M D h m s ZZZZZ", row.expires_at)) : try(tonumber(part), part)
      ]
    })
  ]
  timed = [
    for row in local.clocked : merge(row, {
      at = row.expires_at == null ? null : (86400 * (
        # A year begins in March here, so that the leap day is its last.
        365 * (row.clock[0] - (row.clock[1] < 3 ? 1 : 0))
        + floor((row.clock[0] - (row.clock[1] < 3 ? 1 : 0)) / 4)
        -floor((row.clock[0] - (row.clock[1] < 3 ? 1 : 0)) / 100)
        + floor((row.clock[0] - (row.clock[1] < 3 ? 1 : 0)) / 400)
        + floor((153 * (row.clock[1] < 3 ? row.clock[1] + 9 : row.clock[1] - 3) + 2) / 5) + row.clock[2]
        ) + 3600 * row.clock[3] + 60 * row.clock[4] + row.clock[5]
      -(substr(row.clock[6], 0, 1) == "-" ? -60 : 60) * (60 * substr(row.clock[6], 1, 2) + substr(row.clock[6], 4, 2)))
    })
  ]
  now = local.timed[0].at

  # Every row, with what the three forms of the report need.
  judged = tolist([
    for row in slice(local.timed, 1, length(local.timed)) : merge(row, {
      days = row.at == null ? null : floor((row.at - local.now) / 86400)
      over = contains(["expired", "deleted"], row.state)
      past = row.at == null ? false : row.at <= local.now
      # A row whose API has a field, and gives nothing there that can be read, has a note.
      endless   = anytrue([for note in row.notes : startswith(note, "expires_at: ")])
      unmetered = anytrue([for note in row.notes : startswith(note, "remaining_percent: ")])
      renews    = row.auto_renew == null ? false : row.auto_renew
      # The texts that people read. Null is an empty text.
      text = {
        title   = try(coalesce(row.name, row.id), "without an id")
        id      = row.name == null || row.name == "" || row.id == null ? "" : row.id
        details = join(" · ", [for text in [row.kind, row.parent_id, row.assignee] : text if text == null ? false : text != ""])
        tags    = row.tags == null ? "" : join("; ", [for name, value in row.tags : "${name}=${value == null ? "" : value}"])
        source  = row.source
        place   = join(" · ", [for text in [row.cloud, row.region] : text if text == null ? false : text != ""])
        account = row.account
        state   = row.state
        # A status that says the same as the state is not repeated.
        status = row.status == null ? "" : lower(row.status) == row.state ? "" : row.status
        ends   = row.expires_at == null ? "" : formatdate("YYYY-MM-DD", row.expires_at)
        renews = row.auto_renew == null ? "" : row.auto_renew ? "renews itself" : "does not renew itself"
        days   = row.at == null ? "" : tostring(floor((row.at - local.now) / 86400))
        left   = row.remaining_percent == null ? "" : "${floor(row.remaining_percent * 10) / 10}%"
        amount = row.total == null && row.remaining == null ? "" : join(" ", compact([
          row.remaining == null ? "" : "${row.remaining} of", row.total == null ? "an unknown total" : tostring(row.total), row.unit,
        ]))
        notes = join("; ", row.notes)
      }
    })
  ])

  # Sorted by end, those without one last. A map is sorted by its keys.
  rows = values(tomap({ for i, row in local.judged : format("%020.0f %09d", row.at == null ? 9e17 : row.at + 1e12, i) => row }))
  live = tolist([for row in local.rows : row if !row.past && !row.over])
  sections = [
    {
      id   = "ended", title = "Ended in the last ${local.ended_days} days"
      rows = [for row in local.rows : row if row.past && (row.days == null ? false : row.days >= -local.ended_days)]
    },
    {
      id   = "ends", title = "Ends in the next ${local.soon_days} days"
      rows = [for row in local.live : row if !row.renews && (row.days == null ? false : row.days < local.soon_days)]
    },
    {
      id   = "renews", title = "Renews itself in the next ${local.soon_days} days"
      rows = [for row in local.live : row if row.renews && (row.days == null ? false : row.days < local.soon_days)]
    },
    {
      id = "low", title = "Less than ${local.low_percent} percent left, or used up"
      rows = values(tomap({
        for i, row in local.live : format("%020.6f %09d", row.remaining_percent == null ? 0 : max(0, row.remaining_percent), i) => row
        if row.state == "used_up" || (row.remaining_percent == null ? false : row.remaining_percent < local.low_percent)
      }))
    },
    {
      id   = "blocked", title = "Frozen, unpaid, or over before its end"
      rows = [for row in local.rows : row if !row.past && (contains(["frozen", "unpaid"], row.state) || (row.over && row.expires_at != null))]
    },
    {
      id   = "unjudged", title = "Cannot be judged"
      rows = [for row in local.rows : row if !row.past && (row.state == "unknown" || row.endless || (row.unmetered && !row.over))]
    },
  ]

  accounts = [
    for account in var.inventory.accounts_read : {
      name    = account
      ids     = distinct([for row in local.rows : "${row.cloud} ${row.account_id}" if row.account == account && row.account_id != null])
      rows    = length([for row in local.rows : 0 if row.account == account])
      live    = length([for row in local.live : 0 if row.account == account])
      ends    = length([for row in local.sections[1].rows : 0 if row.account == account])
      low     = length([for row in local.sections[3].rows : 0 if row.account == account])
      blocked = length([for row in local.sections[4].rows : 0 if row.account == account])
      unknown = length([for row in local.sections[5].rows : 0 if row.account == account])
    }
  ]
  sources = [for source in var.inventory.sources_read : { name = source, rows = length([for row in local.rows : 0 if row.source == source]) }]

  made = formatdate("YYYY-MM-DD hh:mm ZZZ", var.time)
  filters = compact([
    var.inventory.expires_before == null ? "" : "expires_before",
    var.inventory.below_remaining_percent == null ? "" : "below_remaining_percent",
    var.inventory.states == null ? "" : "states",
  ])
  filtered = length(local.filters) == 0 ? "" : "The inventory was read with ${join(" and ", local.filters)}. What these filters leave out is not in this report."
}
