package simulator

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// alibabaLists names, for each signature scheme, the APIs that are called with it.
var alibabaLists = []struct {
	scheme string
	api    API
}{
	{signature.SchemeRPC, ICE}, {signature.SchemeRPC, OutboundBot},
	{signature.SchemeROA, AiContent},
	{signature.SchemeACS3, ICE}, {signature.SchemeACS3, OutboundBot}, {signature.SchemeACS3, AiContent},
}

func TestAlibabaAccepts(t *testing.T) {
	for _, token := range []string{"", "CAIS+token/with=signs=="} {
		for _, c := range alibabaLists {
			config := known(func(c *Config) { c.Alicloud[0].SecurityToken = token })
			caller := newCaller(t, served(t, config))
			caller.scheme, caller.token = c.scheme, token
			got := caller.call(c.api, nil)
			if got.status != http.StatusOK || got.rows() == nil || got.header.Get("X-Acs-Request-Id") == "" {
				t.Errorf("%s %s: %d %s", c.scheme, c.api, got.status, got.text)
			}
		}
	}
	form := newCaller(t, served(t, known()))
	form.scheme, form.form = signature.SchemeRPC, true
	if got := form.call(OutboundBot, set{"Name": "回访 *~+", "PageSize": "20"}); got.status != http.StatusOK {
		t.Errorf("form: %d %s", got.status, got.text)
	}
	short := newCaller(t, served(t, known()))
	short.scheme, short.omitAbsent = signature.SchemeROA, true
	if got := short.call(AiContent, nil); got.status != http.StatusOK {
		t.Errorf("absent lines left out: %d %s", got.status, got.text)
	}
}

func TestAlibabaRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		scheme string // all when empty
		config func(*Config)
		caller func(*caller)
		status int
		code   string
	}{
		{name: "unknown key", caller: func(c *caller) { c.key = "LTAIother" }, status: 404, code: "InvalidAccessKeyId.NotFound"},
		{name: "disabled key", config: func(c *Config) { c.Alicloud[0].Inactive = true }, status: 400, code: "InvalidAccessKeyId.Inactive"},
		{name: "wrong secret", caller: func(c *caller) { c.secret = "other" }, status: 400, code: "SignatureDoesNotMatch"},
		{name: "a little stale", caller: func(c *caller) { c.at = testNow.Add(-15 * time.Minute) }, status: 200},
		{name: "stale", caller: func(c *caller) { c.at = testNow.Add(-15*time.Minute - time.Second) }, status: 400, code: "InvalidTimeStamp.Expired"},
		{name: "from the future", caller: func(c *caller) { c.at = testNow.Add(16 * time.Minute) }, status: 400, code: "InvalidTimeStamp.Expired"},
		{name: "no permission", config: deny, status: 403},

		{name: "token for a lasting key", caller: func(c *caller) { c.token = "CAIS" }, status: 400, code: "InvalidSecurityToken.MismatchWithAccessKey"},
		{name: "no token", config: temporary, status: 400, code: "MissingSecurityToken"},
		{name: "other token", config: temporary, caller: func(c *caller) { c.token = "CAIS" }, status: 400, code: "InvalidSecurityToken.MismatchWithAccessKey"},
		{name: "garbled token", config: temporary, caller: func(c *caller) { c.token = "CAIS {" }, status: 400, code: "InvalidSecurityToken.Malformed"},
		{name: "expired token", config: expired, caller: func(c *caller) { c.token = "token" }, status: 400, code: "InvalidSecurityToken.Expired"},

		{name: "no key", scheme: signature.SchemeRPC, caller: dropParameter("AccessKeyId"), status: 400, code: "MissingAccessKeyId"},
		{name: "no time", scheme: signature.SchemeRPC, caller: dropParameter("Timestamp"), status: 400, code: "MissingTimestamp"},
		{name: "no nonce", scheme: signature.SchemeRPC, caller: dropParameter("SignatureNonce"), status: 400, code: "MissingSignatureNonce"},
		{name: "no method", scheme: signature.SchemeRPC, caller: dropParameter("SignatureMethod"), status: 400, code: "MissingSignatureMethod"},
		{name: "no version of the signature", scheme: signature.SchemeRPC, caller: dropParameter("SignatureVersion"), status: 400, code: "MissingSignatureVersion"},
		{name: "no signature", scheme: signature.SchemeRPC, caller: dropParameter("Signature"), status: 400, code: "IncompleteSignature"},
		{name: "other method", scheme: signature.SchemeRPC, caller: setParameter("SignatureMethod", "HMAC-MD5"), status: 400, code: "IncompleteSignature"},
		{name: "time of another form", scheme: signature.SchemeRPC, caller: setParameter("Timestamp", "2026-03-14 15:09:26"), status: 400, code: "InvalidTimeStamp.Format"},
		{name: "changed parameter", scheme: signature.SchemeRPC, caller: setParameter("RegionId", "cn-beijing"), status: 400, code: "SignatureDoesNotMatch"},

		{name: "no authorization", scheme: signature.SchemeROA, caller: dropHeader("Authorization"), status: 400, code: "MissingAccessKeyId"},
		{name: "no date", scheme: signature.SchemeROA, caller: dropHeader("Date"), status: 400, code: "MissingDate"},
		{name: "bad date", scheme: signature.SchemeROA, caller: setHeader("Date", "yesterday"), status: 400, code: "InvalidTimeStamp.Format"},
		{name: "no signature", scheme: signature.SchemeROA, caller: setHeader("Authorization", "acs "+testKey), status: 400, code: "IncompleteSignature"},
		{name: "no method", scheme: signature.SchemeROA, caller: dropHeader("X-Acs-Signature-Method"), status: 400, code: "IncompleteSignature"},
		{name: "digest of another body", scheme: signature.SchemeROA, caller: beforeSigning(setHeader("Content-Md5", "ndTkYSaMgDT1yFZOFVxnpg==")), status: 400, code: "IncompleteSignature"},
		{name: "changed header", scheme: signature.SchemeROA, caller: setHeader("X-Acs-Something", "new"), status: 400, code: "SignatureDoesNotMatch"},
		{name: "changed Accept", scheme: signature.SchemeROA, caller: setHeader("Accept", "*/*"), status: 400, code: "SignatureDoesNotMatch"},

		{name: "no date", scheme: signature.SchemeACS3, caller: dropHeader("X-Acs-Date"), status: 400, code: "MissingTimestamp"},
		{name: "no nonce", scheme: signature.SchemeACS3, caller: dropHeader("X-Acs-Signature-Nonce"), status: 400, code: "MissingSignatureNonce"},
		{name: "no digest", scheme: signature.SchemeACS3, caller: dropHeader("X-Acs-Content-Sha256"), status: 400, code: "MissingContentSha256"},
		{name: "no credential", scheme: signature.SchemeACS3, caller: setHeader("Authorization", "ACS3-HMAC-SHA256 Signature=00"), status: 400, code: "MissingAccessKeyId"},
		{name: "other algorithm", scheme: signature.SchemeACS3, caller: setHeader("Authorization", "ACS3-HMAC-SM3 Credential="+testKey), status: 400, code: "MissingAccessKeyId"},
		{name: "bad date", scheme: signature.SchemeACS3, caller: setHeader("X-Acs-Date", "20260314T150926Z"), status: 400, code: "InvalidTimeStamp.Format"},
		{name: "digest of another body", scheme: signature.SchemeACS3, caller: beforeSigning(setHeader("X-Acs-Content-Sha256", otherSHA256)), status: 400, code: "IncompleteSignature"},
		{name: "unsigned header", scheme: signature.SchemeACS3, caller: setHeader("X-Acs-Something", "new"), status: 400, code: "IncompleteSignature"},
		{name: "unsigned content type", scheme: signature.SchemeACS3, caller: setHeader("Content-Type", "text/plain"), status: 400, code: "IncompleteSignature"},
		{name: "other key in a header", scheme: signature.SchemeACS3, caller: beforeSigning(setHeader("X-Acs-Accesskey-Id", "LTAIother")), status: 400, code: "IncompleteSignature"},
		{name: "other host", scheme: signature.SchemeACS3, caller: after(func(r *http.Request) { r.Host = "elsewhere.example.com" }), status: 400, code: "SignatureDoesNotMatch"},
		{name: "other query", scheme: signature.SchemeACS3, caller: after(func(r *http.Request) { r.URL.RawQuery = "" }), status: 400, code: "SignatureDoesNotMatch"},
	} {
		for _, l := range alibabaLists {
			if c.scheme != "" && c.scheme != l.scheme {
				continue
			}
			t.Run(strings.Join([]string{c.name, l.scheme, string(l.api)}, "/"), func(t *testing.T) {
				config := known()
				if c.config != nil {
					c.config(&config)
				}
				server := served(t, config)
				caller := newCaller(t, server)
				caller.scheme = l.scheme
				if c.caller != nil {
					c.caller(&caller)
				}
				name := map[API]string{ICE: "LicenseItemId", OutboundBot: "Name", AiContent: "resourceType"}[l.api]
				got := caller.call(l.api, set{name: "x"})
				code := c.code
				if c.status == http.StatusForbidden {
					code = map[API]string{ICE: "NoPermission", OutboundBot: "Forbidden.RAM", AiContent: "NoPermission"}[l.api]
				}
				if got.status != c.status || got.status != http.StatusOK && got.code() != code {
					t.Fatalf("got %d %s, want %d %s", got.status, got.text, c.status, code)
				}
				if recorded := server.Requests()[0]; recorded.Status != c.status || recorded.ErrorCode != code {
					t.Errorf("recorded as %d %s", recorded.Status, recorded.ErrorCode)
				}
				if got.status != http.StatusOK {
					isGatewayError(t, got)
				}
			})
		}
	}
}

