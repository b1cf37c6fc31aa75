package inventory_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

type object = acctest.Object

// someAccounts are clouds on which each of some accounts has one row in each list,
// with the name of the account in its identifier. The key of an account is
// KEYOF<NAME>, and its id ID<NAME>.
func someAccounts(t *testing.T, alter func(*simulator.Config)) *acctest.Clouds {
	t.Helper()
	config := simulator.Config{AccountRows: map[string]map[simulator.API][]simulator.Row{}}
	for _, name := range []string{"DEFAULT", "PROD", "TEST", "TWIN"} {
		account := simulator.Account{AccessKeyID: "KEYOF" + name, SecretKey: "secret", AccountID: "ID" + name}
		if name == "TWIN" {
			account.AccountID = "IDPROD"
		}
		config.Alicloud, config.Huaweicloud = append(config.Alicloud, account), append(config.Huaweicloud, account)
		rows := map[simulator.API][]simulator.Row{}
		for _, source := range acctest.Entitlements() {
			row := simulator.SampleRow(source.API)
			row[source.FieldOf(source.Identifier)] = "of-" + name
			rows[source.API] = []simulator.Row{row}
		}
		config.AccountRows["ID"+name] = rows
	}
	if alter != nil {
		alter(&config)
	}
	return acctest.Start(t, config)
}

// blocks returns the blocks of clouds that sign in with the key of an account, or
// have no credentials if its name is empty.
func blocks(clouds *acctest.Clouds, name string, of ...string) object {
	blocks := object{}
	for cloud, settings := range clouds.Settings() {
		if !slices.Contains(of, cloud) {
			continue
		}
		block := object{"endpoints": settings.(object)["endpoints"]}
		if name != "" {
			block["access_key"], block["secret_key"] = "KEYOF"+name, "secret"
		}
		blocks[cloud] = block
	}
	return blocks
}

// account returns an account block with clouds whose key is that of an account.
func account(clouds *acctest.Clouds, name any, key string, of ...string) object {
	block := blocks(clouds, key, of...)
	block["name"] = name
	return block
}

// role returns an account block with a role on Alibaba Cloud that nobody may assume.
func role(clouds *acctest.Clouds, name string) object {
	return object{"name": name, "alicloud": object{
		"assume_role": object{"role_arn": "acs:ram::1234567890:role/" + name}, "endpoints": acctest.ListEndpoints(clouds.URL)["alicloud"],
	}}
}

// providerBlock returns a provider block that has these clouds itself.
func providerBlock(own object, accounts ...any) object {
	block := maps.Clone(own)
	if accounts != nil {
		block["account"] = accounts
	}
	return block
}

// lines writes what is known of where rows are from, and their ids.
func lines(state object) []string {
	var lines []string
	rows, _ := state["entitlements"].([]any)
	for _, row := range rows {
		row := row.(object)
		lines = append(lines, fmt.Sprint(row["cloud"], " ", row["account"], " ", row["account_id"], " ", row["source"], " ", row["region"],
			" ", row["id"]))
	}
	return lines
}

// asked writes which lists the clouds were asked for, and with which keys.
func asked(clouds *acctest.Clouds) []string {
	lists := map[string]bool{}
	for _, request := range clouds.Requests() {
		lists[fmt.Sprint(request.API, " ", request.AccessKeyID)] = true
	}
	return slices.Sorted(maps.Keys(lists))
}

// askedOf returns what asked does if some lists were asked for with the key of an
// account.
func askedOf(key string, sources ...string) (asked []string) {
	for _, source := range sources {
		asked = append(asked, fmt.Sprintf("%s KEYOF%s", acctest.Find(source).API, key))
	}
	return asked
}

