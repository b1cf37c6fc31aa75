package cloud_test

import (
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
)

// TestChoose checks which region is read.
func TestChoose(t *testing.T) {
	many := cloud.Regions{Home: "home", Documented: []string{"home", "other"}}
	one := cloud.Regions{Home: "home", Documented: []string{"home"}, Only: true}
	tests := map[string]struct {
		regions cloud.Regions
		named   cloud.Named
		want    string
	}{
		"none":                              {many, cloud.Named{}, "home"},
		"all":                               {many, cloud.Named{Own: "own", Block: "block", Implied: "other"}, "own"},
		"the data source's, not documented": {many, cloud.Named{Own: "nowhere"}, "nowhere"},
		"the block's, not documented":       {many, cloud.Named{Block: "nowhere", Implied: "other"}, "nowhere"},
		"an implied one":                    {many, cloud.Named{Implied: "other"}, "other"},
		"an implied one, not documented":    {many, cloud.Named{Implied: "nowhere"}, "home"},
		"one region: the data source's":     {one, cloud.Named{Own: "other", Block: "block"}, "other"},
		"one region: the block's":           {one, cloud.Named{Block: "other"}, "home"},
		"one region: an implied one":        {one, cloud.Named{Implied: "other"}, "home"},
	}
	for name, test := range tests {
		if got := test.regions.Choose(test.named); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
