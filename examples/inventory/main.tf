# Fails the pipeline some days before anything that you own expires, and if anything
# cannot be judged. The guide "Everything that is owned" explains it line by line. The
# module in the folder modules is a copy of examples/modules/inventory-checks.

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

variable "days" {
  description = "Number of days before an expiry from which on the pipeline fails."
  type        = number
  default     = 30
}

variable "aicontent_time_zone" {
  description = "Time zone of AiContent's times."
  type        = string
  default     = "Asia/Shanghai"
}

variable "renewing" {
  description = "Ids of rows that are being renewed, or may expire."
  type        = set(string)
  default     = []
}

variable "enforce" {
  description = "Whether a violation fails the run. Without it, the check blocks of the module warn."
  type        = bool
  default     = false
}

# Read without filters. What a filter leaves out cannot be judged.
data "entitlements_inventory" "all" {
  sources             = var.sources
  accounts            = var.accounts
  aicontent_time_zone = var.aicontent_time_zone
}

module "checks" {
  source = "./modules/inventory-checks"

  inventory = data.entitlements_inventory.all
  sources   = var.sources
  accounts  = var.accounts
  days      = var.days
  percent   = 0
  accepted  = var.renewing
}

output "expiring" {
  description = "What has ended or expires within the days."
  value       = module.checks.expiring

  precondition {
    condition     = !var.enforce || length(module.checks.violations) == 0
    error_message = "Of what is owned, or should be:\n  ${join("\n  ", module.checks.violations)}"
  }
}

output "sources_read" {
  description = "The lists that were read completely."
  value       = data.entitlements_inventory.all.sources_read
}
