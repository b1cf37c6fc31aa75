package simulator_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// FuzzServeHTTP sends whatever net/http takes for a request. Nothing may panic, and everything must be answered.
func FuzzServeHTTP(f *testing.F) {
	config := simtest.Known(func(c *simulator.Config) {
		for _, api := range simtest.AllAPIs {
			c.Rows[api] = simulator.Generate(api, 20, 1)
		}
	})
	for _, l := range simtest.AlicloudLists() {
		caller := simtest.NewCaller(f, nil)
		caller.Scheme = l.Scheme
		f.Add(dump(f, caller, l.API))
	}
	f.Add(dump(f, simtest.NewCaller(f, nil), lists.CodeArtsIDE))
	for _, seed := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v2/licenses?limit=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v2/licenses HTTP/1.1\r\nHost: x\r\nAuthorization: SDK-HMAC-SHA256 Access=,SignedHeaders=;;,Signature\r\nX-Sdk-Date: 0\r\n\r\n",
		"GET /api/v1/aliyunConsole/queryPaidResource HTTP/1.1\r\nHost: x\r\nAuthorization: acs :\r\nDate: 0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: ACS3-HMAC-SHA256 Credential\r\n" +
			"x-acs-action: ListInstances\r\nx-acs-version: 2019-12-26\r\n\r\n",
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
		simulator.New(config).ServeHTTP(w, r)
		if w.Body.Len() == 0 {
			t.Errorf("no answer: %d", w.Code)
		}
	})
}

func dump(f *testing.F, c simtest.Caller, api simulator.API) []byte {
	f.Helper()
	raw, err := httputil.DumpRequest(c.Request(api, set{"PageSize": "1"}), true)
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
	server := simulator.New(simtest.Known(func(c *simulator.Config) {
		for _, api := range simtest.AllAPIs {
			c.Rows[api] = simulator.Generate(api, 20, 1)
		}
	}))
	f.Fuzz(func(t *testing.T, name, value, name2, value2 string) {
		for _, api := range simtest.AllAPIs {
			got := simtest.NewCaller(t, server).Call(api, set{name: value, name2: value2})
			if got.Status != http.StatusOK && got.Status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", api, got.Status, got.Text)
			}
		}
	})
}
