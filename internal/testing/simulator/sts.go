package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// stsVersion is the version of all operations of STS.
const stsVersion = "2015-04-01"

// stsService is the Security Token Service of Alibaba Cloud. Codes and messages are those of
// https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes and
// https://www.alibabacloud.com/help/doc-detail/42775.htm. It shares its path and its gateway with the lists.
var stsService = service{
	name:            ServiceSTS,
	cloud:           alibaba{},
	requestIDHeader: "X-Acs-Request-Id",
	fail: func(x *exchange, f *failure) outcome {
		return outcome{status: f.status, body: x.cloud.fail(x, f)}
	},
}

// assumeRole is https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerole.
var assumeRole = operation{
	service:      &stsService,
	action:       "AssumeRole",
	parameters:   []string{"RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"},
	authenticate: alibaba{}.authenticate,
	answer:       answerAssumeRole,
}

// assumeRoleWithOIDC is https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc. Nobody
// signs it: the token tells who asks.
var assumeRoleWithOIDC = operation{
	service: &stsService,
	action:  "AssumeRoleWithOIDC",
	parameters: []string{
		"OIDCProviderArn", "OIDCToken", "RoleArn", "RoleSessionName", "DurationSeconds", "Policy",
	},
	answer: answerAssumeRoleWithOIDC,
}

// actionOf returns the operation of STS that an action names.
func actionOf(action string) *operation {
	for _, o := range operations {
		if o.service == &stsService && o.action == action {
			return o
		}
	}
	return nil
}

// foundSTS settles which operation of STS a request is for, when its version is the documented one.
func (x *exchange) foundSTS(o *operation, version string) *failure {
	x.operation = o
	if o == &generateSessionAccessKey {
		x.claim = claimKeyPair(&x.signed)
	}
	if o == &assumeRoleWithOIDC && x.claim.accessKeyID == "" {
		x.claim = &claim{}
	}
	if version != stsVersion {
		x.unknown("version %q of %s", version, o.action)
		return &failure{status: http.StatusNotFound, code: "InvalidVersion", message: "Specified parameter Version is not valid."}
	}
	return nil
}

// anonymous reports whether a request is for the operation that nobody signs, with the headers of a signature of
// version 3: without one it looks like an RPC request, but for the missing action.
func anonymous(x *exchange, action string) bool {
	return action == "" && x.get("Authorization") == "" && x.get("X-Acs-Action") == assumeRoleWithOIDC.action
}

var (
	roleARN     = regexp.MustCompile(`^acs:ram::([0-9]+):role/(.+)$`)
	sessionName = regexp.MustCompile(`^[a-zA-Z0-9.@_-]{2,64}$`)
)

func answerAssumeRole(s *Server, x *exchange) (outcome, *failure) {
	role, f := s.role(x)
	if f != nil {
		return outcome{}, f
	}
	if !s.trusts(x, role.Trusted) || role.ExternalID != "" && x.params.values["ExternalId"] != role.ExternalID {
		return outcome{}, accessDenied(x, "NoPermission", "sts:AssumeRole")
	}
	return s.assume(x, role, nil)
}

