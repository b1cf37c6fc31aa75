package provider_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/simulator"
)

// TestAccRows reads lists of many lengths through a real Terraform CLI and
// checks every value of every row.
func TestAccRows(t *testing.T) {
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			clouds := acctest.Start(t, simulator.Config{})
			config := clouds.Block() + fmt.Sprintf("\ndata %q \"test\" {}\n", source.Name)
			address := "data." + source.Name + ".test"
			var steps []resource.TestStep
			for _, n := range []int{0, 1, source.PageSize - 1, source.PageSize, source.PageSize + 1, 4*source.PageSize + 9} {
				rows := simulator.Generate(source.API, n, 7)
				expected := source.Expect(t, rows)
				steps = append(steps, resource.TestStep{
					PreConfig: func() { clouds.SetRows(source.API, rows) },
					Config:    config,
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New(source.Rows), known(expected)),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("ids"), known(source.IDs(expected))),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), known(source.State(t, nil)["region"])),
						shape{address, source},
					},
				})
			}
			acctest.Test(t, resource.TestCase{Steps: steps})
		})
	}
}

// TestAccArguments sets every argument in a configuration and checks what
// reached the API.
func TestAccArguments(t *testing.T) {
	tests := []struct {
		source    int
		arguments string
		sent      map[string]string
	}{
		{0, `license_item_id = "17712***"
			status          = 1
			type            = 2`, map[string]string{"LicenseItemId": "17712***", "Status": "1", "Type": "2"}},
		{1, `resource_type   = "ALL"
			order_by        = "resourceId"
			order_direction = "ASC"
			group_by        = "resourceId"`, map[string]string{"resourceType": "ALL", "orderBy": "resourceId", "orderDirection": "ASC", "groupBy": "resourceId"}},
		{2, `name              = "回访"
			resource_group_id = "rg-acfm3iugit3uw7a"
			tags              = { name = "xxx", age = "20" }`, map[string]string{
			"Name": "回访", "ResourceGroupId": "rg-acfm3iugit3uw7a",
			"Tag.1.Key": "age", "Tag.1.Value": "20", "Tag.2.Key": "name", "Tag.2.Value": "xxx"}},
		{3, `license_id = "20d00000-0000-0000-0000-000000000e4w"
			user_id    = "0dc311a468024a"
			status     = "NORMAL"`, map[string]string{"id": "20d00000-0000-0000-0000-000000000e4w", "user_id": "0dc311a468024a", "status": "NORMAL"}},
	}
	for _, test := range tests {
		source := acctest.Sources[test.source]
		t.Run(source.Name, func(t *testing.T) {
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 120, 1)}})
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{
				Config: clouds.Block() + fmt.Sprintf("\ndata %q \"test\" {\n%s\ntimeouts { read = \"1m\" }\n}\n", source.Name, test.arguments),
				Check: func(*terraform.State) error {
					requests := clouds.Requests()
					if len(requests) == 0 {
						return fmt.Errorf("nothing was sent")
					}
					for _, request := range requests {
						if diff := cmp.Diff(test.sent, filters(source, request)); diff != "" {
							return fmt.Errorf("sent (-want +got):\n%s", diff)
						}
					}
					return nil
				},
			}}})
		})
	}
}

