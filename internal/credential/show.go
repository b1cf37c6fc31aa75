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

// Showable tells whether a text may be shown that a file or a variable gave. It
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

// separates tells whether a character stands between the parts of a text, each of
// which could be a secret.
func separates(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`/\:;,"'|<>()[]{}`, r) }

var (
	// token begins the tokens and ids of keys of both clouds, and those in the
	// form of a JWT. A JWT is JSON in Base64, which begins like this.
	token = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^(LTAI[0-9a-z]{8,}|STS\.[0-9a-z]{8,})|eyJ[0-9A-Za-z_-]{8,}`)
	})

	// keyID is the id of a key of Huawei Cloud, and digest a secret or a digest in
	// hexadecimal digits.
	keyID  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9][A-Z]|[A-Z][0-9]`) })
	digest = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-fA-F]{32,}$`) })
)

// secretive tells whether a word has the look of a key or a token: letters and
// digits without the order that words and numbers have.
func secretive(word string) bool {
	if token().MatchString(word) {
		return true
	}
	letters := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, word)
	if len(letters) < 16 {
		return false
	}
	kinds := [3]bool{}
	changes, last := 0, -1
	for _, r := range letters {
		kind := 0
		switch {
		case unicode.IsUpper(r):
			kind = 1
		case unicode.IsLower(r):
			kind = 2
		}
		kinds[kind] = true
		if last >= 0 && kind != last {
			changes++
		}
		last = kind
	}
	mixed := kinds[0] && kinds[1] && kinds[2]
	share := float64(changes) / float64(len(letters)-1)
	return share >= 0.3 || mixed && len(letters) >= 24 && share >= 0.2 || len(word) > 100 && mixed ||
		!kinds[2] && kinds[0] && kinds[1] && keyID().MatchString(letters) || digest().MatchString(word)
}
