# The most common policies as a module with check blocks. You only write the call, with
# two lists and a few settings. The module in the folder modules is a copy of
# examples/modules/entitlement-checks.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

variable "days" {
  description = "Number of days before its expiry from which on a license or package is reported."
  type        = number
  default     = 30
}

variable "percent" {
  description = "A package with less than this percentage left is reported."
  type        = number
  default     = 10
}

variable "enforce" {
  description = "Whether violations stop the plan. If false, the check blocks warn."
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
  description = "The licenses, to pass to other resources."
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
