package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
	"github.com/google/go-cmp/cmp"
)

// idToken is the body that asks for a token of IAM, with more of the same object.
// An ID token leads to a token, that to a key, and the key to an agency; each is who the one before was.
func TestIDToken(t *testing.T) {
	now := simtest.Now
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
		c.SignIn.Agencies = append(c.SignIn.Agencies, simulator.Agency{
			Name: "ci", DomainName: "other", DomainID: "0e0f", Trusted: simulator.Trust{"ci"},
		})
		c.Now = func() time.Time { return now }
	}))
	caller := simtest.NewCaller(t, server)
	got, token := caller.WithIDToken("ci", simtest.IDTokenBody(simtest.IDToken, ""))
	if got.Status != http.StatusCreated || len(token) < 100 || strings.Contains(got.Text, token) {
		t.Fatalf("%d %s, token %q", got.Status, got.Text, token)
	}
	userID := gateway.Identity{Account: simtest.HuaweicloudAccount, Provider: "ci", User: "pipeline"}.UserID()
	want := map[string]any{"token": map[string]any{
		"expires_at": "2026-03-15T15:09:26.000000Z", "issued_at": "2026-03-14T15:09:26.000000Z", "methods": []any{"mapped"},
		"user": map[string]any{
			"OS-FEDERATION": map[string]any{
				"identity_provider": map[string]any{"id": "ci"}, "protocol": map[string]any{"id": "oidc"},
				"groups": []any{map[string]any{"id": "45a8c8f0000000000000000000000000", "name": "simulated-group"}},
			},
			"domain": map[string]any{"id": simtest.HuaweicloudAccount, "name": "simulated-domain"}, "id": userID, "name": "pipeline",
		},
	}}
	if diff := cmp.Diff(want, got.Body); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	got = caller.KeyOf(token, "")
	if got.Status != http.StatusCreated || !strings.Contains(got.Text, `"expires_at":"2026-03-14T15:24:26.000000Z"`) {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	user := caller.As(got)
	if got := user.WhoAmI(lists.CodeArtsIDE); got.Body["principal_urn"] != "sts::0a1b:external-user:ci/pipeline" ||
		got.Body["principal_id"] != "ci:pipeline" || got.Body["account_id"] != simtest.HuaweicloudAccount {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	agency := user.As(user.Post(simtest.AssumeAgencyPath,
		`{"agency_urn":"iam::0e0f:agency:ci","agency_session_name":"ci","duration_seconds":3600}`))
	if got := agency.WhoAmI(lists.CodeArtsIDE); got.Body["principal_urn"] != "sts::0e0f:assumed-agency:ci/ci" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	for name, session := range map[string]simtest.Caller{"user": user, "agency": agency} {
		if got := session.Call(lists.CodeArtsIDE, nil); got.Status != http.StatusOK {
			t.Errorf("%s: %d %s", name, got.Status, got.Text)
		}
	}
	byName := user.As(user.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"ci","domain_name":"other"}`)))
	if got := byName.WhoAmI(lists.CodeArtsIDE); got.Body["account_id"] != "0e0f" {
		t.Errorf("%d %s", got.Status, got.Text)
	}

	recorded := server.SignIns()[:2]
	for i := range recorded {
		recorded[i].RequestID = ""
	}
	if diff := cmp.Diff([]simulator.SignInRequest{
		{
			Service: simulator.ServiceIAM, Action: "CreateTokenWithIdToken", Method: "POST", Path: simtest.IDTokensPath, Host: "service.example.com",
			Parameters: set{"X-Idp-Id": "ci", "id": simtest.IDToken}, Attempt: 1, Status: 201,
		},
		{
			Service: simulator.ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST",
			Path: simtest.SecurityTokensPath, Host: "service.example.com",
			Parameters: set{"methods": "token", "id": token}, BearerToken: token, Attempt: 1, Status: 201, Issued: user.Key,
		},
	}, recorded); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}

	now = simtest.Now.Add(24*time.Hour - time.Second)
	if got := caller.KeyOf(token, ""); got.Status != http.StatusCreated {
		t.Errorf("a token in its last second: %d %s", got.Status, got.Text)
	}
	now = now.Add(time.Second)
	if got := caller.KeyOf(token, ""); got.Status != http.StatusUnauthorized {
		t.Errorf("an expired token: %d %s", got.Status, got.Text)
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
		{"no provider", "", simtest.IDTokenBody(simtest.IDToken, ""), 400, "IAM.0011", invalid, ""},
		{"provider in the body", "", `{"X-Idp-Id":"ci","auth":{"id_token":{"id":"` + simtest.IDToken + `"}}}`, 400, "IAM.0011", invalid, ""},
		{"no token", "ci", simtest.IDTokenBody("", ""), 400, "IAM.0011", invalid, ""},
		{"no body", "ci", "", 400, "IAM.0011", invalid, "body that is not a JSON object"},
		{"no object", "ci", `["id"]`, 400, "IAM.0011", invalid, "body that is not a JSON object"},
		{"unknown provider", "x", simtest.IDTokenBody(simtest.IDToken, ""), 404, "IAM.0004",
			`{"error_code":"IAM.0004","error_msg":"Could not find identity provider: x."}`, ""},
		{"other token", "ci", simtest.IDTokenBody("a.b.c", ""), 401, "IAM.0001", refused, ""},
		{"expired token", "late", simtest.IDTokenBody(simtest.IDToken, ""), 401, "IAM.0001", refused, ""},
		{"token of another provider", "late", simtest.IDTokenBody("other.user.signature", ""), 401, "IAM.0001", refused, ""},
		{"undocumented", "ci", simtest.IDTokenBody("a.b.c", `,"domain":"x"`), 401, "IAM.0001", refused, `undocumented parameter "domain"`},
	} {
		var told []string
		server := simulator.New(simtest.SignIns(func(c *simulator.Config) {
			c.SignIn.IdentityProviders = append(c.SignIn.IdentityProviders, simulator.IdentityProvider{
				ID: "late", IDToken: simtest.IDToken, Expired: true,
			})
			c.OnUnknown = func(description string) { told = append(told, description) }
		}))
		got, token := simtest.NewCaller(t, server).WithIDToken(test.provider, test.body)
		if got.Status != test.status || got.Text != test.want || token != "" {
			t.Errorf("%s: %d %s, token %q", test.name, got.Status, got.Text, token)
		}
		if test.unknown != "" {
			test.unknown = "POST " + simtest.IDTokensPath + ": " + test.unknown
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
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.SignIns()))
	_, unscoped := caller.WithIDToken("ci", simtest.IDTokenBody(simtest.IDToken, ""))
	_, scoped := caller.WithIDToken("ci", simtest.IDTokenBody(simtest.IDToken, `,"scope":{"domain":{"id":"0a1b"}}`))
	if unscoped == "" || scoped == "" || unscoped == scoped {
		t.Fatalf("tokens %q and %q", unscoped, scoped)
	}
	for _, test := range []struct {
		name   string
		got    simtest.Reply
		status int
		want   string
	}{
		{"the least", caller.KeyOf(unscoped, `,"duration_seconds":900`), 201, `"expires_at":"2026-03-14T15:24:26.000000Z"`},
		{"the most", caller.KeyOf(unscoped, `,"duration_seconds":86400`), 201, `"expires_at":"2026-03-15T15:09:26.000000Z"`},
		{"too short", caller.KeyOf(unscoped, `,"duration_seconds":899`), 400, `"error_code":"IAM.0007"`},
		{"too long", caller.KeyOf(unscoped, `,"duration_seconds":86401`), 400, `"error_code":"IAM.0007"`},
		{"scoped", caller.KeyOf(scoped, ""), 201, `"securitytoken":`},
		{"other token", caller.KeyOf("x", ""), 401, `"message":"The X-Auth-Token is invalid!"`},
		{"unscoped, for an agency", caller.Plain("POST", simtest.SecurityTokensPath,
			simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`),
			set{"X-Auth-Token": unscoped}), 401, `"message":"The X-Auth-Token is invalid!"`},
		{"scoped, for an agency", caller.Plain("POST", simtest.SecurityTokensPath,
			simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`),
			set{"X-Auth-Token": scoped}), 201, `"access":`},
	} {
		if test.got.Status != test.status || !strings.Contains(test.got.Text, test.want) {
			t.Errorf("%s: %d %s", test.name, test.got.Status, test.got.Text)
		}
	}
	// With a temporary key an agency can be had for an hour at the most, whatever a lasting one could have.
	user := caller.As(caller.KeyOf(unscoped, ""))
	for _, test := range []struct {
		name    string
		caller  func() simtest.Reply
		status  int
		seconds string
	}{
		{"temporary", func() simtest.Reply { return user.AssumeFor("3600") }, 200, "2026-03-14T16:09:26.000Z"},
		{"temporary, too long", func() simtest.Reply { return user.AssumeFor("3601") }, 400, "IAM.0007"},
		{"lasting", func() simtest.Reply { return caller.AssumeFor("43200") }, 200, "2026-03-15T03:09:26.000Z"},
		{"lasting, too long", func() simtest.Reply { return caller.AssumeFor("43201") }, 400, "IAM.0007"},
		{"too short", func() simtest.Reply { return caller.AssumeFor("899") }, 400, "IAM.0007"},
	} {
		if got := test.caller(); got.Status != test.status || !strings.Contains(got.Text, test.seconds) {
			t.Errorf("%s: %d %s", test.name, got.Status, got.Text)
		}
	}
}
