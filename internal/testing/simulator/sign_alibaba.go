package simulator

import (
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // Content-MD5 is what the rules of 2014 ask for
	"crypto/sha1" //nolint:gosec // HMAC-SHA1 is what the rules of 2014 ask for
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The signature schemes that [Request] reports.
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

const isoLayout = "2006-01-02T15:04:05Z"

// rpcCommon are the parameters that belong to the RPC style itself.
var rpcCommon = []string{
	"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion",
	"SignatureType", "SignatureNonce", "Timestamp", "SecurityToken", "RegionId",
}

// claimRPC reads the signature of an RPC request. The string to sign is built from the parameters as decoded, so that
// the way they were escaped on the wire does not matter.
func claimRPC(s *signed) *claim {
	all := url.Values{}
	for _, part := range []url.Values{s.query, s.form} {
		for name, values := range part {
			all[name] = values
		}
	}
	c := &claim{
		scheme:        SchemeRPC,
		accessKeyID:   all.Get("AccessKeyId"),
		securityToken: all.Get("SecurityToken"),
		signature:     all.Get("Signature"),
		date:          all.Get("Timestamp"),
		parse:         timeLayout(isoLayout),
		nonce:         all.Get("SignatureNonce"),
		sign:          func(secret, toSign string) string { return hmacSHA1(secret+"&", toSign) },
	}
	c.require(
		"AccessKeyId", c.accessKeyID,
		"SignatureMethod", all.Get("SignatureMethod"),
		"SignatureVersion", all.Get("SignatureVersion"),
		"SignatureNonce", c.nonce,
		"Timestamp", c.date,
	)
	if c.signature == "" || all.Get("SignatureMethod") != "HMAC-SHA1" || all.Get("SignatureVersion") != "1.0" {
		c.malformed = "Signature"
	}
	delete(all, "Signature")
	c.expected = s.method + "&%2F&" + percentEncode(canonicalQuery(all))
	c.toSign = []string{c.expected}
	return c
}

// claimROA reads the signature of an ROA request.
func claimROA(s *signed) *claim {
	key, signature, _ := strings.Cut(strings.TrimPrefix(s.get("Authorization"), "acs "), ":")
	c := &claim{
		scheme:        SchemeROA,
		accessKeyID:   key,
		securityToken: s.get("X-Acs-Security-Token"),
		signature:     signature,
		date:          s.get("Date"),
		parse:         http.ParseTime,
		nonce:         s.get("X-Acs-Signature-Nonce"),
		sign:          hmacSHA1,
	}
	c.require("AccessKeyId", key, "Date", c.date)
	method, version := s.get("X-Acs-Signature-Method"), s.get("X-Acs-Signature-Version")
	if signature == "" || method != "HMAC-SHA1" || version != "1.0" {
		c.malformed = "Authorization"
	}
	if sum, sent := s.value("Content-Md5"); sent && sum != md5Base64(s.body) {
		c.malformed = "Content-MD5"
	}

	// The rules give Accept, Content-MD5, Content-Type and Date a line each, present or not. The older Go SDK,
	// github.com/aliyun/alibaba-cloud-sdk-go (sdk/auth/roa_signature_composer.go), leaves out the lines of absent ones
	// and is accepted too.
	var complete, present strings.Builder
	for _, b := range []*strings.Builder{&complete, &present} {
		b.WriteString(s.method + "\n")
	}
	for _, name := range []string{"Accept", "Content-Md5", "Content-Type", "Date"} {
		value := s.get(name)
		complete.WriteString(value + "\n")
		if value != "" {
			present.WriteString(value + "\n")
		}
	}
	var rest strings.Builder
	for _, name := range acsHeaders(s.header) {
		rest.WriteString(name + ":" + s.get(name) + "\n")
	}
	rest.WriteString(s.decoded)
	for i, name := range sortedNames(s.query) {
		rest.WriteString([]string{"?", "&"}[min(i, 1)] + name)
		if value := s.query.Get(name); value != "" {
			rest.WriteString("=" + value)
		}
	}
	c.expected = complete.String() + rest.String()
	c.toSign = []string{c.expected, present.String() + rest.String()}
	return c
}

// claimACS3 reads a signature of version 3.
func claimACS3(s *signed) *claim {
	parts, _ := authorization(s.get("Authorization"), SchemeACS3)
	c := &claim{
		scheme:        SchemeACS3,
		accessKeyID:   parts["Credential"],
		securityToken: s.get("X-Acs-Security-Token"),
		signature:     parts["Signature"],
		date:          s.get("X-Acs-Date"),
		parse:         timeLayout(isoLayout),
		nonce:         s.get("X-Acs-Signature-Nonce"),
		sign:          hmacSHA256Hex,
	}
	c.require(
		"AccessKeyId", c.accessKeyID,
		"Action", s.get("X-Acs-Action"),
		"Version", s.get("X-Acs-Version"),
		"Timestamp", c.date,
		"SignatureNonce", c.nonce,
		"ContentSha256", s.get("X-Acs-Content-Sha256"),
	)
	names := strings.Split(strings.ToLower(parts["SignedHeaders"]), ";")
	slices.Sort(names)
	// "All public headers but Authorization must be signed where they are present."
	must := append(acsHeaders(s.header), "host")
	if _, sent := s.value("Content-Type"); sent {
		must = append(must, "content-type")
	}
	if c.signature == "" || slices.ContainsFunc(must, func(name string) bool { return !slices.Contains(names, name) }) {
		c.malformed = "SignedHeaders"
	}
	payload := sha256Hex(s.body)
	if s.get("X-Acs-Content-Sha256") != payload {
		c.malformed = "x-acs-content-sha256"
	}
	if id, sent := s.value("X-Acs-Accesskey-Id"); sent && id != c.accessKeyID {
		c.malformed = "x-acs-accesskey-id"
	}

	canonical := strings.Join([]string{
		s.method,
		strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(s.path),
		canonicalQuery(s.query),
		canonicalHeaders(s, names),
		strings.Join(names, ";"),
		payload,
	}, "\n")
	toSign := SchemeACS3 + "\n" + sha256Hex([]byte(canonical))
	c.toSign = []string{toSign}
	c.expected = toSign + " server canonicalized request is:" + canonical
	return c
}

// canonicalHeaders writes every header on a line of its own, the last one included.
func canonicalHeaders(s *signed, names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + ":" + s.get(name) + "\n")
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
