package signin_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

func TestSignInFailures(t *testing.T) {
	wrong := func(c simtest.Caller) simtest.Caller { c.Secret = "wrong"; return c }
	otherRole := func(c simtest.Caller) simtest.Caller {
		c.After = func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "terraform", "somebody", 1) }
		return c
	}
	otherBody := func(c simtest.Caller) simtest.Caller {
		c.After = func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(simtest.AgencyBody(`{"agency_name":"next","domain_id":"0a1b"}`)))
		}
		return c
	}
	externalID := func(c *simulator.Config) { c.SignIn.Roles[0].ExternalID = "partner" }
	for _, c := range []struct {
		name   string
		config func(*simulator.Config)
		send   func(simtest.Caller) simtest.Reply
		status int
		code   string // as recorded
		body   string // a part of the answer
	}{
		{"wrong secret, RPC", nil, func(c simtest.Caller) simtest.Reply {
			c.Scheme = signature.SchemeRPC
			return wrong(c).STS("AssumeRole", simtest.Assume(simtest.RoleARN))
		}, 400, "SignatureDoesNotMatch", `"Code":"SignatureDoesNotMatch"`},
		{"wrong secret, version 3", nil, func(c simtest.Caller) simtest.Reply {
			return wrong(c).STS("AssumeRole", simtest.Assume(simtest.RoleARN))
		}, 400, "SignatureDoesNotMatch", `"Code":"SignatureDoesNotMatch"`},
		{"changed on the way, RPC", nil, func(c simtest.Caller) simtest.Reply {
			c.Scheme = signature.SchemeRPC
			return otherRole(c).STS("AssumeRole", simtest.Assume(simtest.RoleARN))
		}, 400, "SignatureDoesNotMatch", ""},
		{"changed on the way, version 3", nil, func(c simtest.Caller) simtest.Reply {
			return otherRole(c).STS("AssumeRole", simtest.Assume(simtest.RoleARN))
		}, 400, "SignatureDoesNotMatch", ""},
		{"nobody signs", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/", simtest.Form("AssumeRole", simtest.Assume(simtest.RoleARN)), simtest.FormType)
		}, 400, "MissingAccessKeyId", ""},
		{"unknown key", nil, func(c simtest.Caller) simtest.Reply {
			c.Key = "LTAIother"
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN))
		}, 404, "InvalidAccessKeyId.NotFound", ""},
		{"unknown role", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume("acs:ram::1:role/other"))
		}, 404, "EntityNotExist.Role", `?product=Sts&`},
		{"user instead of role", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume("acs:ram::1:user/other"))
		}, 400, "InvalidParameter.RoleArn", ""},
		{"no role", nil, func(c simtest.Caller) simtest.Reply { return c.STS("AssumeRole", simtest.Assume("")) }, 400, "MissingRoleArn", ""},
		{"no session", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"RoleSessionName": ""}))
		}, 400, "MissingRoleSessionName", ""},
		{"bad session", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"RoleSessionName": "a b"}))
		}, 400, "InvalidParameter.RoleSessionName", ""},
		{"bad policy", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"Policy": "{"}))
		}, 400, "InvalidParameter.PolicyGrammar", ""},
		{"too short", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"DurationSeconds": "899"}))
		}, 400, "InvalidParameter.DurationSeconds", "15min/1hr"},
		{"too long", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"DurationSeconds": "3601"}))
		}, 400, "InvalidParameter.DurationSeconds", "15min/1hr"},
		{"too long for the role", func(c *simulator.Config) {
			c.SignIn.Roles[0].MaxSession = 90 * time.Minute
		}, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"DurationSeconds": "5401"}))
		}, 400, "InvalidParameter.DurationSeconds", "15min/90min"},
		{"no duration", nil, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"DurationSeconds": "1h"}))
		}, 400, "InvalidParameter.DurationSeconds", ""},
		{
			"not trusted", nil, func(c simtest.Caller) simtest.Reply { return c.STS("AssumeRole", simtest.Assume(simtest.NextRoleARN)) }, 403,
			"NoPermission", `"AuthAction":"sts:AssumeRole"`,
		},
		{
			"no external identifier", externalID,
			func(c simtest.Caller) simtest.Reply { return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN)) }, 403, "NoPermission", "",
		},
		{"other external identifier", externalID, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"ExternalId": "x1"}))
		}, 403, "NoPermission", ""},
		{"external identifier", externalID, func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"ExternalId": "partner"}))
		}, 200, "", `"AssumedRoleId":"39713797697366167:terraform"`},

		{"no OIDC token", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"OIDCToken": ""})), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.Invalid", ""},
		{"no JWT", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"OIDCToken": "x"})), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.Invalid", ""},
		{"other OIDC token", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"OIDCToken": "a.b.c"})), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.InvalidSignature", ""},
		{"expired OIDC token", func(c *simulator.Config) { c.SignIn.Roles[0].OIDC[0].Expired = true }, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken()), "", nil)
		}, 401, "AuthenticationFail.OIDCToken.Expired", `"Message":"This JsonWebToken is expired."`},
		{"other provider", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"OIDCProviderArn": "x"})), "", nil)
		}, 401, "AuthenticationFail.NoPermission", "No such OIDC Provider"},
		{"role without OIDC", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"RoleArn": simtest.NextRoleARN})), "", nil)
		}, 401, "AuthenticationFail.NoPermission", "There is no permission"},
		{"unknown role with OIDC", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/?"+simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"RoleArn": "acs:ram::1:role/x"})), "", nil)
		}, 404, "EntityNotExist.Role", ""},

		{
			"other role of the instance", nil,
			func(c simtest.Caller) simtest.Reply { return c.Plain("GET", simtest.RoleKeyPath+"other", "", nil) }, 404, "404", "404 Not Found",
		},
		{
			"no role of the instance", func(c *simulator.Config) { c.SignIn.AlicloudMetadata.Role = "" },
			func(c simtest.Caller) simtest.Reply { return c.Plain("GET", simtest.RoleKeyPath, "", nil) }, 404, "404", "",
		},
		{
			"no agency of the instance", func(c *simulator.Config) { c.SignIn.HuaweicloudMetadata.Role = "" },
			func(c simtest.Caller) simtest.Reply { return c.Plain("GET", "/openstack/latest/securitykey", "", nil) }, 401, "401",
			"Please configure Cloud Service Agency first",
		},

		{"CloudSSO, other token", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/cloud-credentials", simtest.SSOBody, set{"Authorization": "Bearer x"})
		}, 401, "InvalidAccessToken", `"ErrorCode":"InvalidAccessToken"`},
		{"CloudSSO, no token known", func(c *simulator.Config) {
			c.SignIn.CloudSSO = simulator.CloudSSO{}
		}, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/cloud-credentials", simtest.SSOBody, nil)
		}, 401, "InvalidAccessToken", ""},
		{"CloudSSO, other account", nil, func(c simtest.Caller) simtest.Reply {
			body := `{"AccountId":"2","AccessConfigurationId":"ac-1"}`
			return c.Plain("POST", "/cloud-credentials", body, set{"Authorization": "Bearer sso-token"})
		}, 403, "NoPermission", ""},
		{"OAuth, other token", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer x"})
		}, 401, "invalid_token", `"error":"invalid_token"`},
		{
			"OAuth, no token", func(c *simulator.Config) { c.SignIn.OAuth = simulator.OAuth{} },
			func(c simtest.Caller) simtest.Reply { return c.Plain("POST", "/v1/exchange", "", nil) }, 401, "invalid_token", "",
		},
		{"OAuth, other grant", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/v1/token", "grant_type=password&client_id=client", simtest.FormType)
		}, 400, "unsupported_grant_type", ""},
		{"OAuth, other client", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/v1/token", "grant_type=refresh_token&client_id=x&refresh_token=oauth-refresh", simtest.FormType)
		}, 401, "invalid_client", ""},
		{"OAuth, other refresh token", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/v1/token", "grant_type=refresh_token&client_id=client&refresh_token=x", simtest.FormType)
		}, 400, "invalid_grant", `"error":"invalid_grant"`},

		{"IAM, wrong secret", nil, func(c simtest.Caller) simtest.Reply {
			return wrong(c).Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`))
		}, 401, "APIGW.0301", `"error_code":"APIGW.0301"`},
		{"IAM, changed on the way", nil, func(c simtest.Caller) simtest.Reply {
			return otherBody(c).Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`))
		}, 401, "APIGW.0301", ""},
		{"IAM, nobody signs", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`), nil)
		}, 401, "401", `{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}`},
		{"IAM, other token", nil, func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", simtest.SecurityTokensPath, simtest.AgencyBody(`{}`), set{"X-Auth-Token": "x"})
		}, 401, "401", `"message":"The X-Auth-Token is invalid!"`},
		{"unknown agency", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"x","domain_id":"0a1b"}`))
		}, 404, "404", `"title":"Not Found"`},
		{"agency of another domain", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b","domain_name":"x"}`))
		}, 404, "404", ""},
		{"agency of no domain", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader"}`))
		}, 400, "1100", `{"error_code":"1100","error_msg":"Mandatory parameters are not specified."}`},
		{"agency, not trusted", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"next","domain_id":"0a1b"}`))
		}, 403, "403", `{"error":{"code":403,"message":"You are not authorized to perform the requested action.","title":"Forbidden"}}`},
		{"agency, too short", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b","duration_seconds":60}`))
		}, 400, "IAM.0007", ""},
		{"agency, no number", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b","duration_seconds":1.5e3}`))
		}, 400, "IAM.0007", ""},
		{"unknown URN", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.AssumeAgencyPath, `{"agency_urn":"iam::x:agency:reader","agency_session_name":"s1"}`)
		}, 404, "STS5.1106", `{"error_code":"STS5.1106","error_msg":"the agency 'iam::x:agency:reader' cannot be found"}`},
		{"URN, no session", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.AssumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader"}`)
		}, 400, "1100", ""},
		{"URN, short session", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.AssumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"s"}`)
		}, 400, "IAM.0007", ""},
		{"URN, too long", nil, func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.AssumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"s1","duration_seconds":43201}`)
		}, 400, "IAM.0007", ""},
		{
			"URN, nobody signs", nil, func(c simtest.Caller) simtest.Reply { return c.Plain("POST", simtest.AssumeAgencyPath, `{}`, nil) }, 401,
			"APIGW.0301", "",
		},
	} {
		config := simtest.SignIns()
		if c.config != nil {
			c.config(&config)
		}
		server := simtest.Serve(t, config)
		got := c.send(simtest.NewCaller(t, server))
		if got.Status != c.status || !strings.Contains(got.Text, c.body) {
			t.Errorf("%s: %d %s", c.name, got.Status, got.Text)
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
		send   func(simtest.Caller) simtest.Reply
		status int
		want   string
	}{
		{func(c simtest.Caller) simtest.Reply {
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"Extra": "1"}))
		}, 200, `POST /: undocumented parameter "Extra"`},
		{func(c simtest.Caller) simtest.Reply { return c.STS("GetSessionToken", nil) }, 404, `POST /: action "GetSessionToken"`},
		{func(c simtest.Caller) simtest.Reply {
			return c.STS(simulator.ActionCallerIdentity, set{"AccountId": "1"})
		}, 200, `POST /: undocumented parameter "AccountId"`},
		{
			func(c simtest.Caller) simtest.Reply { return c.Get(simtest.CallerIdentityPath + "?account_id=1") }, 200,
			"GET " + simtest.CallerIdentityPath + `: undocumented parameter "account_id"`,
		},
		{
			func(c simtest.Caller) simtest.Reply { return c.Post(simtest.CallerIdentityPath, "") }, 405,
			"POST " + simtest.CallerIdentityPath + ": method POST",
		},
		{func(c simtest.Caller) simtest.Reply {
			form := simtest.Form("AssumeRoleWithOIDC", simtest.WithToken())
			return c.Plain("GET", "/?"+strings.ReplaceAll(form, simtest.STSVersion, "2015-04-02"), "", nil)
		}, 404, `GET /: version "2015-04-02" of AssumeRoleWithOIDC`},
		{
			func(c simtest.Caller) simtest.Reply { return c.Plain("POST", simtest.RoleKeyPath+"instance", "", nil) }, 405,
			"POST " + simtest.RoleKeyPath + "instance: method POST",
		},
		{
			func(c simtest.Caller) simtest.Reply { return c.Plain("GET", "/cloud-credentials", "", nil) }, 405,
			"GET /cloud-credentials: method GET",
		},
		{func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/cloud-credentials", "[]", set{"Authorization": "Bearer sso-token"})
		}, 400, "POST /cloud-credentials: body that is not a JSON object"},
		{func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/v1/token", "grant_type=refresh_token&client_id=client&refresh_token=oauth-refresh&scope=x", simtest.FormType)
		}, 200, `POST /v1/token: undocumented parameter "scope"`},
		{func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody("{}")+"{}")
		}, 400, "POST " + simtest.SecurityTokensPath + ": body that is not a JSON object"},
		{func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b","extra":{"a":[1,true,null]}}`))
		}, 201, "POST " + simtest.SecurityTokensPath + `: undocumented parameter "extra.a"`},
		{func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, `{"auth":{"identity":{"methods":["password"]}}}`)
		}, 400, ""},
		{func(c simtest.Caller) simtest.Reply {
			return c.Plain("GET", "/openstack/latest/meta_data.json", "", nil)
		}, 404, "GET /openstack/latest/meta_data.json: path"},
	} {
		var told []string
		server := simulator.New(simtest.SignIns(func(config *simulator.Config) {
			config.OnUnknown = func(description string) { told = append(told, description) }
		}))
		got := c.send(simtest.NewCaller(t, server))
		if text := strings.Join(told, "; "); got.Status != c.status || text != c.want {
			t.Errorf("%s: %d %s, told of %q", c.want, got.Status, got.Text, text)
		}
	}
}

