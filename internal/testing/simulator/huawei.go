package simulator

import (
	"fmt"
	"net/http"
)

// huawei is the API gateway of Huawei Cloud with CodeArts IDE behind it. Codes and texts are those of
// https://support.huaweicloud.com/devg-apisign/api-sign-errorcode.html and …/api-sign-0001.html, and of
// https://support.huaweicloud.com/api-codeartside/codeartside_03_0018.html.
type huawei struct{}

func (huawei) name() string                 { return "huaweicloud" }
func (huawei) accounts(c *Config) []Account { return c.Huaweicloud }
func (huawei) requestIDHeader() string      { return "X-Request-Id" }
func (huawei) contentType() string          { return "application/json" }
func (huawei) requestID() string            { return randomHex(16) }

func (huawei) identify(x *exchange) *failure {
	x.claim = claimHuawei(&x.signed)
	x.params = &parameters{values: merge(x, x.query)}
	x.record.ProjectID = x.get("X-Project-Id")
	for _, l := range lists {
		if l.cloud == x.cloud && l.path == x.decoded && l.method == x.method {
			x.list = l
			return nil
		}
	}
	x.unknown("path or method")
	return &failure{
		status:  http.StatusNotFound,
		code:    "APIGW.0101",
		message: "The API does not exist or has not been published in the environment",
	}
}

func (h huawei) authenticate(s *Server, x *exchange) *failure {
	if f := h.authenticateKey(s, x); f != nil {
		return f
	}
	// The service knows projects: permissions that were given in one say nothing about another.
	if account, _ := s.account(x); account.ProjectID != "" && x.record.ProjectID != account.ProjectID {
		return h.denied(x)
	}
	return nil
}

// authenticateKey checks who signed a request.
func (h huawei) authenticateKey(s *Server, x *exchange) *failure {
	c := x.claim
	if c.missing == "Authorization" {
		if x.get("X-Auth-Token") != "" {
			return unauthenticated("decrypt token fail")
		}
		return unauthenticated("x-auth-token not found")
	}
	if c.missing != "" {
		return unauthenticated("verify aksk signature fail, " + c.missing + " is missing")
	}
	fresh, ok := c.fresh(x.now)
	if !ok {
		return unauthenticated("verify aksk signature fail, " + huaweiDate + " is malformed")
	}
	if !fresh {
		return &failure{
			status:  http.StatusUnauthorized,
			code:    "APIGW.0303",
			message: "Incorrect app authentication information: signature expired, signature time: " + c.date,
		}
	}
	account, known := s.account(x)
	if !known {
		return unauthenticated("Get secretKey failed,ak:" + c.accessKeyID + ",err:ak not exist")
	}
	if s.locks.locked(account.AccessKeyID, x.now) {
		return unauthenticated("AK access failed to reach the limit,forbidden.")
	}
	f := h.check(c, account)
	s.locks.note(account.AccessKeyID, f != nil, x.now)
	return f
}

// check tells whether the signature and the token are those of the account.
func (huawei) check(c *claim, account Account) *failure {
	switch {
	case account.Inactive:
		return unauthenticated("Get secretKey failed,ak:" + c.accessKeyID + ",err:ak is disabled")
	case c.malformed != "" || !c.verify(account.SecretKey):
		// The real gateway repeats the canonical request, and with it the security token where that is signed.
		return unauthenticated("verify aksk signature fail, canonicalRequest:" + c.expected)
	case !sameText(c.securityToken, account.SecurityToken) || account.TokenExpired:
		return unauthenticated("decrypt token fail")
	}
	return nil
}

func unauthenticated(why string) *failure {
	return &failure{
		status:  http.StatusUnauthorized,
		code:    "APIGW.0301",
		message: "Incorrect IAM authentication information: " + why,
	}
}

func (huawei) unreadable(status int, why string) *failure {
	return &failure{status: status, code: "APIGW.0201", message: why}
}

// denied is the documented example of the operation.
func (huawei) denied(*exchange) *failure {
	return &failure{
		status:  http.StatusForbidden,
		code:    "common.01010003",
		message: "No permissions for any one of the roles: [te_admin, readonly] ,or action",
	}
}

func (huawei) throttled(limit int) *failure {
	return &failure{
		status: http.StatusTooManyRequests,
		code:   "APIGW.0308",
		message: fmt.Sprintf(
			"The throttling threshold has been reached: policy user over ratelimit,limit:%d,time:1 second", limit),
	}
}

func (huawei) invalid(parameter string) *failure {
	return bad("IDE.00000097", "The parameter "+parameter+" is invalid.")
}

func (huawei) broken() *failure {
	return &failure{status: http.StatusNotAcceptable, code: "IDE.00000040", message: "HTTP access error, please retry"}
}

func (huawei) succeed(*exchange, map[string]any) {}

// fail writes what the gateway writes, and for the codes of the service behind it what that does: no request_id.
func (huawei) fail(x *exchange, f *failure) map[string]any {
	body := map[string]any{"error_code": f.code, "error_msg": f.message}
	if len(f.code) > 6 && f.code[:6] == "APIGW." {
		body["request_id"] = x.record.RequestID
	}
	return body
}
