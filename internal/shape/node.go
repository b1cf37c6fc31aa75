package shape

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// Node is the shape of all values that were found in one place of the answers.
type Node struct {
	// Types are how many values had each type: null, boolean, integer, decimal,
	// string, array or object.
	Types map[string]int `json:"types"`

	// Characters are the numbers of characters of the texts, and Elements those of
	// elements of the arrays.
	Characters *Range `json:"characters,omitempty"`
	Elements   *Range `json:"elements,omitempty"`

	// Items is the shape of the elements of the arrays.
	Items *Node `json:"items,omitempty"`

	// Keys are the shapes of the values of the objects, by the keys that may be shown.
	Keys map[string]*Node `json:"keys,omitempty"`

	// Hidden is the shape of the values under all other keys, and HiddenKeys how often
	// there was one.
	Hidden     *Node `json:"hidden,omitempty"`
	HiddenKeys int   `json:"hidden_keys,omitempty"`
}

// Range is the smallest and the largest of some numbers.
type Range struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

func (r *Range) add(n int) *Range {
	if r == nil {
		return &Range{n, n}
	}
	return &Range{min(r.Min, n), max(r.Max, n)}
}

// names are the documented keys of an object, and of the objects below it. They are
// nil for what is not documented to be an object.
type names map[string]names

// documented returns the keys that a list's declaration names in an answer.
func documented(list *listapi.List) names {
	root := names{}
	for _, path := range list.Layout.Rows {
		root.at(path).columns(list.Columns)
	}
	for _, paths := range [][]string{list.Layout.Total, list.Layout.Before, {list.Layout.Size}} {
		for _, path := range paths {
			if parent, name, nested := cutLast(path); nested {
				root.at(parent)[name] = nil
			} else if name != "" {
				root[name] = nil
			}
		}
	}
	return root
}

// at returns the keys of the object in a place, which is noted.
func (n names) at(path string) names {
	for name := range strings.SplitSeq(path, ".") {
		if n[name] == nil {
			n[name] = names{}
		}
		n = n[name]
	}
	return n
}

func (n names) columns(columns []listapi.Column) {
	for _, column := range columns {
		parent, name, nested := cutLast(column.Field)
		of := n
		if nested {
			of = n.at(parent)
		}
		if len(column.Columns) > 0 {
			of.at(name).columns(column.Columns)
		} else if _, known := of[name]; !known {
			of[name] = nil
		}
	}
}

func cutLast(path string) (parent, name string, nested bool) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:], true
	}
	return "", path, false
}

const (
	// maxKeys is how many keys of one object are shown that are not documented: a
	// map has many.
	maxKeys = 60

	// maxKey is the longest such key.
	maxKey = 40
)

// apiName is the look of the names that APIs give to fields: words, and at most two
// digits at the end.
var apiName = regexp.MustCompile(`^[A-Za-z]+(_[A-Za-z]+)*_?[0-9]{0,2}$`)

// shown reports whether a key may be shown. A documented one may. Any other could be
// what a user wrote, such as the name of a tag: it may be shown only beside
// documented ones, if it looks like the name of a field.
func (n *Node) shown(key string, known names) bool {
	if _, documented := known[key]; documented || known == nil {
		return documented
	}
	if n.Keys[key] != nil {
		return true
	}
	return len(key) <= maxKey && len(n.Keys) < len(known)+maxKeys && apiName.MatchString(key) && credential.Showable(key)
}

// read adds the next value of the decoder to what is known of its place.
func (n *Node) read(decoder *jsontext.Decoder, known names) error {
	if kind := decoder.PeekKind(); kind != '{' && kind != '[' {
		return n.readScalar(decoder)
	}
	token, err := decoder.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() == '[' {
		err = n.readArray(decoder, known)
	} else {
		err = n.readObject(decoder, known)
	}
	if err != nil {
		return err
	}
	_, err = decoder.ReadToken()
	return err
}

func (n *Node) count(kind string) {
	if n.Types == nil {
		n.Types = map[string]int{}
	}
	n.Types[kind]++
}

func (n *Node) readScalar(decoder *jsontext.Decoder) error {
	value, err := decoder.ReadValue()
	if err != nil {
		return err
	}
	switch value.Kind() {
	case 'n':
		n.count("null")
	case 't', 'f':
		n.count("boolean")
	case '0':
		if strings.ContainsAny(string(value), ".eE") {
			n.count("decimal")
		} else {
			n.count("integer")
		}
	case '"':
		text, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return err
		}
		n.count("string")
		n.Characters = n.Characters.add(utf8.RuneCount(text))
	}
	return nil
}

func (n *Node) readArray(decoder *jsontext.Decoder, known names) error {
	n.count("array")
	elements := 0
	for ; decoder.PeekKind() != ']'; elements++ {
		if n.Items == nil {
			n.Items = &Node{}
		}
		if err := n.Items.read(decoder, known); err != nil {
			return err
		}
	}
	n.Elements = n.Elements.add(elements)
	return nil
}

func (n *Node) readObject(decoder *jsontext.Decoder, known names) error {
	n.count("object")
	for decoder.PeekKind() != '}' {
		token, err := decoder.ReadToken()
		if err != nil {
			return err
		}
		key := token.String()
		if n.shown(key, known) {
			if n.Keys == nil {
				n.Keys = map[string]*Node{}
			}
			if n.Keys[key] == nil {
				n.Keys[key] = &Node{}
			}
			err = n.Keys[key].read(decoder, known[key])
		} else {
			n.HiddenKeys++
			if n.Hidden == nil {
				n.Hidden = &Node{}
			}
			err = n.Hidden.read(decoder, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// find returns the shape of what is at a path of keys, through arrays, or nil.
func (n *Node) find(path string) *Node {
	for key := range strings.SplitSeq(path, ".") {
		n = n.elements()
		if n == nil {
			return nil
		}
		n = n.Keys[key]
	}
	return n
}

// elements returns the shape of the elements if there are arrays, and n otherwise.
func (n *Node) elements() *Node {
	for n != nil && n.Items != nil {
		n = n.Items
	}
	return n
}
