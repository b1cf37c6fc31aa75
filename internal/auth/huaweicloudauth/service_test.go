package huaweicloudauth

import (
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestServices checks where the services to sign in with are asked: IAM in the
// region of the block, the environment or the profile, and the Security Token
// Service there too if it is known to be there. Europe is a cloud of its own.
func TestServices(t *testing.T) {
	const com = ".myhuaweicloud.com"
	tests := map[string]struct {
		block, accountType, environment, profile string
		iam, sts                                 string
	}{
		"nothing":              {"", "", "", "", "iam.cn-north-4" + com, "sts.cn-north-4" + com},
		"the block's region":   {"cn-south-1", "", "cn-east-3", "ap-southeast-1", "iam.cn-south-1" + com, "sts.cn-south-1" + com},
		"the environment's":    {"", "", "cn-east-3", "ap-southeast-1", "iam.cn-east-3" + com, "sts.cn-east-3" + com},
		"the profile's":        {"", "", "", "ap-southeast-1", "iam.ap-southeast-1" + com, "sts.ap-southeast-1" + com},
		"a region without STS": {"me-east-1", "International", "", "", "iam.me-east-1" + com, "sts.cn-north-4" + com},
		"Europe":               {"", "Europe", "", "", "iam.eu-west-101.myhuaweicloud.eu", "sts.eu-west-101.myhuaweicloud.eu"},
		"Europe, a region of it": {
			"eu-west-101", "Europe", "", "", "iam.eu-west-101.myhuaweicloud.eu", "sts.eu-west-101.myhuaweicloud.eu",
		},
		"Europe, another region": {
			"cn-north-4", "Europe", "", "", "iam.eu-west-101.myhuaweicloud.eu", "sts.eu-west-101.myhuaweicloud.eu",
		},
		"a key in a region's place":            {"", "", "wJa1rXUtnFEMI7K7MDENGbPxRfiCYE", "", "", "sts.cn-north-4" + com},
		"what cannot be a part of a host name": {"", "", "", "evil.example/", "", "sts.cn-north-4" + com},
	}
	for name, test := range tests {
		c := Config{Region: test.block, AccountType: test.accountType, Getenv: func(name string) string {
			return map[string]string{"HW_REGION_NAME": test.environment}[name]
		}}
		for service, want := range map[string]string{"iam": test.iam, "sts": test.sts} {
			target, err := c.iam(test.profile)
			if service == "sts" {
				target, err = c.sts(test.profile)
			}
			if got := target.Endpoint; want == "" && err == nil || want != "" && (err != nil || got != transport.HTTPS(want)) {
				t.Errorf("%s: %s is at %s (%v), want %s", name, service, got, err, want)
			}
		}
	}
	elsewhere := Config{IAM: transport.HTTPS("iam.example"), STS: transport.HTTPS("sts.example"), Getenv: func(string) string { return "" }}
	iam, err := elsewhere.iam("")
	sts, err2 := elsewhere.sts("")
	if err != nil || err2 != nil || iam.Endpoint.Host != "iam.example" || sts.Endpoint.Host != "sts.example" {
		t.Errorf("elsewhere: %s and %s, %v and %v", iam.Endpoint, sts.Endpoint, err, err2)
	}
}
