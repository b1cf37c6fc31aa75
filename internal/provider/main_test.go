package provider_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain clears the environment of everything that the provider reads, so
// that tests may run in parallel, and makes the home directory an empty one,
// unless they are to read the real clouds; runs the tests, most of which wait
// rather than work, many at a time, and checks that no goroutine outlives them.
func TestMain(m *testing.M) { os.Exit(isolated(m)) }

func isolated(m *testing.M) int {
	live := os.Getenv("ENTITLEMENTS_ACC_LIVE") != ""
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		for _, prefix := range []string{
			"ALICLOUD_", "ALIBABA_CLOUD_", "ALIBABACLOUD_", "HW_", "OS_", "HUAWEICLOUD_SDK_", "TF_APPEND_USER_AGENT", "TF_LOG",
			"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
		} {
			if !live && strings.HasPrefix(name, prefix) {
				_ = os.Unsetenv(name)
			}
		}
	}
	if !live {
		home, err := os.MkdirTemp("", "home")
		if err != nil {
			panic(err)
		}
		defer func() { _ = os.RemoveAll(home) }()
		_ = os.Setenv("HOME", home)
	}
	flag.Parse()
	parallel := "16"
	flag.Visit(func(f *flag.Flag) {
		if f.Name == "test.parallel" {
			parallel = f.Value.String()
		}
	})
	_ = flag.Set("test.parallel", parallel)

	code := m.Run()
	// A connection that nobody waits for any more is still made, for the next
	// request, for as long as request_timeout allows: half a minute by default.
	if leaked := leakedGoroutines(45 * time.Second); code == 0 && len(leaked) > 0 {
		fmt.Printf("%d goroutines outlived the tests:\n\n%s\n", len(leaked), strings.Join(leaked, "\n\n"))
		code = 1
	}
	return code
}

// leakedGoroutines returns the stacks of the goroutines that this module
// started, directly or as connections, and that are still there after some
// time.
func leakedGoroutines(patience time.Duration) []string {
	deadline := time.Now().Add(patience)
	for {
		all := make([]byte, 16<<20)
		all = all[:runtime.Stack(all, true)]
		var leaked []string
		for i, stack := range strings.Split(string(all), "\n\n") {
			if i > 0 && (strings.Contains(stack, "terraform-provider-entitlements/") || strings.Contains(stack, "net/http.")) {
				leaked = append(leaked, stack)
			}
		}
		if len(leaked) == 0 || time.Now().After(deadline) {
			return leaked
		}
		time.Sleep(50 * time.Millisecond)
	}
}
