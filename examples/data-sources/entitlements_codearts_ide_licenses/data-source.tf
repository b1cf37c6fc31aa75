terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
