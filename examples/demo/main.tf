# What does the company own, what is nearly used up, and what expires soon?
# All four lists, read whole. Nothing is created, changed or deleted.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Alibaba Cloud: licence batches for real-time conversational AI.
data "entitlements_ice_airtc_licenses" "all" {}

# Alibaba Cloud: resource packages of AiContent.
data "entitlements_aicontent_paid_resources" "all" {}

# Alibaba Cloud: OutboundBot instances.
data "entitlements_outboundbot_instances" "all" {}

# Huawei Cloud: CodeArts IDE licences, one for each seat.
data "entitlements_codearts_ide_licenses" "all" {}

locals {
  now  = plantimestamp()
  soon = timeadd(local.now, "720h") # 30 days

  # AiContent writes times as 2026-12-31 00:00:00 and does not say in which
  # zone. Read as UTC, such a time is at most 14 hours late and 12 hours early.
  # Both margins are added, so that nothing that expires soon is missed.
  now_anywhere  = timeadd(local.now, "-12h")
  soon_anywhere = timeadd(local.soon, "14h")

  # What the API leaves empty is null here. A package without an end does not
  # expire, and one without a quantity is not used up.
  packages = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : merge(package, {
      title       = "${package.instance_id}, ${package.resource_package_code}"
      ends        = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}Z"
      nearly_gone = package.quantity == null || package.remain_quantity == null ? false : package.remain_quantity * 10 < package.quantity
    })
  ]
}

# The ids, to be passed on to other resources and modules.
output "all_licence_ids" {
  value = {
    ice_airtc_licenses    = data.entitlements_ice_airtc_licenses.all.ids
    codearts_ide_licenses = data.entitlements_codearts_ide_licenses.all.ids
  }
}

# CodeArts IDE and OutboundBot do not say when what they list expires.
output "expires_within_30_days" {
  value = {
    ice_airtc_licenses = [
      for licence in data.entitlements_ice_airtc_licenses.all.licenses :
      "${licence.license_item_id}: ${licence.expired_on}"
      if licence.expired_on == null ? false : timecmp(licence.expired_on, local.now) >= 0 && timecmp(licence.expired_on, local.soon) <= 0
    ]
    aicontent_paid_resources = [
      for package in local.packages :
      "${package.title}: ${package.expire_time}, time zone unknown"
      if package.ends == null ? false : timecmp(package.ends, local.now_anywhere) >= 0 && timecmp(package.ends, local.soon_anywhere) <= 0
    ]
  }
}

# Only AiContent says how much was bought and how much is left.
output "less_than_a_tenth_left" {
  value = {
    aicontent_paid_resources = [
      for package in local.packages :
      "${package.title}: ${package.remain_quantity} of ${package.quantity} left"
      if package.nearly_gone
    ]
  }
}

output "number_of_rows" {
  value = {
    ice_airtc_licenses       = length(data.entitlements_ice_airtc_licenses.all.licenses)
    aicontent_paid_resources = length(data.entitlements_aicontent_paid_resources.all.resources)
    outboundbot_instances    = length(data.entitlements_outboundbot_instances.all.instances)
    codearts_ide_licenses    = length(data.entitlements_codearts_ide_licenses.all.licenses)
  }
}
