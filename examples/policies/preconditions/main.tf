# Gates: values are passed to other configurations only if they are valid. If a
# precondition or postcondition fails, it stops the plan, and so everything that
# depends on the value.
#
# Copy this file, variables.tf, and the gates that you want.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

locals {
  now      = plantimestamp()
  deadline = timeadd(local.now, "${var.days * 24}h")
}
