package simulator

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"testing"
)

// FuzzServeHTTP sends whatever net/http takes for a request. Nothing may panic, and everything must be answered.
func FuzzServeHTTP(f *testing.F) {
	config := known(func(c *Config) {
		for _, api := range allAPIs {
			c.Rows[api] = Generate(api, 20, 1)
		}
	})
	for _, l := range alibabaLists {
		caller := newCaller(f, nil)
		caller.scheme = l.scheme
		f.Add(dump(f, caller, l.api))
	}
	f.Add(dump(f, newCaller(f, nil), CodeArtsIDE))
	for _, seed := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v2/licenses?limit=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v2/licenses HTTP/1.1\r\nHost: x\r\nAuthorization: SDK-HMAC-SHA256 Access=,SignedHeaders=;;,Signature\r\nX-Sdk-Date: 0\r\n\r\n",
		"GET /api/v1/aliyunConsole/queryPaidResource HTTP/1.1\r\nHost: x\r\nAuthorization: acs :\r\nDate: 0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: ACS3-HMAC-SHA256 Credential\r\nx-acs-action: ListInstances\r\nx-acs-version: 2019-12-26\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\n%&;",
		"GET /?Action=ListInstances&Version=2019-12-26&Tag.1.Value=&Tag.9999.Key=&Action= HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(raw))))
		if err != nil {
			return
		}
		w := httptest.NewRecorder()
		New(config).ServeHTTP(w, r)
		if w.Body.Len() == 0 {
			t.Errorf("no answer: %d", w.Code)
		}
	})
}

// FuzzSignIn sends whatever net/http takes for a request to services that know somebody.
func FuzzSignIn(f *testing.F) {
	config := signIns(func(c *Config) {
		c.SignIn.KeyPairs = []KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &testPair().PublicKey}, {PublicKeyID: "none"}}
		c.SignIn.HuaweicloudMetadata.TokenRequired = true
	})
	for _, seed := range []string{
		"GET /?Action=AssumeRole&Version=2015-04-01 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?" + form("AssumeRoleWithOIDC", withToken()) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?" + form("AssumeRoleWithOIDC", withToken(set{"DurationSeconds": "-9223372036854775808"})) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nx-acs-action: AssumeRoleWithOIDC\r\nx-acs-version: 2015-04-01\r\n\r\n",
		"GET /?" + form("GenerateSessionAccessKey", set{
			"AccessKeyId": "none", "Signature": "AAAA", "SignatureMethod": "SHA256withRSA", "SignatureType": "PRIVATEKEY",
			"SignatureVersion": "1.0", "SignatureNonce": "1",
		}) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?Action=GetCallerIdentity&Version=2015-04-01&AccessKeyId=LTAIexample&SecurityToken=x HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET " + callerIdentityPath + " HTTP/1.1\r\nHost: x\r\nAuthorization: SDK-HMAC-SHA256 Access=LTAIexample\r\n\r\n",
		"POST " + idTokensPath + " HTTP/1.1\r\nHost: x\r\nX-Idp-Id: ci\r\nContent-Length: 54\r\n\r\n" + idToken(testJWT, ""),
		"POST " + idTokensPath + " HTTP/1.1\r\nHost: x\r\nContent-Length: 28\r\n\r\n" + `{"auth":{"id_token":[[{}]]}}`,
		"PUT /latest/api/token HTTP/1.1\r\nHost: 100.100.100.200\r\nX-aliyun-ecs-metadata-token-ttl-seconds: 60\r\n\r\n",
		"GET /latest/meta-data/ram/security-credentials/instance HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /latest/meta-data/ram/security-credentials/%2e%2e/ HTTP/1.1\r\nHost: x\r\nX-aliyun-ecs-metadata-token: x\r\n\r\n",
		"PUT /meta-data/latest/api/token HTTP/1.1\r\nHost: x\r\nX-Metadata-Token-Ttl-Seconds: -1\r\n\r\n",
		"GET /openstack/latest/securitykey HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n",
		"GET /credentials?%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /cloud-credentials HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sso-token\r\nContent-Length: 4\r\n\r\nnull",
		"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer\r\n\r\n",
		"POST /v1/token?grant_type=refresh_token&client_id=client&refresh_token=oauth-refresh HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST " + securityTokensPath + " HTTP/1.1\r\nHost: x\r\nX-Auth-Token: iam-token\r\nContent-Length: 27\r\n\r\n" +
			`{"auth":{"identity":[[{}]]}}`,
		"POST " + assumeAgencyPath + " HTTP/1.1\r\nHost: x\r\nAuthorization: SDK-HMAC-SHA256 Access=a\r\nContent-Length: 2\r\n\r\n{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(raw))))
		if err != nil {
			return
		}
		server := New(config)
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
	f.Add(agencyBody(`{"agency_name":"reader","domain_id":"0a1b","duration_seconds":900}`))
	f.Add(agencyBody(`{"agency_name":["reader",{}],"domain_id":null,"duration_seconds":1e999}`))
	f.Add(`{"agency_urn":"iam::0a1b:agency:reader","agency_session_name":"\u0000\n"}`)
	f.Add(`{"auth":{"identity":{"methods":[["token"]],"token":{"id":{"id":1}},"assume_role":{"id":"x"}}}}`)
	f.Add(`{"":{"":[]}} trailing`)
	f.Add(idToken(testJWT, `,"scope":{"domain":[]}`))
	config := signIns()
	f.Fuzz(func(t *testing.T, body string) {
		server := New(config)
		for _, path := range []string{securityTokensPath, assumeAgencyPath} {
			if got := newCaller(t, server).post(path, body); got.status >= 500 || got.body == nil {
				t.Errorf("%s: %d %s", path, got.status, got.text)
			}
		}
		got, token := newCaller(t, server).withIDToken("ci", body)
		if got.status >= 500 || got.body == nil || (token != "") != (got.status == http.StatusCreated) {
			t.Errorf("%d %s, token %q", got.status, got.text, token)
		}
	})
}

func dump(f *testing.F, c caller, api API) []byte {
	f.Helper()
	raw, err := httputil.DumpRequest(c.request(api, set{"PageSize": "1"}), true)
	if err != nil {
		f.Fatal(err)
	}
	return raw
}

// FuzzParameters sends well signed requests with any parameter, so that what is behind the signature is reached.
func FuzzParameters(f *testing.F) {
	f.Add("PageNo", "1", "PageSize", "-9223372036854775808")
	f.Add("offset", "9223372036854775807", "limit", "100")
	f.Add("Tag.1.Key", "env", "Tag.1.Value", "回访")
	f.Add("orderBy", "quantity", "groupBy", "resourceId")
	server := New(known(func(c *Config) {
		for _, api := range allAPIs {
			c.Rows[api] = Generate(api, 20, 1)
		}
	}))
	f.Fuzz(func(t *testing.T, name, value, name2, value2 string) {
		for _, api := range allAPIs {
			got := newCaller(t, server).call(api, set{name: value, name2: value2})
			if got.status != http.StatusOK && got.status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", api, got.status, got.text)
			}
		}
	})
}