func deny(c *Config) {
	c.Alicloud[0].Denied = map[API]bool{ICE: true, OutboundBot: true, AiContent: true}
}
func temporary(c *Config) { c.Alicloud[0].SecurityToken = "token" }
func expired(c *Config)   { temporary(c); c.Alicloud[0].TokenExpired = true }

func after(change func(*http.Request)) func(*caller) {
	return func(c *caller) { c.after = change }
}

// beforeSigning moves a change from after the signature to before it.
func beforeSigning(change func(*caller)) func(*caller) {
	return func(c *caller) {
		change(c)
		c.before, c.after = c.after, nil
	}
}

func dropHeader(name string) func(*caller) {
	return after(func(r *http.Request) { r.Header.Del(name) })
}

func setHeader(name, value string) func(*caller) {
	return after(func(r *http.Request) { r.Header.Set(name, value) })
}

func dropParameter(name string) func(*caller) {
	return after(func(r *http.Request) { changeQuery(r, func(q url.Values) { q.Del(name) }) })
}

func setParameter(name, value string) func(*caller) {
	return after(func(r *http.Request) { changeQuery(r, func(q url.Values) { q.Set(name, value) }) })
}

func changeQuery(r *http.Request, change func(url.Values)) {
	query := r.URL.Query()
	change(query)
	r.URL.RawQuery = query.Encode()
}

// isGatewayError checks the documented members of an error.
func isGatewayError(t *testing.T, got reply) {
	t.Helper()
	for _, name := range []string{"RequestId", "HostId", "Code", "Message", "Recommend"} {
		if text, ok := got.body[name].(string); !ok || text == "" {
			t.Errorf("%s is missing from %s", name, got.text)
		}
	}
	if got.body["RequestId"] != got.header.Get("X-Acs-Request-Id") {
		t.Errorf("request identifiers differ: %s, header %q", got.text, got.header.Get("X-Acs-Request-Id"))
	}
	detail, _ := got.body["AccessDeniedDetail"].(map[string]any)
	if got.status == http.StatusForbidden && detail["AuthAction"] == nil {
		t.Errorf("no AccessDeniedDetail: %s", got.text)
	}
	if strings.Contains(got.text, testSecret) {
		t.Errorf("secret in the answer: %s", got.text)
	}
}

