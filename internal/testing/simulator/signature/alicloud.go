package signature

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // Content-MD5 is what the rules of 2014 ask for
	"crypto/sha1" //nolint:gosec // HMAC-SHA1 is what the rules of 2014 ask for
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The signature schemes that a request reports.
const (
	// SchemeRPC is the RPC signature with HMAC-SHA1: parameters and signature in the query or in a form.
	// https://help.aliyun.com/zh/sdk/product-overview/rpc-mechanism
	SchemeRPC = "RPC HMAC-SHA1"
	// SchemeROA is the ROA signature with HMAC-SHA1: "Authorization: acs key:signature".
	// https://help.aliyun.com/zh/sdk/product-overview/roa-mechanism
	SchemeROA = "ROA HMAC-SHA1"
	// SchemeACS3 is the signature of version 3, the same for both styles.
	// https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
	SchemeACS3 = "ACS3-HMAC-SHA256"
)

// TimeLayout is how Alibaba Cloud writes the time of a signature.
const TimeLayout = "2006-01-02T15:04:05Z"

// CommonParameters are the parameters that belong to the RPC style itself.
var CommonParameters = []string{
	"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion",
	"SignatureType", "SignatureNonce", "Timestamp", "SecurityToken", "RegionId",
}

// RPC reads the signature of an RPC request. The string to sign is built from the parameters as decoded, so that
// the way they were escaped on the wire does not matter.
func RPC(m *Message) *Claim {
	all := rpcParameters(m)
	c := &Claim{
		Scheme:        SchemeRPC,
		AccessKeyID:   all.Get("AccessKeyId"),
		SecurityToken: all.Get("SecurityToken"),
		Signature:     all.Get("Signature"),
		Date:          all.Get("Timestamp"),
		parse:         timeLayout(TimeLayout),
		Nonce:         all.Get("SignatureNonce"),
		Sign:          func(secret, toSign string) string { return hmacSHA1(secret+"&", toSign) },
	}
	c.require(
		"AccessKeyId", c.AccessKeyID,
		"SignatureMethod", all.Get("SignatureMethod"),
		"SignatureVersion", all.Get("SignatureVersion"),
		"SignatureNonce", c.Nonce,
		"Timestamp", c.Date,
	)
	if c.Signature == "" || all.Get("SignatureMethod") != "HMAC-SHA1" || all.Get("SignatureVersion") != "1.0" {
		c.Malformed = "Signature"
	}
	delete(all, "Signature")
	c.Expected = m.Method + "&%2F&" + percentEncode(canonicalQuery(all))
	c.ToSign = []string{c.Expected}
	return c
}

// rpcParameters returns all parameters of an RPC request, those of the signature included. The form wins over the query.
func rpcParameters(m *Message) url.Values {
	all := url.Values{}
	maps.Copy(all, m.Query)
	maps.Copy(all, m.Form)
	return all
}

// ROA reads the signature of an ROA request.
func ROA(m *Message) *Claim {
	key, signature, _ := strings.Cut(strings.TrimPrefix(m.Get("Authorization"), "acs "), ":")
	c := &Claim{
		Scheme:        SchemeROA,
		AccessKeyID:   key,
		SecurityToken: m.Get("X-Acs-Security-Token"),
		Signature:     signature,
		Date:          m.Get("Date"),
		parse:         http.ParseTime,
		Nonce:         m.Get("X-Acs-Signature-Nonce"),
		Sign:          hmacSHA1,
	}
	c.require("AccessKeyId", key, "Date", c.Date)
	method, version := m.Get("X-Acs-Signature-Method"), m.Get("X-Acs-Signature-Version")
	if signature == "" || method != "HMAC-SHA1" || version != "1.0" {
		c.Malformed = "Authorization"
	}
	if sum, sent := m.Value("Content-Md5"); sent && sum != md5Base64(m.Body) {
		c.Malformed = "Content-MD5"
	}

	// The rules give Accept, Content-MD5, Content-Type and Date a line each, present or not. The older Go SDK,
	// github.com/aliyun/alibaba-cloud-sdk-go (sdk/auth/roa_signature_composer.go), leaves out the lines of absent ones
	// and is accepted too.
	var complete, present strings.Builder
	for _, b := range []*strings.Builder{&complete, &present} {
		b.WriteString(m.Method + "\n")
	}
	for _, name := range []string{"Accept", "Content-Md5", "Content-Type", "Date"} {
		value := m.Get(name)
		complete.WriteString(value + "\n")
		if value != "" {
			present.WriteString(value + "\n")
		}
	}
	var rest strings.Builder
	for _, name := range acsHeaders(m.Header) {
		rest.WriteString(name + ":" + m.Get(name) + "\n")
	}
	rest.WriteString(m.DecodedPath)
	for i, name := range sortedNames(m.Query) {
		rest.WriteString([]string{"?", "&"}[min(i, 1)] + name)
		if value := m.Query.Get(name); value != "" {
			rest.WriteString("=" + value)
		}
	}
	c.Expected = complete.String() + rest.String()
	c.ToSign = []string{c.Expected, present.String() + rest.String()}
	return c
}

