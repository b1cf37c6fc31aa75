# The commonest checks on purchased entitlements, for lists that the caller has
# read: from any account, any region, whole or filtered. The module reads
# nothing and needs no provider, so its tests need no cloud.

terraform {
  required_version = ">= 1.5"
}

locals {
  now      = coalesce(var.now, plantimestamp())
  deadline = timeadd(local.now, "${var.days * 24}h")

  # The two lists in one shape: the time as the API wrote it, the first and the
  # last moment that it can mean, and whether the cloud says that it is over.
  # Status 2 of ICE is expired. AiContent documents no status but ACTIVE.
  rows = concat(
    [
      for license in coalesce(var.ice_licenses, []) : {
        title    = "ICE license ${coalesce(license.license_item_id, "without an id")}"
        ends     = license.expired_on
        first    = license.expired_on
        last     = license.expired_on
        over     = license.status == null ? false : license.status == 2
        measured = false
        left     = null
        of       = null
      }
    ],
    [
      for package in coalesce(var.aicontent_resources, []) : {
        title    = "AiContent package ${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
        ends     = package.expire_time
        first    = try("${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "+14:00")}", null)
        last     = try("${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "-12:00")}", null)
        over     = package.resource_status == null ? false : package.resource_status != "ACTIVE"
        measured = true
        left     = package.remain_quantity
        of       = package.quantity
      }
    ],
  )

  # What is over and past is not judged. What is past without its cloud saying
  # so is: a check that turns green on the day of the outage is worse than none.
  current = [for row in local.rows : row if !try(row.over && timecmp(row.last, local.now) < 0, false)]

  expiring = [
    for row in local.current : "${row.title}: ${row.ends}"
    if try(timecmp(row.first, local.deadline) <= 0, false)
  ]
  low = [
    for row in local.current : "${row.title}: ${row.left} of ${row.of} left"
    if try(row.of > 0 && row.left >= 0 && row.left * 100 < row.of * var.percent, false)
  ]

  # A time that is missing, or is no time, makes timecmp fail. Of nothing, or of
  # an amount that is not known, there is no percentage.
  unjudged = concat(
    [for row in local.current : "${row.title}: it is not known when it ends" if !can(timecmp(row.first, row.last))],
    [for row in local.current : "${row.title}: it is not known how much is left" if row.measured && !try(row.of > 0 && row.left >= 0, false)],
  )

  # Checks on no rows at all would pass.
  lists = { for name, rows in { ice_licenses = var.ice_licenses, aicontent_resources = var.aicontent_resources } : name => rows if rows != null }
  missing = concat(
    length(local.lists) == 0 ? ["neither ice_licenses nor aicontent_resources was given"] : [],
    [for name, rows in local.lists : "${name}: nothing was found; if that is right, set allow_empty" if length(rows) == 0 && !var.allow_empty],
  )
}

check "nothing_expires_soon" {
  assert {
    condition     = length(local.expiring) == 0
    error_message = "Expired, or expiring within ${var.days} days:\n  ${join("\n  ", local.expiring)}"
  }
}

check "nothing_runs_low" {
  assert {
    condition     = length(local.low) == 0
    error_message = "Less than ${var.percent} percent left:\n  ${join("\n  ", local.low)}"
  }
}

check "everything_can_be_judged" {
  assert {
    condition     = length(local.unjudged) == 0
    error_message = "These cannot be judged:\n  ${join("\n  ", local.unjudged)}"
  }
}

check "there_is_something_to_judge" {
  assert {
    condition     = length(local.missing) == 0
    error_message = "There is nothing to judge:\n  ${join("\n  ", local.missing)}"
  }
}
