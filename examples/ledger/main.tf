# Fails the plan if something is gone that had not ended: compares what is owned with
# what the last run saw, which is in ledger.json. The guide "Everything that is owned"
# explains it. The module in the folder modules is a copy of
# examples/modules/entitlement-ledger.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

variable "sources" {
  description = "Lists to read. One without credentials is an error."
  type        = set(string)
  default     = ["ice_airtc_licenses", "aicontent_paid_resources", "outboundbot_instances", "codearts_ide_licenses"]
}

variable "accounts" {
  description = "The accounts that must be read: \"default\" is that of the provider's own credentials."
  type        = set(string)
  default     = ["default"]
}

variable "aicontent_time_zone" {
  description = "Time zone of AiContent's times."
  type        = string
  default     = "Asia/Shanghai"
}

variable "accepted" {
  description = "Ids of what may be gone."
  type        = set(string)
  default     = []
}

variable "enforce" {
  description = "Whether it fails the run if there is nothing in ledger.json, as in every run but the first. Without it, that is a warning."
  type        = bool
  default     = false
}

locals {
  ledger   = "${path.root}/ledger.json"
  previous = fileexists(local.ledger) ? jsondecode(file(local.ledger)) : null
}

# Read without filters. What a filter leaves out would count as gone.
data "entitlements_inventory" "all" {
  sources             = var.sources
  accounts            = var.accounts
  aicontent_time_zone = var.aicontent_time_zone
}

module "ledger" {
  source = "./modules/entitlement-ledger"

  inventory = data.entitlements_inventory.all
  previous  = local.previous
  accepted  = var.accepted
}

check "there_was_a_last_run" {
  assert {
    condition     = local.previous != null
    error_message = "There is no ledger.json, or null in it, so that nothing was compared."
  }
}

output "current" {
  description = "What is owned now, to be kept in ledger.json."
  value       = module.ledger.current

  precondition {
    condition     = !var.enforce || local.previous != null
    error_message = "There is no ledger.json, or null in it, so that nothing can be compared."
  }
}
