package signature

import (
	"slices"
	"strings"
)

// SchemeHuaweicloud is the signature of Huawei Cloud requests, as a request reports it.
//
// https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-001.html
const SchemeHuaweicloud = "SDK-HMAC-SHA256"

const (
	// HuaweicloudDate is the header with the time of a signature.
	HuaweicloudDate = "X-Sdk-Date"
	// payloadHeader holds the digest of the body, or says that the body is not part of the signature.
	payloadHeader   = "X-Sdk-Content-Sha256"
	unsignedPayload = "UNSIGNED-PAYLOAD"
)

// Huaweicloud reads the signature of a Huawei Cloud request.
func Huaweicloud(m *Message) *Claim {
	parts, ok := authorization(m.Get("Authorization"), SchemeHuaweicloud)
	c := &Claim{
		Scheme:        SchemeHuaweicloud,
		AccessKeyID:   parts["Access"],
		SecurityToken: m.Get("X-Security-Token"),
		Signature:     parts["Signature"],
		Date:          m.Get(HuaweicloudDate),
		parse:         timeLayout("20060102T150405Z"),
		Sign:          hmacSHA256Hex,
	}
	if !ok {
		c.Missing = "Authorization"
		return c
	}
	c.require("Access", c.AccessKeyID, "Signature", c.Signature, "SignedHeaders", parts["SignedHeaders"], HuaweicloudDate, c.Date)

	names := strings.Split(strings.ToLower(parts["SignedHeaders"]), ";")
	slices.Sort(names)
	// Of all headers only the date must be signed; what is listed must be there.
	if !slices.Contains(names, strings.ToLower(HuaweicloudDate)) {
		c.Malformed = HuaweicloudDate
	}
	for _, name := range names {
		if _, sent := m.Value(name); !sent {
			c.Malformed = name
		}
	}
	payload := sha256Hex(m.Body)
	if digest, sent := m.Value(payloadHeader); sent {
		switch {
		case !slices.Contains(names, strings.ToLower(payloadHeader)):
			c.Malformed = payloadHeader
		case digest == unsignedPayload:
			payload = digest
		case digest != payload:
			c.Malformed = payloadHeader
		}
	}

	canonical := strings.Join([]string{
		m.Method,
		pathWithSlash(m.DecodedPath),
		canonicalQuery(m.Query),
		canonicalHeaders(m, names),
		strings.Join(names, ";"),
		payload,
	}, "\n")
	c.ToSign = []string{SchemeHuaweicloud + "\n" + c.Date + "\n" + sha256Hex([]byte(canonical))}
	c.Expected = canonical
	return c
}

// pathWithSlash is the path with every segment encoded. It ends with a slash even if that of the request does not.
func pathWithSlash(path string) string {
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i] = percentEncode(segments[i])
	}
	uri := strings.Join(segments, "/")
	if !strings.HasSuffix(uri, "/") {
		uri += "/"
	}
	return uri
}
