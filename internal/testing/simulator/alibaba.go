package simulator

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// alibaba is the gateway of Alibaba Cloud. Codes, statuses and messages are those of
// https://help.aliyun.com/en/document_detail/434846.html, https://help.aliyun.com/document_detail/60629.html and of
// answers in public issues, such as https://github.com/NewFuture/DDNS/issues/57.
type alibaba struct{}

func (alibaba) name() string                 { return "alicloud" }
func (alibaba) accounts(c *Config) []Account { return c.Alicloud }
func (alibaba) requestIDHeader() string      { return "X-Acs-Request-Id" }
func (alibaba) contentType() string          { return "application/json;charset=utf-8" }

func (alibaba) requestID() string {
	id := strings.ToUpper(randomHex(16))
	return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
}

func (a alibaba) identify(x *exchange) *failure {
	rpc := x.decoded == "/" || x.decoded == ""
	authorization := x.get("Authorization")
	x.record.Region = x.get("X-Acs-Region-Id")
	switch {
	case strings.HasPrefix(authorization, "ACS3-"):
		x.claim = claimACS3(&x.signed)
	case rpc:
		x.claim = claimRPC(&x.signed)
	default:
		x.claim = claimROA(&x.signed)
	}

	values := merge(x, x.query, x.form)
	action, version := x.get("X-Acs-Action"), x.get("X-Acs-Version")
	if x.claim.scheme == SchemeRPC && !anonymous(x, values["Action"]) {
		action, version = values["Action"], values["Version"]
		// The documented default is XML.
		x.xml = !strings.EqualFold(values["Format"], "JSON")
	} else {
		x.xml = strings.Contains(x.get("Accept"), "xml")
	}
	if rpc {
		if region := values["RegionId"]; region != "" {
			x.record.Region = region
		}
		common := rpcCommon
		if x.claim.scheme == SchemeACS3 { // all that is common is in headers then
			common = []string{"RegionId"}
		}
		for _, name := range common {
			delete(values, name)
		}
	}
	x.params = &parameters{values: values}

	if rpc {
		return a.identifyRPC(x, action, version)
	}
	return a.identifyROA(x, action, version)
}

func (alibaba) identifyRPC(x *exchange, action, version string) *failure {
	if x.method != http.MethodGet && x.method != http.MethodPost {
		x.unknown("method %s", x.method)
		return &failure{status: http.StatusMethodNotAllowed, code: "UnsupportedHTTPMethod", message: "This http method is not supported."}
	}
	for _, part := range [][2]string{{"Version", version}, {"Action", action}} {
		if part[1] == "" {
			x.unknown("request without %s", part[0])
			return missing(part[0])
		}
	}
	for _, l := range lists {
		if l.path == "" && l.action == action {
			return x.found(l, version)
		}
	}
	if o := actionOf(action); o != nil {
		return x.foundSTS(o, version)
	}
	x.unknown("action %q", action)
	return notFound()
}

func (alibaba) identifyROA(x *exchange, action, version string) *failure {
	for _, l := range lists {
		if l.path == "" || l.path != x.decoded {
			continue
		}
		if l.method != x.method {
			x.unknown("method %s", x.method)
			return notFound()
		}
		if action != l.action && (action != "" || x.claim.scheme == SchemeACS3) {
			x.unknown("action %q", action)
			return notFound()
		}
		if version == "" {
			x.unknown("request without x-acs-version")
			return missing("Version")
		}
		return x.found(l, version)
	}
	x.unknown("path")
	return notFound()
}

// found settles which list a request is for, when its version is the documented one.
func (x *exchange) found(l *list, version string) *failure {
	if version != l.version {
		x.unknown("version %q of %s", version, l.action)
		return &failure{status: http.StatusNotFound, code: "InvalidVersion", message: "Specified parameter Version is not valid."}
	}
	x.list = l
	return nil
}

func (a alibaba) authenticate(s *Server, x *exchange) *failure {
	account, known := s.account(x)
	return a.check(s, x, account, known, func() bool { return x.claim.verify(account.SecretKey) })
}