func TestSignInFault(t *testing.T) {
	for name, way := range signInWays {
		var seen []simulator.SignInRequest
		server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
			c.Latency = time.Millisecond
			c.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
				seen = append(seen, r)
				if r.Attempt > 1 {
					return nil
				}
				return simulator.ErrorAnswer("", http.StatusServiceUnavailable, "ServiceUnavailable", "later")
			}
		}))
		caller := simtest.NewCaller(t, server)
		got := way.send(caller)
		first := server.SignIns()[0]
		if got.Status != 503 || first.Status != 503 || first.ErrorCode != "ServiceUnavailable" || first.Issued != "" ||
			!strings.Contains(got.Text, "later") {
			t.Errorf("%s: %d %s, recorded %+v", name, got.Status, got.Text, first)
		}
		if got := way.send(caller); got.Status != way.status {
			t.Errorf("%s: %d %s", name, got.Status, got.Text)
		}
		if len(seen) != 2 || seen[0].Service != way.want.Service || seen[0].Status != 0 {
			t.Errorf("%s: seen %+v", name, seen)
		}
	}
	asked := 0
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
		c.SignInFault = func(simulator.SignInRequest) http.HandlerFunc { asked++; return nil }
	}))
	caller := simtest.NewCaller(t, server)
	caller.Secret = "wrong"
	caller.STS("AssumeRole", simtest.Assume(simtest.RoleARN))
	if asked != 0 {
		t.Error("asked about a request that is not authentic")
	}
}
