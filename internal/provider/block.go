package provider

import (
	"fmt"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// block is a block of the provider's configuration. Its methods read settings:
// what is wrong with one is noted under its whole name, because Terraform points
// at the provider's first line only if the block comes from a dynamic one.
type block struct {
	found *findings

	// name is how errors name the block, such as alicloud.assume_role, and at
	// where it is in the configuration.
	name string
	at   path.Path

	// values are the settings in the block. There are none if it is not there,
	// or if it is not known yet itself.
	values  map[string]tftypes.Value
	unknown bool

	// account is the name of the account that the block is in, or empty for the
	// provider's own.
	account string

	// from is the block whose settings count if this one does not have them, or
	// nil.
	from *block
}

// invalidSetting is the summary of an error in the provider block.
const invalidSetting = "Invalid provider setting"

// findings are what reading blocks brings to light. Those of a cloud in an account
// are in the way of its own reads only.
type findings struct {
	// unknown are the names of the settings that are not known yet.
	unknown []string

	// mistakes are the errors in what is known.
	mistakes diag.Diagnostics
}

// together returns what is in any of some findings.
func together(all ...findings) findings {
	var t findings
	for _, f := range all {
		t.unknown = slices.Concat(t.unknown, f.unknown)
		t.mistakes = slices.Concat(t.mistakes, f.mistakes)
	}
	return t
}

// note keeps the name of a setting that is not known yet.
func (f *findings) note(name string) {
	if !slices.Contains(f.unknown, name) {
		f.unknown = append(f.unknown, name)
	}
}

// newBlock returns the block with this value.
func newBlock(name string, at path.Path, value tftypes.Value, found *findings) *block {
	b := &block{found: found, name: name, at: at, unknown: !value.IsKnown()}
	if b.unknown {
		found.note(name)
	} else if !value.IsNull() {
		_ = value.As(&b.values) // the schema says that it is an object
	}
	return b
}

// nested returns a block in this one, and whether it is there.
func (b *block) nested(name string) (*block, bool) {
	value := b.values[name]
	nested := newBlock(b.join(name), b.at.AtName(name), value, b.found)
	nested.account = b.account
	return nested, nested.unknown || !value.IsNull()
}

// join returns the name of a setting in the block.
func (b *block) join(name string) string {
	if b.name == "" {
		return name
	}
	return b.name + "." + name
}

// has tells whether a setting is in the block. One that is not known yet is.
func (b *block) has(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		value, there := b.values[name]
		return there && !value.IsNull()
	})
}

// inherit returns the block that says a setting: this one, or else that which
// its settings are inherited from.
func (b *block) inherit(name string) *block {
	if b.from == nil || b.has(name) {
		return b
	}
	from := *b.from
	from.found = b.found
	if from.unknown {
		b.found.note(from.name)
	}
	return &from
}

// value reads a setting into a variable, and tells whether it has a value.
func (b *block) value(name string, into any) bool {
	value, there := b.values[name]
	if !there || value.IsNull() {
		return false
	}
	if !value.IsFullyKnown() {
		b.found.note(b.join(name))
		return false
	}
	return value.As(into) == nil
}

// text reads a string that is not empty, and tells whether it is set.
func (b *block) text(name string) (string, bool) {
	var text string
	if !b.value(name, &text) {
		return "", false
	}
	if text == "" {
		b.wrong(name, "is an empty string, which is not allowed. Set a value, or use null.")
		return "", false
	}
	return text, true
}

// word reads a text that is not blank, or an empty one if it is not set.
func (b *block) word(name string) string {
	text, set := b.text(name)
	if set && strings.TrimSpace(text) == "" {
		b.wrong(name, "is blank, which is not allowed. Set a value, or use null.")
	}
	return text
}

// part reads a part of an access key, or another text that is sent in a header.
// Space around it, such as the line break of a file, is no part of it. It is
// never quoted.
func (b *block) part(name string) (string, bool) {
	text, set := b.text(name)
	if text = strings.TrimSpace(text); set && (text == "" || !credential.Printable(text)) {
		b.wrong(name, "is blank, or has characters that it cannot have, such as a line break or a space.")
	}
	return text, set
}

// shaped reads a text that must have a shape.
func (b *block) shaped(name string, shape environment.Shape) string {
	text, set := b.text(name)
	if set && !shape.Fits(text) {
		b.wrongText(name, text, shape.Problem)
	}
	return text
}

// oneOf reads one of some words, whatever its case is, as it is written among
// them.
func (b *block) oneOf(name string, words []string) string {
	text, set := b.text(name)
	if !set {
		return ""
	}
	for _, word := range words {
		if strings.EqualFold(word, text) {
			return word
		}
	}
	b.wrongText(name, text, "is not one of "+strings.Join(words, ", ")+".")
	return ""
}

// getenv reads the variables that complete the block. None completes that of an
// account.
func (b *block) getenv() func(string) string {
	if b.account != "" {
		return func(string) string { return "" }
	}
	return os.Getenv
}

func (b *block) truth(name string) bool {
	var truth bool
	return b.value(name, &truth) && truth
}

func (b *block) duration(name string, fallback time.Duration) time.Duration {
	text, set := b.text(name)
	if !set {
		return fallback
	}
	duration, err := config.ParseDuration(text)
	if err != nil {
		b.wrongText(name, text, err.Error()+".")
	}
	return duration
}

func (b *block) integer(name string, fallback, low, high int64) int64 {
	number := new(big.Float)
	if !b.value(name, &number) {
		return fallback
	}
	n, err := config.ParseInteger(number)
	if err != nil || n < low || n > high {
		b.wrong(name, fmt.Sprintf("= %s is not a whole number from %d to %d.", config.NumberText(number), low, high))
		return fallback
	}
	return n
}

// texts reads a list of strings, none of which may be empty or null.
func (b *block) texts(name string) []string {
	var elements []tftypes.Value
	if !b.value(name, &elements) {
		return nil
	}
	if len(elements) == 0 {
		b.wrong(name, "is an empty list, which allows nothing. List what is meant, or use null.")
	}
	var texts []string
	for i, element := range elements {
		var text string
		if element.IsNull() || element.As(&text) != nil || text == "" {
			b.wrong(name, fmt.Sprintf("[%d] is null or empty. Leave it out, or give it a value.", i))
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// wrong reports what is wrong with a setting without its value.
func (b *block) wrong(name, problem string) {
	separator := " "
	if strings.HasPrefix(problem, "[") {
		separator = ""
	}
	b.found.mistakes.AddAttributeError(b.at.AtName(name), invalidSetting, b.join(name)+separator+problem)
}

// wrongText reports what is wrong with a setting, with its value if that can be
// shown.
func (b *block) wrongText(name, value, problem string) {
	if quotable(value) {
		problem = "= " + strconv.Quote(value) + " " + problem
	}
	b.wrong(name, problem)
}

// quotable tells whether a text can be shown. What somebody took for a setting
// of a kind that is no secret may be a key all the same, and an endpoint may have
// a password.
func quotable(text string) bool {
	if _, rest, isURL := strings.Cut(text, "://"); isURL {
		text = rest
	}
	return !strings.ContainsAny(text, "@?#") && credential.Showable(text)
}
