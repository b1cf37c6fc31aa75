output "expiring" {
  description = "Rows that have expired or expire within the days, with the time as the API returns it."
  value       = local.expiring
}

output "low" {
  description = "Packages with less than the percentage left, with both amounts."
  value       = local.low
}

output "unjudged" {
  description = "Rows that cannot be judged, and why."
  value       = local.unjudged
}

output "violations" {
  description = "All warnings of the check blocks, for a precondition that requires none."
  value       = concat(local.expiring, local.low, local.unjudged, local.missing)
}
