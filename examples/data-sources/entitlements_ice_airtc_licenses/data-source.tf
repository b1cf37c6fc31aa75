terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The licence batches for voice calls that are active.
data "entitlements_ice_airtc_licenses" "voice" {
  type   = 1
  status = 1
}

# Fails the plan where a batch expires within 30 days.
output "voice_licence_ids" {
  value = data.entitlements_ice_airtc_licenses.voice.ids

  precondition {
    condition = alltrue([
      for licence in data.entitlements_ice_airtc_licenses.voice.licenses :
      timecmp(licence.expired_on, timeadd(plantimestamp(), "720h")) > 0
    ])
    error_message = "A licence batch for voice calls expires within 30 days."
  }
}
