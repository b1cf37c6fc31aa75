// Package config reads what a configuration sets: the settings of the provider's
// blocks and the arguments of data sources. It reads them all, so that everything
// that is wrong is reported at once, under the whole name of what is wrong.
//
// The rules are checked here and not by validators of the framework, whose texts do
// not quote the value, do not say what to do, and point at the first line of a block
// that comes from a dynamic one.
package config

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// Findings are what reading a configuration finds.
type Findings struct {
	// Unknown are the names of what is not known yet.
	Unknown []string

	// Mistakes are the errors in what is known.
	Mistakes diag.Diagnostics
}

// Note keeps the name of something that is not known yet.
func (f *Findings) Note(name string) {
	if !slices.Contains(f.Unknown, name) {
		f.Unknown = append(f.Unknown, name)
	}
}

// Block is a block of a configuration, a map in it, or all of it. Its methods read
// what is in it by name.
type Block struct {
	// Found is where mistakes are reported, and what is not known yet. What is not
	// known is otherwise as if it were not there.
	Found *Findings

	// Name is how errors name the block, such as alicloud.assume_role, and At where
	// it is. Both are empty for a whole configuration.
	Name string
	At   path.Path

	// Summary is that of every mistake.
	Summary string

	// Values are what is in the block. There are none if it is not there, or if it
	// is not known yet itself.
	Values  map[string]tftypes.Value
	Unknown bool

	// isMap is set if the names are the keys of a map.
	isMap bool
}

// Arguments returns the configuration of a data source.
func Arguments(configuration tftypes.Value) *Block {
	return NewBlock("Invalid argument", "", path.Empty(), configuration, &Findings{})
}

// NewBlock returns the block with this value.
func NewBlock(summary, name string, at path.Path, value tftypes.Value, found *Findings) *Block {
	b := &Block{Found: found, Name: name, At: at, Summary: summary, Unknown: !value.IsKnown()}
	if b.Unknown {
		found.Note(name)
	} else if !value.IsNull() {
		_ = value.As(&b.Values) // the schema says that it is an object or a map
	}
	return b
}

// Nested returns a block in this one, and whether it is there.
func (b *Block) Nested(name string) (*Block, bool) {
	value := b.Values[name]
	nested := NewBlock(b.Summary, b.Join(name), b.Path(name), value, b.Found)
	return nested, nested.Unknown || !value.IsNull()
}

// Map returns a map in the block as one whose names are the keys, and whether it is
// there. A key that is empty is a mistake.
func (b *Block) Map(name string) (*Block, bool) {
	nested, there := b.Nested(name)
	nested.isMap = true
	if _, found := nested.Values[""]; found {
		b.Wrong(name, "has an empty key. Leave it out.")
	}
	return nested, there
}

// Names returns the sorted names of what is in the block, but for an empty key.
func (b *Block) Names() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(b.Values)), func(name string) bool { return name == "" })
}

// Join returns how errors name something in the block.
func (b *Block) Join(name string) string {
	switch {
	case b.isMap:
		return fmt.Sprintf("%s[%q]", b.Name, name)
	case b.Name == "":
		return name
	}
	return b.Name + "." + name
}

// Path returns where something in the block is.
func (b *Block) Path(name string) path.Path {
	if b.isMap {
		return b.At.AtMapKey(name)
	}
	return b.At.AtName(name)
}

// Has reports whether one of some names is in the block. What is not known yet is.
func (b *Block) Has(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		value, there := b.Values[name]
		return there && !value.IsNull()
	})
}

// value reads something into a variable, and reports whether it has a value.
func (b *Block) value(name string, into any) bool {
	value, there := b.Values[name]
	if !there || value.IsNull() {
		return false
	}
	if !value.IsFullyKnown() {
		b.Found.Note(b.Join(name))
		return false
	}
	return value.As(into) == nil
}

