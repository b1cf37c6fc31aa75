output "current" {
  description = "What you own now, for the input previous of the next run."
  value       = local.current

  precondition {
    condition     = length(local.vanished) == 0
    error_message = <<-END
      ${length(local.vanished)} entitlements are gone that had not ended. If that is right, add their ids to accepted:
        ${join("\n  ", [for row in local.vanished : "${row.title}, ${row.state}, ${row.expires_at == null ? "no end known" : "until ${row.expires_at}"}"])}
    END
  }

  precondition {
    condition     = length(local.current) > 0
    error_message = "Nothing was found, so that there would be nothing to compare the next run with."
  }
}

output "vanished" {
  description = "Rows that are gone, had not expired and were not accepted, as the last run saw them."
  value       = [for row in local.vanished : { for name, value in row : name => value if !contains(["now", "ended", "place", "detail", "thing"], name) }]
}
