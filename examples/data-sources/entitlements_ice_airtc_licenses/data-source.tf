terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The license batches for voice calls that are active.
data "entitlements_ice_airtc_licenses" "voice" {
  type   = 1
  status = 1
}

# Fails the plan where a batch expires within 30 days.
output "voice_license_ids" {
  value = data.entitlements_ice_airtc_licenses.voice.ids

  precondition {
    condition = alltrue([
      for license in data.entitlements_ice_airtc_licenses.voice.licenses :
      timecmp(license.expired_on, timeadd(plantimestamp(), "720h")) > 0
    ])
    error_message = "A license batch for voice calls expires within 30 days."
  }
}
