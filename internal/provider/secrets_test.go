package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// secretive is an account whose key does not survive encoding as it is.
var secretive = simulator.Account{
	AccessKeyID:   "LTAI5tSECRETIVEKEY9",
	SecretKey:     "s3cret+key/with=signs&more",
	SecurityToken: "CAIS+to/ken==with%signs&more~",
}

// repeating answers with a text made of all that was sent, as a server might
// repeat it.
func repeating(status int, write func(request string) string) func() breaker {
	return func() breaker {
		return instead(func(w http.ResponseWriter, r *http.Request) {
			request := fmt.Sprint(r.Method, " http://", r.Host, r.URL, " ", r.URL.Query(), " ", r.Header)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, write(request))
		})
	}
}

// errorWith writes an error of both clouds with one text in every place.
func errorWith(text string) string {
	body, _ := json.Marshal(map[string]any{
		"Success": false, "success": false, "status": "error",
		"Code": "Broken." + text, "errCode": text, "error_code": text,
		"Message": text, "errMessage": text, "error_msg": text,
		"RequestId": text, "requestId": text, "request_id": text, "HostId": text, "Recommend": text,
		"AccessDeniedDetail": map[string]string{"EncodedDiagnosticMessage": text},
	})
	return string(body)
}

// TestSecrets checks that neither the secret key, nor the security token, nor a
// signature, nor a whole access key id is in any diagnostic, state or log at
// the level of TRACE, whatever a server repeats and however it spells it.
func TestSecrets(t *testing.T) {
	t.Parallel()
	wrong, expired := secretive, secretive
	wrong.SecretKey = "another+secret/key=x"
	expired.TokenExpired = true
	denied := secretive
	denied.Denied = map[simulator.API]bool{}
	for _, source := range acctest.Sources {
		denied.Denied[source.API] = true
	}
	tests := map[string]struct {
		known  simulator.Account // what the clouds know
		breaks func() breaker
	}{
		"all is well":            {secretive, nil},
		"a wrong secret":         {wrong, nil},
		"an unknown key":         {acctest.Account, nil},
		"an expired token":       {expired, nil},
		"no permission":          {denied, nil},
		"400 that repeats":       {secretive, repeating(400, errorWith)},
		"401 that repeats":       {secretive, repeating(401, errorWith)},
		"403 that repeats":       {secretive, repeating(403, errorWith)},
		"500 that repeats":       {secretive, repeating(500, errorWith)},
		"200 that repeats":       {secretive, repeating(200, errorWith)},
		"repeats, encoded":       {secretive, repeating(400, func(r string) string { return errorWith(url.QueryEscape(r)) })},
		"repeats, encoded twice": {secretive, repeating(400, func(r string) string { return errorWith(url.QueryEscape(url.QueryEscape(r))) })},
		"repeats, for HTML":      {secretive, repeating(400, func(r string) string { return errorWith(html.EscapeString(strings.ReplaceAll(r, "+", "&#43;"))) })},
		"repeats as HTML":        {secretive, repeating(502, func(r string) string { return "<html>" + r + "</html>" })},
		"repeats as HTML, 200":   {secretive, repeating(200, func(r string) string { return "<html>" + r + "</html>" })},
		"repeats in a list": {secretive, repeating(200, func(r string) string {
			answer := map[string]any{}
			for _, source := range acctest.Sources {
				answer[source.List] = r
				if source.Within != "" {
					answer[source.Within] = map[string]any{source.List: r}
				}
			}
			body, _ := json.Marshal(answer)
			return string(body)
		})},
		"a redirect": {secretive, func() breaker {
			return instead(func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://elsewhere.example"+r.URL.String()+"&"+r.Header.Get("Authorization"), http.StatusTemporaryRedirect)
			})
		}},
		"a reset": {secretive, func() breaker { return instead(closeAfter("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")) }},
		"no HTTP": {secretive, func() breaker { return instead(closeAfter("220 ready\r\n")) }},
		"a hang":  {secretive, func() breaker { return instead(hang) }},
	}
	allowed := []string{"@level", "@message", "@module", "@timestamp", "@caller", "cloud", "operation", "page", "try", "status", "request_id", "ms"}
	for name, test := range tests {
		for _, source := range acctest.Sources {
			t.Run(name+"/"+source.Name, func(t *testing.T) {
				t.Parallel()
				accounts := []simulator.Account{test.known}
				cloud := startFaulty(t, source, simulator.Config{Alicloud: accounts, Huaweicloud: accounts}, func(int, int) breaker {
					if test.breaks == nil {
						return nil
					}
					return test.breaks()
				})
				settings := acctest.Object{"request_timeout": "9s", "max_retries": int64(1)}
				if name == "a hang" {
					settings["request_timeout"] = "700ms"
				}
				provider := configuredAt(t, cloud.url, secretive, settings)
				log := &lockedBuffer{}
				ctx := tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), log), log)
				state, diagnostics := provider.Read(ctx, t, source.Name, nil)
				if (name == "all is well") != (len(diagnostics) == 0) {
					t.Errorf("got %s", acctest.Text(diagnostics))
				}
				logged := log.String()
				for what, text := range map[string]string{"diagnostics": acctest.Text(diagnostics), "state": fmt.Sprint(state), "log": logged} {
					if leaked := leaks(text, secretive, cloud.arrivals()); leaked != "" {
						t.Errorf("the %s is in the %s:\n%s", leaked, what, text)
					}
				}
				entries, err := tflogtest.MultilineJSONDecode(strings.NewReader(logged))
				if err != nil {
					t.Fatal(err)
				}
				requests := 0
				for _, entry := range entries {
					if entry["@module"] != "provider.requests" && !strings.HasSuffix(fmt.Sprint(entry["@module"]), ".requests") {
						continue
					}
					requests++
					for field := range entry {
						if !slices.Contains(allowed, field) {
							t.Errorf("requests are logged with %s", field)
						}
					}
				}
				if requests < len(cloud.arrivals()) { // a request may fail before it arrives
					t.Errorf("%d requests were logged and %d sent", requests, len(cloud.arrivals()))
				}
			})
		}
	}
}

