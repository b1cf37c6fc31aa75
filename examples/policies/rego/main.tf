# Reads the lists that the policies in the folder policy judge. Any configuration can
# be used, with modules too, if it reads the lists without filters.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

data "entitlements_aicontent_paid_resources" "all" {}

data "entitlements_outboundbot_instances" "all" {}

data "entitlements_codearts_ide_licenses" "all" {}

# The row of a seat does not say whether it is frozen or unpaid. The API's filter does.
data "entitlements_codearts_ide_licenses" "in" {
  for_each = toset(["NORMAL", "FREEZE", "UNPAID", "DELETED"])

  status = each.key
}
