terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

variable "license_id" {
  description = "Id of a license of CodeArts IDE. Null: the first one."
  type        = string
  default     = null
}

variable "instance_name" {
  description = "Name of an instance of OutboundBot. Null: that of the first one."
  type        = string
  default     = null
}

data "entitlements_codearts_ide_licenses" "all" {}

data "entitlements_outboundbot_instances" "all" {}

locals {
  license_id    = var.license_id != null ? var.license_id : try(data.entitlements_codearts_ide_licenses.all.ids[0], null)
  instance_name = var.instance_name != null ? var.instance_name : try(data.entitlements_outboundbot_instances.all.instances[0].instance_name, null)

  # By name. Two instances can have the same name.
  instances = [
    for instance in data.entitlements_outboundbot_instances.all.instances : instance
    if instance.instance_name == local.instance_name
  ]
}

# By id. An argument of the data source lets the cloud search.
data "entitlements_codearts_ide_licenses" "one" {
  license_id = local.license_id

  lifecycle {
    postcondition {
      condition     = length(self.licenses) == 1
      error_message = "${length(self.licenses)} licenses have the id ${self.license_id == null ? "null" : self.license_id}."
    }
  }
}

output "license" {
  value = one(data.entitlements_codearts_ide_licenses.one.licenses)
}

# try keeps one from failing before the precondition can say what is wrong.
output "instance_id" {
  value = try(one(local.instances).instance_id, null)

  precondition {
    condition     = length(local.instances) == 1
    error_message = "${length(local.instances)} instances have the name ${local.instance_name == null ? "null" : local.instance_name}."
  }
}
