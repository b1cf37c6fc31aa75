terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The agency of the cloud server on which Terraform runs: a profile whose mode is
# ecsAgency asks for it, and needs nothing else.
provider "entitlements" {
  huaweicloud {
    profile = "server"
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "licence_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
