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
		for api := range paging {
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
		for api := range paging {
			c.Rows[api] = Generate(api, 20, 1)
		}
	}))
	f.Fuzz(func(t *testing.T, name, value, name2, value2 string) {
		for api := range paging {
			got := newCaller(t, server).call(api, set{name: value, name2: value2})
			if got.status != http.StatusOK && got.status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", api, got.status, got.text)
			}
		}
	})
}
