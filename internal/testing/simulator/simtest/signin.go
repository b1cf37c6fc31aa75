package simtest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Who knows whom in [SignIns].
const (
	RoleARN     = "acs:ram::1000000000000001:role/reader"
	NextRoleARN = "acs:ram::1000000000000001:role/next"
	ProviderARN = "acs:ram::1000000000000001:oidc-provider/ci"
	IDToken     = "header.claims.signature"
)

// SignIns is a configuration in which every sign-in service knows somebody.
func SignIns(change ...func(*simulator.Config)) simulator.Config {
	return Known(append([]func(*simulator.Config){func(c *simulator.Config) {
		c.SignIn = simulator.SignIn{
			Roles: []simulator.Role{
				{ARN: RoleARN, OIDC: []simulator.OIDCTrust{{ProviderARN: ProviderARN, Token: IDToken}}},
				{ARN: NextRoleARN, Trusted: simulator.Trust{RoleARN}},
			},
			Agencies: []simulator.Agency{
				{Name: "reader", DomainName: "customer", DomainID: "0a1b"},
				{Name: "next", DomainName: "customer", DomainID: "0a1b", Trusted: simulator.Trust{"reader"}},
			},
			IdentityProviders: []simulator.IdentityProvider{
				{ID: "ci", IDToken: "other.user.signature", AccountID: HuaweicloudAccount, UserName: "other"},
				{ID: "ci", IDToken: IDToken, AccountID: HuaweicloudAccount, UserName: "pipeline"},
			},
			Tokens:              []simulator.Token{{Text: "iam-token"}},
			AlicloudMetadata:    simulator.Metadata{Role: "instance"},
			HuaweicloudMetadata: simulator.Metadata{Role: "instance"},
			CredentialsURI:      simulator.CredentialsURI{Path: "/credentials"},
			CloudSSO:            simulator.CloudSSO{AccessToken: "sso-token", AccountID: "1", AccessConfigurationID: "ac-1"},
			OAuth:               simulator.OAuth{ClientID: "client", AccessToken: "oauth-token", RefreshToken: "oauth-refresh"},
		}
	}}, change...)...)
}

// STS sends a request to STS, signed by the caller with its scheme.
func (c Caller) STS(action string, params set) Reply {
	c.T.Helper()
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	nonce := "nonce-" + strconv.FormatInt(lastNonce.Add(1), 10)
	if c.Scheme == signature.SchemeRPC {
		for name, value := range map[string]string{
			"Action": action, "Version": STSVersion, "Format": "JSON", "Timestamp": c.At.Format(signature.TimeLayout),
			"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": nonce, "AccessKeyId": c.Key,
		} {
			values.Set(name, value)
		}
		if c.Token != "" {
			values.Set("SecurityToken", c.Token)
		}
		r := c.SignRPC(values)
		if c.After != nil {
			c.After(r)
		}
		return c.Send(r)
	}
	r := c.NewRequest(http.MethodPost, "/", values, nil)
	for name, value := range map[string]string{
		"Accept": "application/json", "X-Acs-Action": action, "X-Acs-Version": STSVersion,
		"X-Acs-Date": c.At.Format(signature.TimeLayout), "X-Acs-Signature-Nonce": nonce, "X-Acs-Content-Sha256": EmptySHA256,
	} {
		r.Header.Set(name, value)
	}
	setIf(r.Header, "X-Acs-Security-Token", c.Token)
	c.signACS3(r)
	if c.After != nil {
		c.After(r)
	}
	return c.Send(r)
}

