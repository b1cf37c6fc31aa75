package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

// TestValues checks which values of an argument are taken: those that the API
// documents, and any other with a warning if it may add to them. The warning says
// what may have been meant. An argument without such a set takes any value. What is
// refused is in TestAccBadInput.
func TestValues(t *testing.T) {
	provider := acctest.NewProtocol(t)
	const sent = " It is sent all the same, in case the API has learned it since; if it has not, the list may be empty or not filtered."
	for _, source := range acctest.Sources {
		for _, argument := range source.Arguments {
			texts := make([]string, len(argument.Documented))
			for i, value := range argument.Documented {
				texts[i] = fmt.Sprint(value)
			}
			warned := func(value any, meant string) (summary, detail string) {
				written := inHCL(value)
				if n, ok := value.(int64); ok {
					written = fmt.Sprint(n)
				}
				summary = fmt.Sprintf("%s: %s = %s is an undocumented value", source.Name, argument.Name, written)
				detail = fmt.Sprintf("%s = %s is none of the values that the API documents: %s.", argument.Name, written, strings.Join(texts, ", "))
				if meant != "" {
					detail += " Did you mean " + meant + "?"
				}
				return summary, detail + sent
			}
			try := func(value any, summary, detail string) {
				t.Helper()
				config := object{argument.Name: value}
				if argument.Requires != "" {
					config[argument.Requires] = source.Argument(argument.Requires).Samples[0].Value
				}
				got := []string{"", ""}
				for _, d := range provider.Validate(t, source.Name, config) {
					got[0], got[1] = got[0]+d.Summary, got[1]+d.Detail
				}
				if diff := cmp.Diff([]string{summary, detail}, got); diff != "" {
					t.Errorf("%s: %s = %v (-want +got):\n%s", source.Name, argument.Name, value, diff)
				}
			}
			for _, sample := range argument.Samples {
				try(sample.Value, "", "")
			}
			for _, value := range slices.Concat(argument.Documented, argument.Allowed) {
				try(value, "", "")
			}
			_, text := argument.Samples[0].Value.(string)
			_, number := argument.Samples[0].Value.(int64)
			switch {
			case argument.Documented != nil && number:
				for _, value := range []any{int64(3), int64(-9223372036854775808)} {
					summary, detail := warned(value, "")
					try(value, summary, detail)
				}
			case argument.Documented != nil:
				for _, value := range texts {
					for _, slip := range []string{strings.ToLower(value), value[:len(value)-1], value + "S"} {
						if slices.Contains(texts, slip) {
							continue
						}
						summary, detail := warned(slip, value)
						try(slip, summary, detail)
					}
				}
				for _, other := range []string{"0", "9876543210"} {
					summary, detail := warned(other, "")
					try(other, summary, detail)
				}
			case text && argument.Allowed == nil && argument.Characters == "":
				try("a b&c=d+e*f~g/h?中", "", "")
			case number:
				try(int64(-9223372036854775808), "", "")
			}
		}
	}
}

// TestUndocumentedValuesDiffer checks that warnings of undocumented values share a
// summary only if they say the same: Terraform shows one of those that do.
func TestUndocumentedValuesDiffer(t *testing.T) {
	provider := acctest.NewProtocol(t)
	tried := 0
	for _, source := range acctest.Sources {
		for _, argument := range source.Arguments {
			if argument.Documented == nil {
				continue
			}
			tried++
			var first, second any = int64(7), int64(8)
			firstText, secondText := "7", "8"
			if _, text := argument.Samples[0].Value.(string); text {
				first, second, firstText, secondText = "7", "8", `"7"`, `"8"`
			}
			name := argument.Name
			for _, test := range []struct {
				config  object
				summary string
			}{
				{object{name: first}, source.Name + ": " + name + " = " + firstText},
				{object{name: second}, source.Name + ": " + name + " = " + secondText},
				{object{name: first, "account": "prod"}, source.Name + `, account "prod": ` + name + " = " + firstText},
				{object{name: first, "account": "test"}, source.Name + `, account "test": ` + name + " = " + firstText},
				{object{name: first, "account": acctest.Unknown}, source.Name + ": " + name + " = " + firstText},
			} {
				var summaries []string
				for _, d := range provider.Validate(t, source.Name, test.config) {
					summaries = append(summaries, d.Summary)
				}
				if diff := cmp.Diff([]string{test.summary + " is an undocumented value"}, summaries); diff != "" {
					t.Errorf("%s of %v (-want +got):\n%s", source.Name, test.config, diff)
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no argument has values that its API may add to")
	}
}

// TestWarningsDiffer checks that no two warnings of the provider block share a
// summary: Terraform shows one of those that do.
func TestWarningsDiffer(t *testing.T) {
	clouds, _ := startSignIn(t, nil)
	t.Setenv("ALICLOUD_PROFILE", "ak")
	two := object{"access_key": "a", "secret_key": "s", "profile": "ak"}
	both := object{"alicloud": two, "huaweicloud": two}
	block := withAccounts(clouds, two, two, account("prod", both), account("test", both))
	var summaries []string
	response := clouds.Protocol(t).Configure(t, block, nil)
	for _, d := range response.Diagnostics {
		summaries = append(summaries, d.Summary)
		if d.Summary == "alicloud: some credentials are ignored" {
			want := "Alibaba Cloud: alicloud.access_key in the provider block is used to sign in. Ignored: alicloud.profile in the provider block (profile), ALICLOUD_PROFILE in the environment (profile)."
			if diff := cmp.Diff(want, d.Detail); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	}
	slices.Sort(summaries)
	want := []string{
		`account "prod": alicloud: some credentials are ignored`, `account "prod": huaweicloud: some credentials are ignored`,
		`account "test": alicloud: some credentials are ignored`, `account "test": huaweicloud: some credentials are ignored`,
		"alicloud: some credentials are ignored", "huaweicloud: some credentials are ignored",
	}
	if diff := cmp.Diff(want, summaries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
