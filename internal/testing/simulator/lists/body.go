package lists

import (
	"encoding/json"
	"maps"
	"slices"
)

// Member is a member of a JSON body: what type its value has, and what else is documented to be refused.
type Member struct {
	Kind Kind
	// NotNull refuses null, NotEmpty an empty text.
	NotNull, NotEmpty bool
	// Most is how many elements a list may have, if that is limited.
	Most int
}

// Kind is the type of a value in a JSON body.
type Kind int

// The types of values.
const (
	Text Kind = iota + 1
	Integer
	Texts
	Integers
)

// BadMember returns the name of the first member, by the alphabet, that the API would refuse: one that it does not know, or whose
// value has another type; empty if there is none.
func (l *List) BadMember(body map[string]json.RawMessage) string {
	for _, name := range slices.Sorted(maps.Keys(body)) {
		member, known := l.Body[name]
		if !known || !member.takes(body[name]) {
			return name
		}
	}
	return ""
}

func (m Member) takes(value json.RawMessage) bool {
	if string(value) == "null" {
		return !m.NotNull
	}
	switch m.Kind {
	case Text:
		var text string
		return json.Unmarshal(value, &text) == nil && (text != "" || !m.NotEmpty)
	case Integer:
		return isInteger(value)
	}
	var elements []json.RawMessage
	if json.Unmarshal(value, &elements) != nil || m.Most > 0 && len(elements) > m.Most {
		return false
	}
	for _, element := range elements {
		var text string
		if m.Kind == Integers && !isInteger(element) || m.Kind == Texts && (element[0] != '"' || json.Unmarshal(element, &text) != nil) {
			return false
		}
	}
	return true
}

// isInteger reports whether a JSON value is a whole number of 32 bits, written without a fraction.
func isInteger(value json.RawMessage) bool {
	var number int32
	return string(value) != "null" && json.Unmarshal(value, &number) == nil
}
