output "expiring" {
  description = "What has expired or expires within the days, with the time as the API wrote it."
  value       = local.expiring
}

output "low" {
  description = "The packages with less than the percentage left, with what is left of what."
  value       = local.low
}

output "unjudged" {
  description = "What cannot be judged, and why."
  value       = local.unjudged
}

output "violations" {
  description = "Everything that the check blocks warn of, for a precondition that asks for none."
  value       = concat(local.expiring, local.low, local.unjudged, local.missing)
}