// lockedBuffer is a buffer for the logs of many goroutines.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// TestSecretSettings sets every setting that is a secret, in the provider block
// and in an account, well and badly, and some secrets in settings that are none:
// nothing of them is in a diagnostic or a log at the level of TRACE.
func TestSecretSettings(t *testing.T) {
	acctest.Isolate(t)
	const secret = "wJalrXUtnFEMI7K7MDENGbPxRfiCYEXA" // which looks like one
	bad := secret + "\n" + secret
	endpoint := "https://me:" + secret + "@host.example/" + secret
	blocks := func(text string) object {
		return object{
			"alicloud": object{
				"access_key": text, "secret_key": text, "security_token": text, "credentials_uri": endpoint,
				"region": text + ".", "account_type": text,
				"assume_role":           object{"role_arn": text, "session_name": text + " ", "policy": text},
				"assume_role_with_oidc": object{"oidc_token": text, "oidc_provider_arn": text, "role_arn": text},
				"endpoints":             object{"ice": endpoint, "sts": "ftp://" + secret + "?" + secret},
			},
			"huaweicloud": object{
				"access_key": text, "secret_key": text, "security_token": text, "project_id": text + "\n",
				"assume_role_with_oidc": object{"idp_id": text, "id_token": text, "agency_name": text, "domain_id": text},
				"endpoints":             object{"iam": endpoint},
			},
		}
	}
	for name, text := range map[string]string{"well": secret, "badly": bad} {
		t.Run(name, func(t *testing.T) {
			block := blocks(text)
			block["account"] = []any{account("prod", blocks(text))}
			log := &lockedBuffer{}
			provider := acctest.NewProtocol(t).WithContext(tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), log), log))
			diagnostics := append(provider.ValidateProvider(t, block), provider.Configure(t, block, nil).Diagnostics...)
			said := acctest.Text(diagnostics)
			if len(diagnostics) == 0 || !containsAll(said, "alicloud.endpoints.ice must not have", `account "prod": alicloud.endpoints.ice must not have`) || log.String() == "" {
				t.Errorf("%d diagnostics, %d bytes of logs", len(diagnostics), len(log.String()))
			}
			for what, text := range map[string]string{"diagnostics": said, "log": log.String()} {
				if i := strings.Index(text, secret); i >= 0 {
					t.Errorf("a secret is in the %s: %.200s", what, text[max(0, i-100):])
				}
			}
		})
	}
}
