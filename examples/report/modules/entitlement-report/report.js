// Lets the tables be sorted and filtered. Without it they are in the order of their ends.
"use strict";
for (const table of document.querySelectorAll("table.rows")) {
  const body = table.tBodies[0];
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "Filter";
  filter.setAttribute("aria-label", "Filter the rows");
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
  table.before(filter);
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => {
        const text = row.cells[column].textContent.trim();
        const number = column === 5 || column === 6 || column === 7 ? parseFloat(text) : NaN;
        return { text, number };
      };
      const rows = [...body.rows].map((row) => ({ row, ...key(row) }));
      // What has no value is last, in both directions.
      rows.sort((a, b) => {
        if (a.text === "" || b.text === "") return (a.text === "") - (b.text === "");
        const order = isNaN(a.number) || isNaN(b.number) ? a.text.localeCompare(b.text) : a.number - b.number;
        return up ? order : -order;
      });
      body.append(...rows.map(({ row }) => row));
    });
  });
}