// TestInventoryScope checks which clouds of which accounts are read in which
// regions, what of it is returned, and what reached the clouds.
func TestInventoryScope(t *testing.T) {
	t.Parallel()
	const ali, hw = "alicloud", "huaweicloud"
	row := func(source, name, id, key string) string {
		list := acctest.Find(source)
		return fmt.Sprintf("%s %s %s %s %s of-%s", list.Cloud, name, id, source, list.Region, key)
	}
	rowsOf := func(cloud string) func(name, id, key string) []string {
		return func(name, id, key string) (rows []string) {
			for _, source := range acctest.Names(cloud) {
				rows = append(rows, row(source, name, id, key))
			}
			return rows
		}
	}
	aliRows, hwRows := rowsOf(ali), rowsOf(hw)
	aliLists := func(key string) []string { return askedOf(key, acctest.Names(ali)...) }
	hwLists := func(key string) []string { return askedOf(key, acctest.Names(hw)...) }
	const seats = "codearts_ide_licenses"
	const null = "<nil>"
	type clouds = acctest.Clouds
	tests := map[string]struct {
		block     func(*clouds) object
		arguments object
		rows      []string
		accounts  []any
		asked     []string
	}{
		"every block": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali, hw), account(c, "prod", "PROD", ali), account(c, "test", "TEST", hw))
			}, nil,
			slices.Concat(aliRows("default", "IDDEFAULT", "DEFAULT"), aliRows("prod", "IDPROD", "PROD"), hwRows("default", "IDDEFAULT", "DEFAULT"),
				hwRows("test", "IDTEST", "TEST")),
			[]any{"default", "prod", "test"}, slices.Concat(aliLists("DEFAULT"), aliLists("PROD"), hwLists("DEFAULT"), hwLists("TEST")),
		},
		"one account of each cloud": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "test", "TEST", hw))
			}, nil,
			slices.Concat(aliRows("default", null, "DEFAULT"), hwRows("test", null, "TEST")), []any{"default", "test"},
			slices.Concat(aliLists("DEFAULT"), hwLists("TEST")),
		},
		"the default account": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali, hw), account(c, "prod", "PROD", ali))
			}, object{"accounts": []any{"default"}},
			slices.Concat(aliRows("default", null, "DEFAULT"), hwRows("default", null, "DEFAULT")), []any{"default"},
			slices.Concat(aliLists("DEFAULT"), hwLists("DEFAULT")),
		},
		"another account": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali, hw), account(c, "prod", "PROD", ali))
			}, object{"accounts": []any{"prod"}},
			aliRows("prod", null, "PROD"), []any{"prod"}, aliLists("PROD"),
		},
		"one cloud has a block": {
			func(c *clouds) object { return providerBlock(blocks(c, "DEFAULT", hw)) }, nil,
			hwRows("default", null, "DEFAULT"), []any{"default"}, hwLists("DEFAULT"),
		},
		"only accounts have a block": {
			func(c *clouds) object {
				return providerBlock(object{}, account(c, "prod", "PROD", ali), account(c, "test", "TEST", hw))
			}, nil,
			slices.Concat(aliRows("prod", null, "PROD"), hwRows("test", null, "TEST")), []any{"prod", "test"},
			slices.Concat(aliLists("PROD"), hwLists("TEST")),
		},
		"an account without a cloud": {
			func(c *clouds) object { return providerBlock(blocks(c, "DEFAULT", hw), account(c, "none", "")) }, nil,
			hwRows("default", null, "DEFAULT"), []any{"default"}, hwLists("DEFAULT"),
		},
		"a source in the accounts that have its cloud": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "prod", "PROD", ali, hw), account(c, "test", "TEST", hw))
			}, object{"sources": []any{seats}},
			[]string{row(seats, "prod", "IDPROD", "PROD"), row(seats, "test", "IDTEST", "TEST")}, []any{"prod", "test"},
			slices.Concat(askedOf("PROD", seats), askedOf("TEST", seats)),
		},
		"an account that cannot be read and is not": {
			func(c *clouds) object {
				broken := account(c, "prod", "PROD", ali)
				broken[ali].(object)["profile"] = acctest.Unknown
				return providerBlock(blocks(c, "DEFAULT", hw), broken)
			}, object{"accounts": []any{"default"}},
			hwRows("default", null, "DEFAULT"), []any{"default"}, hwLists("DEFAULT"),
		},
		"unknown accounts, and the default one": {
			func(c *clouds) object {
				block := blocks(c, "DEFAULT", hw)
				block["account"] = acctest.Unknown
				return block
			}, object{"accounts": []any{"default"}},
			hwRows("default", null, "DEFAULT"), []any{"default"}, hwLists("DEFAULT"),
		},
		"regions of two accounts": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "prod", "PROD", ali))
			},
			object{"sources": []any{"ice_airtc_licenses", "outboundbot_instances"},
				"regions": object{"ice_airtc_licenses": []any{"cn-shanghai", "cn-beijing"}}},
			[]string{
				"alicloud default IDDEFAULT ice_airtc_licenses cn-beijing of-DEFAULT", "alicloud default IDDEFAULT ice_airtc_licenses cn-shanghai of-DEFAULT",
				"alicloud default IDDEFAULT outboundbot_instances cn-shanghai of-DEFAULT",
				"alicloud prod IDPROD ice_airtc_licenses cn-beijing of-PROD", "alicloud prod IDPROD ice_airtc_licenses cn-shanghai of-PROD",
				"alicloud prod IDPROD outboundbot_instances cn-shanghai of-PROD",
			}, []any{"default", "prod"}, []string{"ice KEYOFDEFAULT", "outboundbot KEYOFDEFAULT", "ice KEYOFPROD", "outboundbot KEYOFPROD"},
		},
		"a region of a service that has one": {
			func(c *clouds) object { return providerBlock(blocks(c, "DEFAULT", hw)) },
			object{"sources": []any{seats}, "regions": object{seats: []any{"cn-south-1"}}},
			[]string{"huaweicloud default <nil> codearts_ide_licenses cn-south-1 of-DEFAULT"}, []any{"default"}, askedOf("DEFAULT", seats),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds := someAccounts(t, nil)
			arguments := object{"aicontent_time_zone": "UTC"}
			maps.Copy(arguments, test.arguments)
			p := clouds.Protocol(t)
			if response := p.Configure(t, test.block(clouds), nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			got, diagnostics := p.Read(t.Context(), t, inventory, arguments)
			if len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			byAccount, sources := object{}, map[string]bool{}
			for _, account := range test.accounts {
				byAccount[account.(string)] = int64(0)
			}
			for _, row := range got["entitlements"].([]any) {
				account := row.(object)["account"].(string)
				byAccount[account] = byAccount[account].(int64) + 1
				sources[row.(object)["source"].(string)] = true
			}
			slices.Sort(test.asked)
			want := []any{test.rows, test.accounts, byAccount, anys(slices.Sorted(maps.Keys(sources))), test.asked}
			if diff := cmp.Diff(want, []any{lines(got), got["accounts_read"], got["summary"].(object)["by_account"],
				got["sources_read"], asked(clouds)}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, request := range clouds.Requests() {
				regions, named := arguments["regions"].(object)
				if named && request.API == lists.ICE && !slices.Contains(regions["ice_airtc_licenses"].([]any), any(request.Region)) {
					t.Errorf("%s was asked for in %q", request.API, request.Region)
				}
			}
		})
	}
}