// ACS3 reads a signature of version 3.
func ACS3(m *Message) *Claim {
	parts, _ := authorization(m.Get("Authorization"), SchemeACS3)
	c := &Claim{
		Scheme:        SchemeACS3,
		AccessKeyID:   parts["Credential"],
		SecurityToken: m.Get("X-Acs-Security-Token"),
		Signature:     parts["Signature"],
		Date:          m.Get("X-Acs-Date"),
		parse:         timeLayout(TimeLayout),
		Nonce:         m.Get("X-Acs-Signature-Nonce"),
		Sign:          hmacSHA256Hex,
	}
	c.require(
		"AccessKeyId", c.AccessKeyID,
		"Action", m.Get("X-Acs-Action"),
		"Version", m.Get("X-Acs-Version"),
		"Timestamp", c.Date,
		"SignatureNonce", c.Nonce,
		"ContentSha256", m.Get("X-Acs-Content-Sha256"),
	)
	names := strings.Split(strings.ToLower(parts["SignedHeaders"]), ";")
	slices.Sort(names)
	// "All public headers but Authorization must be signed where they are present."
	must := append(acsHeaders(m.Header), "host")
	if _, sent := m.Value("Content-Type"); sent {
		must = append(must, "content-type")
	}
	if c.Signature == "" || slices.ContainsFunc(must, func(name string) bool { return !slices.Contains(names, name) }) {
		c.Malformed = "SignedHeaders"
	}
	payload := sha256Hex(m.Body)
	if m.Get("X-Acs-Content-Sha256") != payload {
		c.Malformed = "x-acs-content-sha256"
	}
	if id, sent := m.Value("X-Acs-Accesskey-Id"); sent && id != c.AccessKeyID {
		c.Malformed = "x-acs-accesskey-id"
	}

	canonical := strings.Join([]string{
		m.Method,
		strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(m.Path),
		canonicalQuery(m.Query),
		canonicalHeaders(m, names),
		strings.Join(names, ";"),
		payload,
	}, "\n")
	toSign := SchemeACS3 + "\n" + sha256Hex([]byte(canonical))
	c.ToSign = []string{toSign}
	c.Expected = toSign + " server canonicalized request is:" + canonical
	return c
}

// canonicalHeaders writes every header on a line of its own, the last one included.
func canonicalHeaders(m *Message, names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + ":" + m.Get(name) + "\n")
	}
	return b.String()
}

// acsHeaders returns the names of the x-acs- headers, in lower case and sorted.
func acsHeaders(header http.Header) []string {
	var names []string
	for name := range header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-acs-") {
			names = append(names, lower)
		}
	}
	slices.Sort(names)
	return names
}

func hmacSHA1(secret, text string) string {
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func md5Base64(content []byte) string {
	sum := md5.Sum(content) //nolint:gosec // see the import
	return base64.StdEncoding.EncodeToString(sum[:])
}
