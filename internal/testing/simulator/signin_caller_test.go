package simulator

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
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
			IdentityProviders: []IdentityProvider{
				{ID: "ci", IDToken: "other.user.signature", AccountID: testHuaweicloud, UserName: "other"},
				{ID: "ci", IDToken: testJWT, AccountID: testHuaweicloud, UserName: "pipeline"},
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
	if c.scheme == signature.SchemeRPC {
		for name, value := range map[string]string{
			"Action": action, "Version": stsVersion, "Format": "JSON", "Timestamp": c.at.Format(signature.TimeLayout),
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
		"X-Acs-Date": c.at.Format(signature.TimeLayout), "X-Acs-Signature-Nonce": nonce, "X-Acs-Content-Sha256": emptySHA256,
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
	return c.sendHuawei(r)
}

// get asks Huawei Cloud for something, signed by the caller.
func (c caller) get(path string) reply {
	c.t.Helper()
	return c.sendHuawei(c.newRequest(http.MethodGet, path, nil, nil))
}

func (c caller) sendHuawei(r *http.Request) reply {
	c.t.Helper()
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
	values := url.Values{"Action": {action}, "Version": {stsVersion}, "Format": {"JSON"}, "Timestamp": {testNow.Format(signature.TimeLayout)}}
	for name, value := range params {
		values.Set(name, value)
	}
	return values.Encode()
}

var formType = set{"Content-Type": "application/x-www-form-urlencoded"}

const (
	idTokensPath       = "/v3.0/OS-AUTH/id-token/tokens"
	securityTokensPath = "/v3.0/OS-CREDENTIAL/securitytokens"
	callerIdentityPath = "/v5/caller-identity"
	assumeAgencyPath   = "/v5/agencies/assume"
	roleKeyPath        = "/latest/meta-data/ram/security-credentials/"
	ssoBody            = `{"AccountId":"1","AccessConfigurationId":"ac-1"}`
)

func agencyBody(assume string) string {
	return `{"auth":{"identity":{"methods":["assume_role"],"assume_role":` + assume + `}}}`
}
