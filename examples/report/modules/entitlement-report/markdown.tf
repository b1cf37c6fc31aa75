locals {
  # The summary of a CI job has a limit, and its reader has one too.
  markdown_rows = 50

  # No text from a row is at the start of a line, because "::" there is a command for
  # some CI systems. Whatever could be Markdown gets a backslash, so that there are no
  # links, images, mentions or formulas.
  markdown_sections = [
    for section in local.sections : join("\n", concat(
      ["", "## ${section.title}", ""],
      length(section.rows) == 0 ? ["Nothing."] : [
        "| Entitlement | Source | Account | State | Ends | Days | Left | Notes |",
        "|---|---|---|---|---|---:|---:|---|",
      ],
      [
        for t in [
          for row in slice(section.rows, 0, min(local.markdown_rows, length(section.rows))) : {
            for name, text in row.text : name => replace(replace(replace(text,
              "/[\\p{Cc}\\x{2028}\\x{2029}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]+/", " "),
              "/[\\\\`*_{}\\[\\]<>()#!|@~&$:]/", "\\$0"),
            "/(?i)www\\./", "www\\.")
          }
          ] : "| ${join(" | ", [
            join(" · ", compact([t.title, t.id, t.details])),
            t.source, t.account,
            join(" · ", compact([t.state, t.status])),
            join(", ", compact([t.ends, t.renews])),
            t.days,
            join(" · ", compact([t.left, t.amount])),
            t.notes,
        ])} |"
      ],
      length(section.rows) <= local.markdown_rows ? [] : ["", "${length(section.rows) - local.markdown_rows} more rows are in the HTML and CSV reports."],
    ))
  ]

  markdown = join("\n", concat(
    ["# Entitlements", "", "${length(local.rows)} rows at ${local.made}. ${length(local.live)} of them have not ended.", local.filtered],
    local.markdown_sections,
    [
      "", "## What was read", "",
      "| Account | Account id | Rows | Not ended | Ends soon | Low | Blocked | Cannot be judged |",
      "|---|---|---:|---:|---:|---:|---:|---:|",
    ],
    [
      for a in local.accounts :
      "| ${replace(a.name, "/[\\\\`*_{}\\[\\]<>()#!|@~&$:]/", "\\$0")} | ${replace(join(", ", a.ids), "/[\\\\`*_{}\\[\\]<>()#!|@~&$:\\p{Cc}]/", "\\$0")} | ${a.rows} | ${a.live} | ${a.ends} | ${a.low} | ${a.blocked} | ${a.unknown} |"
    ],
    ["", "| Source | Rows |", "|---|---:|"],
    [for source in local.sources : "| ${replace(source.name, "_", "\\_")} | ${source.rows} |"],
    [""],
  ))
}
