package inventory_test

import (
	"os"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/testmain"
)

// TestMain hides the machine's own credentials; see testmain.Run.
func TestMain(m *testing.M) { os.Exit(testmain.Run(m, 16)) }
