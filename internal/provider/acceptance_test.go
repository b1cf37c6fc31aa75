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
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestAccRows reads lists of many lengths through a real Terraform CLI, all of them in
// one configuration, and checks every value of every row.
func TestAccRows(t *testing.T) {
	t.Parallel()
	clouds := acctest.Start(t, simulator.Config{})
	config := clouds.Block()
	for _, source := range acctest.Sources {
		config += fmt.Sprintf("\ndata %q \"test\" {}\n", source.Name)
	}
	var steps []resource.TestStep
	for _, length := range []func(page int) int{
		func(int) int { return 0 },
		func(int) int { return 1 },
		func(page int) int { return page - 1 },
		func(page int) int { return page },
		func(page int) int { return page + 1 },
		func(page int) int { return 4*page + 9 },
	} {
		step, rows := resource.TestStep{Config: config}, map[simulator.API][]simulator.Row{}
		for _, source := range acctest.Sources {
			address := "data." + source.Name + ".test"
			rows[source.API] = simulator.Generate(source.API, length(source.PageSize), 7)
			expected := source.Expect(t, rows[source.API])
			step.ConfigStateChecks = append(step.ConfigStateChecks,
				statecheck.ExpectKnownValue(address, tfjsonpath.New(source.Rows), acctest.Known(expected)),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("ids"), acctest.Known(source.IDs(expected))),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.StringExact(source.Region)),
				shape{address, source},
			)
		}
		step.PreConfig = func() {
			for api, rows := range rows {
				clouds.SetRows(api, rows)
			}
		}
		steps = append(steps, step)
	}
	acctest.Test(t, resource.TestCase{Steps: steps})
}

// TestAccArguments sets every argument of every list in a configuration and checks
// what reached the API.
func TestAccArguments(t *testing.T) {
	t.Parallel()
	config, rows, want := "", map[simulator.API][]simulator.Row{}, map[simulator.API]map[string]string{}
	for _, source := range acctest.Sources {
		var arguments strings.Builder
		sent := map[string]string{}
		for _, argument := range source.Arguments {
			sample := argument.Samples[0]
			fmt.Fprintf(&arguments, "%s = %s\n", argument.Name, inHCL(sample.Value))
			maps.Copy(sent, sample.Sent)
		}
		config += fmt.Sprintf("\ndata %q \"test\" {\n%stimeouts { read = \"1m\" }\n}\n", source.Name, arguments.String())
		rows[source.API], want[source.API] = simulator.Generate(source.API, 120, 1), sent
	}
	clouds := acctest.Start(t, simulator.Config{Rows: rows})
	acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{{Config: clouds.Block() + config}}})
	requests := map[simulator.API][]simulator.Request{}
	for _, request := range clouds.Requests() {
		requests[request.API] = append(requests[request.API], request)
	}
	for _, source := range acctest.Sources {
		if len(requests[source.API]) == 0 {
			t.Errorf("%s: nothing was sent", source.Name)
		}
		for _, request := range requests[source.API] {
			if diff := cmp.Diff(want[source.API], filters(source, request)); diff != "" {
				t.Errorf("%s: sent (-want +got):\n%s", source.Name, diff)
			}
		}
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

// plan plans a configuration that fails, and returns what a real Terraform CLI says.
func plan(t *testing.T, clouds *acctest.Clouds, config string) string {
	t.Helper()
	terraform := clouds.Terraform(t)
	terraform.Configure(t, config)
	output, status := terraform.Run(t, "plan", "-input=false")
	if status != 1 {
		t.Errorf("the plan does not fail: status %d\n%s", status, output)
	}
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
	config := clouds.Block()
	for _, source := range acctest.Sources {
		config += fmt.Sprintf("\ndata %q \"test\" {}\n", source.Name)
	}
	refusals := strings.Split(plan(t, clouds, config), "Error: ")[1:]
	if len(refusals) != len(acctest.Sources) {
		t.Errorf("%d errors for %d lists", len(refusals), len(acctest.Sources))
	}
	for _, source := range acctest.Sources {
		refused := regexp.MustCompile(`(?s)no permission.*with data\.` + source.Name + `\.test,.*Allow the\s+action\s+` + source.Permission)
		if !slices.ContainsFunc(refusals, refused.MatchString) {
			t.Errorf("%s: no error is %s: %q", source.Name, refused, refusals)
		}
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
			t.Parallel()
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
