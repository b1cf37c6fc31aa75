output "markdown" {
  description = "A summary in Markdown, for the summary of a CI job."
  value       = local.markdown
}

output "html" {
  description = "All rows in one HTML file that loads nothing, with a timeline."
  value       = local.html
}

output "csv" {
  description = "All rows as CSV, for a spreadsheet."
  value       = local.csv
}
