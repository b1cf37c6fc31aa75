package simulator

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

func TestSignInFailures(t *testing.T) {
	wrong := func(c caller) caller { c.secret = "wrong"; return c }
	otherRole := func(c caller) caller {
		c.after = func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "terraform", "somebody", 1) }
		return c
	}
	otherBody := func(c caller) caller {
		c.after = func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(agencyBody(`{"agency_name":"next","domain_id":"0a1b"}`)))
		}
		return c
	}
	externalID := func(c *Config) { c.SignIn.Roles[0].ExternalID = "partner" }
	for _, c := range []struct {
		name   string
		config func(*Config)
		send   func(caller) reply
		status int
		code   string // as recorded
		body   string // a part of the answer
	}{
		{"wrong secret, RPC", nil, func(c caller) reply {
			c.scheme = signature.SchemeRPC
			return wrong(c).sts("AssumeRole", assume(testRole))
		}, 400, "SignatureDoesNotMatch", `"Code":"SignatureDoesNotMatch"`},
		{"wrong secret, version 3", nil, func(c caller) reply { return wrong(c).sts("AssumeRole", assume(testRole)) }, 400, "SignatureDoesNotMatch", `"Code":"SignatureDoesNotMatch"`},
		{"changed on the way, RPC", nil, func(c caller) reply {
			c.scheme = signature.SchemeRPC
			return otherRole(c).sts("AssumeRole", assume(testRole))
		}, 400, "SignatureDoesNotMatch", ""},
		{"changed on the way, version 3", nil, func(c caller) reply { return otherRole(c).sts("AssumeRole", assume(testRole)) }, 400, "SignatureDoesNotMatch", ""},
		{"nobody signs", nil, func(c caller) reply { return c.plain("POST", "/", form("AssumeRole", assume(testRole)), formType) }, 400, "MissingAccessKeyId", ""},
		{"unknown key", nil, func(c caller) reply { c.key = "LTAIother"; return c.sts("AssumeRole", assume(testRole)) }, 404, "InvalidAccessKeyId.NotFound", ""},
		{"unknown role", nil, func(c caller) reply { return c.sts("AssumeRole", assume("acs:ram::1:role/other")) }, 404, "EntityNotExist.Role", `?product=Sts&`},
		{"user instead of role", nil, func(c caller) reply { return c.sts("AssumeRole", assume("acs:ram::1:user/other")) }, 400, "InvalidParameter.RoleArn", ""},
		{"no role", nil, func(c caller) reply { return c.sts("AssumeRole", assume("")) }, 400, "MissingRoleArn", ""},
		{"no session", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"RoleSessionName": ""})) }, 400, "MissingRoleSessionName", ""},
		{"bad session", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"RoleSessionName": "a b"})) }, 400, "InvalidParameter.RoleSessionName", ""},
		{"bad policy", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"Policy": "{"})) }, 400, "InvalidParameter.PolicyGrammar", ""},
		{"too short", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"DurationSeconds": "899"})) }, 400, "InvalidParameter.DurationSeconds", "15min/1hr"},
		{"too long", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"DurationSeconds": "3601"})) }, 400, "InvalidParameter.DurationSeconds", "15min/1hr"},
		{"too long for the role", func(c *Config) { c.SignIn.Roles[0].MaxSession = 90 * time.Minute }, func(c caller) reply {
			return c.sts("AssumeRole", assume(testRole, set{"DurationSeconds": "5401"}))
		}, 400, "InvalidParameter.DurationSeconds", "15min/90min"},
		{"no duration", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"DurationSeconds": "1h"})) }, 400, "InvalidParameter.DurationSeconds", ""},
		{"not trusted", nil, func(c caller) reply { return c.sts("AssumeRole", assume(testNextRole)) }, 403, "NoPermission", `"AuthAction":"sts:AssumeRole"`},
		{"no external identifier", externalID, func(c caller) reply { return c.sts("AssumeRole", assume(testRole)) }, 403, "NoPermission", ""},
		{"other external identifier", externalID, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"ExternalId": "x1"})) }, 403, "NoPermission", ""},
		{"external identifier", externalID, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"ExternalId": "partner"})) }, 200, "", `"AssumedRoleId":"39713797697366167:terraform"`},

		{"no OIDC token", nil, func(c caller) reply {
			return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken(set{"OIDCToken": ""})), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.Invalid", ""},
		{"no JWT", nil, func(c caller) reply {
			return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken(set{"OIDCToken": "x"})), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.Invalid", ""},
		{"other OIDC token", nil, func(c caller) reply {
			return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken(set{"OIDCToken": "a.b.c"})), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.InvalidSignature", ""},
		{"expired OIDC token", func(c *Config) { c.SignIn.Roles[0].OIDC[0].Expired = true }, func(c caller) reply { return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken()), "", nil) }, 401, "AuthenticationFail.OIDCToken.Expired", `"Message":"This JsonWebToken is expired."`},
		{"other provider", nil, func(c caller) reply {
			return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken(set{"OIDCProviderArn": "x"})), "", nil)
		}, 401, "AuthenticationFail.NoPermission", "No such OIDC Provider"},
		{"role without OIDC", nil, func(c caller) reply {
			return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken(set{"RoleArn": testNextRole})), "", nil)
		}, 401, "AuthenticationFail.NoPermission", "There is no permission"},
		{"unknown role with OIDC", nil, func(c caller) reply {
			return c.plain("GET", "/?"+form("AssumeRoleWithOIDC", withToken(set{"RoleArn": "acs:ram::1:role/x"})), "", nil)
		}, 404, "EntityNotExist.Role", ""},

		{"other role of the instance", nil, func(c caller) reply { return c.plain("GET", roleKeyPath+"other", "", nil) }, 404, "404", "404 Not Found"},
		{"no role of the instance", func(c *Config) { c.SignIn.AlicloudMetadata.Role = "" }, func(c caller) reply { return c.plain("GET", roleKeyPath, "", nil) }, 404, "404", ""},
		{"no agency of the instance", func(c *Config) { c.SignIn.HuaweicloudMetadata.Role = "" }, func(c caller) reply { return c.plain("GET", "/openstack/latest/securitykey", "", nil) }, 401, "401", "Please configure Cloud Service Agency first"},

		{"CloudSSO, other token", nil, func(c caller) reply {
			return c.plain("POST", "/cloud-credentials", ssoBody, set{"Authorization": "Bearer x"})
		}, 401, "InvalidAccessToken", `"ErrorCode":"InvalidAccessToken"`},
		{"CloudSSO, no token known", func(c *Config) { c.SignIn.CloudSSO = CloudSSO{} }, func(c caller) reply { return c.plain("POST", "/cloud-credentials", ssoBody, nil) }, 401, "InvalidAccessToken", ""},
		{"CloudSSO, other account", nil, func(c caller) reply {
			return c.plain("POST", "/cloud-credentials", `{"AccountId":"2","AccessConfigurationId":"ac-1"}`, set{"Authorization": "Bearer sso-token"})
		}, 403, "NoPermission", ""},
		{"OAuth, other token", nil, func(c caller) reply { return c.plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer x"}) }, 401, "invalid_token", `"error":"invalid_token"`},
		{"OAuth, no token", func(c *Config) { c.SignIn.OAuth = OAuth{} }, func(c caller) reply { return c.plain("POST", "/v1/exchange", "", nil) }, 401, "invalid_token", ""},
		{"OAuth, other grant", nil, func(c caller) reply {
			return c.plain("POST", "/v1/token", "grant_type=password&client_id=client", formType)
		}, 400, "unsupported_grant_type", ""},
		{"OAuth, other client", nil, func(c caller) reply {
			return c.plain("POST", "/v1/token", "grant_type=refresh_token&client_id=x&refresh_token=oauth-refresh", formType)
		}, 401, "invalid_client", ""},
		{"OAuth, other refresh token", nil, func(c caller) reply {
			return c.plain("POST", "/v1/token", "grant_type=refresh_token&client_id=client&refresh_token=x", formType)
		}, 400, "invalid_grant", `"error":"invalid_grant"`},

		{"IAM, wrong secret", nil, func(c caller) reply {
			return wrong(c).post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`))
		}, 401, "APIGW.0301", `"error_code":"APIGW.0301"`},
		{"IAM, changed on the way", nil, func(c caller) reply {
			return otherBody(c).post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`))
		}, 401, "APIGW.0301", ""},
		{"IAM, nobody signs", nil, func(c caller) reply {
			return c.plain("POST", securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`), nil)
		}, 401, "401", `{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}`},
		{"IAM, other token", nil, func(c caller) reply {
			return c.plain("POST", securityTokensPath, agencyBody(`{}`), set{"X-Auth-Token": "x"})
		}, 401, "401", `"message":"The X-Auth-Token is invalid!"`},
		{"unknown agency", nil, func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"x","domain_id":"0a1b"}`))
		}, 404, "404", `"title":"Not Found"`},
		{"agency of another domain", nil, func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b","domain_name":"x"}`))
		}, 404, "404", ""},
		{"agency of no domain", nil, func(c caller) reply { return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader"}`)) }, 400, "1100", `{"error_code":"1100","error_msg":"Mandatory parameters are not specified."}`},
		{"agency, not trusted", nil, func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"next","domain_id":"0a1b"}`))
		}, 403, "403", `{"error":{"code":403,"message":"You are not authorized to perform the requested action.","title":"Forbidden"}}`},
		{"agency, too short", nil, func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b","duration_seconds":60}`))
		}, 400, "IAM.0007", ""},
		{"agency, no number", nil, func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b","duration_seconds":1.5e3}`))
		}, 400, "IAM.0007", ""},
		{"unknown URN", nil, func(c caller) reply {
			return c.post(assumeAgencyPath, `{"agency_urn":"iam::x:agency:reader","agency_session_name":"s1"}`)
		}, 404, "STS5.1106", `{"error_code":"STS5.1106","error_msg":"the agency 'iam::x:agency:reader' cannot be found"}`},
		{"URN, no session", nil, func(c caller) reply { return c.post(assumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader"}`) }, 400, "1100", ""},
		{"URN, short session", nil, func(c caller) reply {
			return c.post(assumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"s"}`)
		}, 400, "IAM.0007", ""},
		{"URN, too long", nil, func(c caller) reply {
			return c.post(assumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"s1","duration_seconds":43201}`)
		}, 400, "IAM.0007", ""},
		{"URN, nobody signs", nil, func(c caller) reply { return c.plain("POST", assumeAgencyPath, `{}`, nil) }, 401, "APIGW.0301", ""},
	} {
		config := signIns()
		if c.config != nil {
			c.config(&config)
		}
		server := served(t, config)
		got := c.send(newCaller(t, server))
		if got.status != c.status || !strings.Contains(got.text, c.body) {
			t.Errorf("%s: %d %s", c.name, got.status, got.text)
		}
		recorded := server.SignIns()
		if len(recorded) != 1 || len(server.Requests()) != 0 {
			t.Fatalf("%s: %d sign-ins and %d requests are recorded", c.name, len(recorded), len(server.Requests()))
		}
		if r := recorded[0]; r.Status != c.status || r.ErrorCode != c.code || (r.Issued != "") != (c.code == "") {
			t.Errorf("%s: recorded %+v", c.name, r)
		}
	}
}

