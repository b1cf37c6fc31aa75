package signin_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
	"github.com/google/go-cmp/cmp"
)

// Each kind of key belongs to somebody, whom the cloud tells.
func TestCallerIdentity(t *testing.T) {
	config := func(c *simulator.Config) {
		c.Alicloud = append(c.Alicloud,
			simulator.Account{AccessKeyID: "LTAIowner", SecretKey: simtest.Secret, AccountID: "1000000000000009"},
			simulator.Account{AccessKeyID: "LTAIuser", SecretKey: simtest.Secret, AccountID: "1000000000000009", UserName: "reader"},
		)
		c.Huaweicloud = append(c.Huaweicloud,
			simulator.Account{AccessKeyID: "AKowner", SecretKey: simtest.Secret, AccountID: "0c0d"},
			simulator.Account{AccessKeyID: "AKuser", SecretKey: simtest.Secret, AccountID: "0c0d", UserName: "reader"},
		)
		c.SignIn.Roles = append(c.SignIn.Roles, simulator.Role{ARN: "acs:ram::1000000000000002:role/reader"})
		c.SignIn.Agencies = append(c.SignIn.Agencies,
			simulator.Agency{Name: "reader", DomainName: "other", DomainID: "0e0f"}, simulator.Agency{Name: "named", DomainName: "named"})
		c.SignIn.KeyPairs = []simulator.KeyPair{{
			PublicKeyID: "LTAIpair", PublicKey: &simtest.RSAKey().PublicKey, AccountID: simtest.AlicloudAccount, UserName: "paired",
		}}
		c.SignIn.AlicloudMetadata.AccountID = "1000000000000003"
		c.SignIn.HuaweicloudMetadata.AccountID = "0abc"
		c.SignIn.CredentialsURI.AccountID = "1000000000000004"
		c.SignIn.CloudSSO.AccountID = "1"
		c.SignIn.OAuth.AccountID, c.SignIn.OAuth.UserName = "1000000000000005", "browser"
		c.SignIn.Tokens[0].AccountID, c.SignIn.Tokens[0].UserName = "0def", "token-user"
	}
	as := func(key string) func(simtest.Caller) simtest.Caller {
		return func(c simtest.Caller) simtest.Caller { c.Key = key; return c }
	}
	by := func(way string) func(simtest.Caller) simtest.Caller {
		return func(c simtest.Caller) simtest.Caller { return c.As(signInWays[way].send(c)) }
	}
	role := func(arn string) func(simtest.Caller) simtest.Caller {
		return func(c simtest.Caller) simtest.Caller { return c.As(c.STS("AssumeRole", simtest.Assume(arn))) }
	}
	agency := func(assume string) func(simtest.Caller) simtest.Caller {
		return func(c simtest.Caller) simtest.Caller {
			return c.As(c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(assume)))
		}
	}
	made := simulator.Account{AccessKeyID: simtest.Key}
	type body = map[string]any
	for _, test := range []struct {
		name string
		api  simulator.API
		key  func(simtest.Caller) simtest.Caller
		want body
	}{
		{"account, made up", lists.ICE, as(simtest.Key), body{
			"AccountId": made.AlicloudID(), "Arn": "acs:ram::" + made.AlicloudID() + ":root", "IdentityType": "Account",
			"PrincipalId": made.AlicloudID(), "UserId": made.AlicloudID(),
		}},
		{"account", lists.ICE, as("LTAIowner"), body{
			"AccountId": "1000000000000009", "Arn": "acs:ram::1000000000000009:root", "IdentityType": "Account",
			"PrincipalId": "1000000000000009", "UserId": "1000000000000009",
		}},
		{"user", lists.ICE, as("LTAIuser"), body{
			"AccountId": "1000000000000009", "Arn": "acs:ram::1000000000000009:user/reader", "IdentityType": "RAMUser",
			"PrincipalId": "28", "UserId": "2",
		}},
		{"role", lists.ICE, role(simtest.RoleARN), body{
			"AccountId": simtest.AlicloudAccount, "IdentityType": "AssumedRoleUser",
			"Arn":         "acs:ram::1000000000000001:assumed-role/reader/terraform",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"role of another account", lists.ICE, role("acs:ram::1000000000000002:role/reader"), body{
			"AccountId": "1000000000000002", "Arn": "acs:ram::1000000000000002:assumed-role/reader/terraform", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"OIDC", lists.ICE, by("AssumeRoleWithOIDC"), body{
			"AccountId": simtest.AlicloudAccount, "IdentityType": "AssumedRoleUser",
			"Arn":         "acs:ram::1000000000000001:assumed-role/reader/terraform",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"role of a role", lists.ICE, func(c simtest.Caller) simtest.Caller {
			return role(simtest.NextRoleARN)(role(simtest.RoleARN)(c))
		}, body{
			"AccountId": simtest.AlicloudAccount, "Arn": "acs:ram::1000000000000001:assumed-role/next/terraform", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"key pair", lists.ICE, func(c simtest.Caller) simtest.Caller { return c.As(c.KeyPair(nil)) }, body{
			"AccountId": simtest.AlicloudAccount, "Arn": "acs:ram::1000000000000001:user/paired", "IdentityType": "RAMUser",
			"PrincipalId": "28", "UserId": "2",
		}},
		{"instance", lists.ICE, by("metadata of Alibaba Cloud"), body{
			"AccountId": "1000000000000003", "Arn": "acs:ram::1000000000000003:assumed-role/instance/i-simulated", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:i-simulated", "RoleId": "3",
		}},
		{"credentials URI", lists.ICE, by("credentials URI"), body{
			"AccountId": "1000000000000004", "Arn": "acs:ram::1000000000000004:assumed-role/credentials-uri/simulated",
			"IdentityType": "AssumedRoleUser", "PrincipalId": "3:simulated", "RoleId": "3",
		}},
		{"CloudSSO", lists.ICE, by("CloudSSO"), body{
			"AccountId": "1", "Arn": "acs:ram::1:assumed-role/aliyunreservedsso-ac-1/simulated-user", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:simulated-user", "RoleId": "3",
		}},
		{"OAuth", lists.ICE, by("OAuth"), body{
			"AccountId": "1000000000000005", "Arn": "acs:ram::1000000000000005:user/browser", "IdentityType": "RAMUser",
			"PrincipalId": "28", "UserId": "2",
		}},

		{"Huawei, account, made up", lists.CodeArtsIDE, as(simtest.Key), body{
			"account_id": "x", "principal_urn": "iam::x:user:simulated-user", "principal_id": "x",
		}},
		{"Huawei, account", lists.CodeArtsIDE, as("AKowner"), body{
			"account_id": "0c0d", "principal_urn": "iam::0c0d:user:simulated-user", "principal_id": "x",
		}},
		{"Huawei, user", lists.CodeArtsIDE, as("AKuser"), body{
			"account_id": "0c0d", "principal_urn": "iam::0c0d:user:reader", "principal_id": "x",
		}},
		{"agency by URN", lists.CodeArtsIDE, by("agency by URN"), body{
			"account_id": simtest.HuaweicloudAccount, "principal_urn": "sts::0a1b:assumed-agency:reader/reader", "principal_id": "x:reader",
		}},
		{"agency by identifier", lists.CodeArtsIDE, by("agency by identifier"), body{
			"account_id": simtest.HuaweicloudAccount, "principal_urn": "sts::0a1b:assumed-agency:reader/reader", "principal_id": "x:reader",
		}},
		{"agency with a session's name", lists.CodeArtsIDE, agency(
			`{"agency_name":"reader","domain_name":"other","session_user":{"name":"ci"}}`,
		), body{
			"account_id": "0e0f", "principal_urn": "sts::0e0f:assumed-agency:reader/ci", "principal_id": "x:ci",
		}},
		{"agency of a domain without identifier", lists.CodeArtsIDE, agency(`{"agency_name":"named","domain_name":"named"}`), body{
			"account_id": "x", "principal_urn": "sts::x:assumed-agency:named/named", "principal_id": "x:named",
		}},
		{"Huawei, token", lists.CodeArtsIDE, by("token"), body{
			"account_id": "0def", "principal_urn": "iam::0def:user:token-user", "principal_id": "x",
		}},
		{"Huawei, instance", lists.CodeArtsIDE, by("metadata of Huawei Cloud"), body{
			"account_id": "0abc", "principal_urn": "sts::0abc:assumed-agency:instance/i-simulated", "principal_id": "x:i-simulated",
		}},
	} {
		for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3, "form"} {
			server := simtest.Serve(t, simtest.SignIns(config))
			caller := test.key(simtest.NewCaller(t, server))
			if caller.Scheme = scheme; scheme == "form" {
				caller.Scheme, caller.Form = signature.SchemeRPC, true
			}
			got := caller.WhoAmI(test.api)
			if id := got.Header.Get("X-Acs-Request-Id"); test.api == lists.ICE {
				if got.Body["RequestId"] != id || id == "" {
					t.Errorf("%s: RequestId %v, header %q", test.name, got.Body["RequestId"], id)
				}
				delete(got.Body, "RequestId")
			}
			if role := text(got.Body["RoleId"]); !strings.HasPrefix(text(got.Body["PrincipalId"]), role) {
				t.Errorf("%s: %s is not of the role", test.name, got.Text)
			}
			for name, value := range got.Body {
				got.Body[name] = withoutMadeUp(text(value))
			}
			if diff := cmp.Diff(test.want, got.Body); got.Status != http.StatusOK || diff != "" {
				t.Errorf("%s, %s: %d (-want +got):\n%s", test.name, scheme, got.Status, diff)
			}
			all := server.SignIns()
			last := all[len(all)-1]
			told := [2]string{last.AccountID, last.Principal}
			last.RequestID, last.AccountID, last.Principal = "", withoutMadeUp(last.AccountID), withoutMadeUp(last.Principal)
			want := simulator.SignInRequest{
				Service: simulator.ServiceSTS, Action: simulator.ActionCallerIdentity, Method: "POST", Path: "/", Host: "service.example.com",
				Signature: caller.Scheme, AccessKeyID: caller.Key, SecurityToken: caller.Token, Attempt: 1, Status: 200,
				AccountID: text(test.want["AccountId"]), Principal: text(test.want["Arn"]), Parameters: set{},
			}
			switch {
			case test.api == lists.CodeArtsIDE:
				want.Service, want.Signature = simulator.ServiceHuaweicloudSTS, signature.SchemeHuaweicloud
				want.Method, want.Path = "GET", simtest.CallerIdentityPath
				want.AccountID, want.Principal = text(test.want["account_id"]), text(test.want["principal_urn"])
			case scheme == signature.SchemeRPC:
				want.Method = "GET"
			}
			if diff := cmp.Diff(want, last); diff != "" {
				t.Errorf("%s, %s: recorded (-want +got):\n%s", test.name, scheme, diff)
			}
			// Whose rows it reads is what it was told.
			list := caller
			list.Scheme, list.Form = signature.SchemeACS3, false
			if got := list.Call(test.api, nil); got.Status != http.StatusOK {
				t.Fatalf("%s: %d %s", test.name, got.Status, got.Text)
			}
			if request := server.Requests()[0]; told != [2]string{request.AccountID, request.Principal} {
				t.Errorf("%s: recorded %+v", test.name, request)
			}
		}
	}
}

// withoutMadeUp shortens the identifiers that are made up to their first digits, those of Huawei Cloud to an x.
func withoutMadeUp(text string) string {
	for pattern, short := range map[string]string{`^3[0-9]{16}\b`: "3", `^28[0-9]{16}$`: "28", `^2[0-9]{15}$`: "2", `\b[0-9a-f]{32}\b`: "x"} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, short)
	}
	return text
}

