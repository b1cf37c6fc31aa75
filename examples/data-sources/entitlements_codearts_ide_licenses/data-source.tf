terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_codearts_ide_licenses" "all" {
  status = "NORMAL"
}

# The licenses that are not assigned.
output "free_seats" {
  value = [
    for license in data.entitlements_codearts_ide_licenses.all.licenses : license.id
    if license.user_id == null || license.user_id == ""
  ]
}
