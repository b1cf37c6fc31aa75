package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/aicontent"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/ice"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/outboundbot"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud/codeartside"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// answer is an answer of a server.
type answer struct {
	status int
	body   string
}

// server answers the requests that it gets in turn, the last answer also to
// all that follow, and keeps them.
type server struct {
	*httptest.Server
	answers []answer

	mutex    sync.Mutex
	requests []*http.Request
}

func serve(t *testing.T, answers ...answer) *server {
	s := &server{answers: answers}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	answer := s.answers[min(len(s.requests), len(s.answers)-1)]
	s.requests = append(s.requests, r)
	s.mutex.Unlock()
	w.Header().Set("X-Request-Id", "id-of-header")
	w.WriteHeader(answer.status)
	fmt.Fprint(w, answer.body)
}

// queries returns what was asked for under some names, for each request.
func (s *server) queries(names ...string) []map[string]string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var queries []map[string]string
	for _, request := range s.requests {
		query := map[string]string{}
		for _, name := range names {
			if values, ok := request.URL.Query()[name]; ok {
				query[name] = values[0]
			}
		}
		queries = append(queries, query)
	}
	return queries
}

// signedWith are credentials that hold a key, as a profile with a region and a
// project does.
func signedWith(key credential.Key, region, projectID string) *auth.Chain {
	return auth.NewChain(auth.ChainConfig{Sources: []auth.Source{auth.BlockSource("profile", auth.ProfileFile, true,
		func() (*auth.Credentials, error) {
			credentials := auth.Static(key)
			credentials.Region, credentials.ProjectID = region, projectID
			return credentials, nil
		})}})
}

var key = credential.Key{ID: "LTAI5tTHEKEYOFTESTS", Secret: "the-secret-of-tests", Token: "the-token-of-tests", Source: "a test"}

