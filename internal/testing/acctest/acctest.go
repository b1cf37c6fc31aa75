// Package acctest is what the tests of the whole provider share: the simulated
// clouds, the provider under a real Terraform CLI, and the provider behind its
// protocol without one.
package acctest

import (
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/testmain"
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

// Test runs an acceptance test through a real Terraform CLI. It is skipped without
// TF_ACC, as is the custom; if ENTITLEMENTS_ACC_REQUIRED is set, as by the make
// targets, being skipped is a failure. The package's TestMain hides the machine's
// own credentials with testmain.Run, so that such tests can run in parallel.
func Test(t *testing.T, test resource.TestCase) {
	t.Helper()
	isolated(t)
	run(t, provider.NewServer("test"), test)
}

// Live does what Test does with the machine's own credentials.
func Live(t *testing.T, test resource.TestCase) {
	t.Helper()
	run(t, provider.NewServer("test"), test)
}

// Test does what the function Test does, with a provider that finds the clouds'
// services for signing in.
func (c *Clouds) Test(t *testing.T, test resource.TestCase) {
	t.Helper()
	isolated(t)
	run(t, provider.NewServerAt("test", c.Services()), test)
}

func isolated(t *testing.T) {
	t.Helper()
	if !testmain.Isolated() {
		t.Fatal("the TestMain of this package does not call testmain.Run, or ENTITLEMENTS_ACC_LIVE is set")
	}
}

// running are the tests that run a CLI now. Unlike others, they keep a core busy:
// more of them at a time would only starve the tests that count on time-outs.
var running = make(chan struct{}, runtime.GOMAXPROCS(0)+1)

func run(t *testing.T, server func() tfprotov6.ProviderServer, test resource.TestCase) {
	t.Helper()
	required(t)
	test.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){
		"entitlements": func() (tfprotov6.ProviderServer, error) { return server(), nil },
	}
	running <- struct{}{}
	defer func() { <-running }()
	resource.Test(t, test)
}

// Isolate does for one test what testmain.Run does for those of a package: it hides
// the machine's own credentials and regions, and gives the test an empty home
// directory. It does nothing where that is done.
func Isolate(t testing.TB) {
	t.Helper()
	if testmain.Isolated() {
		return
	}
	t.Setenv("HOME", t.TempDir())
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		for _, prefix := range []string{"ALICLOUD_", "ALIBABA_CLOUD_", "ALIBABACLOUD_", "HW_", "OS_", "HUAWEICLOUD_SDK_",
			"TF_APPEND_USER_AGENT"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "")
			}
		}
	}
}
