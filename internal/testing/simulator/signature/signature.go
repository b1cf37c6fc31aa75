// Package signature verifies the signatures of requests to both clouds. It is written from the published signing rules,
// not from the SDKs that sign the requests: a request that it accepts was signed as the documents say.
//
// [RPC], [ROA], [ACS3], [KeyPair] and [Huaweicloud] read from a request who says to have signed it, and compute the string
// that the signature must be of. [Claim.Verify] compares.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Window is how far the time in a signature may be from the clouds' own.
//
// Alibaba: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature; Huawei: the questions
// on APIGW.0303 in https://support.huaweicloud.com/devg-apisign/.
const Window = 15 * time.Minute

// Message is a request, as far as signatures cover it.
type Message struct {
	Method string
	Host   string
	// Path is the path as it was written in the request, DecodedPath is the same without its escapes.
	Path, DecodedPath string
	Query             url.Values
	Form              url.Values
	Header            http.Header
	Body              []byte
}

// Value returns a header as the signing rules see it: trimmed, and with Host, which Go keeps apart.
func (m *Message) Value(name string) (value string, present bool) {
	if strings.EqualFold(name, "host") {
		return m.Host, m.Host != ""
	}
	values := m.Header.Values(name)
	trimmed := make([]string, len(values))
	for i := range values {
		trimmed[i] = strings.TrimSpace(values[i])
	}
	return strings.Join(trimmed, ","), len(values) > 0
}

// Get returns a header, or nothing if it is absent.
func (m *Message) Get(name string) string {
	value, _ := m.Value(name)
	return value
}

// Claim is what a request says about who signed it and how. It is not verified.
type Claim struct {
	// Scheme is one of the constants, for instance [SchemeACS3].
	Scheme                     string
	AccessKeyID, SecurityToken string
	// Signature is the signature as it was sent.
	Signature string

	// Missing is the first mandatory part that is absent, Malformed the part because of which the signature cannot be a good one.
	Missing, Malformed string

	// Date is the time of the signature as it was sent, Nonce what makes it unique.
	Date, Nonce string
	// parse reads Date.
	parse func(string) (time.Time, error)

	// ToSign are the strings of which one must have been signed. Expected is the one that a gateway quotes in its error.
	ToSign   []string
	Expected string
	// Sign signs a string with a secret.
	Sign func(secret, toSign string) string
}

// require notes the first of the named parts that is absent. Names and values alternate.
func (c *Claim) require(namesAndValues ...string) {
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		if c.Missing == "" && namesAndValues[i+1] == "" {
			c.Missing = namesAndValues[i]
		}
	}
}

// Verify reports whether the signature was made with this secret.
func (c *Claim) Verify(secret string) bool {
	match := 0
	for _, toSign := range c.ToSign {
		match |= subtle.ConstantTimeCompare([]byte(c.Sign(secret, toSign)), []byte(c.Signature))
	}
	return match == 1
}

// Fresh reports whether the time in the claim is near enough to now; ok is false if it is not a valid time.
func (c *Claim) Fresh(now time.Time) (fresh, ok bool) {
	at, err := c.parse(c.Date)
	if err != nil {
		return false, false
	}
	return now.Sub(at).Abs() <= Window, true
}

// Equal compares two texts in constant time.
func Equal(a, b string) bool {
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