func answerAssumeRoleWithOIDC(s *Server, x *exchange) (outcome, *failure) {
	token := x.params.values["OIDCToken"]
	if token == "" {
		return outcome{}, oidcFailure("AuthenticationFail.OIDCToken.Invalid", "The OIDCToken can not empty.")
	}
	role, f := s.role(x)
	if f != nil {
		return outcome{}, f
	}
	provider := x.params.values["OIDCProviderArn"]
	ofProvider := func(trust OIDCTrust) bool { return trust.ProviderARN == provider }
	if !slices.ContainsFunc(s.config.SignIn.Roles, func(r Role) bool { return slices.ContainsFunc(r.OIDC, ofProvider) }) {
		return outcome{}, oidcFailure("AuthenticationFail.NoPermission", "No such OIDC Provider registered.")
	}
	at := slices.IndexFunc(role.OIDC, func(trust OIDCTrust) bool { return ofProvider(trust) && trust.Token == token })
	switch {
	case at >= 0 && role.OIDC[at].Expired:
		return outcome{}, oidcFailure("AuthenticationFail.OIDCToken.Expired", "This JsonWebToken is expired.")
	case at >= 0:
	case strings.Count(token, ".") != 2:
		return outcome{}, oidcFailure("AuthenticationFail.OIDCToken.Invalid",
			"The number of Jwt field should be divided into 3 parts with '.' .")
	case !slices.ContainsFunc(role.OIDC, ofProvider):
		return outcome{}, oidcFailure("AuthenticationFail.NoPermission", "There is no permission")
	default:
		return outcome{}, oidcFailure("AuthenticationFail.OIDCToken.InvalidSignature",
			"OIDC token validate failed: invalid signature.")
	}
	return s.assume(x, role, map[string]any{
		"Subject":          "simulated-subject",
		"Issuer":           "https://oidc.example.com",
		"ClientIds":        "simulated-client",
		"IssuanceTime":     isoTime(x.now),
		"ExpirationTime":   isoTime(x.now.Add(time.Hour)),
		"VerificationInfo": "Success",
	})
}

func oidcFailure(code, message string) *failure {
	return &failure{status: http.StatusUnauthorized, code: code, message: message}
}

// role checks the parameters that say which role is to be assumed and how.
func (s *Server) role(x *exchange) (Role, *failure) {
	values := x.params.values
	for _, name := range []string{"RoleArn", "RoleSessionName"} {
		if values[name] == "" {
			return Role{}, missing(name)
		}
	}
	policy, policySet := x.params.text("Policy")
	switch {
	case !roleARN.MatchString(values["RoleArn"]):
		return Role{}, bad("InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.")
	case !sessionName.MatchString(values["RoleSessionName"]):
		return Role{}, bad("InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.")
	case policySet && json.Unmarshal([]byte(policy), &map[string]any{}) != nil:
		return Role{}, bad("InvalidParameter.PolicyGrammar", "The parameter Policy has not passed grammar check.")
	}
	at := slices.IndexFunc(s.config.SignIn.Roles, func(r Role) bool { return r.ARN == values["RoleArn"] })
	if at < 0 {
		return Role{}, &failure{
			status: http.StatusNotFound, code: "EntityNotExist.Role", message: "The specified Role not exists.",
		}
	}
	return s.config.SignIn.Roles[at], nil
}

// assume gives out a key of a role that the caller may assume.
func (s *Server) assume(x *exchange, role Role, oidc map[string]any) (outcome, *failure) {
	most := role.MaxSession
	if most == 0 {
		most = time.Hour
	}
	asked, inRange := x.params.seconds("DurationSeconds", time.Hour, most)
	if !inRange {
		return outcome{}, bad("InvalidParameter.DurationSeconds",
			"The Min/Max value of DurationSeconds is 15min/"+shortDuration(most)+".")
	}
	session := x.params.values["RoleSessionName"]
	who := roleIdentity(role.ARN, session)
	key := s.issue(x, role.Grant, role.ARN, who, asked)
	body := map[string]any{
		"RequestId": x.record.RequestID,
		"AssumedRoleUser": map[string]any{
			"Arn":           role.ARN + "/" + session,
			"AssumedRoleId": who.roleID() + ":" + session,
		},
		"Credentials": map[string]any{
			"AccessKeyId":     key.AccessKeyID,
			"AccessKeySecret": key.SecretKey,
			"SecurityToken":   key.SecurityToken,
			"Expiration":      isoTime(key.expires),
		},
	}
	if oidc != nil {
		body["OIDCTokenInfo"] = oidc
	}
	return success(body), nil
}

// shortDuration writes hours or minutes as STS does: 1hr, 90min.
func shortDuration(d time.Duration) string {
	if d%time.Hour == 0 {
		return strconv.Itoa(int(d/time.Hour)) + "hr"
	}
	return strconv.Itoa(int(d/time.Minute)) + "min"
}
