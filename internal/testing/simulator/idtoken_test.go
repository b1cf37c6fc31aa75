package simulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/google/go-cmp/cmp"
)

// idToken is the body that asks for a token of IAM, with more of the same object.
func idToken(id, more string) string {
	return `{"auth":{"id_token":{"id":"` + id + `"}` + more + `}}`
}

// withIDToken asks for a token of IAM, and returns the answer and the token.
func (c caller) withIDToken(provider, body string) (reply, string) {
	c.t.Helper()
	header := set{"Content-Type": "application/json;charset=UTF-8"}
	if provider != "" {
		header["X-Idp-Id"] = provider
	}
	got := c.plain("POST", idTokensPath, body, header)
	return got, got.header.Get("X-Subject-Token")
}

// keyOf asks for the key of who has a token of IAM, with more of the object that holds the token.
func (c caller) keyOf(token, more string) reply {
	c.t.Helper()
	return c.plain("POST", securityTokensPath, `{"auth":{"identity":{"methods":["token"],"token":{"id":"`+token+`"`+more+`}}}}`, nil)
}

// An ID token leads to a token, that to a key, and the key to an agency; each is who the one before was.
func TestIDToken(t *testing.T) {
	now := testNow
	server := served(t, signIns(func(c *Config) {
		c.SignIn.Agencies = append(c.SignIn.Agencies, Agency{Name: "ci", DomainName: "other", DomainID: "0e0f", Trusted: Trust{"ci"}})
		c.Now = func() time.Time { return now }
	}))
	caller := newCaller(t, server)
	got, token := caller.withIDToken("ci", idToken(testJWT, ""))
	if got.status != http.StatusCreated || len(token) < 100 || strings.Contains(got.text, token) {
		t.Fatalf("%d %s, token %q", got.status, got.text, token)
	}
	userID := gateway.Identity{Account: testHuaweicloud, Provider: "ci", User: "pipeline"}.UserID()
	want := map[string]any{"token": map[string]any{
		"expires_at": "2026-03-15T15:09:26.000000Z", "issued_at": "2026-03-14T15:09:26.000000Z", "methods": []any{"mapped"},
		"user": map[string]any{
			"OS-FEDERATION": map[string]any{
				"identity_provider": map[string]any{"id": "ci"}, "protocol": map[string]any{"id": "oidc"},
				"groups": []any{map[string]any{"id": "45a8c8f0000000000000000000000000", "name": "simulated-group"}},
			},
			"domain": map[string]any{"id": testHuaweicloud, "name": "simulated-domain"}, "id": userID, "name": "pipeline",
		},
	}}
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	got = caller.keyOf(token, "")
	if got.status != http.StatusCreated || !strings.Contains(got.text, `"expires_at":"2026-03-14T15:24:26.000000Z"`) {
		t.Errorf("%d %s", got.status, got.text)
	}
	user := caller.as(got)
	if got := user.whoAmI(CodeArtsIDE); got.body["principal_urn"] != "sts::0a1b:external-user:ci/pipeline" ||
		got.body["principal_id"] != "ci:pipeline" || got.body["account_id"] != testHuaweicloud {
		t.Errorf("%d %s", got.status, got.text)
	}
	agency := user.as(user.post(assumeAgencyPath, `{"agency_urn":"iam::0e0f:agency:ci","agency_session_name":"ci","duration_seconds":3600}`))
	if got := agency.whoAmI(CodeArtsIDE); got.body["principal_urn"] != "sts::0e0f:assumed-agency:ci/ci" {
		t.Errorf("%d %s", got.status, got.text)
	}
	for name, session := range map[string]interface{ call(API, set) reply }{"user": user, "agency": agency} {
		if got := session.call(CodeArtsIDE, nil); got.status != http.StatusOK {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	byName := user.as(user.post(securityTokensPath, agencyBody(`{"agency_name":"ci","domain_name":"other"}`)))
	if got := byName.whoAmI(CodeArtsIDE); got.body["account_id"] != "0e0f" {
		t.Errorf("%d %s", got.status, got.text)
	}

	recorded := server.SignIns()[:2]
	for i := range recorded {
		recorded[i].RequestID = ""
	}
	if diff := cmp.Diff([]SignInRequest{
		{
			Service: ServiceIAM, Action: "CreateTokenWithIdToken", Method: "POST", Path: idTokensPath, Host: "service.example.com",
			Parameters: set{"X-Idp-Id": "ci", "id": testJWT}, Attempt: 1, Status: 201,
		},
		{
			Service: ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: securityTokensPath, Host: "service.example.com",
			Parameters: set{"methods": "token", "id": token}, BearerToken: token, Attempt: 1, Status: 201, Issued: user.key,
		},
	}, recorded); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}

	now = testNow.Add(24*time.Hour - time.Second)
	if got := caller.keyOf(token, ""); got.status != http.StatusCreated {
		t.Errorf("a token in its last second: %d %s", got.status, got.text)
	}
	now = now.Add(time.Second)
	if got := caller.keyOf(token, ""); got.status != http.StatusUnauthorized {
		t.Errorf("an expired token: %d %s", got.status, got.text)
	}
}

func TestIDTokenRefused(t *testing.T) {
	const (
		invalid = `{"error_code":"IAM.0011","error_msg":"Request body is invalid."}`
		refused = `{"error_code":"IAM.0001","error_msg":"The request you have made requires authentication."}`
	)
	for _, test := range []struct {
		name, provider, body string
		status               int
		code, want           string
		unknown              string
	}{
		{"no provider", "", idToken(testJWT, ""), 400, "IAM.0011", invalid, ""},
		{"provider in the body", "", `{"X-Idp-Id":"ci","auth":{"id_token":{"id":"` + testJWT + `"}}}`, 400, "IAM.0011", invalid, ""},
		{"no token", "ci", idToken("", ""), 400, "IAM.0011", invalid, ""},
		{"no body", "ci", "", 400, "IAM.0011", invalid, "body that is not a JSON object"},
		{"no object", "ci", `["id"]`, 400, "IAM.0011", invalid, "body that is not a JSON object"},
		{"unknown provider", "x", idToken(testJWT, ""), 404, "IAM.0004",
			`{"error_code":"IAM.0004","error_msg":"Could not find identity provider: x."}`, ""},
		{"other token", "ci", idToken("a.b.c", ""), 401, "IAM.0001", refused, ""},
		{"expired token", "late", idToken(testJWT, ""), 401, "IAM.0001", refused, ""},
		{"token of another provider", "late", idToken("other.user.signature", ""), 401, "IAM.0001", refused, ""},
		{"undocumented", "ci", idToken("a.b.c", `,"domain":"x"`), 401, "IAM.0001", refused, `undocumented parameter "domain"`},
	} {
		var told []string
		server := New(signIns(func(c *Config) {
			c.SignIn.IdentityProviders = append(c.SignIn.IdentityProviders, IdentityProvider{ID: "late", IDToken: testJWT, Expired: true})
			c.OnUnknown = func(description string) { told = append(told, description) }
		}))
		got, token := newCaller(t, server).withIDToken(test.provider, test.body)
		if got.status != test.status || got.text != test.want || token != "" {
			t.Errorf("%s: %d %s, token %q", test.name, got.status, got.text, token)
		}
		if test.unknown != "" {
			test.unknown = "POST " + idTokensPath + ": " + test.unknown
		}
		if strings.Join(told, "; ") != test.unknown {
			t.Errorf("%s: told of %q", test.name, told)
		}
		if last := server.SignIns()[0]; last.Status != test.status || last.ErrorCode != test.code {
			t.Errorf("%s: recorded %+v", test.name, last)
		}
	}
}

// What a token of IAM is good for, and for how long its keys are.
func TestSubjectToken(t *testing.T) {
	caller := newCaller(t, served(t, signIns()))
	_, unscoped := caller.withIDToken("ci", idToken(testJWT, ""))
	_, scoped := caller.withIDToken("ci", idToken(testJWT, `,"scope":{"domain":{"id":"0a1b"}}`))
	if unscoped == "" || scoped == "" || unscoped == scoped {
		t.Fatalf("tokens %q and %q", unscoped, scoped)
	}
	for _, test := range []struct {
		name   string
		got    reply
		status int
		want   string
	}{
		{"the least", caller.keyOf(unscoped, `,"duration_seconds":900`), 201, `"expires_at":"2026-03-14T15:24:26.000000Z"`},
		{"the most", caller.keyOf(unscoped, `,"duration_seconds":86400`), 201, `"expires_at":"2026-03-15T15:09:26.000000Z"`},
		{"too short", caller.keyOf(unscoped, `,"duration_seconds":899`), 400, `"error_code":"IAM.0007"`},
		{"too long", caller.keyOf(unscoped, `,"duration_seconds":86401`), 400, `"error_code":"IAM.0007"`},
		{"scoped", caller.keyOf(scoped, ""), 201, `"securitytoken":`},
		{"other token", caller.keyOf("x", ""), 401, `"message":"The X-Auth-Token is invalid!"`},
		{"unscoped, for an agency", caller.plain("POST", securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`),
			set{"X-Auth-Token": unscoped}), 401, `"message":"The X-Auth-Token is invalid!"`},
		{"scoped, for an agency", caller.plain("POST", securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`),
			set{"X-Auth-Token": scoped}), 201, `"access":`},
	} {
		if test.got.status != test.status || !strings.Contains(test.got.text, test.want) {
			t.Errorf("%s: %d %s", test.name, test.got.status, test.got.text)
		}
	}
	// With a temporary key an agency can be had for an hour at the most, whatever a lasting one could have.
	user := caller.as(caller.keyOf(unscoped, ""))
	for _, test := range []struct {
		name    string
		caller  func() reply
		status  int
		seconds string
	}{
		{"temporary", func() reply { return user.assumeFor("3600") }, 200, "2026-03-14T16:09:26.000Z"},
		{"temporary, too long", func() reply { return user.assumeFor("3601") }, 400, "IAM.0007"},
		{"lasting", func() reply { return caller.assumeFor("43200") }, 200, "2026-03-15T03:09:26.000Z"},
		{"lasting, too long", func() reply { return caller.assumeFor("43201") }, 400, "IAM.0007"},
		{"too short", func() reply { return caller.assumeFor("899") }, 400, "IAM.0007"},
	} {
		if got := test.caller(); got.status != test.status || !strings.Contains(got.text, test.seconds) {
			t.Errorf("%s: %d %s", test.name, got.status, got.text)
		}
	}
}

func (c caller) assumeFor(seconds string) reply {
	c.t.Helper()
	return c.post(assumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"ci","duration_seconds":`+seconds+`}`)
}