// TestInventoryScopeErrors checks what is said if what is asked for cannot be read,
// and that nothing is sent then.
func TestInventoryScopeErrors(t *testing.T) {
	t.Parallel()
	const ali, hw = "alicloud", "huaweicloud"
	type clouds = acctest.Clouds
	tests := map[string]struct {
		block     func(*clouds) object
		arguments object
		want      []string // the beginnings of the diagnostics
	}{
		"a source that no account has": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "prod", "PROD", ali))
			}, object{"sources": []any{"ice_airtc_licenses", "codearts_ide_licenses"}},
			[]string{"ERROR: Invalid argument [AttributeName(\"sources\").ElementKeyValue(tftypes.String<\"codearts_ide_licenses\">)]\nsources has \"codearts_ide_licenses\", but no account that is read has the cloud huaweicloud. " +
				"Add the block huaweicloud to the provider or to an account (in the provider, an empty one is enough), or leave the source out.\n"},
		},
		"a source that no chosen account has": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", hw), account(c, "prod", "PROD", ali))
			}, object{"sources": []any{"codearts_ide_licenses"}, "accounts": []any{"prod"}},
			[]string{
				"ERROR: Invalid argument [AttributeName(\"sources\").ElementKeyValue(tftypes.String<\"codearts_ide_licenses\">)]\nsources has \"codearts_ide_licenses\", but no account",
				"ERROR: Invalid argument [AttributeName(\"accounts\").ElementKeyValue(tftypes.String<\"prod\">)]\naccounts has \"prod\", but nothing is read of it",
			},
		},
		"an account without the source's cloud": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "test", "TEST", hw))
			}, object{"sources": []any{"ice_airtc_licenses"}, "accounts": []any{"default", "test"}},
			[]string{"ERROR: Invalid argument [AttributeName(\"accounts\").ElementKeyValue(tftypes.String<\"test\">)]\naccounts has \"test\", but nothing is read of it: the account has no block of a cloud that the sources need. Add the block, or leave the account out.\n"},
		},
		"the default account without a block": {
			func(c *clouds) object { return providerBlock(object{}, account(c, "prod", "PROD", ali)) }, object{"accounts": []any{"default"}},
			[]string{"ERROR: Invalid argument [AttributeName(\"accounts\").ElementKeyValue(tftypes.String<\"default\">)]\naccounts has \"default\", but nothing is read of it: the provider itself has no block of a cloud that the sources need. Add the block, or leave the account out.\n"},
		},
		"accounts that do not exist": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "prod", "PROD", ali))
			}, object{"accounts": []any{"prd", "prod"}},
			[]string{"ERROR: Invalid argument [AttributeName(\"accounts\").ElementKeyValue(tftypes.String<\"prd\">)]\naccounts has \"prd\", which is not the name of an account block in the provider. The accounts are default, prod.\n"},
		},
		"a region of what is not read": {
			func(c *clouds) object { return providerBlock(blocks(c, "DEFAULT", ali)) },
			object{"regions": object{"codearts_ide_licenses": []any{"cn-north-4"}}},
			[]string{"ERROR: Invalid argument [AttributeName(\"regions\").ElementKeyString(\"codearts_ide_licenses\")]\nregions has \"codearts_ide_licenses\", which is not read. sources_read would be " + strings.Join(acctest.Names(ali), ", ") + ".\n"},
		},
		"nothing has a cloud": {
			func(c *clouds) object { return providerBlock(object{}, account(c, "none", "")) }, nil,
			[]string{"ERROR: entitlements_inventory: nothing to read\n"},
		},
		"a mistake in an account": {
			func(c *clouds) object {
				broken := account(c, "prod", "PROD", ali)
				broken[ali].(object)["region"] = "a/b"
				return providerBlock(blocks(c, "DEFAULT", ali), broken)
			}, nil,
			[]string{"ERROR: Invalid provider setting\naccount \"prod\": alicloud.region = \"a/b\" is not a region"},
		},
		"a setting of an account that is not known": {
			func(c *clouds) object {
				later := account(c, "prod", "PROD", ali)
				later[ali].(object)["profile"] = acctest.Unknown
				return providerBlock(blocks(c, "DEFAULT", ali), later)
			}, nil,
			[]string{"ERROR: A setting of the provider is not known yet\nReading alicloud of the account \"prod\" needs account \"prod\": alicloud.profile, which is not known yet."},
		},
		"accounts that are not known": {
			func(c *clouds) object {
				block := blocks(c, "DEFAULT", ali)
				block["account"] = acctest.Unknown
				return block
			}, nil,
			[]string{"ERROR: A setting of the provider is not known yet\nThe list of account blocks is not known yet, so only accounts = [\"default\"] can be read."},
		},
		"a name that is not known": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, acctest.Unknown, "PROD", ali))
			}, nil,
			[]string{"ERROR: A setting of the provider is not known yet\nReading the accounts needs account[0].name, which is not known yet."},
		},
		"accounts that are not known, and no block": {
			func(*clouds) object { return object{"account": acctest.Unknown} }, object{"accounts": []any{"default"}},
			[]string{"ERROR: A setting of the provider is not known yet\nThe list of account blocks is not known yet, so only accounts = [\"default\"], with a block of each cloud, can be read."},
		},
		"no credentials of one cloud": {
			func(c *clouds) object {
				return providerBlock(object{ali: blocks(c, "DEFAULT", ali)[ali], hw: blocks(c, "", hw)[hw]})
			}, nil,
			[]string{"ERROR: codearts_ide_licenses: CheckActivationCodeList: no credentials\nThe source codearts_ide_licenses failed, and with it the inventory: without it, the rest could pass for all that is owned. " +
				"Sources of a cloud that has a block, in the provider or in an account, are read by default, and sources that are named always are.\n\nHuawei Cloud was not called"},
		},
		"no credentials of two clouds": {
			func(c *clouds) object { return blocks(c, "", ali, hw) }, nil,
			[]string{"ERROR: entitlements_inventory: no credentials for 2 clouds of accounts\nThese sources failed, and with them the inventory: without them, the rest could pass for all that is owned. " +
				"Sources of a cloud that has a block, in the provider or in an account, are read by default, and sources that are named always are.\n\n  aicontent_paid_resources\n  codearts_ide_licenses\n\n"},
		},
		"no credentials that accounts could start from": {
			func(c *clouds) object {
				return providerBlock(object{}, role(c, "prod"), role(c, "test"))
			}, nil,
			[]string{"ERROR: entitlements_inventory: no credentials for 2 clouds of accounts\n"},
		},
		"two accounts with the same id": {
			func(c *clouds) object {
				return providerBlock(blocks(c, "DEFAULT", ali), account(c, "prod", "PROD", ali), account(c, "twin", "TWIN", ali))
			}, nil,
			[]string{"ERROR: entitlements_inventory: accounts are the same [AttributeName(\"accounts\")]\nThe accounts \"prod\" and \"twin\" are one and the same account of alicloud, with the id \"IDPROD\". " +
				"Nothing was read, because all that it owns would be there more than once.\n\nWhat to do: Name in accounts those to read, and only one of these, or correct the credentials of the others.\n"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds := someAccounts(t, nil)
			p := clouds.Protocol(t)
			if response := p.Configure(t, test.block(clouds), nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			got, diagnostics := p.Read(t.Context(), t, inventory, test.arguments)
			if len(diagnostics) != len(test.want) || got["entitlements"] != nil {
				t.Fatalf("%v\n%s", got["entitlements"], acctest.Text(diagnostics))
			}
			for i, want := range test.want {
				if text := acctest.Text(diagnostics[i : i+1]); !strings.HasPrefix(text, want) {
					t.Errorf("%s\ninstead of\n%s", text, want)
				}
			}
			if lists := asked(clouds); lists != nil {
				t.Errorf("lists were asked for: %v", lists)
			}
			unknown := strings.Contains(test.want[0], "not known yet")
			if answer := p.Deferred(t, inventory, test.arguments); (answer.Deferred != nil) != unknown || unknown && len(answer.Diagnostics) > 0 {
				t.Errorf("deferred: %v\n%s", answer.Deferred, acctest.Text(answer.Diagnostics))
			}
		})
	}
}