// The gateway repeats what it thinks should have been signed, and a client must not pass that on.
func TestSignatureMismatchEchoesCredentials(t *testing.T) {
	for _, l := range alibabaLists {
		caller := newCaller(t, served(t, known(temporary)))
		caller.scheme, caller.secret, caller.token = l.scheme, "other", "token"
		got := caller.call(l.api, nil)
		if !strings.Contains(got.message(), "server string to sign is:") || !strings.Contains(got.message(), "token") {
			t.Errorf("%s %s: %s", l.scheme, l.api, got.text)
		}
	}
	caller := newCaller(t, served(t, known(func(c *Config) { c.Huaweicloud[0].SecurityToken = "token" })))
	caller.secret, caller.token = "other", "token"
	if got := caller.call(CodeArtsIDE, nil); !strings.Contains(got.message(), "x-security-token:token") {
		t.Errorf("Huawei: %s", got.text)
	}
}

func TestNonceIsUsedOnce(t *testing.T) {
	for _, scheme := range []string{signature.SchemeRPC, signature.SchemeACS3} {
		caller := newCaller(t, served(t, known()))
		caller.scheme, caller.nonce = scheme, "same"
		wrong := caller
		wrong.secret = "other"
		for i, want := range []string{"SignatureDoesNotMatch", "", "SignatureNonceUsed"} {
			c := caller
			if i == 0 { // a refused request does not use it up
				c = wrong
			}
			if got := c.call(ICE, nil); got.code() != want && want != "" || want == "" && got.status != http.StatusOK {
				t.Errorf("%s, request %d: %d %s", scheme, i, got.status, got.text)
			}
		}
	}
}