// Text reads a string that is not empty, and reports whether it is set.
func (b *Block) Text(name string) (string, bool) {
	var text string
	if !b.value(name, &text) {
		return "", false
	}
	if text == "" {
		b.Wrong(name, "is an empty string, which is not allowed. Set a value, or use null.")
		return "", false
	}
	return text, true
}

// Word reads a string that is not blank. It is empty if it is not set.
func (b *Block) Word(name string) string {
	text, set := b.Text(name)
	if set && strings.TrimSpace(text) == "" {
		b.Wrong(name, "is blank, which is not allowed. Set a value, or use null.")
	}
	return text
}

// OneOf reads a string that is one of some, and reports whether it is.
func (b *Block) OneOf(name string, allowed []string) (string, bool) {
	var text string
	if !b.value(name, &text) {
		return "", false
	}
	if !slices.Contains(allowed, text) {
		b.Wrong(name, fmt.Sprintf("= %q is not one of %s.", text, strings.Join(allowed, ", ")))
		return "", false
	}
	return text, true
}

// Bool reads a truth value, which is false if it is not set.
func (b *Block) Bool(name string) bool {
	var truth bool
	return b.value(name, &truth) && truth
}

// Duration reads a duration above zero.
func (b *Block) Duration(name string, fallback time.Duration) time.Duration {
	text, set := b.Text(name)
	if !set {
		return fallback
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		b.WrongText(name, text, "is not a duration above zero: write a number and a unit, such as \"15m\".")
		return fallback
	}
	return duration
}

// Number reads a number, and reports whether it is set.
func (b *Block) Number(name string) (*big.Float, bool) {
	number := new(big.Float)
	return number, b.value(name, &number)
}

// Integer reads an integer of 64 bits, and reports whether it is set and is one.
func (b *Block) Integer(name string) (int64, bool) {
	number, set := b.Number(name)
	if !set {
		return 0, false
	}
	n, err := parseInteger(number)
	if err != nil {
		b.Wrong(name, fmt.Sprintf("= %s %s.", NumberText(number), err))
	}
	return n, err == nil
}

// IntegerBetween reads an integer between two others.
func (b *Block) IntegerBetween(name string, fallback, low, high int64) int64 {
	number, set := b.Number(name)
	if !set {
		return fallback
	}
	n, err := parseInteger(number)
	if err != nil || n < low || n > high {
		b.Wrong(name, fmt.Sprintf("= %s is not a whole number from %d to %d.", NumberText(number), low, high))
		return fallback
	}
	return n
}

