# Your own policy, with its tests. This file reads the rows. modules/policy judges them;
# it reads nothing, so its tests need no cloud:
#
#   terraform init
#   terraform test
#
# The guide "Test your policies" explains it. The tests need Terraform 1.6 or OpenTofu
# 1.6.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

# The list is read without filters. Rows that a filter leaves out cannot be judged.
data "entitlements_ice_airtc_licenses" "all" {}

module "policy" {
  source   = "./modules/policy"
  licenses = data.entitlements_ice_airtc_licenses.all.licenses
}

output "voice_license_ids" {
  description = "The valid licenses for voice calls, to pass to other resources."
  value       = module.policy.good

  precondition {
    condition     = length(module.policy.violations) == 0
    error_message = "The policy does not hold:\n  ${join("\n  ", module.policy.violations)}"
  }
}
