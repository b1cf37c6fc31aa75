# The licenses that are not assigned.
output "free_seats" {
  value = [
    for license in data.entitlements_codearts_ide_licenses.normal.licenses : license.id
    if license.user_id == null || license.user_id == ""
  ]
}
