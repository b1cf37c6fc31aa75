package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

func TestRequestsAreRecorded(t *testing.T) {
	server := served(t, known(func(c *Config) {
		c.Alicloud[0].SecurityToken = "token"
		c.Huaweicloud[0].SecurityToken = "token"
	}))
	caller := newCaller(t, server)
	caller.token, caller.project = "token", "project"
	caller.before = setUserAgent
	caller.call(CodeArtsIDE, set{"limit": "10", "offset": "25"})
	caller.before = func(r *http.Request) {
		setUserAgent(r)
		r.Header.Set("X-Acs-Region-Id", "cn-hangzhou")
	}
	caller.call(AiContent, set{"pageIndex": "3"})
	caller.before, caller.scheme = nil, signature.SchemeRPC
	caller.call(ICE, set{"Status": "1", "PageNo": "x"})
	caller.call(ICE, set{"Status": "1", "PageNo": "x"})

	want := []Request{
		{
			API: CodeArtsIDE, Method: "GET", Path: "/v2/licenses", Host: "service.example.com",
			Parameters:  map[string]string{"limit": "10", "offset": "25"},
			AccessKeyID: testKey, SecurityToken: "token", ProjectID: "project", UserAgent: "test/1",
			Signature: signature.SchemeHuaweicloud, Page: 3, Attempt: 1, Status: 200,
		},
		{
			API: AiContent, Method: "GET", Path: "/api/v1/aliyunConsole/queryPaidResource", Host: "service.example.com",
			Parameters:  map[string]string{"pageIndex": "3"},
			AccessKeyID: testKey, SecurityToken: "token", UserAgent: "test/1", Region: "cn-hangzhou",
			Signature: signature.SchemeACS3, Page: 3, Attempt: 1, Status: 200,
		},
		{
			API: ICE, Method: "GET", Path: "/", Host: "service.example.com",
			Parameters:  map[string]string{"Status": "1", "PageNo": "x"},
			AccessKeyID: testKey, SecurityToken: "token", Region: "cn-shanghai",
			Signature: signature.SchemeRPC, Page: 0, Attempt: 1, Status: 400, ErrorCode: "InvalidPageNo",
		},
	}
	want = append(want, want[2])
	want[3].Attempt = 2

	got := server.Requests()
	if len(got) != len(want) {
		t.Fatalf("%d requests", len(got))
	}
	ids := make(map[string]bool)
	for i := range want {
		want[i].AccountID, want[i].Principal = testIdentity(want[i].API)
		ids[got[i].RequestID] = true
		got[i].RequestID = ""
		if fmt.Sprintf("%+v", got[i]) != fmt.Sprintf("%+v", want[i]) {
			t.Errorf("request %d\n got %+v\nwant %+v", i, got[i], want[i])
		}
	}
	if len(ids) != len(want) || ids[""] {
		t.Errorf("request identifiers repeat: %v", ids)
	}

	got[0].Parameters["limit"] = "changed"
	if server.Requests()[0].Parameters["limit"] != "10" {
		t.Error("Requests returns no copy")
	}
	server.Reset()
	if len(server.Requests()) != 0 {
		t.Error("Reset forgets nothing")
	}
	caller.call(ICE, set{"Status": "1", "PageNo": "x"})
	if attempt := server.Requests()[0].Attempt; attempt != 1 {
		t.Errorf("attempt %d after Reset", attempt)
	}
}

func setUserAgent(r *http.Request) { r.Header.Set("User-Agent", "test/1") }

func TestFault(t *testing.T) {
	var seen []Request
	server := served(t, known(func(c *Config) {
		for _, api := range allAPIs {
			c.Rows[api] = Generate(api, 30, 1)
		}
		c.Fault = func(r Request) http.HandlerFunc {
			seen = append(seen, r)
			if r.Page == 2 && r.Attempt < 3 {
				return ErrorAnswer(r.API, http.StatusServiceUnavailable, "ServiceUnavailable", "later")
			}
			return nil
		}
	}))
	for _, api := range allAPIs {
		caller := newCaller(t, server)
		for _, c := range []struct {
			page, status int
		}{{1, 200}, {2, 503}, {2, 503}, {2, 200}, {3, 200}} {
			got := caller.call(api, ask(api, c.page, 10))
			if got.status != c.status || c.status == 503 && (got.code() != "ServiceUnavailable" || got.message() != "later") {
				t.Fatalf("%s page %d: %d %s", api, c.page, got.status, got.text)
			}
			requests := server.Requests()
			last := requests[len(requests)-1]
			if last.Status != c.status || (last.ErrorCode != "") != (c.status == 503) {
				t.Errorf("recorded as %d %q", last.Status, last.ErrorCode)
			}
			if id, ok := got.body["RequestId"].(string); ok && id != last.RequestID {
				t.Errorf("RequestId %s, recorded %s", id, last.RequestID)
			}
		}
		wrong := caller
		wrong.secret = "other"
		before := len(seen)
		wrong.call(api, nil)
		if len(seen) != before {
			t.Error("asked about a request that is not authentic")
		}
	}
}

func TestErrorAnswerAlone(t *testing.T) {
	for _, api := range allAPIs {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://service.example.com/", nil)
		ErrorAnswer(api, 500, "InternalError", "why")(w, r)
		code := map[bool]string{true: "error_code", false: "Code"}[lists.Of(api).Service.Cloud == lists.Huaweicloud]
		if w.Code != 500 || !strings.Contains(w.Body.String(), `"`+code+`":"InternalError"`) {
			t.Errorf("%s: %d %s", api, w.Code, w.Body)
		}
	}
}