func text(value any) string { s, _ := value.(string); return s }

// A request that is not authentic is told nothing, and is recorded as nobody's.
func TestCallerIdentityRefuses(t *testing.T) {
	for _, test := range []struct {
		name   string
		api    simulator.API
		scheme string // all of Alibaba Cloud's when empty
		change func(*simtest.Caller)
		status int
		code   string
	}{
		{"unknown key", lists.ICE, "", func(c *simtest.Caller) { c.Key = "LTAIother" }, 404, "InvalidAccessKeyId.NotFound"},
		{"wrong secret", lists.ICE, "", func(c *simtest.Caller) { c.Secret = "other" }, 400, "SignatureDoesNotMatch"},
		{"no token", lists.ICE, "", func(c *simtest.Caller) { c.Token = "" }, 400, "MissingSecurityToken"},
		{"other token", lists.ICE, "", func(c *simtest.Caller) { c.Token = "CAIS" }, 400, "InvalidSecurityToken.MismatchWithAccessKey"},
		{"stale", lists.ICE, "", func(c *simtest.Caller) { c.At = simtest.Now.Add(-16 * time.Minute) }, 400, "InvalidTimeStamp.Expired"},
		{
			"from the future", lists.ICE, "", func(c *simtest.Caller) { c.At = simtest.Now.Add(16 * time.Minute) }, 400,
			"InvalidTimeStamp.Expired",
		},
		{"other action", lists.ICE, signature.SchemeRPC, simtest.SetParameter("Action", "AssumeRole"), 400, "SignatureDoesNotMatch"},
		{"changed header", lists.ICE, signature.SchemeACS3, simtest.SetHeader("X-Acs-Something", "new"), 400, "IncompleteSignature"},

		{"unknown key", lists.CodeArtsIDE, "", func(c *simtest.Caller) { c.Key = "AKother" }, 401, "APIGW.0301"},
		{"wrong secret", lists.CodeArtsIDE, "", func(c *simtest.Caller) { c.Secret = "other" }, 401, "APIGW.0301"},
		{"no token", lists.CodeArtsIDE, "", func(c *simtest.Caller) { c.Token = "" }, 401, "APIGW.0301"},
		{"other token", lists.CodeArtsIDE, "", func(c *simtest.Caller) { c.Token = "gQpj" }, 401, "APIGW.0301"},
		{"changed token", lists.CodeArtsIDE, "", simtest.SetHeader("X-Security-Token", "gQpj"), 401, "APIGW.0301"},
		{"stale", lists.CodeArtsIDE, "", func(c *simtest.Caller) { c.At = simtest.Now.Add(-16 * time.Minute) }, 401, "APIGW.0303"},
		{"from the future", lists.CodeArtsIDE, "", func(c *simtest.Caller) { c.At = simtest.Now.Add(16 * time.Minute) }, 401, "APIGW.0303"},
		{"no signature", lists.CodeArtsIDE, "", simtest.DropHeader("Authorization"), 401, "APIGW.0301"},
	} {
		for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3} {
			if test.scheme != "" && test.scheme != scheme {
				continue
			}
			server := simtest.Serve(t, simtest.SignIns())
			caller := simtest.NewCaller(t, server)
			way := map[simulator.API]string{lists.ICE: "AssumeRole, RPC", lists.CodeArtsIDE: "agency by URN"}[test.api]
			caller = caller.As(signInWays[way].send(caller))
			caller.Scheme = scheme
			test.change(&caller)
			got := caller.WhoAmI(test.api)
			last := server.SignIns()[1]
			if got.Status != test.status || got.Code() != test.code || last.AccountID+last.Principal != "" {
				t.Errorf("%s %s, %s: %d %s, recorded %+v", test.api, test.name, scheme, got.Status, got.Text, last)
			}
			if strings.Contains(got.Text, "assumed-") {
				t.Errorf("%s %s, %s: told all the same: %s", test.api, test.name, scheme, got.Text)
			}
		}
	}
	for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3} {
		var sent *http.Request
		caller := simtest.NewCaller(t, simtest.Serve(t, simtest.SignIns()))
		caller.Scheme, caller.After = scheme, func(r *http.Request) { sent = r }
		first := caller.WhoAmI(lists.ICE)
		caller.After = nil
		if scheme == signature.SchemeRPC { // which is sent again after it was signed: the request itself
			sent = httptest.NewRequestWithContext(t.Context(), sent.Method, sent.URL.String(), nil)
		}
		if again := caller.Send(sent); first.Status != http.StatusOK || again.Code() != "SignatureNonceUsed" {
			t.Errorf("%s: %d, then %d %s", scheme, first.Status, again.Status, again.Text)
		}
	}
}

