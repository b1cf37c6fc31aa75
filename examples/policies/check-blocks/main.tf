# Five policies as check blocks: each file beside this one is a policy, with its
# own variables, over the lists that are read here. A check block warns and lets
# the run go on. To stop a pipeline on it, run the tests beside this folder, or
# the policy "checks" of the folder rego.
#
# Copy this file and the policies that you want.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The lists are read here and not inside the check blocks, where a list that
# cannot be read would be a warning too. Here it is an error.

data "entitlements_ice_airtc_licenses" "all" {}

data "entitlements_aicontent_paid_resources" "all" {}

data "entitlements_outboundbot_instances" "all" {}

data "entitlements_codearts_ide_licenses" "all" {}

# A seat's row does not say in words whether the seat is frozen or unpaid. The
# API's filter does.
data "entitlements_codearts_ide_licenses" "in" {
  for_each = toset(["NORMAL", "FREEZE", "UNPAID", "DELETED"])

  status = each.key
}
