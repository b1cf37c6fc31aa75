package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// set are parameters or headers by their names.
type set = map[string]string

const rpc, roa, acs3 = signature.SchemeRPC, signature.SchemeROA, signature.SchemeACS3

var (
	dropHeader, setHeader       = simtest.DropHeader, simtest.SetHeader
	dropParameter, setParameter = simtest.DropParameter, simtest.SetParameter
	beforeSigning               = simtest.BeforeSigning
)

func TestAlibabaAccepts(t *testing.T) {
	for _, token := range []string{"", "CAIS+token/with=signs=="} {
		for _, c := range simtest.AlicloudLists() {
			config := simtest.Known(func(c *simulator.Config) { c.Alicloud[0].SecurityToken = token })
			caller := simtest.NewCaller(t, simtest.Serve(t, config))
			caller.Scheme, caller.Token = c.Scheme, token
			got := caller.Call(c.API, nil)
			if got.Status != http.StatusOK || got.Rows() == nil || got.Header.Get("X-Acs-Request-Id") == "" {
				t.Errorf("%s %s: %d %s", c.Scheme, c.API, got.Status, got.Text)
			}
		}
	}
	form := simtest.NewCaller(t, simtest.Serve(t, simtest.Known()))
	form.Scheme, form.Form = rpc, true
	if got := form.Call(lists.OutboundBot, set{"Name": "回访 *~+", "PageSize": "20"}); got.Status != http.StatusOK {
		t.Errorf("form: %d %s", got.Status, got.Text)
	}
	short := simtest.NewCaller(t, simtest.Serve(t, simtest.Known()))
	short.Scheme, short.OmitAbsent = roa, true
	if got := short.Call(lists.AiContent, nil); got.Status != http.StatusOK {
		t.Errorf("absent lines left out: %d %s", got.Status, got.Text)
	}
}

func TestAlibabaRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		scheme string // all when empty
		config func(*simulator.Config)
		caller func(*simtest.Caller)
		status int
		code   string
	}{
		{name: "unknown key", caller: func(c *simtest.Caller) { c.Key = "LTAIother" }, status: 404, code: "InvalidAccessKeyId.NotFound"},
		{
			name: "disabled key", config: func(c *simulator.Config) { c.Alicloud[0].Inactive = true }, status: 400,
			code: "InvalidAccessKeyId.Inactive",
		},
		{name: "wrong secret", caller: func(c *simtest.Caller) { c.Secret = "other" }, status: 400, code: "SignatureDoesNotMatch"},
		{name: "a little stale", caller: func(c *simtest.Caller) { c.At = simtest.Now.Add(-15 * time.Minute) }, status: 200},
		{
			name: "stale", caller: func(c *simtest.Caller) { c.At = simtest.Now.Add(-15*time.Minute - time.Second) }, status: 400,
			code: "InvalidTimeStamp.Expired",
		},
		{
			name: "from the future", caller: func(c *simtest.Caller) { c.At = simtest.Now.Add(16 * time.Minute) }, status: 400,
			code: "InvalidTimeStamp.Expired",
		},
		{name: "no permission", config: deny, status: 403},

		{
			name: "token for a lasting key", caller: func(c *simtest.Caller) { c.Token = "CAIS" }, status: 400,
			code: "InvalidSecurityToken.MismatchWithAccessKey",
		},
		{name: "no token", config: temporary, status: 400, code: "MissingSecurityToken"},
		{
			name: "other token", config: temporary, caller: func(c *simtest.Caller) { c.Token = "CAIS" }, status: 400,
			code: "InvalidSecurityToken.MismatchWithAccessKey",
		},
		{
			name: "garbled token", config: temporary, caller: func(c *simtest.Caller) { c.Token = "CAIS {" }, status: 400,
			code: "InvalidSecurityToken.Malformed",
		},
		{
			name: "expired token", config: expired, caller: func(c *simtest.Caller) { c.Token = "token" }, status: 400,
			code: "InvalidSecurityToken.Expired",
		},

		{name: "no key", scheme: rpc, caller: dropParameter("AccessKeyId"), status: 400, code: "MissingAccessKeyId"},
		{name: "no time", scheme: rpc, caller: dropParameter("Timestamp"), status: 400, code: "MissingTimestamp"},
		{name: "no nonce", scheme: rpc, caller: dropParameter("SignatureNonce"), status: 400, code: "MissingSignatureNonce"},
		{name: "no method", scheme: rpc, caller: dropParameter("SignatureMethod"), status: 400, code: "MissingSignatureMethod"},
		{
			name: "no version of the signature", scheme: rpc, caller: dropParameter("SignatureVersion"), status: 400,
			code: "MissingSignatureVersion",
		},
		{name: "no signature", scheme: rpc, caller: dropParameter("Signature"), status: 400, code: "IncompleteSignature"},
		{name: "other method", scheme: rpc, caller: setParameter("SignatureMethod", "HMAC-MD5"), status: 400, code: "IncompleteSignature"},
		{
			name: "time of another form", scheme: rpc, caller: setParameter("Timestamp", "2026-03-14 15:09:26"), status: 400,
			code: "InvalidTimeStamp.Format",
		},
		{name: "changed parameter", scheme: rpc, caller: setParameter("RegionId", "cn-beijing"), status: 400, code: "SignatureDoesNotMatch"},

		{name: "no authorization", scheme: roa, caller: dropHeader("Authorization"), status: 400, code: "MissingAccessKeyId"},
		{name: "no date", scheme: roa, caller: dropHeader("Date"), status: 400, code: "MissingDate"},
		{name: "bad date", scheme: roa, caller: setHeader("Date", "yesterday"), status: 400, code: "InvalidTimeStamp.Format"},
		{name: "no signature", scheme: roa, caller: setHeader("Authorization", "acs "+simtest.Key), status: 400, code: "IncompleteSignature"},
		{name: "no method", scheme: roa, caller: dropHeader("X-Acs-Signature-Method"), status: 400, code: "IncompleteSignature"},
		{
			name: "digest of another body", scheme: roa, caller: beforeSigning(setHeader("Content-Md5", "ndTkYSaMgDT1yFZOFVxnpg==")),
			status: 400, code: "IncompleteSignature",
		},
		{name: "changed header", scheme: roa, caller: setHeader("X-Acs-Something", "new"), status: 400, code: "SignatureDoesNotMatch"},
		{name: "changed Accept", scheme: roa, caller: setHeader("Accept", "*/*"), status: 400, code: "SignatureDoesNotMatch"},

		{name: "no date", scheme: acs3, caller: dropHeader("X-Acs-Date"), status: 400, code: "MissingTimestamp"},
		{name: "no nonce", scheme: acs3, caller: dropHeader("X-Acs-Signature-Nonce"), status: 400, code: "MissingSignatureNonce"},
		{name: "no digest", scheme: acs3, caller: dropHeader("X-Acs-Content-Sha256"), status: 400, code: "MissingContentSha256"},
		{
			name: "no credential", scheme: acs3, caller: setHeader("Authorization", "ACS3-HMAC-SHA256 Signature=00"), status: 400,
			code: "MissingAccessKeyId",
		},
		{
			name: "other algorithm", scheme: acs3, caller: setHeader("Authorization", "ACS3-HMAC-SM3 Credential="+simtest.Key), status: 400,
			code: "MissingAccessKeyId",
		},
		{name: "bad date", scheme: acs3, caller: setHeader("X-Acs-Date", "20260314T150926Z"), status: 400, code: "InvalidTimeStamp.Format"},
		{
			name: "digest of another body", scheme: acs3, caller: beforeSigning(setHeader("X-Acs-Content-Sha256", simtest.OtherSHA256)),
			status: 400, code: "IncompleteSignature",
		},
		{name: "unsigned header", scheme: acs3, caller: setHeader("X-Acs-Something", "new"), status: 400, code: "IncompleteSignature"},
		{name: "unsigned content type", scheme: acs3, caller: setHeader("Content-Type", "text/plain"), status: 400, code: "IncompleteSignature"},
		{
			name: "other key in a header", scheme: acs3, caller: beforeSigning(setHeader("X-Acs-Accesskey-Id", "LTAIother")), status: 400,
			code: "IncompleteSignature",
		},
		{
			name: "other host", scheme: acs3, caller: simtest.After(func(r *http.Request) { r.Host = "elsewhere.example.com" }), status: 400,
			code: "SignatureDoesNotMatch",
		},
		{
			name: "other query", scheme: acs3, caller: simtest.After(func(r *http.Request) { r.URL.RawQuery = "" }), status: 400,
			code: "SignatureDoesNotMatch",
		},
	} {
		for _, l := range simtest.AlicloudLists() {
			if c.scheme != "" && c.scheme != l.Scheme {
				continue
			}
			t.Run(strings.Join([]string{c.name, l.Scheme, string(l.API)}, "/"), func(t *testing.T) {
				config := simtest.Known()
				if c.config != nil {
					c.config(&config)
				}
				server := simtest.Serve(t, config)
				caller := simtest.NewCaller(t, server)
				caller.Scheme = l.Scheme
				if c.caller != nil {
					c.caller(&caller)
				}
				got := caller.Call(l.API, set{lists.Of(l.API).Paging.Size: "5"})
				code, status := c.code, c.status
				if c.status == http.StatusForbidden {
					code = lists.Of(l.API).Denied
					if documented, known := deniedCodes[l.API]; known && code != documented {
						t.Errorf("declared as %s, documented as %s", code, documented)
					}
				}
				if code == "NotAuthorized" {
					status = http.StatusBadRequest // the billing center's own
				}
				if got.Status != status || got.Status != http.StatusOK && got.Code() != code {
					t.Fatalf("got %d %s, want %d %s", got.Status, got.Text, status, code)
				}
				if recorded := server.Requests()[0]; recorded.Status != status || recorded.ErrorCode != code {
					t.Errorf("recorded as %d %s", recorded.Status, recorded.ErrorCode)
				}
				if got.Status != http.StatusOK {
					isGatewayError(t, got)
				}
			})
		}
	}
}

