package gateway

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Alicloud is the gateway of Alibaba Cloud. Codes, statuses and messages are those of
// https://help.aliyun.com/en/document_detail/434846.html, https://help.aliyun.com/document_detail/60629.html and of
// answers in public issues, such as https://github.com/NewFuture/DDNS/issues/57.
type Alicloud struct{}

// Name is the name of the cloud.
func (Alicloud) Name() lists.Cloud       { return lists.Alicloud }
func (Alicloud) requestIDHeader() string { return "X-Acs-Request-Id" }
func (Alicloud) contentType() string     { return "application/json;charset=utf-8" }

func (Alicloud) requestID() string {
	id := strings.ToUpper(randomHex(16))
	return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
}

// Identify finds the list or the operation that is asked for, its parameters and who claims to ask.
func (a Alicloud) Identify(x *Exchange, operations Operations) *Failure {
	rpc := x.DecodedPath == "/" || x.DecodedPath == ""
	authorization := x.Get("Authorization")
	x.Record.Region = x.Get("X-Acs-Region-Id")
	switch {
	case strings.HasPrefix(authorization, "ACS3-"):
		x.Claim = signature.ACS3(&x.Message)
	case rpc:
		x.Claim = signature.RPC(&x.Message)
	default:
		x.Claim = signature.ROA(&x.Message)
	}

	values := x.merge(x.Query, x.Form)
	action, version := x.Get("X-Acs-Action"), x.Get("X-Acs-Version")
	// A request for what nobody signs, with the headers of version 3, looks like an RPC request without an action.
	unsigned := values["Action"] == "" && authorization == "" && operations.Unsigned(action)
	if x.Claim.Scheme == signature.SchemeRPC && !unsigned {
		action, version = values["Action"], values["Version"]
		// The documented default is XML.
		x.xml = !strings.EqualFold(values["Format"], "JSON")
	} else {
		x.xml = strings.Contains(x.Get("Accept"), "xml")
	}
	if rpc {
		if region := values["RegionId"]; region != "" {
			x.Record.Region = region
		}
		common := signature.CommonParameters
		if x.Claim.Scheme == signature.SchemeACS3 { // all that is common is in headers then
			common = []string{"RegionId"}
		}
		for _, name := range common {
			delete(values, name)
		}
	}
	x.Params = &lists.Parameters{Values: values}

	if rpc {
		return a.identifyRPC(x, action, version, operations)
	}
	return a.identifyROA(x, action, version)
}
func (Alicloud) identifyRPC(x *Exchange, action, version string, operations Operations) *Failure {
	if x.Method != http.MethodGet && x.Method != http.MethodPost {
		x.Unknown("method %s", x.Method)
		return &Failure{Status: http.StatusMethodNotAllowed, Code: "UnsupportedHTTPMethod", Message: "This http method is not supported."}
	}
	for _, part := range [][2]string{{"Version", version}, {"Action", action}} {
		if part[1] == "" {
			x.Unknown("request without %s", part[0])
			return Missing(part[0])
		}
	}
	if l := rpcList(action, version); l != nil {
		return x.found(l, version)
	}
	if known, f := operations.Find(x, action, version); known {
		return f
	}
	x.Unknown("action %q", action)
	return notFound()
}

// rpcList returns the list of an action. Services may share the name of an action; the version says whose it is.
func rpcList(action, version string) *lists.List {
	var found *lists.List
	for _, l := range lists.Known() {
		if l.Path == "" && l.Action == action && (found == nil || l.Service.Version == version) {
			found = l
		}
	}
	return found
}

func (Alicloud) identifyROA(x *Exchange, action, version string) *Failure {
	for _, l := range lists.Known() {
		if l.Path == "" || l.Path != x.DecodedPath {
			continue
		}
		if l.Method != x.Method {
			x.Unknown("method %s", x.Method)
			return notFound()
		}
		if action != l.Action && (action != "" || x.Claim.Scheme == signature.SchemeACS3) {
			x.Unknown("action %q", action)
			return notFound()
		}
		if version == "" {
			x.Unknown("request without x-acs-version")
			return Missing("Version")
		}
		return x.found(l, version)
	}
	x.Unknown("path")
	return notFound()
}

// found settles which list a request is for, if its version is the documented one.
func (x *Exchange) found(l *lists.List, version string) *Failure {
	if version != l.Service.Version {
		return x.WrongVersion(version, l.Action)
	}
	x.List = l
	return nil
}

// WrongVersion refuses a version of an operation.
func (x *Exchange) WrongVersion(version, action string) *Failure {
	x.Unknown("version %q of %s", version, action)
	return &Failure{Status: http.StatusNotFound, Code: "InvalidVersion", Message: "Specified parameter Version is not valid."}
}

// Authenticate checks the claim to be an account, which may or may not be known.
func (a Alicloud) Authenticate(g *Guards, x *Exchange, account Account, known bool) *Failure {
	return a.Check(g, x, account, known, func() bool { return x.Claim.Verify(account.SecretKey) })
}

