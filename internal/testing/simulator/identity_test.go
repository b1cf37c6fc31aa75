package simulator

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/google/go-cmp/cmp"
)

// The accounts of the test: each owns something in both clouds.
const (
	testAlicloud    = "1000000000000001" // which testRole belongs to
	testHuaweicloud = "0a1b"             // which the agencies belong to
)

// whoAmI asks the cloud of an API who the caller is.
func (c caller) whoAmI(api API) reply {
	c.t.Helper()
	if api == CodeArtsIDE {
		return c.get(callerIdentityPath)
	}
	return c.sts(ActionCallerIdentity, nil)
}

// Each kind of key belongs to somebody, whom the cloud tells.
func TestCallerIdentity(t *testing.T) {
	config := func(c *Config) {
		c.Alicloud = append(c.Alicloud,
			Account{AccessKeyID: "LTAIowner", SecretKey: testSecret, AccountID: "1000000000000009"},
			Account{AccessKeyID: "LTAIuser", SecretKey: testSecret, AccountID: "1000000000000009", UserName: "reader"},
		)
		c.Huaweicloud = append(c.Huaweicloud,
			Account{AccessKeyID: "AKowner", SecretKey: testSecret, AccountID: "0c0d"},
			Account{AccessKeyID: "AKuser", SecretKey: testSecret, AccountID: "0c0d", UserName: "reader"},
		)
		c.SignIn.Roles = append(c.SignIn.Roles, Role{ARN: "acs:ram::1000000000000002:role/reader"})
		c.SignIn.Agencies = append(c.SignIn.Agencies,
			Agency{Name: "reader", DomainName: "other", DomainID: "0e0f"}, Agency{Name: "named", DomainName: "named"})
		c.SignIn.KeyPairs = []KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &testPair().PublicKey, AccountID: testAlicloud, UserName: "paired"}}
		c.SignIn.AlicloudMetadata.AccountID = "1000000000000003"
		c.SignIn.HuaweicloudMetadata.AccountID = "0abc"
		c.SignIn.CredentialsURI.AccountID = "1000000000000004"
		c.SignIn.CloudSSO.AccountID = "1"
		c.SignIn.OAuth.AccountID, c.SignIn.OAuth.UserName = "1000000000000005", "browser"
		c.SignIn.Tokens[0].AccountID, c.SignIn.Tokens[0].UserName = "0def", "token-user"
	}
	as := func(key string) func(caller) caller {
		return func(c caller) caller { c.key = key; return c }
	}
	by := func(way string) func(caller) caller {
		return func(c caller) caller { return c.as(signInWays[way].send(c)) }
	}
	role := func(arn string) func(caller) caller {
		return func(c caller) caller { return c.as(c.sts("AssumeRole", assume(arn))) }
	}
	agency := func(assume string) func(caller) caller {
		return func(c caller) caller { return c.as(c.post(securityTokensPath, agencyBody(assume))) }
	}
	made := Account{AccessKeyID: testKey}
	type body = map[string]any
	for _, test := range []struct {
		name string
		api  API
		key  func(caller) caller
		want body
	}{
		{"account, made up", ICE, as(testKey), body{
			"AccountId": made.AlicloudID(), "Arn": "acs:ram::" + made.AlicloudID() + ":root", "IdentityType": "Account",
			"PrincipalId": made.AlicloudID(), "UserId": made.AlicloudID(),
		}},
		{"account", ICE, as("LTAIowner"), body{
			"AccountId": "1000000000000009", "Arn": "acs:ram::1000000000000009:root", "IdentityType": "Account",
			"PrincipalId": "1000000000000009", "UserId": "1000000000000009",
		}},
		{"user", ICE, as("LTAIuser"), body{
			"AccountId": "1000000000000009", "Arn": "acs:ram::1000000000000009:user/reader", "IdentityType": "RAMUser",
			"PrincipalId": "28", "UserId": "2",
		}},
		{"role", ICE, role(testRole), body{
			"AccountId": testAlicloud, "Arn": "acs:ram::1000000000000001:assumed-role/reader/terraform", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"role of another account", ICE, role("acs:ram::1000000000000002:role/reader"), body{
			"AccountId": "1000000000000002", "Arn": "acs:ram::1000000000000002:assumed-role/reader/terraform", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"OIDC", ICE, by("AssumeRoleWithOIDC"), body{
			"AccountId": testAlicloud, "Arn": "acs:ram::1000000000000001:assumed-role/reader/terraform", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"role of a role", ICE, func(c caller) caller { return role(testNextRole)(role(testRole)(c)) }, body{
			"AccountId": testAlicloud, "Arn": "acs:ram::1000000000000001:assumed-role/next/terraform", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:terraform", "RoleId": "3",
		}},
		{"key pair", ICE, func(c caller) caller { return c.as(c.keyPair(nil)) }, body{
			"AccountId": testAlicloud, "Arn": "acs:ram::1000000000000001:user/paired", "IdentityType": "RAMUser",
			"PrincipalId": "28", "UserId": "2",
		}},
		{"instance", ICE, by("metadata of Alibaba Cloud"), body{
			"AccountId": "1000000000000003", "Arn": "acs:ram::1000000000000003:assumed-role/instance/i-simulated", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:i-simulated", "RoleId": "3",
		}},
		{"credentials URI", ICE, by("credentials URI"), body{
			"AccountId": "1000000000000004", "Arn": "acs:ram::1000000000000004:assumed-role/credentials-uri/simulated",
			"IdentityType": "AssumedRoleUser", "PrincipalId": "3:simulated", "RoleId": "3",
		}},
		{"CloudSSO", ICE, by("CloudSSO"), body{
			"AccountId": "1", "Arn": "acs:ram::1:assumed-role/aliyunreservedsso-ac-1/simulated-user", "IdentityType": "AssumedRoleUser",
			"PrincipalId": "3:simulated-user", "RoleId": "3",
		}},
		{"OAuth", ICE, by("OAuth"), body{
			"AccountId": "1000000000000005", "Arn": "acs:ram::1000000000000005:user/browser", "IdentityType": "RAMUser",
			"PrincipalId": "28", "UserId": "2",
		}},

		{"Huawei, account, made up", CodeArtsIDE, as(testKey), body{
			"account_id": "x", "principal_urn": "iam::x:user:simulated-user", "principal_id": "x",
		}},
		{"Huawei, account", CodeArtsIDE, as("AKowner"), body{
			"account_id": "0c0d", "principal_urn": "iam::0c0d:user:simulated-user", "principal_id": "x",
		}},
		{"Huawei, user", CodeArtsIDE, as("AKuser"), body{
			"account_id": "0c0d", "principal_urn": "iam::0c0d:user:reader", "principal_id": "x",
		}},
		{"agency by URN", CodeArtsIDE, by("agency by URN"), body{
			"account_id": testHuaweicloud, "principal_urn": "sts::0a1b:assumed-agency:reader/reader", "principal_id": "x:reader",
		}},
		{"agency by identifier", CodeArtsIDE, by("agency by identifier"), body{
			"account_id": testHuaweicloud, "principal_urn": "sts::0a1b:assumed-agency:reader/reader", "principal_id": "x:reader",
		}},
		{"agency with a session's name", CodeArtsIDE, agency(`{"agency_name":"reader","domain_name":"other","session_user":{"name":"ci"}}`), body{
			"account_id": "0e0f", "principal_urn": "sts::0e0f:assumed-agency:reader/ci", "principal_id": "x:ci",
		}},
		{"agency of a domain without identifier", CodeArtsIDE, agency(`{"agency_name":"named","domain_name":"named"}`), body{
			"account_id": "x", "principal_urn": "sts::x:assumed-agency:named/named", "principal_id": "x:named",
		}},
		{"Huawei, token", CodeArtsIDE, by("token"), body{
			"account_id": "0def", "principal_urn": "iam::0def:user:token-user", "principal_id": "x",
		}},
		{"Huawei, instance", CodeArtsIDE, by("metadata of Huawei Cloud"), body{
			"account_id": "0abc", "principal_urn": "sts::0abc:assumed-agency:instance/i-simulated", "principal_id": "x:i-simulated",
		}},
	} {
		for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3, "form"} {
			server := served(t, signIns(config))
			caller := test.key(newCaller(t, server))
			if caller.scheme = scheme; scheme == "form" {
				caller.scheme, caller.form = signature.SchemeRPC, true
			}
			got := caller.whoAmI(test.api)
			if id := got.header.Get("X-Acs-Request-Id"); test.api == ICE {
				if got.body["RequestId"] != id || id == "" {
					t.Errorf("%s: RequestId %v, header %q", test.name, got.body["RequestId"], id)
				}
				delete(got.body, "RequestId")
			}
			if role := text(got.body["RoleId"]); !strings.HasPrefix(text(got.body["PrincipalId"]), role) {
				t.Errorf("%s: %s is not of the role", test.name, got.text)
			}
			for name, value := range got.body {
				got.body[name] = withoutMadeUp(text(value))
			}
			if diff := cmp.Diff(test.want, got.body); got.status != http.StatusOK || diff != "" {
				t.Errorf("%s, %s: %d (-want +got):\n%s", test.name, scheme, got.status, diff)
			}
			all := server.SignIns()
			last := all[len(all)-1]
			told := [2]string{last.AccountID, last.Principal}
			last.RequestID, last.AccountID, last.Principal = "", withoutMadeUp(last.AccountID), withoutMadeUp(last.Principal)
			want := SignInRequest{
				Service: ServiceSTS, Action: ActionCallerIdentity, Method: "POST", Path: "/", Host: "service.example.com",
				Signature: caller.scheme, AccessKeyID: caller.key, SecurityToken: caller.token, Attempt: 1, Status: 200,
				AccountID: text(test.want["AccountId"]), Principal: text(test.want["Arn"]), Parameters: set{},
			}
			switch {
			case test.api == CodeArtsIDE:
				want.Service, want.Method, want.Path, want.Signature = ServiceHuaweicloudSTS, "GET", callerIdentityPath, signature.SchemeHuaweicloud
				want.AccountID, want.Principal = text(test.want["account_id"]), text(test.want["principal_urn"])
			case scheme == signature.SchemeRPC:
				want.Method = "GET"
			}
			if diff := cmp.Diff(want, last); diff != "" {
				t.Errorf("%s, %s: recorded (-want +got):\n%s", test.name, scheme, diff)
			}
			// Whose rows it reads is what it was told.
			list := caller
			list.scheme, list.form = signature.SchemeACS3, false
			if got := list.call(test.api, nil); got.status != http.StatusOK {
				t.Fatalf("%s: %d %s", test.name, got.status, got.text)
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
		api    API
		scheme string // all of Alibaba Cloud's when empty
		change func(*caller)
		status int
		code   string
	}{
		{"unknown key", ICE, "", func(c *caller) { c.key = "LTAIother" }, 404, "InvalidAccessKeyId.NotFound"},
		{"wrong secret", ICE, "", func(c *caller) { c.secret = "other" }, 400, "SignatureDoesNotMatch"},
		{"no token", ICE, "", func(c *caller) { c.token = "" }, 400, "MissingSecurityToken"},
		{"other token", ICE, "", func(c *caller) { c.token = "CAIS" }, 400, "InvalidSecurityToken.MismatchWithAccessKey"},
		{"stale", ICE, "", func(c *caller) { c.at = testNow.Add(-16 * time.Minute) }, 400, "InvalidTimeStamp.Expired"},
		{"from the future", ICE, "", func(c *caller) { c.at = testNow.Add(16 * time.Minute) }, 400, "InvalidTimeStamp.Expired"},
		{"other action", ICE, signature.SchemeRPC, setParameter("Action", "AssumeRole"), 400, "SignatureDoesNotMatch"},
		{"changed header", ICE, signature.SchemeACS3, setHeader("X-Acs-Something", "new"), 400, "IncompleteSignature"},

		{"unknown key", CodeArtsIDE, "", func(c *caller) { c.key = "AKother" }, 401, "APIGW.0301"},
		{"wrong secret", CodeArtsIDE, "", func(c *caller) { c.secret = "other" }, 401, "APIGW.0301"},
		{"no token", CodeArtsIDE, "", func(c *caller) { c.token = "" }, 401, "APIGW.0301"},
		{"other token", CodeArtsIDE, "", func(c *caller) { c.token = "gQpj" }, 401, "APIGW.0301"},
		{"changed token", CodeArtsIDE, "", setHeader("X-Security-Token", "gQpj"), 401, "APIGW.0301"},
		{"stale", CodeArtsIDE, "", func(c *caller) { c.at = testNow.Add(-16 * time.Minute) }, 401, "APIGW.0303"},
		{"from the future", CodeArtsIDE, "", func(c *caller) { c.at = testNow.Add(16 * time.Minute) }, 401, "APIGW.0303"},
		{"no signature", CodeArtsIDE, "", dropHeader("Authorization"), 401, "APIGW.0301"},
	} {
		for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3} {
			if test.scheme != "" && test.scheme != scheme {
				continue
			}
			server := served(t, signIns())
			caller := newCaller(t, server)
			way := map[API]string{ICE: "AssumeRole, RPC", CodeArtsIDE: "agency by URN"}[test.api]
			caller = caller.as(signInWays[way].send(caller))
			caller.scheme = scheme
			test.change(&caller)
			got := caller.whoAmI(test.api)
			last := server.SignIns()[1]
			if got.status != test.status || got.code() != test.code || last.AccountID+last.Principal != "" {
				t.Errorf("%s %s, %s: %d %s, recorded %+v", test.api, test.name, scheme, got.status, got.text, last)
			}
			if strings.Contains(got.text, "assumed-") {
				t.Errorf("%s %s, %s: told all the same: %s", test.api, test.name, scheme, got.text)
			}
		}
	}
	for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3} {
		var sent *http.Request
		caller := newCaller(t, served(t, signIns()))
		caller.scheme, caller.after = scheme, func(r *http.Request) { sent = r }
		first := caller.whoAmI(ICE)
		caller.after = nil
		if scheme == signature.SchemeRPC { // which is sent again after it was signed: the request itself
			sent = httptest.NewRequestWithContext(t.Context(), sent.Method, sent.URL.String(), nil)
		}
		if again := caller.send(sent); first.status != http.StatusOK || again.code() != "SignatureNonceUsed" {
			t.Errorf("%s: %d, then %d %s", scheme, first.status, again.status, again.text)
		}
	}
}

// An expired key is told nothing.
func TestCallerIdentityOfExpired(t *testing.T) {
	for name, way := range signInWays {
		server := served(t, signIns())
		caller := newCaller(t, server)
		caller = caller.as(way.send(caller))
		server.Expire()
		if got := caller.whoAmI(way.api); got.code() != expiredCode(way.api) {
			t.Errorf("%s: %d %s", name, got.status, got.text)
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
		{http.StatusServiceUnavailable, []string{testAlicloud, testHuaweicloud},
			refusal{503, "InternalError", "STS Server Internal Error happened, please send the RequestId to us."},
			refusal{503, "IAM.0006", "An unexpected error prevented the server from fulfilling your request."}},
		{http.StatusForbidden, []string{"other"}, refusal{status: 200}, refusal{status: 200}},
	} {
		server := served(t, signIns(func(c *Config) { c.SignInFault = RefuseCallerIdentity(test.status, test.accounts...) }))
		caller := newCaller(t, server)
		for way, want := range map[string]refusal{"AssumeRole, RPC": test.ali, "agency by URN": test.hua} {
			api := signInWays[way].api
			session := caller.as(signInWays[way].send(caller)) // which is not refused
			got := session.whoAmI(api)
			if diff := cmp.Diff(want, refusal{got.status, got.code(), got.message()}, cmp.AllowUnexported(refusal{})); diff != "" {
				t.Errorf("%d %v, %s (-want +got):\n%s", test.status, test.accounts, api, diff)
			}
			if list := session.call(api, nil); list.status != http.StatusOK {
				t.Errorf("%s: the list is refused, too: %d %s", api, list.status, list.text)
			}
		}
	}
}

// Each account sees its own rows, whichever of its keys reads them, and the others see those of everybody.
func TestAccountRows(t *testing.T) {
	rows := map[API][]Row{ICE: {{"LicenseItemId": "own"}}, CodeArtsIDE: {{"id": "own"}}}
	server := served(t, signIns(func(c *Config) {
		c.Alicloud = append(c.Alicloud, Account{AccessKeyID: "LTAIown", SecretKey: testSecret, AccountID: testAlicloud})
		c.Huaweicloud = append(c.Huaweicloud, Account{AccessKeyID: "AKown", SecretKey: testSecret, AccountID: testHuaweicloud})
		c.SignIn.Roles = append(c.SignIn.Roles, Role{ARN: "acs:ram::1000000000000002:role/reader"})
		c.Rows = map[API][]Row{
			ICE: {{"LicenseItemId": "all"}}, CodeArtsIDE: {{"id": "all"}}, OutboundBot: {{"InstanceId": "all"}},
		}
		c.AccountRows = map[string]map[API][]Row{testAlicloud: rows, testHuaweicloud: rows}
	}))
	rows[ICE][0]["LicenseItemId"] = "changed" // in the test's own copy
	base := newCaller(t, server)
	as := func(key string) func() caller { return func() caller { c := base; c.key = key; return c } }
	by := func(way string) func() caller { return func() caller { return base.as(signInWays[way].send(base)) } }
	check := func(name string, key func() caller, api API, want string) {
		t.Helper()
		if got := key().call(api, nil); got.status != http.StatusOK || got.column(lists.Of(api).Identifier) != want {
			t.Errorf("%s: %d, %s has %q, want %q", name, got.status, api, got.column(lists.Of(api).Identifier), want)
		}
	}
	check("other key", as(testKey), ICE, "all")
	check("other key", as(testKey), CodeArtsIDE, "all")
	check("other key", as(testKey), OutboundBot, "all")
	check("key", as("LTAIown"), ICE, "own")
	check("key", as("LTAIown"), OutboundBot, "")
	check("key", as("AKown"), CodeArtsIDE, "own")
	check("role", by("AssumeRole, RPC"), ICE, "own")
	check("OIDC", by("AssumeRoleWithOIDC"), ICE, "own")
	check("agency", by("agency by name"), CodeArtsIDE, "own")
	check("agency by URN", by("agency by URN"), CodeArtsIDE, "own")
	check("role of another account", func() caller {
		return base.as(base.sts("AssumeRole", assume("acs:ram::1000000000000002:role/reader")))
	}, ICE, "all")

	server.SetRows(ICE, nil)
	server.SetAccountRows("1000000000000002", map[API][]Row{ICE: {{"LicenseItemId": "second"}}})
	check("after SetRows", as(testKey), ICE, "")
	check("after SetRows", as("LTAIown"), ICE, "own")
	check("after SetAccountRows", func() caller {
		return base.as(base.sts("AssumeRole", assume("acs:ram::1000000000000002:role/reader")))
	}, ICE, "second")
	var accounts []string
	for _, request := range server.Requests() {
		if !slices.Contains(accounts, request.AccountID) {
			accounts = append(accounts, request.AccountID)
		}
	}
	made := Account{AccessKeyID: testKey}
	want := []string{made.AlicloudID(), made.HuaweicloudID(), testAlicloud, testHuaweicloud, "1000000000000002"}
	if diff := cmp.Diff(want, accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

// What is made up is like what the clouds have, and the same each time; no two keys have the same account.
func TestAccountIDs(t *testing.T) {
	for key, want := range map[string][2]string{
		testKey:         {"1554828822444868", "3f28c48c00688acae508e751cdb942e2"},
		DemoAccessKeyID: {"1397151425375963", "5f7dbde295353e1174d8d2ec0d207be0"},
	} {
		account := Account{AccessKeyID: key}
		if got := [2]string{account.AlicloudID(), account.HuaweicloudID()}; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
		account.AccountID = "1"
		if account.AlicloudID() != "1" || account.HuaweicloudID() != "1" {
			t.Errorf("%s: the AccountID is not used", key)
		}
	}
}
