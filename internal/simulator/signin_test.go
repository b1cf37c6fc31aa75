package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	testRole     = "acs:ram::1000000000000001:role/reader"
	testNextRole = "acs:ram::1000000000000001:role/next"
	testProvider = "acs:ram::1000000000000001:oidc-provider/ci"
	testJWT      = "header.claims.signature"
)

// signIns is a configuration in which every sign-in service knows somebody.
func signIns(change ...func(*Config)) Config {
	return known(append([]func(*Config){func(c *Config) {
		c.SignIn = SignIn{
			Roles: []Role{
				{ARN: testRole, OIDC: []OIDCTrust{{ProviderARN: testProvider, Token: testJWT}}},
				{ARN: testNextRole, Trusted: Trust{testRole}},
			},
			Agencies: []Agency{
				{Name: "reader", DomainName: "customer", DomainID: "0a1b"},
				{Name: "next", DomainName: "customer", DomainID: "0a1b", Trusted: Trust{"reader"}},
			},
			Tokens:              []Token{{Text: "iam-token"}},
			AlicloudMetadata:    Metadata{Role: "instance"},
			HuaweicloudMetadata: Metadata{Role: "instance"},
			CredentialsURI:      CredentialsURI{Path: "/credentials"},
			CloudSSO:            CloudSSO{AccessToken: "sso-token", AccountID: "1", AccessConfigurationID: "ac-1"},
			OAuth:               OAuth{ClientID: "client", AccessToken: "oauth-token", RefreshToken: "oauth-refresh"},
		}
	}}, change...)...)
}

// sts sends a request to STS, signed by the caller with its scheme.
func (c caller) sts(action string, params set) reply {
	c.t.Helper()
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	nonce := "nonce-" + strconv.FormatInt(testNonce.Add(1), 10)
	if c.scheme == SchemeRPC {
		for name, value := range map[string]string{
			"Action": action, "Version": stsVersion, "Format": "JSON", "Timestamp": c.at.Format(isoLayout),
			"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": nonce, "AccessKeyId": c.key,
		} {
			values.Set(name, value)
		}
		if c.token != "" {
			values.Set("SecurityToken", c.token)
		}
		r := c.signRPC(values)
		if c.after != nil {
			c.after(r)
		}
		return c.send(r)
	}
	r := c.newRequest(http.MethodPost, "/", values, nil)
	for name, value := range map[string]string{
		"Accept": "application/json", "X-Acs-Action": action, "X-Acs-Version": stsVersion,
		"X-Acs-Date": c.at.Format(isoLayout), "X-Acs-Signature-Nonce": nonce, "X-Acs-Content-Sha256": sha256Hex(nil),
	} {
		r.Header.Set(name, value)
	}
	setIf(r.Header, "X-Acs-Security-Token", c.token)
	c.signACS3(r)
	if c.after != nil {
		c.after(r)
	}
	return c.send(r)
}

// post sends a body to Huawei Cloud, signed by the caller.
func (c caller) post(path, body string) reply {
	c.t.Helper()
	r := c.newRequest(http.MethodPost, path, nil, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json;charset=UTF-8")
	r.Header.Set("X-Sdk-Date", c.at.Format("20060102T150405Z"))
	setIf(r.Header, "X-Security-Token", c.token)
	c.signHuawei(r)
	if c.after != nil {
		c.after(r)
	}
	return c.send(r)
}

// plain sends a request that nobody signs.
func (c caller) plain(method, path, body string, header set) reply {
	c.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, "http://service.example.com"+path, reader)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	return c.send(r)
}

// keyPlaces are where the services write a key: the object, and the names of its identifier, secret and token.
var keyPlaces = [][4]string{
	{"Credentials", "AccessKeyId", "AccessKeySecret", "SecurityToken"},
	{"SessionAccessKey", "SessionAccessKeyId", "SessionAccessKeySecret", ""},
	{"CloudCredential", "AccessKeyId", "AccessKeySecret", "SecurityToken"},
	{"", "AccessKeyId", "AccessKeySecret", "SecurityToken"},
	{"", "accessKeyId", "accessKeySecret", "securityToken"},
	{"credential", "access", "secret", "securitytoken"},
	{"credentials", "access_key_id", "secret_access_key", "security_token"},
}

// as returns the caller with the key that an answer gave out.
func (c caller) as(r reply) caller {
	c.t.Helper()
	for _, place := range keyPlaces {
		object := r.body
		if place[0] != "" {
			object, _ = r.body[place[0]].(map[string]any)
		}
		id, _ := object[place[1]].(string)
		secret, _ := object[place[2]].(string)
		token, _ := object[place[3]].(string)
		if id != "" && secret != "" {
			c.key, c.secret, c.token = id, secret, token
			return c
		}
	}
	c.t.Fatalf("no key in %d %s", r.status, r.text)
	return c
}

