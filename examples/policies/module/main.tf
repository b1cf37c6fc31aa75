# The commonest policies through a module: two lists, a few settings, and check
# blocks that come with it. You write the call alone. The module in the folder
# modules is a copy of examples/modules/entitlement-checks.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

variable "days" {
  description = "How many days before its end a license or a package is reported."
  type        = number
  default     = 30
}

variable "percent" {
  description = "A package with less than this percentage left is reported."
  type        = number
  default     = 10
}

variable "enforce" {
  description = "Whether what the module finds stops the plan. Otherwise its check blocks warn."
  type        = bool
  default     = false
}

data "entitlements_ice_airtc_licenses" "all" {}

data "entitlements_aicontent_paid_resources" "all" {}

module "checks" {
  source = "./modules/entitlement-checks"

  ice_licenses        = data.entitlements_ice_airtc_licenses.all.licenses
  aicontent_resources = data.entitlements_aicontent_paid_resources.all.resources
  days                = var.days
  percent             = var.percent
}

output "license_ids" {
  description = "The licenses, to be passed on."
  value       = data.entitlements_ice_airtc_licenses.all.ids

  precondition {
    condition     = !var.enforce || length(module.checks.violations) == 0
    error_message = "The policies do not hold:\n  ${join("\n  ", module.checks.violations)}"
  }
}

output "expiring" {
  value = module.checks.expiring
}

output "low" {
  value = module.checks.low
}
