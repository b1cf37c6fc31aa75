terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The license batches for voice calls, in every status. With status = 1, expired
# batches would be left out, and a rule on no rows always passes.
data "entitlements_ice_airtc_licenses" "voice" {
  type = 1
}

locals {
  in_30_days = timeadd(plantimestamp(), "720h")

  # Status 2 is expired. Every other batch must expire late enough. A batch without
  # an expiry date is not known to be valid.
  voice      = [for license in data.entitlements_ice_airtc_licenses.voice.licenses : license if license.status != 2]
  voice_good = [for license in local.voice : license if license.expired_on == null ? false : timecmp(license.expired_on, local.in_30_days) > 0]
}

# Fails the plan if there is no batch, or if one expires within 30 days.
output "voice_license_ids" {
  value = local.voice_good[*].license_item_id

  precondition {
    condition     = length(local.voice) > 0 && length(local.voice_good) == length(local.voice)
    error_message = "${length(local.voice_good)} of ${length(local.voice)} license batches for voice calls are known to be valid for 30 more days."
  }
}
