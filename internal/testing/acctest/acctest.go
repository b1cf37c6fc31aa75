// Package acctest is what the tests of the whole provider share: the simulated
// clouds, the provider under a real Terraform CLI, and the provider behind its
// protocol without one.
package acctest

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Account is the key that Clouds lets in.
var Account = simulator.Account{
	AccessKeyID: "LTAI5tACCEPTANCEKEY7",
	SecretKey:   "acceptance+secret/key=tests",
}

// Clouds are simulated clouds for one test.
type Clouds struct {
	*simulator.Server

	// URL is where they listen.
	URL string
}

// Start starts simulated clouds that know Account. A request that they do not
// know fails the test.
func Start(t testing.TB, config simulator.Config) *Clouds {
	t.Helper()
	if config.Alicloud == nil {
		config.Alicloud = []simulator.Account{Account}
	}
	if config.Huaweicloud == nil {
		config.Huaweicloud = []simulator.Account{Account}
	}
	config.OnUnknown = func(description string) {
		t.Errorf("the clouds do not know a request: %s", description)
	}
	clouds := &Clouds{Server: simulator.New(config)}
	server := httptest.NewServer(clouds.Server)
	t.Cleanup(server.Close)
	clouds.URL = server.URL
	return clouds
}

// Block returns the provider block that reaches the clouds.
func (c *Clouds) Block() string { return simulator.ProviderBlock(c.URL, Account) }

// Services are where the clouds' services for signing in are that no setting of
// the provider moves.
func (c *Clouds) Services() provider.Services {
	endpoint, err := transport.ParseEndpoint(c.URL)
	if err != nil {
		panic(err)
	}
	return provider.Services{
		AlicloudMetadata: endpoint, HuaweicloudMetadata: endpoint,
		AlicloudOAuth: map[string]transport.Endpoint{"CN": endpoint, "INTL": endpoint},
	}
}

// Factories start the provider for a Terraform CLI.
var Factories = map[string]func() (tfprotov6.ProviderServer, error){
	"entitlements": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test")(), nil },
}

// Test runs an acceptance test through a real Terraform CLI, with nothing of the
// machine's own credentials. It is skipped without TF_ACC, as is the custom;
// where ENTITLEMENTS_ACC_REQUIRED is set, as by the make targets, being skipped is
// a failure.
func Test(t *testing.T, test resource.TestCase) {
	t.Helper()
	required(t)
	Isolate(t)
	test.ProtoV6ProviderFactories = Factories
	resource.Test(t, test)
}

// Test does what the function Test does, with the environment as it is and a
// provider that finds the clouds' services for signing in.
func (c *Clouds) Test(t *testing.T, test resource.TestCase) {
	t.Helper()
	required(t)
	test.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){
		"entitlements": func() (tfprotov6.ProviderServer, error) {
			return provider.NewServerAt("test", c.Services())(), nil
		},
	}
	resource.Test(t, test)
}

// Isolate hides the credentials and regions of the machine's own environment
// from the provider, and gives it an empty home directory.
func Isolate(t testing.TB) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		for _, prefix := range []string{"ALICLOUD_", "ALIBABA_CLOUD_", "ALIBABACLOUD_", "HW_", "OS_", "HUAWEICLOUD_SDK_", "TF_APPEND_USER_AGENT"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "")
			}
		}
	}
}