// client returns a client whose APIs are all served by a server.
func (s *server) client(t *testing.T, settings cloud.Settings) *cloud.Client {
	t.Helper()
	endpoint, err := transport.ParseEndpoint(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	settings.Name, settings.Concurrency = "Some Cloud", 4
	settings.Endpoints = map[string]transport.Endpoint{"ice": endpoint, "aicontent": endpoint, "outboundbot": endpoint,
		"codearts_ide": endpoint}
	if settings.Credentials == nil {
		settings.Credentials = signedWith(key, "", "")
	}
	return cloud.New(settings, transport.New(transport.Options{Cloud: "Some Cloud", Timeout: 10 * time.Second, Retries: 1, Concurrency: 4}))
}

// TestFailures reads answers that say that they are failures, in each API's words,
// and checks what is left of these words and how often the API was called.
func TestFailures(t *testing.T) {
	const iceList, ideList = `"LicenseInfoList":[],"TotalCount":0`, `"result":{"items":[],"total_items_count":0}`
	tests := map[string]struct {
		list   *cloud.List
		answer answer
		want   transport.Failure
	}{
		"no permission beside an empty list": {ice.Licenses,
			answer{200, `{"Code":"NoPermission","Message":"m","RequestId":"id",` + iceList + `}`},
			transport.Failure{Kind: transport.Denied, Status: 200, Code: "NoPermission", Message: "m", RequestID: "id", Tries: 1}},
		"no permission without a list": {ice.Licenses, answer{200, `{"Code":"NoPermission"}`},
			transport.Failure{Kind: transport.Denied, Status: 200, Code: "NoPermission", RequestID: "id-of-header", Tries: 1}},
		"throttled beside an empty list": {ice.Licenses, answer{200, `{"Code":"Throttling.User",` + iceList + `}`},
			transport.Failure{Kind: transport.Throttled, Status: 200, Code: "Throttling.User", RequestID: "id-of-header", Tries: 2}},
		"throttled without a list": {outboundbot.Instances, answer{200, `{"Code":"Throttling.User"}`},
			transport.Failure{Kind: transport.Throttled, Status: 200, Code: "Throttling.User", RequestID: "id-of-header", Tries: 2}},
		"throttled with another status": {ice.Licenses, answer{400, `{"Code":"Throttling.User"}`},
			transport.Failure{Kind: transport.Throttled, Status: 400, Code: "Throttling.User", RequestID: "id-of-header", Tries: 2}},
		"no success beside a list": {aicontent.PaidResources,
			answer{200, `{"success":false,"errCode":"Server.Internal.UnknownError","errMessage":"m","requestId":"id","data":[{"instanceId":"a"}],"totalCount":1}`},
			transport.Failure{Kind: transport.Unavailable, Status: 200, Code: "Server.Internal.UnknownError", Message: "m", RequestID: "id",
				Tries: 2}},
		"an error code alone": {aicontent.PaidResources, answer{200, `{"errCode":"NoPermission","data":[],"totalCount":0}`},
			transport.Failure{Kind: transport.Denied, Status: 200, Code: "NoPermission", RequestID: "id-of-header", Tries: 1}},
		"an error code of Huawei beside an empty list": {codeartside.Licenses,
			answer{200, `{"error_code":"IDE.00040014","error_msg":"m","request_id":"id",` + ideList + `}`},
			transport.Failure{Kind: transport.Denied, Status: 200, Code: "IDE.00040014", Message: "m", RequestID: "id", Tries: 1}},
		"an error code of Huawei within": {codeartside.Licenses,
			answer{200, `{"status":"success","result":{"items":[],"total_items_count":0,"error_code":"IDE.00040014"}}`},
			transport.Failure{Kind: transport.Denied, Status: 200, Code: "IDE.00040014", RequestID: "id-of-header", Tries: 1}},
		"throttled by Huawei's gateway": {codeartside.Licenses, answer{200, `{"error_code":"APIGW.0308","error_msg":"m"}`},
			transport.Failure{Kind: transport.Throttled, Status: 200, Code: "APIGW.0308", Message: "m", RequestID: "id-of-header",
				Tries: 2}},
		"words alone": {codeartside.Licenses, answer{200, `{"error_msg":"m",` + ideList + `}`},
			transport.Failure{Kind: transport.Refused, Status: 200, Message: "m", RequestID: "id-of-header", Tries: 1}},
		"an error of IAM's shape": {codeartside.Licenses, answer{200, `{"error":{"code":403,"message":"m"},` + ideList + `}`},
			transport.Failure{Kind: transport.Denied, Status: 200, Code: "403", Message: "m", RequestID: "id-of-header", Tries: 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, test.answer)
			client := server.client(t, cloud.Settings{})
			result, err := client.Read(t.Context(), test.list, "some-region", nil)
			var failure *transport.Failure
			if !errors.As(err, &failure) || result.Rows != nil {
				t.Fatalf("got %v and %v", result, err)
			}
			want := test.want
			want.Cloud, want.Operation, want.Region, want.Permission = "Some Cloud", test.list.Operation, "some-region", test.list.Permission
			want.Host, want.KeyID, want.KeySource = server.Listener.Addr().String(), "****ESTS", "a test"
			if diff := cmp.Diff(&want, failure, cmpopts.IgnoreFields(transport.Failure{}, "ClockSkew")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if calls := len(server.queries()); calls != want.Tries {
				t.Errorf("%d calls, want %d", calls, want.Tries)
			}
		})
	}
}

// TestSuccesses reads answers that look like failures and are none.
func TestSuccesses(t *testing.T) {
	tests := map[string]struct {
		list *cloud.List
		body string
		want []string
	}{
		"AiContent's documented example": {aicontent.PaidResources,
			`{"success":true,"errCode":"UNKNOWN_ERROR","errMessage":"未知错误","totalCount":1,"data":[{"instanceId":"a"}]}`, []string{"a"}},
		"a code that says that all is well": {ice.Licenses,
			`{"Code":"Success","Message":"OK","LicenseInfoList":[{"LicenseItemId":"a"}],"TotalCount":1}`, []string{"a"}},
		"a status that says nothing": {codeartside.Licenses,
			`{"status":null,"error_code":"","result":{"items":[{"id":"a"}],"total_items_count":"1"}}`, []string{"a"}},
		"nothing": {ice.Licenses, `{"Code":200,"LicenseInfoList":[],"TotalCount":0}`, []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			result, err := serve(t, answer{200, test.body}).client(t, cloud.Settings{}).Read(t.Context(), test.list, "some-region", nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, test.list.Identifiers(result.Rows)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNotUnderstood reads answers with status 200 from which rows could be
// missing, once each.
func TestNotUnderstood(t *testing.T) {
	tests := map[string]struct {
		list       *cloud.List
		body, want string
	}{
		"no list": {ice.Licenses, `{"Success":true,"TotalCount":0}`,
			"the answer has no list (HTTP status 200, text/plain, 31 bytes)"},
		"no list within": {codeartside.Licenses, `{"status":"success","result":{"total_items_count":0}}`,
			"the answer has no list (HTTP status 200, text/plain, 53 bytes)"},
		"fields of another name": {codeartside.Licenses, `{"result":{"items":[{"licenseId":"a"}],"total_items_count":1}}`,
			"result.items[0] has none of the fields that the API documents (HTTP status 200, text/plain, 62 bytes)"},
		"a row without identifier": {outboundbot.Instances, `{"Instances":[{"InstanceName":"a"}],"TotalCount":1}`,
			"Instances[0] has no InstanceId, which identifies it (HTTP status 200, text/plain, 51 bytes)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, answer{200, test.body})
			result, err := server.client(t, cloud.Settings{}).Read(t.Context(), test.list, "some-region", nil)
			var failure *transport.Failure
			if !errors.As(err, &failure) || failure.Kind != transport.Unexpected || failure.Err.Error() != test.want || result.Rows != nil ||
				len(server.queries()) != 1 {
				t.Errorf("got %v and %v after %d calls", result, err, len(server.queries()))
			}
		})
	}
}

// TestIgnoredFilter checks that an API which ignores a filter is an error on
// the page where that shows, and that nothing secret is quoted.
func TestIgnoredFilter(t *testing.T) {
	tests := map[string]struct {
		list      *cloud.List
		arguments listapi.Arguments
		sent      map[string]string
		body      string
		want      listapi.FilterError
	}{
		"an id": {ice.Licenses, listapi.Arguments{"license_item_id": listapi.TextCell("a")}, map[string]string{"LicenseItemId": "a"},
			`{"LicenseInfoList":[{"LicenseItemId":"a"},{"LicenseItemId":"b"}],"TotalCount":500000}`,
			listapi.FilterError{Argument: "license_item_id", Wanted: `"a"`, Row: `"b"`, Column: "license_item_id", Found: `"b"`}},
		"a user": {codeartside.Licenses, listapi.Arguments{"user_id": listapi.TextCell("u")}, map[string]string{"user_id": "u"},
			`{"result":{"items":[{"id":"b"},{"id":"c"}],"total_items_count":3}}`,
			listapi.FilterError{Argument: "user_id", Wanted: `"u"`, Row: `"b"`, Column: "user_id", Found: "null"}},
		"what was sent": {outboundbot.Instances,
			listapi.Arguments{"resource_group_id": listapi.TextCell("g")}, map[string]string{"ResourceGroupId": "g"},
			`{"Instances":[{"InstanceId":"the-token-of-tests","ResourceGroupId":"x the-secret-of-tests"}],"TotalCount":1}`,
			listapi.FilterError{Argument: "resource_group_id", Wanted: `"g"`, Row: `"***"`, Column: "resource_group_id", Found: `"x ***"`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, answer{200, test.body})
			result, err := server.client(t, cloud.Settings{}).Read(t.Context(), test.list, "some-region", test.arguments)
			var page *listing.PageError
			var ignored *listapi.FilterError
			if !errors.As(err, &page) || page.Page != 1 || !errors.As(err, &ignored) || result.Rows != nil {
				t.Fatalf("got %v and %v", result, err)
			}
			if diff := cmp.Diff(&test.want, ignored); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			names := []string{}
			for name := range test.sent {
				names = append(names, name)
			}
			if diff := cmp.Diff([]map[string]string{test.sent}, server.queries(names...)); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestStopped checks that a context that ends while an answer is decoded ends
// the read, and that its cause is what is reported.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("no longer wanted")
	list := *ice.Licenses
	list.Columns = append([]listapi.Column{}, list.Columns...)
	decoded := 0
	list.Columns[0].Decode = func([]byte) (listapi.Cell, error) {
		if decoded++; decoded == 300 {
			cancel(why)
		}
		return listapi.TextCell(fmt.Sprint(decoded)), nil
	}
	body := `{"LicenseInfoList":[`
	for range 10_000 {
		body += `{"LicenseItemId":1},`
	}
	_, err := serve(t, answer{200, body + `{"LicenseItemId":1}]}`}).client(t, cloud.Settings{}).Read(ctx, &list, "some-region", nil)
	var failure *transport.Failure
	if !errors.As(err, &failure) || failure.Kind != transport.Stopped || !errors.Is(err, why) || decoded > 1_000 {
		t.Errorf("got %v after %d rows", err, decoded)
	}
}

// TestRegion checks which region is read, and that the endpoint that overrides
// the host does not matter.
func TestRegion(t *testing.T) {
	tests := map[string]struct {
		list                         *cloud.List
		own, block, implied, profile string
		want                         string
	}{
		"none":                                  {ice.Licenses, "", "", "", "", "cn-shanghai"},
		"the data source's":                     {ice.Licenses, "nowhere", "cn-beijing", "cn-hangzhou", "cn-shenzhen", "nowhere"},
		"the block's":                           {ice.Licenses, "", "nowhere", "cn-hangzhou", "cn-shenzhen", "nowhere"},
		"the environment's":                     {ice.Licenses, "", "", "us-west-1", "cn-shenzhen", "us-west-1"},
		"the profile's":                         {ice.Licenses, "", "", "", "cn-shenzhen", "cn-shenzhen"},
		"the environment's, not documented":     {ice.Licenses, "", "", "eu-central-1", "cn-shenzhen", "cn-shanghai"},
		"the profile's, not documented":         {aicontent.PaidResources, "", "", "", "cn-shenzhen", "cn-shanghai"},
		"the profile's, documented":             {aicontent.PaidResources, "", "", "", "cn-beijing", "cn-beijing"},
		"the block's, AiContent":                {aicontent.PaidResources, "", "cn-shenzhen", "", "", "cn-shenzhen"},
		"one region, the block's":               {outboundbot.Instances, "", "cn-beijing", "cn-beijing", "cn-beijing", "cn-shanghai"},
		"one region, the data source's":         {outboundbot.Instances, "cn-beijing", "", "", "", "cn-beijing"},
		"one region, the environment's":         {codeartside.Licenses, "", "", "cn-east-3", "", "cn-north-4"},
		"the environment's that is no host":     {ice.Licenses, "", "", "evil.example/", "", "cn-shanghai"},
		"the profile's that is the home of all": {codeartside.Licenses, "", "", "", "cn-north-4", "cn-north-4"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			settings := cloud.Settings{Region: test.block, ImpliedRegion: test.implied, Credentials: signedWith(key, test.profile, "")}
			for _, client := range []*cloud.Client{serve(t, answer{200, `{}`}).client(t, settings), cloud.New(settings, nil)} {
				if got := client.Region(test.list, test.own); got != test.want {
					t.Errorf("%s, want %s", got, test.want)
				}
			}
		})
	}
}

// TestProject checks which project is sent.
func TestProject(t *testing.T) {
	type pair struct{ id, region string }
	tests := map[string]struct {
		block                string
		environment, profile pair
		want                 cloud.Project
	}{
		"none": {"", pair{}, pair{}, cloud.Project{}},
		"the block's": {"block", pair{"env", "cn-north-4"}, pair{"profile", "cn-north-4"},
			cloud.Project{ID: "block"}},
		"the environment's, alone": {"", pair{"env", ""}, pair{"profile", "cn-north-4"}, cloud.Project{ID: "env"}},
		"the environment's, beside the region": {"", pair{"env", "cn-north-4"}, pair{"profile", "cn-north-4"},
			cloud.Project{ID: "env"}},
		"the environment's, beside another": {"", pair{"env", "cn-east-3"}, pair{}, cloud.Project{Dropped: "the environment"}},
		"the profile's, alone":              {"", pair{}, pair{"profile", ""}, cloud.Project{ID: "profile"}},
		"the profile's, beside the region":  {"", pair{}, pair{"profile", "cn-north-4"}, cloud.Project{ID: "profile"}},
		"the profile's, beside another":     {"", pair{}, pair{"profile", "cn-south-1"}, cloud.Project{Dropped: "the profile"}},
		"the profile's, for want of the other": {"", pair{"env", "cn-east-3"}, pair{"profile", "cn-north-4"},
			cloud.Project{ID: "profile"}},
		"both beside another": {"", pair{"env", "cn-east-3"}, pair{"profile", "cn-south-1"},
			cloud.Project{Dropped: "the environment"}},
		"the profile's, with a region of nobody's": {"", pair{"", "cn-east-3"}, pair{"profile", "cn-north-4"},
			cloud.Project{ID: "profile"}},
		"the environment's, the profile's elsewhere": {"", pair{"env", ""}, pair{"", "cn-south-1"}, cloud.Project{ID: "env"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, answer{200, `{"result":{"items":[],"total_items_count":0}}`})
			client := server.client(t, cloud.Settings{
				ProjectID: test.block, ImpliedProjectID: test.environment.id, ImpliedProjectRegion: test.environment.region,
				ImpliedRegion: test.environment.region,
				Credentials:   signedWith(key, test.profile.region, test.profile.id),
			})
			region := client.Region(codeartside.Licenses, "")
			if _, err := client.Read(t.Context(), codeartside.Licenses, region, nil); err != nil {
				t.Fatal(err)
			}
			var sent []string
			for _, request := range server.requests {
				sent = append(sent, request.Header.Values("X-Project-Id")...)
			}
			var want []string
			if test.want.ID != "" {
				for range server.requests {
					want = append(want, test.want.ID)
				}
			}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(&test.want, client.Project(codeartside.Licenses, region)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if project := client.Project(ice.Licenses, region); project != nil {
				t.Errorf("a list that belongs to no project has %v", project)
			}
		})
	}
}

// TestBadProject checks that a project that no header can hold is an error that
// names where it is from, and is not sent. One that does not count is not looked
// at.
func TestBadProject(t *testing.T) {
	tests := map[string]struct {
		block, environment, profile string
		want                        string
	}{
		"the environment's": {"", "two\nlines", "",
			"the environment variable HW_PROJECT_ID is not a project id, which has no spaces or line breaks"},
		"a control character": {"", "a\x7f", "profile",
			"the environment variable HW_PROJECT_ID is not a project id, which has no spaces or line breaks"},
		"the profile's": {"", "", "two\nlines",
			"the project id of the profile is not a project id, which has no spaces or line breaks"},
		"the environment's, beside another": {"block", "two\nlines", "two\nlines", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := serve(t, answer{200, `{"result":{"items":[],"total_items_count":0}}`})
			client := server.client(t, cloud.Settings{
				Block: "huaweicloud", ProjectID: test.block, ImpliedProjectID: test.environment, ImpliedProjectVariable: "HW_PROJECT_ID",
				Credentials: signedWith(key, "", test.profile),
			})
			_, err := client.Read(t.Context(), codeartside.Licenses, "cn-north-4", nil)
			if test.want == "" {
				if err != nil || len(server.requests) == 0 {
					t.Errorf("got %v after %d requests", err, len(server.requests))
				}
				return
			}
			var problem *credential.Problem
			if !errors.As(err, &problem) || problem.Error() != test.want || len(server.requests) > 0 {
				t.Errorf("got %v after %d requests", err, len(server.requests))
			}
		})
	}
}

// TestHost checks where requests go: to the host of the region, also of one
// that no document names, and never to a host that a region is not a part of.
func TestHost(t *testing.T) {
	tests := map[string]struct {
		list   *cloud.List
		region string
		want   string
	}{
		"documented":     {ice.Licenses, "cn-beijing", "ice.cn-beijing.aliyuncs.com:443"},
		"not documented": {aicontent.PaidResources, "cn-shenzhen", "aicontent.cn-shenzhen.aliyuncs.com:443"},
		"no host":        {ice.Licenses, "evil.example/", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var asked []string
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.Host)
				w.WriteHeader(http.StatusForbidden)
			}))
			defer proxy.Close()
			t.Setenv("HTTPS_PROXY", proxy.URL)
			t.Setenv("NO_PROXY", "")
			client := cloud.New(cloud.Settings{Name: "Some Cloud", Credentials: signedWith(key, "", "")},
				transport.New(transport.Options{Cloud: "Some Cloud", Timeout: 10 * time.Second, Concurrency: 1}))
			_, err := client.Read(t.Context(), test.list, test.region, nil)
			var failure *transport.Failure
			if !errors.As(err, &failure) {
				t.Fatal(err)
			}
			var want []string
			kind := transport.Unresolved
			if test.want != "" {
				want, kind = []string{test.want}, transport.Unreachable
			}
			if diff := cmp.Diff(want, asked); diff != "" || failure.Kind != kind {
				t.Errorf("kind %d, asked (-want +got):\n%s", failure.Kind, diff)
			}
		})
	}
}

