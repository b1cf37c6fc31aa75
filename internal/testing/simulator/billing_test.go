package simulator_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

const (
	instances = lists.AlicloudBillingInstances
	bags      = lists.AlicloudBillingResourcePackages
	plans     = lists.AlicloudBillingSavingsPlans
	resources = lists.HuaweicloudBillingResources
	packages  = lists.HuaweicloudBillingResourcePackages
	projects  = lists.EnterpriseProjects
)

func TestBillingFilters(t *testing.T) {
	rows := map[simulator.API][]simulator.Row{
		instances: {
			{
				"InstanceID": "a", "ProductCode": "rds", "SubscriptionType": "Subscription",
				"CreateTime": "2024-01-01T00:00:00Z", "EndTime": "2025-01-01T00:00:00Z",
			},
			{"InstanceID": "b", "ProductCode": "ecs", "RenewStatus": "AutoRenewal", "CreateTime": "2024-01-01T00:00:01Z"},
			{"InstanceID": "c", "ProductCode": "rds", "ProductType": "", "Region": "cn-hangzhou", "EndTime": nil},
		},
		bags: {
			{"InstanceId": "a", "CommodityCode": "ossbag", "ExpiryTime": "2024-01-01T00:00:00Z"},
			{"InstanceId": "b", "CommodityCode": "cdnbag", "_partner": true},
		},
		plans: {
			{
				"InstanceId": "a", "Status": "NORMAL", "StartTime": "2024-01-01 00:00:00", "EndTime": "2025-01-01 00:00:00",
				"Tags": []any{simtest.Tag("env", "prod")},
			},
			{"InstanceId": "b", "Status": "RELEASE", "CommodityCode": "x"},
		},
		resources: {
			{"id": "1", "resource_id": "vm", "is_main_resource": 1, "status": 2, "_order_id": "o", "expire_time": "2024-01-01T00:00:00Z"},
			{"id": "2", "resource_id": "disk", "parent_resource_id": "vm", "is_main_resource": 0, "status": 5},
			{"id": "3", "resource_id": "other", "is_main_resource": 1, "status": 4, "service_type_code": "hws.service.type.obs"},
		},
		packages: {
			{"order_instance_id": "1", "service_type_code": "hws.service.type.OBS", "status": 0},
			{"order_instance_id": "2", "enterprise_project_id": "", "status": 1},
			{"order_instance_id": "3", "enterprise_project_id": "0", "status": 1},
			{"order_instance_id": "4", "enterprise_project_id": "p", "order_id": "o"},
		},
		projects: {{"id": "p", "status": 1}, {"id": "q", "status": 2, "type": "poc"}},
	}
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Rows, c.AllProjects = rows, false }))
	all := simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Rows = rows }))
	for _, c := range []struct {
		api    simulator.API
		params set
		want   string
	}{
		{instances, nil, "a b c"},
		{instances, set{"ProductCode": "rds", "SubscriptionType": "Subscription"}, "a"},
		{instances, set{"InstanceIDs": "c,a,x"}, "a c"},
		{instances, set{"RenewStatus": "AutoRenewal"}, "b"},
		{instances, set{"Region": "cn-hangzhou"}, "c"},
		{instances, set{"CreateTimeStart": "2024-01-01T00:00:01Z"}, "b"},
		{instances, set{"CreateTimeStart": "2023-01-01T00:00:00Z", "CreateTimeEnd": "2024-01-01T00:00:00Z"}, "a"},
		{instances, set{"EndTimeEnd": "2025-01-01T00:00:00Z"}, "a"},
		{bags, nil, "a"},
		{bags, set{"IncludePartner": "true"}, "a b"},
		{bags, set{"ProductCode": "cdnbag", "IncludePartner": "true"}, "b"},
		{bags, set{"ExpiryTimeStart": "2024-01-01T00:00:01Z"}, ""},
		{plans, set{"Status": "RELEASE"}, "b"},
		{plans, set{"CommodityCode": "x", "InstanceId": "b"}, "b"},
		{plans, set{"Tag.1.Key": "env", "Tag.1.Value": "prod"}, "a"},
		{plans, set{"StartTime": "2024-06-01 00:00:00", "EndTime": "2024-07-01 00:00:00"}, "a"},
		{plans, set{"StartTime": "2025-06-01 00:00:00"}, ""},
		{resources, nil, "1 2 3"},
		{resources, set{"only_main_resource": "1"}, "1 3"},
		{resources, set{"resource_ids": "vm"}, "1 2"},
		{resources, set{"resource_ids": "vm", "only_main_resource": "1"}, "1"},
		{resources, set{"resource_ids": "disk", "only_main_resource": "1"}, "2"},
		{resources, set{"status_list": "4,5"}, "2 3"},
		{resources, set{"order_id": "o"}, "1"},
		{resources, set{"service_type_code": "hws.service.type.obs"}, "3"},
		{resources, set{"expire_time_begin": "2024-01-01T00:00:00Z", "expire_time_end": "2024-01-01T00:00:00Z"}, "1"},
		{packages, nil, "1 2"},
		{packages, set{"enterprise_project_id": "0"}, "3"},
		{packages, set{"enterprise_project_id": "p", "order_id": "o"}, "4"},
		{packages, set{"service_type_code_list": "x,HWS.service.type.obs"}, "1"},
		{packages, set{"status": "1"}, "2"},
		{projects, nil, "p q"},
		{projects, set{"status": "2"}, "q"},
		{projects, set{"offset": "1", "limit": "1"}, "q"},
	} {
		got := simtest.NewCaller(t, server).Call(c.api, c.params)
		if id := lists.Of(c.api).Identifier; got.Status != http.StatusOK || got.Column(id) != c.want {
			t.Errorf("%s %v: got %d %q, want %q", c.api, c.params, got.Status, got.Column(id), c.want)
		}
		if strings.Contains(got.Text, `"_`) {
			t.Errorf("hidden field is sent: %s", got.Text)
		}
	}
	if got := simtest.NewCaller(t, all).Call(packages, nil).Column("order_instance_id"); got != "1 2 3 4" {
		t.Errorf("all projects: %q", got)
	}
}

