# The license batches for voice calls, in every status. With status = 1, expired
# batches would be left out, and a rule on no rows always passes.
data "entitlements_ice_airtc_licenses" "voice" {
  type = 1
}

locals {
  in_30_days  = timeadd(plantimestamp(), "720h")
  days_ago_30 = timeadd(plantimestamp(), "-720h")

  # Status 2 is expired. Such a batch is left out 30 days after its end, not on the day
  # of the outage.
  voice = [
    for license in data.entitlements_ice_airtc_licenses.voice.licenses : license
    if license.expired_on == null || license.status != 2 ? true : timecmp(license.expired_on, local.days_ago_30) > 0
  ]
  # Status 1 is active. A batch without an expiry date is not known to be valid.
  voice_good = [
    for license in local.voice : license
    if license.expired_on == null || license.status != 1 ? false : timecmp(license.expired_on, local.in_30_days) > 0
  ]
}

# Fails the plan if there is no batch, if one expires within 30 days or has just
# expired, or if one cannot be judged.
output "voice_license_ids" {
  value = local.voice_good[*].license_item_id

  precondition {
    condition     = length(local.voice) > 0 && length(local.voice_good) == length(local.voice)
    error_message = "${length(local.voice_good)} of ${length(local.voice)} license batches for voice calls are known to be valid for 30 more days."
  }
}
