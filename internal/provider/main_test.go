package provider_test

import (
	"os"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/testmain"
)

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, 32)) }
