package testmain

import (
	"flag"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) { os.Exit(Run(m, 7)) }

// child names the test that runs in a process of its own, with an environment
// that has to be hidden.
const child = "ENTITLEMENTS_TEST_CHILD"

// run runs a test of this package in a process of its own, and returns what it
// printed.
func run(t *testing.T, test string, environment ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.v")
	command.Env = append(slices.Concat(os.Environ(), environment), child+"="+test)
	output, err := command.CombinedOutput()
	return string(output), err
}

// TestHides checks that nothing of the machine's settings reaches a test, and that
// they do if the real clouds are to be read.
func TestHides(t *testing.T) {
	const home = "/home/of/somebody"
	settings := []string{
		"HOME=" + home, "ALICLOUD_ACCESS_KEY=x", "ALIBABA_CLOUD_PROFILE=x", "ALIBABACLOUD_REGION=x", "HW_ACCESS_KEY=x", "OS_TENANT_ID=x",
		"HUAWEICLOUD_SDK_AK=x", "TF_APPEND_USER_AGENT=x", "TF_LOG=trace", "TF_LOG_PROVIDER=trace", "HTTPS_PROXY=x", "no_proxy=x",
	}
	seen := func() []string {
		return slices.DeleteFunc(slices.Clone(settings), func(setting string) bool { return !slices.Contains(os.Environ(), setting) })
	}
	if os.Getenv(child) == t.Name() {
		t.Logf("isolated: %t, seen: %s, parallel: %s", Isolated(), strings.Join(seen(), " "), flag.Lookup("test.parallel").Value)
		return
	}
	if !Isolated() {
		t.Fatal("the environment of this test is not hidden")
	}
	for want, environment := range map[string][]string{
		"isolated: true, seen: , parallel: 7\n": settings,
		"isolated: false, seen: " + strings.Join(settings, " ") +
			", parallel: 7\n": append(slices.Clone(settings), "ENTITLEMENTS_ACC_LIVE=1"),
	} {
		output, err := run(t, t.Name(), environment...)
		if _, rest, _ := strings.Cut(output, ": isolated"); err != nil || !strings.HasPrefix("isolated"+rest, want) {
			t.Errorf("%v, want %q, got:\n%s", err, want, output)
		}
	}
}

// TestLeaks checks that a goroutine which outlives the tests is printed and fails
// them, and that one which ends late is waited for.
func TestLeaks(t *testing.T) {
	const lives = "ENTITLEMENTS_TEST_LEAK_LIVES"
	if os.Getenv(child) == t.Name() {
		life, err := time.ParseDuration(os.Getenv(lives))
		if err != nil {
			t.Fatal(err)
		}
		patience = 2 * time.Second
		go time.Sleep(life)
		return
	}
	for life, want := range map[string]struct {
		fails bool
		says  string
	}{
		"0s":    {false, ""},
		"1.1s":  {false, "The last goroutine of the tests ended 1s after them."},
		"1000s": {true, "1 goroutines outlived the tests:\n\ngoroutine "},
	} {
		t.Run(life, func(t *testing.T) {
			t.Parallel()
			output, err := run(t, "TestLeaks", lives+"="+life)
			_, said, _ := strings.Cut(output, "PASS\n")
			if (err != nil) != want.fails || !strings.HasPrefix(said, want.says) || (said == "") != (want.says == "") ||
				want.fails != strings.Contains(said, "testmain.TestLeaks") {
				t.Errorf("%v, want %+v, got:\n%s", err, want, output)
			}
		})
	}
}
