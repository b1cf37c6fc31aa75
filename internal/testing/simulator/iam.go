package simulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// iamService is the Identity and Access Management of Huawei Cloud. It has two forms of errors: the one that it has
// from OpenStack, whose code is the status, and its own, with the codes of
// https://support.huaweicloud.com/api-iam/iam_02_0006.html. In front of it is the same gateway as everywhere.
var iamService = service{
	name:            ServiceIAM,
	cloud:           huawei{},
	requestIDHeader: "X-Request-Id",
	fail: func(x *exchange, f *failure) outcome {
		if f.code == strconv.Itoa(f.status) {
			return outcome{status: f.status, body: map[string]any{"error": map[string]any{
				"code": f.status, "message": f.message, "title": http.StatusText(f.status),
			}}}
		}
		return outcome{status: f.status, body: x.cloud.fail(x, f)}
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
	identify: func(x *exchange) *failure {
		x.claim = claimHuawei(&x.signed)
		if x.claim.missing == "Authorization" {
			x.claim.scheme = "" // a token instead
		}
		f := x.readObject(keystone(http.StatusBadRequest, "The request body is not a JSON object."),
			"auth.identity.assume_role.", "auth.identity.token.", "auth.identity.")
		// "The token in the body or the header; where both are given, the header is checked."
		x.bearer = x.get("X-Auth-Token")
		if x.bearer == "" && x.params.values["methods"] == "token" {
			x.bearer = x.params.values["id"]
		}
		return f
	},
	authenticate: func(s *Server, x *exchange) *failure {
		switch {
		case x.bearer != "":
			return s.authenticateToken(x)
		case x.claim.missing == "Authorization":
			return keystone(http.StatusUnauthorized, "The request you have made requires authentication.")
		}
		return huawei{}.authenticateKey(s, x)
	},
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		switch x.params.values["methods"] {
		case "assume_role":
			return s.assumeAgencyV3(x)
		case "token":
			return s.exchangeToken(x)
		}
		return outcome{}, keystone(http.StatusBadRequest, "Expecting to find valid methods in identity.")
	},
}

// keystone is a failure in the form that is from OpenStack.
func keystone(status int, message string) *failure {
	return &failure{status: status, code: strconv.Itoa(status), message: message}
}

func invalidIAM(parameter string) *failure {
	return bad("IAM.0007", "Request parameter "+parameter+" is invalid.")
}

func missingIAM() *failure { return bad("1100", "Mandatory parameters are not specified.") }

// bearer is who has a token of IAM.
type bearer struct {
	// principal is who that is, as a [Trust] names it.
	principal string
	identity  identity
	grant     Grant
	// unscoped tokens are good for nothing but a key: "unscoped token不能用来鉴权".
	unscoped bool
}

// bearerOf returns who has a token, which is configured or was given to the user of an identity provider.
func (s *Server) bearerOf(x *exchange) (bearer, bool) {
	for _, token := range s.config.SignIn.Tokens {
		if token.Text != "" && sameText(token.Text, x.bearer) {
			who := identity{account: ownerOf(x.cloud, token.AccountID, token.Text), user: token.UserName}
			return bearer{principal: token.Text, identity: who, grant: token.Grant}, true
		}
	}
	return s.issuer.findBearer(x.bearer, x.now)
}

func (s *Server) authenticateToken(x *exchange) *failure {
	who, known := s.bearerOf(x)
	if !known || who.unscoped && x.params.values["methods"] != "token" {
		return keystone(http.StatusUnauthorized, "The X-Auth-Token is invalid!")
	}
	x.claim = &claim{}
	x.principal = who.principal
	return nil
}

// assumeAgencyV3 gives out a key of an agency that the caller may assume.
func (s *Server) assumeAgencyV3(x *exchange) (outcome, *failure) {
	values := x.params.values
	name, domainName, domainID := values["agency_name"], values["domain_name"], values["domain_id"]
	if name == "" || domainName == "" && domainID == "" {
		return outcome{}, missingIAM()
	}
	asked, inRange := x.params.seconds("duration_seconds", 15*time.Minute, 24*time.Hour)
	if !inRange {
		return outcome{}, invalidIAM("duration_seconds")
	}
	for _, agency := range s.config.SignIn.Agencies {
		if agency.Name != name || domainName != "" && domainName != agency.DomainName ||
			domainID != "" && domainID != agency.DomainID {
			continue
		}
		if !s.trusts(x, agency.Trusted) {
			return outcome{}, keystone(http.StatusForbidden, "You are not authorized to perform the requested action.")
		}
		// What a session is called that has no name is not documented.
		session := cmp.Or(values["session_user.name"], name)
		return created(iamCredential(s.issue(x, agency.Grant, agency.Name, agency.identity(session), asked))), nil
	}
	return outcome{}, keystone(http.StatusNotFound, "Could not find agency: "+name+".")
}

// exchangeToken gives a key to the owner of a token.
func (s *Server) exchangeToken(x *exchange) (outcome, *failure) {
	who, known := s.bearerOf(x)
	if !known {
		return outcome{}, keystone(http.StatusUnauthorized, "The X-Auth-Token is invalid!")
	}
	asked, inRange := x.params.seconds("duration_seconds", 15*time.Minute, 24*time.Hour)
	if !inRange {
		return outcome{}, invalidIAM("duration_seconds")
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

// readObject makes parameters of what is in a JSON body, by the path that leads to it, less the first of these
// prefixes that it has. What is refused with is given.
func (x *exchange) readObject(refused *failure, prefixes ...string) *failure {
	var body map[string]any
	if !json.Valid(x.body) || decode(x.body, &body) != nil || body == nil {
		x.unknown("body that is not a JSON object")
		return refused
	}
	x.flatten("", body, prefixes)
	return nil
}

func (x *exchange) flatten(path string, value any, prefixes []string) {
	if object, isObject := value.(map[string]any); isObject {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			x.flatten(path+"."+name, object[name], prefixes)
		}
		return
	}
	name := strings.TrimPrefix(path, ".")
	for _, prefix := range prefixes {
		if rest, has := strings.CutPrefix(name, prefix); has {
			name = rest
			break
		}
	}
	if list, isList := value.([]any); isList {
		texts := make([]string, len(list))
		for i := range list {
			texts[i] = plainText(list[i])
		}
		value = strings.Join(texts, ",")
	}
	if _, twice := x.params.values[name]; twice {
		x.repeated = append(x.repeated, name)
		return
	}
	x.params.values[name] = plainText(value)
}

// plainText writes a JSON value as a parameter: a text without quotes, null as nothing, all else as JSON.
func plainText(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(encoded)
}
