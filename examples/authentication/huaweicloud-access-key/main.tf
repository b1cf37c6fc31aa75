terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The key is in the environment: HW_ACCESS_KEY with HW_SECRET_KEY, and
# HW_SECURITY_TOKEN for a temporary key.
provider "entitlements" {
  huaweicloud {
    project_id = "0123456789abcdef0123456789abcdef"
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
