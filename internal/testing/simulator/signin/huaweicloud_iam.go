package signin

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// iamService is the Identity and Access Management of Huawei Cloud. It has two forms of errors: the one that it has
// from OpenStack, whose code is the status, and its own, with the codes of
// https://support.huaweicloud.com/api-iam/iam_02_0006.html. In front of it is the same gateway as everywhere.
var iamService = gateway.Service{
	Name:            ServiceIAM,
	Cloud:           gateway.Huaweicloud{},
	RequestIDHeader: "X-Request-Id",
	Fail: func(x *gateway.Exchange, f *gateway.Failure) gateway.Outcome {
		if f.Code == strconv.Itoa(f.Status) {
			return gateway.Outcome{Status: f.Status, Body: map[string]any{"error": map[string]any{
				"code": f.Status, "message": f.Message, "title": http.StatusText(f.Status),
			}}}
		}
		return gateway.Outcome{Status: f.Status, Body: x.Cloud.Fail(x, f)}
	},
}

// securityTokens gives out temporary keys: those of an agency, https://support.huaweicloud.com/api-iam/iam_04_0101.html,
// or those of the owner of a token, https://support.huaweicloud.com/api-iam/iam_04_0002.html.
var securityTokens = operation{
	service: &iamService,
	action:  "CreateTemporaryAccessKey",
	method:  http.MethodPost,
	path:    "/v3.0/OS-CREDENTIAL/securitytokens",
	parameters: []string{
		"methods", "agency_name", "domain_id", "domain_name", "duration_seconds", "session_user.name", "policy.*",
		"id",
	},
	identify: func(x *exchange) *gateway.Failure {
		x.Claim = signature.Huaweicloud(&x.Message)
		if x.Claim.Missing == "Authorization" {
			x.Claim.Scheme = "" // a token instead
		}
		f := x.ReadObject(keystone(http.StatusBadRequest, "The request body is not a JSON object."),
			"auth.identity.assume_role.", "auth.identity.token.", "auth.identity.")
		// "The token in the body or the header; where both are given, the header is checked."
		x.bearer = x.Get("X-Auth-Token")
		if x.bearer == "" && x.Params.Values["methods"] == "token" {
			x.bearer = x.Params.Values["id"]
		}
		return f
	},
	authenticate: func(s *Services, x *exchange) *gateway.Failure {
		switch {
		case x.bearer != "":
			return s.authenticateToken(x)
		case x.Claim.Missing == "Authorization":
			return keystone(http.StatusUnauthorized, "The request you have made requires authentication.")
		}
		return authenticateHuaweicloud(s, x)
	},
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		switch x.Params.Values["methods"] {
		case "assume_role":
			return s.assumeAgencyV3(x)
		case "token":
			return s.exchangeToken(x)
		}
		return gateway.Outcome{}, keystone(http.StatusBadRequest, "Expecting to find valid methods in identity.")
	},
}

// keystone is a failure in the form that is from OpenStack.
func keystone(status int, message string) *gateway.Failure {
	return &gateway.Failure{Status: status, Code: strconv.Itoa(status), Message: message}
}

func invalidIAM(parameter string) *gateway.Failure {
	return gateway.BadRequest("IAM.0007", "Request parameter "+parameter+" is invalid.")
}

func missingIAM() *gateway.Failure {
	return gateway.BadRequest("1100", "Mandatory parameters are not specified.")
}

// bearer is who has a token of IAM.
type bearer struct {
	// principal is who that is, as a [Trust] names it.
	principal string
	identity  gateway.Identity
	grant     Grant
	// unscoped tokens are good for nothing but a key: "unscoped token不能用来鉴权".
	unscoped bool
}

// bearerOf returns who has a token, which is configured or was given to the user of an identity provider.
func (s *Services) bearerOf(x *exchange) (bearer, bool) {
	for _, token := range s.config.Tokens {
		if token.Text != "" && signature.Equal(token.Text, x.bearer) {
			who := gateway.Identity{Account: gateway.OwnerOf(x.Cloud, token.AccountID, token.Text), User: token.UserName}
			return bearer{principal: token.Text, identity: who, grant: token.Grant}, true
		}
	}
	return s.issuer.findBearer(x.bearer, x.Now)
}

func (s *Services) authenticateToken(x *exchange) *gateway.Failure {
	who, known := s.bearerOf(x)
	if !known || who.unscoped && x.Params.Values["methods"] != "token" {
		return keystone(http.StatusUnauthorized, "The X-Auth-Token is invalid!")
	}
	x.Claim = &signature.Claim{}
	x.principal = who.principal
	return nil
}

// assumeAgencyV3 gives out a key of an agency that the caller may assume.
func (s *Services) assumeAgencyV3(x *exchange) (gateway.Outcome, *gateway.Failure) {
	values := x.Params.Values
	name, domainName, domainID := values["agency_name"], values["domain_name"], values["domain_id"]
	if name == "" || domainName == "" && domainID == "" {
		return gateway.Outcome{}, missingIAM()
	}
	asked, inRange := seconds(x.Params, "duration_seconds", 15*time.Minute, 24*time.Hour)
	if !inRange {
		return gateway.Outcome{}, invalidIAM("duration_seconds")
	}
	for _, agency := range s.config.Agencies {
		if agency.Name != name || domainName != "" && domainName != agency.DomainName ||
			domainID != "" && domainID != agency.DomainID {
			continue
		}
		if !s.trusts(x, agency.Trusted) {
			return gateway.Outcome{}, keystone(http.StatusForbidden, "You are not authorized to perform the requested action.")
		}
		// What a session is called that has no name is not documented.
		session := cmp.Or(values["session_user.name"], name)
		return created(iamCredential(s.issue(x, agency.Grant, agency.Name, agency.identity(session), asked))), nil
	}
	return gateway.Outcome{}, keystone(http.StatusNotFound, "Could not find agency: "+name+".")
}

// exchangeToken gives a key to the owner of a token.
func (s *Services) exchangeToken(x *exchange) (gateway.Outcome, *gateway.Failure) {
	who, known := s.bearerOf(x)
	if !known {
		return gateway.Outcome{}, keystone(http.StatusUnauthorized, "The X-Auth-Token is invalid!")
	}
	asked, inRange := seconds(x.Params, "duration_seconds", 15*time.Minute, 24*time.Hour)
	if !inRange {
		return gateway.Outcome{}, invalidIAM("duration_seconds")
	}
	return created(iamCredential(s.issue(x, who.grant, who.principal, who.identity, asked))), nil
}

// iamCredential is how IAM, and the metadata service, write a temporary key.
func iamCredential(key issued) map[string]any {
	return map[string]any{"credential": map[string]any{
		"access":        key.AccessKeyID,
		"secret":        key.SecretKey,
		"securitytoken": key.SecurityToken,
		"expires_at":    iamTime(key.expires),
	}}
}