func TestUnknownRequests(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		api    API
		params set
		scheme string
		status int
		code   string
		report string
	}{
		{"action", func(r *http.Request) { r.Header.Set("X-Acs-Action", "DeleteEverything") }, ICE, nil, signature.SchemeACS3, 404, "InvalidAction.NotFound", `POST /: action "DeleteEverything"`},
		{"no action", func(r *http.Request) { r.Header.Del("X-Acs-Action") }, ICE, nil, signature.SchemeACS3, 400, "MissingAction", "POST /: request without Action"},
		{"version", func(r *http.Request) { r.Header.Set("X-Acs-Version", "2020-11-10") }, ICE, nil, signature.SchemeACS3, 404, "InvalidVersion", `POST /: version "2020-11-10" of GetAiRtcLicenseInfoList`},
		{"no version", func(r *http.Request) { r.Header.Del("X-Acs-Version") }, ICE, nil, signature.SchemeACS3, 400, "MissingVersion", "POST /: request without Version"},
		{"version with dashes", func(r *http.Request) { r.Header.Set("X-Acs-Version", "2024-06-11") }, AiContent, nil, signature.SchemeROA, 404, "InvalidVersion", "version"},
		{"action of another path", func(r *http.Request) { r.Header.Set("X-Acs-Action", "ListInstances") }, AiContent, nil, signature.SchemeROA, 404, "InvalidAction.NotFound", "action"},
		{"no version of ROA", func(r *http.Request) { r.Header.Del("X-Acs-Version") }, AiContent, nil, signature.SchemeROA, 400, "MissingVersion", "without"},
		{"method of RPC", func(r *http.Request) { r.Method = http.MethodDelete }, ICE, nil, signature.SchemeACS3, 405, "UnsupportedHTTPMethod", "method DELETE"},
		{"method of ROA", func(r *http.Request) { r.Method = http.MethodPost }, AiContent, nil, signature.SchemeACS3, 404, "InvalidAction.NotFound", "method POST"},
		{"path of ROA", func(r *http.Request) { r.URL.Path += "s" }, AiContent, nil, signature.SchemeACS3, 404, "InvalidAction.NotFound", "queryPaidResources: path"},
		{"query", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, ICE, nil, signature.SchemeACS3, 400, "InvalidParameter", "query that cannot be decoded"},
		{"Huawei path", func(r *http.Request) { r.URL.Path = "/v1/licenses" }, CodeArtsIDE, nil, "", 404, "APIGW.0101", "GET /v1/licenses: path or method"},
		{"Huawei method", func(r *http.Request) { r.Method = http.MethodDelete }, CodeArtsIDE, nil, "", 404, "APIGW.0101", "DELETE /v2/licenses: path or method"},
		{"Huawei query", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, CodeArtsIDE, nil, "", 400, "APIGW.0201", "query"},

		// The clouds ignore what they do not know, which is how a misspelled page size loses rows.
		{"parameter", nil, ICE, set{"pageSize": "1"}, signature.SchemeACS3, 200, "", `undocumented parameter "pageSize"`},
		{"parameter of RPC", nil, OutboundBot, set{"PageNo": "1"}, signature.SchemeRPC, 200, "", `undocumented parameter "PageNo"`},
		{"tag without number", nil, OutboundBot, set{"Tag.Key": "1"}, signature.SchemeRPC, 200, "", `undocumented parameter "Tag.Key"`},
		{"tag from zero", nil, OutboundBot, set{"Tag.0.Key": "1"}, signature.SchemeRPC, 200, "", `undocumented parameter "Tag.0.Key"`},
		{"parameter of ROA", nil, AiContent, set{"RegionId": "cn-shanghai"}, signature.SchemeROA, 200, "", `undocumented parameter "RegionId"`},
		{"parameter of Huawei", nil, CodeArtsIDE, set{"marker": "1"}, "", 200, "", `undocumented parameter "marker"`},
		{"common parameter of RPC in ACS3", nil, ICE, set{"Format": "JSON"}, signature.SchemeACS3, 200, "", `undocumented parameter "Format"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var reported []string
			server := New(known(func(config *Config) {
				config.OnUnknown = func(description string) { reported = append(reported, description) }
			}))
			caller := newCaller(t, server)
			caller.after = c.change
			if c.scheme != "" {
				caller.scheme = c.scheme
			}
			got := caller.call(c.api, c.params)
			if got.status != c.status || got.status != http.StatusOK && got.code() != c.code {
				t.Errorf("got %d %s", got.status, got.text)
			}
			if len(reported) != 1 || !strings.Contains(reported[0], c.report) {
				t.Errorf("reported %q, want %q", reported, c.report)
			}
			if len(server.Requests()) != 1 {
				t.Error("the request is not recorded")
			}
		})
	}
}

func TestParameterGivenTwice(t *testing.T) {
	var reported []string
	server := New(known(func(c *Config) {
		c.OnUnknown = func(description string) { reported = append(reported, description) }
	}))
	caller := newCaller(t, server)
	caller.before = func(r *http.Request) { r.URL.RawQuery = "status=NORMAL&status=FREEZE" }
	if got := caller.call(CodeArtsIDE, nil); got.status != http.StatusOK {
		t.Errorf("got %d %s", got.status, got.text)
	}
	if len(reported) != 1 || !strings.Contains(reported[0], `"status" given twice`) {
		t.Errorf("reported %q", reported)
	}
}

func TestHuaweiAccepts(t *testing.T) {
	for name, change := range map[string]func(*caller){
		"plain":   func(*caller) {},
		"token":   func(c *caller) { c.token = "token" },
		"project": func(c *caller) { c.project = "project" },
		"unsigned body": func(c *caller) {
			c.before = func(r *http.Request) {
				r.Header.Set("Content-Type", "text/plain")
				r.Header.Set("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD")
			}
		},
		"digest":         beforeSigning(setHeader("X-Sdk-Content-Sha256", emptySHA256)),
		"only the date":  func(c *caller) { c.after = func(r *http.Request) { r.Header.Set("X-Project-Id", "unsigned") } },
		"user agent too": beforeSigning(setHeader("User-Agent", "terraform/1")),
	} {
		t.Run(name, func(t *testing.T) {
			caller := newCaller(t, nil)
			change(&caller)
			caller.handler = served(t, known(func(c *Config) { c.Huaweicloud[0].SecurityToken = caller.token }))
			got := caller.call(CodeArtsIDE, nil)
			if got.status != http.StatusOK || got.rows() == nil || got.header.Get("X-Request-Id") == "" {
				t.Errorf("%d %s", got.status, got.text)
			}
		})
	}
}

func TestHuaweiRefuses(t *testing.T) {
	hwTemporary := func(c *Config) { c.Huaweicloud[0].SecurityToken = "token" }
	for _, c := range []struct {
		name    string
		config  func(*Config)
		caller  func(*caller)
		status  int
		code    string
		message string
	}{
		{name: "unknown key", caller: func(c *caller) { c.key = "other" }, status: 401, code: "APIGW.0301", message: "Get secretKey failed,ak:other,err:ak not exist"},
		{name: "disabled key", config: func(c *Config) { c.Huaweicloud[0].Inactive = true }, status: 401, code: "APIGW.0301", message: "Get secretKey failed"},
		{name: "wrong secret", caller: func(c *caller) { c.secret = "other" }, status: 401, code: "APIGW.0301", message: "verify aksk signature fail"},
		{name: "a little stale", caller: func(c *caller) { c.at = testNow.Add(-15 * time.Minute) }, status: 200},
		{name: "stale", caller: func(c *caller) { c.at = testNow.Add(-16 * time.Minute) }, status: 401, code: "APIGW.0303", message: "signature expired"},
		{name: "bad date", caller: setHeader("X-Sdk-Date", "2026-03-14T15:09:26Z"), status: 401, code: "APIGW.0301", message: "malformed"},
		{name: "no date", caller: dropHeader("X-Sdk-Date"), status: 401, code: "APIGW.0301", message: "missing"},
		{name: "no authorization", caller: dropHeader("Authorization"), status: 401, code: "APIGW.0301", message: "x-auth-token not found"},
		{name: "bearer token", caller: after(func(r *http.Request) { r.Header.Del("Authorization"); r.Header.Set("X-Auth-Token", "MII") }), status: 401, code: "APIGW.0301", message: "decrypt token fail"},
		{name: "date not signed", caller: setHeader("Authorization", "SDK-HMAC-SHA256 Access="+testKey+", SignedHeaders=host, Signature=00"), status: 401, code: "APIGW.0301", message: "verify aksk"},
		{name: "signed header gone", caller: func(c *caller) { c.project = "p"; dropHeader("X-Project-Id")(c) }, status: 401, code: "APIGW.0301", message: "verify aksk"},
		{name: "signed header changed", caller: func(c *caller) { c.project = "p"; setHeader("X-Project-Id", "q")(c) }, status: 401, code: "APIGW.0301", message: "verify aksk"},
		{name: "marker not signed", caller: setHeader("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"), status: 401, code: "APIGW.0301", message: "verify aksk"},
		{name: "digest of another body", caller: beforeSigning(setHeader("X-Sdk-Content-Sha256", otherSHA256)), status: 401, code: "APIGW.0301", message: "verify aksk"},
		{name: "no token", config: hwTemporary, status: 401, code: "APIGW.0301", message: "decrypt token fail"},
		{name: "other token", config: hwTemporary, caller: func(c *caller) { c.token = "other" }, status: 401, code: "APIGW.0301", message: "decrypt token fail"},
		{name: "token for a lasting key", caller: func(c *caller) { c.token = "token" }, status: 401, code: "APIGW.0301", message: "decrypt token fail"},
		{name: "expired token", config: func(c *Config) { hwTemporary(c); c.Huaweicloud[0].TokenExpired = true }, caller: func(c *caller) { c.token = "token" }, status: 401, code: "APIGW.0301", message: "decrypt token fail"},
		{name: "no permission", config: func(c *Config) { c.Huaweicloud[0].Denied = map[API]bool{CodeArtsIDE: true} }, status: 403, code: "common.01010003", message: "No permissions for any one of the roles: [te_admin, readonly] ,or action"},
		{name: "other project", config: func(c *Config) { c.Huaweicloud[0].ProjectID = "mine" }, caller: func(c *caller) { c.project = "yours" }, status: 403, code: "common.01010003"},
		{name: "no project", config: func(c *Config) { c.Huaweicloud[0].ProjectID = "mine" }, status: 403, code: "common.01010003"},
		{name: "right project", config: func(c *Config) { c.Huaweicloud[0].ProjectID = "mine" }, caller: func(c *caller) { c.project = "mine" }, status: 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := known()
			if c.config != nil {
				c.config(&config)
			}
			caller := newCaller(t, served(t, config))
			if c.caller != nil {
				c.caller(&caller)
			}
			got := caller.call(CodeArtsIDE, set{"limit": "100"})
			if got.status != c.status || got.code() != c.code || !strings.Contains(got.message(), c.message) {
				t.Fatalf("got %d %s, want %d %s", got.status, got.text, c.status, c.code)
			}
			_, gateway := got.body["request_id"]
			if gateway != strings.HasPrefix(c.code, "APIGW.") {
				t.Errorf("request_id: %s", got.text)
			}
			if got.header.Get("X-Request-Id") == "" || strings.Contains(got.text, testSecret) {
				t.Errorf("%v %s", got.header, got.text)
			}
		})
	}
}

// https://support.huaweicloud.com/devg-apisign/api-sign-0001.html: more than five in a row, for five minutes.
func TestHuaweiLocksKeys(t *testing.T) {
	now := testNow
	right := newCaller(t, served(t, known(func(c *Config) { c.Now = func() time.Time { return now } })))
	wrong := right
	wrong.secret = "other"
	expect := func(c caller, status int, message string) {
		t.Helper()
		if got := c.call(CodeArtsIDE, nil); got.status != status || !strings.Contains(got.message(), message) {
			t.Fatalf("got %d %s, want %d %s", got.status, got.text, status, message)
		}
	}
	for range 2 { // a success in between starts the count again
		for range 5 {
			expect(wrong, 401, "verify aksk signature fail")
		}
		expect(right, 200, "")
	}
	for range 6 {
		expect(wrong, 401, "verify aksk signature fail")
	}
	expect(right, 401, "AK access failed to reach the limit,forbidden.")
	now = now.Add(5*time.Minute - time.Second)
	expect(right, 401, "AK access failed to reach the limit,forbidden.")
	now = now.Add(time.Second)
	expect(right, 200, "")
}

func TestBadParameters(t *testing.T) {
	for _, c := range []struct {
		api    API
		params set
		code   string
	}{
		{ICE, set{"Status": "abc"}, "InvalidStatus"},
		{ICE, set{"Type": "1.5"}, "InvalidType"},
		{ICE, set{"PageNo": "one"}, "InvalidPageNo"},
		{ICE, set{"PageSize": "9223372036854775808"}, "InvalidPageSize"},
		{ICE, set{"NeedTotalCount": "maybe"}, "InvalidNeedTotalCount"},
		{OutboundBot, set{"PageNumber": "x"}, "InvalidPageNumber"},
		{OutboundBot, set{"PageSize": "0x10"}, "InvalidPageSize"},
		{OutboundBot, set{"Tag.1.Value": "prod"}, "InvalidTag.1.Key"},
		{AiContent, set{"pageIndex": "x"}, "InvalidPageIndex"},
		{AiContent, set{"pageSize": "x"}, "InvalidPageSize"},
		{AiContent, set{"maxResults": "x"}, "InvalidMaxResults"},
		{AiContent, set{"needTotalCount": "1"}, "InvalidNeedTotalCount"},
		{AiContent, set{"orderBy": "no_such_field"}, "InvalidOrderBy"},
		{AiContent, set{"groupBy": "resource_id"}, "InvalidGroupBy"},
		{CodeArtsIDE, set{"limit": "0"}, "IDE.00000097"},
		{CodeArtsIDE, set{"limit": "101"}, "IDE.00000097"},
		{CodeArtsIDE, set{"limit": "x"}, "IDE.00000097"},
		{CodeArtsIDE, set{"offset": "-1"}, "IDE.00000097"},
		{CodeArtsIDE, set{"status": "normal"}, "IDE.00000097"},
		{CodeArtsIDE, set{"status": "0"}, "IDE.00000097"},
		{CodeArtsIDE, set{"id": "a_b"}, "IDE.00000097"},
		{CodeArtsIDE, set{"user_id": "a-b"}, "IDE.00000097"},
	} {
		config := known()
		config.Rows[c.api] = Generate(c.api, 3, 1)
		if got := newCaller(t, served(t, config)).call(c.api, c.params); got.status != 400 || got.code() != c.code {
			t.Errorf("%s %v: got %d %s, want 400 %s", c.api, c.params, got.status, got.text, c.code)
		}
	}
	for _, api := range []API{ICE, OutboundBot, AiContent, CodeArtsIDE} { // empty means not set
		caller := newCaller(t, served(t, known()))
		empty := set{}
		for _, name := range caller.list(api).Parameters {
			empty[name] = ""
		}
		if got := caller.call(api, empty); got.status != 200 {
			t.Errorf("%s: got %d %s", api, got.status, got.text)
		}
	}
}

func TestThrottling(t *testing.T) {
	now := testNow
	caller := newCaller(t, served(t, known(func(c *Config) {
		c.RatePerSecond = 2
		c.Now = func() time.Time { return now }
	})))
	expect := func(api API, status int, code string) {
		t.Helper()
		if got := caller.call(api, nil); got.status != status || status != 200 && got.code() != code {
			t.Fatalf("%s: got %d %s, want %d %s", api, got.status, got.text, status, code)
		}
	}
	for range 3 {
		expect(ICE, 200, "")
		now = now.Add(400 * time.Millisecond)
		expect(AiContent, 200, "")
		expect(OutboundBot, 400, "Throttling.User")
		expect(CodeArtsIDE, 200, "") // each cloud counts for itself
		expect(CodeArtsIDE, 200, "")
		expect(CodeArtsIDE, 429, "APIGW.0308")
		now = now.Add(600 * time.Millisecond)
		expect(OutboundBot, 200, "")
		expect(OutboundBot, 400, "Throttling.User")
		now = now.Add(time.Second)
	}
	got := caller.call(CodeArtsIDE, nil)
	for got.status == 200 {
		got = caller.call(CodeArtsIDE, nil)
	}
	const want = "The throttling threshold has been reached: policy user over ratelimit,limit:2,time:1 second"
	if got.message() != want {
		t.Errorf("got %q", got.message())
	}
}

// Without Format=JSON the RPC gateway answers in XML.
func TestXML(t *testing.T) {
	config := known()
	config.Rows[OutboundBot] = []Row{{"InstanceId": "a", "InstanceName": "<回访>", "ResourceTags": []any{tag("k", "v")}, "CreatorName": nil}}
	caller := newCaller(t, served(t, config))
	caller.scheme = signature.SchemeRPC
	r := caller.request(OutboundBot, nil)
	query := r.URL.Query()
	query.Del("Format")
	query.Del("Signature")
	r.URL.RawQuery = query.Encode()
	claim := signature.RPC(covered(t, r))
	for _, c := range []struct{ secret, start, contains string }{
		{testSecret, "<ListInstancesResponse><Code>OK</Code>", "<InstanceName>&lt;回访&gt;</InstanceName><ResourceTags><Key>k</Key><Value>v</Value></ResourceTags>"},
		{"other", "<Error><Code>SignatureDoesNotMatch</Code>", "<HostId>service.example.com</HostId>"},
	} {
		signed := r.Clone(t.Context())
		query.Set("Signature", claim.Sign(c.secret, claim.ToSign[0]))
		signed.URL.RawQuery = query.Encode()
		got := caller.send(signed)
		if !strings.HasPrefix(got.text, c.start) || !strings.Contains(got.text, c.contains) {
			t.Errorf("got %d %s", got.status, got.text)
		}
	}
}

func TestHugeBody(t *testing.T) {
	server := New(known())
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(strings.Repeat("x", 1<<20+1)))
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", w.Code)
	}
}
