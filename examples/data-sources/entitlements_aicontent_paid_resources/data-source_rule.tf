data "entitlements_aicontent_paid_resources" "rule" {}

locals {
  now         = plantimestamp()
  days_ago_30 = timeadd(local.now, "-720h")

  # The API documents no time zone. UTC+14 is the earliest. A time that is missing or not
  # valid makes timecmp fail.
  all = [
    for package in data.entitlements_aicontent_paid_resources.rule.resources : merge(package, {
      ends = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}+14:00"
    })
  ]
  # ACTIVE is the only documented status. Packages in another one are left out 30 days
  # after their end.
  packages = [
    for package in local.all : package
    if can(timecmp(package.ends, local.now)) && coalesce(package.resource_status, "ACTIVE") != "ACTIVE" ? timecmp(package.ends, local.days_ago_30) > 0 : true
  ]
  # A package with an unknown amount, or with a quantity of zero, is not known to
  # have enough.
  active = [for package in local.packages : package if package.resource_status == "ACTIVE" && can(timecmp(package.ends, local.now))]
  enough = [
    for package in local.active : package
    if package.quantity == null || package.remain_quantity == null ? false : (
      package.quantity > 0 && package.remain_quantity * 10 >= package.quantity && timecmp(package.ends, local.now) > 0
    )
  ]
}

# Warns if there is no package, or if one is not known to be active and to have a tenth
# left.
check "enough_is_left" {
  assert {
    condition     = length(local.packages) > 0 && length(local.enough) == length(local.packages)
    error_message = "${length(local.enough)} of ${length(local.packages)} resource packages are known to be active and to have a tenth left."
  }
}
