package alicloudauth

import (
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestSTS checks where the Security Token Service is looked for: what the block
// says, then a profile's or the environment's endpoint, then their region, then
// the block's, and the central address last.
func TestSTS(t *testing.T) {
	type env = map[string]string
	tests := map[string]struct {
		block   string
		region  string
		profile auth.STS
		env     env
		want    string
	}{
		"nothing": {"", "", auth.STS{}, nil, "https://sts.aliyuncs.com"},
		"the block's endpoint": {
			"sts.example", "cn-beijing", auth.STS{Endpoint: "p.example", Region: "cn-hangzhou"},
			env{"ALIBABA_CLOUD_STS_ENDPOINT": "e.example", "ALIBABA_CLOUD_STS_REGION": "cn-shenzhen"}, "https://sts.example",
		},
		"the profile's endpoint": {
			"", "cn-beijing", auth.STS{Endpoint: "p.example", Region: "cn-hangzhou"},
			env{"ALIBABA_CLOUD_STS_ENDPOINT": "e.example", "ALIBABA_CLOUD_STS_REGION": "cn-shenzhen"}, "https://p.example",
		},
		"the environment's endpoint": {
			"", "cn-beijing", auth.STS{Region: "cn-hangzhou"},
			env{"ALIBABA_CLOUD_STS_ENDPOINT": "e.example", "ALIBABA_CLOUD_STS_REGION": "cn-shenzhen"}, "https://e.example",
		},
		"the profile's region": {
			"", "cn-beijing", auth.STS{Region: "cn-hangzhou"}, env{"ALIBABA_CLOUD_STS_REGION": "cn-shenzhen"},
			"https://sts.cn-hangzhou.aliyuncs.com",
		},
		"the environment's region": {
			"", "cn-beijing", auth.STS{}, env{"ALIBABA_CLOUD_STS_REGION": "cn-shenzhen"}, "https://sts.cn-shenzhen.aliyuncs.com",
		},
		"the block's region": {"", "cn-beijing", auth.STS{}, nil, "https://sts.cn-beijing.aliyuncs.com"},
		"a VPC, the profile's": {
			"", "", auth.STS{Region: "cn-hangzhou", VPC: true}, nil, "https://sts-vpc.cn-hangzhou.aliyuncs.com",
		},
		"a VPC, the environment's": {
			"", "", auth.STS{}, env{"ALIBABA_CLOUD_STS_REGION": "cn-shenzhen", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"},
			"https://sts-vpc.cn-shenzhen.aliyuncs.com",
		},
		"a VPC without a region of its own": {
			"", "cn-beijing", auth.STS{VPC: true}, env{"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "TRUE"}, "https://sts.cn-beijing.aliyuncs.com",
		},
		"a VPC, and an endpoint": {
			"", "", auth.STS{Endpoint: "p.example", Region: "cn-hangzhou", VPC: true}, nil, "https://p.example",
		},
		"an endpoint as the tool takes it":       {"", "", auth.STS{Endpoint: " http://p.example/ "}, nil, "https://p.example"},
		"an endpoint of this machine":            {"", "", auth.STS{Endpoint: "http://127.0.0.1:1/"}, nil, "http://127.0.0.1:1"},
		"an endpoint that cannot be used":        {"", "", auth.STS{Endpoint: "p.example/path"}, nil, ""},
		"a key in a region's place":              {"", "", auth.STS{Region: "wJa1rXUtnFEMI7K7MDENGbPxRfiCYE"}, nil, ""},
		"a region that cannot be part of a host": {"", "", auth.STS{Region: "evil.example/"}, nil, ""},
	}
	for name, test := range tests {
		c := Config{Region: test.region, Getenv: func(name string) string { return test.env[name] }}
		if test.block != "" {
			c.STS = transport.HTTPS(test.block)
		}
		target, err := c.sts(test.profile)
		if got := target.Endpoint; test.want == "" && err == nil || test.want != "" && (err != nil || got.String() != test.want) {
			t.Errorf("%s: got %s and %v, want %s", name, got, err, test.want)
		}
	}
}
