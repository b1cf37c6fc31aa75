# Only the active license batches for vision calls.
data "entitlements_ice_airtc_licenses" "vision" {
  type   = 2
  status = 1

  timeouts {
    read = "15m"
  }
}
