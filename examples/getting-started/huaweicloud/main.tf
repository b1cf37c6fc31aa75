terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# All licences, one for each seat. The key comes from the environment.
data "entitlements_codearts_ide_licenses" "all" {}

output "licence_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
