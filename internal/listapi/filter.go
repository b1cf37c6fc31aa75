package listapi

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// FilterError says that the API returned a row that a filter excludes. Its
// texts are written as in a configuration, and are short.
type FilterError struct {
	// Argument is the name of the argument that filters, and Wanted what it
	// asks for.
	Argument, Wanted string

	// Row is the row's identifier, or null.
	Row string

	// Column is the attribute of a row that should match, and Found what the row
	// has there.
	Column, Found string
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("the API ignored the argument %s, which asks for %s: in the row %s, %s is %s", e.Argument, e.Wanted, e.Row, e.Column, e.Found)
}

// CheckFilters checks rows against the arguments that they were asked for with. It
// returns a *FilterError for the first row that a filter excludes; a filter that asks
// for a value excludes null.
func (l *List) CheckFilters(arguments Arguments, rows []Row) error {
	for _, argument := range l.Arguments {
		value := arguments[argument.Name]
		if argument.Matches == "" || value.IsNull() {
			continue
		}
		wanted, matches := argument.filter(value)
		at := l.Position(argument.Matches)
		for _, row := range rows {
			if found := row.Cell(at); !matches(found) {
				return &FilterError{
					Argument: argument.Name,
					Wanted:   l.Columns[at].conceal(wanted),
					Row:      l.Columns[l.identifier()].show(row.Cell(l.identifier())),
					Column:   argument.Matches,
					Found:    l.Columns[at].show(found),
				}
			}
		}
	}
	return nil
}

// filter returns what an argument asks for and which cells of its column have
// that.
func (a Argument) filter(value Cell) (wanted string, matches func(Cell) bool) {
	switch a.Type {
	case StringMap:
		asked := texts(value)
		return "any of the keys " + quoteAll(slices.Sorted(maps.Keys(asked))), func(cell Cell) bool {
			return slices.ContainsFunc(cell.Entries(), func(entry Entry) bool { _, ok := asked[entry.Name]; return ok })
		}
	case StringSet, Int64Set:
		elements := value.Elements()
		var shown []string
		for _, element := range elements {
			shown = append(shown, a.element().show(element))
		}
		return "one of " + join(shown), func(cell Cell) bool { return slices.Contains(elements, cell) }
	case Int64:
		return strconv.FormatInt(value.Number(), 10), func(cell Cell) bool { return cell == value }
	}
	return quote(value.Text()), func(cell Cell) bool { return cell == value }
}

// element returns what an element of a set is shown as.
func (a Argument) element() Column {
	if a.Type == Int64Set {
		return Column{Type: Int64}
	}
	return Column{Type: String}
}

// concealed stands for what a sensitive column has.
const concealed = "(sensitive value)"

// conceal returns a text that says what the column has, or should have, if that can
// be shown.
func (c Column) conceal(text string) string {
	if c.Sensitive {
		return concealed
	}
	return text
}

// show writes a cell as a configuration would, unless it is sensitive.
func (c Column) show(cell Cell) string {
	switch {
	case c.Sensitive:
		return concealed
	case cell.IsNull():
		return "null"
	case c.Type == Int64:
		return strconv.FormatInt(cell.Number(), 10)
	case c.Type == Bool:
		return strconv.FormatBool(cell.Truth())
	case c.Type == Decimal:
		return cell.Decimal().Text('f', -1)
	case c.Type == StringList || c.Type == Objects:
		return fmt.Sprintf("a list of %d elements", len(cell.Elements()))
	case c.Type == StringMap && len(cell.Entries()) == 0:
		return "empty"
	case c.Type == StringMap:
		var names []string
		for _, entry := range cell.Entries() {
			names = append(names, entry.Name)
		}
		return "a map with the keys " + quoteAll(names)
	}
	return quote(cell.Text())
}

// quote puts the beginning of a text in quotation marks.
func quote(text string) string {
	const longest = 100
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return strconv.Quote(text)
}

// quoteAll quotes the first of some texts.
func quoteAll(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, quote(text))
	}
	return join(quoted)
}

// join returns the first of some texts.
func join(texts []string) string {
	const most = 5
	if len(texts) > most {
		texts = append(slices.Clone(texts[:most]), "…")
	}
	return strings.Join(texts, ", ")
}
