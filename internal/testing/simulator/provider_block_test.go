package simulator

import (
	"strings"
	"testing"
)

func TestProviderBlock(t *testing.T) {
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
