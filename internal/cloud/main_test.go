package cloud_test

import (
	"os"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/testmain"
)

// TestMain runs many tests beside each other: they wait for delays between two
// tries.
func TestMain(m *testing.M) { os.Exit(testmain.Run(m, 48)) }