// What the documents do not cover is told, and answered by the service all the same.
func TestSignInUnknown(t *testing.T) {
	for _, c := range []struct {
		send   func(caller) reply
		status int
		want   string
	}{
		{func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"Extra": "1"})) }, 200, `POST /: undocumented parameter "Extra"`},
		{func(c caller) reply { return c.sts("GetSessionToken", nil) }, 404, `POST /: action "GetSessionToken"`},
		{func(c caller) reply { return c.sts(ActionCallerIdentity, set{"AccountId": "1"}) }, 200, `POST /: undocumented parameter "AccountId"`},
		{func(c caller) reply { return c.get(callerIdentityPath + "?account_id=1") }, 200, "GET " + callerIdentityPath + `: undocumented parameter "account_id"`},
		{func(c caller) reply { return c.post(callerIdentityPath, "") }, 405, "POST " + callerIdentityPath + ": method POST"},
		{func(c caller) reply {
			return c.plain("GET", "/?"+strings.ReplaceAll(form("AssumeRoleWithOIDC", withToken()), stsVersion, "2015-04-02"), "", nil)
		}, 404, `GET /: version "2015-04-02" of AssumeRoleWithOIDC`},
		{func(c caller) reply { return c.plain("POST", roleKeyPath+"instance", "", nil) }, 405, "POST " + roleKeyPath + "instance: method POST"},
		{func(c caller) reply { return c.plain("GET", "/cloud-credentials", "", nil) }, 405, "GET /cloud-credentials: method GET"},
		{func(c caller) reply {
			return c.plain("POST", "/cloud-credentials", "[]", set{"Authorization": "Bearer sso-token"})
		}, 400, "POST /cloud-credentials: body that is not a JSON object"},
		{func(c caller) reply {
			return c.plain("POST", "/v1/token", "grant_type=refresh_token&client_id=client&refresh_token=oauth-refresh&scope=x", formType)
		}, 200, `POST /v1/token: undocumented parameter "scope"`},
		{func(c caller) reply { return c.post(securityTokensPath, agencyBody("{}")+"{}") }, 400, "POST " + securityTokensPath + ": body that is not a JSON object"},
		{func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b","extra":{"a":[1,true,null]}}`))
		}, 201, "POST " + securityTokensPath + `: undocumented parameter "extra.a"`},
		{func(c caller) reply {
			return c.post(securityTokensPath, `{"auth":{"identity":{"methods":["password"]}}}`)
		}, 400, ""},
		{func(c caller) reply { return c.plain("GET", "/openstack/latest/meta_data.json", "", nil) }, 404, "GET /openstack/latest/meta_data.json: path"},
	} {
		var told []string
		server := New(signIns(func(config *Config) {
			config.OnUnknown = func(description string) { told = append(told, description) }
		}))
		got := c.send(newCaller(t, server))
		if text := strings.Join(told, "; "); got.status != c.status || text != c.want {
			t.Errorf("%s: %d %s, told of %q", c.want, got.status, got.text, text)
		}
	}
}

