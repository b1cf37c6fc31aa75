terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# A role that is assumed with the OIDC token of a pod or a CI job, without an
# access key. In an ACK pod, the environment has all three settings, and you can
# leave out the block.
provider "entitlements" {
  alicloud {
    assume_role_with_oidc {
      oidc_provider_arn = "acs:ram::1234567890123456:oidc-provider/ci"
      oidc_token_file   = "/var/run/secrets/oidc/token"
      role_arn          = "acs:ram::1234567890123456:role/entitlements-reader"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
