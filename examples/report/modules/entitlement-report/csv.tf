locals {
  columns = [
    "cloud", "account", "account_id", "source", "region", "id", "parent_id", "name", "kind", "state", "status", "unit", "total", "remaining",
    "remaining_percent", "assignee", "auto_renew", "starts_at", "expires_at", "days_until_expiry", "tags", "notes",
  ]

  # All rows are escaped at once, because a call for each cell would take long. In JSON,
  # once its escaped backslashes and quotes are written as \u, each quote that is left is
  # the start or the end of a cell.
  csv_cells = replace(replace(jsonencode(concat([local.columns], [
    for row in local.rows : [
      for text in [
        row.cloud, row.account, row.account_id, row.source, row.region, row.id, row.parent_id, row.name, row.kind, row.state, row.status, row.unit,
        row.total, row.remaining, row.remaining_percent, row.assignee, row.auto_renew, row.starts_at, row.expires_at, row.days,
        row.text.tags, row.text.notes,
      ] : text == null ? "" : tostring(text)
    ]
  ])), "\\\\", "\\u005c"), "\\\"", "\\u0022")

  # A text that a spreadsheet would take for a formula gets an apostrophe, a negative
  # number does not. No text can start a line.
  csv_safe = replace(replace(replace(local.csv_cells,
    "/\"([=+\\-@＝＋－＠]|\\\\[tnr])/", "\"'$1"),
    "/\"'(-[0-9]+(\\.[0-9]+)?\")/", "\"$1"),
  "/(\\\\[bfnrt]|\\\\u00[01][0-9a-f]|\\\\u202[89]|[\\x{7f}-\\x{9f}\\x{2028}\\x{2029}])+/", " ")

  # A byte order mark lets spreadsheets know that this is UTF-8.
  csv = "\uFEFF${replace(replace(replace(replace(replace(replace(trimsuffix(trimprefix(local.csv_safe, "[["), "]]"),
    "\"],[\"", "\"\r\n\""),
  "\\u003c", "<"), "\\u003e", ">"), "\\u0026", "&"), "\\u0022", "\"\""), "\\u005c", "\\")}\r\n"
}
