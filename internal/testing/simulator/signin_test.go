package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/google/go-cmp/cmp"
)

// signInWays are all ways to a key, the API that it is for, and what is recorded of the request.
var signInWays = map[string]struct {
	send   func(c caller) reply
	api    API
	status int
	want   SignInRequest
}{
	"AssumeRole, RPC": {
		send: func(c caller) reply {
			c.scheme = signature.SchemeRPC
			return c.sts("AssumeRole", assume(testRole, set{"DurationSeconds": "900", "Policy": `{"Version":"1"}`}))
		},
		api: ICE, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRole", Method: "GET", Path: "/", Signature: signature.SchemeRPC, AccessKeyID: testKey,
			Parameters: assume(testRole, set{"DurationSeconds": "900", "Policy": `{"Version":"1"}`}),
		},
	},
	"AssumeRole, RPC in a form": {
		send: func(c caller) reply {
			c.scheme, c.form = signature.SchemeRPC, true
			return c.sts("AssumeRole", assume(testRole))
		},
		api: ICE, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRole", Method: "POST", Path: "/", Signature: signature.SchemeRPC, AccessKeyID: testKey,
			Parameters: assume(testRole),
		},
	},
	"AssumeRole, version 3": {
		send: func(c caller) reply { return c.sts("AssumeRole", assume(testRole)) },
		api:  OutboundBot, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRole", Method: "POST", Path: "/", Signature: signature.SchemeACS3, AccessKeyID: testKey,
			Parameters: assume(testRole),
		},
	},
	"AssumeRoleWithOIDC": {
		send: func(c caller) reply {
			return c.plain("POST", "/?"+form("AssumeRoleWithOIDC", nil), url.Values{
				"RoleArn": {testRole}, "RoleSessionName": {"terraform"}, "OIDCProviderArn": {testProvider}, "OIDCToken": {testJWT},
			}.Encode(), formType)
		},
		api: AiContent, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRoleWithOIDC", Method: "POST", Path: "/", Parameters: withToken(),
		},
	},
	"AssumeRoleWithOIDC, version 3": {
		send: func(c caller) reply {
			values := url.Values{}
			for name, value := range withToken() {
				values.Set(name, value)
			}
			return c.plain("POST", "/?"+values.Encode(), "", set{
				"X-Acs-Action": "AssumeRoleWithOIDC", "X-Acs-Version": stsVersion, "Accept": "application/json",
			})
		},
		api: AiContent, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRoleWithOIDC", Method: "POST", Path: "/", Parameters: withToken(),
		},
	},
	"metadata of Alibaba Cloud": {
		send: func(c caller) reply { return c.plain("GET", roleKeyPath+"instance", "", nil) },
		api:  ICE, status: 200,
		want: SignInRequest{
			Service: ServiceAlicloudMetadata, Action: "GET " + roleKeyPath + "instance", Method: "GET", Path: roleKeyPath + "instance",
		},
	},
	"credentials URI": {
		send: func(c caller) reply { return c.plain("GET", "/credentials?user=1", "", nil) },
		api:  ICE, status: 200,
		want: SignInRequest{
			Service: ServiceCredentialsURI, Action: "GET /credentials", Method: "GET", Path: "/credentials",
			Parameters: set{"user": "1"},
		},
	},
	"CloudSSO": {
		send: func(c caller) reply {
			return c.plain("POST", "/cloud-credentials", ssoBody, set{"Authorization": "Bearer sso-token"})
		},
		api: ICE, status: 200,
		want: SignInRequest{
			Service: ServiceCloudSSO, Action: "POST /cloud-credentials", Method: "POST", Path: "/cloud-credentials",
			Parameters: set{"AccountId": "1", "AccessConfigurationId": "ac-1"}, BearerToken: "sso-token",
		},
	},
	"OAuth": {
		send: func(c caller) reply {
			return c.plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer oauth-token"})
		},
		api: ICE, status: 200,
		want: SignInRequest{
			Service: ServiceOAuth, Action: "POST /v1/exchange", Method: "POST", Path: "/v1/exchange", BearerToken: "oauth-token",
		},
	},
	"agency by name": {
		send: func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_name":"customer","duration_seconds":43200}`))
		},
		api: CodeArtsIDE, status: 201,
		want: SignInRequest{
			Service: ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: securityTokensPath,
			Signature: signature.SchemeHuaweicloud, AccessKeyID: testKey,
			Parameters: set{
				"methods": "assume_role", "agency_name": "reader", "domain_name": "customer", "duration_seconds": "43200",
			},
		},
	},
	"agency by identifier": {
		send: func(c caller) reply {
			return c.post(securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`))
		},
		api: CodeArtsIDE, status: 201,
		want: SignInRequest{
			Service: ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: securityTokensPath,
			Signature: signature.SchemeHuaweicloud, AccessKeyID: testKey,
			Parameters: set{"methods": "assume_role", "agency_name": "reader", "domain_id": "0a1b"},
		},
	},
	"agency by URN": {
		send: func(c caller) reply {
			return c.post(assumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"reader"}`)
		},
		api: CodeArtsIDE, status: 200,
		want: SignInRequest{
			Service: ServiceHuaweicloudSTS, Action: "AssumeAgency", Method: "POST", Path: assumeAgencyPath,
			Signature: signature.SchemeHuaweicloud, AccessKeyID: testKey,
			Parameters: set{"agency_urn": "iam::0a1b:agency:reader", "agency_session_name": "reader"},
		},
	},
	"agency with a token": {
		send: func(c caller) reply {
			return c.plain("POST", securityTokensPath, agencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`), set{"X-Auth-Token": "iam-token"})
		},
		api: CodeArtsIDE, status: 201,
		want: SignInRequest{
			Service: ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: securityTokensPath,
			BearerToken: "iam-token",
			Parameters:  set{"methods": "assume_role", "agency_name": "reader", "domain_id": "0a1b"},
		},
	},
	"token": {
		send: func(c caller) reply {
			return c.plain("POST", securityTokensPath,
				`{"auth":{"identity":{"methods":["token"],"token":{"id":"iam-token","duration_seconds":21600}}}}`, nil)
		},
		api: CodeArtsIDE, status: 201,
		want: SignInRequest{
			Service: ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: securityTokensPath,
			BearerToken: "iam-token",
			Parameters:  set{"methods": "token", "id": "iam-token", "duration_seconds": "21600"},
		},
	},
	"metadata of Huawei Cloud": {
		send: func(c caller) reply { return c.plain("GET", "/openstack/latest/securitykey", "", nil) },
		api:  CodeArtsIDE, status: 200,
		want: SignInRequest{
			Service: ServiceHuaweicloudMetadata, Action: "GET /openstack/latest/securitykey", Method: "GET",
			Path: "/openstack/latest/securitykey",
		},
	},
}

// Every way gives out a key of its own, which the lists take until it expires, and then refuse as the cloud does.
func TestSignIn(t *testing.T) {
	for name, way := range signInWays {
		t.Run(name, func(t *testing.T) {
			now := testNow
			server := served(t, signIns(func(c *Config) {
				c.SignIn.Lifetime = 10 * time.Minute
				c.Now = func() time.Time { return now }
			}))
			caller := newCaller(t, server)
			got := way.send(caller)
			if got.status != way.status {
				t.Fatalf("%d %s", got.status, got.text)
			}
			first := caller.as(got)
			second := caller.as(way.send(caller))
			if first.key == second.key || first.secret == second.secret || first.token == second.token {
				t.Errorf("the same key twice: %s", first.key)
			}
			want := way.want
			want.Host, want.Attempt, want.Status, want.Issued = "service.example.com", 1, way.status, first.key
			if want.Signature != "" {
				want.AccountID, want.Principal = testIdentity(way.api)
			}
			if want.Parameters == nil {
				want.Parameters = set{}
			}
			recorded := server.SignIns()
			if len(recorded) != 2 || len(server.Requests()) != 0 {
				t.Fatalf("%d sign-ins and %d requests are recorded", len(recorded), len(server.Requests()))
			}
			hasID := got.header.Get("X-Acs-Request-Id") + got.header.Get("X-Request-Id")
			if recorded[0].RequestID != hasID {
				t.Errorf("identifier %q, recorded %q", hasID, recorded[0].RequestID)
			}
			recorded[0].RequestID = ""
			if diff := cmp.Diff(want, recorded[0]); diff != "" {
				t.Errorf("recorded (-want +got):\n%s", diff)
			}
			if recorded[1].Attempt != 2 || recorded[1].Issued != second.key {
				t.Errorf("recorded %+v", recorded[1])
			}

			for _, step := range []struct {
				after time.Duration
				code  string
			}{{10*time.Minute - time.Second, ""}, {10 * time.Minute, expiredCode(way.api)}} {
				now = testNow.Add(step.after)
				first.at = now
				list := first.call(way.api, nil)
				if (list.status == 200) != (step.code == "") || step.code != "" && list.code() != step.code {
					t.Errorf("after %v: %d %s", step.after, list.status, list.text)
				}
			}
			requests := server.Requests()
			if len(requests) != 2 || requests[0].AccessKeyID != first.key || requests[0].SecurityToken != first.token {
				t.Errorf("requests %+v", requests)
			}
			server.Reset()
			if len(server.SignIns())+len(server.Requests()) != 0 {
				t.Error("Reset forgets nothing")
			}
		})
	}
}

// testIdentity is who a cloud takes the caller of newCaller for.
func testIdentity(api API) (account, principal string) {
	known := Account{AccessKeyID: testKey}
	if api == CodeArtsIDE {
		return known.HuaweicloudID(), "iam::" + known.HuaweicloudID() + ":user:simulated-user"
	}
	return known.AlicloudID(), "acs:ram::" + known.AlicloudID() + ":root"
}

// expiredCode is how a cloud refuses an expired token.
func expiredCode(api API) string {
	if api == CodeArtsIDE {
		return "APIGW.0301"
	}
	return "InvalidSecurityToken.Expired"
}

func TestExpire(t *testing.T) {
	for name, way := range signInWays {
		server := served(t, signIns())
		caller := newCaller(t, server)
		before := caller.as(way.send(caller))
		server.Expire()
		after := caller.as(way.send(caller))
		if got := before.call(way.api, nil); got.code() != expiredCode(way.api) {
			t.Errorf("%s: a key from before: %d %s", name, got.status, got.text)
		}
		if got := after.call(way.api, nil); got.status != http.StatusOK {
			t.Errorf("%s: a key from after: %d %s", name, got.status, got.text)
		}
	}
}

// The times that the answers state are those that the lists go by.
func TestExpirationIsStated(t *testing.T) {
	server := served(t, signIns(func(c *Config) { c.SignIn.Roles[0].Lifetime = time.Minute }))
	caller := newCaller(t, server)
	for name, want := range map[string]string{
		"AssumeRole, RPC":           `"Expiration":"2026-03-14T15:10:26Z"`, // the role's own
		"metadata of Alibaba Cloud": `"Expiration":"2026-03-14T21:09:26Z"`,
		"credentials URI":           `"Expiration":"2026-03-14T16:09:26Z"`,
		"OAuth":                     `"expiration":"2026-03-14T16:09:26Z"`,
		"agency by name":            `"expires_at":"2026-03-15T03:09:26.000000Z"`,
		"agency by identifier":      `"expires_at":"2026-03-14T15:24:26.000000Z"`, // the documented default
		"agency by URN":             `"expiration":"2026-03-14T16:09:26.000Z"`,
		"token":                     `"expires_at":"2026-03-14T21:09:26.000000Z"`,
	} {
		if got := signInWays[name].send(caller); !strings.Contains(got.text, want) {
			t.Errorf("%s: no %s in %s", name, want, got.text)
		}
	}
}

// A temporary key may sign in again, where it is trusted as who it was given to; a lasting one is not trusted then.
func TestChain(t *testing.T) {
	next := func(c caller) reply { return c.sts("AssumeRole", assume(testNextRole)) }
	nextAgency := func(c caller) reply {
		return c.post(securityTokensPath, agencyBody(`{"agency_name":"next","domain_name":"customer"}`))
	}
	nextURN := func(c caller) reply {
		return c.post(assumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:next","agency_session_name":"s1"}`)
	}
	for _, c := range []struct {
		from    string
		next    func(caller) reply
		trusted string
		denied  string
	}{
		{"AssumeRole, RPC", next, testRole, "NoPermission"},
		{"AssumeRoleWithOIDC", next, testRole, "NoPermission"},
		{"metadata of Alibaba Cloud", next, "instance", "NoPermission"},
		{"credentials URI", next, ServiceCredentialsURI, "NoPermission"},
		{"CloudSSO", next, ServiceCloudSSO, "NoPermission"},
		{"OAuth", next, ServiceOAuth, "NoPermission"},
		{"agency by name", nextAgency, "reader", "403"},
		{"agency by URN", nextURN, "reader", "IAM.0003"},
		{"token", nextAgency, "iam-token", "403"},
		{"metadata of Huawei Cloud", nextURN, "instance", "IAM.0003"},
	} {
		server := served(t, signIns(func(config *Config) {
			config.SignIn.Roles[1].Trusted = Trust{c.trusted}
			config.SignIn.Agencies[1].Trusted = Trust{c.trusted}
		}))
		caller := newCaller(t, server)
		way := signInWays[c.from]
		first := caller.as(way.send(caller))
		second := first.as(c.next(first))
		if got := second.call(way.api, nil); got.status != http.StatusOK {
			t.Errorf("%s: %d %s", c.from, got.status, got.text)
		}
		last := server.SignIns()[1]
		if last.AccessKeyID != first.key || last.SecurityToken != first.token || last.Issued != second.key {
			t.Errorf("%s: recorded %+v", c.from, last)
		}
		if got := c.next(caller); got.status != http.StatusForbidden {
			t.Errorf("%s: a key that is not trusted: %d %s", c.from, got.status, got.text)
		}
		if last := server.SignIns()[2]; last.ErrorCode != c.denied || last.Issued != "" {
			t.Errorf("%s: recorded %+v", c.from, last)
		}
		server.Expire()
		if got := c.next(first); got.code() != expiredCode(way.api) {
			t.Errorf("%s: an expired key: %d %s", c.from, got.status, got.text)
		}
	}
}

