# Gate: enough is left of all packages of a catalog, not counting those that expire
# soon.

data "entitlements_aicontent_paid_resources" "all" {}

locals {
  # A package without a catalog, a status, an expiry date or a percentage is not known to
  # be valid.
  catalog_packages = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : merge(package, {
      title = "${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
      ends  = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}${var.aicontent_utc_offset}"
      known = package.resource_catalog_code == null || package.resource_status == null || package.quantity == null || package.remain_quantity == null ? false : (
        package.quantity > 0 && package.remain_quantity >= 0
      )
    })
    if coalesce(package.resource_catalog_code, var.catalog) == var.catalog && coalesce(package.resource_status, "ACTIVE") == "ACTIVE"
  ]
  catalog_judged   = [for package in local.catalog_packages : package if package.known && can(timecmp(package.ends, local.now))]
  catalog_unjudged = [for package in local.catalog_packages : package.title if !(package.known && can(timecmp(package.ends, local.now)))]

  catalog_good = [for package in local.catalog_judged : package if timecmp(package.ends, local.deadline) > 0]
  catalog_left = sum(concat([0], local.catalog_good[*].remain_quantity))
  catalog_of   = sum(concat([0], local.catalog_good[*].quantity))
}

output "package_instance_ids" {
  description = "The instances with valid packages, to pass to other resources."
  value       = compact(distinct(local.catalog_good[*].instance_id))

  precondition {
    condition     = length(local.catalog_unjudged) == 0
    error_message = "Packages that are, or may be, of ${var.catalog}, without a status or an end, or with amounts of which there is no percentage:\n  ${join("\n  ", local.catalog_unjudged)}"
  }

  precondition {
    condition     = local.catalog_of > 0 && local.catalog_left * 100 >= local.catalog_of * var.percent
    error_message = "The packages of ${var.catalog} that are good for ${var.days} days more have ${local.catalog_left} of ${local.catalog_of} left together, and ${var.percent} percent is wanted."
  }
}
