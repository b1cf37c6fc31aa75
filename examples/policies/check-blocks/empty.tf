# A list with nothing in use passes every policy on its rows. That is right if nothing
# was bought, and wrong if everything has expired or the key belongs to another
# account.

variable "none_expected" {
  description = "Lists that may have nothing in use: any of ice_airtc_licenses, aicontent_paid_resources, outboundbot_instances, codearts_ide_licenses."
  type        = set(string)
  default     = []

  validation {
    condition = length(setsubtract(var.none_expected, [
      "ice_airtc_licenses", "aicontent_paid_resources", "outboundbot_instances", "codearts_ide_licenses",
    ])) == 0
    error_message = "The lists are ice_airtc_licenses, aicontent_paid_resources, outboundbot_instances and codearts_ide_licenses."
  }
}

locals {
  empty = setsubtract([
    for list, in_use in {
      ice_airtc_licenses       = [for license in data.entitlements_ice_airtc_licenses.all.licenses : license if license.status == 1]
      aicontent_paid_resources = [for package in data.entitlements_aicontent_paid_resources.all.resources : package if package.resource_status == "ACTIVE"]
      outboundbot_instances    = data.entitlements_outboundbot_instances.all.instances
      codearts_ide_licenses    = data.entitlements_codearts_ide_licenses.in["NORMAL"].licenses
    } : list if length(in_use) == 0
  ], var.none_expected)
}

check "every_list_is_in_use" {
  assert {
    condition     = length(local.empty) == 0
    error_message = "Nothing is in use in: ${join(", ", local.empty)}. If that is right, name them in none_expected."
  }
}