// A fault may do anything to the connection.
func TestFaultBreaksConnection(t *testing.T) {
	faults := map[string]http.HandlerFunc{
		"hang up": func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_ = connection.Close()
		},
		"abort": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			_, _ = w.Write([]byte("{"))
		},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			server := served(t, known(func(c *Config) { c.Fault = func(Request) http.HandlerFunc { return fault } }))
			web := httptest.NewServer(server)
			defer web.Close()
			r := newCaller(t, nil).request(ICE, nil)
			r.RequestURI = ""
			r.URL.Host = web.Listener.Addr().String()
			answer, err := web.Client().Do(r)
			if err == nil {
				_, err = io.ReadAll(answer.Body)
				_ = answer.Body.Close()
			}
			if err == nil {
				t.Error("the connection was not broken")
			}
			if len(server.Requests()) != 1 {
				t.Error("the request is not recorded")
			}
		})
	}
}

func TestAlter(t *testing.T) {
	server := served(t, known(func(c *Config) {
		c.Rows[ICE] = Generate(ICE, 30, 1)
		c.Alter = func(r Request, body map[string]any) {
			if r.Page == 2 {
				body["TotalCount"] = 31
				rows, _ := body["LicenseInfoList"].([]Row)
				rows[0]["LicenseItemId"] = "changed"
				body["LicenseInfoList"] = rows[:1]
			}
		}
	}))
	caller := newCaller(t, server)
	if got := caller.call(ICE, set{"PageNo": "2"}); got.total() != 31 || got.column("LicenseItemId") != "changed" {
		t.Errorf("got %s", got.text)
	}
	if got := caller.call(ICE, set{"PageNo": "1", "PageSize": "50"}); got.total() != 30 || strings.Contains(got.text, "changed") {
		t.Errorf("the list itself was altered: %s", got.text)
	}
}

func TestSetRowsCopies(t *testing.T) {
	rows := []Row{{"InstanceId": "1", "ResourceTags": []any{tag("k", "v")}}}
	server := served(t, known())
	server.SetRows(OutboundBot, rows)
	rows[0]["InstanceId"] = "2"
	rows[0]["ResourceTags"].([]any)[0].(map[string]any)["Key"] = "other"
	if got := newCaller(t, server).call(OutboundBot, set{"Tag.1.Key": "k"}); got.column("InstanceId") != "1" {
		t.Errorf("got %s", got.text)
	}
	server.SetRows(OutboundBot, nil)
	if got := newCaller(t, server).call(OutboundBot, nil); got.total() != 0 || got.rows() == nil {
		t.Errorf("got %s", got.text)
	}
}

func TestRowsThatAreNotJSON(t *testing.T) {
	caller := newCaller(t, served(t, known(func(c *Config) {
		c.Rows[ICE] = []Row{{"LicenseItemId": func() {}}}
		c.Rows[CodeArtsIDE] = []Row{{"id": func() {}}}
	})))
	if got := caller.call(ICE, nil); got.status != 500 || got.code() != "InternalError" {
		t.Errorf("got %d %s", got.status, got.text)
	}
	if got := caller.call(CodeArtsIDE, nil); got.status != 406 || got.code() != "IDE.00000040" {
		t.Errorf("got %d %s", got.status, got.text)
	}
}

func TestLatency(t *testing.T) {
	server := served(t, known(func(c *Config) { c.Latency = 20 * time.Millisecond }))
	caller := newCaller(t, server)
	start := time.Now()
	caller.call(ICE, nil)
	if took := time.Since(start); took < 20*time.Millisecond {
		t.Errorf("took %v", took)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	server.ServeHTTP(httptest.NewRecorder(), caller.request(ICE, nil).WithContext(gone))
	if last := server.Requests()[1]; last.Status != 0 {
		t.Errorf("answered %d to nobody", last.Status)
	}
}

func TestConcurrentUse(t *testing.T) {
	var answered sync.Map
	server := served(t, known(func(c *Config) {
		for _, api := range allAPIs {
			c.Rows[api] = Generate(api, 60, 1)
		}
		c.OnAnswer = func(r Request) { answered.Store(r.RequestID, r.Status) }
		c.Alter = func(_ Request, body map[string]any) { body["extra"] = true }
		c.RatePerSecond = 1000
	}))
	var work sync.WaitGroup
	for _, api := range allAPIs {
		for page := range 6 {
			work.Go(func() {
				caller := newCaller(t, server)
				if got := caller.call(api, ask(api, page+1, 10)); got.status != 200 || len(got.rows()) != 10 {
					t.Errorf("%s: %d, %d rows", api, got.status, len(got.rows()))
				}
				server.Requests()
				server.SetRows(api, Generate(api, 60, 1))
			})
		}
	}
	work.Wait()
	count := 0
	answered.Range(func(_, status any) bool {
		count++
		return status == 200
	})
	if count != 24 || len(server.Requests()) != 24 {
		t.Errorf("%d answers, %d requests", count, len(server.Requests()))
	}
}

// Through a real connection, with the header names that net/http makes of them.
func TestOverTheWire(t *testing.T) {
	server := served(t, known(func(c *Config) {
		for _, api := range allAPIs {
			c.Rows[api] = Generate(api, 5, 1)
		}
	}))
	web := httptest.NewServer(server)
	defer web.Close()
	for _, l := range append(alibabaLists, struct {
		scheme string
		api    API
	}{signature.SchemeHuaweicloud, CodeArtsIDE}) {
		caller := newCaller(t, nil)
		caller.scheme, caller.form = l.scheme, l.api == OutboundBot
		r := caller.request(l.api, nil)
		r.RequestURI = ""
		r.URL.Host = web.Listener.Addr().String()
		answer, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		err = errors.Join(json.NewDecoder(answer.Body).Decode(&body), answer.Body.Close())
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s %s: %d %v %v", l.scheme, l.api, answer.StatusCode, err, body)
		}
	}
}
