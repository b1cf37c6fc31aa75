package simulator

import (
	"slices"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

func TestProviderBlock(t *testing.T) {
	all := lists.All
	t.Cleanup(func() { lists.All = all })
	lists.All = []*lists.List{lists.Of(lists.ICE), lists.Of(lists.AiContent), lists.Of(lists.OutboundBot), lists.Of(lists.CodeArtsIDE)}
	got := ProviderBlock("http://127.0.0.1:1", Account{AccessKeyID: "key", SecretKey: `a"${b}`, SecurityToken: "token", ProjectID: "project"})
	const want = `provider "entitlements" {
  alicloud {
    access_key     = "key"
    secret_key     = "a\"$${b}"
    security_token = "token"
    endpoints {
      ice         = "http://127.0.0.1:1"
      aicontent   = "http://127.0.0.1:1"
      outboundbot = "http://127.0.0.1:1"
      sts         = "http://127.0.0.1:1"
    }
  }
  huaweicloud {
    access_key     = "key"
    secret_key     = "a\"$${b}"
    security_token = "token"
    project_id     = "project"
    endpoints {
      codearts_ide = "http://127.0.0.1:1"
      iam          = "http://127.0.0.1:1"
      sts          = "http://127.0.0.1:1"
    }
  }
}
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
	if got := ProviderBlock("", Account{}); strings.Contains(got, "token") || strings.Contains(got, "project") {
		t.Errorf("settings that there are not:\n%s", got)
	}
}

// Lists that share a service, and services that share a setting, have it once.
func TestEndpointsOfSharedServices(t *testing.T) {
	services := []*lists.Service{
		{Cloud: lists.Alicloud, Endpoint: "bssopenapi", Version: "2017-12-14"},
		{Cloud: lists.Huaweicloud, Endpoint: "bss"},
		{Cloud: lists.Alicloud, Endpoint: "bssopenapi", Version: "2023-09-30"},
		{Cloud: lists.Alicloud, Endpoint: "ice"},
	}
	for cloud, want := range map[lists.Cloud][]string{
		lists.Alicloud:    {"bssopenapi", "ice", "sts"},
		lists.Huaweicloud: {"bss", "iam", "sts"},
	} {
		if got := endpointNames(cloud, services); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", cloud, got, want)
		}
	}
}
