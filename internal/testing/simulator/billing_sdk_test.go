package simulator_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/bssopenapi"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// billing serves 30 rows of each billing list to the vendors' own clients.
func billing(t *testing.T) (*simulator.Server, string) {
	t.Helper()
	rows := map[simulator.API][]simulator.Row{}
	for _, l := range lists.Billing {
		rows[l.API] = simulator.Generate(l.API, 30, 1)
	}
	account := []simulator.Account{{AccessKeyID: simtest.Key, SecretKey: simtest.Secret}}
	server := simtest.Serve(t, simulator.Config{Alicloud: account, Huaweicloud: account, Rows: rows, AllProjects: true})
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, web.Listener.Addr().String()
}

// last is what the server received last.
func last(server *simulator.Server) simulator.Request {
	arrived := server.Requests()
	return arrived[len(arrived)-1]
}

// The vendor's client signs what the billing center accepts, and its models hold what comes back.
func TestAlicloudSDKReadsBillingLists(t *testing.T) {
	server, address := billing(t)
	credential := credentials.NewAccessKeyCredential(simtest.Key, simtest.Secret)
	client, err := bssopenapi.NewClientWithOptions("cn-hangzhou", sdk.NewConfig().WithScheme("HTTP"), credential)
	if err != nil {
		t.Fatal(err)
	}
	client.Domain = address
	paged := map[string]string{"PageNum": "2", "PageSize": "20"}
	received := func(api simulator.API, rows int, err error) {
		t.Helper()
		got := last(server)
		if err != nil || rows != 10 || got.API != api || !maps.Equal(got.Parameters, paged) {
			t.Errorf("%s: %d rows, %v; received %+v", api, rows, err, got)
		}
	}

	first := bssopenapi.CreateQueryAvailableInstancesRequest()
	first.PageNum, first.PageSize = requests.NewInteger(2), requests.NewInteger(20)
	all, err := client.QueryAvailableInstances(first)
	received(instances, len(all.Data.InstanceList), err)
	want := simulator.Generate(instances, 30, 1)[20]
	if one := all.Data.InstanceList[0]; one.InstanceID != want["InstanceID"] || one.OwnerId != want["OwnerId"] || all.Data.TotalCount != 30 {
		t.Errorf("got %+v, want %v", one, want)
	}

	second := bssopenapi.CreateQueryResourcePackageInstancesRequest()
	second.PageNum, second.PageSize = requests.NewInteger(2), requests.NewInteger(20)
	bag, err := client.QueryResourcePackageInstances(second)
	received(bags, len(bag.Data.Instances.Instance), err)
	want = simulator.Generate(bags, 30, 1)[21]
	if one := bag.Data.Instances.Instance[1]; one.InstanceId != want["InstanceId"] || one.TotalAmount != want["TotalAmount"] ||
		bag.Total != 30 || bag.Data.TotalCount != "30" {
		t.Errorf("got %+v, want %v", one, want)
	}

	third := bssopenapi.CreateQuerySavingsPlansInstanceRequest()
	third.PageNum, third.PageSize = requests.NewInteger(2), requests.NewInteger(20)
	plan, err := client.QuerySavingsPlansInstance(third)
	received(plans, len(plan.Data.Items), err)
	want = simulator.Generate(plans, 30, 1)[22]
	if one := plan.Data.Items[2]; one.InstanceId != want["InstanceId"] || one.PoolValue != want["PoolValue"] ||
		one.StartTimestamp != want["StartTimestamp"] || len(one.Tags) != 2 || plan.Data.TotalCount != 30 {
		t.Errorf("got %+v, want %v", one, want)
	}
}

// The core of the vendor's SDK signs bodies that the billing center accepts. Its models need modules that the provider does not.
func TestHuaweicloudSDKSignsBillingBodies(t *testing.T) {
	server, address := billing(t)
	for _, c := range []struct {
		api    simulator.API
		body   map[string]any
		header map[string]string
		want   set
	}{
		{
			resources, map[string]any{"limit": 20, "offset": 20, "only_main_resource": 0, "status_list": []int{2, 3, 4, 5}}, nil,
			set{"limit": "20", "offset": "20", "only_main_resource": "0", "status_list": "2,3,4,5"},
		},
		{
			packages, map[string]any{"limit": 20, "offset": 20, "product_name": "标准存储包"}, map[string]string{"X-Language": "en_US"},
			set{"limit": "20", "offset": "20", "product_name": "标准存储包", "X-Language": "en_US"},
		},
	} {
		l := lists.Of(c.api)
		call := request.NewHttpRequestBuilder().WithMethod(l.Method).WithEndpoint("http://"+address).WithPath(l.Path).
			AddHeaderParam("Content-Type", "application/json").WithBody("body", c.body)
		for name, value := range c.header {
			call = call.AddHeaderParam(name, value)
		}
		built := call.Build()
		headers, err := signer.Sign(built, simtest.Key, simtest.Secret)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range headers {
			built.AddHeaderParam(name, value)
		}
		sent, err := built.ConvertRequest()
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultTransport.RoundTrip(sent)
		if err != nil {
			t.Fatal(err)
		}
		var body map[string]any
		if err := errors.Join(json.NewDecoder(answer.Body).Decode(&body), answer.Body.Close()); err != nil {
			t.Fatal(err)
		}
		got := last(server)
		if answer.StatusCode != http.StatusOK || len(simtest.Reply{Body: body}.Rows()) == 0 || !maps.Equal(got.Parameters, c.want) {
			t.Errorf("%s: %d %v; received %+v", c.api, answer.StatusCode, body, got)
		}
	}
}