// deniedCodes are the documented codes of a missing permission.
var deniedCodes = map[simulator.API]string{
	lists.ICE: "NoPermission", lists.OutboundBot: "Forbidden.RAM", lists.AiContent: "NoPermission",
	lists.AlicloudBillingInstances: "NotAuthorized", lists.AlicloudBillingResourcePackages: "NotAuthorized",
	lists.AlicloudBillingSavingsPlans: "NotAuthorized",
}

func deny(c *simulator.Config) {
	c.Alicloud[0].Denied = make(map[simulator.API]bool)
	for _, api := range simtest.AllAPIs {
		c.Alicloud[0].Denied[api] = true
	}
}

func temporary(c *simulator.Config) { c.Alicloud[0].SecurityToken = "token" }
func expired(c *simulator.Config)   { temporary(c); c.Alicloud[0].TokenExpired = true }

func isGatewayError(t *testing.T, got simtest.Reply) {
	t.Helper()
	for _, name := range []string{"RequestId", "HostId", "Code", "Message", "Recommend"} {
		if text, ok := got.Body[name].(string); !ok || text == "" {
			t.Errorf("%s is missing from %s", name, got.Text)
		}
	}
	if got.Body["RequestId"] != got.Header.Get("X-Acs-Request-Id") {
		t.Errorf("request identifiers differ: %s, header %q", got.Text, got.Header.Get("X-Acs-Request-Id"))
	}
	detail, _ := got.Body["AccessDeniedDetail"].(map[string]any)
	if got.Status == http.StatusForbidden && detail["AuthAction"] == nil {
		t.Errorf("no AccessDeniedDetail: %s", got.Text)
	}
	if strings.Contains(got.Text, simtest.Secret) {
		t.Errorf("secret in the answer: %s", got.Text)
	}
}