// The documented default is XML.
func TestSignInXML(t *testing.T) {
	caller := newCaller(t, served(t, signIns()))
	target := "/?" + strings.Replace(form("AssumeRoleWithOIDC", withToken()), "Format=JSON&", "", 1)
	got := caller.plain("GET", target, "", nil)
	if got.status != http.StatusOK || !strings.HasPrefix(got.text, "<AssumeRoleWithOIDCResponse><AssumedRoleUser><Arn>"+testRole+"/terraform</Arn>") {
		t.Errorf("%d %s", got.status, got.text)
	}
}

func TestGrant(t *testing.T) {
	server := served(t, signIns(func(c *Config) {
		c.SignIn.Roles[0].Denied = map[API]bool{ICE: true}
		c.SignIn.Agencies[0].ProjectID = "project"
	}))
	caller := newCaller(t, server)
	role := caller.as(signInWays["AssumeRole, RPC"].send(caller))
	if got := role.call(ICE, nil); got.status != http.StatusForbidden || !strings.Contains(got.text, `"AuthPrincipalType":"AssumedRoleUser"`) {
		t.Errorf("%d %s", got.status, got.text)
	}
	if got := role.call(OutboundBot, nil); got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, got.text)
	}
	agency := caller.as(signInWays["agency by name"].send(caller))
	if got := agency.call(CodeArtsIDE, nil); got.code() != "common.01010003" {
		t.Errorf("%d %s", got.status, got.text)
	}
	agency.project = "project"
	if got := agency.call(CodeArtsIDE, nil); got.status != http.StatusOK {
		t.Errorf("%d %s", got.status, got.text)
	}
	// A key of one cloud is none of the other.
	if got := agency.call(ICE, nil); got.code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("%d %s", got.status, got.text)
	}
}

func TestSignInsAtOnce(t *testing.T) {
	server := served(t, signIns())
	var work sync.WaitGroup
	for range 4 {
		for name, way := range signInWays {
			work.Go(func() {
				caller := newCaller(t, server)
				got := way.send(caller)
				if got.status != way.status {
					t.Errorf("%s: %d %s", name, got.status, got.text)
					return
				}
				caller.as(got).call(way.api, nil)
				server.SignIns()
				server.Expire()
			})
		}
	}
	work.Wait()
	issued := make(map[string]bool)
	for _, r := range server.SignIns() {
		issued[r.Issued] = true
	}
	if want := 4 * len(signInWays); len(issued) != want || issued[""] {
		t.Errorf("%d keys for %d sign-ins", len(issued), want)
	}
}
