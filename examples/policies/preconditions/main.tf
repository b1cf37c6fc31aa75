# Gates: what other configurations use is handed out only while it is good. A
# precondition or postcondition that does not hold stops the plan, and with it
# everything that depends on the value.
#
# Copy this file, variables.tf, and the gates that you want.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

locals {
  now      = plantimestamp()
  deadline = timeadd(local.now, "${var.days * 24}h")
}