// The gateway repeats what it thinks should have been signed, and a client must not pass that on.
func TestSignatureMismatchEchoesCredentials(t *testing.T) {
	for _, l := range simtest.AlicloudLists() {
		caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(temporary)))
		caller.Scheme, caller.Secret, caller.Token = l.Scheme, "other", "token"
		got := caller.Call(l.API, nil)
		if !strings.Contains(got.Message(), "server string to sign is:") || !strings.Contains(got.Message(), "token") {
			t.Errorf("%s %s: %s", l.Scheme, l.API, got.Text)
		}
	}
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Huaweicloud[0].SecurityToken = "token" })))
	caller.Secret, caller.Token = "other", "token"
	if got := caller.Call(lists.CodeArtsIDE, nil); !strings.Contains(got.Message(), "x-security-token:token") {
		t.Errorf("Huawei: %s", got.Text)
	}
}

func TestNonceIsUsedOnce(t *testing.T) {
	for _, scheme := range []string{rpc, acs3} {
		caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known()))
		caller.Scheme, caller.Nonce = scheme, "same"
		wrong := caller
		wrong.Secret = "other"
		for i, want := range []string{"SignatureDoesNotMatch", "", "SignatureNonceUsed"} {
			c := caller
			if i == 0 { // a refused request does not use it up
				c = wrong
			}
			if got := c.Call(lists.ICE, nil); got.Code() != want && want != "" || want == "" && got.Status != http.StatusOK {
				t.Errorf("%s, request %d: %d %s", scheme, i, got.Status, got.Text)
			}
		}
	}
}

