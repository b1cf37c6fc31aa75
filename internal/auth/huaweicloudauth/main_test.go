package huaweicloudauth_test

import (
	"os"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/testmain"
)

// TestMain runs the tests apart from the machine's own credentials.
func TestMain(m *testing.M) { os.Exit(testmain.Run(m, 16)) }
