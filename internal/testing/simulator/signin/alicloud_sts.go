package signin

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
)

// stsVersion is the version of all operations of STS.
const stsVersion = "2015-04-01"

// stsService is the Security Token Service of Alibaba Cloud. Codes and messages are those of
// https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes and
// https://www.alibabacloud.com/help/doc-detail/42775.htm. It shares its path and its gateway with the lists.
var stsService = gateway.Service{
	Name:            ServiceSTS,
	Cloud:           gateway.Alicloud{},
	RequestIDHeader: "X-Acs-Request-Id",
	Fail: func(x *gateway.Exchange, f *gateway.Failure) gateway.Outcome {
		return gateway.Outcome{Status: f.Status, Body: x.Cloud.Fail(x, f)}
	},
}

// assumeRole is https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerole.
var assumeRole = operation{
	service:      &stsService,
	action:       "AssumeRole",
	parameters:   []string{"RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"},
	authenticate: authenticateAlicloud,
	answer:       answerAssumeRole,
}

// assumeRoleWithOIDC is https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc. Nobody
// signs it: the token says who asks.
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

var (
	roleARN     = regexp.MustCompile(`^acs:ram::([0-9]+):role/(.+)$`)
	sessionName = regexp.MustCompile(`^[a-zA-Z0-9.@_-]{2,64}$`)
)

func answerAssumeRole(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
	role, f := s.role(x)
	if f != nil {
		return gateway.Outcome{}, f
	}
	if !s.trusts(x, role.Trusted) || role.ExternalID != "" && x.Params.Values["ExternalId"] != role.ExternalID {
		return gateway.Outcome{}, gateway.AccessDenied(x.Exchange, "NoPermission", "sts:AssumeRole")
	}
	return s.assume(x, role, nil)
}

func answerAssumeRoleWithOIDC(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
	token := x.Params.Values["OIDCToken"]
	if token == "" {
		return gateway.Outcome{}, oidcFailure("AuthenticationFail.OIDCToken.Invalid", "The OIDCToken can not empty.")
	}
	role, f := s.role(x)
	if f != nil {
		return gateway.Outcome{}, f
	}
	provider := x.Params.Values["OIDCProviderArn"]
	ofProvider := func(trust OIDCTrust) bool { return trust.ProviderARN == provider }
	if !slices.ContainsFunc(s.config.Roles, func(r Role) bool { return slices.ContainsFunc(r.OIDC, ofProvider) }) {
		return gateway.Outcome{}, oidcFailure("AuthenticationFail.NoPermission", "No such OIDC Provider registered.")
	}
	at := slices.IndexFunc(role.OIDC, func(trust OIDCTrust) bool { return ofProvider(trust) && trust.Token == token })
	switch {
	case at >= 0 && role.OIDC[at].Expired:
		return gateway.Outcome{}, oidcFailure("AuthenticationFail.OIDCToken.Expired", "This JsonWebToken is expired.")
	case at >= 0:
	case strings.Count(token, ".") != 2:
		return gateway.Outcome{}, oidcFailure("AuthenticationFail.OIDCToken.Invalid",
			"The number of Jwt field should be divided into 3 parts with '.' .")
	case !slices.ContainsFunc(role.OIDC, ofProvider):
		return gateway.Outcome{}, oidcFailure("AuthenticationFail.NoPermission", "There is no permission")
	default:
		return gateway.Outcome{}, oidcFailure("AuthenticationFail.OIDCToken.InvalidSignature",
			"OIDC token validate failed: invalid signature.")
	}
	return s.assume(x, role, map[string]any{
		"Subject":          "simulated-subject",
		"Issuer":           "https://oidc.example.com",
		"ClientIds":        "simulated-client",
		"IssuanceTime":     isoTime(x.Now),
		"ExpirationTime":   isoTime(x.Now.Add(time.Hour)),
		"VerificationInfo": "Success",
	})
}

func oidcFailure(code, message string) *gateway.Failure {
	return &gateway.Failure{Status: http.StatusUnauthorized, Code: code, Message: message}
}

// role checks the parameters that say which role is to be assumed and how.
func (s *Services) role(x *exchange) (Role, *gateway.Failure) {
	values := x.Params.Values
	for _, name := range []string{"RoleArn", "RoleSessionName"} {
		if values[name] == "" {
			return Role{}, gateway.Missing(name)
		}
	}
	policy, policySet := x.Params.Text("Policy")
	switch {
	case !roleARN.MatchString(values["RoleArn"]):
		return Role{}, gateway.BadRequest("InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.")
	case !sessionName.MatchString(values["RoleSessionName"]):
		return Role{}, gateway.BadRequest("InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.")
	case policySet && json.Unmarshal([]byte(policy), &map[string]any{}) != nil:
		return Role{}, gateway.BadRequest("InvalidParameter.PolicyGrammar", "The parameter Policy has not passed grammar check.")
	}
	at := slices.IndexFunc(s.config.Roles, func(r Role) bool { return r.ARN == values["RoleArn"] })
	if at < 0 {
		return Role{}, &gateway.Failure{
			Status: http.StatusNotFound, Code: "EntityNotExist.Role", Message: "The specified Role not exists.",
		}
	}
	return s.config.Roles[at], nil
}

// assume gives out a key of a role that the caller may assume.
func (s *Services) assume(x *exchange, role Role, oidc map[string]any) (gateway.Outcome, *gateway.Failure) {
	most := role.MaxSession
	if most == 0 {
		most = time.Hour
	}
	asked, inRange := seconds(x.Params, "DurationSeconds", time.Hour, most)
	if !inRange {
		return gateway.Outcome{}, gateway.BadRequest("InvalidParameter.DurationSeconds",
			"The Min/Max value of DurationSeconds is 15min/"+shortDuration(most)+".")
	}
	session := x.Params.Values["RoleSessionName"]
	who := roleIdentity(role.ARN, session)
	key := s.issue(x, role.Grant, role.ARN, who, asked)
	body := map[string]any{
		"RequestId": x.Record.RequestID,
		"AssumedRoleUser": map[string]any{
			"Arn":           role.ARN + "/" + session,
			"AssumedRoleId": who.RoleID() + ":" + session,
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

// roleIdentity is the session of a role of Alibaba Cloud, whose account is in its ARN.
func roleIdentity(arn, session string) gateway.Identity {
	parts := roleARN.FindStringSubmatch(arn) // which it was found by
	return gateway.Identity{Account: parts[1], Role: parts[2], Session: session}
}
