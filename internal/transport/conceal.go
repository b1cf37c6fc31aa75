package transport

import (
	"errors"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

const (
	// maxMessage and maxDiagnosis bound what an API says in an error, in bytes.
	maxMessage   = 600
	maxDiagnosis = 4000

	// maxHidden bounds how much of a text is searched for secrets, and maxSaid
	// how much of what is left is searched for what looks like one. The rest is
	// cut off.
	maxHidden = 64 << 10
	maxSaid   = 8 << 10
)

// conceal removes from a failure everything that nobody should see. Servers
// repeat what they were sent: a signature error quotes the string to sign, with
// the token in it.
func conceal(failure *Failure, signed *Request) {
	secrets := newSecrets(signed)
	clean := func(text string, limit int) string {
		text = hideLookalikes(cut(secrets.hide(cut(text, maxHidden)), maxSaid))
		return printable(text, limit)
	}
	failure.Code = clean(failure.Code, 200)
	failure.Message = clean(failure.Message, maxMessage)
	failure.RequestID = clean(failure.RequestID, 200)
	failure.Diagnosis = clean(failure.Diagnosis, maxDiagnosis)
	if failure.Err != nil && failure.Kind != Stopped {
		failure.Err = errors.New(clean(failure.Err.Error(), maxMessage))
	}
}

// cut returns no more than the first bytes of a text.
func cut(text string, limit int) string { return text[:min(len(text), limit)] }

var (
	// quotedRequest begins the part of a message in which a server quotes the
	// request that it was sent.
	quotedRequest = lazily(`(?is)[\s,;:.(\[]*(server|client)?[\s_-]*(string[\s_-]*to[\s_-]*sign|canonical[\s_-]*request)\b.*`)

	// signedQuery is the query of a URL.
	signedQuery = lazily(`(?i)\b(https?://[^\s"'<>?]*)\?[^\s"'<>]*`)

	// privateKey is a key in PEM, and webToken a JWT, also if their ends were cut
	// off.
	privateKey = lazily(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY.*?(?:-----END [A-Z ]*-----|$)`)
	webToken   = lazily(`\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)+`)

	// secretPair is the name of a secret, also percent-encoded, and what follows it
	// as its value.
	secretPair = lazily(`(?i)(?:\b|_)((?:access[\s_-]?key[\s_-]?(?:secret|id)|(?:secret[\s_-]?)?access[\s_-]?key|secret[\s_-]?key|` +
		`(?:x-)?(?:acs-)?(?:security|auth|subject|access|id)[\s_-]?token|signature|authorization|password)` +
		`\\*["']?\s*(?:=|:|%3D|%253D|%3A)\s*\\*["']?(?:(?:bearer|basic)\s+)?|access=)([^\s"'&,;]+)`)
)

// lazily compiles a pattern when it is first needed, and not when the provider
// starts, which Terraform does several times for each plan.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// hideLookalikes removes from a text what may be a secret that nobody here
// knows: another's, or one that the server made.
func hideLookalikes(text string) string {
	text = quotedRequest().ReplaceAllString(text, "")
	text = signedQuery().ReplaceAllString(text, "$1")
	text = privateKey().ReplaceAllString(text, mask)
	text = webToken().ReplaceAllString(text, mask)

	var said strings.Builder
	for {
		at := secretPair().FindStringSubmatchIndex(text)
		if at == nil {
			return said.String() + text
		}
		value, end := at[4], at[5]
		said.WriteString(text[:value])
		if looksSecret(text[value:end]) {
			said.WriteString(mask)
			value = end
		}
		text = text[value:]
	}
}

// looksSecret reports whether what follows the name of a secret is one, and
// not a word, as in "x509: invalid signature: parent certificate cannot sign":
// it is long, or of hexadecimal digits, or of characters that change as often
// between capitals, small letters, digits and signs as those of no word do.
func looksSecret(value string) bool {
	value = strings.Trim(value, ".:!?()[]{}<>*")
	const capital, small, digit, sign = 1, 2, 3, 4
	before, changes := 0, 0
	hexadecimal, wordless := true, false
	for _, c := range []byte(value) {
		class := sign
		switch {
		case c >= 'A' && c <= 'Z':
			class = capital
		case c >= 'a' && c <= 'z':
			class = small
		case c >= '0' && c <= '9':
			class = digit
		}
		if before != 0 && class != before {
			changes++
		}
		before = class
		hexadecimal = hexadecimal && isHex(c)
		wordless = wordless || class == digit || strings.IndexByte("+/=%", c) >= 0
	}
	switch n := len(value); {
	case n >= 40:
		return true
	case n >= 24 && wordless, n >= 16 && hexadecimal && wordless:
		return true
	default:
		return n >= 12 && wordless && 3*changes >= n
	}
}

// keyID is what the ids of keys look like: those of Alibaba Cloud, its temporary
// ones, and those of Huawei Cloud.
var keyID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(LTAI|STS\.)|^[A-Z0-9]{20}$`) })

// maskKeyID shows the last four characters of an access key id. It shows nothing
// of what does not look like one: people swap a key's id and its secret.
func maskKeyID(id string) string {
	const shown = 4
	if len(id) <= 2*shown || !keyID().MatchString(id) {
		return "****"
	}
	return "****" + id[len(id)-shown:]
}

// printable makes a text of the server fit for one line of an error: control
// characters become spaces, what is not UTF-8 becomes a question mark, and what is too
// long is cut.
func printable(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "…"
	}
	return text
}
