# Only the licenses that can be used.
data "entitlements_codearts_ide_licenses" "normal" {
  status = "NORMAL"
}
