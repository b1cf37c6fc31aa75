package inventory

import (
	"os"
	"strings"
	"testing"
)

// TestGuide checks that the guide shows the example that is tested.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../../templates/guides/inventory.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../../examples/inventory/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(guide), "```terraform\n"+string(example)+"```\n") {
		t.Error("the guide's policy is not examples/inventory/main.tf")
	}
}
