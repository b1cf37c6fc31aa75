package listapi

import (
	"maps"
	"strconv"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Arguments are the values of the arguments that are set, by their names. A set is a
// list of its sorted elements, and a Time the text that is sent.
type Arguments map[string]Cell

// Parameters are what the API is asked with.
type Parameters struct {
	// Query and Header are the parameters in the URL and in the header, by name.
	Query, Header map[string]string

	// Body is the JSON object in the body of the request, or nil for a list whose
	// parameters are not InBody. Its values are texts, numbers, truth values, and lists
	// of these.
	Body map[string]any
}

// Parameters returns the parameters that ask for a page of the list, narrowed by the
// arguments.
func (l *List) Parameters(arguments Arguments, page listing.Request) Parameters {
	p := Parameters{}
	if l.InBody {
		p.Body = map[string]any{l.Paging.PositionParameter: page.Position, l.Paging.SizeParameter: page.Size}
	} else {
		p.Query = map[string]string{
			l.Paging.PositionParameter: strconv.Itoa(page.Position),
			l.Paging.SizeParameter:     strconv.Itoa(page.Size),
		}
	}
	for _, argument := range l.Arguments {
		value, set := arguments[argument.Name]
		if !set {
			value = argument.Default
		}
		switch {
		case value.IsNull():
		case argument.InHeader:
			if p.Header == nil {
				p.Header = map[string]string{}
			}
			p.Header[argument.Parameter] = value.Text()
		case l.InBody:
			p.Body[argument.Parameter] = argument.json(value)
		case argument.Type == StringMap:
			maps.Copy(p.Query, argument.Encode(texts(value)))
		default:
			p.Query[argument.Parameter] = argument.text(value)
		}
	}
	return p
}

// json returns a value as a field of a JSON object has it.
func (a Argument) json(value Cell) any {
	switch a.Type {
	case Int64:
		return value.Number()
	case Bool:
		if a.AsNumber {
			return truthOf(value.Truth())
		}
		return value.Truth()
	case StringSet:
		var elements []string
		for _, element := range value.Elements() {
			elements = append(elements, element.Text())
		}
		return elements
	case Int64Set:
		var elements []int64
		for _, element := range value.Elements() {
			elements = append(elements, element.Number())
		}
		return elements
	}
	return value.Text()
}

// text returns a value as a parameter of a URL has it. A set is its elements with
// commas between them.
func (a Argument) text(value Cell) string {
	switch a.Type {
	case Int64:
		return strconv.FormatInt(value.Number(), 10)
	case Bool:
		if a.AsNumber {
			return strconv.Itoa(truthOf(value.Truth()))
		}
		return strconv.FormatBool(value.Truth())
	case StringSet, Int64Set:
		of := Argument{Type: String}
		if a.Type == Int64Set {
			of.Type = Int64
		}
		var elements []string
		for _, element := range value.Elements() {
			elements = append(elements, of.text(element))
		}
		return strings.Join(elements, ",")
	}
	return value.Text()
}

// texts returns the entries of a StringMap.
func texts(value Cell) map[string]string {
	entries := map[string]string{}
	for _, entry := range value.Entries() {
		entries[entry.Name] = entry.Value.Text()
	}
	return entries
}
