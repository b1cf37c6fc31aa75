package simulator_test

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

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// set are parameters or headers by their names.
type set = map[string]string

func TestRequestsAreRecorded(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.Alicloud[0].SecurityToken = "token"
		c.Huaweicloud[0].SecurityToken = "token"
	}))
	caller := simtest.NewCaller(t, server)
	caller.Token, caller.Project = "token", "project"
	caller.Before = setUserAgent
	caller.Call(lists.CodeArtsIDE, set{"limit": "10", "offset": "25"})
	caller.Before = func(r *http.Request) {
		setUserAgent(r)
		r.Header.Set("X-Acs-Region-Id", "cn-hangzhou")
	}
	caller.Call(lists.AiContent, set{"pageIndex": "3"})
	caller.Before, caller.Scheme = nil, signature.SchemeRPC
	caller.Call(lists.ICE, set{"Status": "1", "PageNo": "x"})
	caller.Call(lists.ICE, set{"Status": "1", "PageNo": "x"})

	want := []simulator.Request{
		{
			API: lists.CodeArtsIDE, Method: "GET", Path: "/v2/licenses", Host: "service.example.com",
			Parameters:  map[string]string{"limit": "10", "offset": "25"},
			AccessKeyID: simtest.Key, SecurityToken: "token", ProjectID: "project", UserAgent: "test/1",
			Signature: signature.SchemeHuaweicloud, Page: 3, Attempt: 1, Status: 200,
		},
		{
			API: lists.AiContent, Method: "GET", Path: "/api/v1/aliyunConsole/queryPaidResource", Host: "service.example.com",
			Parameters:  map[string]string{"pageIndex": "3"},
			AccessKeyID: simtest.Key, SecurityToken: "token", UserAgent: "test/1", Region: "cn-hangzhou",
			Signature: signature.SchemeACS3, Page: 3, Attempt: 1, Status: 200,
		},
		{
			API: lists.ICE, Method: "GET", Path: "/", Host: "service.example.com",
			Parameters:  map[string]string{"Status": "1", "PageNo": "x"},
			AccessKeyID: simtest.Key, SecurityToken: "token", Region: "cn-shanghai",
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
		want[i].AccountID, want[i].Principal = simtest.IdentityOf(want[i].API)
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
	caller.Call(lists.ICE, set{"Status": "1", "PageNo": "x"})
	if attempt := server.Requests()[0].Attempt; attempt != 1 {
		t.Errorf("attempt %d after Reset", attempt)
	}
}

func setUserAgent(r *http.Request) { r.Header.Set("User-Agent", "test/1") }

func TestFault(t *testing.T) {
	var seen []simulator.Request
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		for _, api := range simtest.AllAPIs {
			c.Rows[api] = simulator.Generate(api, 30, 1)
		}
		c.Fault = func(r simulator.Request) http.HandlerFunc {
			seen = append(seen, r)
			if r.Page == 2 && r.Attempt < 3 {
				return simulator.ErrorAnswer(r.API, http.StatusServiceUnavailable, "ServiceUnavailable", "later")
			}
			return nil
		}
	}))
	for _, api := range simtest.AllAPIs {
		caller := simtest.NewCaller(t, server)
		for _, c := range []struct {
			page, status int
		}{{1, 200}, {2, 503}, {2, 503}, {2, 200}, {3, 200}} {
			got := caller.Call(api, simtest.Ask(api, c.page, 10))
			if got.Status != c.status || c.status == 503 && (got.Code() != "ServiceUnavailable" || got.Message() != "later") {
				t.Fatalf("%s page %d: %d %s", api, c.page, got.Status, got.Text)
			}
			requests := server.Requests()
			last := requests[len(requests)-1]
			if last.Status != c.status || (last.ErrorCode != "") != (c.status == 503) {
				t.Errorf("recorded as %d %q", last.Status, last.ErrorCode)
			}
			if id, ok := got.Body["RequestId"].(string); ok && id != last.RequestID {
				t.Errorf("RequestId %s, recorded %s", id, last.RequestID)
			}
		}
		wrong := caller
		wrong.Secret = "other"
		before := len(seen)
		wrong.Call(api, nil)
		if len(seen) != before {
			t.Error("asked about a request that is not authentic")
		}
	}
}

func TestErrorAnswerAlone(t *testing.T) {
	for _, api := range simtest.AllAPIs {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://service.example.com/", nil)
		simulator.ErrorAnswer(api, 500, "InternalError", "why")(w, r)
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
			server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
				c.Fault = func(simulator.Request) http.HandlerFunc { return fault }
			}))
			web := httptest.NewServer(server)
			defer web.Close()
			r := simtest.NewCaller(t, nil).Request(lists.ICE, nil)
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
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.Rows[lists.ICE] = simulator.Generate(lists.ICE, 30, 1)
		c.Alter = func(r simulator.Request, body map[string]any) {
			if r.Page == 2 {
				body["TotalCount"] = 31
				rows, _ := body["LicenseInfoList"].([]simulator.Row)
				rows[0]["LicenseItemId"] = "changed"
				body["LicenseInfoList"] = rows[:1]
			}
		}
	}))
	caller := simtest.NewCaller(t, server)
	if got := caller.Call(lists.ICE, set{"PageNo": "2"}); got.Total() != 31 || got.Column("LicenseItemId") != "changed" {
		t.Errorf("got %s", got.Text)
	}
	if got := caller.Call(lists.ICE, set{"PageNo": "1", "PageSize": "50"}); got.Total() != 30 || strings.Contains(got.Text, "changed") {
		t.Errorf("the list itself was altered: %s", got.Text)
	}
}

