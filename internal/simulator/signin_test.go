package simulator

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

const (
	testRole     = "acs:ram::1000000000000001:role/reader"
	testNextRole = "acs:ram::1000000000000001:role/next"
	testProvider = "acs:ram::1000000000000001:oidc-provider/ci"
	testJWT      = "header.claims.signature"
)

// signIns is a configuration in which every sign-in service knows somebody.
func signIns(change ...func(*Config)) Config {
	c := known()
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
	for _, f := range change {
		f(&c)
	}
	return c
}

// sts sends a request to STS, signed by the caller with its scheme.
func (c caller) sts(action string, params set) reply {
	c.t.Helper()
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	nonce := "nonce-" + strconv.FormatInt(testNonce.Add(1), 10)
	if c.scheme != SchemeACS3 {
		for name, value := range map[string]string{
			"Action": action, "Version": "2015-04-01", "Format": "JSON", "Timestamp": c.at.Format(isoLayout),
			"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": nonce, "AccessKeyId": c.key,
		} {
			values.Set(name, value)
		}
		if c.token != "" {
			values.Set("SecurityToken", c.token)
		}
		return c.send(c.signRPC(values))
	}
	r := c.newRequest(http.MethodPost, "/", values, nil)
	for name, value := range map[string]string{
		"Accept": "application/json", "X-Acs-Action": action, "X-Acs-Version": "2015-04-01",
		"X-Acs-Date": c.at.Format(isoLayout), "X-Acs-Signature-Nonce": nonce, "X-Acs-Content-Sha256": sha256Hex(nil),
	} {
		r.Header.Set(name, value)
	}
	setIf(r.Header, "X-Acs-Security-Token", c.token)
	c.signACS3(r)
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
	return c.send(r)
}

// plain sends a request that nobody signs.
func (c caller) plain(method, target, body string, header set) reply {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), method, target, strings.NewReader(body))
	for name, value := range header {
		r.Header.Set(name, value)
	}
	return c.send(r)
}

// as returns the caller with the key that an answer gave out.
func (c caller) as(r reply) caller {
	c.t.Helper()
	for _, path := range [][]string{
		{"Credentials"}, {"SessionAccessKey"}, {"CloudCredential"}, {"credential"}, {"credentials"}, {},
	} {
		object := r.body
		for _, name := range path {
			object, _ = object[name].(map[string]any)
		}
		text := func(names ...string) string {
			for _, name := range names {
				if value, ok := object[name].(string); ok {
					return value
				}
			}
			return ""
		}
		c.key = text("AccessKeyId", "SessionAccessKeyId", "access", "access_key_id", "accessKeyId")
		c.secret = text("AccessKeySecret", "SessionAccessKeySecret", "secret", "secret_access_key", "accessKeySecret")
		c.token = text("SecurityToken", "securitytoken", "security_token", "securityToken")
		if c.key != "" && c.secret != "" {
			return c
		}
	}
	c.t.Fatalf("no key in %d %s", r.status, r.text)
	return c
}

// assume are the parameters of AssumeRole.
func assume(role string) set { return set{"RoleArn": role, "RoleSessionName": "terraform"} }

func TestAssumeRole(t *testing.T) {
	for _, scheme := range []string{SchemeRPC, SchemeACS3} {
		server := served(t, signIns())
		caller := newCaller(t, server)
		caller.scheme = scheme
		got := caller.sts("AssumeRole", assume(testRole))
		if got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", scheme, got.status, got.text)
		}
		temporary := caller.as(got)
		if list := temporary.call(ICE, nil); list.status != http.StatusOK {
			t.Errorf("%s: %d %s", scheme, list.status, list.text)
		}
		if next := temporary.sts("AssumeRole", assume(testNextRole)); next.status != http.StatusOK {
			t.Errorf("%s: %d %s", scheme, next.status, next.text)
		}
		server.Expire()
		if list := temporary.call(ICE, nil); list.code() != "InvalidSecurityToken.Expired" {
			t.Errorf("%s: %d %s", scheme, list.status, list.text)
		}
	}
}

func TestAgency(t *testing.T) {
	server := served(t, signIns())
	caller := newCaller(t, server)
	got := caller.post("/v3.0/OS-CREDENTIAL/securitytokens",
		`{"auth":{"identity":{"methods":["assume_role"],"assume_role":{"agency_name":"reader","domain_name":"customer"}}}}`)
	if got.status != http.StatusCreated {
		t.Fatalf("%d %s", got.status, got.text)
	}
	if list := caller.as(got).call(CodeArtsIDE, nil); list.status != http.StatusOK {
		t.Errorf("%d %s", list.status, list.text)
	}
	server.Expire()
	if list := caller.as(got).call(CodeArtsIDE, nil); list.code() != "APIGW.0301" {
		t.Errorf("%d %s", list.status, list.text)
	}
}
