terraform {
  required_version = ">= 1.8"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

# AiContent returns times without a zone. Set the zone in which its console shows
# them.
variable "time_zone" {
  type    = string
  default = "Asia/Shanghai"
}

data "entitlements_aicontent_paid_resources" "all" {}

# When each package ends, in RFC 3339 and UTC. Null stays null.
output "ends" {
  value = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : {
      instance_id = package.instance_id
      package     = package.resource_package_code
      ends_at     = provider::entitlements::parse_time(package.expire_time, "datetime", var.time_zone)
    }
  ]
}

# The same from milliseconds since 1970, and from a layout.
output "new_year" {
  value = [
    provider::entitlements::parse_time(1798761600000, "epoch_milliseconds", "UTC"),
    provider::entitlements::parse_time("01/01/2027 08:00", "02/01/2006 15:04", "+08:00"),
  ]
}