// An expired key is told nothing.
func TestCallerIdentityOfExpired(t *testing.T) {
	for name, way := range signInWays {
		server := simtest.Serve(t, simtest.SignIns())
		caller := simtest.NewCaller(t, server)
		caller = caller.As(way.send(caller))
		server.Expire()
		if got := caller.WhoAmI(way.api); got.Code() != expiredCode(way.api) {
			t.Errorf("%s: %d %s", name, got.Status, got.Text)
		}
	}
}

func TestRefuseCallerIdentity(t *testing.T) {
	type refusal struct {
		status        int
		code, message string
	}
	for _, test := range []struct {
		status   int
		accounts []string
		ali, hua refusal
	}{
		{http.StatusForbidden, nil,
			refusal{403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM."},
			refusal{403, "IAM.0003", "Policy doesn't allow sts::getCallerIdentity to be performed."}},
		{http.StatusServiceUnavailable, []string{simtest.AlicloudAccount, simtest.HuaweicloudAccount},
			refusal{503, "InternalError", "STS Server Internal Error happened, please send the RequestId to us."},
			refusal{503, "IAM.0006", "An unexpected error prevented the server from fulfilling your request."}},
		{http.StatusForbidden, []string{"other"}, refusal{status: 200}, refusal{status: 200}},
	} {
		server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
			c.SignInFault = simulator.RefuseCallerIdentity(test.status, test.accounts...)
		}))
		caller := simtest.NewCaller(t, server)
		for way, want := range map[string]refusal{"AssumeRole, RPC": test.ali, "agency by URN": test.hua} {
			api := signInWays[way].api
			session := caller.As(signInWays[way].send(caller)) // which is not refused
			got := session.WhoAmI(api)
			if diff := cmp.Diff(want, refusal{got.Status, got.Code(), got.Message()}, cmp.AllowUnexported(refusal{})); diff != "" {
				t.Errorf("%d %v, %s (-want +got):\n%s", test.status, test.accounts, api, diff)
			}
			if list := session.Call(api, nil); list.Status != http.StatusOK {
				t.Errorf("%s: the list is refused, too: %d %s", api, list.Status, list.Text)
			}
		}
	}
}