func TestSetRowsCopies(t *testing.T) {
	rows := []simulator.Row{{"InstanceId": "1", "ResourceTags": []any{simtest.Tag("k", "v")}}}
	server := simtest.Serve(t, simtest.Known())
	server.SetRows(lists.OutboundBot, rows)
	rows[0]["InstanceId"] = "2"
	rows[0]["ResourceTags"].([]any)[0].(map[string]any)["Key"] = "other"
	if got := simtest.NewCaller(t, server).Call(lists.OutboundBot, set{"Tag.1.Key": "k"}); got.Column("InstanceId") != "1" {
		t.Errorf("got %s", got.Text)
	}
	server.SetRows(lists.OutboundBot, nil)
	if got := simtest.NewCaller(t, server).Call(lists.OutboundBot, nil); got.Total() != 0 || got.Rows() == nil {
		t.Errorf("got %s", got.Text)
	}
}

func TestRowsThatAreNotJSON(t *testing.T) {
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.Rows[lists.ICE] = []simulator.Row{{"LicenseItemId": func() {}}}
		c.Rows[lists.CodeArtsIDE] = []simulator.Row{{"id": func() {}}}
	})))
	if got := caller.Call(lists.ICE, nil); got.Status != 500 || got.Code() != "InternalError" {
		t.Errorf("got %d %s", got.Status, got.Text)
	}
	if got := caller.Call(lists.CodeArtsIDE, nil); got.Status != 406 || got.Code() != "IDE.00000040" {
		t.Errorf("got %d %s", got.Status, got.Text)
	}
}

func TestLatency(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Latency = 20 * time.Millisecond }))
	caller := simtest.NewCaller(t, server)
	start := time.Now()
	caller.Call(lists.ICE, nil)
	if took := time.Since(start); took < 20*time.Millisecond {
		t.Errorf("took %v", took)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	server.ServeHTTP(httptest.NewRecorder(), caller.Request(lists.ICE, nil).WithContext(gone))
	if last := server.Requests()[1]; last.Status != 0 {
		t.Errorf("answered %d to nobody", last.Status)
	}
}

func TestConcurrentUse(t *testing.T) {
	var answered sync.Map
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		for _, api := range simtest.AllAPIs {
			c.Rows[api] = simulator.Generate(api, 60, 1)
		}
		c.OnAnswer = func(r simulator.Request) { answered.Store(r.RequestID, r.Status) }
		c.Alter = func(_ simulator.Request, body map[string]any) { body["extra"] = true }
		c.RatePerSecond = 1000
	}))
	var work sync.WaitGroup
	for _, api := range simtest.AllAPIs {
		for page := range 6 {
			work.Go(func() {
				caller := simtest.NewCaller(t, server)
				if got := caller.Call(api, simtest.Ask(api, page+1, 10)); got.Status != 200 || len(got.Rows()) != 10 {
					t.Errorf("%s: %d, %d rows", api, got.Status, len(got.Rows()))
				}
				server.Requests()
				server.SetRows(api, simulator.Generate(api, 60, 1))
			})
		}
	}
	work.Wait()
	count := 0
	answered.Range(func(_, status any) bool {
		count++
		return status == 200
	})
	if want := 6 * len(simtest.AllAPIs); count != want || len(server.Requests()) != want {
		t.Errorf("%d answers, %d requests", count, len(server.Requests()))
	}
}

// Through a real connection, with the header names that net/http makes of them.
func TestOverTheWire(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		for _, api := range simtest.AllAPIs {
			c.Rows[api] = simulator.Generate(api, 5, 1)
		}
	}))
	web := httptest.NewServer(server)
	defer web.Close()
	for _, l := range append(simtest.AlicloudLists(), simtest.Signed{Scheme: signature.SchemeHuaweicloud, API: lists.CodeArtsIDE}) {
		caller := simtest.NewCaller(t, nil)
		caller.Scheme, caller.Form = l.Scheme, l.API == lists.OutboundBot
		r := caller.Request(l.API, nil)
		r.RequestURI = ""
		r.URL.Host = web.Listener.Addr().String()
		answer, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		err = errors.Join(json.NewDecoder(answer.Body).Decode(&body), answer.Body.Close())
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s %s: %d %v %v", l.Scheme, l.API, answer.StatusCode, err, body)
		}
	}
}