// check checks the claim to be an account, which may or may not be known.
func (alibaba) check(s *Server, x *exchange, account Account, known bool, verify func() bool) *failure {
	c := x.claim
	if c.missing != "" {
		return missing(c.missing)
	}
	fresh, ok := c.fresh(x.now)
	if !ok {
		return bad("InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
	}
	if !fresh {
		return bad("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
	}
	if !known {
		return &failure{status: http.StatusNotFound, code: "InvalidAccessKeyId.NotFound", message: "Specified access key is not found."}
	}
	if account.Inactive {
		return bad("InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
	}
	if f := checkToken(c.securityToken, account); f != nil {
		return f
	}
	// The real gateway repeats the string to sign, and with it the key identifier and the security token.
	if c.malformed != "" {
		return bad("IncompleteSignature",
			"The request signature does not conform to Aliyun standards. server string to sign is:"+c.expected)
	}
	if !verify() {
		return bad("SignatureDoesNotMatch",
			"Specified signature is not matched with our calculation. server string to sign is:"+c.expected)
	}
	if c.nonce != "" && !s.nonces.use(c.accessKeyID+" "+c.nonce, x.now) {
		return bad("SignatureNonceUsed", "Specified signature nonce was used already.")
	}
	return nil
}

// tokenText is what a security token may consist of: base64, and what separates parts of it.
var tokenText = regexp.MustCompile(`^[A-Za-z0-9+/=._~-]+$`)

func checkToken(token string, account Account) *failure {
	switch {
	case token == account.SecurityToken && account.TokenExpired:
		return bad("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
	case sameText(token, account.SecurityToken):
		return nil
	case token == "":
		return missing("SecurityToken")
	case !tokenText.MatchString(token):
		return bad("InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
	}
	return bad("InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey.")
}

func (alibaba) unreadable(status int, why string) *failure {
	return &failure{status: status, code: "InvalidParameter", message: why}
}

func (alibaba) denied(x *exchange) *failure {
	f := accessDenied(x, x.list.denied, strings.ToLower(x.list.product)+":"+x.list.action)
	if f.code == "Forbidden.RAM" {
		f.message = "User not authorized to operate on the specified resource, or this API doesn't support RAM."
	}
	return f
}

// accessDenied is the answer to an account that RAM does not let do something.
func accessDenied(x *exchange, code, action string) *failure {
	kind := "SubUser"
	if strings.Contains(x.record.Principal, ":assumed-role/") {
		kind = "AssumedRoleUser"
	}
	return &failure{
		status:  http.StatusForbidden,
		code:    code,
		message: "You are not authorized to do this action. You should be authorized by RAM.",
		// The members are those of
		// https://help.aliyun.com/zh/ram/developer-reference/api-ram-2015-05-01-decodediagnosticmessage.
		detail: map[string]any{
			"AuthAction":               action,
			"AuthPrincipalDisplayName": "simulated-user",
			"AuthPrincipalOwnerId":     x.record.AccountID,
			"AuthPrincipalType":        kind,
			"EncodedDiagnosticMessage": "AQFXSU1VTEFURUQ" + randomHex(8),
			"NoPermissionType":         "ImplicitDeny",
			"PolicyType":               "AccountLevelIdentityBasedPolicy",
		},
	}
}

// throttled answers with 400, not 429: the code is what tells. https://help.aliyun.com/en/document_detail/434846.html
func (alibaba) throttled(int) *failure {
	return bad("Throttling.User", "Request was denied due to user flow control.")
}

func (alibaba) invalid(parameter string) *failure {
	return bad("Invalid"+strings.ToUpper(parameter[:1])+parameter[1:], "Specified parameter "+parameter+" is not valid.")
}

func (alibaba) broken() *failure {
	return &failure{
		status:  http.StatusInternalServerError,
		code:    "InternalError",
		message: "The request processing has failed due to some unknown error.",
	}
}

func (alibaba) succeed(x *exchange, body map[string]any) {
	for _, name := range []string{"RequestId", "requestId"} {
		if _, there := body[name]; there {
			body[name] = x.record.RequestID
		}
	}
}

func (alibaba) fail(x *exchange, f *failure) map[string]any {
	recommend := url.Values{"q": {f.code}, "requestId": {x.record.RequestID}}
	switch {
	case x.operation != nil:
		recommend.Set("product", "Sts")
	case x.list != nil:
		recommend.Set("product", x.list.product)
	}
	body := map[string]any{
		"RequestId": x.record.RequestID,
		"HostId":    x.host,
		"Code":      f.code,
		"Message":   f.message,
		"Recommend": "https://api.aliyun.com/troubleshoot?" + recommend.Encode(),
	}
	if f.detail != nil {
		body["AccessDeniedDetail"] = f.detail
	}
	return body
}

// merge makes one value of each parameter: the form wins over the query, the first value over a second one.
func merge(x *exchange, parts ...url.Values) map[string]string {
	merged := make(map[string]string)
	for _, part := range parts {
		for name, values := range part {
			if _, twice := merged[name]; twice || len(values) > 1 {
				x.repeated = append(x.repeated, name)
			}
			merged[name] = values[0]
		}
	}
	slices.Sort(x.repeated)
	return merged
}