// assume are the parameters of AssumeRole.
func assume(role string, more ...set) set {
	params := set{"RoleArn": role, "RoleSessionName": "terraform"}
	for _, m := range more {
		maps.Copy(params, m)
	}
	return params
}

// withToken are the parameters of AssumeRoleWithOIDC.
func withToken(more ...set) set {
	return assume(testRole, append([]set{{"OIDCProviderArn": testProvider, "OIDCToken": testJWT}}, more...)...)
}

// form is what an RPC request that nobody signs looks like.
func form(action string, params set) string {
	values := url.Values{"Action": {action}, "Version": {stsVersion}, "Format": {"JSON"}, "Timestamp": {testNow.Format(isoLayout)}}
	for name, value := range params {
		values.Set(name, value)
	}
	return values.Encode()
}

var formType = set{"Content-Type": "application/x-www-form-urlencoded"}

const (
	securityTokensPath = "/v3.0/OS-CREDENTIAL/securitytokens"
	assumeAgencyPath   = "/v5/agencies/assume"
	roleKeyPath        = "/latest/meta-data/ram/security-credentials/"
	ssoBody            = `{"AccountId":"1","AccessConfigurationId":"ac-1"}`
)

func agencyBody(assume string) string {
	return `{"auth":{"identity":{"methods":["assume_role"],"assume_role":` + assume + `}}}`
}

