package transport

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// maxMessage and maxDiagnosis bound what an API says in an error, in bytes.
const (
	maxMessage   = 600
	maxDiagnosis = 4000
)

// conceal removes from a failure everything that nobody should see. Servers
// repeat what they were sent: a signature error quotes the string to sign, with
// the token in it.
func conceal(failure *Failure, signed *Signed) {
	hide := concealer(signed)
	clean := func(text string, limit int) string { return printable(hide(text), limit) }
	failure.Code = clean(failure.Code, 200)
	failure.Message = clean(failure.Message, maxMessage)
	failure.RequestID = clean(failure.RequestID, 200)
	failure.Diagnosis = clean(failure.Diagnosis, maxDiagnosis)
	if failure.Err != nil && failure.Kind != Stopped {
		failure.Err = errors.New(clean(failure.Err.Error(), maxMessage))
	}
}

var (
	// quotedRequest begins the part of a message in which a server quotes the
	// request that it was sent.
	quotedRequest = lazily(`(?is)[\s,;:.(\[]*(server|client)?[\s_-]*(string[\s_-]*to[\s_-]*sign|canonical[\s_-]*request)\b.*`)

	// signedQuery is the query of a URL.
	signedQuery = lazily(`(?i)\b(https?://[^\s"'<>?]*)\?[^\s"'<>]*`)

	// secretPair is a named secret and its value, also percent-encoded.
	secretPair = lazily(`(?i)\b((?:access[\s_-]?key[\s_-]?(?:secret|id)|(?:x-(?:acs-)?)?security[\s_-]?token|signature|secret[\s_-]?key|authorization)["']?\s*(?:=|:|%3D|%253D|%3A)\s*["']?|access=)[^\s"'&,;]+`)
)

// lazily compiles a pattern when it is first needed, and not when the provider
// starts, which Terraform does several times for each plan.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// concealer returns a function that removes the secrets of a request from a
// text, in every spelling in which a server may repeat them, and everything
// else that has the look of a secret.
func concealer(signed *Signed) func(string) string {
	masks := map[*regexp.Regexp]string{}
	for _, secret := range append([]string{signed.KeyID}, signed.Secrets...) {
		if len(secret) < 4 {
			continue // would hide parts of ordinary words
		}
		mask := "***"
		if secret == signed.KeyID {
			mask = maskKeyID(secret)
		}
		masks[spellings(secret)] = mask
	}
	return func(text string) string {
		text = quotedRequest().ReplaceAllString(text, "")
		text = signedQuery().ReplaceAllString(text, "$1")
		for secret, mask := range masks {
			text = secret.ReplaceAllLiteralString(text, mask)
		}
		return secretPair().ReplaceAllString(text, "$1***")
	}
}

// spellings matches a secret as it is, and as it may be after it went through
// percent-encoding or decoding, however often, through JSON's or HTML's ways to
// write a character, or through a header that was folded.
func spellings(secret string) *regexp.Regexp {
	const between = `(?:\s|\\(?:[rnt]|u000[aAdD])?)*`
	var pattern strings.Builder
	for i, c := range []byte(secret) {
		if i > 0 {
			pattern.WriteString(between)
		}
		literal := regexp.QuoteMeta(string(rune(c)))
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			pattern.WriteString(literal)
			continue
		}
		fmt.Fprintf(&pattern, `(?:%s|%%(?:25)*(?i:%02x)|\\+u00(?i:%02x)|&(?:amp;)*#0*(?:%d|[xX]0*(?i:%x));?`, literal, c, c, c, c)
		switch c {
		case '&':
			pattern.WriteString(`|&(?:amp;)+`)
		case '+':
			pattern.WriteString(`|\s`)
		}
		pattern.WriteString(`)`)
	}
	return regexp.MustCompile(pattern.String())
}

// maskKeyID shows the last four characters of an access key id.
func maskKeyID(id string) string {
	const shown = 4
	if len(id) <= 2*shown {
		return "****"
	}
	return "****" + id[len(id)-shown:]
}

// printable makes a text of the server fit for one line of an error: control
// characters become spaces, what is no UTF-8 a question mark, and what is too
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