func TestUnknownRequests(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		api    simulator.API
		params set
		scheme string
		status int
		code   string
		report string
	}{
		{
			"action", func(r *http.Request) { r.Header.Set("X-Acs-Action", "DeleteEverything") }, lists.ICE, nil, acs3, 404,
			"InvalidAction.NotFound", `POST /: action "DeleteEverything"`,
		},
		{
			"no action", func(r *http.Request) { r.Header.Del("X-Acs-Action") }, lists.ICE, nil, acs3, 400, "MissingAction",
			"POST /: request without Action",
		},
		{
			"version", func(r *http.Request) { r.Header.Set("X-Acs-Version", "2020-11-10") }, lists.ICE, nil, acs3, 404, "InvalidVersion",
			`POST /: version "2020-11-10" of GetAiRtcLicenseInfoList`,
		},
		{
			"no version", func(r *http.Request) { r.Header.Del("X-Acs-Version") }, lists.ICE, nil, acs3, 400, "MissingVersion",
			"POST /: request without Version",
		},
		{
			"version with dashes", func(r *http.Request) { r.Header.Set("X-Acs-Version", "2024-06-11") }, lists.AiContent, nil, roa, 404,
			"InvalidVersion", "version",
		},
		{
			"action of another path", func(r *http.Request) { r.Header.Set("X-Acs-Action", "ListInstances") }, lists.AiContent, nil, roa,
			404, "InvalidAction.NotFound", "action",
		},
		{
			"no version of ROA", func(r *http.Request) { r.Header.Del("X-Acs-Version") }, lists.AiContent, nil, roa, 400, "MissingVersion",
			"without",
		},
		{
			"method of RPC", func(r *http.Request) { r.Method = http.MethodDelete }, lists.ICE, nil, acs3, 405, "UnsupportedHTTPMethod",
			"method DELETE",
		},
		{
			"method of ROA", func(r *http.Request) { r.Method = http.MethodPost }, lists.AiContent, nil, acs3, 404, "InvalidAction.NotFound",
			"method POST",
		},
		{
			"path of ROA", func(r *http.Request) { r.URL.Path += "s" }, lists.AiContent, nil, acs3, 404, "InvalidAction.NotFound",
			"queryPaidResources: path",
		},
		{
			"query", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, lists.ICE, nil, acs3, 400, "InvalidParameter",
			"query that cannot be decoded",
		},
		{
			"Huawei path", func(r *http.Request) { r.URL.Path = "/v1/licenses" }, lists.CodeArtsIDE, nil, "", 404, "APIGW.0101",
			"GET /v1/licenses: path or method",
		},
		{
			"Huawei method", func(r *http.Request) { r.Method = http.MethodDelete }, lists.CodeArtsIDE, nil, "", 404, "APIGW.0101",
			"DELETE /v2/licenses: path or method",
		},
		{"Huawei query", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, lists.CodeArtsIDE, nil, "", 400, "APIGW.0201", "query"},

		// The clouds ignore what they do not know, which is how a misspelled page size loses rows.
		{"parameter", nil, lists.ICE, set{"pageSize": "1"}, acs3, 200, "", `undocumented parameter "pageSize"`},
		{"parameter of RPC", nil, lists.OutboundBot, set{"PageNo": "1"}, rpc, 200, "", `undocumented parameter "PageNo"`},
		{"tag without number", nil, lists.OutboundBot, set{"Tag.Key": "1"}, rpc, 200, "", `undocumented parameter "Tag.Key"`},
		{"tag from zero", nil, lists.OutboundBot, set{"Tag.0.Key": "1"}, rpc, 200, "", `undocumented parameter "Tag.0.Key"`},
		{"parameter of ROA", nil, lists.AiContent, set{"RegionId": "cn-shanghai"}, roa, 200, "", `undocumented parameter "RegionId"`},
		{"parameter of Huawei", nil, lists.CodeArtsIDE, set{"marker": "1"}, "", 200, "", `undocumented parameter "marker"`},
		{"common parameter of RPC in ACS3", nil, lists.ICE, set{"Format": "JSON"}, acs3, 200, "", `undocumented parameter "Format"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var reported []string
			server := simulator.New(simtest.Known(func(config *simulator.Config) {
				config.OnUnknown = func(description string) { reported = append(reported, description) }
			}))
			caller := simtest.NewCaller(t, server)
			caller.After = c.change
			if c.scheme != "" {
				caller.Scheme = c.scheme
			}
			got := caller.Call(c.api, c.params)
			if got.Status != c.status || got.Status != http.StatusOK && got.Code() != c.code {
				t.Errorf("got %d %s", got.Status, got.Text)
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
	server := simulator.New(simtest.Known(func(c *simulator.Config) {
		c.OnUnknown = func(description string) { reported = append(reported, description) }
	}))
	caller := simtest.NewCaller(t, server)
	caller.Before = func(r *http.Request) { r.URL.RawQuery = "status=NORMAL&status=FREEZE" }
	if got := caller.Call(lists.CodeArtsIDE, nil); got.Status != http.StatusOK {
		t.Errorf("got %d %s", got.Status, got.Text)
	}
	if len(reported) != 1 || !strings.Contains(reported[0], `"status" given twice`) {
		t.Errorf("reported %q", reported)
	}
}

func TestHuaweiAccepts(t *testing.T) {
	for name, change := range map[string]func(*simtest.Caller){
		"plain":   func(*simtest.Caller) {},
		"token":   func(c *simtest.Caller) { c.Token = "token" },
		"project": func(c *simtest.Caller) { c.Project = "project" },
		"unsigned body": func(c *simtest.Caller) {
			c.Before = func(r *http.Request) {
				r.Header.Set("Content-Type", "text/plain")
				r.Header.Set("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD")
			}
		},
		"digest":         beforeSigning(setHeader("X-Sdk-Content-Sha256", simtest.EmptySHA256)),
		"only the date":  func(c *simtest.Caller) { c.After = func(r *http.Request) { r.Header.Set("X-Project-Id", "unsigned") } },
		"user agent too": beforeSigning(setHeader("User-Agent", "terraform/1")),
	} {
		t.Run(name, func(t *testing.T) {
			caller := simtest.NewCaller(t, nil)
			change(&caller)
			caller.Handler = simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Huaweicloud[0].SecurityToken = caller.Token }))
			got := caller.Call(lists.CodeArtsIDE, nil)
			if got.Status != http.StatusOK || got.Rows() == nil || got.Header.Get("X-Request-Id") == "" {
				t.Errorf("%d %s", got.Status, got.Text)
			}
		})
	}
}

func TestHuaweiRefuses(t *testing.T) {
	hwTemporary := func(c *simulator.Config) { c.Huaweicloud[0].SecurityToken = "token" }
	for _, c := range []struct {
		name    string
		config  func(*simulator.Config)
		caller  func(*simtest.Caller)
		status  int
		code    string
		message string
	}{
		{
			name: "unknown key", caller: func(c *simtest.Caller) { c.Key = "other" }, status: 401, code: "APIGW.0301",
			message: "Get secretKey failed,ak:other,err:ak not exist",
		},
		{
			name: "disabled key", config: func(c *simulator.Config) { c.Huaweicloud[0].Inactive = true }, status: 401, code: "APIGW.0301",
			message: "Get secretKey failed",
		},
		{
			name: "wrong secret", caller: func(c *simtest.Caller) { c.Secret = "other" }, status: 401, code: "APIGW.0301",
			message: "verify aksk signature fail",
		},
		{name: "a little stale", caller: func(c *simtest.Caller) { c.At = simtest.Now.Add(-15 * time.Minute) }, status: 200},
		{
			name: "stale", caller: func(c *simtest.Caller) { c.At = simtest.Now.Add(-16 * time.Minute) }, status: 401, code: "APIGW.0303",
			message: "signature expired",
		},
		{name: "bad date", caller: setHeader("X-Sdk-Date", "2026-03-14T15:09:26Z"), status: 401, code: "APIGW.0301", message: "malformed"},
		{name: "no date", caller: dropHeader("X-Sdk-Date"), status: 401, code: "APIGW.0301", message: "missing"},
		{name: "no authorization", caller: dropHeader("Authorization"), status: 401, code: "APIGW.0301", message: "x-auth-token not found"},
		{
			name:   "bearer token",
			caller: simtest.After(func(r *http.Request) { r.Header.Del("Authorization"); r.Header.Set("X-Auth-Token", "MII") }), status: 401,
			code: "APIGW.0301", message: "decrypt token fail",
		},
		{
			name:   "date not signed",
			caller: setHeader("Authorization", "SDK-HMAC-SHA256 Access="+simtest.Key+", SignedHeaders=host, Signature=00"), status: 401,
			code: "APIGW.0301", message: "verify aksk",
		},
		{
			name: "signed header gone", caller: func(c *simtest.Caller) { c.Project = "p"; dropHeader("X-Project-Id")(c) }, status: 401,
			code: "APIGW.0301", message: "verify aksk",
		},
		{
			name: "signed header changed", caller: func(c *simtest.Caller) { c.Project = "p"; setHeader("X-Project-Id", "q")(c) }, status: 401,
			code: "APIGW.0301", message: "verify aksk",
		},
		{
			name: "marker not signed", caller: setHeader("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"), status: 401, code: "APIGW.0301",
			message: "verify aksk",
		},
		{
			name: "digest of another body", caller: beforeSigning(setHeader("X-Sdk-Content-Sha256", simtest.OtherSHA256)), status: 401,
			code: "APIGW.0301", message: "verify aksk",
		},
		{name: "no token", config: hwTemporary, status: 401, code: "APIGW.0301", message: "decrypt token fail"},
		{
			name: "other token", config: hwTemporary, caller: func(c *simtest.Caller) { c.Token = "other" }, status: 401, code: "APIGW.0301",
			message: "decrypt token fail",
		},
		{
			name: "token for a lasting key", caller: func(c *simtest.Caller) { c.Token = "token" }, status: 401, code: "APIGW.0301",
			message: "decrypt token fail",
		},
		{
			name: "expired token", config: func(c *simulator.Config) { hwTemporary(c); c.Huaweicloud[0].TokenExpired = true },
			caller: func(c *simtest.Caller) { c.Token = "token" }, status: 401, code: "APIGW.0301", message: "decrypt token fail",
		},
		{name: "no permission", config: func(c *simulator.Config) {
			c.Huaweicloud[0].Denied = map[simulator.API]bool{lists.CodeArtsIDE: true}
		}, status: 403, code: "common.01010003", message: "No permissions for any one of the roles: [te_admin, readonly] ,or action"},
		{
			name: "other project", config: func(c *simulator.Config) { c.Huaweicloud[0].ProjectID = "mine" },
			caller: func(c *simtest.Caller) { c.Project = "yours" }, status: 403, code: "common.01010003",
		},
		{name: "no project", config: func(c *simulator.Config) { c.Huaweicloud[0].ProjectID = "mine" }, status: 403, code: "common.01010003"},
		{
			name: "right project", config: func(c *simulator.Config) { c.Huaweicloud[0].ProjectID = "mine" },
			caller: func(c *simtest.Caller) { c.Project = "mine" }, status: 200,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := simtest.Known()
			if c.config != nil {
				c.config(&config)
			}
			caller := simtest.NewCaller(t, simtest.Serve(t, config))
			if c.caller != nil {
				c.caller(&caller)
			}
			got := caller.Call(lists.CodeArtsIDE, set{"limit": "100"})
			if got.Status != c.status || got.Code() != c.code || !strings.Contains(got.Message(), c.message) {
				t.Fatalf("got %d %s, want %d %s", got.Status, got.Text, c.status, c.code)
			}
			_, gateway := got.Body["request_id"]
			if gateway != strings.HasPrefix(c.code, "APIGW.") {
				t.Errorf("request_id: %s", got.Text)
			}
			if got.Header.Get("X-Request-Id") == "" || strings.Contains(got.Text, simtest.Secret) {
				t.Errorf("%v %s", got.Header, got.Text)
			}
		})
	}
}

// https://support.huaweicloud.com/devg-apisign/api-sign-0001.html: more than five in a row, for five minutes.
func TestHuaweiLocksKeys(t *testing.T) {
	now := simtest.Now
	right := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Now = func() time.Time { return now } })))
	wrong := right
	wrong.Secret = "other"
	expect := func(c simtest.Caller, status int, message string) {
		t.Helper()
		if got := c.Call(lists.CodeArtsIDE, nil); got.Status != status || !strings.Contains(got.Message(), message) {
			t.Fatalf("got %d %s, want %d %s", got.Status, got.Text, status, message)
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
		api    simulator.API
		params set
		code   string
	}{
		{lists.ICE, set{"Status": "abc"}, "InvalidStatus"},
		{lists.ICE, set{"Type": "1.5"}, "InvalidType"},
		{lists.ICE, set{"PageNo": "one"}, "InvalidPageNo"},
		{lists.ICE, set{"PageSize": "9223372036854775808"}, "InvalidPageSize"},
		{lists.ICE, set{"NeedTotalCount": "maybe"}, "InvalidNeedTotalCount"},
		{lists.OutboundBot, set{"PageNumber": "x"}, "InvalidPageNumber"},
		{lists.OutboundBot, set{"PageSize": "0x10"}, "InvalidPageSize"},
		{lists.OutboundBot, set{"Tag.1.Value": "prod"}, "InvalidTag.1.Key"},
		{lists.AiContent, set{"pageIndex": "x"}, "InvalidPageIndex"},
		{lists.AiContent, set{"pageSize": "x"}, "InvalidPageSize"},
		{lists.AiContent, set{"maxResults": "x"}, "InvalidMaxResults"},
		{lists.AiContent, set{"needTotalCount": "1"}, "InvalidNeedTotalCount"},
		{lists.AiContent, set{"orderBy": "no_such_field"}, "InvalidOrderBy"},
		{lists.AiContent, set{"groupBy": "resource_id"}, "InvalidGroupBy"},
		{lists.CodeArtsIDE, set{"limit": "0"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"limit": "101"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"limit": "x"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"offset": "-1"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"status": "normal"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"status": "0"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"id": "a_b"}, "IDE.00000097"},
		{lists.CodeArtsIDE, set{"user_id": "a-b"}, "IDE.00000097"},
	} {
		config := simtest.Known()
		config.Rows[c.api] = simulator.Generate(c.api, 3, 1)
		if got := simtest.NewCaller(t, simtest.Serve(t, config)).Call(c.api, c.params); got.Status != 400 || got.Code() != c.code {
			t.Errorf("%s %v: got %d %s, want 400 %s", c.api, c.params, got.Status, got.Text, c.code)
		}
	}
	for _, api := range simtest.AllAPIs { // empty means not set
		caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known()))
		empty := set{}
		for _, name := range caller.List(api).Parameters {
			empty[name] = ""
		}
		if got := caller.Call(api, empty); got.Status != 200 {
			t.Errorf("%s: got %d %s", api, got.Status, got.Text)
		}
	}
}

func TestThrottling(t *testing.T) {
	now := simtest.Now
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.RatePerSecond = 2
		c.Now = func() time.Time { return now }
	})))
	expect := func(api simulator.API, status int, code string) {
		t.Helper()
		if got := caller.Call(api, nil); got.Status != status || status != 200 && got.Code() != code {
			t.Fatalf("%s: got %d %s, want %d %s", api, got.Status, got.Text, status, code)
		}
	}
	for range 3 {
		expect(lists.ICE, 200, "")
		now = now.Add(400 * time.Millisecond)
		expect(lists.AiContent, 200, "")
		expect(lists.OutboundBot, 400, "Throttling.User")
		expect(lists.CodeArtsIDE, 200, "") // each cloud counts for itself
		expect(lists.CodeArtsIDE, 200, "")
		expect(lists.CodeArtsIDE, 429, "APIGW.0308")
		now = now.Add(600 * time.Millisecond)
		expect(lists.OutboundBot, 200, "")
		expect(lists.OutboundBot, 400, "Throttling.User")
		now = now.Add(time.Second)
	}
	got := caller.Call(lists.CodeArtsIDE, nil)
	for got.Status == 200 {
		got = caller.Call(lists.CodeArtsIDE, nil)
	}
	const want = "The throttling threshold has been reached: policy user over ratelimit,limit:2,time:1 second"
	if got.Message() != want {
		t.Errorf("got %q", got.Message())
	}
}

// Without Format=JSON the RPC gateway answers in XML.
func TestXML(t *testing.T) {
	config := simtest.Known()
	config.Rows[lists.OutboundBot] = []simulator.Row{
		{"InstanceId": "a", "InstanceName": "<回访>", "ResourceTags": []any{simtest.Tag("k", "v")}, "CreatorName": nil},
	}
	caller := simtest.NewCaller(t, simtest.Serve(t, config))
	caller.Scheme = rpc
	r := caller.Request(lists.OutboundBot, nil)
	query := r.URL.Query()
	query.Del("Format")
	query.Del("Signature")
	r.URL.RawQuery = query.Encode()
	claim := signature.RPC(simtest.Covered(t, r))
	for _, c := range []struct{ secret, start, contains string }{
		{
			simtest.Secret, "<ListInstancesResponse><Code>OK</Code>",
			"<InstanceName>&lt;回访&gt;</InstanceName><ResourceTags><Key>k</Key><Value>v</Value></ResourceTags>",
		},
		{"other", "<Error><Code>SignatureDoesNotMatch</Code>", "<HostId>service.example.com</HostId>"},
	} {
		signed := r.Clone(t.Context())
		query.Set("Signature", claim.Sign(c.secret, claim.ToSign[0]))
		signed.URL.RawQuery = query.Encode()
		got := caller.Send(signed)
		if !strings.HasPrefix(got.Text, c.start) || !strings.Contains(got.Text, c.contains) {
			t.Errorf("got %d %s", got.Status, got.Text)
		}
	}
}

func TestHugeBody(t *testing.T) {
	server := simulator.New(simtest.Known())
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(strings.Repeat("x", 1<<20+1)))
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d", w.Code)
	}
}
