package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
	"github.com/google/go-cmp/cmp"
)

// set are parameters or headers by their names.
type set = map[string]string

// signInWays are all ways to a key, the API that it is for, and what is recorded of the request.
var signInWays = map[string]struct {
	send   func(c simtest.Caller) simtest.Reply
	api    simulator.API
	status int
	want   simulator.SignInRequest
}{
	"AssumeRole, RPC": {
		send: func(c simtest.Caller) simtest.Reply {
			c.Scheme = signature.SchemeRPC
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN, set{"DurationSeconds": "900", "Policy": `{"Version":"1"}`}))
		},
		api: lists.ICE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceSTS, Action: "AssumeRole", Method: "GET", Path: "/", Signature: signature.SchemeRPC, AccessKeyID: simtest.Key,
			Parameters: simtest.Assume(simtest.RoleARN, set{"DurationSeconds": "900", "Policy": `{"Version":"1"}`}),
		},
	},
	"AssumeRole, RPC in a form": {
		send: func(c simtest.Caller) simtest.Reply {
			c.Scheme, c.Form = signature.SchemeRPC, true
			return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN))
		},
		api: lists.ICE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceSTS, Action: "AssumeRole", Method: "POST", Path: "/", Signature: signature.SchemeRPC, AccessKeyID: simtest.Key,
			Parameters: simtest.Assume(simtest.RoleARN),
		},
	},
	"AssumeRole, version 3": {
		send: func(c simtest.Caller) simtest.Reply { return c.STS("AssumeRole", simtest.Assume(simtest.RoleARN)) },
		api:  lists.OutboundBot, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceSTS, Action: "AssumeRole", Method: "POST", Path: "/",
			Signature: signature.SchemeACS3, AccessKeyID: simtest.Key,
			Parameters: simtest.Assume(simtest.RoleARN),
		},
	},
	"AssumeRoleWithOIDC": {
		send: func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/?"+simtest.Form("AssumeRoleWithOIDC", nil), url.Values{
				"RoleArn": {simtest.RoleARN}, "RoleSessionName": {"terraform"},
				"OIDCProviderArn": {simtest.ProviderARN}, "OIDCToken": {simtest.IDToken},
			}.Encode(), simtest.FormType)
		},
		api: lists.AiContent, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceSTS, Action: "AssumeRoleWithOIDC", Method: "POST", Path: "/", Parameters: simtest.WithToken(),
		},
	},
	"AssumeRoleWithOIDC, version 3": {
		send: func(c simtest.Caller) simtest.Reply {
			values := url.Values{}
			for name, value := range simtest.WithToken() {
				values.Set(name, value)
			}
			return c.Plain("POST", "/?"+values.Encode(), "", set{
				"X-Acs-Action": "AssumeRoleWithOIDC", "X-Acs-Version": simtest.STSVersion, "Accept": "application/json",
			})
		},
		api: lists.AiContent, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceSTS, Action: "AssumeRoleWithOIDC", Method: "POST", Path: "/", Parameters: simtest.WithToken(),
		},
	},
	"metadata of Alibaba Cloud": {
		send: func(c simtest.Caller) simtest.Reply { return c.Plain("GET", simtest.RoleKeyPath+"instance", "", nil) },
		api:  lists.ICE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceAlicloudMetadata, Action: "GET " + simtest.RoleKeyPath + "instance",
			Method: "GET", Path: simtest.RoleKeyPath + "instance",
		},
	},
	"credentials URI": {
		send: func(c simtest.Caller) simtest.Reply { return c.Plain("GET", "/credentials?user=1", "", nil) },
		api:  lists.ICE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceCredentialsURI, Action: "GET /credentials", Method: "GET", Path: "/credentials",
			Parameters: set{"user": "1"},
		},
	},
	"CloudSSO": {
		send: func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/cloud-credentials", simtest.SSOBody, set{"Authorization": "Bearer sso-token"})
		},
		api: lists.ICE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceCloudSSO, Action: "POST /cloud-credentials", Method: "POST", Path: "/cloud-credentials",
			Parameters: set{"AccountId": "1", "AccessConfigurationId": "ac-1"}, BearerToken: "sso-token",
		},
	},
	"OAuth": {
		send: func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer oauth-token"})
		},
		api: lists.ICE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceOAuth, Action: "POST /v1/exchange", Method: "POST", Path: "/v1/exchange", BearerToken: "oauth-token",
		},
	},
	"agency by name": {
		send: func(c simtest.Caller) simtest.Reply {
			body := simtest.AgencyBody(`{"agency_name":"reader","domain_name":"customer","duration_seconds":43200}`)
			return c.Post(simtest.SecurityTokensPath, body)
		},
		api: lists.CodeArtsIDE, status: 201,
		want: simulator.SignInRequest{
			Service: simulator.ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: simtest.SecurityTokensPath,
			Signature: signature.SchemeHuaweicloud, AccessKeyID: simtest.Key,
			Parameters: set{
				"methods": "assume_role", "agency_name": "reader", "domain_name": "customer", "duration_seconds": "43200",
			},
		},
	},
	"agency by identifier": {
		send: func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`))
		},
		api: lists.CodeArtsIDE, status: 201,
		want: simulator.SignInRequest{
			Service: simulator.ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: simtest.SecurityTokensPath,
			Signature: signature.SchemeHuaweicloud, AccessKeyID: simtest.Key,
			Parameters: set{"methods": "assume_role", "agency_name": "reader", "domain_id": "0a1b"},
		},
	},
	"agency by URN": {
		send: func(c simtest.Caller) simtest.Reply {
			return c.Post(simtest.AssumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"reader"}`)
		},
		api: lists.CodeArtsIDE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceHuaweicloudSTS, Action: "AssumeAgency", Method: "POST", Path: simtest.AssumeAgencyPath,
			Signature: signature.SchemeHuaweicloud, AccessKeyID: simtest.Key,
			Parameters: set{"agency_urn": "iam::0a1b:agency:reader", "agency_session_name": "reader"},
		},
	},
	"agency with a token": {
		send: func(c simtest.Caller) simtest.Reply {
			body := simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b"}`)
			return c.Plain("POST", simtest.SecurityTokensPath, body, set{"X-Auth-Token": "iam-token"})
		},
		api: lists.CodeArtsIDE, status: 201,
		want: simulator.SignInRequest{
			Service: simulator.ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: simtest.SecurityTokensPath,
			BearerToken: "iam-token",
			Parameters:  set{"methods": "assume_role", "agency_name": "reader", "domain_id": "0a1b"},
		},
	},
	"token": {
		send: func(c simtest.Caller) simtest.Reply {
			return c.Plain("POST", simtest.SecurityTokensPath,
				`{"auth":{"identity":{"methods":["token"],"token":{"id":"iam-token","duration_seconds":21600}}}}`, nil)
		},
		api: lists.CodeArtsIDE, status: 201,
		want: simulator.SignInRequest{
			Service: simulator.ServiceIAM, Action: "CreateTemporaryAccessKey", Method: "POST", Path: simtest.SecurityTokensPath,
			BearerToken: "iam-token",
			Parameters:  set{"methods": "token", "id": "iam-token", "duration_seconds": "21600"},
		},
	},
	"metadata of Huawei Cloud": {
		send: func(c simtest.Caller) simtest.Reply { return c.Plain("GET", "/openstack/latest/securitykey", "", nil) },
		api:  lists.CodeArtsIDE, status: 200,
		want: simulator.SignInRequest{
			Service: simulator.ServiceHuaweicloudMetadata, Action: "GET /openstack/latest/securitykey", Method: "GET",
			Path: "/openstack/latest/securitykey",
		},
	},
}

