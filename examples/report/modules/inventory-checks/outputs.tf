output "expiring" {
  description = "What has ended or expires within the days."
  value       = local.expiring
}

output "low" {
  description = "What is used up, or has less than the percentage left."
  value       = local.low
}

output "low_by_unit" {
  description = "What low has, by the unit of its amounts, which is empty if there is none."
  value       = { for row in local.low_rows : row.unit == null ? "" : row.unit => row.text... }
}

output "blocked" {
  description = "What is frozen, not paid for, or over before its end."
  value       = local.blocked
}

output "unjudged" {
  description = "What cannot be judged, and why."
  value       = local.unjudged
}

output "missing" {
  description = "What was not read, and where nothing is in use."
  value       = local.missing
}

output "violations" {
  description = "Everything that the check blocks warn of, for a precondition that asks for none."
  value       = concat(local.missing, local.expiring, local.low, local.blocked, local.unjudged)
}
