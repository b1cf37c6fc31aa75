package provider_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestAccRows reads lists of many lengths through a real Terraform CLI and
// checks every value of every row.
func TestAccRows(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
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
						statecheck.ExpectKnownValue(address, tfjsonpath.New(source.Rows), acctest.Known(expected)),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("ids"), acctest.Known(source.IDs(expected))),
						statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.StringExact(source.Region)),
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
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			var arguments strings.Builder
			sent := map[string]string{}
			for _, argument := range source.Arguments {
				sample := argument.Samples[0]
				fmt.Fprintf(&arguments, "%s = %s\n", argument.Name, inHCL(sample.Value))
				maps.Copy(sent, sample.Sent)
			}
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 120, 1)}})
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{
				Config: clouds.Block() + fmt.Sprintf("\ndata %q \"test\" {\n%stimeouts { read = \"1m\" }\n}\n", source.Name, arguments.String()),
				Check: func(*terraform.State) error {
					requests := clouds.Requests()
					if len(requests) == 0 {
						return fmt.Errorf("nothing was sent")
					}
					for _, request := range requests {
						if diff := cmp.Diff(sent, filters(source, request)); diff != "" {
							return fmt.Errorf("sent (-want +got):\n%s", diff)
						}
					}
					return nil
				},
			}}})
		})
	}
}

// inHCL writes a value of an argument as a configuration has it.
func inHCL(value any) string {
	object, ok := value.(acctest.Object)
	if !ok {
		return fmt.Sprintf("%#v", value)
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(object)) {
		fmt.Fprintf(&text, "%q = %q, ", key, object[key])
	}
	return "{ " + text.String() + "}"
}

// badInput returns what cannot be meant of the arguments of a list, and the error
// for each.
func badInput(source acctest.Source) map[string]string {
	bad := map[string]string{
		`region = "cn.shanghai"`:          `region = "cn\.shanghai" is not a region: write letters, digits and hyphens`,
		"timeouts {\n read = \"soon\"\n}": `timeouts\.read = "soon" is not a duration above zero: write a number and a unit, such as "15m"`,
		"timeouts {\n read = \"0s\"\n}":   `timeouts\.read = "0s" is not a duration above zero: write a number and a unit, such as "15m"`,
		"timeouts {\n read = \"10\"\n}":   `timeouts\.read = "10" is not a duration above zero: write a number and a unit, such as "15m"`,
		source.Rows + ` = []`:             `(?i)` + source.Rows,
		`page_size = 10`:                  `(?i)not expected here`,
		`account = ""`:                    `account is an empty string, which is not allowed`,
		`account = "prod"`:                `account = "prod" is not the name of an account block in the provider\. The accounts are default`,
	}
	for _, argument := range source.Arguments {
		name, value := argument.Name, argument.Samples[0].Value
		required := ""
		if argument.Requires != "" {
			bad[name+" = "+inHCL(value)] = name + ` means nothing without ` + argument.Requires
			required = argument.Requires + " = " + inHCL(source.Argument(argument.Requires).Samples[0].Value) + "\n"
		}
		switch value.(type) {
		case string:
			bad[required+name+` = ""`] = name + ` is an empty string, which is not allowed`
		case int64:
			bad[required+name+" = 1.5"] = name + ` = 1\.5 is not a whole number`
			bad[required+name+" = 1e30"] = name + ` = 1e\+30 is too large: write a whole number of at most 64 bits`
			bad[required+name+` = "active"`] = `a number is required`
		case acctest.Object:
			bad[name+` = { env = "" }`] = name + `\["env"\] is an empty string`
			bad[name+` = { env = null }`] = name + `\["env"\] is null`
			bad[name+` = { "" = "x" }`] = name + ` has an empty key`
		}
		if argument.Allowed != nil {
			texts := make([]string, len(argument.Allowed))
			for i, allowed := range argument.Allowed {
				texts[i] = fmt.Sprint(allowed)
			}
			bad[required+name+` = "UP"`] = name + ` = "UP" is not one of ` + strings.Join(texts, ", ")
		}
		if argument.Refused != "" {
			quoted := fmt.Sprintf("%q", argument.Refused)
			bad[name+" = "+quoted] = regexp.QuoteMeta(name+" = "+quoted) + ` is refused by the API, which takes ` + argument.Characters + ` only`
		}
	}
	return bad
}

