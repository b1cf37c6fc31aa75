terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The RAM role of the ECS instance on which Terraform runs.
provider "entitlements" {
  alicloud {
    ecs_role_name = "terraform-runner"
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