// A body is refused as documented, and only when it is signed by somebody who may ask.
func TestBillingBodies(t *testing.T) {
	var unknown []string
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.OnUnknown = func(description string) { unknown = append(unknown, description) }
	}))
	ids := `["` + strings.Join(slices.Repeat([]string{"x"}, 51), `","`) + `"]`
	for _, c := range []struct {
		api               simulator.API
		body, contentType string
		status            int
	}{
		{resources, `{}`, "application/json", 200},
		{resources, `{}`, "application/json;charset=UTF-8", 200},
		{resources, `{}`, "", 400},
		{resources, `{}`, "text/plain", 400},
		{resources, ``, "application/json", 400},
		{resources, `[]`, "application/json", 400},
		{resources, `{"limit":100,"offset":0,"only_main_resource":0,"status_list":[2,3]}`, "application/json", 200},
		{resources, `{"order_id":null,"service_type_code":null,"resource_ids":[]}`, "application/json", 200},
		{resources, `{"limit":"100"}`, "application/json", 400},
		{resources, `{"limit":1.0}`, "application/json", 400},
		{resources, `{"limit":0}`, "application/json", 400},
		{resources, `{"limit":501}`, "application/json", 400},
		{resources, `{"offset":-1}`, "application/json", 400},
		{resources, `{"offset":2147483646}`, "application/json", 200},
		{resources, `{"offset":2147483647}`, "application/json", 400},
		{resources, `{"only_main_resource":false}`, "application/json", 400},
		{resources, `{"only_main_resource":2}`, "application/json", 400},
		{resources, `{"status_list":["2"]}`, "application/json", 400},
		{resources, `{"status_list":"2"}`, "application/json", 400},
		{resources, `{"status_list":[1,2,3,4,5,6,7,8,9,10,11]}`, "application/json", 400},
		{resources, `{"resource_ids":null}`, "application/json", 400},
		{resources, `{"resource_ids":[null]}`, "application/json", 400},
		{resources, `{"resource_ids":` + ids + `}`, "application/json", 400},
		{resources, `{"service_type_code":""}`, "application/json", 400},
		{resources, `{"expire_time_begin":"2024-01-01T08:00:00+08:00"}`, "application/json", 400},
		{resources, `{"expire_time_begin":"2024-01-01T00:00:00.5Z"}`, "application/json", 400},
		{resources, `{"region":"cn-north-4"}`, "application/json", 400},
		{packages, `{"status":1,"service_type_code_list":["a"],"limit":1000,"offset":999999}`, "application/json", 200},
		{packages, `{"status":"1"}`, "application/json", 400},
		{packages, `{"limit":1001}`, "application/json", 400},
		{packages, `{"offset":1000000}`, "application/json", 400},
		{packages, `{"service_type_code_list":"a"}`, "application/json", 400},
	} {
		caller := simtest.NewCaller(t, server)
		caller.Before = func(r *http.Request) {
			r.Header.Del("Content-Type")
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			r.Body = io.NopCloser(strings.NewReader(c.body))
		}
		got := caller.Call(c.api, nil)
		if got.Status != c.status || c.status == 400 && got.Code() != "CBC.0100" {
			t.Errorf("%s %s %q: got %d %s, want %d", c.api, c.body, c.contentType, got.Status, got.Text, c.status)
		}
		if requests := server.Requests(); requests[len(requests)-1].Body != c.body {
			t.Errorf("recorded %q, want %q", requests[len(requests)-1].Body, c.body)
		}
	}
	if !slices.ContainsFunc(unknown, func(s string) bool { return strings.Contains(s, `undocumented parameter "region"`) }) {
		t.Errorf("an unknown member is not reported: %q", unknown)
	}

	caller := simtest.NewCaller(t, server)
	caller.After = func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(`{"limit":2}`)) }
	if got := caller.Call(resources, set{"limit": "1"}); got.Status != 401 || got.Code() != "APIGW.0301" {
		t.Errorf("tampered body: %d %s", got.Status, got.Text)
	}
	caller = simtest.NewCaller(t, server)
	caller.Secret = "other"
	if got := caller.Call(resources, set{"limit": "x"}); got.Status != 401 {
		t.Errorf("a body is looked at before the signature: %d %s", got.Status, got.Text)
	}
}