// TestInventoryUnknownIdentity checks that an account whose id cannot be asked for
// is read, and that a warning says so.
func TestInventoryUnknownIdentity(t *testing.T) {
	t.Parallel()
	clouds := someAccounts(t, func(config *simulator.Config) {
		config.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
			if r.AccessKeyID == "KEYOFPROD" {
				return simulator.ErrorAnswer("", http.StatusForbidden, "Forbidden", "Not now.")
			}
			return nil
		}
	})
	p := clouds.Protocol(t)
	block := providerBlock(blocks(clouds, "DEFAULT", "alicloud"), account(clouds, "prod", "PROD", "alicloud"))
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	got, diagnostics := p.Read(t.Context(), t, inventory, object{"sources": []any{"ice_airtc_licenses"}})
	if diff := cmp.Diff([]string{"alicloud default IDDEFAULT ice_airtc_licenses cn-shanghai of-DEFAULT", "alicloud prod <nil> ice_airtc_licenses cn-shanghai of-PROD"}, lines(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const want = "WARNING: entitlements_inventory: the id of the account \"prod\" of alicloud is not known\n" +
		"It was read all the same, and account_id is null in its rows. If it is the same as another account that is read, all that it owns is there twice.\n\nGetCallerIdentity: "
	if text := acctest.Text(diagnostics); len(diagnostics) != 1 || !strings.HasPrefix(text, want) ||
		!strings.Contains(text, `Alibaba Cloud, account "prod"`) {
		t.Error(text)
	}
}

// TestInventoryDeniedAccounts checks that one error names what is denied in several
// accounts and regions: in full once for each list.
func TestInventoryDeniedAccounts(t *testing.T) {
	t.Parallel()
	clouds := someAccounts(t, func(config *simulator.Config) {
		for i := range config.Alicloud {
			config.Alicloud[i].Denied = map[simulator.API]bool{lists.ICE: config.Alicloud[i].AccessKeyID != "KEYOFDEFAULT"}
		}
		for i := range config.Huaweicloud {
			config.Huaweicloud[i].Denied = map[simulator.API]bool{lists.CodeArtsIDE: true}
		}
	})
	p := clouds.Protocol(t)
	block := providerBlock(blocks(clouds, "DEFAULT", "alicloud"), account(clouds, "prod", "PROD", "alicloud", "huaweicloud"),
		account(clouds, "test", "TEST", "alicloud"))
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	got, diagnostics := p.Read(t.Context(), t, inventory, object{"regions": object{"ice_airtc_licenses": []any{"cn-shanghai", "cn-beijing"}}})
	text := acctest.Text(diagnostics)
	const head = "ERROR: entitlements_inventory: no permission for 5 lists\n" +
		"These sources failed, and with them the inventory: without them, the rest could pass for all that is owned.\n\n" +
		"  ice_airtc_licenses, account \"prod\", region cn-beijing\n  ice_airtc_licenses, account \"prod\", region cn-shanghai\n" +
		"  ice_airtc_licenses, account \"test\", region cn-beijing\n  ice_airtc_licenses, account \"test\", region cn-shanghai\n" +
		"  codearts_ide_licenses, account \"prod\"\n\n" +
		"ice_airtc_licenses, account \"prod\", region cn-beijing: GetAiRtcLicenseInfoList: no permission\n\n"
	if got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, head) {
		t.Fatalf("%v\n%s", got["entitlements"], text)
	}
	for part, times := range map[string]int{
		"Allow the action ice:GetAiRtcLicenseInfoList": 1,
		"Allow the action CodeArtsIDE:license:list":    1,
		"\nice_airtc_licenses, account \"test\", region cn-beijing: GetAiRtcLicenseInfoList: no permission, access key ****, from the provider block (account \"test\": alicloud.access_key), request id ": 1,
		"Operation:   GetAiRtcLicenseInfoList": 1,
	} {
		if n := strings.Count(text, part); n != times {
			t.Errorf("%d times: %q\n%s", n, part, text)
		}
	}
	// All else was read on.
	want := askedOf("PROD", acctest.Names("huaweicloud")...)
	for _, key := range []string{"DEFAULT", "PROD", "TEST"} {
		want = append(want, askedOf(key, acctest.Names("alicloud")...)...)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, asked(clouds)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInventoryDeniedRoles checks that roles that may not be assumed are missing
// permissions, too: one error names what is not read of all accounts, with the step
// of signing in once in full.
func TestInventoryDeniedRoles(t *testing.T) {
	t.Parallel()
	clouds := someAccounts(t, func(config *simulator.Config) {
		for i := range config.Huaweicloud {
			config.Huaweicloud[i].Denied = map[simulator.API]bool{lists.CodeArtsIDE: true}
		}
		config.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
			if r.Action == "AssumeRole" {
				return simulator.ErrorAnswer("", http.StatusForbidden, "NoPermission", "You are not authorized to do this action.")
			}
			return nil
		}
	})
	p := clouds.Protocol(t)
	block := providerBlock(blocks(clouds, "DEFAULT", "alicloud", "huaweicloud"), role(clouds, "one"), role(clouds, "two"))
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	sources := []any{"ice_airtc_licenses", "outboundbot_instances", "codearts_ide_licenses"}
	got, diagnostics := p.Read(t.Context(), t, inventory, object{"sources": sources})
	text := acctest.Text(diagnostics)
	const head = "ERROR: entitlements_inventory: no permission for 5 lists\n" +
		"These sources failed, and with them the inventory: without them, the rest could pass for all that is owned.\n\n" +
		"  ice_airtc_licenses, account \"one\"\n  outboundbot_instances, account \"one\"\n" +
		"  ice_airtc_licenses, account \"two\"\n  outboundbot_instances, account \"two\"\n  codearts_ide_licenses\n\n" +
		"ice_airtc_licenses, account \"one\": GetAiRtcLicenseInfoList: signing in failed\n\n"
	if got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, head) {
		t.Fatalf("%v\n%s", got["entitlements"], text)
	}
	for part, times := range map[string]int{
		"Allow sts:AssumeRole to whoever signs in":  1,
		"Allow the action CodeArtsIDE:license:list": 1,
		"\noutboundbot_instances, account \"two\": ListInstances: signing in failed, AssumeRole, " +
			"access key ****, from the provider block (alicloud.access_key), request id ": 1,
		", code NoPermission\n": 3,
	} {
		if n := strings.Count(text, part); n != times {
			t.Errorf("%d times: %q\n%s", n, part, text)
		}
	}
	// All else was read on.
	if diff := cmp.Diff([]string{"codeartside KEYOFDEFAULT", "ice KEYOFDEFAULT", "outboundbot KEYOFDEFAULT"}, asked(clouds)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInventoryIdentityOutOfTime checks what is said if the time of the read ends
// while the id of an account is asked for: no list is at fault.
func TestInventoryIdentityOutOfTime(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	clouds := someAccounts(t, func(config *simulator.Config) {
		config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
			return func(_ http.ResponseWriter, request *http.Request) {
				select {
				case <-hang:
				case <-request.Context().Done():
				}
			}
		}
	})
	p := clouds.Protocol(t)
	block := providerBlock(blocks(clouds, "DEFAULT", "alicloud"), account(clouds, "prod", "PROD", "alicloud"))
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	got, diagnostics := p.Read(t.Context(), t, inventory, object{"timeouts": object{"read": "700ms"}})
	const want = "ERROR: entitlements_inventory: the id of the account \"default\" of alicloud: GetCallerIdentity: the time ran out\n" +
		"It is asked for because several accounts of the cloud are read, and no list is read before it is known or refused.\n\nThe read did not end within 700ms"
	if text := acctest.Text(diagnostics); got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, want) {
		t.Errorf("%v\n%s\ninstead of\n%s", got["entitlements"], text, want)
	}
	if lists := asked(clouds); lists != nil {
		t.Errorf("lists were asked for: %v", lists)
	}
}

// TestInventoryMistakeBesideUnknown checks that the name of an account that does not
// exist is an error at once, although a setting is not known yet: a read that is put
// off would hide it.
func TestInventoryMistakeBesideUnknown(t *testing.T) {
	t.Parallel()
	clouds := someAccounts(t, nil)
	p := clouds.Protocol(t)
	block := providerBlock(object{"alicloud": object{"profile": acctest.Unknown}})
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	const want = "accounts has \"prd\", which is not the name of an account block in the provider. The accounts are default."
	answer := p.Deferred(t, inventory, object{"accounts": []any{"default", "prd"}})
	if text := acctest.Text(answer.Diagnostics); answer.Deferred != nil || len(answer.Diagnostics) != 1 || !strings.Contains(text, want) {
		t.Errorf("deferred: %v\n%s", answer.Deferred, text)
	}
}