// TestAccBadInput checks that what cannot be meant is an error before anything
// is sent, and that what may be meant is a warning.
func TestAccBadInput(t *testing.T) {
	clouds := acctest.Start(t, simulator.Config{})
	tests := map[string]string{
		`data "entitlements_ice_airtc_licenses" "test" { license_item_id = "" }`:                                                  "An empty text is no filter",
		`data "entitlements_ice_airtc_licenses" "test" { status = 1.5 }`:                                                          `(?i)integer|whole number`,
		`data "entitlements_ice_airtc_licenses" "test" { status = "active" }`:                                                     `a number is required`,
		`data "entitlements_ice_airtc_licenses" "test" { region = "cn.shanghai" }`:                                                "letters, digits and hyphens",
		"data \"entitlements_ice_airtc_licenses\" \"test\" {\n timeouts { read = \"soon\" }\n}":                                   `timeouts\.read = "soon" is not a duration`,
		"data \"entitlements_ice_airtc_licenses\" \"test\" {\n timeouts { read = \"0s\" }\n}":                                     `timeouts\.read = "0s" is not a duration`,
		"data \"entitlements_ice_airtc_licenses\" \"test\" {\n timeouts { read = \"10\" }\n}":                                     `timeouts\.read = "10" is not a duration`,
		`data "entitlements_ice_airtc_licenses" "test" { licenses = [] }`:                                                         `(?i)licenses`,
		`data "entitlements_ice_airtc_licenses" "test" { page_size = 10 }`:                                                        `(?i)not expected here`,
		`data "entitlements_aicontent_paid_resources" "test" { order_direction = "ASC" }`:                                         "means nothing\\s+without order_by",
		"data \"entitlements_aicontent_paid_resources\" \"test\" {\n order_by = \"x\"\n order_direction = \"UP\"\n }":             "ASC, DESC",
		`data "entitlements_outboundbot_instances" "test" { tags = { env = "" } }`:                                                "An empty text is no filter",
		`data "entitlements_outboundbot_instances" "test" { tags = { env = null } }`:                                              "The value is null",
		`data "entitlements_outboundbot_instances" "test" { tags = { "" = "x" } }`:                                                "A key is empty",
		`data "entitlements_codearts_ide_licenses" "test" { license_id = "20d*****" }`:                                            "letters, digits and hyphens",
		`data "entitlements_codearts_ide_licenses" "test" { user_id = "a-b" }`:                                                    "letters and digits",
		"provider \"entitlements\" {\n alicloud { access_key = \"a\" }\n }\ndata \"entitlements_ice_airtc_licenses\" \"test\" {}": "access_key is set and secret_key is not",
	}
	for config, want := range tests {
		t.Run(config, func(t *testing.T) {
			if !regexp.MustCompile(`^provider`).MatchString(config) {
				config = clouds.Block() + config
			}
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{Config: config, ExpectError: regexp.MustCompile(want)}}})
			if n := len(clouds.Requests()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

// TestAccNoPermission checks that a refusal fails the plan with what to grant.
func TestAccNoPermission(t *testing.T) {
	account := acctest.Account
	account.Denied = map[simulator.API]bool{}
	for _, source := range acctest.Sources {
		account.Denied[source.API] = true
	}
	clouds := acctest.Start(t, simulator.Config{Alicloud: []simulator.Account{account}, Huaweicloud: []simulator.Account{account}})
	for i, action := range []string{"ice:GetAiRtcLicenseInfoList", "aicontent:AliyunConsoleOpenApiQueryPaidResource", "outboundbot:ListInstances", "CodeArtsIDE:license:list"} {
		t.Run(action, func(t *testing.T) {
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{
				Config:      clouds.Block() + fmt.Sprintf("\ndata %q \"test\" {}\n", acctest.Sources[i].Name),
				ExpectError: regexp.MustCompile(`(?s)no permission.*Allow the\s+action\s+` + action),
			}}})
		})
	}
}

// TestAccLive reads the real clouds with the credentials in the environment. It
// runs only where ENTITLEMENTS_ACC_LIVE asks for it, and checks shapes only,
// for nobody knows what the account owns.
func TestAccLive(t *testing.T) {
	if os.Getenv("ENTITLEMENTS_ACC_LIVE") == "" {
		t.Skip("reads the real clouds with ENTITLEMENTS_ACC_LIVE=1")
	}
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			address := "data." + source.Name + ".test"
			resource.Test(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Factories,
				Steps: []resource.TestStep{{
					Config: fmt.Sprintf("data %q \"test\" {}\n", source.Name),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.NotNull()),
						shape{address, source},
					},
				}},
			})
		})
	}
}

// shape checks that each row has the attributes of the contract and an
// identifier, and that ids are those identifiers.
type shape struct {
	address string
	source  acctest.Source
}

// CheckState implements statecheck.StateCheck.
func (s shape) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	for _, resource := range req.State.Values.RootModule.Resources {
		if resource.Address != s.address {
			continue
		}
		rows, _ := resource.AttributeValues[s.source.Rows].([]any)
		found := map[any]bool{}
		for i, row := range rows {
			attributes, _ := row.(map[string]any)
			for _, field := range s.source.Fields {
				if _, ok := attributes[field[0]]; !ok || len(attributes) != len(s.source.Fields) {
					resp.Error = fmt.Errorf("row %d has %d attributes where %d are due; %s is there: %v", i, len(attributes), len(s.source.Fields), field[0], ok)
					return
				}
			}
			id := attributes[s.source.Identifier]
			if id == nil {
				resp.Error = fmt.Errorf("row %d has no %s", i, s.source.Identifier)
				return
			}
			found[id] = true
		}
		if ids, _ := resource.AttributeValues["ids"].([]any); len(ids) != len(found) {
			resp.Error = fmt.Errorf("%d ids for %d identifiers", len(ids), len(found))
		}
		return
	}
	resp.Error = fmt.Errorf("%s is not in the state", s.address)
}

