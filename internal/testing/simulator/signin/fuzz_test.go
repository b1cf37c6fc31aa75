package signin_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// FuzzSignIn sends whatever net/http takes for a request to services that know somebody.
func FuzzSignIn(f *testing.F) {
	config := simtest.SignIns(func(c *simulator.Config) {
		c.SignIn.KeyPairs = []simulator.KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &simtest.RSAKey().PublicKey}, {PublicKeyID: "none"}}
		c.SignIn.HuaweicloudMetadata.TokenRequired = true
	})
	for _, seed := range []string{
		"GET /?Action=AssumeRole&Version=2015-04-01 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?" + simtest.Form("AssumeRoleWithOIDC", simtest.WithToken()) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?" + simtest.Form("AssumeRoleWithOIDC", simtest.WithToken(set{"DurationSeconds": "-9223372036854775808"})) +
			" HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nx-acs-action: AssumeRoleWithOIDC\r\nx-acs-version: 2015-04-01\r\n\r\n",
		"GET /?" + simtest.Form("GenerateSessionAccessKey", set{
			"AccessKeyId": "none", "Signature": "AAAA", "SignatureMethod": "SHA256withRSA", "SignatureType": "PRIVATEKEY",
			"SignatureVersion": "1.0", "SignatureNonce": "1",
		}) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?Action=GetCallerIdentity&Version=2015-04-01&AccessKeyId=LTAIexample&SecurityToken=x HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET " + simtest.CallerIdentityPath + " HTTP/1.1\r\nHost: x\r\nAuthorization: SDK-HMAC-SHA256 Access=LTAIexample\r\n\r\n",
		"POST " + simtest.IDTokensPath + " HTTP/1.1\r\nHost: x\r\nX-Idp-Id: ci\r\nContent-Length: 54\r\n\r\n" +
			simtest.IDTokenBody(simtest.IDToken, ""),
		"POST " + simtest.IDTokensPath + " HTTP/1.1\r\nHost: x\r\nContent-Length: 28\r\n\r\n" + `{"auth":{"id_token":[[{}]]}}`,
		"PUT /latest/api/token HTTP/1.1\r\nHost: 100.100.100.200\r\nX-aliyun-ecs-metadata-token-ttl-seconds: 60\r\n\r\n",
		"GET /latest/meta-data/ram/security-credentials/instance HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /latest/meta-data/ram/security-credentials/%2e%2e/ HTTP/1.1\r\nHost: x\r\nX-aliyun-ecs-metadata-token: x\r\n\r\n",
		"PUT /meta-data/latest/api/token HTTP/1.1\r\nHost: x\r\nX-Metadata-Token-Ttl-Seconds: -1\r\n\r\n",
		"GET /openstack/latest/securitykey HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n",
		"GET /credentials?%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /cloud-credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sso-token\r\nContent-Length: 4\r\n\r\nnull",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer\r\n\r\n",
		"POST /v1/token?grant_type=refresh_token&client_id=client&refresh_token=oauth-refresh HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST " + simtest.SecurityTokensPath + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: iam-token\r\nContent-Length: 27\r\n\r\n" +
			`{"auth":{"identity":[[{}]]}}`,
		"POST " + simtest.AssumeAgencyPath + " HTTP/1.1\r\nHost: x\r\nAuthorization: SDK-HMAC-SHA256 Access=a\r\nContent-Length: 2\r\n\r\n{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(raw))))
		if err != nil {
			return
		}
		server := simulator.New(config)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Body.Len() == 0 {
			t.Errorf("no answer: %d", w.Code)
		}
		for _, entry := range server.SignIns() {
			if entry.Status != w.Code || (entry.ErrorCode != "") != (w.Code >= 300) {
				t.Errorf("answered %d, recorded %+v", w.Code, entry)
			}
		}
	})
}

// FuzzSecurityTokens sends well signed bodies, so that what is behind the signature is reached.
func FuzzSecurityTokens(f *testing.F) {
	f.Add(simtest.AgencyBody(`{"agency_name":"reader","domain_id":"0a1b","duration_seconds":900}`))
	f.Add(simtest.AgencyBody(`{"agency_name":["reader",{}],"domain_id":null,"duration_seconds":1e999}`))
	f.Add(`{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"\u0000\n"}`)
	f.Add(`{"auth":{"identity":{"methods":[["token"]],"token":{"id":{"id":1}},"assume_role":{"id":"x"}}}}`)
	f.Add(`{"":{"":[]}} trailing`)
	f.Add(simtest.IDTokenBody(simtest.IDToken, `,"scope":{"domain":[]}`))
	config := simtest.SignIns()
	f.Fuzz(func(t *testing.T, body string) {
		server := simulator.New(config)
		for _, path := range []string{simtest.SecurityTokensPath, simtest.AssumeAgencyPath} {
			if got := simtest.NewCaller(t, server).Post(path, body); got.Status >= 500 || got.Body == nil {
				t.Errorf("%s: %d %s", path, got.Status, got.Text)
			}
		}
		got, token := simtest.NewCaller(t, server).WithIDToken("ci", body)
		if got.Status >= 500 || got.Body == nil || (token != "") != (got.Status == http.StatusCreated) {
			t.Errorf("%d %s, token %q", got.Status, got.Text, token)
		}
	})
}