func TestBillingRefusals(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.Huaweicloud = append(c.Huaweicloud, simulator.Account{
			AccessKeyID: "denied", SecretKey: simtest.Secret, Denied: map[simulator.API]bool{resources: true, projects: true},
		})
	}))
	denied, nobody := simtest.NewCaller(t, server), simtest.NewCaller(t, server)
	denied.Key = "denied"
	nobody.Before = func(r *http.Request) { r.Header.Del("X-Domain-Id") }
	for _, c := range []struct {
		caller simtest.Caller
		api    simulator.API
		params set
		status int
		code   string
	}{
		{denied, resources, nil, 403, "CBC.0151"},
		{denied, projects, nil, 403, "EPS.0004"},
		{nobody, projects, nil, 401, "EPS.0002"},
		{simtest.NewCaller(t, server), projects, set{"limit": "1001"}, 400, "EPS.0013"},
		{simtest.NewCaller(t, server), packages, set{"X-Language": "de_DE"}, 400, "CBC.0100"},
		{simtest.NewCaller(t, server), instances, set{"InstanceIDs": strings.Repeat("x,", 100) + "x"}, 400, "InvalidInstanceIDs"},
		{simtest.NewCaller(t, server), instances, set{"EndTimeEnd": "2024-01-01"}, 400, "InvalidEndTimeEnd"},
		{simtest.NewCaller(t, server), plans, set{"EndTime": "2024-01-01T00:00:00Z"}, 400, "InvalidEndTime"},
	} {
		got := c.caller.Call(c.api, c.params)
		_, nested := got.Body["error"]
		if got.Status != c.status || got.Code() != c.code || nested != (c.api == projects) {
			t.Errorf("%s %v: got %d %s, want %d %s", c.api, c.params, got.Status, got.Text, c.status, c.code)
		}
	}
}

func TestLanguages(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Rows[packages] = simulator.Generate(packages, 2, 1) }))
	for language, want := range map[string]string{
		"": "对象存储服务 对象存储服务", "zh_CN": "对象存储服务 对象存储服务", "en_US": "Object Storage Service Object Storage Service",
	} {
		got := simtest.NewCaller(t, server).Call(packages, set{"X-Language": language})
		if got.Column("service_type_name") != want || strings.Contains(got.Text, "标准存储") == (language == "en_US") {
			t.Errorf("%s: %s", language, got.Text)
		}
	}
}

