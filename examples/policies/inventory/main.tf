# Policies on everything that you own: one rule for all lists of both clouds. The
# module in the folder modules judges; it is a copy of examples/modules/inventory-checks.

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

variable "none_expected" {
  description = "Sources and accounts in which nothing may be in use, and sources of one account, such as \"codearts_ide_licenses prod\"."
  type        = set(string)
  default     = []
}

variable "aicontent_time_zone" {
  description = "Time zone of AiContent's times."
  type        = string
  default     = "Asia/Shanghai"
}

variable "days" {
  description = "Number of days before its expiry from which on a row is reported."
  type        = number
  default     = 30
}

variable "percent" {
  description = "A row with less than this percentage left is reported."
  type        = number
  default     = 10
}

variable "accepted" {
  description = "Ids of what is not to be judged: it was renewed, or nobody needs it any more."
  type        = set(string)
  default     = []
}

# Read without filters. What a filter leaves out cannot be judged.
data "entitlements_inventory" "all" {
  sources             = var.sources
  accounts            = var.accounts
  aicontent_time_zone = var.aicontent_time_zone
}

module "checks" {
  source = "./modules/inventory-checks"

  inventory     = data.entitlements_inventory.all
  sources       = var.sources
  accounts      = var.accounts
  none_expected = var.none_expected
  days          = var.days
  percent       = var.percent
  accepted      = var.accepted
}

output "violations" {
  description = "Everything that the check blocks warn of."
  value       = module.checks.violations
}