// List reads a list of strings. An empty list means what the text says, such as
// "allows nothing", and is a mistake.
func (b *Block) List(name, empty string) []string {
	var elements []tftypes.Value
	if !b.value(name, &elements) {
		return nil
	}
	if len(elements) == 0 {
		b.Wrong(name, "is an empty list, which "+empty+". List what is meant, or use null.")
	}
	var texts []string
	for i, element := range elements {
		var text string
		if element.IsNull() || element.As(&text) != nil || text == "" {
			b.wrongAt(b.Path(name), b.Join(name)+fmt.Sprintf("[%d] is null or empty. Leave it out, or give it a value.", i))
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// Set reads a set of strings, sorted. It is nil if it is not set, and what is not
// known of it is left out. Check returns what is wrong with an element, to follow
// the name of the set, or an empty text. An empty set is a mistake, and advice says
// what to do about it.
func (b *Block) Set(name, advice string, check func(element string) (problem string)) []string {
	elements := b.elements(name, advice)
	if elements == nil {
		return nil
	}
	texts := []string{}
	for _, element := range elements {
		var text string
		if element.As(&text) != nil {
			continue
		}
		if problem := check(text); problem != "" {
			b.WrongElement(name, text, problem)
			continue
		}
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

// Integers reads a set of integers of 64 bits, sorted, as Set reads one of strings.
func (b *Block) Integers(name, advice string) []int64 {
	var integers []int64
	for _, element := range b.elements(name, advice) {
		number := new(big.Float)
		if element.As(&number) != nil {
			continue
		}
		n, err := parseInteger(number)
		if err != nil {
			b.wrongAt(b.Path(name).AtSetValue(types.NumberValue(number)), fmt.Sprintf("%s has %s, which %s.", b.Join(name), NumberText(number), err))
			continue
		}
		integers = append(integers, n)
	}
	slices.Sort(integers)
	return integers
}

// elements returns the elements of a set that are known, or nil if the set is not set.
// An empty set and an element that is null are mistakes.
func (b *Block) elements(name, advice string) []tftypes.Value {
	value, there := b.Values[name]
	if !there || value.IsNull() {
		return nil
	}
	var elements []tftypes.Value
	if !value.IsKnown() || value.As(&elements) != nil {
		b.Found.Note(b.Join(name))
		return nil
	}
	if len(elements) == 0 {
		b.Wrong(name, "is an empty set, which asks for nothing. "+advice)
	}
	known := []tftypes.Value{}
	for _, element := range elements {
		switch {
		case !element.IsKnown():
			b.Found.Note(b.Join(name))
		case element.IsNull():
			b.Wrong(name, "has an element that is null. Leave it out.")
		default:
			known = append(known, element)
		}
	}
	return known
}

// Texts reads a map of strings. One that is empty or null is a mistake.
func (b *Block) Texts(name string) map[string]string {
	entries := map[string]string{}
	m, _ := b.Map(name)
	for _, key := range m.Names() {
		if value := m.Values[key]; value.IsKnown() && value.IsNull() {
			m.Wrong(key, "is null. Leave the key out, or give it a value.")
		} else if text, set := m.Text(key); set {
			entries[key] = text
		}
	}
	return entries
}

// Wrong reports what is wrong with something in the block, after its name.
func (b *Block) Wrong(name, problem string) { b.wrongAt(b.Path(name), b.Join(name)+" "+problem) }

// WrongElement reports what is wrong with an element of a set of strings, after the
// set's name.
func (b *Block) WrongElement(name, element, problem string) {
	b.wrongAt(b.Path(name).AtSetValue(types.StringValue(element)), b.Join(name)+" "+problem)
}

// WrongKey reports what is wrong with a key of a map, after the map's name.
func (b *Block) WrongKey(key, problem string) { b.wrongAt(b.Path(key), b.Name+" "+problem) }

// WrongText reports what is wrong with something in the block, after its name and,
// if that can be shown, its value.
func (b *Block) WrongText(name, value, problem string) {
	if quotable(value) {
		problem = "= " + strconv.Quote(value) + " " + problem
	}
	b.Wrong(name, problem)
}

func (b *Block) wrongAt(at path.Path, detail string) {
	b.Found.Mistakes.AddAttributeError(at, b.Summary, detail)
}

// quotable reports whether a text can be shown. What somebody took for something
// that is no secret may be a key all the same, and an endpoint may have a password.
func quotable(text string) bool {
	if _, rest, isURL := strings.Cut(text, "://"); isURL {
		text = rest
	}
	return !strings.ContainsAny(text, "@?#") && credential.Showable(text)
}

// parseInteger reads a number that has to be an integer of 64 bits. Its error is to
// follow what is read and its value.
func parseInteger(number *big.Float) (int64, error) {
	n, accuracy := number.Int64()
	switch {
	case accuracy == big.Exact:
		return n, nil
	case number.IsInt():
		return 0, errors.New("is too large: write a whole number of at most 64 bits")
	}
	return 0, errors.New("is not a whole number")
}

// NumberText writes a number as a user would. One that is longer than the screen
// is not written: its digits alone could take minutes.
func NumberText(number *big.Float) string {
	const most = 1 << 12 // in bits
	if exponent := number.MantExp(nil); exponent > most || exponent < -most {
		return "(a number of very many digits)"
	}
	return number.Text('g', -1)
}