// Check checks all of the claim to be an account but the signature, which verify verifies.
func (Alicloud) Check(g *Guards, x *Exchange, account Account, known bool, verify func() bool) *Failure {
	c := x.Claim
	if c.Missing != "" {
		return Missing(c.Missing)
	}
	fresh, ok := c.Fresh(x.Now)
	if !ok {
		return BadRequest("InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
	}
	if !fresh {
		return BadRequest("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
	}
	if !known {
		return &Failure{Status: http.StatusNotFound, Code: "InvalidAccessKeyId.NotFound", Message: "Specified access key is not found."}
	}
	if account.Inactive {
		return BadRequest("InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
	}
	if f := checkToken(c.SecurityToken, account); f != nil {
		return f
	}
	// The real gateway repeats the string to sign, and with it the key identifier and the security token.
	if c.Malformed != "" {
		return BadRequest("IncompleteSignature",
			"The request signature does not conform to Aliyun standards. server string to sign is:"+c.Expected)
	}
	if !verify() {
		return BadRequest("SignatureDoesNotMatch",
			"Specified signature is not matched with our calculation. server string to sign is:"+c.Expected)
	}
	if c.Nonce != "" && !g.nonces.use(c.AccessKeyID+" "+c.Nonce, x.Now) {
		return BadRequest("SignatureNonceUsed", "Specified signature nonce was used already.")
	}
	return nil
}

// tokenText is what a security token may consist of: base64, and what separates parts of it.
var tokenText = regexp.MustCompile(`^[A-Za-z0-9+/=._~-]+$`)

func checkToken(token string, account Account) *Failure {
	switch {
	case token == account.SecurityToken && account.TokenExpired:
		return BadRequest("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
	case signature.Equal(token, account.SecurityToken):
		return nil
	case token == "":
		return Missing("SecurityToken")
	case !tokenText.MatchString(token):
		return BadRequest("InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
	}
	return BadRequest("InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey.")
}

func (Alicloud) unreadable(status int, why string) *Failure {
	return &Failure{Status: status, Code: "InvalidParameter", Message: why}
}

// Denied is the answer to a missing permission.
func (Alicloud) Denied(x *Exchange) *Failure {
	f := AccessDenied(x, x.List.Denied, strings.ToLower(x.List.Service.Product)+":"+x.List.Action)
	if f.Code == "Forbidden.RAM" {
		f.Message = "User not authorized to operate on the specified resource, or this API doesn't support RAM."
	}
	if f.Code == "NotAuthorized" { // the billing center's own
		return BadRequest(f.Code, "This API is not authorized for caller.")
	}
	return f
}

// AccessDenied is the answer to an account that RAM does not let do something.
func AccessDenied(x *Exchange, code, action string) *Failure {
	kind := "SubUser"
	if strings.Contains(x.Record.Principal, ":assumed-role/") {
		kind = "AssumedRoleUser"
	}
	return &Failure{
		Status:  http.StatusForbidden,
		Code:    code,
		Message: "You are not authorized to do this action. You should be authorized by RAM.",
		// The members are those of
		// https://help.aliyun.com/zh/ram/developer-reference/api-ram-2015-05-01-decodediagnosticmessage.
		detail: map[string]any{
			"AuthAction":               action,
			"AuthPrincipalDisplayName": "simulated-user",
			"AuthPrincipalOwnerId":     x.Record.AccountID,
			"AuthPrincipalType":        kind,
			"EncodedDiagnosticMessage": "AQFXSU1VTEFURUQ" + randomHex(8),
			"NoPermissionType":         "ImplicitDeny",
			"PolicyType":               "AccountLevelIdentityBasedPolicy",
		},
	}
}

// Throttled answers with 400, not 429: the code says it. https://help.aliyun.com/en/document_detail/434846.html
func (Alicloud) Throttled(int) *Failure {
	return BadRequest("Throttling.User", "Request was denied due to user flow control.")
}

// Invalid is the answer to a parameter with a value that the API does not take.
func (Alicloud) Invalid(_ *Exchange, parameter string) *Failure {
	return BadRequest("Invalid"+strings.ToUpper(parameter[:1])+parameter[1:], "Specified parameter "+parameter+" is not valid.")
}

func (Alicloud) broken(*Exchange) *Failure {
	return &Failure{
		Status:  http.StatusInternalServerError,
		Code:    "InternalError",
		Message: "The request processing has failed due to some unknown error.",
	}
}

// Succeed writes the identifier of the request into the body of an answer.
func (Alicloud) Succeed(x *Exchange, body map[string]any) {
	for _, name := range []string{"RequestId", "requestId"} {
		if _, there := body[name]; there {
			body[name] = x.Record.RequestID
		}
	}
}

// Fail makes the body of an answer to a request that did not go well.
func (Alicloud) Fail(x *Exchange, f *Failure) map[string]any {
	recommend := url.Values{"q": {f.Code}, "requestId": {x.Record.RequestID}}
	switch {
	case x.Service != nil:
		recommend.Set("product", "Sts")
	case x.List != nil:
		recommend.Set("product", x.List.Service.Product)
	}
	body := map[string]any{
		"RequestId": x.Record.RequestID,
		"HostId":    x.Host,
		"Code":      f.Code,
		"Message":   f.Message,
		"Recommend": "https://api.aliyun.com/troubleshoot?" + recommend.Encode(),
	}
	if f.detail != nil {
		body["AccessDeniedDetail"] = f.detail
	}
	return body
}

// Missing is the answer to a request without a mandatory parameter.
func Missing(name string) *Failure {
	return BadRequest("Missing"+name, name+" is mandatory for this action.")
}

func notFound() *Failure {
	return &Failure{
		Status:  http.StatusNotFound,
		Code:    "InvalidAction.NotFound",
		Message: "Specified api is not found, please check your url and method.",
	}
}
