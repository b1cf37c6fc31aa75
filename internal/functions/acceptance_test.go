package functions_test

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

// withFunctions skips Terraform CLIs that do not support provider functions.
var withFunctions = []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)}

// required names the provider, which OpenTofu requires.
const required = `
terraform {
  required_providers {
    entitlements = {
      source = "hashicorp/entitlements"
    }
  }
}
`

// TestAccFunctions calls the functions from configurations, through a real
// Terraform CLI and its own numbers and nulls.
func TestAccFunctions(t *testing.T) {
	t.Parallel()
	number := func(digits string) knownvalue.Check {
		number, _, err := big.ParseFloat(digits, 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		return knownvalue.NumberExact(number)
	}
	tests := map[string]knownvalue.Check{
		`provider::entitlements::days_until("2026-12-31T00:00:00Z", "2026-12-01T00:00:00Z")`:                                                    number("30"),
		`provider::entitlements::days_until(timeadd("2026-12-31T00:00:00Z", "-1s"), "2026-12-31T00:00:00Z")`:                                    number("-1"),
		`provider::entitlements::days_until(timeadd(plantimestamp(), "719h"), plantimestamp())`:                                                 number("29"),
		`provider::entitlements::parse_time("2025-09-10 00:00:00", "datetime", "Asia/Shanghai")`:                                                knownvalue.StringExact("2025-09-09T16:00:00Z"),
		`provider::entitlements::parse_time(1578469042851, "epoch_milliseconds", "UTC")`:                                                        knownvalue.StringExact("2020-01-08T07:37:22.851Z"),
		`provider::entitlements::parse_time(formatdate("DD/MM/YYYY hh:mm", "2026-12-31T23:59:00Z"), "02/01/2006 15:04", "UTC")`:                 knownvalue.StringExact("2026-12-31T23:59:00Z"),
		`provider::entitlements::remaining_percent(1, 8)`:                                                                                       number("12.5"),
		`provider::entitlements::remaining_percent(333, 1000) == 33.3`:                                                                          knownvalue.Bool(true),
		`provider::entitlements::remaining_percent(1, 3) == 100 / 3`:                                                                            knownvalue.Bool(true),
		`provider::entitlements::remaining_percent(9007199254740993, 9007199254740993000) == 0.1`:                                               knownvalue.Bool(true),
		`provider::entitlements::remaining_percent(null, 3) == null && provider::entitlements::remaining_percent(3, null) == null`:              knownvalue.Bool(true),
		`provider::entitlements::days_until(terraform_data.later.output, "2026-12-01T00:00:00Z")`:                                               number("30"),
		`jsonencode([for t in ["2026-12-31 00:00:00", null] : provider::entitlements::parse_time(t, "datetime", "UTC")])`:                       knownvalue.StringExact(`["2026-12-31T00:00:00Z",null]`),
		`jsonencode([for t in ["2026-12-31T00:00:00Z", null] : provider::entitlements::days_until(t, "2026-12-01T00:00:00Z")])`:                 knownvalue.StringExact(`[30,null]`),
		`provider::entitlements::days_until(provider::entitlements::parse_time(null, "epoch_milliseconds", "UTC"), plantimestamp()) == null`:    knownvalue.Bool(true),
		`provider::entitlements::parse_time("2026-12-31T15:04:05Z", "2006-01-02T15:04:05Z07:00", "Asia/Shanghai")`:                              knownvalue.StringExact("2026-12-31T15:04:05Z"),
		`timecmp(provider::entitlements::parse_time("2026-12-31 08:00:00", "datetime", "Asia/Shanghai"), "2026-12-31T00:00:00Z") == 0`:          knownvalue.Bool(true),
		`provider::entitlements::days_until(provider::entitlements::parse_time("0", "epoch_seconds", "UTC"), "1970-01-01T00:00:00.000000001Z")`: number("-1"),
		`provider::entitlements::parse_time("2024-02-29 12:00:00", "datetime", "America/New_York")`:                                             knownvalue.StringExact("2024-02-29T17:00:00Z"),
		`try(provider::entitlements::remaining_percent(1, 0), "nothing was bought")`:                                                            knownvalue.StringExact("nothing was bought"),
		`can(provider::entitlements::parse_time("2025-02-29 00:00:00", "datetime", "UTC"))`:                                                     knownvalue.Bool(false),
		`provider::entitlements::parse_time("2026-12-31T00:00:00+08:00", "rfc3339", "UTC")`:                                                     knownvalue.StringExact("2026-12-30T16:00:00Z"),
	}
	var config strings.Builder
	config.WriteString(required + "resource \"terraform_data\" \"later\" {\n  input = \"2026-12-31T00:00:00Z\"\n}\n")
	var checks []statecheck.StateCheck
	for expression, check := range tests {
		name := "v" + regexp.MustCompile(`[^0-9A-Za-z]+`).ReplaceAllString(expression, "_")
		config.WriteString("output \"" + name + "\" {\n  value = " + expression + "\n}\n")
		checks = append(checks, statecheck.ExpectKnownOutputValue(name, check))
	}
	acctest.Test(t, resource.TestCase{
		TerraformVersionChecks: withFunctions,
		Steps:                  []resource.TestStep{{Config: config.String(), ConfigStateChecks: checks}},
	})
}

// TestAccArgumentErrors checks that an error names the parameter and the reason.
func TestAccArgumentErrors(t *testing.T) {
	t.Parallel()
	var steps []resource.TestStep
	for expression, want := range map[string]string{
		`provider::entitlements::days_until("2026-12-31", plantimestamp())`:                                   `Invalid value for "timestamp" parameter: "2026-12-31" is not a valid RFC 3339 time`,
		`provider::entitlements::days_until("2026-12-31T00:00:00Z", "now")`:                                   `Invalid value for "from" parameter: "now" is not a valid RFC 3339 time`,
		`provider::entitlements::days_until(plantimestamp(), null)`:                                           `Invalid value for "from" parameter: argument must not be null`,
		`provider::entitlements::parse_time("2026-12-31 00:00:00", null, "UTC")`:                              `Invalid value for "layout_or_preset" parameter: argument must not be null`,
		`provider::entitlements::parse_time("2026-12-31 00:00:00", "datetime", null)`:                         `Invalid value for "zone" parameter: argument must not be null`,
		`provider::entitlements::parse_time(null, "aicontent", "UTC")`:                                        `Invalid value for "layout_or_preset" parameter: "aicontent" has no year, month and day: use one of the presets datetime,`,
		`provider::entitlements::parse_time("2026-12-31T15:04:05Z", "2006-01-02T15:04:05Z", "Asia/Shanghai")`: `Invalid value for "layout_or_preset" parameter: "2006-01-02T15:04:05Z" has the fixed text "Z", which sets no time zone: write Z07:00 instead`,
		`provider::entitlements::parse_time("x", "datetime", "UTC")`:                                          `Invalid value for "text" parameter: "x" does not match the layout`,
		`provider::entitlements::parse_time("2025-09-10", "YYYY-MM-DD", "UTC")`:                               `Invalid value for "layout_or_preset" parameter: "YYYY-MM-DD" has no year, month and day`,
		`provider::entitlements::parse_time("2025-09-10 00:00:00", "datetime", "China")`:                      `Invalid value for "zone" parameter: "China" is not a valid time zone`,
		`provider::entitlements::parse_time("2026-03-29 02:30:00", "datetime", "Europe/Berlin")`:              `Invalid value for "text" parameter: "2026-03-29 02:30:00" does not exist in the time zone`,

		`provider::entitlements::remaining_percent(1, 0)`:      `Invalid value for "total" parameter: the total is zero`,
		`provider::entitlements::remaining_percent("many", 1)`: `Invalid value for "remaining" parameter`,
	} {
		steps = append(steps, resource.TestStep{
			Config:      required + "output \"test\" {\n  value = " + expression + "\n}\n",
			ExpectError: regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(want), " ", `\s+`)), // Terraform breaks long lines
		})
	}
	acctest.Test(t, resource.TestCase{TerraformVersionChecks: withFunctions, Steps: steps})
}