// Each account sees its own rows, whichever of its keys reads them, and the others see those of everybody.
func TestAccountRows(t *testing.T) {
	rows := map[simulator.API][]simulator.Row{lists.ICE: {{"LicenseItemId": "own"}}, lists.CodeArtsIDE: {{"id": "own"}}}
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
		c.Alicloud = append(c.Alicloud, simulator.Account{AccessKeyID: "LTAIown", SecretKey: simtest.Secret, AccountID: simtest.AlicloudAccount})
		c.Huaweicloud = append(c.Huaweicloud, simulator.Account{
			AccessKeyID: "AKown", SecretKey: simtest.Secret, AccountID: simtest.HuaweicloudAccount,
		})
		c.SignIn.Roles = append(c.SignIn.Roles, simulator.Role{ARN: "acs:ram::1000000000000002:role/reader"})
		c.Rows = map[simulator.API][]simulator.Row{
			lists.ICE: {{"LicenseItemId": "all"}}, lists.CodeArtsIDE: {{"id": "all"}}, lists.OutboundBot: {{"InstanceId": "all"}},
		}
		c.AccountRows = map[string]map[simulator.API][]simulator.Row{simtest.AlicloudAccount: rows, simtest.HuaweicloudAccount: rows}
	}))
	rows[lists.ICE][0]["LicenseItemId"] = "changed" // in the test's own copy
	base := simtest.NewCaller(t, server)
	as := func(key string) func() simtest.Caller {
		return func() simtest.Caller { c := base; c.Key = key; return c }
	}
	by := func(way string) func() simtest.Caller {
		return func() simtest.Caller { return base.As(signInWays[way].send(base)) }
	}
	check := func(name string, key func() simtest.Caller, api simulator.API, want string) {
		t.Helper()
		if got := key().Call(api, nil); got.Status != http.StatusOK || got.Column(lists.Of(api).Identifier) != want {
			t.Errorf("%s: %d, %s has %q, want %q", name, got.Status, api, got.Column(lists.Of(api).Identifier), want)
		}
	}
	check("other key", as(simtest.Key), lists.ICE, "all")
	check("other key", as(simtest.Key), lists.CodeArtsIDE, "all")
	check("other key", as(simtest.Key), lists.OutboundBot, "all")
	check("key", as("LTAIown"), lists.ICE, "own")
	check("key", as("LTAIown"), lists.OutboundBot, "")
	check("key", as("AKown"), lists.CodeArtsIDE, "own")
	check("role", by("AssumeRole, RPC"), lists.ICE, "own")
	check("OIDC", by("AssumeRoleWithOIDC"), lists.ICE, "own")
	check("agency", by("agency by name"), lists.CodeArtsIDE, "own")
	check("agency by URN", by("agency by URN"), lists.CodeArtsIDE, "own")
	check("role of another account", func() simtest.Caller {
		return base.As(base.STS("AssumeRole", simtest.Assume("acs:ram::1000000000000002:role/reader")))
	}, lists.ICE, "all")

	server.SetRows(lists.ICE, nil)
	server.SetAccountRows("1000000000000002", map[simulator.API][]simulator.Row{lists.ICE: {{"LicenseItemId": "second"}}})
	check("after SetRows", as(simtest.Key), lists.ICE, "")
	check("after SetRows", as("LTAIown"), lists.ICE, "own")
	check("after SetAccountRows", func() simtest.Caller {
		return base.As(base.STS("AssumeRole", simtest.Assume("acs:ram::1000000000000002:role/reader")))
	}, lists.ICE, "second")
	var accounts []string
	for _, request := range server.Requests() {
		if !slices.Contains(accounts, request.AccountID) {
			accounts = append(accounts, request.AccountID)
		}
	}
	made := simulator.Account{AccessKeyID: simtest.Key}
	want := []string{made.AlicloudID(), made.HuaweicloudID(), simtest.AlicloudAccount, simtest.HuaweicloudAccount, "1000000000000002"}
	if diff := cmp.Diff(want, accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

// What is made up is like what the clouds have, and the same each time; no two keys have the same account.
func TestAccountIDs(t *testing.T) {
	for key, want := range map[string][2]string{
		simtest.Key:               {"1554828822444868", "3f28c48c00688acae508e751cdb942e2"},
		simulator.DemoAccessKeyID: {"1397151425375963", "5f7dbde295353e1174d8d2ec0d207be0"},
	} {
		account := simulator.Account{AccessKeyID: key}
		if got := [2]string{account.AlicloudID(), account.HuaweicloudID()}; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
		account.AccountID = "1"
		if account.AlicloudID() != "1" || account.HuaweicloudID() != "1" {
			t.Errorf("%s: the AccountID is not used", key)
		}
	}
}
