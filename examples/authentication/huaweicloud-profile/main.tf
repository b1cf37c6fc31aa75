terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# A profile of KooCLI. Its mode can be AKSK, SSO, agency, AssumeRole or ecsAgency.
provider "entitlements" {
  huaweicloud {
    profile            = "audit"
    shared_config_file = "~/.hcloud/config.json"
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
