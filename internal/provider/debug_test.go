package provider_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestSDKDebugSwitch checks that the debug switch of Alibaba Cloud's SDK, which
// prints what is signed with the token in it, stays off. The SDK reads it
// before any test runs, so that another process does.
func TestSDKDebugSwitch(t *testing.T) {
	const child = "ENTITLEMENTS_TEST_SDK_DEBUG"
	account := simulator.Account{AccessKeyID: "LTAI5tDEBUGSWITCH", SecretKey: "debug-switch-secret", SecurityToken: "debug-switch-token"}
	if os.Getenv(child) != "" {
		clouds := acctest.Start(t, simulator.Config{Alicloud: []simulator.Account{account}})
		settings := clouds.Settings()
		alicloud := settings["alicloud"].(acctest.Object)
		alicloud["access_key"], alicloud["secret_key"], alicloud["security_token"] = account.AccessKeyID, account.SecretKey, account.SecurityToken
		provider := clouds.Configured(t, settings)
		for _, source := range acctest.OfCloud("alicloud") {
			if _, diagnostics := provider.Read(t.Context(), t, source.Name, nil); len(diagnostics) > 0 {
				t.Error(acctest.Text(diagnostics))
			}
		}
		t.Logf("DEBUG is %q", os.Getenv("DEBUG"))
		return
	}
	var output bytes.Buffer
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSDKDebugSwitch$", "-test.v")
	command.Env = append(os.Environ(), child+"=1", "DEBUG=a,sdk,b")
	command.Stdout, command.Stderr = &output, &output
	if err := command.Run(); err != nil || !strings.Contains(output.String(), `DEBUG is "a,b"`) {
		t.Fatalf("%v\n%s", err, output.String())
	}
	for _, forbidden := range []string{account.AccessKeyID, account.SecretKey, account.SecurityToken, "stringToSign", "x-acs-"} {
		if strings.Contains(output.String(), forbidden) {
			t.Errorf("%q was printed:\n%s", forbidden, output.String())
		}
	}
}
