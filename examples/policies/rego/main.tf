# Reads what the policies in the folder policy judge. Any configuration will do,
# of any depth of modules, as long as it reads the lists whole.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

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
