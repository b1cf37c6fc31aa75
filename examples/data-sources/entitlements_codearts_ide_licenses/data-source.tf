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

# The licences that nobody uses.
output "free_seats" {
  value = [
    for licence in data.entitlements_codearts_ide_licenses.all.licenses : licence.id
    if licence.user_id == null
  ]
}
