terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

# All licenses, one per seat. The key comes from the environment.
data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
