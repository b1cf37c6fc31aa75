locals {
  # A browser hashes what stands between the tags, with line feeds.
  style  = replace(file("${path.module}/report.css"), "\r\n", "\n")
  script = replace(file("${path.module}/report.js"), "\r\n", "\n")
  policy = "default-src 'none'; style-src 'sha256-${base64sha256(local.style)}'; script-src 'sha256-${base64sha256(local.script)}'; base-uri 'none'; form-action 'none'"

  # Everything from the clouds is text between tags, never in an attribute. All rows of a
  # section are escaped at once, because a call for each cell would take long. In JSON,
  # once its escaped backslashes and quotes are entities, each quote that is left is the
  # start or the end of a text.
  html_sections = [
    for section in concat(local.sections, [{ id = "all", title = "Everything", rows = local.rows }]) : {
      id = section.id, title = section.title, count = length(section.rows)
      rows = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        trimsuffix(trimprefix(jsonencode([
          for row in section.rows : [
            [row.text.title, row.text.id, row.text.details, row.text.tags], [row.text.source, row.text.place], [row.text.account],
            [row.text.state, row.text.status], [row.text.ends, row.text.renews], [row.text.days], [row.text.left], [row.text.amount], [row.text.notes],
          ]
        ]), "[[["), "]]]"),
        "\\\\", "&#92;"), "\\\"", "&quot;"),
        "\\u0026", "&amp;"), "\\u003c", "&lt;"), "\\u003e", "&gt;"),
        "/[<>]/", ""),
        "/(\\\\[bfnrt]|\\\\u[0-9a-f]{4}|[\\x{7f}-\\x{9f}\\x{2028}\\x{2029}])+/", " "),
        "\"]],[[\"", "</bdi></td></tr>\n<tr><td><bdi>"),
        "\"],[\"", "</bdi></td><td><bdi>"),
        "\",\"", "</bdi> <bdi>"),
      "\"", "")
    }
  ]
  html_tables = join("\n", [
    for section in local.html_sections : join("\n", [
      "<section id=\"${section.id}\"><h2>${section.title} <small>${section.count}</small></h2>",
      section.count == 0 ? "<p>Nothing.</p>" : "<table class=\"rows\"><thead><tr><th>Entitlement</th><th>Source</th><th>Account</th><th>State</th><th>Ends</th><th>Days</th><th>Left</th><th>Amount</th><th>Notes</th></tr></thead><tbody>\n<tr><td><bdi>${section.rows}</bdi></td></tr>\n</tbody></table>",
      "</section>",
    ])
  ])
  html_accounts = join("\n", [
    for a in local.accounts : "<tr><td>${join("</td><td>", [
      for text in [a.name, join(", ", a.ids), a.rows, a.live, a.ends, a.low, a.blocked, a.unknown] :
      replace(replace(replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;")
    ])}</td></tr>"
  ])

  # The timeline: a lane for each source, a mark for each row that ends from 30 days ago
  # to a year from now.
  timeline_days = 365
  lanes = [
    for source in local.sources : {
      name  = source.name
      marks = [for row in local.rows : row if row.source == source.name && (row.days == null ? false : row.days >= -local.ended_days && row.days < local.timeline_days && (row.past || !row.over))]
      later = length([for row in local.live : 0 if row.source == source.name && (row.days == null ? false : row.days >= local.timeline_days)])
      open  = length([for row in local.live : 0 if row.source == source.name && row.days == null])
    }
  ]
  months = [
    for i in range(13) : { days = i * 30.4375, name = formatdate("MMM YYYY", timeadd(var.time, "${floor(i * 730.5)}h")) }
  ]
  timeline = join("\n", concat(
    ["<svg viewBox=\"0 0 1000 ${60 + 34 * length(local.lanes)}\" role=\"img\" aria-labelledby=\"what\"><title id=\"what\">What ends when, by source</title>"],
    [
      for month in local.months :
      "<line class=\"${month.days == 0 ? "now" : "month"}\" x1=\"${floor(250 + month.days * 1.6)}\" x2=\"${floor(250 + month.days * 1.6)}\" y1=\"24\" y2=\"${30 + 34 * length(local.lanes)}\"/>"
    ],
    [for i, month in local.months : "<text class=\"month\" x=\"${floor(250 + month.days * 1.6)}\" y=\"16\">${i == 0 ? "now" : month.name}</text>" if i % 3 == 0],
    flatten([
      for lane, source in local.lanes : concat(
        ["<text x=\"0\" y=\"${52 + 34 * lane}\">${source.name}</text>", "<text class=\"later\" x=\"1000\" y=\"${52 + 34 * lane}\">${join(", ", compact([source.later == 0 ? "" : "${source.later} later", source.open == 0 ? "" : "${source.open} open"]))}</text>"],
        [
          for i, row in source.marks :
          "<circle class=\"${row.past ? "past" : row.renews ? "renews" : row.days < 30 ? "soon" : "ends"}\" cx=\"${250 + floor(row.days * 16) / 10}\" cy=\"${47 + 34 * lane + (i % 5 - 2) * 4}\" r=\"5\"><title>${row.text.ends} ${replace(replace(replace(replace(row.text.title, "/[\\p{Cc}]+/", " "), "&", "&amp;"), "<", "&lt;"), ">", "&gt;")}</title></circle>"
        ],
      )
    ]),
    ["</svg>"],
  ))

  html = <<-END
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${local.policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>Entitlements, ${local.made}</title>
    <style>${local.style}</style>
    </head>
    <body>
    <h1>Entitlements</h1>
    <p>${length(local.rows)} rows at ${local.made}. ${length(local.live)} of them have not ended. ${local.filtered}</p>
    <nav>${join(" ", [for section in local.html_sections : "<a href=\"#${section.id}\">${section.title} <b>${section.count}</b></a>"])}</nav>
    <section id="timeline"><h2>What ends when</h2><div class="wide">${local.timeline}</div>
    <p class="legend"><span class="past">ended</span> <span class="soon">ends within 30 days</span> <span class="ends">ends later</span> <span class="renews">renews itself</span></p></section>
    ${local.html_tables}
    <section id="read"><h2>What was read</h2>
    <div class="wide"><table><thead><tr><th>Account</th><th>Account id</th><th>Rows</th><th>Not ended</th><th>Ends soon</th><th>Low</th><th>Blocked</th><th>Cannot be judged</th></tr></thead><tbody>
    ${local.html_accounts}
    </tbody></table>
    <table><thead><tr><th>Source</th><th>Rows</th></tr></thead><tbody>
    ${join("\n", [for source in local.sources : "<tr><td>${source.name}</td><td>${source.rows}</td></tr>"])}
    </tbody></table></div></section>
    <script>${local.script}</script>
    </body>
    </html>
  END
}
