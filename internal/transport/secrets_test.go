package transport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"html"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// said returns what is shown of a text that a server said.
func said(text string, signed *Request) string {
	failure := &Failure{Message: text}
	conceal(failure, signed)
	return failure.Message
}

// TestSpellings writes secrets in every way that a server may write them in.
func TestSpellings(t *testing.T) {
	secrets := []string{
		"s3cretFirst+s3cretSecond/s3cretThird=&more",
		"CAISfirstPart+CAISsecondPart/CAISthirdPart==",
		"kX9/pQ0aB+7cD1eF2gH3iJ4k/a/=",
		"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2lnbmF0dXJl-_",
		"%41%2Fpercent%25in%2Bthe&amp;secret;itself#1",
		`back\slash"quote'<angle>and~tilde`,
		"top-secret", "p/s+t", "1/2=3",
	}
	spellings := map[string]func(string) string{
		"as it is":        func(s string) string { return s },
		"percent":         url.QueryEscape,
		"percent twice":   func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		"percent 3 times": func(s string) string { return url.QueryEscape(url.QueryEscape(url.QueryEscape(s))) },
		"percent lower": func(s string) string {
			return regexp.MustCompile("%[0-9A-F]{2}").ReplaceAllStringFunc(url.QueryEscape(s), strings.ToLower)
		},
		"percent, all of it": each("%%%02X"),
		"percent, all twice": each("%%25%02x"),
		"path":               url.PathEscape,
		"JSON":               func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) },
		"JSON in JSON": func(s string) string {
			once := strconv.Quote(s)
			twice := strconv.Quote(once[1 : len(once)-1])
			return twice[1 : len(twice)-1]
		},
		"JSON, all of it":    each(`\u%04x`),
		"JSON, all, in JSON": each(`\\u%04X`),
		"JSON of percent":    func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%", `\u0025`) },
		"Gson": func(s string) string {
			return strings.NewReplacer("+", `\u002b`, "=", `\u003d`, "&", `\u0026`).Replace(s)
		},
		"PHP":             func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
		"HTML":            html.EscapeString,
		"HTML twice":      func(s string) string { return html.EscapeString(html.EscapeString(s)) },
		"HTML, numbers":   each("&#%d;"),
		"HTML, zeros":     each("&#00%d;"),
		"HTML, hex":       each("&#x%x;"),
		"HTML, hex zeros": each("&#X00%X;"),
		"HTML, open":      each("&#%d"),
		"HTML, hex, open": each("&#x%X"),
		"HTML of HTML":    each("&amp;#%d;"),
		"HTML, 3 times":   each("&amp;amp;#x%x;"),
		"HTML of percent": func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "%", "&#37;") },
		"percent of HTML": func(s string) string { return url.QueryEscape(html.EscapeString(s)) },
		"HTML, names": func(s string) string {
			return strings.NewReplacer("&", "&amp;", "+", "&plus;", "/", "&sol;", "=", "&equals;").Replace(s)
		},
		"Go":            func(s string) string { return fmt.Sprintf("%q", s) },
		"hexadecimal":   each(`\x%02x`),
		"decoded":       func(s string) string { return strings.ReplaceAll(s, "+", " ") },
		"decoded twice": func(s string) string { return strings.ReplaceAll(s, "+", "%20") },
		"folded":        func(s string) string { return strings.Join(chunks(s, 3), "\r\n\t") },
		"folded JSON":   func(s string) string { return strings.Join(chunks(s, 5), `\r\n `) },
		"folded, JSON twice": func(s string) string {
			return strings.Join(chunks(s, 5), `\\n`)
		},
		"folded, JSON's numbers": func(s string) string { return strings.Join(chunks(s, 4), `\u000d\u000A`) },
		"folded, percent":        func(s string) string { return strings.Join(chunks(s, 4), `%0D%0A%20`) },
		"folded, HTML":           func(s string) string { return strings.Join(chunks(s, 4), `&#13;&#xA;&#32;`) },
		"spaced":                 func(s string) string { return strings.Join(chunks(s, 1), " ") },
		"continued":              func(s string) string { return strings.Join(chunks(s, 7), "\\\n") },
	}
	for name, write := range spellings {
		for _, secret := range secrets {
			signed := &Request{KeyID: "LTAI5t+KEY/Id=KEY9", Secrets: []string{"another-secret-of-no-matter", secret}}
			text := fmt.Sprintf("before <%s> and (%s) after <%s>", write(secret), write(secret), write(signed.KeyID))
			text = strings.Join(strings.Fields(said(text, signed)), " ")
			text = strings.NewReplacer(`("***")`, "(***)", `<"`, "<", `">`, ">").Replace(text)
			if want := "before <***> and (***) after <****KEY9>"; text != want && text != strings.ReplaceAll(want, "***>", "***;>") {
				t.Errorf("%s: %q is shown as %q", name, write(secret), text)
			}
		}
	}
}

