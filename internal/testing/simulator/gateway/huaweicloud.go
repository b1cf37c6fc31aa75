package gateway

import (
	"cmp"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Huaweicloud is the API gateway of Huawei Cloud with CodeArts IDE behind it. Codes and texts are those of
// https://support.huaweicloud.com/devg-apisign/api-sign-errorcode.html and …/api-sign-0001.html, and of
// https://support.huaweicloud.com/api-codeartside/codeartside_03_0018.html.
type Huaweicloud struct{}

// Name is the name of the cloud.
func (Huaweicloud) Name() lists.Cloud       { return lists.Huaweicloud }
func (Huaweicloud) requestIDHeader() string { return "X-Request-Id" }
func (Huaweicloud) contentType() string     { return "application/json" }
func (Huaweicloud) requestID() string       { return randomHex(16) }

// Identify finds the list that is asked for, its parameters and who claims to ask.
func (Huaweicloud) Identify(x *Exchange, _ Operations) *Failure {
	x.Claim = signature.Huaweicloud(&x.Message)
	x.ReadParameters(x.Query)
	x.Record.ProjectID = x.Get("X-Project-Id")
	for _, l := range lists.Known() {
		if l.Service.Cloud == lists.Huaweicloud && l.Path == x.DecodedPath && l.Method == x.Method {
			x.List = l
			x.readParts(l)
			return nil
		}
	}
	x.Unknown("path or method")
	return &Failure{
		Status:  http.StatusNotFound,
		Code:    "APIGW.0101",
		Message: "The API does not exist or has not been published in the environment",
	}
}

// readParts makes parameters of the headers and of the JSON body that a list has. What is wrong with them is for [Exchange.Refused]: the
// gateway in front looks at the signature first.
func (x *Exchange) readParts(l *lists.List) {
	if l.Body != nil {
		x.Record.Body = string(x.Body)
		for name := range x.Params.Values { // the body is where they are looked for
			x.Unknown("parameter %q in the query", name)
			delete(x.Params.Values, name)
		}
		x.Refused = x.readBody(l)
	}
	for _, name := range l.Headers {
		if value, sent := x.Value(name); sent {
			x.Params.Values[name] = value
		}
	}
	if l.NeedsDomain {
		x.Record.DomainID = x.Get("X-Domain-Id")
	}
}

func (x *Exchange) readBody(l *lists.List) *Failure {
	if kind, _, err := mime.ParseMediaType(x.Get("Content-Type")); err != nil || kind != "application/json" {
		x.Unknown("Content-Type %q", x.Get("Content-Type"))
		return x.Cloud.Invalid(x, "Content-Type")
	}
	if f := x.ReadObject(x.Cloud.Invalid(x, "body")); f != nil {
		return f
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(x.Body, &members) != nil {
		return x.Cloud.Invalid(x, "body")
	}
	if bad := l.BadMember(members); bad != "" {
		return x.Cloud.Invalid(x, bad)
	}
	return nil
}

// Authenticate checks the claim to be an account, and that the account has permissions in the project that is named.
func (h Huaweicloud) Authenticate(g *Guards, x *Exchange, account Account, known bool) *Failure {
	if f := h.AuthenticateKey(g, x, account, known); f != nil {
		return f
	}
	// The service knows projects: permissions that were given in one say nothing about another. The billing center knows none.
	if x.List.Service.Sites == nil && account.ProjectID != "" && x.Record.ProjectID != account.ProjectID {
		return h.Denied(x)
	}
	return nil
}

// AuthenticateKey checks the claim to be an account, which may or may not be known.
func (h Huaweicloud) AuthenticateKey(g *Guards, x *Exchange, account Account, known bool) *Failure {
	c := x.Claim
	if c.Missing == "Authorization" {
		if x.Get("X-Auth-Token") != "" {
			return unauthenticated("decrypt token fail")
		}
		return unauthenticated("x-auth-token not found")
	}
	if c.Missing != "" {
		return unauthenticated("verify aksk signature fail, " + c.Missing + " is missing")
	}
	fresh, ok := c.Fresh(x.Now)
	if !ok {
		return unauthenticated("verify aksk signature fail, " + signature.HuaweicloudDate + " is malformed")
	}
	if !fresh {
		return &Failure{
			Status:  http.StatusUnauthorized,
			Code:    "APIGW.0303",
			Message: "Incorrect app authentication information: signature expired, signature time: " + c.Date,
		}
	}
	if !known {
		return unauthenticated("Get secretKey failed,ak:" + c.AccessKeyID + ",err:ak not exist")
	}
	if g.locks.locked(account.AccessKeyID, x.Now) {
		return unauthenticated("AK access failed to reach the limit,forbidden.")
	}
	f := h.check(c, account)
	g.locks.note(account.AccessKeyID, f != nil, x.Now)
	return f
}

// check checks that the signature and the token are those of the account.
func (Huaweicloud) check(c *signature.Claim, account Account) *Failure {
	switch {
	case account.Inactive:
		return unauthenticated("Get secretKey failed,ak:" + c.AccessKeyID + ",err:ak is disabled")
	case c.Malformed != "" || !c.Verify(account.SecretKey):
		// The real gateway repeats the canonical request, and with it the security token if that is signed.
		return unauthenticated("verify aksk signature fail, canonicalRequest:" + c.Expected)
	case !signature.Equal(c.SecurityToken, account.SecurityToken) || account.TokenExpired:
		return unauthenticated("decrypt token fail")
	}
	return nil
}

func unauthenticated(why string) *Failure {
	return &Failure{
		Status:  http.StatusUnauthorized,
		Code:    "APIGW.0301",
		Message: "Incorrect IAM authentication information: " + why,
	}
}

func (Huaweicloud) unreadable(status int, why string) *Failure {
	return &Failure{Status: status, Code: "APIGW.0201", Message: why}
}

// Denied is the documented example of the operation.
func (Huaweicloud) Denied(x *Exchange) *Failure {
	if code := x.codes().Denied; code != "" {
		return &Failure{Status: http.StatusForbidden, Code: code, Message: "You do not have the permission to perform this operation."}
	}
	return &Failure{
		Status:  http.StatusForbidden,
		Code:    "common.01010003",
		Message: "No permissions for any one of the roles: [te_admin, readonly] ,or action",
	}
}

// Throttled is the answer to too many requests.
func (Huaweicloud) Throttled(limit int) *Failure {
	return &Failure{
		Status: http.StatusTooManyRequests,
		Code:   "APIGW.0308",
		Message: fmt.Sprintf(
			"The throttling threshold has been reached: policy user over ratelimit,limit:%d,time:1 second", limit),
	}
}

// Invalid is the answer to a parameter with a value that the API does not take.
func (Huaweicloud) Invalid(x *Exchange, parameter string) *Failure {
	return BadRequest(cmp.Or(x.codes().Invalid, "IDE.00000097"), "The parameter "+parameter+" is invalid.")
}

func (Huaweicloud) broken(x *Exchange) *Failure {
	if code := x.codes().Broken; code != "" {
		return &Failure{Status: http.StatusInternalServerError, Code: code, Message: "Internal error."}
	}
	return &Failure{Status: http.StatusNotAcceptable, Code: "IDE.00000040", Message: "HTTP access error, please retry"}
}

// Succeed leaves the body of an answer as it is.
func (Huaweicloud) Succeed(*Exchange, map[string]any) {}

// Fail writes what the gateway writes, and for the codes of the service behind it what that does: no request_id.
func (Huaweicloud) Fail(x *Exchange, f *Failure) map[string]any {
	body := map[string]any{"error_code": f.Code, "error_msg": f.Message}
	if len(f.Code) > 6 && f.Code[:6] == "APIGW." {
		body["request_id"] = x.Record.RequestID
		return body
	}
	if x.codes().Nested {
		return map[string]any{"error": body}
	}
	return body
}

// codes are the codes of the service that is asked, if it has its own.
func (x *Exchange) codes() lists.Codes {
	if x.List == nil {
		return lists.Codes{}
	}
	return x.List.Service.Codes
}

// CheckDomain refuses a request that does not name the caller's account although it must. The code is not documented.
func CheckDomain(x *Exchange, accountID string) *Failure {
	if !x.List.NeedsDomain || x.Record.DomainID == accountID {
		return nil
	}
	return &Failure{Status: http.StatusUnauthorized, Code: "EPS.0002", Message: "X-Domain-Id is missing or is not that of the caller."}
}

// OtherPartition is the answer to a key of another partition, which nobody knows here.
func OtherPartition(x *Exchange) *Failure {
	return unauthenticated("Get secretKey failed,ak:" + x.Claim.AccessKeyID + ",err:ak not exist")
}