// Every way gives out a key of its own, which the lists take until it expires, and then refuse as the cloud does.
func TestSignIn(t *testing.T) {
	for name, way := range signInWays {
		t.Run(name, func(t *testing.T) {
			now := simtest.Now
			server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
				c.SignIn.Lifetime = 10 * time.Minute
				c.Now = func() time.Time { return now }
			}))
			caller := simtest.NewCaller(t, server)
			got := way.send(caller)
			if got.Status != way.status {
				t.Fatalf("%d %s", got.Status, got.Text)
			}
			first := caller.As(got)
			second := caller.As(way.send(caller))
			if first.Key == second.Key || first.Secret == second.Secret || first.Token == second.Token {
				t.Errorf("the same key twice: %s", first.Key)
			}
			want := way.want
			want.Host, want.Attempt, want.Status, want.Issued = "service.example.com", 1, way.status, first.Key
			if want.Signature != "" {
				want.AccountID, want.Principal = simtest.IdentityOf(way.api)
			}
			if want.Parameters == nil {
				want.Parameters = set{}
			}
			recorded := server.SignIns()
			if len(recorded) != 2 || len(server.Requests()) != 0 {
				t.Fatalf("%d sign-ins and %d requests are recorded", len(recorded), len(server.Requests()))
			}
			hasID := got.Header.Get("X-Acs-Request-Id") + got.Header.Get("X-Request-Id")
			if recorded[0].RequestID != hasID {
				t.Errorf("identifier %q, recorded %q", hasID, recorded[0].RequestID)
			}
			recorded[0].RequestID = ""
			if diff := cmp.Diff(want, recorded[0]); diff != "" {
				t.Errorf("recorded (-want +got):\n%s", diff)
			}
			if recorded[1].Attempt != 2 || recorded[1].Issued != second.Key {
				t.Errorf("recorded %+v", recorded[1])
			}

			for _, step := range []struct {
				after time.Duration
				code  string
			}{{10*time.Minute - time.Second, ""}, {10 * time.Minute, expiredCode(way.api)}} {
				now = simtest.Now.Add(step.after)
				first.At = now
				list := first.Call(way.api, nil)
				if (list.Status == 200) != (step.code == "") || step.code != "" && list.Code() != step.code {
					t.Errorf("after %v: %d %s", step.after, list.Status, list.Text)
				}
			}
			requests := server.Requests()
			if len(requests) != 2 || requests[0].AccessKeyID != first.Key || requests[0].SecurityToken != first.Token {
				t.Errorf("requests %+v", requests)
			}
			server.Reset()
			if len(server.SignIns())+len(server.Requests()) != 0 {
				t.Error("Reset forgets nothing")
			}
		})
	}
}

