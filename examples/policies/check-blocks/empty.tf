# A list without a row passes every policy on its rows. That is right where
# nothing was bought, and wrong where the key belongs to another account.

variable "none_expected" {
  description = "Lists that may be empty: any of ice_airtc_licenses, aicontent_paid_resources, outboundbot_instances, codearts_ide_licenses."
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
    for list, ids in {
      ice_airtc_licenses       = data.entitlements_ice_airtc_licenses.all.licenses
      aicontent_paid_resources = data.entitlements_aicontent_paid_resources.all.resources
      outboundbot_instances    = data.entitlements_outboundbot_instances.all.instances
      codearts_ide_licenses    = data.entitlements_codearts_ide_licenses.all.licenses
    } : list if length(ids) == 0
  ], var.none_expected)
}

check "no_list_is_empty" {
  assert {
    condition     = length(local.empty) == 0
    error_message = "Nothing was found in: ${join(", ", local.empty)}. If that is right, name them in none_expected."
  }
}
