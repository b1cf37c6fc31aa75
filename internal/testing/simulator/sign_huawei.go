package simulator

import (
	"slices"
	"strings"
)

// SchemeHuawei is the signature of Huawei Cloud requests, as [Request] reports it.
//
// https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-001.html
const SchemeHuawei = "SDK-HMAC-SHA256"

const (
	huaweiDate = "X-Sdk-Date"
	// huaweiPayload holds the digest of the body, or says that the body is not part of the signature.
	huaweiPayload   = "X-Sdk-Content-Sha256"
	unsignedPayload = "UNSIGNED-PAYLOAD"
)

// claimHuawei reads the signature of a Huawei Cloud request.
func claimHuawei(s *signed) *claim {
	parts, ok := authorization(s.get("Authorization"), SchemeHuawei)
	c := &claim{
		scheme:        SchemeHuawei,
		accessKeyID:   parts["Access"],
		securityToken: s.get("X-Security-Token"),
		signature:     parts["Signature"],
		date:          s.get(huaweiDate),
		parse:         timeLayout("20060102T150405Z"),
		sign:          hmacSHA256Hex,
	}
	if !ok {
		c.missing = "Authorization"
		return c
	}
	c.require("Access", c.accessKeyID, "Signature", c.signature, "SignedHeaders", parts["SignedHeaders"], huaweiDate, c.date)

	names := strings.Split(strings.ToLower(parts["SignedHeaders"]), ";")
	slices.Sort(names)
	// Of all headers only the date must be signed; what is listed must be there.
	if !slices.Contains(names, strings.ToLower(huaweiDate)) {
		c.malformed = huaweiDate
	}
	for _, name := range names {
		if _, sent := s.value(name); !sent {
			c.malformed = name
		}
	}
	payload := sha256Hex(s.body)
	if digest, sent := s.value(huaweiPayload); sent {
		switch {
		case !slices.Contains(names, strings.ToLower(huaweiPayload)):
			c.malformed = huaweiPayload
		case digest == unsignedPayload:
			payload = digest
		case digest != payload:
			c.malformed = huaweiPayload
		}
	}

	canonical := strings.Join([]string{
		s.method,
		huaweiURI(s.decoded),
		canonicalQuery(s.query),
		canonicalHeaders(s, names),
		strings.Join(names, ";"),
		payload,
	}, "\n")
	c.toSign = []string{SchemeHuawei + "\n" + c.date + "\n" + sha256Hex([]byte(canonical))}
	c.expected = canonical
	return c
}

// huaweiURI is the path with every segment encoded. It ends with a slash even where the request's does not.
func huaweiURI(path string) string {
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
