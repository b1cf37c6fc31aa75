# The most common checks on purchased entitlements, for lists that the caller has
# read, from any account or region. The module reads nothing and needs no provider,
# so its tests need no cloud.

terraform {
  required_version = ">= 1.5"
}

locals {
  now      = coalesce(var.now, plantimestamp())
  deadline = timeadd(local.now, "${var.days * 24}h")
  ended    = timeadd(local.now, "-${var.ended_days * 24}h")

  # The two lists with the same attributes: the time as the API returns it, the
  # earliest and latest moment that it can mean, and whether the status says that
  # the row has expired.
  # Status 2 of ICE is expired. AiContent documents only the status ACTIVE.
  shaped = concat(
    [
      for license in coalesce(var.ice_licenses, []) : {
        list     = "ice_licenses"
        id       = license.license_item_id
        title    = "ICE license ${coalesce(license.license_item_id, "without an id")}"
        ends     = license.expired_on
        first    = license.expired_on
        last     = license.expired_on
        over     = license.status == 2
        status   = license.status == null ? "null" : tostring(license.status)
        known    = license.status == 1 || license.status == 2
        measured = false
        left     = null
        of       = null
      }
    ],
    [
      for package in coalesce(var.aicontent_resources, []) : {
        list     = "aicontent_resources"
        id       = package.instance_id
        title    = "AiContent package ${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
        ends     = package.expire_time
        first    = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "+14:00")}"
        last     = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "-12:00")}"
        over     = package.resource_status == null ? false : package.resource_status != "ACTIVE"
        status   = package.resource_status == null ? "null" : package.resource_status
        known    = package.resource_status == "ACTIVE"
        measured = true
        left     = package.remain_quantity
        of       = package.quantity
      }
    ],
  )

  # A time that is missing or not valid makes timecmp fail. A quantity of zero, or an
  # unknown amount, has no percentage.
  rows = [
    for row in local.shaped : merge(row, {
      dated   = can(timecmp(row.first, row.last))
      counted = row.left == null || row.of == null ? false : row.of > 0 && row.left >= 0
    })
  ]

  # A row that expired long ago is not judged if its status says so. A row that expired
  # within ended_days is judged, whatever its status: a check that passes on the day of
  # the outage is worse than no check.
  # "cond ? f(x) : false", because "cond && f(x)" calls f before Terraform 1.12.
  recent  = [for row in local.rows : row if row.dated && row.over ? timecmp(row.last, local.ended) >= 0 : true]
  current = [for row in local.recent : row if row.dated && row.over ? timecmp(row.last, local.now) >= 0 : true]

  expiring = [
    for row in local.recent : "${row.title}: ${row.ends}"
    if row.dated && !contains(var.accepted, coalesce(row.id, row.title)) ? timecmp(row.first, local.deadline) <= 0 : false
  ]
  low = [
    for row in local.current : "${row.title}: ${row.left} of ${row.of} left"
    if row.counted ? row.left * 100 < row.of * var.percent : false
  ]
  unjudged = concat(
    [for row in local.recent : "${row.title}: it is not known when it ends" if !row.dated],
    [
      for row in local.current : "${row.title}: its status, ${row.status}, is not known"
      if row.dated && !row.known && !contains(var.accepted, coalesce(row.id, row.title)) ? timecmp(row.first, local.now) > 0 : false
    ],
    [for row in local.current : "${row.title}: it is not known how much is left" if row.measured && !row.counted],
  )

  # Checks on an empty list would pass, and so would checks on a list in which
  # everything expired long ago.
  lists = { for name, rows in { ice_licenses = var.ice_licenses, aicontent_resources = var.aicontent_resources } : name => rows if rows != null }
  missing = concat(
    length(local.lists) == 0 ? ["neither ice_licenses nor aicontent_resources was given"] : [],
    [
      for name in keys(local.lists) : "${name}: nothing in use was found; if that is right, set allow_empty"
      if !contains(local.current[*].list, name) && !var.allow_empty
    ],
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