// each returns a function that writes each byte in a format.
func each(format string) func(string) string {
	return func(s string) string {
		var text strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&text, format, c)
		}
		return text.String()
	}
}

// chunks cuts a text into parts of n bytes.
func chunks(text string, n int) []string {
	var parts []string
	for len(text) > n {
		parts, text = append(parts, text[:n]), text[n:]
	}
	return append(parts, text)
}

// TestParts checks that a part of a secret is concealed too, unless it is as
// short as a word is.
func TestParts(t *testing.T) {
	signed := &Request{KeyID: "LTAI5tABCDEFGHIJKLMN", Secrets: []string{"abcdefghijklmnopqrstuvwxyz", "ACME", "xyz", "+++", ""}}
	for text, want := range map[string]string{
		"the token abcdefghijklmnopqr":      "the token ***",
		"the token ghijklmnopqrstuvwxyz":    "the token ***",
		"the token hijklmnopqrstuvw.":       "the token ***.",
		"the token ijklmnopqrstuvw.":        "the token ijklmnopqrstuvw.",
		"abcdefghijklmnopqrstuvwxyzabcdef":  "***abcdef",
		"abcdefghijklmnop abcdefghijklmnop": "*** ***",
		"abcdefghijklmnopqrstuvwxyz+ACME":   "***", // what is between them may be of either
		"ACME":                              "***",
		"ACM E":                             "***",
		"acme":                              "acme",
		"xyz+++":                            "xyz+++",
		"LTAI5tABCDEFGHIJKLMN":              "****KLMN",
		"LTAI5tABCDEFGHIJKLM":               "LTAI5tABCDEFGHIJKLM", // no secret, and not the key's
		"":                                  "",
		strings.Repeat(" ", 70_000) + "a":   "",
		strings.Repeat("ACME ", 20_000):     strings.Repeat("*** ", 150) + "…",
		"abcdefghijklmnop" + strings.Repeat("%", 9): "***%%%%%%%%%",
	} {
		if got := said(text, signed); got != want {
			t.Errorf("%.50q is shown as %q, want %q", text, got, want)
		}
	}
}

// TestNested checks that a secret is hidden whole if it has another one in it.
func TestNested(t *testing.T) {
	const inner, outer = "9ABCD", "0123456789ABCDEF0123"
	for _, signed := range []*Request{
		{Secrets: []string{outer, inner}}, {Secrets: []string{inner, outer}}, {KeyID: inner, Secrets: []string{outer}},
	} {
		if got := said("<"+outer+">", signed); got != "<***>" {
			t.Errorf("%+v: got %q", signed, got)
		}
	}
}

