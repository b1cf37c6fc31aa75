package provider

import (
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// block is a block of the provider's configuration.
type block struct {
	*config.Block

	// account is the name of the account that the block is in, or empty for the
	// provider's own.
	account string

	// from is the block whose settings count if this one does not have them, or
	// nil.
	from *block
}

// invalidSetting is the summary of an error in the provider block.
const invalidSetting = "Invalid provider setting"

// together returns what is in any of some findings. Those of a cloud in an account
// affect only its own reads.
func together(all ...config.Findings) config.Findings {
	var t config.Findings
	for _, f := range all {
		t.Unknown = slices.Concat(t.Unknown, f.Unknown)
		t.Mistakes = slices.Concat(t.Mistakes, f.Mistakes)
	}
	return t
}

// newBlock returns the block with this value.
func newBlock(name string, at path.Path, value tftypes.Value, found *config.Findings) *block {
	return &block{Block: config.NewBlock(invalidSetting, name, at, value, found)}
}

// nested returns a block in this one, and whether it is there.
func (b *block) nested(name string) (*block, bool) {
	nested, there := b.Nested(name)
	return &block{Block: nested, account: b.account}, there
}

// reporting returns the block with other findings.
func (b *block) reporting(found *config.Findings) *block {
	inner := *b.Block
	inner.Found = found
	return &block{Block: &inner, account: b.account, from: b.from}
}

// inherit returns the block that has a setting: this one, or else the one that it
// inherits from.
func (b *block) inherit(name string) *block {
	if b.from == nil || b.Has(name) {
		return b
	}
	from := b.from.reporting(b.Found)
	if from.Unknown {
		b.Found.Note(from.Name)
	}
	return from
}

// part reads a part of an access key, or another text that is sent in a header.
// Space around it, such as the line break of a file, is not part of it. It is
// never quoted.
func (b *block) part(name string) (string, bool) {
	text, set := b.Text(name)
	if text = strings.TrimSpace(text); set && (text == "" || !credential.Printable(text)) {
		b.Wrong(name, "is blank, or has characters that it cannot have, such as a line break or a space.")
	}
	return text, set
}

// shaped reads a text that must have a shape.
func (b *block) shaped(name string, shape environment.Shape) string {
	text, set := b.Text(name)
	if set && !shape.Fits(text) {
		b.WrongText(name, text, shape.Problem)
	}
	return text
}

// oneOf reads one of some words, whatever its case is, as it is written among
// them.
func (b *block) oneOf(name string, words []string) string {
	text, set := b.Text(name)
	if !set {
		return ""
	}
	for _, word := range words {
		if strings.EqualFold(word, text) {
			return word
		}
	}
	b.WrongText(name, text, "is not one of "+strings.Join(words, ", ")+".")
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