// TestRequests checks what is sent for a list of one page.
func TestRequests(t *testing.T) {
	server := serve(t, answer{200, `{"result":{"items":[{"id":"a","user_id":"u"}],"total_items_count":1}}`})
	client := server.client(t, cloud.Settings{UserAgent: "agent", ProjectID: "project"})
	result, err := client.Read(t.Context(), codeartside.Licenses, "cn-north-4",
		listapi.Arguments{"license_id": listapi.TextCell("a"), "user_id": listapi.TextCell("u")})
	if err != nil || len(result.Rows) != 1 || result.Rows[0].Cell(0).Text() != "a" {
		t.Fatal(result, err)
	}
	type sent struct {
		Method, Path, Agent, Project, Token string
		Query                               url.Values
	}
	request := server.requests[0]
	got := []sent{{request.Method, request.URL.Path, request.UserAgent(), request.Header.Get("X-Project-Id"),
		request.Header.Get("X-Security-Token"), request.URL.Query()}}
	want := []sent{{"GET", "/v2/licenses", "agent", "project", key.Token,
		url.Values{"id": {"a"}, "user_id": {"u"}, "limit": {"100"}, "offset": {"0"}}}}
	if diff := cmp.Diff(want, got); diff != "" || len(server.requests) != 1 {
		t.Errorf("%d requests (-want +got):\n%s", len(server.requests), diff)
	}
}