// known turns a Go value of a state into the check for exactly that value.
func known(value any) knownvalue.Check {
	switch value := value.(type) {
	case nil:
		return knownvalue.Null()
	case string:
		return knownvalue.StringExact(value)
	case bool:
		return knownvalue.Bool(value)
	case int64:
		return knownvalue.Int64Exact(value)
	case []any:
		checks := make([]knownvalue.Check, len(value))
		for i, element := range value {
			checks[i] = known(element)
		}
		return knownvalue.ListExact(checks)
	case acctest.Object:
		checks := make(map[string]knownvalue.Check, len(value))
		for name, element := range value {
			checks[name] = known(element)
		}
		return knownvalue.ObjectExact(checks)
	}
	panic(fmt.Sprintf("no check for a %T", value))
}

// TestAccFaults breaks a list in ways that have cost others rows, and reads it
// through a real Terraform CLI: the whole list, or one clear error.
func TestAccFaults(t *testing.T) {
	const n = 130
	once := func(fault handler) func(simulator.Request) handler {
		return func(r simulator.Request) handler {
			if r.Page == 2 && r.Attempt == 1 {
				return fault
			}
			return nil
		}
	}
	always := func(fault handler) func(simulator.Request) handler {
		return func(r simulator.Request) handler {
			if r.Page == 2 {
				return fault
			}
			return nil
		}
	}
	empty := func(_ simulator.Request, body map[string]any) { body["LicenseInfoList"] = []simulator.Row{} }
	tests := map[string]struct {
		config simulator.Config
		want   string // empty: the whole list
	}{
		"an empty page in the middle, once": {simulator.Config{Alter: func(r simulator.Request, body map[string]any) {
			if r.Page == 2 && r.Attempt == 1 {
				empty(r, body)
			}
		}}, ""},
		"an empty page in the middle": {simulator.Config{Alter: func(r simulator.Request, body map[string]any) {
			if r.Page == 2 {
				empty(r, body)
			}
		}}, "did not hold still.*page 2 of 3 has 0 rows where 50 are due, of 130"},
		"throttled once":       {simulator.Config{Fault: once(simulator.ErrorAnswer(simulator.ICE, 400, "Throttling.User", "Request was denied due to user flow control."))}, ""},
		"throttled for ever":   {simulator.Config{Fault: always(simulator.ErrorAnswer(simulator.ICE, 400, "Throttling.User", "Request was denied due to user flow control."))}, "too many calls.*Throttling.User"},
		"unavailable once":     {simulator.Config{Fault: once(simulator.ErrorAnswer(simulator.ICE, 503, "ServiceUnavailable", "Later."))}, ""},
		"HTML with status 200": {simulator.Config{Fault: always(body([]byte("<html>Sign in</html>")))}, "the answer was not understood"},
		"no list":              {simulator.Config{Fault: always(body([]byte(`{"Success":true,"TotalCount":130}`)))}, "the answer has no list"},
		"a failure with 200":   {simulator.Config{Fault: always(body([]byte(`{"Success":false,"Code":"Broken","Message":"It is broken."}`)))}, "the API refused the call.*It is broken"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.config.Rows = map[simulator.API][]simulator.Row{simulator.ICE: simulator.Generate(simulator.ICE, n, 1)}
			clouds := acctest.Start(t, test.config)
			step := resource.TestStep{Config: fmt.Sprintf("provider \"entitlements\" {\nmax_retries = 2\n%s\ndata \"entitlements_ice_airtc_licenses\" \"test\" {}\n",
				regexp.MustCompile(`(?s)^.*?provider "entitlements" \{`).ReplaceAllString(clouds.Block(), ""))}
			if test.want == "" {
				step.ConfigStateChecks = []statecheck.StateCheck{statecheck.ExpectKnownValue("data.entitlements_ice_airtc_licenses.test", tfjsonpath.New("licenses"), knownvalue.ListSizeExact(n))}
			} else {
				// Terraform breaks long lines where it likes.
				step.ExpectError = regexp.MustCompile("(?s)" + regexp.MustCompile(` `).ReplaceAllString(test.want, `\s+`))
			}
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{step}})
		})
	}
}