// TestLookalikes checks that what looks like a secret is not shown, although
// nobody knows it.
func TestLookalikes(t *testing.T) {
	const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\n7cD1eF2gH3iJ4k\n-----END RSA PRIVATE KEY-----"
	for text, want := range map[string]string{
		"Signature=kX9/pQ0aB+7cD1eF2gH3iJ4kL5m=&x=1":                  "Signature=***&x=1",
		"Signature%3DkX9%252FpQ0aB%252B7cD1eF2gH3iJ4kL5m%253D":        "Signature%3D***",
		"Signature%253DkX9%25252FpQ0aB%25252B7cD1eF2gH3":              "Signature%253D***",
		`the "Signature": "kX9/pQ0aB+7cD1eF2gH3iJ4kL5m=" is wrong`:    `the "Signature": "***" is wrong`,
		`{\"Signature\":\"kX9/pQ0aB+7cD1eF2gH3iJ4kL5m=\"}`:            `{\"Signature\":\"***"}`,
		"signature: 9f86d081884c7d659a2feaa0c55ad015":                 "signature: ***",
		"SecurityToken=CAISx9Qw3Er5Ty7Ui":                             "SecurityToken=***",
		"x-acs-security-token: CAISx9Qw3Er5Ty7Ui":                     "x-acs-security-token: ***",
		"X-Security-Token:gAAAAABkX9pQ0aB7cD1eF2gH3":                  "X-Security-Token:***",
		"X-Auth-Token: MIIEpAIBAAKCAQEA7bqxmRtbkUQw":                  "X-Auth-Token: ***",
		"X-Subject-Token: MIIEpAIBAAKCAQEA7bqxmRtbkUQw":               "X-Subject-Token: ***",
		"AccessKeySecret=aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1":              "AccessKeySecret=***",
		"AccessKeyId=LTAI5tGzq7XbU3vKc9mPnD2r, and":                   "AccessKeyId=***, and",
		"secret_key = aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1":                 "secret_key = ***",
		"aws_secret_access_key=aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1":        "aws_secret_access_key=***",
		"Authorization: Bearer aB3dE5fG7hJ9kL1mN3":                    "Authorization: Bearer ***",
		"Access=HPUA1B2C3D4E5F6G7H8J, SignedHeaders=host":             "Access=***, SignedHeaders=host",
		"password=aB3dE5fG7hJ9kL1mN3":                                 "password=***",
		"signature: malformed, Signature=kX9/pQ0aB+7cD1eF2gH3iJ4kL5m": "signature: malformed, Signature=***",
		"signature:signature=kX9/pQ0aB+7cD1eF2gH3iJ4kL5m":             "signature:***",
		"signature: 00112233aabbccdd":                                 "signature: ***",
		"signature: aBcDefghIJKLmnopQRSTuvwxyzABCDefghijklmn":         "signature: ***",
		"got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhYmMifQ.c2ln-_x, no":     "got ***, no",
		"got eyJhbGciOiJSUzI1NiJ9.eyJzd":                              "got ***",
		"the file holds " + pem + " and more":                         "the file holds *** and more",
		"the file holds " + pem[:50]:                                  "the file holds ***",
		"see https://host/path?Signature=abc&x=y for more":            "see https://host/path for more",
		"not matched; server string to sign is:GET&%2F&Action":        "not matched",
		"verify failed, canonicalRequest:GET|/v2/licenses/|x-s:abc":   "verify failed",
	} {
		if got := said(text, &Request{}); got != want {
			t.Errorf("%q\nis shown as %q,\nwant        %q", text, got, want)
		}
	}
}

// TestHonestErrors checks that errors without a secret keep each of their
// words.
func TestHonestErrors(t *testing.T) {
	texts := []string{
		`tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: parent certificate cannot sign this kind of certificate" while trying to verify candidate authority certificate "Acme Co")`,
		"x509: invalid signature: parent certificate cannot sign this kind of certificate",
		"x509: cannot verify signature: algorithm unimplemented",
		"x509: cannot verify signature: insecure algorithm SHA1-RSA",
		"x509: certificate signature: sha256WithRSAEncryption",
		"tls: invalid signature by the server certificate: ECDSA verification failure",
		"remote error: tls: bad certificate",
		"dial tcp 10.0.0.1:443: connect: connection refused",
		"lookup ice.cn-x.aliyuncs.com on 127.0.0.53:53: no such host",
		"Specified signature is not matched with our calculation.",
		"The Signature: SignatureDoesNotMatch.",
		"AccessKeyId is mandatory for this action.",
		"the access key id: not-found (404)",
		"Specified access key is not found.",
		"The security token: malformed or expired",
		"Security Token: 'InvalidSecurityToken.Malformed'",
		"Incorrect IAM authentication information: verify aksk signature fail",
		"Incorrect IAM authentication information: decrypt token fail",
		"authorization: required",
		"Authorization: SDK-HMAC is missing",
		"authorization: Basic authentication is not supported",
		"access=denied",
		"X-Auth-Token: missing",
		"password: expired on 2026-11-24",
		"secret key=null",
		"Signature=, Timestamp=",
		"You are not authorized to do this action. You should be authorized by RAM.",
		"IDE.00040014: no permission",
		"see https://help.aliyun.com/document_detail/60629.html, please",
		"Request was denied due to user flow control, limit: 10, time: 1 second",
		"eyJub3QiOiJhIHRva2VuLCBidXQgYSBkaWFnbm9zaXMifQ==",
		"the answer is no valid JSON at byte 17 (HTTP status 200, text/html, 5120 bytes)",
	}
	for _, err := range certificateErrors(t) {
		texts = append(texts, err.Error())
	}
	// A secret shares letters with every one of them, and no more than that.
	signed := &Request{Secrets: []string{"signature-parent-token", "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1", "certificates-and-keys"}}
	for _, text := range texts {
		if got := said(text, signed); got != text {
			t.Errorf("%q\nis shown as %q", text, got)
		}
	}
}