// Every site with every account.
func TestSites(t *testing.T) {
	const domestic, international = "business.aliyuncs.com", "business.ap-southeast-1.aliyuncs.com"
	account := simulator.Account{AccessKeyID: simtest.Key}
	for _, c := range []struct {
		api    simulator.API
		own    simulator.Site
		host   string
		answer simulator.WrongSite
		params set
		status int
		code   string
		rows   int
	}{
		{instances, "", "service.example.com", "", nil, 200, "Success", 3},
		{instances, simulator.International, "service.example.com", "", nil, 200, "Success", 3},
		{instances, "", domestic, "", nil, 200, "Success", 3},
		{instances, "", domestic + ":443", "", nil, 200, "Success", 3},
		{instances, "", international, "", nil, 400, "InvalidCaller", 0},
		{instances, "", "127.0.0.1:2", "", nil, 400, "InvalidCaller", 0},
		{instances, simulator.International, international, "", nil, 200, "Success", 3},
		{instances, simulator.International, domestic, "", nil, 400, "NotApplicable", 0},
		{instances, simulator.International, domestic, simulator.EmptyList, nil, 200, "Success", 0},
		{instances, simulator.International, domestic, simulator.UnknownAccount, nil, 400, "InvalidCaller", 0},
		{instances, simulator.International, domestic, simulator.UnknownProduct, nil, 200, "Success", 0},
		{instances, simulator.International, domestic, simulator.UnknownProduct, set{"ProductCode": "rds"}, 400, "InvalidParameter", 0},
		{instances, "", international, simulator.NotApplicable, nil, 400, "NotApplicable", 0},
		{resources, "", "bss.myhuaweicloud.com", "", nil, 200, "", 3},
		{resources, "", "bss-intl.myhuaweicloud.com", "", nil, 403, "CBC.0150", 0},
		{packages, simulator.International, "bss.myhuaweicloud.com", simulator.WrongSiteCBC0156, nil, 403, "CBC.0156", 0},
		{resources, simulator.International, "bss-intl.myhuaweicloud.com", "", nil, 200, "", 3},
		{resources, "", "bss.myhuaweicloud.eu", "", nil, 401, "APIGW.0301", 0},
		{resources, simulator.Europe, "bss.myhuaweicloud.com", "", nil, 401, "APIGW.0301", 0},
		{resources, simulator.Europe, "bss.myhuaweicloud.eu", "", nil, 200, "", 3},
		{projects, simulator.International, "eps.myhuaweicloud.com", "", nil, 200, "", 3},
		{projects, simulator.Europe, "eps.eu-west-101.myhuaweicloud.eu", "", nil, 200, "", 3},
		{projects, "", "eps.eu-west-101.myhuaweicloud.eu", "", nil, 401, "APIGW.0301", 0},
		{lists.ICE, simulator.International, domestic, "", nil, 200, "Success", 3},
	} {
		server := simtest.Serve(t, simtest.Known(func(config *simulator.Config) {
			config.Rows[c.api] = simulator.Generate(c.api, 3, 1)
			config.Sites = map[string]simulator.Site{account.AlicloudID(): c.own, account.HuaweicloudID(): c.own}
			config.WrongSite = map[lists.Cloud]simulator.WrongSite{lists.Alicloud: c.answer, lists.Huaweicloud: c.answer}
			config.HostSites = map[string]simulator.Site{"127.0.0.1:2": simulator.International}
		}))
		caller := simtest.NewCaller(t, server)
		caller.Before = func(r *http.Request) { r.Host = c.host }
		got := caller.Call(c.api, c.params)
		if got.Status != c.status || got.Code() != c.code || len(got.Rows()) != c.rows {
			t.Errorf("%s, account of %q at %s: got %d %s", c.api, c.own, c.host, got.Status, got.Text)
		}
	}
}

// The account of the caller comes in the form of IAM.
func TestAuthDomains(t *testing.T) {
	server := simtest.Serve(t, simtest.Known())
	caller := simtest.NewCaller(t, server)
	r := caller.Request(lists.CodeArtsIDE, nil)
	r.URL.Path = "/v3/auth/domains"
	if got := caller.Send(r); got.Status != 401 {
		t.Errorf("signed for another path: %d %s", got.Status, got.Text)
	}
	caller.Before = func(r *http.Request) { r.URL.Path = "/v3/auth/domains" }
	got := caller.Call(lists.CodeArtsIDE, nil)
	domains, _ := got.Body["domains"].([]any)
	id := simulator.Account{AccessKeyID: simtest.Key}.HuaweicloudID()
	if len(domains) != 1 || domains[0].(map[string]any)["id"] != id {
		t.Errorf("got %d %s, want %s", got.Status, got.Text, id)
	}
	if last := server.SignIns(); last[len(last)-1].Action != simulator.ActionAuthDomains || last[len(last)-1].AccountID != id {
		t.Errorf("recorded %+v", last)
	}
}

// Totals are there in each of their forms, and are left out together.
func TestBillingTotals(t *testing.T) {
	for _, missing := range []bool{false, true} {
		server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
			c.Rows[bags] = simulator.Generate(bags, 4, 1)
			c.TotalMissing = map[simulator.API]bool{bags: missing}
		}))
		got := simtest.NewCaller(t, server).Call(bags, nil)
		want := map[bool]string{false: "4 4", true: "<nil> <nil>"}[missing]
		text, isText := got.At([]string{"Data", "TotalCount"}).(string)
		if is := fmt.Sprint(got.Body["Total"], " ", got.At([]string{"Data", "TotalCount"})); is != want || isText == missing {
			t.Errorf("got %s %q, want %s", is, text, want)
		}
	}
}
