package acctest

import (
	"os"
	"testing"
)

// CLI returns the Terraform CLI that acceptance tests run on, for those that
// run it themselves. Without TF_ACC the test is skipped; where
// ENTITLEMENTS_ACC_REQUIRED is set, as by the make targets, being skipped is a
// failure.
func CLI(t testing.TB) string {
	t.Helper()
	required(t)
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	return "terraform"
}

// required skips or fails a test where acceptance tests are not to run.
func required(t testing.TB) {
	t.Helper()
	if os.Getenv("TF_ACC") != "" {
		return
	}
	if os.Getenv("ENTITLEMENTS_ACC_REQUIRED") != "" {
		t.Fatal("acceptance tests were asked for, but TF_ACC is not set")
	}
	t.Skip("acceptance tests run with TF_ACC=1")
}
