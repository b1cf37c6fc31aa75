terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# An agency that is assumed with the OIDC token of a pod or a CI job, without an
# access key.
provider "entitlements" {
  huaweicloud {
    assume_role_with_oidc {
      idp_id        = "ci"
      id_token_file = "/var/run/secrets/oidc/token"
      agency_name   = "entitlements-reader"
      domain_id     = "0123456789abcdef0123456789abcdef"
    }
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
