package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// signatureWindow is how far the time in a signature may be from the clouds' own.
//
// Alibaba: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature; Huawei: the questions
// on APIGW.0303 in https://support.huaweicloud.com/devg-apisign/.
const signatureWindow = 15 * time.Minute

// signed is what a signature covers.
type signed struct {
	method string
	host   string
	// path is the path as it was written in the request, decoded is the same without its escapes.
	path, decoded string
	query         url.Values
	form          url.Values
	header        http.Header
	body          []byte
}

// value returns a header as the signing rules see it: trimmed, and with Host where Go keeps it apart.
func (s *signed) value(name string) (value string, present bool) {
	if strings.EqualFold(name, "host") {
		return s.host, s.host != ""
	}
	values := s.header.Values(name)
	trimmed := make([]string, len(values))
	for i := range values {
		trimmed[i] = strings.TrimSpace(values[i])
	}
	return strings.Join(trimmed, ","), len(values) > 0
}

// get returns a header, or nothing when it is absent.
func (s *signed) get(name string) string {
	value, _ := s.value(name)
	return value
}

// claim is what a request says about who signed it and how. It is unverified.
type claim struct {
	scheme                     string
	accessKeyID, securityToken string
	signature                  string

	// missing is the first mandatory part that is absent, malformed why the rest cannot be a signature.
	missing, malformed string

	date  string
	parse func(string) (time.Time, error)
	nonce string

	// toSign are the strings that the signature may be of, expected is what the server says it expected.
	toSign   []string
	expected string
	sign     func(secret, toSign string) string
}

// require notes the first of the named parts that is absent. Names and values alternate.
func (c *claim) require(namesAndValues ...string) {
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		if c.missing == "" && namesAndValues[i+1] == "" {
			c.missing = namesAndValues[i]
		}
	}
}

// verify reports whether the signature was made with this secret.
func (c *claim) verify(secret string) bool {
	match := 0
	for _, toSign := range c.toSign {
		match |= subtle.ConstantTimeCompare([]byte(c.sign(secret, toSign)), []byte(c.signature))
	}
	return match == 1
}

// fresh reports whether the time in the claim is near enough to now; ok is false when it is no time at all.
func (c *claim) fresh(now time.Time) (fresh, ok bool) {
	at, err := c.parse(c.date)
	if err != nil {
		return false, false
	}
	return now.Sub(at).Abs() <= signatureWindow, true
}

// sameText compares in constant time.
func sameText(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

func sha256Hex(content []byte) string {
	sum := sha256.Sum256(content)
	return hexOf(sum[:])
}

func hmacSHA256Hex(secret, text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return hexOf(mac.Sum(nil))
}

// timeLayout parses times of one layout.
func timeLayout(layout string) func(string) (time.Time, error) {
	return func(text string) (time.Time, error) { return time.Parse(layout, text) }
}