func TestSignInFault(t *testing.T) {
	for name, way := range signInWays {
		var seen []SignInRequest
		server := served(t, signIns(func(c *Config) {
			c.Latency = time.Millisecond
			c.SignInFault = func(r SignInRequest) http.HandlerFunc {
				seen = append(seen, r)
				if r.Attempt > 1 {
					return nil
				}
				return ErrorAnswer("", http.StatusServiceUnavailable, "ServiceUnavailable", "later")
			}
		}))
		caller := newCaller(t, server)
		got := way.send(caller)
		first := server.SignIns()[0]
		if got.status != 503 || first.Status != 503 || first.ErrorCode != "ServiceUnavailable" || first.Issued != "" || !strings.Contains(got.text, "later") {
			t.Errorf("%s: %d %s, recorded %+v", name, got.status, got.text, first)
		}
		if got := way.send(caller); got.status != way.status {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
		if len(seen) != 2 || seen[0].Service != way.want.Service || seen[0].Status != 0 {
			t.Errorf("%s: seen %+v", name, seen)
		}
	}
	asked := 0
	server := served(t, signIns(func(c *Config) {
		c.SignInFault = func(SignInRequest) http.HandlerFunc { asked++; return nil }
	}))
	caller := newCaller(t, server)
	caller.secret = "wrong"
	caller.sts("AssumeRole", assume(testRole))
	if asked != 0 {
		t.Error("asked about a request that is not authentic")
	}
}