// TestAccBadInput checks that what cannot be meant is an error before anything
// is sent, which names the argument and its value, and no other error beside it.
func TestAccBadInput(t *testing.T) {
	t.Parallel()
	clouds := silent(t)
	tried := map[string]bool{} // one list for what all lists have
	for _, source := range acctest.Sources {
		for arguments, want := range badInput(source) {
			if tried[arguments] {
				continue
			}
			tried[arguments] = true
			t.Run(source.Name+" "+arguments, func(t *testing.T) {
				t.Parallel()
				output := plan(t, clouds, clouds.Block()+fmt.Sprintf("data %q \"test\" {\n%s\n}\n", source.Name, arguments))
				if !regexp.MustCompile(spaced(want)).MatchString(output) || strings.Count(output, "Error: ") != 1 ||
					strings.Contains(output, "always an error in the provider") {
					t.Errorf("want %s, got:\n%s", want, output)
				}
			})
		}
	}
}

// silent starts clouds that nothing may be asked of.
func silent(t *testing.T) *acctest.Clouds {
	t.Helper()
	clouds := acctest.Start(t, simulator.Config{})
	t.Cleanup(func() {
		if n := len(clouds.Requests()) + len(clouds.SignIns()); n > 0 {
			t.Errorf("%d requests were sent", n)
		}
	})
	return clouds
}

// TestAccMisspelled checks that a setting with a slip in its name is an error that
// shows its line, in the provider and in a data source. Terraform validates only a
// provider that something uses.
func TestAccMisspelled(t *testing.T) {
	t.Parallel()
	clouds := silent(t)
	for line, block := range map[string]string{
		`profil = "prod"`:                 "alicloud {\n%s\n}",
		`regoin = "cn-beijing"`:           "huaweicloud {\n%s\n}",
		`endpoint {`:                      "alicloud {\n%s\n}\n}",
		`icee = "https://ice.example"`:    "alicloud {\nendpoints {\n%s\n}\n}",
		`role = "acs:ram::1:role/x"`:      "alicloud {\nassume_role {\n%s\n}\n}",
		`token_file = "/x"`:               "alicloud {\nassume_role_with_oidc {\n%s\n}\n}",
		`agency = "x"`:                    "huaweicloud {\nassume_role {\n%s\n}\n}",
		`idp = "x"`:                       "huaweicloud {\nassume_role_with_oidc {\n%s\n}\n}",
		`nam = "prod"`:                    "account {\nname = \"x\"\nalicloud {\nprofile = \"x\"\n}\n%s\n}",
		`profiel = "prod"`:                "account {\nname = \"x\"\nalicloud {\n%s\n}\n}",
		`aws {`:                           "account {\nname = \"x\"\n%s\n}\n}",
		`request_timeuot = "1m"`:          "%s",
		`alicloud = { profile = "prod" }`: "%s",
		`account = [{ name = "prod" }]`:   "%s",
		`huaweicloud "prod" {`:            "%s\n}",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			output := plan(t, clouds, fmt.Sprintf("provider \"entitlements\" {\n%s\n}\ndata %q \"test\" {}\n",
				fmt.Sprintf(block, line), acctest.OneOf("alicloud").Name))
			if !strings.Contains(output, "Error: ") || !strings.Contains(output, ": "+line) {
				t.Error(output)
			}
		})
	}
	for _, source := range append([]string{"entitlements_inventory"}, names()...) {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			const line = `raed = "1m"`
			output := plan(t, clouds, clouds.Block()+fmt.Sprintf("data %q \"test\" {\ntimeouts {\n%s\n}\n}\n", source, line))
			if !containsAll(output, "Error: Unsupported argument", ": "+line) {
				t.Error(output)
			}
		})
	}
}

// names returns the names of the data sources of lists.
func names() []string {
	var names []string
	for _, source := range acctest.Sources {
		names = append(names, source.Name)
	}
	return names
}

// spaced makes a pattern match text in which Terraform broke lines.
func spaced(pattern string) string { return strings.ReplaceAll(pattern, " ", `\s+`) }

// plan plans a configuration that fails, and returns what a real Terraform CLI
// says.
func plan(t *testing.T, clouds *acctest.Clouds, config string) string {
	t.Helper()
	var output string
	clouds.Test(t, resource.TestCase{
		ErrorCheck: func(err error) error {
			output = err.Error()
			return nil
		},
		Steps: []resource.TestStep{{Config: config}},
	})
	return output
}

// TestAccNoPermission checks that a refusal fails the plan with what to grant.
func TestAccNoPermission(t *testing.T) {
	t.Parallel()
	account := acctest.Account
	account.Denied = map[simulator.API]bool{}
	for _, source := range acctest.Sources {
		account.Denied[source.API] = true
	}
	clouds := acctest.Start(t, simulator.Config{Alicloud: []simulator.Account{account}, Huaweicloud: []simulator.Account{account}})
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{
				Config:      clouds.Block() + fmt.Sprintf("\ndata %q \"test\" {}\n", source.Name),
				ExpectError: regexp.MustCompile(`(?s)no permission.*Allow the\s+action\s+` + source.Permission),
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
			acctest.Live(t, resource.TestCase{
				Steps: []resource.TestStep{{
					Config: fmt.Sprintf("data %q \"test\" {}\n", source.Name),
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.NotNull()),
						shape{address, source},
					},
				}},
			})
			writeShape(t, source)
		})
	}
}

