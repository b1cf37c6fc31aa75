# A policy of your own, and the tests of it. What is read is here. What is judged is in
# modules/policy, which takes rows and reads nothing, so that its tests need no cloud:
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
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The list is read whole. What a filter leaves out cannot be judged.
data "entitlements_ice_airtc_licenses" "all" {}

module "policy" {
  source   = "./modules/policy"
  licenses = data.entitlements_ice_airtc_licenses.all.licenses
}

output "voice_license_ids" {
  description = "The licenses for voice calls that are good, to be passed on."
  value       = module.policy.good

  precondition {
    condition     = length(module.policy.violations) == 0
    error_message = "The policy does not hold:\n  ${join("\n  ", module.policy.violations)}"
  }
}
