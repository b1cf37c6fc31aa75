# One rule for everything that is owned, on an inventory that the caller has read. The
# module reads nothing and needs no provider, so its tests need no cloud.

terraform {
  required_version = ">= 1.5"
}

locals {
  now      = coalesce(var.now, plantimestamp())
  deadline = timeadd(local.now, "${var.days * 24}h")
  ended    = timeadd(local.now, "-${var.ended_days * 24}h")

  named = [
    for row in var.inventory.entitlements : merge(row, {
      title = join(" ", concat(
        compact([row.source, row.account == "default" ? "" : row.account]), [coalesce(row.id, "without an id")], compact([row.kind])
      ))
      # Of what its cloud renews by itself, a date in the future is that of the renewal.
      renews = row.auto_renew == null ? false : row.auto_renew
      over   = contains(["expired", "deleted"], row.state)
      # "x == null ? false : f(x)", because "x != null && f(x)" calls f before Terraform 1.12.
      past      = row.expires_at == null ? false : timecmp(row.expires_at, local.now) < 0
      long_past = row.expires_at == null ? false : timecmp(row.expires_at, local.ended) < 0
    })
  ]
  rows = [for row in local.named : row if !contains(var.accepted, row.title) && !contains(var.accepted, coalesce(row.id, row.title))]

  # What has ended is judged for ended_days, whatever its status says: a policy that
  # turns green on the day of the outage is worse than none. After that, what is over or
  # used up, and what has a status that is not known, is left out, and the rest is judged.
  # What its cloud calls over and whose API has no end, such as a deleted seat, has ended.
  recent = [
    for row in local.rows : row
    if !(row.long_past && (row.over || row.state == "used_up" || (row.state == "unknown" && row.status != null)))
    && !(row.over && row.expires_at == null && !anytrue([for note in row.notes : startswith(note, "expires_at: ")]))
  ]
  current = [for row in local.recent : row if !row.past]

  expiring = [
    for row in local.recent : "${row.title}: ${row.expires_at}"
    if(row.expires_at == null ? false : timecmp(row.expires_at, local.deadline) <= 0) && (row.past || !row.renews || var.report_renewing)
  ]
  low_rows = [
    for row in local.current : merge(row, {
      text = join(" ", compact(["${row.title}:", row.remaining == null ? "nothing" : row.remaining, "of", row.total == null ? "what was bought" : row.total, row.unit, "left"]))
    })
    if row.state == "used_up" || (row.remaining_percent == null ? false : row.remaining_percent < var.percent)
  ]
  low     = local.low_rows[*].text
  blocked = [for row in local.current : "${row.title} is ${row.state}" if(row.over && row.expires_at != null) || contains(["frozen", "unpaid"], row.state)]

  # A row whose API has a field, and gives nothing there that can be read, has a note.
  unjudged = concat(
    [for row in local.current : "${row.title}: its status, ${row.status == null ? "null" : row.status}, is not known" if row.state == "unknown"],
    [
      for row in local.current : "${row.title}: ${join("; ", row.notes)}"
      if anytrue([for note in row.notes : startswith(note, "expires_at: ") || startswith(note, "remaining_percent: ")])
    ],
  )

  # A rule on no rows holds.
  in_use = [for row in local.named : row if row.state == "active" && !row.past]
  used   = { sources = distinct(local.in_use[*].source), accounts = distinct(local.in_use[*].account), both = distinct([for row in local.in_use : "${row.source} ${row.account}"]) }
  wanted = { sources = setsubtract(var.sources, var.none_expected), accounts = setsubtract(var.accounts, var.none_expected) }
  missing = concat(
    [for source in var.sources : "${source}: it was not read" if !contains(var.inventory.sources_read, source)],
    [for account in var.accounts : "account ${account}: it was not read" if !contains(var.inventory.accounts_read, account)],
    [for source in local.wanted.sources : "${source}: nothing is in use" if !contains(local.used.sources, source)],
    [for account in local.wanted.accounts : "account ${account}: nothing is in use" if !contains(local.used.accounts, account)],
    # What is in use in one account hides that another has lost a cloud.
    [
      for pair in setproduct(local.wanted.sources, local.wanted.accounts) : "${join(" ", pair)}: nothing is in use"
      if contains(local.used.sources, pair[0]) && contains(local.used.accounts, pair[1]) && !contains(concat(local.used.both, tolist(var.none_expected)), join(" ", pair))
    ],
  )
}

check "everything_was_read" {
  assert {
    condition     = length(local.missing) == 0
    error_message = "There is nothing to judge. If nothing was bought there, name it in none_expected:\n  ${join("\n  ", local.missing)}"
  }
}

check "nothing_expires_soon" {
  assert {
    condition     = length(local.expiring) == 0
    error_message = "Expired, or expiring within ${var.days} days:\n  ${join("\n  ", local.expiring)}"
  }
}

check "enough_is_left" {
  assert {
    condition     = length(local.low) == 0
    error_message = "Less than ${var.percent} percent left:\n  ${join("\n  ", local.low)}"
  }
}

check "nothing_is_blocked" {
  assert {
    condition     = length(local.blocked) == 0
    error_message = "Paid for, or once paid for, and not usable:\n  ${join("\n  ", local.blocked)}"
  }
}

check "everything_can_be_judged" {
  assert {
    condition     = length(local.unjudged) == 0
    error_message = "These cannot be judged:\n  ${join("\n  ", local.unjudged)}"
  }
}