// writeShape writes the shape of a list into the directory that "make live" names.
func writeShape(t *testing.T, source acctest.Source) {
	t.Helper()
	name := strings.TrimPrefix(source.Name, "entitlements_")
	record, differences, err := provider.Shape(t.Context(), "live", name, provider.Unset(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	path := filepath.Join(os.Getenv("ENTITLEMENTS_SHAPES"), name+".json")
	if err := errors.Join(record.Write(&content), os.WriteFile(path, content.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s has the shape of the list, and no value", path)
	for _, difference := range differences {
		t.Errorf("the list is not as it is declared: %s", difference)
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
				if _, ok := attributes[field.Attribute]; !ok || len(attributes) != len(s.source.Fields) {
					resp.Error = fmt.Errorf("row %d has %d attributes where %d are due; %s is there: %v", i, len(attributes),
						len(s.source.Fields), field.Attribute, ok)
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

// TestAccFaults breaks a list in ways that have cost others rows, and reads it
// through a real Terraform CLI: the whole list, or one clear error.
func TestAccFaults(t *testing.T) {
	t.Parallel()
	const n = 130
	source := acctest.OneOf("alicloud")
	// The second reading asks for other pages, each of which is a first attempt.
	once := func(fault handler) func(simulator.Request) handler {
		var first sync.Once
		return func(r simulator.Request) (answer handler) {
			if r.Page == 2 {
				first.Do(func() { answer = fault })
			}
			return answer
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
	empty := func(_ simulator.Request, body map[string]any) { body[source.List] = []simulator.Row{} }
	var emptyOnce sync.Once
	tests := map[string]struct {
		config simulator.Config
		want   string // empty: the whole list
	}{
		"an empty page in the middle, once": {simulator.Config{Alter: func(r simulator.Request, body map[string]any) {
			if r.Page == 2 {
				emptyOnce.Do(func() { empty(r, body) })
			}
		}}, ""},
		"an empty page in the middle": {simulator.Config{Alter: func(r simulator.Request, body map[string]any) {
			if r.Page == 2 {
				empty(r, body)
			}
		}}, "no reading of the list was consistent.*page 2 has 0 rows where 50 are due, of 130"},
		"throttled once":       {simulator.Config{Fault: once(simulator.ErrorAnswer(source.API, 400, "Throttling.User", "Request was denied due to user flow control."))}, ""},
		"throttled for ever":   {simulator.Config{Fault: always(simulator.ErrorAnswer(source.API, 400, "Throttling.User", "Request was denied due to user flow control."))}, "too many calls.*Throttling.User"},
		"unavailable once":     {simulator.Config{Fault: once(simulator.ErrorAnswer(source.API, 503, "ServiceUnavailable", "Later."))}, ""},
		"HTML with status 200": {simulator.Config{Fault: always(faulty.Body([]byte("<html>Sign in</html>")))}, "the answer was not understood"},
		"no list":              {simulator.Config{Fault: always(faulty.Body([]byte(fmt.Sprintf(`{%q:true,%q:130}`, source.Success, source.Total))))}, "the answer has no list"},
		"a failure with 200":   {simulator.Config{Fault: always(faulty.Body([]byte(fmt.Sprintf(`{%q:false,%q:"Broken",%q:"It is broken."}`, source.Success, source.Code, source.Message))))}, "the API refused the call.*It is broken"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.config.Rows = map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, n, 1)}
			clouds := acctest.Start(t, test.config)
			step := resource.TestStep{Config: fmt.Sprintf("provider \"entitlements\" {\nmax_retries = 2\n%s\ndata %q \"test\" {}\n",
				regexp.MustCompile(`(?s)^.*?provider "entitlements" \{`).ReplaceAllString(clouds.Block(), ""), source.Name)}
			if test.want == "" {
				step.ConfigStateChecks = []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data."+source.Name+".test", tfjsonpath.New(source.Rows), knownvalue.ListSizeExact(n)),
				}
			} else {
				// Terraform breaks long lines where it likes.
				step.ExpectError = regexp.MustCompile("(?s)" + regexp.MustCompile(` `).ReplaceAllString(test.want, `\s+`))
			}
			acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{step}})
		})
	}
}
