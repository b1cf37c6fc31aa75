# Writes a report about everything that you own, and lists what breaks the rules. After
# "terraform apply", "terraform output -raw html >report.html" writes the page, and csv
# and markdown are read in the same way. The modules in the folder modules are copies of
# those in examples/modules.

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

variable "time" {
  description = "The time of the report, in RFC 3339. By default it is when the plan is made, so that each plan differs from the last."
  type        = string
  default     = null
}

# Read without filters. What a filter leaves out would not be in the report.
data "entitlements_inventory" "all" {
  sources             = var.sources
  accounts            = var.accounts
  aicontent_time_zone = var.aicontent_time_zone
}

locals {
  time = coalesce(var.time, plantimestamp())
}

module "report" {
  source = "./modules/entitlement-report"

  inventory = data.entitlements_inventory.all
  time      = local.time
}

module "checks" {
  source = "./modules/inventory-checks"

  inventory = data.entitlements_inventory.all
  sources   = var.sources
  accounts  = var.accounts
  now       = local.time
}

output "markdown" {
  description = "A summary in Markdown, for the summary of a CI job."
  value       = module.report.markdown
}

# Sensitive, so that they do not fill the screen. Read them with "output -raw".
output "html" {
  description = "All rows in one HTML file, with a timeline."
  value       = module.report.html
  sensitive   = true
}

output "csv" {
  description = "All rows as CSV, for a spreadsheet."
  value       = module.report.csv
  sensitive   = true
}

output "violations" {
  description = "What breaks the rules of the module inventory-checks. A CI job fails if this is not empty."
  value       = module.checks.violations
}