// certificateErrors returns errors of real certificates and handshakes.
func certificateErrors(t *testing.T) []error {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	issue := func(parent *x509.Certificate, template x509.Certificate) *x509.Certificate {
		template.SerialNumber = big.NewInt(1)
		if template.NotAfter.IsZero() {
			template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
		}
		if parent == nil {
			parent = &template
		}
		der, err := x509.CreateCertificate(rand.Reader, &template, parent, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return certificate
	}
	name := pkix.Name{CommonName: "Acme Co"}
	noAuthority := issue(nil, x509.Certificate{Subject: name, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature})
	authority := issue(nil, x509.Certificate{Subject: name, BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign})
	verify := func(root, leaf *x509.Certificate, host string) error {
		roots := x509.NewCertPool()
		roots.AddCert(root)
		_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host})
		return err
	}
	leaf := issue(authority, x509.Certificate{DNSNames: []string{"ice.example"}})
	expired := issue(authority, x509.Certificate{DNSNames: []string{"ice.example"}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1, 0)})
	unsigned := *leaf
	unsigned.Signature = []byte("none")

	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	shake := func(config *tls.Config) error {
		connection, err := (&tls.Dialer{Config: config}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
		if err == nil {
			_ = connection.Close()
		}
		return err
	}
	errs := []error{
		verify(noAuthority, leaf, "ice.example"),
		verify(authority, leaf, "other.example"),
		verify(authority, leaf, "127.0.0.1"),
		verify(authority, expired, "ice.example"),
		verify(authority, noAuthority, ""),
		leaf.CheckSignatureFrom(noAuthority),
		authority.CheckSignature(unsigned.SignatureAlgorithm, unsigned.RawTBSCertificate, unsigned.Signature),
		authority.CheckSignature(x509.SHA1WithRSA, leaf.RawTBSCertificate, leaf.Signature),
		shake(&tls.Config{MinVersion: tls.VersionTLS12}),
		shake(&tls.Config{MinVersion: tls.VersionTLS12, ServerName: "ice.example"}),
	}
	seen := false
	for i, err := range errs {
		if err == nil {
			t.Fatalf("error %d is none", i)
		}
		seen = seen || strings.Contains(err.Error(), "invalid signature: parent certificate cannot sign")
	}
	if !seen {
		t.Fatal("the error in which a word was hidden is not among them")
	}
	return errs
}

// TestConcealedErrors checks that causes are concealed as messages are, but for
// why a caller stopped, which others ask for.
func TestConcealedErrors(t *testing.T) {
	signed := &Request{Secrets: []string{"top-secret"}}
	stop := errors.New("stopped by top-secret")
	for kind, want := range map[Kind]string{Unexpected: "stopped by ***", Stopped: "stopped by top-secret"} {
		failure := &Failure{Kind: kind, Err: stop, Code: "top-secret", RequestID: "top-secret", Diagnosis: "top-secret"}
		conceal(failure, signed)
		rest := failure.Code + failure.RequestID + failure.Diagnosis
		if failure.Err.Error() != want || errors.Is(failure, stop) != (kind == Stopped) || rest != "*********" {
			t.Errorf("got %+v", failure)
		}
	}
}

