# Five policies as check blocks. Each file next to this one is a policy on the lists
# that are read here, with its own variables. A check block warns, and the run goes on.
# To stop a pipeline, run the tests in this folder, or the policy "checks" in the
# folder rego.
#
# Copy this file and the policies that you want.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

# The lists are read here and not inside the check blocks. There, a list that cannot be
# read would be a warning. Here, it is an error.

data "entitlements_ice_airtc_licenses" "all" {}

data "entitlements_aicontent_paid_resources" "all" {}

data "entitlements_outboundbot_instances" "all" {}

data "entitlements_codearts_ide_licenses" "all" {}

# The row of a seat does not say whether it is frozen or unpaid. The API's filter does.
data "entitlements_codearts_ide_licenses" "in" {
  for_each = toset(["NORMAL", "FREEZE", "UNPAID", "DELETED"])

  status = each.key
}
