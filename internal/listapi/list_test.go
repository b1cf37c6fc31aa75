package listapi_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	for _, list := range declared {
		got[list.Name] = map[string]string{}
		for _, region := range list.Home.Documented {
			got[list.Name][region] = list.Home.Host(region)
		}
		if !slices.Contains(list.Home.Documented, list.Home.Region) {
			t.Errorf("%s: the region that is read by default, %s, has no documented host", list.Name, list.Home.Region)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestChoose checks which region is read.
func TestChoose(t *testing.T) {
	many := listapi.Home{Region: "home", Documented: []string{"home", "other"}}
	one := listapi.Home{Region: "home", Documented: []string{"home"}, Only: true}
	tests := map[string]struct {
		home    listapi.Home
		regions listapi.Regions
		want    string
	}{
		"none":                              {many, listapi.Regions{}, "home"},
		"all":                               {many, listapi.Regions{Own: "own", Block: "block", Implied: "other"}, "own"},
		"the data source's, not documented": {many, listapi.Regions{Own: "nowhere"}, "nowhere"},
		"the block's, not documented":       {many, listapi.Regions{Block: "nowhere", Implied: "other"}, "nowhere"},
		"an implied one":                    {many, listapi.Regions{Implied: "other"}, "other"},
		"an implied one, not documented":    {many, listapi.Regions{Implied: "nowhere"}, "home"},
		"one region: the data source's":     {one, listapi.Regions{Own: "other", Block: "block"}, "other"},
		"one region: the block's":           {one, listapi.Regions{Block: "other"}, "home"},
		"one region: an implied one":        {one, listapi.Regions{Implied: "other"}, "home"},
	}
	for name, test := range tests {
		if got := test.home.Choose(test.regions); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