// expiredCode is how a cloud refuses an expired token.
func expiredCode(api simulator.API) string {
	if lists.Of(api).Service.Cloud == lists.Huaweicloud {
		return "APIGW.0301"
	}
	return "InvalidSecurityToken.Expired"
}

func TestExpire(t *testing.T) {
	for name, way := range signInWays {
		server := simtest.Serve(t, simtest.SignIns())
		caller := simtest.NewCaller(t, server)
		before := caller.As(way.send(caller))
		server.Expire()
		after := caller.As(way.send(caller))
		if got := before.Call(way.api, nil); got.Code() != expiredCode(way.api) {
			t.Errorf("%s: a key from before: %d %s", name, got.Status, got.Text)
		}
		if got := after.Call(way.api, nil); got.Status != http.StatusOK {
			t.Errorf("%s: a key from after: %d %s", name, got.Status, got.Text)
		}
	}
}

// The times that the answers state are those that the lists go by.
func TestExpirationIsStated(t *testing.T) {
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) { c.SignIn.Roles[0].Lifetime = time.Minute }))
	caller := simtest.NewCaller(t, server)
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
		if got := signInWays[name].send(caller); !strings.Contains(got.Text, want) {
			t.Errorf("%s: no %s in %s", name, want, got.Text)
		}
	}
}

