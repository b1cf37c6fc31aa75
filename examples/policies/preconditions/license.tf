# Gate: a license for voice calls that is valid for a number of days and has a minimum
# capacity left.

data "entitlements_ice_airtc_licenses" "voice" {
  type   = 1
  status = 1
}

locals {
  # A license without an expiry date, a capacity or an id is not known to be valid.
  # "cond ? f(x) : false", because "cond && f(x)" calls f before Terraform 1.12.
  good_voice_licenses = [
    for license in data.entitlements_ice_airtc_licenses.voice.licenses : license.license_item_id
    if license.license_item_id != null && license.available_capacity != null && can(timecmp(license.expired_on, local.deadline)) ? (
      timecmp(license.expired_on, local.deadline) > 0 && license.available_capacity >= var.min_available_capacity
    ) : false
  ]
}

output "voice_license_id" {
  description = "The license, to pass to other resources."
  value       = one(slice(local.good_voice_licenses, 0, min(1, length(local.good_voice_licenses))))

  precondition {
    condition     = length(local.good_voice_licenses) > 0
    error_message = "Of ${length(data.entitlements_ice_airtc_licenses.voice.licenses)} active licenses for voice calls, none is known to be good for ${var.days} days more with a capacity of ${var.min_available_capacity} left."
  }
}
