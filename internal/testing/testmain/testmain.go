// Package testmain runs the tests of a package apart from the machine that they
// run on: without the credentials, regions, proxies and home directory of the
// person who runs them, and with a check that no goroutine outlives the tests.
package testmain

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// prefixes are what the names of the variables begin with that the provider, the
// clouds' SDKs or the HTTP client read.
var prefixes = []string{
	"ALICLOUD_", "ALIBABA_CLOUD_", "ALIBABACLOUD_", "HW_", "OS_", "HUAWEICLOUD_SDK_", "TF_APPEND_USER_AGENT", "TF_LOG",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
}

// patience is how long goroutines may need to end after the last test. A
// connection that nobody waits for any more is still made, for the next request,
// for as long as request_timeout allows: half a minute by default.
var patience = 45 * time.Second

var isolated atomic.Bool

// Isolated reports whether Run has hidden the machine's environment.
func Isolated() bool { return isolated.Load() }

// Run runs the tests of a package, and returns the exit code for its TestMain. It
// first hides the environment for all of them, so that no test has to and all may
// run in parallel. With ENTITLEMENTS_ACC_LIVE, which is there to read the real
// clouds, nothing is hidden.
//
// Parallel is how many parallel tests run at a time, unless -parallel says it.
// Most tests wait for a simulated cloud, a time-out or a delay between two tries,
// so that many more of them fit beside each other than the machine has cores.
func Run(m *testing.M, parallel int) int {
	if os.Getenv("ENTITLEMENTS_ACC_LIVE") == "" {
		home, err := hide()
		if err != nil {
			fmt.Println(err)
			return 1
		}
		defer func() { _ = os.RemoveAll(home) }()
	}
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", strconv.Itoa(parallel)) // it is a number
	}
	code := m.Run()
	if code != 0 {
		return code // what failed may be why goroutines are left
	}
	return leaked()
}

// hide takes the variables that count out of the environment, and makes an empty
// directory the home directory, which it returns.
func hide() (home string, err error) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		for _, prefix := range prefixes {
			if strings.HasPrefix(name, prefix) {
				if err := os.Unsetenv(name); err != nil {
					return "", err
				}
			}
		}
	}
	if home, err = os.MkdirTemp("", "home"); err == nil {
		err = os.Setenv("HOME", home)
	}
	isolated.Store(err == nil)
	return home, err
}

// leaked waits for the goroutines of the tests to end, and returns 1 and prints
// those that do not. It also prints for how long it waited if that is a second or
// more: a test that leaves a connection behind costs every run that time.
func leaked() int {
	begin := time.Now()
	for {
		left := running()
		waited := time.Since(begin).Round(time.Second)
		switch {
		case len(left) == 0:
			if waited >= time.Second {
				fmt.Printf("The last goroutine of the tests ended %s after them.\n", waited)
			}
			return 0
		case waited > patience:
			fmt.Printf("%d goroutines outlived the tests:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
			return 1
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// running returns the stacks of the goroutines that this module started, directly
// or as connections.
func running() []string {
	all := make([]byte, 16<<20)
	all = all[:runtime.Stack(all, true)]
	var left []string
	for i, stack := range strings.Split(string(all), "\n\n") {
		if i > 0 && (strings.Contains(stack, "terraform-provider-entitlements/") || strings.Contains(stack, "net/http.")) {
			left = append(left, stack)
		}
	}
	return left
}