// A temporary key may sign in again, where it is trusted as who it was given to; a lasting one is not trusted then.
func TestChain(t *testing.T) {
	next := func(c simtest.Caller) simtest.Reply { return c.STS("AssumeRole", simtest.Assume(simtest.NextRoleARN)) }
	nextAgency := func(c simtest.Caller) simtest.Reply {
		return c.Post(simtest.SecurityTokensPath, simtest.AgencyBody(`{"agency_name":"next","domain_name":"customer"}`))
	}
	nextURN := func(c simtest.Caller) simtest.Reply {
		return c.Post(simtest.AssumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:next","agency_session_name":"s1"}`)
	}
	for _, c := range []struct {
		from    string
		next    func(simtest.Caller) simtest.Reply
		trusted string
		denied  string
	}{
		{"AssumeRole, RPC", next, simtest.RoleARN, "NoPermission"},
		{"AssumeRoleWithOIDC", next, simtest.RoleARN, "NoPermission"},
		{"metadata of Alibaba Cloud", next, "instance", "NoPermission"},
		{"credentials URI", next, simulator.ServiceCredentialsURI, "NoPermission"},
		{"CloudSSO", next, simulator.ServiceCloudSSO, "NoPermission"},
		{"OAuth", next, simulator.ServiceOAuth, "NoPermission"},
		{"agency by name", nextAgency, "reader", "403"},
		{"agency by URN", nextURN, "reader", "IAM.0003"},
		{"token", nextAgency, "iam-token", "403"},
		{"metadata of Huawei Cloud", nextURN, "instance", "IAM.0003"},
	} {
		server := simtest.Serve(t, simtest.SignIns(func(config *simulator.Config) {
			config.SignIn.Roles[1].Trusted = simulator.Trust{c.trusted}
			config.SignIn.Agencies[1].Trusted = simulator.Trust{c.trusted}
		}))
		caller := simtest.NewCaller(t, server)
		way := signInWays[c.from]
		first := caller.As(way.send(caller))
		second := first.As(c.next(first))
		if got := second.Call(way.api, nil); got.Status != http.StatusOK {
			t.Errorf("%s: %d %s", c.from, got.Status, got.Text)
		}
		last := server.SignIns()[1]
		if last.AccessKeyID != first.Key || last.SecurityToken != first.Token || last.Issued != second.Key {
			t.Errorf("%s: recorded %+v", c.from, last)
		}
		if got := c.next(caller); got.Status != http.StatusForbidden {
			t.Errorf("%s: a key that is not trusted: %d %s", c.from, got.Status, got.Text)
		}
		if last := server.SignIns()[2]; last.ErrorCode != c.denied || last.Issued != "" {
			t.Errorf("%s: recorded %+v", c.from, last)
		}
		server.Expire()
		if got := c.next(first); got.Code() != expiredCode(way.api) {
			t.Errorf("%s: an expired key: %d %s", c.from, got.Status, got.Text)
		}
	}
}

// The documented default is XML.
func TestSignInXML(t *testing.T) {
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.SignIns()))
	target := "/?" + strings.Replace(simtest.Form("AssumeRoleWithOIDC", simtest.WithToken()), "Format=JSON&", "", 1)
	got := caller.Plain("GET", target, "", nil)
	start := "<AssumeRoleWithOIDCResponse><AssumedRoleUser><Arn>" + simtest.RoleARN + "/terraform</Arn>"
	if got.Status != http.StatusOK || !strings.HasPrefix(got.Text, start) {
		t.Errorf("%d %s", got.Status, got.Text)
	}
}

func TestGrant(t *testing.T) {
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
		c.SignIn.Roles[0].Denied = map[simulator.API]bool{lists.ICE: true}
		c.SignIn.Agencies[0].ProjectID = "project"
	}))
	caller := simtest.NewCaller(t, server)
	role := caller.As(signInWays["AssumeRole, RPC"].send(caller))
	got := role.Call(lists.ICE, nil)
	if got.Status != http.StatusForbidden || !strings.Contains(got.Text, `"AuthPrincipalType":"AssumedRoleUser"`) {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	if got := role.Call(lists.OutboundBot, nil); got.Status != http.StatusOK {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	agency := caller.As(signInWays["agency by name"].send(caller))
	if got := agency.Call(lists.CodeArtsIDE, nil); got.Code() != "common.01010003" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	agency.Project = "project"
	if got := agency.Call(lists.CodeArtsIDE, nil); got.Status != http.StatusOK {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	// A key of one cloud is none of the other.
	if got := agency.Call(lists.ICE, nil); got.Code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
}

func TestSignInsAtOnce(t *testing.T) {
	server := simtest.Serve(t, simtest.SignIns())
	var work sync.WaitGroup
	for range 4 {
		for name, way := range signInWays {
			work.Go(func() {
				caller := simtest.NewCaller(t, server)
				got := way.send(caller)
				if got.Status != way.status {
					t.Errorf("%s: %d %s", name, got.Status, got.Text)
					return
				}
				caller.As(got).Call(way.api, nil)
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