// Post sends a body to Huawei Cloud, signed by the caller.
func (c Caller) Post(path, body string) Reply {
	c.T.Helper()
	r := c.NewRequest(http.MethodPost, path, nil, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json;charset=UTF-8")
	return c.sendHuaweicloud(r)
}

// Get asks Huawei Cloud for something, signed by the caller.
func (c Caller) Get(path string) Reply {
	c.T.Helper()
	return c.sendHuaweicloud(c.NewRequest(http.MethodGet, path, nil, nil))
}

// sendHuaweicloud signs and sends a request to Huawei Cloud.
func (c Caller) sendHuaweicloud(r *http.Request) Reply {
	c.T.Helper()
	r.Header.Set("X-Sdk-Date", c.At.Format("20060102T150405Z"))
	setIf(r.Header, "X-Security-Token", c.Token)
	c.signHuaweicloud(r)
	if c.After != nil {
		c.After(r)
	}
	return c.Send(r)
}

// Plain sends a request that nobody signs.
func (c Caller) Plain(method, path, body string, header set) Reply {
	c.T.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(c.T.Context(), method, "http://service.example.com"+path, reader)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	return c.Send(r)
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

// As returns the caller with the key that an answer gave out.
func (c Caller) As(r Reply) Caller {
	c.T.Helper()
	for _, place := range keyPlaces {
		object := r.Body
		if place[0] != "" {
			object, _ = r.Body[place[0]].(map[string]any)
		}
		id, _ := object[place[1]].(string)
		secret, _ := object[place[2]].(string)
		token, _ := object[place[3]].(string)
		if id != "" && secret != "" {
			c.Key, c.Secret, c.Token = id, secret, token
			return c
		}
	}
	c.T.Fatalf("no key in %d %s", r.Status, r.Text)
	return c
}

// Assume returns the parameters of AssumeRole.
func Assume(role string, more ...set) map[string]string {
	params := set{"RoleArn": role, "RoleSessionName": "terraform"}
	for _, m := range more {
		maps.Copy(params, m)
	}
	return params
}

// WithToken returns the parameters of AssumeRoleWithOIDC.
func WithToken(more ...set) map[string]string {
	return Assume(RoleARN, append([]set{{"OIDCProviderArn": ProviderARN, "OIDCToken": IDToken}}, more...)...)
}

// Form is the query of an RPC request that nobody signs.
func Form(action string, params set) string {
	values := url.Values{"Action": {action}, "Version": {STSVersion}, "Format": {"JSON"}, "Timestamp": {Now.Format(signature.TimeLayout)}}
	for name, value := range params {
		values.Set(name, value)
	}
	return values.Encode()
}

// FormType is the header of a body that is a form.
var FormType = set{"Content-Type": "application/x-www-form-urlencoded"}

// The paths of the services, and the body for CloudSSO.
const (
	IDTokensPath       = "/v3.0/OS-AUTH/id-token/tokens"
	SecurityTokensPath = "/v3.0/OS-CREDENTIAL/securitytokens"
	CallerIdentityPath = "/v5/caller-identity"
	AssumeAgencyPath   = "/v5/agencies/assume"
	RoleKeyPath        = "/latest/meta-data/ram/security-credentials/"
	SSOBody            = `{"AccountId":"1","AccessConfigurationId":"ac-1"}`
)

// AgencyBody is a body that asks the IAM of Huawei Cloud for the key of an agency.
func AgencyBody(assume string) string {
	return `{"auth":{"identity":{"methods":["assume_role"],"assume_role":` + assume + `}}}`
}

// The accounts of the test: each owns something in both clouds.
const (
	AlicloudAccount    = "1000000000000001" // which the roles belong to
	HuaweicloudAccount = "0a1b"             // which the agencies belong to
)

// WhoAmI asks the cloud of an API who the caller is.
func (c Caller) WhoAmI(api simulator.API) Reply {
	c.T.Helper()
	if lists.Of(api).Service.Cloud == lists.Huaweicloud {
		return c.Get(CallerIdentityPath)
	}
	return c.STS(simulator.ActionCallerIdentity, nil)
}

// IDTokenBody is a body with an ID token, and more of the object that holds it.
func IDTokenBody(id, more string) string {
	return `{"auth":{"id_token":{"id":"` + id + `"}` + more + `}}`
}

// WithIDToken asks for a token of IAM, and returns the answer and the token.
func (c Caller) WithIDToken(provider, body string) (Reply, string) {
	c.T.Helper()
	header := set{"Content-Type": "application/json;charset=UTF-8"}
	if provider != "" {
		header["X-Idp-Id"] = provider
	}
	got := c.Plain("POST", IDTokensPath, body, header)
	return got, got.Header.Get("X-Subject-Token")
}

// KeyOf asks for the key of the owner of a token of IAM, with more of the object that holds the token.
func (c Caller) KeyOf(token, more string) Reply {
	c.T.Helper()
	return c.Plain("POST", SecurityTokensPath, `{"auth":{"identity":{"methods":["token"],"token":{"id":"`+token+`"`+more+`}}}}`, nil)
}

// AssumeFor assumes the agency reader for so many seconds.
func (c Caller) AssumeFor(seconds string) Reply {
	c.T.Helper()
	return c.Post(AssumeAgencyPath, `{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"ci","duration_seconds":`+seconds+`}`)
}

// RSAKey is a private key, made once.
var RSAKey = sync.OnceValue(func() *rsa.PrivateKey {
	pair, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return pair
})

// KeyPair asks for a key, signed with [RSAKey].
func (c Caller) KeyPair(change set) Reply {
	c.T.Helper()
	values := url.Values{}
	for name, value := range map[string]string{
		"Action": "GenerateSessionAccessKey", "Version": STSVersion, "Format": "JSON", "AccessKeyId": "LTAIpair",
		"Timestamp": Now.Format(signature.TimeLayout), "SignatureMethod": "SHA256withRSA", "SignatureType": "PRIVATEKEY",
		"SignatureVersion": "1.0", "SignatureNonce": strconv.FormatInt(lastNonce.Add(1), 10), "DurationSeconds": "900",
	} {
		values.Set(name, value)
	}
	for name, value := range change {
		values.Set(name, value)
	}
	claim := signature.KeyPair(Covered(c.T, c.NewRequest("GET", "/", values, nil)))
	sum := sha256.Sum256([]byte(claim.ToSign[0]))
	signed, err := rsa.SignPKCS1v15(nil, RSAKey(), crypto.SHA256, sum[:])
	if err != nil {
		c.T.Fatal(err)
	}
	if _, set := change["Signature"]; !set {
		values.Set("Signature", base64.StdEncoding.EncodeToString(signed))
	}
	return c.Plain("GET", "/?"+values.Encode(), "", nil)
}