// longTexts are texts of 64 KiB that are hard to search for a secret of 20,000
// bytes.
func longTexts() (signed *Request, texts map[string]string) {
	const length, size = 20_000, maxHidden
	secret := strings.Repeat("ab/+", length/4)
	fill := func(text string) string { return strings.Repeat(text, size/len(text)+1)[:size] }
	secrets := []string{secret, strings.Repeat("a", length), strings.Repeat("%25", length/3)}
	return &Request{KeyID: "LTAI5tABCDEFGHIJKLMN", Secrets: secrets}, map[string]string{
		"the secret itself":    fill(secret + "."),
		"nearly the secret":    fill(secret[:length-1] + "."),
		"its parts":            fill("ab/ab/ab/ab."),
		"percent-encoded":      fill(url.QueryEscape(secret) + "."),
		"spaced":               fill("a b / + "),
		"one letter":           fill("a"),
		"percents":             fill("%"),
		"percents of percents": fill("%25"),
		"nested percents":      fill("%3") + "1",
		"ampersands":           fill("&"),
		"entities":             fill("&amp;"),
		"open entities":        fill("&#x"),
		"zeros":                fill("&#0000000000"),
		"backslashes":          fill(`\`),
		"unicode":              fill(`\u00`),
		"semicolons":           fill(";"),
		"spaces":               fill(" "),
		"names":                fill("signature: "),
		"names and values":     fill("signature=signature:"),
		"URLs":                 fill("https://host?"),
		"private keys":         fill("-----BEGIN PRIVATE KEY"),
		"tokens":               fill("eyJ"),
		"strings to sign":      fill("string to sig "),
	}
}

// TestConcealInTime checks that no text takes long: a search that grows with the
// product of both lengths takes minutes for some of these, and this one some
// milliseconds.
func TestConcealInTime(t *testing.T) {
	signed, texts := longTexts()
	for name, text := range texts {
		begin := time.Now()
		said(text, signed)
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}

// TestDecodeWork checks that decoding allocates what one pass takes: the signs
// and the letters, and not a share for each escape or byte.
func TestDecodeWork(t *testing.T) {
	for name, text := range map[string]string{"plain": strings.Repeat("ab/+", 16<<10), "percent": strings.Repeat("%2Fa", 16<<10)} {
		work := func(text string) float64 { return testing.AllocsPerRun(1, func() { decode(text) }) }
		if once, four := work(text[:16<<10]), work(text); four > once+20 {
			t.Errorf("%s: %v allocations for 16 KiB, %v for 64 KiB", name, once, four)
		}
	}
}

func BenchmarkConceal(b *testing.B) {
	signed, texts := longTexts()
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				said(text, signed)
			}
		})
	}
}

// FuzzConceal writes a secret in any mix of spellings, between any two texts: no
// part of it can be read afterwards that is longer than a word.
func FuzzConceal(f *testing.F) {
	f.Add([]byte("a secret of thirty-two bytes and more"), []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}, "<", ">")
	f.Add([]byte("0123456789abcdef0123456789abcdef0123"), []byte{0}, "100%", "0")
	f.Add([]byte("/+=/+=/+=/+=/+=/+=/+=/+=/+=/+=/+=/+=/+="), []byte{1, 9}, `\u00`, ";")
	f.Fuzz(func(t *testing.T, seed, choices []byte, before, after string) {
		const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_.~&%"
		if len(seed) < 32 || len(seed) > 200 || len(choices) == 0 || len(before)+len(after) > 4000 {
			t.Skip()
		}
		var secret, written strings.Builder
		for i, n := range seed {
			c := alphabet[int(n)%len(alphabet)]
			secret.WriteByte(c)
			written.WriteString(spell(c, choices[i%len(choices)]))
		}
		signed := &Request{Secrets: []string{secret.String()}}
		shown := newSecrets(signed).hide(before + written.String() + after)
		letters, read := readable(secret.String()), readable(shown)
		for i := range len(letters) - minPart + 1 {
			if part := letters[i : i+minPart]; strings.Contains(read, part) {
				t.Fatalf("%q, written as %q, is shown as %q, in which %q can be read", secret.String(), written.String(), shown, part)
			}
		}
	})
}

// spell writes a character in one of several ways.
func spell(c byte, choice byte) string {
	text := string(rune(c))
	word := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	switch choice % 20 {
	case 1:
		return fmt.Sprintf("%%%02X", c)
	case 2:
		return fmt.Sprintf("%%%02x", c)
	case 3:
		return fmt.Sprintf("%%25%02X", c)
	case 4:
		return fmt.Sprintf("%%2525%02x", c)
	case 5:
		return fmt.Sprintf(`\u%04X`, c)
	case 6:
		return fmt.Sprintf(`\\u%04x`, c)
	case 7:
		return fmt.Sprintf("&#%d;", c)
	case 8:
		return fmt.Sprintf("&#%03d", c)
	case 9:
		return fmt.Sprintf("&#x%X;", c)
	case 10:
		return fmt.Sprintf("&amp;#%d;", c)
	case 11:
		return "\r\n" + text
	case 12:
		return " " + text
	case 13:
		if !word {
			return `\` + text
		}
	case 14:
		return fmt.Sprintf(`\x%02x`, c)
	case 15:
		if c == '+' {
			return " "
		}
	case 16:
		return `\n` + text
	case 17:
		return "%0A" + text
	case 18:
		return html.EscapeString(text)
	case 19:
		return fmt.Sprintf(`\u0025%02X`, c)
	}
	return text
}

var (
	escaped = regexp.MustCompile(`%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u00[0-9A-Fa-f]{2}`)
	left    = regexp.MustCompile(`[\s\x00-\x20\x7f]|\\[nrt]`)
)

// readable returns the letters that a patient person can read in a text: it
// undoes every way of writing them, one after another, until nothing changes.
func readable(text string) string {
	for before := ""; before != text; {
		before = text
		text = left.ReplaceAllString(text, "")
		text = escaped.ReplaceAllStringFunc(text, func(escape string) string {
			value, _ := strconv.ParseUint(escape[len(escape)-2:], 16, 8)
			return string([]byte{byte(value)})
		})
		text = html.UnescapeString(text)
	}
	return strings.NewReplacer("+", "", `\`, "").Replace(text)
}
