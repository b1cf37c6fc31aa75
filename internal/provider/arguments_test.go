package provider_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

// TestUndocumentedValues checks the warnings of values that an API does not
// document: each is sent all the same, and says what may have been meant.
func TestUndocumentedValues(t *testing.T) {
	acctest.Isolate(t)
	const sent = " It is sent all the same, in case the API has learned it since; if it has not, the list may be empty or not filtered."
	const words = "is none of the values that the API documents: FREEZE, DELETED, NORMAL, UNPAID."
	provider := acctest.NewProtocol(t)
	for _, test := range []struct {
		source, argument string
		value            any
		summary, detail  string
	}{
		{ofAlicloud, "status", int64(1), "", ""},
		{ofAlicloud, "status", int64(3), `entitlements_ice_airtc_licenses: status = 3 is an undocumented value`, "status = 3 is none of the values that the API documents: 1, 2." + sent},
		{ofAlicloud, "type", int64(-9223372036854775808), `entitlements_ice_airtc_licenses: type = -9223372036854775808 is an undocumented value`, "type = -9223372036854775808 is none of the values that the API documents: 1, 2." + sent},
		{ofHuaweicloud, "status", "FREEZE", "", ""},
		{ofHuaweicloud, "status", "frozen", `entitlements_codearts_ide_licenses: status = "frozen" is an undocumented value`, `status = "frozen" ` + words + " Did you mean FREEZE?" + sent},
		{ofHuaweicloud, "status", "normal", `entitlements_codearts_ide_licenses: status = "normal" is an undocumented value`, `status = "normal" ` + words + " Did you mean NORMAL?" + sent},
		{ofHuaweicloud, "status", "UNPAYED", `entitlements_codearts_ide_licenses: status = "UNPAYED" is an undocumented value`, `status = "UNPAYED" ` + words + " Did you mean UNPAID?" + sent},
		{ofHuaweicloud, "status", "EXPIRED", `entitlements_codearts_ide_licenses: status = "EXPIRED" is an undocumented value`, `status = "EXPIRED" ` + words + sent},
		{ofHuaweicloud, "status", "0", `entitlements_codearts_ide_licenses: status = "0" is an undocumented value`, `status = "0" ` + words + sent},
	} {
		var summary, detail string
		for _, d := range provider.Validate(t, test.source, object{test.argument: test.value}) {
			summary, detail = summary+d.Summary, detail+d.Detail
		}
		if diff := cmp.Diff([]string{test.summary, test.detail}, []string{summary, detail}); diff != "" {
			t.Errorf("%s = %v (-want +got):\n%s", test.argument, test.value, diff)
		}
	}
}

// TestUndocumentedValuesDiffer checks that warnings of undocumented values share a
// summary only if they say the same: Terraform shows one of those that do.
func TestUndocumentedValuesDiffer(t *testing.T) {
	acctest.Isolate(t)
	provider := acctest.NewProtocol(t)
	for _, test := range []struct {
		source  string
		config  object
		summary string
	}{
		{ofAlicloud, object{"status": int64(7)}, "entitlements_ice_airtc_licenses: status = 7 is an undocumented value"},
		{ofAlicloud, object{"status": int64(8)}, "entitlements_ice_airtc_licenses: status = 8 is an undocumented value"},
		{ofAlicloud, object{"type": int64(7)}, "entitlements_ice_airtc_licenses: type = 7 is an undocumented value"},
		{ofAlicloud, object{"status": int64(7), "account": "prod"}, `entitlements_ice_airtc_licenses, account "prod": status = 7 is an undocumented value`},
		{ofAlicloud, object{"status": int64(7), "account": "test"}, `entitlements_ice_airtc_licenses, account "test": status = 7 is an undocumented value`},
		{ofAlicloud, object{"status": int64(7), "account": acctest.Unknown}, "entitlements_ice_airtc_licenses: status = 7 is an undocumented value"},
		{ofHuaweicloud, object{"status": "7", "account": "prod"}, `entitlements_codearts_ide_licenses, account "prod": status = "7" is an undocumented value`},
	} {
		var summaries []string
		for _, d := range provider.Validate(t, test.source, test.config) {
			summaries = append(summaries, d.Summary)
		}
		if diff := cmp.Diff([]string{test.summary}, summaries); diff != "" {
			t.Errorf("%s of %v (-want +got):\n%s", test.source, test.config, diff)
		}
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
