package credential

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// maxShown is the longest text that is shown of a file, a program or a variable,
// in bytes. It is longer than a name of a file can be on the systems that this
// runs on, and a path is measured name by name.
const maxShown = 255

// NotShown stands for a text that could be a secret.
const NotShown = "(not shown, because it could be a secret)"

// Quote returns a text that a file or a variable gave, in quotation marks, or
// NotShown in its place. People put secrets where names and paths belong, and
// tools do so too.
func Quote(text string) string {
	if !Showable(text) {
		return NotShown
	}
	return strconv.Quote(text)
}

// ShowPath does what Quote does for the path of a file, without the quotation
// marks.
func ShowPath(path string) string {
	if !Showable(path) {
		return NotShown
	}
	return path
}

// Showable reports whether a text may be shown that a file or a variable gave. It
// may not if it has a line break or another control character, is longer than a
// path can be, sets something to a value, has the look of a URL, or has a part
// with the look of a key or a token.
func Showable(text string) bool {
	switch {
	case len(text) > 16*maxShown || strings.IndexFunc(text, unicode.IsControl) >= 0:
		return false
	case strings.Contains(text, "=") || strings.Contains(text, "://") || strings.Contains(text, "PRIVATE KEY"):
		return false
	}
	return !slices.ContainsFunc(strings.FieldsFunc(text, separates), func(part string) bool { return len(part) > maxShown || secretive(part) })
}

// Hidden returns those of some texts that may not be shown. Services repeat what
// they were sent.
func Hidden(texts ...string) []string {
	return slices.DeleteFunc(slices.Clone(texts), Showable)
}

// separates reports whether a character stands between the parts of a text, each of
// which could be a secret.
func separates(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`/\:;,"'|<>()[]{}`, r) }

var (
	// token begins the tokens and ids of keys of both clouds, and those in the
	// form of a JWT. A JWT is JSON in Base64, which begins like this.
	token = lazily(`(?i)^(LTAI[0-9a-z]{8,}|STS\.[0-9a-z]{8,})|eyJ[0-9A-Za-z_-]{8,}`)

	// digest is a secret, or a digest, in hexadecimal digits.
	digest = lazily(`^[0-9a-fA-F]{32,}$`)

	// piece is a word or a number within a name, such as those of
	// "ReadKeys2026", and number the latter.
	piece  = lazily(`[A-Z]?[a-z]+|[A-Z]+|[0-9]+`)
	number = lazily(`[0-9]+`)

	// keyID is the whole id of a key of Huawei Cloud, if it has both letters and
	// digits.
	keyID = lazily(`^[A-Z0-9]*([A-Z][0-9]|[0-9][A-Z])[A-Z0-9]*$`)
)

// lazily compiles a pattern when it is first needed.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

const (
	// minSecret is the shortest secret, in letters and digits. Names are longer
	// than that too, but are made of words and numbers, and these of minPiece
	// letters or digits each, on average. Those of chance are not.
	minSecret = 16
	minPiece  = 3.5
)

// secretive reports whether a word has the look of a key or a token.
func secretive(word string) bool {
	if token().MatchString(word) || digest().MatchString(word) {
		return true
	}
	text := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, word)
	pieces, numbers := len(piece().FindAllString(text, -1)), len(number().FindAllString(text, -1))
	switch {
	case len(text) < minSecret:
		return false
	case float64(len(text)) < minPiece*float64(pieces), numbers > 2, keyID().MatchString(text):
		return true
	}
	return len(text) > 100 && numbers > 0
}