// signInWays are all ways to a key, the API that it is for, and what is recorded of the request.
var signInWays = map[string]struct {
	send   func(c caller) reply
	api    API
	status int
	want   SignInRequest
}{
	"AssumeRole, RPC": {
		send: func(c caller) reply {
			c.scheme = SchemeRPC
			return c.sts("AssumeRole", assume(testRole, set{"DurationSeconds": "900", "Policy": `{"Version":"1"}`}))
		},
		api: ICE, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRole", Method: "GET", Path: "/", Signature: SchemeRPC, AccessKeyID: testKey,
			Parameters: assume(testRole, set{"DurationSeconds": "900", "Policy": `{"Version":"1"}`}),
		},
	},
	"AssumeRole, RPC in a form": {
		send: func(c caller) reply {
			c.scheme, c.form = SchemeRPC, true
			return c.sts("AssumeRole", assume(testRole))
		},
		api: ICE, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRole", Method: "POST", Path: "/", Signature: SchemeRPC, AccessKeyID: testKey,
			Parameters: assume(testRole),
		},
	},
	"AssumeRole, version 3": {
		send: func(c caller) reply { return c.sts("AssumeRole", assume(testRole)) },
		api:  OutboundBot, status: 200,
		want: SignInRequest{
			Service: ServiceSTS, Action: "AssumeRole", Method: "POST", Path: "/", Signature: SchemeACS3, AccessKeyID: testKey,
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
			Signature: SchemeHuawei, AccessKeyID: testKey,
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
			Signature: SchemeHuawei, AccessKeyID: testKey,
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
			Signature: SchemeHuawei, AccessKeyID: testKey,
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
		{"wrong secret, RPC", nil, func(c caller) reply { c.scheme = SchemeRPC; return wrong(c).sts("AssumeRole", assume(testRole)) }, 400, "SignatureDoesNotMatch", `"Code":"SignatureDoesNotMatch"`},
		{"wrong secret, version 3", nil, func(c caller) reply { return wrong(c).sts("AssumeRole", assume(testRole)) }, 400, "SignatureDoesNotMatch", `"Code":"SignatureDoesNotMatch"`},
		{"changed on the way, RPC", nil, func(c caller) reply { c.scheme = SchemeRPC; return otherRole(c).sts("AssumeRole", assume(testRole)) }, 400, "SignatureDoesNotMatch", ""},
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
		{"external identifier", externalID, func(c caller) reply { return c.sts("AssumeRole", assume(testRole, set{"ExternalId": "partner"})) }, 200, "", `"AssumedRoleId":"300000000000000000:terraform"`},

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
		{func(c caller) reply { return c.sts("GetCallerIdentity", nil) }, 404, `POST /: action "GetCallerIdentity"`},
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

func TestMetadataTokens(t *testing.T) {
	alicloud := func(c caller, ttl, token string) (reply, reply) {
		put := c.plain("PUT", "/latest/api/token", "", set{"X-aliyun-ecs-metadata-token-ttl-seconds": ttl})
		if token == "" {
			token = put.text
		}
		return put, c.plain("GET", roleKeyPath, "", set{"X-aliyun-ecs-metadata-token": token})
	}
	huaweicloud := func(c caller, ttl, token string) (reply, reply) {
		put := c.plain("PUT", "/meta-data/latest/api/token", "", set{"X-Metadata-Token-Ttl-Seconds": ttl})
		if token == "" {
			token = put.text
		}
		return put, c.plain("GET", "/openstack/latest/securitykey", "", set{"X-Metadata-Token": token})
	}
	required := Metadata{Role: "instance", TokenRequired: true}
	unsupported := Metadata{Role: "instance", TokenUnsupported: true}
	for _, c := range []struct {
		name     string
		metadata Metadata
		send     func(c caller, ttl, token string) (reply, reply)
		ttl      string
		token    string
		put, get int
	}{
		{"token", required, alicloud, "21600", "", 200, 200},
		{"token", required, huaweicloud, "21600", "", 200, 200},
		{"optional token", Metadata{Role: "instance"}, alicloud, "1", "", 200, 200},
		{"optional token", Metadata{Role: "instance"}, huaweicloud, "", "", 200, 200},
		{"wrong token", required, alicloud, "60", "x", 200, 403},
		{"wrong token", required, huaweicloud, "60", "x", 200, 401},
		{"wrong optional token", Metadata{Role: "instance"}, alicloud, "60", "x", 200, 403},
		{"no token", required, alicloud, "60", " ", 200, 403},
		{"no token", required, huaweicloud, "60", " ", 200, 401},
		{"not supported", unsupported, alicloud, "60", "x", 404, 200},
		{"not supported", unsupported, huaweicloud, "60", "x", 404, 200},
		{"too long", required, alicloud, "21601", "x", 400, 403},
		{"too short", required, alicloud, "0", "x", 400, 403},
		{"no time", required, alicloud, "", "x", 400, 403},
		{"too short", required, huaweicloud, "59", "x", 400, 401},
		{"no number", required, huaweicloud, "99999999999", "x", 400, 401},
	} {
		server := served(t, signIns(func(config *Config) {
			config.SignIn.AlicloudMetadata, config.SignIn.HuaweicloudMetadata = c.metadata, c.metadata
		}))
		put, get := c.send(newCaller(t, server), c.ttl, c.token)
		if put.status != c.put || get.status != c.get {
			t.Errorf("%s of %q: PUT %d, GET %d %s", c.name, c.ttl, put.status, get.status, get.text)
		}
		recorded := server.SignIns()
		if len(recorded) != 2 || recorded[0].MetadataToken || recorded[1].MetadataToken != (c.token != " ") {
			t.Errorf("%s: recorded %+v", c.name, recorded)
		}
	}
}

func TestMetadataTokenExpires(t *testing.T) {
	now := testNow
	server := served(t, signIns(func(c *Config) {
		c.SignIn.AlicloudMetadata.TokenRequired = true
		c.Now = func() time.Time { return now }
	}))
	caller := newCaller(t, server)
	header := set{"X-aliyun-ecs-metadata-token-ttl-seconds": "60"}
	token := set{"X-aliyun-ecs-metadata-token": caller.plain("PUT", "/latest/api/token", "", header).text}
	if got := caller.plain("GET", roleKeyPath, "", token); got.status != http.StatusOK || got.text != "instance" {
		t.Errorf("%d %s", got.status, got.text)
	}
	// A token of the one service is none of the other.
	other := set{"X-Metadata-Token": token["X-aliyun-ecs-metadata-token"]}
	if got := caller.plain("GET", "/openstack/latest/securitykey", "", other); got.status != http.StatusUnauthorized {
		t.Errorf("%d %s", got.status, got.text)
	}
	header["X-Forwarded-For"] = "192.0.2.1"
	if got := caller.plain("PUT", "/latest/api/token", "", header); got.status != http.StatusForbidden {
		t.Errorf("%d %s", got.status, got.text)
	}
	now = now.Add(time.Minute)
	if got := caller.plain("GET", roleKeyPath, "", token); got.status != http.StatusForbidden {
		t.Errorf("%d %s", got.status, got.text)
	}
}

// A refresh token is good once; what it gives is good for the next sign-in.
func TestOAuthRefresh(t *testing.T) {
	server := served(t, signIns(func(c *Config) { c.SignIn.OAuth.AccessToken = "" }))
	caller := newCaller(t, server)
	refresh := "oauth-refresh"
	for range 2 {
		body := url.Values{"grant_type": {"refresh_token"}, "client_id": {"client"}, "refresh_token": {refresh}, "Timestamp": {"x"}}.Encode()
		got := caller.plain("POST", "/v1/token", body, formType)
		access, _ := got.body["access_token"].(string)
		next, _ := got.body["refresh_token"].(string)
		if got.status != http.StatusOK || access == "" || next == "" || next == refresh ||
			fmt.Sprintf("%v %v", got.body["expires_in"], got.body["token_type"]) != "3600 Bearer" {
			t.Fatalf("%d %s", got.status, got.text)
		}
		exchanged := caller.plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer " + access})
		if list := caller.as(exchanged).call(ICE, nil); list.status != http.StatusOK {
			t.Errorf("%d %s", list.status, list.text)
		}
		if again := caller.plain("POST", "/v1/token", body, formType); again.status != http.StatusBadRequest {
			t.Errorf("a refresh token is good twice: %d %s", again.status, again.text)
		}
		refresh = next
	}
}

var testPair = sync.OnceValue(func() *rsa.PrivateKey {
	pair, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return pair
})

// A key pair signs for a key that needs no token.
func TestKeyPair(t *testing.T) {
	now := testNow
	server := served(t, signIns(func(c *Config) {
		c.SignIn.KeyPairs = []KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &testPair().PublicKey}}
		c.Now = func() time.Time { return now }
	}))
	caller := newCaller(t, server)
	generate := func(change set) reply {
		values := url.Values{}
		for name, value := range map[string]string{
			"Action": "GenerateSessionAccessKey", "Version": stsVersion, "Format": "JSON", "AccessKeyId": "LTAIpair",
			"Timestamp": testNow.Format(isoLayout), "SignatureMethod": "SHA256withRSA", "SignatureType": "PRIVATEKEY",
			"SignatureVersion": "1.0", "SignatureNonce": strconv.FormatInt(testNonce.Add(1), 10), "DurationSeconds": "900",
		} {
			values.Set(name, value)
		}
		for name, value := range change {
			values.Set(name, value)
		}
		toSign := "GET&%2F&" + percentEncode(canonicalQuery(values))
		sum := sha256.Sum256([]byte(toSign))
		signature, err := rsa.SignPKCS1v15(nil, testPair(), crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		if _, set := change["Signature"]; !set {
			values.Set("Signature", base64.StdEncoding.EncodeToString(signature))
		}
		return caller.plain("GET", "/?"+values.Encode(), "", nil)
	}

	got := generate(nil)
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	session := caller.as(got)
	if list := session.call(ICE, nil); session.token != "" || list.status != http.StatusOK {
		t.Errorf("%q: %d %s", session.token, list.status, list.text)
	}
	recorded := server.SignIns()[0]
	recorded.RequestID = ""
	want := SignInRequest{
		Service: ServiceSTS, Action: "GenerateSessionAccessKey", Method: "GET", Path: "/", Host: "service.example.com",
		Parameters: set{"DurationSeconds": "900"}, AccessKeyID: "LTAIpair", Signature: SchemeKeyPair, Attempt: 1,
		Issued: session.key, Status: 200,
	}
	if diff := cmp.Diff(want, recorded); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}

	for _, c := range []struct {
		change set
		code   string
	}{
		{set{"Signature": base64.StdEncoding.EncodeToString(make([]byte, 256))}, "SignatureDoesNotMatch"},
		{set{"Signature": "%"}, "SignatureDoesNotMatch"},
		{set{"SignatureMethod": "HMAC-SHA1"}, "IncompleteSignature"},
		{set{"SignatureType": ""}, "IncompleteSignature"},
		{set{"AccessKeyId": testKey}, "InvalidAccessKeyId.NotFound"},
		{set{"Timestamp": testNow.Add(-time.Hour).Format(isoLayout)}, "InvalidTimeStamp.Expired"},
		{set{"DurationSeconds": "3601"}, "InvalidParameter.DurationSeconds"},
	} {
		if got := generate(c.change); got.code() != c.code {
			t.Errorf("%v: %d %s", c.change, got.status, got.text)
		}
	}
	// The pair itself signs nothing else.
	pair := caller
	pair.key = "LTAIpair"
	if got := pair.call(ICE, nil); got.code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("%d %s", got.status, got.text)
	}
	now = now.Add(15 * time.Minute)
	session.at = now
	if got := session.call(ICE, nil); got.code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("after its time: %d %s", got.status, got.text)
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
