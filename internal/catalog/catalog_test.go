package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// TestHosts holds the regions and hosts of the lists against the vendors' documents.
func TestHosts(t *testing.T) {
	want := map[string]map[string]string{
		"ice_airtc_licenses": {
			"cn-beijing": "ice.cn-beijing.aliyuncs.com", "cn-hangzhou": "ice.cn-hangzhou.aliyuncs.com", "cn-shanghai": "ice.cn-shanghai.aliyuncs.com",
			"cn-shenzhen": "ice.cn-shenzhen.aliyuncs.com", "ap-southeast-1": "ice.ap-southeast-1.aliyuncs.com", "us-west-1": "ice.us-west-1.aliyuncs.com",
		},
		"aicontent_paid_resources": {
			"cn-shanghai": "aicontent.aliyuncs.com", "cn-hangzhou": "aicontent.cn-hangzhou.aliyuncs.com", "cn-beijing": "aicontent.cn-beijing.aliyuncs.com",
		},
		"outboundbot_instances": {"cn-shanghai": "outboundbot.cn-shanghai.aliyuncs.com"},
		"codearts_ide_licenses": {"cn-north-4": "ide.cn-north-4.myhuaweicloud.com"},
	}
	got := map[string]map[string]string{}
	for _, list := range catalog.Lists {
		got[list.Name] = map[string]string{}
		for _, region := range list.Service.Regions.Documented {
			got[list.Name][region] = list.Service.Regions.Host(region)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestServices checks that lists of one service share it, and that each cloud has
// its own services in the order of their first lists.
func TestServices(t *testing.T) {
	service := func(block, name string) *cloud.Service {
		return &cloud.Service{Dialect: &dialect.Dialect{Block: block}, Name: name}
	}
	billing, seats, other := service("one", "billing"), service("one", "seats"), service("another", "billing")
	list := func(service *cloud.Service, name string) *cloud.List {
		return &cloud.List{Service: service, List: listapi.List{Name: name}}
	}
	lists := catalog.Catalog{list(billing, "instances"), list(other, "orders"), list(seats, "seats"), list(billing, "packages")}

	if diff := cmp.Diff([]string{"another", "one"}, lists.Clouds()); diff != "" {
		t.Errorf("clouds (-want +got):\n%s", diff)
	}
	type named struct {
		Service string
		Lists   []string
	}
	for block, want := range map[string][]named{
		"one":     {{"billing", []string{"instances", "packages"}}, {"seats", []string{"seats"}}},
		"another": {{"billing", []string{"orders"}}},
		"none":    nil,
	} {
		var got []named
		for _, service := range lists.Services(block) {
			got = append(got, named{service.Name, lists.Names(service)})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", block, diff)
		}
	}
}
