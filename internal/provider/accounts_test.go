package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

const (
	ofAlicloud    = "entitlements_ice_airtc_licenses"
	ofHuaweicloud = "entitlements_codearts_ide_licenses"

	// rolesAccount is the account of every role of the tests.
	rolesAccount = "1234567890123456"
)

type object = acctest.Object

// account returns an account block.
func account(name any, blocks object) object {
	account := object{"name": name}
	maps.Copy(account, blocks)
	return account
}

// ofCloud returns the blocks of one cloud.
func ofCloud(cloud string, settings object) object { return object{cloud: settings} }

// withAccounts returns a provider block that reaches the clouds: settings are those
// of its own blocks, in place of the credentials that reach them.
func withAccounts(clouds *acctest.Clouds, alicloud, huaweicloud object, accounts ...any) object {
	block := clouds.Settings()
	for cloud, settings := range map[string]object{"alicloud": alicloud, "huaweicloud": huaweicloud} {
		own := object{"endpoints": block[cloud].(object)["endpoints"]}
		maps.Copy(own, settings)
		block[cloud] = own
	}
	if accounts != nil {
		block["account"] = accounts
	}
	return block
}

// TestBadAccounts checks what is wrong with account blocks, each with the account's
// name and the path from the cloud in the text.
func TestBadAccounts(t *testing.T) {
	// What the environment holds completes nothing.
	for name, value := range map[string]string{
		"ALICLOUD_ACCESS_KEY": "KEYOFENVIRONMENT", "ALICLOUD_SECRET_KEY": "secret",
		"ALICLOUD_ASSUME_ROLE_ARN": ramRole("variable"), "ALIBABA_CLOUD_ROLE_ARN": ramRole("variable"),
		"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret", "HW_ASSUME_ROLE_AGENCY_NAME": "readers",
		"HW_ASSUME_ROLE_DOMAIN_ID": "owner-id", "HW_ASSUME_ROLE_DOMAIN_NAME": "owner",
	} {
		t.Setenv(name, value)
	}
	key := object{"access_key": "a", "secret_key": "hunter2"}
	role := object{"assume_role": object{"role_arn": ramRole("top")}}
	ali := func(settings object) []any { return []any{account("prod", ofCloud("alicloud", settings))} }
	huawei := func(settings object) []any { return []any{account("prod", ofCloud("huaweicloud", settings))} }
	const none = " has no credentials. Set some in it, such as profile, or assume_role, which is assumed with the provider's own credentials. The environment does not complete account blocks."
	const missing = " is missing. The environment does not complete account blocks."
	const there = " needs credentials in the same block: without them, the provider's own would be sent there. Set some, or leave the endpoint out."
	tests := map[string]struct {
		accounts []any
		want     []string
	}{
		"an empty name": {[]any{account("", ofCloud("alicloud", key))},
			[]string{`account[0].name is an empty string, which is not allowed. Set a value, or use null.`}},
		"no name": {[]any{account(nil, ofCloud("alicloud", key))},
			[]string{"Must set a configuration value for the account[0].name attribute as the provider has marked it as required.\n\n" +
				"Refer to the provider documentation or contact the provider developers for additional information about configurable attributes that are required."}},
		"the provider's own": {[]any{account("default", ofCloud("alicloud", key))},
			[]string{`account[0].name = "default" is the name of the provider's own credentials. Choose another name.`}},
		"one name twice": {[]any{account("prod", ofCloud("alicloud", key)), account("test", nil), account("prod", nil)},
			[]string{`account[2].name = "prod" is the name of another account too. Names are unique.`}},
		"no credentials":        {ali(object{"region": "cn-beijing"}), []string{`account "prod": alicloud` + none}},
		"an empty block":        {huawei(object{}), []string{`account "prod": huaweicloud` + none}},
		"no agency of a server": {huawei(object{"ecs_agency": false}), []string{`account "prod": huaweicloud` + none}},
		"only an endpoint":      {ali(object{"endpoints": object{"sts": "sts.example"}}), []string{`account "prod": alicloud` + none}},
		"a null role": {ali(object{"assume_role": object{"role_arn": nil}}),
			[]string{`account "prod": alicloud.assume_role.role_arn` + missing}},
		"a null agency": {huawei(object{"assume_role": object{}}),
			[]string{`account "prod": huaweicloud.assume_role.agency_name` + missing}},
		"an agency of nobody": {huawei(object{"assume_role": object{"agency_name": "x"}}),
			[]string{`account "prod": huaweicloud.assume_role.domain_name` + missing}},
		"a key and a null role": {ali(object{"access_key": "a", "secret_key": "s", "assume_role": object{}}),
			[]string{`account "prod": alicloud.assume_role.role_arn` + missing}},
		"a token's role": {ali(object{"assume_role_with_oidc": object{"oidc_provider_arn": "p", "oidc_token": "t"}}),
			[]string{`account "prod": alicloud.assume_role_with_oidc.role_arn` + missing}},
		"half a key": {ali(object{"access_key": "hunter2"}),
			[]string{`account "prod": alicloud.secret_key is not set and access_key is. Set both, or neither: half a key is not completed from the environment.`}},
		"sts and a role": {ali(object{"assume_role": role["assume_role"], "endpoints": object{"sts": "sts.example"}}),
			[]string{`account "prod": alicloud.endpoints.sts` + there}},
		"iam and an agency": {huawei(object{"assume_role": object{"agency_name": "a", "domain_id": "d"},
			"endpoints": object{"iam": "iam.example", "sts": "sts.example"}}),
			[]string{`account "prod": huaweicloud.endpoints.iam` + there, `account "prod": huaweicloud.endpoints.sts` + there}},
		"an endpoint with a path": {ali(object{"profile": "x", "endpoints": object{"ice": "https://ice.example/x"}}),
			[]string{`account "prod": alicloud.endpoints.ice = "https://ice.example/x" must not have a path. Write https://host[:port] or a bare host.`}},
		"an endpoint with a secret": {ali(object{"profile": "x", "endpoints": object{"ice": "https://me:hunter2@ice.example"}}),
			[]string{`account "prod": alicloud.endpoints.ice must not have user information. Write https://host[:port] or a bare host.`}},
		"a site that is none": {huawei(object{"profile": "x", "account_type": "Moon"}),
			[]string{`account "prod": huaweicloud.account_type = "Moon" is not one of Domestic, International, Europe.`}},
		"a role of another account": {ali(object{"assume_role": role["assume_role"], "allowed_account_ids": []any{"1"}}),
			[]string{`account "prod": alicloud.allowed_account_ids does not have "1234567890123456", the account of account "prod": alicloud.assume_role.role_arn. Add it, or assume a role of another account.`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			provider := acctest.NewProtocol(t)
			diagnostics := provider.ValidateProvider(t, object{"account": test.accounts})
			var got []string
			for _, d := range diagnostics {
				got = append(got, d.Detail)
				if at := d.Attribute.String(); !strings.HasPrefix(at, `AttributeName("account").ElementKeyInt(`) {
					t.Errorf("Terraform is pointed at %s", at)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if strings.Contains(acctest.Text(diagnostics), "hunter2") {
				t.Error("a secret is shown")
			}
		})
	}
}

// TestAccounts reads one list of one account, and compares what the cloud saw: who
// signed in, with what, and whose rows were read.
func TestAccounts(t *testing.T) {
	const prodID = "5555555555555555"
	key := func(id string) object { return object{"access_key": id, "secret_key": "secret"} }
	temporary := object{"access_key": "KEYOFSTS", "secret_key": "secret", "security_token": "token"}
	role := func(name string) object { return object{"assume_role": object{"role_arn": ramRole(name)}} }
	federated := object{"assume_role_with_oidc": object{"idp_id": "ci", "id_token": oidcToken("ci"), "agency_name": "readers",
		"domain_id": "owner-id", "duration": int64(900)}}
	agency := object{"assume_role": object{"agency_name": "readers", "domain_name": "owner"}}
	with := func(objects ...object) object {
		all := object{}
		for _, object := range objects {
			maps.Copy(all, object)
		}
		return all
	}
	ali := func(settings object) object { return account("prod", ofCloud("alicloud", settings)) }
	huawei := func(settings object) object { return account("prod", ofCloud("huaweicloud", settings)) }
	environment := env{"ALICLOUD_ACCESS_KEY": "KEYOFENVIRONMENT", "ALICLOUD_SECRET_KEY": "secret", "ALICLOUD_REGION": "cn-hangzhou",
		"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret", "HW_PROJECT_ID": "project-of-environment"}
	type wire struct {
		seen                    []string
		accountID, region, sent string // whose rows, of which region and project
	}
	tests := map[string]struct {
		env                   env
		alicloud, huaweicloud object
		account               object
		source                string
		config                object // "account": "prod" unless it says otherwise
		want                  wire
		fails                 string
	}{
		"its own key": {nil, key("KEYOFBLOCK"), nil, ali(key("KEYOFPROD")), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"the provider's own beside it": {nil, key("KEYOFBLOCK"), nil, ali(key("KEYOFPROD")), ofAlicloud, object{"account": nil},
			wire{seen: []string{"KEYOFBLOCK"}}, ""},
		"the provider's own by its name": {nil, key("KEYOFBLOCK"), nil, ali(key("KEYOFPROD")), ofAlicloud, object{"account": "default"},
			wire{seen: []string{"KEYOFBLOCK"}}, ""},
		"one cloud only": {nil, nil, key("KEYOFBLOCK"), ali(key("KEYOFPROD")), ofHuaweicloud, nil, wire{},
			`The account "prod" has no block huaweicloud, which reading it needs.`},
		"an unknown account": {nil, nil, nil, ali(key("KEYOFPROD")), ofAlicloud, object{"account": "prd"}, wire{},
			`account = "prd" is not the name of an account block in the provider. The accounts are default, prod.`},
		"a profile under a provider's key": {nil, key("KEYOFBLOCK"), nil, ali(object{"profile": "ak"}), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROFILE"}, region: "cn-beijing"}, ""},
		"a key under a provider's profile": {nil, object{"profile": "ak"}, nil, ali(key("KEYOFPROD")), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"keys and no token under a provider's token": {nil, temporary, nil, ali(key("KEYOFPROD")), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"keys and no token under a provider's token of Huawei": {nil, nil, temporary, huawei(key("KEYOFPROD")), ofHuaweicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"a role": {nil, key("KEYOFBLOCK"), nil, ali(role("top")), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFBLOCK", "issued 1"}, accountID: rolesAccount}, ""},
		"a role under a provider's role": {nil, with(key("KEYOFBLOCK"), role("two")), nil, ali(role("top")), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFBLOCK", "issued 1"}, accountID: rolesAccount}, ""},
		"a role under a provider's profile of a role": {nil, object{"profile": "role"}, nil, ali(role("top")), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFPROFILE", "issued 1"}, accountID: rolesAccount}, ""},
		"a role under a role of the environment": {with2(environment, "ALICLOUD_ASSUME_ROLE_ARN", ramRole("variable")), nil, nil,
			ali(role("top")), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFENVIRONMENT", "issued 1"}, accountID: rolesAccount}, ""},
		"a role with its own key": {nil, key("KEYOFBLOCK"), nil, ali(with(key("KEYOFPROD"), role("top"))), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFPROD", "issued 1"}, accountID: rolesAccount}, ""},
		"a key under a provider's role": {nil, with(key("KEYOFBLOCK"), role("two")), nil, ali(key("KEYOFPROD")), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"an agency under a provider's agency": {nil, nil,
			with(key("KEYOFBLOCK"), object{"assume_role": object{"agency_name": "readers",
				"domain_id": "owner-id"}}), huawei(agency), ofHuaweicloud, nil,
			wire{seen: []string{"iam CreateTemporaryAccessKey readers@owner by KEYOFBLOCK", "issued 1"}, accountID: "owner-id"}, ""},
		"an agency under one of the environment": {with2(environment, "HW_ASSUME_ROLE_AGENCY_NAME", "other"), nil, nil, huawei(agency),
			ofHuaweicloud, nil,
			wire{seen: []string{"iam CreateTemporaryAccessKey readers@owner by KEYOFENVIRONMENT", "issued 1"}, accountID: "owner-id"}, ""},
		"the agency of the server": {nil, nil, key("KEYOFBLOCK"), huawei(object{"ecs_agency": true}), ofHuaweicloud, nil,
			wire{seen: []string{"huaweicloud-metadata PUT", "huaweicloud-metadata GET securitykey token", "issued 2"}}, ""},
		"a token for an agency": {nil, nil, key("KEYOFBLOCK"), huawei(federated), ofHuaweicloud, nil,
			wire{seen: []string{"iam CreateTokenWithIdToken", "iam CreateTemporaryAccessKey",
				"huaweicloud-sts AssumeAgency iam::owner-id:agency:readers by issued 2", "issued 3"}, accountID: "owner-id"}, ""},
		"a token of the provider": {nil, nil, federated, account("prod", nil), ofHuaweicloud, object{"account": "default"},
			wire{seen: []string{"iam CreateTokenWithIdToken", "iam CreateTemporaryAccessKey",
				"huaweicloud-sts AssumeAgency iam::owner-id:agency:readers by issued 2", "issued 3"}, accountID: "owner-id"}, ""},
		"an agency assumed with the provider's token": {nil, nil, federated, huawei(agency), ofHuaweicloud, nil,
			wire{seen: []string{"iam CreateTokenWithIdToken", "iam CreateTemporaryAccessKey",
				"huaweicloud-sts AssumeAgency iam::owner-id:agency:readers by issued 2", "iam CreateTemporaryAccessKey readers@owner by issued 3", "issued 4"}, accountID: "owner-id"}, ""},
		"the environment completes nothing": {environment, nil, nil, ali(key("KEYOFPROD")), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID, region: "cn-shanghai"}, ""},
		"nor does it give a project": {environment, nil, nil, huawei(key("KEYOFPROD")), ofHuaweicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"the region is inherited": {environment, with(key("KEYOFBLOCK"), object{"region": "cn-beijing"}), nil,
			ali(key("KEYOFPROD")), ofAlicloud, nil, wire{seen: []string{"KEYOFPROD"}, accountID: prodID, region: "cn-beijing"}, ""},
		"unless it has its own": {nil, object{"region": "cn-beijing"}, nil,
			ali(with(key("KEYOFPROD"), object{"region": "cn-shenzhen"})), ofAlicloud, nil, wire{seen: []string{"KEYOFPROD"},
				accountID: prodID, region: "cn-shenzhen"}, ""},
		"a base profile's region is not": {nil, object{"profile": "ak"}, nil, ali(role("top")), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFPROFILE", "issued 1"}, accountID: rolesAccount, region: "cn-shanghai"}, ""},
		"a project is not inherited": {nil, nil, with(key("KEYOFBLOCK"), object{"project_id": "project"}), huawei(key("KEYOFPROD")),
			ofHuaweicloud, nil, wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"its own project": {nil, nil, object{"project_id": "project"},
			huawei(with(key("KEYOFPROD"), object{"project_id": "own"})), ofHuaweicloud, nil, wire{seen: []string{"KEYOFPROD"},
				accountID: prodID, sent: "own"}, ""},
		"allowed accounts are not inherited": {nil, with(key("KEYOFBLOCK"), object{"allowed_account_ids": []any{"1"}}), nil,
			ali(key("KEYOFPROD")), ofAlicloud, nil,
			wire{seen: []string{"KEYOFPROD"}, accountID: prodID}, ""},
		"its allowed account": {nil, nil, nil, ali(with(key("KEYOFPROD"), object{"allowed_account_ids": []any{prodID}})), ofAlicloud, nil,
			wire{seen: []string{"sts GetCallerIdentity by KEYOFPROD", "KEYOFPROD"}, accountID: prodID}, ""},
		"a base is not checked": {nil, with(key("KEYOFBLOCK"), object{"allowed_account_ids": []any{"1"}}), nil,
			ali(with(role("top"), object{"allowed_account_ids": []any{rolesAccount}})), ofAlicloud, nil,
			wire{seen: []string{"sts AssumeRole top by KEYOFBLOCK", "sts GetCallerIdentity by issued 1", "issued 1"},
				accountID: rolesAccount}, ""},
		"another account than allowed": {nil, nil, nil, ali(with(key("KEYOFPROD"), object{"allowed_account_ids": []any{"1"}})), ofAlicloud,
			nil, wire{seen: []string{"sts GetCallerIdentity by KEYOFPROD"}},
			`"5555555555555555", and account "prod": alicloud.allowed_account_ids has "1"`},
		"another account than allowed of Huawei": {nil, nil, nil, huawei(with(key("KEYOFPROD"), object{"allowed_account_ids": []any{"1"}})),
			ofHuaweicloud, nil, wire{seen: []string{"huaweicloud-sts GetCallerIdentity by KEYOFPROD"}},
			`"5555555555555555", and account "prod": huaweicloud.allowed_account_ids has "1"`},
		"a profile that is not there": {nil, key("KEYOFBLOCK"), nil, ali(object{"profile": "nobody"}), ofAlicloud, nil, wire{},
			`Alibaba Cloud, account "prod"`},
		"a key that is refused": {nil, key("KEYOFBLOCK"), nil, ali(object{"access_key": "KEYOFNOBODY", "secret_key": "secret"}),
			ofAlicloud, nil, wire{seen: []string{"KEYOFNOBODY"}}, `Alibaba Cloud, account "prod"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, func(config *simulator.Config) {
				prod := simulator.Account{AccessKeyID: "KEYOFPROD", SecretKey: "secret", AccountID: prodID}
				config.Alicloud, config.Huaweicloud = append(slices.Clone(config.Alicloud), prod), append(slices.Clone(config.Huaweicloud),
					prod)
				config.SignIn.IdentityProviders = []simulator.IdentityProvider{{ID: "ci", IDToken: oidcToken("ci")}}
				config.AccountRows = map[string]map[simulator.API][]simulator.Row{}
				for n, id := range []string{prodID, rolesAccount, "owner-id"} {
					config.AccountRows[id] = map[simulator.API][]simulator.Row{}
					for _, source := range acctest.Sources {
						config.AccountRows[id][source.API] = simulator.Generate(source.API, 5+n, int64(10+n))
					}
				}
			})
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			block := withAccounts(clouds, test.alicloud, test.huaweicloud, test.account)
			provider := clouds.Protocol(t)
			if diagnostics := append(provider.ValidateProvider(t, block),
				provider.Configure(t, block, nil).Diagnostics...); len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			config := object{"account": "prod"}
			maps.Copy(config, test.config)
			state, diagnostics := provider.Read(t.Context(), t, test.source, config)
			if diff := cmp.Diff(test.want.seen, seenOf(clouds)); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
			if test.fails != "" {
				if text := acctest.Text(diagnostics); !strings.Contains(text, test.fails) || len(diagnostics) != 1 || state["ids"] != nil {
					t.Errorf("got %v and\n%s\nwant %s", state, text, test.fails)
				}
				return
			}
			if len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			name := config["account"]
			if name == nil {
				name = "default"
			}
			if state["account"] != name {
				t.Errorf("the state is of the account %v", state["account"])
			}
			rows := map[string]int{prodID: 5, rolesAccount: 6, "owner-id": 7}
			for _, request := range clouds.Requests() {
				got := wire{accountID: request.AccountID, region: state["region"].(string), sent: request.ProjectID}
				want := test.want
				want.seen = nil
				if want.accountID == "" { // one that is made up, and has the rows of those that are not named
					want.accountID = request.AccountID
				}
				if want.region == "" {
					want.region = got.region
				}
				due := 3
				if n, named := rows[want.accountID]; named {
					due = n
				}
				if ids, _ := state["ids"].([]any); len(ids) != due {
					t.Errorf("%d rows were read, want %d", len(ids), due)
				}
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(wire{})); diff != "" {
					t.Errorf("at the wire (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// with2 returns an environment with one variable more.
func with2(of env, name, value string) env {
	all := maps.Clone(of)
	all[name] = value
	return all
}

// TestAccountsOwnEndpoint checks that an account with credentials of its own signs
// in where it says, and reads where the provider does.
func TestAccountsOwnEndpoint(t *testing.T) {
	clouds, _ := startSignIn(t, nil)
	elsewhere := acctest.Start(t, simulator.Config{
		Alicloud: []simulator.Account{{AccessKeyID: "KEYOFBLOCK", SecretKey: "secret"}},
		SignIn:   simulator.SignIn{Roles: []simulator.Role{{ARN: ramRole("top"), Trusted: simulator.Trust{}}}},
	})
	own := object{"access_key": "KEYOFBLOCK", "secret_key": "secret", "assume_role": object{"role_arn": ramRole("top")},
		"endpoints": object{"sts": elsewhere.URL}}
	provider := clouds.Protocol(t)
	if response := provider.Configure(t, withAccounts(clouds, nil, nil, account("prod", ofCloud("alicloud", own))),
		nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	_, diagnostics := provider.Read(t.Context(), t, ofAlicloud, object{"account": "prod"})
	if n := len(elsewhere.SignIns()); n != 1 || len(clouds.SignIns()) != 0 || len(diagnostics) != 1 {
		t.Errorf("%d sign-ins there and %d here: %s", n, len(clouds.SignIns()), acctest.Text(diagnostics))
	}
}

// TestAccountsSignIn reads four lists of each of five accounts at once, some of
// which cannot sign in: each account signs in once to each cloud, and what one is
// refused is nothing to the others.
func TestAccountsSignIn(t *testing.T) {
	clouds, _ := startSignIn(t, func(config *simulator.Config) {
		config.SignIn.Roles, config.SignIn.Agencies = nil, nil
		for n := range 5 {
			trusted := simulator.Trust(nil)
			if n == 3 {
				trusted = simulator.Trust{}
			}
			config.SignIn.Roles = append(config.SignIn.Roles,
				simulator.Role{ARN: fmt.Sprintf("acs:ram::%d:role/reader", n), Trusted: trusted})
			config.SignIn.Agencies = append(config.SignIn.Agencies,
				simulator.Agency{Name: "reader", DomainName: fmt.Sprint("owner", n), DomainID: fmt.Sprint("id", n)})
		}
	})
	key := object{"access_key": "KEYOFBLOCK", "secret_key": "secret"}
	var accounts []any
	for n := range 5 {
		accounts = append(accounts, account(fmt.Sprint("account ", n), object{
			"alicloud":    object{"assume_role": object{"role_arn": fmt.Sprintf("acs:ram::%d:role/reader", n)}},
			"huaweicloud": object{"assume_role": object{"agency_name": "reader", "domain_name": fmt.Sprint("owner", n)}},
		}))
	}
	provider := clouds.Protocol(t)
	if response := provider.Configure(t, withAccounts(clouds, key, key, accounts...), nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	if n := len(clouds.SignIns()) + len(clouds.Requests()); n > 0 {
		t.Errorf("configuring sent %d requests", n)
	}
	var all sync.WaitGroup
	for n := range 5 {
		for _, source := range acctest.Sources {
			all.Go(func() {
				name := fmt.Sprint("account ", n)
				state, diagnostics := provider.Read(t.Context(), t, source.Name, object{"account": name})
				refused := n == 3 && source.Cloud == "alicloud"
				ids, _ := state["ids"].([]any)
				if text := acctest.Text(diagnostics); refused != (len(diagnostics) == 1 &&
					strings.Contains(text, fmt.Sprintf("account %q", name))) || !refused && len(ids) == 0 {
					t.Errorf("%s of %s: %d rows: %s", source.Name, name, len(ids), text)
				}
			})
		}
	}
	all.Wait()
	signedIn := map[string]int{}
	for _, signIn := range clouds.SignIns() {
		signedIn[signIn.Service+" "+signIn.Parameters["RoleArn"]+signIn.Parameters["domain_name"]]++
	}
	for n := range 5 {
		for _, service := range []string{fmt.Sprintf("sts acs:ram::%d:role/reader", n), fmt.Sprint("iam owner", n)} {
			if signedIn[service] != 1 && n != 3 {
				t.Errorf("%d sign-ins as %s", signedIn[service], service)
			}
		}
	}
	if len(signedIn) != 10 {
		t.Errorf("signed in as %v", signedIn)
	}
	for _, request := range clouds.Requests() {
		if huawei := cloudOf(request) == "huaweicloud"; huawei && !strings.HasPrefix(request.AccountID, "id") || !huawei &&
			len(request.AccountID) != 1 {
			t.Errorf("%s was read of %s", request.API, request.AccountID)
		}
	}
}

// TestUnknownSettings checks that a setting that is not known yet is in the way of
// the reads that need it, and of no others: they are errors that name it, or are
// put off if Terraform can do that.
func TestUnknownSettings(t *testing.T) {
	unknown := acctest.Unknown
	key := object{"access_key": "KEYOFBLOCK", "secret_key": "secret"}
	with := func(settings object) object {
		all := maps.Clone(key)
		maps.Copy(all, settings)
		return all
	}
	role := object{"assume_role": object{"role_arn": ramRole("top")}}
	// The accounts are one with only a role and one with its own key.
	const byRole, byKey = "by role", "by key"
	type blocked map[string][]string // by account and cloud
	every := func(settings ...string) blocked {
		return blocked{"default alicloud": settings, "default huaweicloud": settings, byRole + " alicloud": settings, byKey +
			" alicloud": settings}
	}
	base := func(settings ...string) blocked {
		return blocked{"default alicloud": settings, byRole + " alicloud": settings}
	}
	inherited := func(settings ...string) blocked {
		return blocked{"default alicloud": settings, byRole + " alicloud": settings, byKey + " alicloud": settings}
	}
	own := func(settings ...string) blocked { return blocked{"default alicloud": settings} }
	others := func(settings ...string) blocked {
		return blocked{byRole + " alicloud": settings, byKey + " alicloud": settings}
	}
	tests := map[string]struct {
		alter func(block object)
		want  blocked
	}{
		"nothing":   {func(object) {}, nil},
		"a timeout": {func(b object) { b["request_timeout"] = unknown }, every("request_timeout")},
		"two numbers": {func(b object) { b["max_retries"], b["max_concurrency"] = unknown, unknown },
			every("max_retries", "max_concurrency")},
		"a cloud":    {func(b object) { b["alicloud"] = unknown }, inherited("alicloud")},
		"a region":   {func(b object) { b["alicloud"].(object)["region"] = unknown }, inherited("alicloud.region")},
		"a key":      {func(b object) { b["alicloud"].(object)["access_key"] = unknown }, base("alicloud.access_key")},
		"half a key": {func(b object) { b["alicloud"].(object)["secret_key"] = unknown }, base("alicloud.secret_key")},
		"a token":    {func(b object) { b["alicloud"].(object)["security_token"] = unknown }, base("alicloud.security_token")},
		"a profile":  {func(b object) { b["alicloud"].(object)["profile"] = unknown }, base("alicloud.profile")},
		"a role":     {func(b object) { b["alicloud"].(object)["assume_role"] = unknown }, own("alicloud.assume_role")},
		"a role's ARN": {func(b object) { b["alicloud"].(object)["assume_role"] = object{"role_arn": unknown} },
			own("alicloud.assume_role.role_arn")},
		"an OIDC token": {func(b object) {
			b["alicloud"].(object)["assume_role_with_oidc"] = object{"oidc_provider_arn": "x", "oidc_token": unknown,
				"role_arn": ramRole("x")}
		}, base("alicloud.assume_role_with_oidc.oidc_token")},
		"an allowed account": {func(b object) { b["alicloud"].(object)["allowed_account_ids"] = []any{unknown} },
			own("alicloud.allowed_account_ids")},
		"a project": {func(b object) { b["huaweicloud"].(object)["project_id"] = unknown },
			blocked{"default huaweicloud": {"huaweicloud.project_id"}}},
		"an agency": {func(b object) { b["huaweicloud"].(object)["assume_role"] = object{"agency_name": unknown} },
			blocked{"default huaweicloud": {"huaweicloud.assume_role.agency_name"}}},
		"whether a server": {func(b object) { b["huaweicloud"].(object)["ecs_agency"] = unknown },
			blocked{"default huaweicloud": {"huaweicloud.ecs_agency"}}},
		"endpoints": {func(b object) { b["alicloud"].(object)["endpoints"] = unknown }, inherited("alicloud.endpoints")},
		"an endpoint": {func(b object) { b["alicloud"].(object)["endpoints"].(object)["ice"] = unknown },
			inherited("alicloud.endpoints.ice")},
		"the accounts":    {func(b object) { b["account"] = unknown }, others("account")},
		"the name of one": {func(b object) { b["account"].([]any)[1].(object)["name"] = unknown }, others("account[1].name")},
		"an account's cloud": {func(b object) { b["account"].([]any)[0].(object)["alicloud"] = unknown },
			blocked{byRole + " alicloud": {`account "by role": alicloud`}}},
		"an account's role": {func(b object) {
			b["account"].([]any)[0].(object)["alicloud"] = object{"assume_role": object{"role_arn": unknown}}
		}, blocked{byRole + " alicloud": {`account "by role": alicloud.assume_role.role_arn`}}},
		"an account's region": {func(b object) { b["account"].([]any)[1].(object)["alicloud"].(object)["region"] = unknown },
			blocked{byKey + " alicloud": {`account "by key": alicloud.region`}}},
		"a region that is not inherited": {func(b object) {
			b["alicloud"].(object)["region"] = unknown
			b["account"].([]any)[1].(object)["alicloud"].(object)["region"] = "cn-beijing"
		}, base("alicloud.region")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, nil)
			block := withAccounts(clouds, key, key, account(byRole, ofCloud("alicloud", maps.Clone(role))),
				account(byKey, ofCloud("alicloud", with(nil))))
			test.alter(block)
			for _, deferral := range []bool{false, true} {
				provider := clouds.Protocol(t)
				if diagnostics := provider.ValidateProvider(t, block); len(diagnostics) > 0 {
					t.Errorf("validate: %s", acctest.Text(diagnostics))
				}
				response := provider.Configure(t, block, &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferral})
				if len(response.Diagnostics) > 0 {
					t.Errorf("configure: %s", acctest.Text(response.Diagnostics))
				}
				got := blocked{}
				for _, read := range []struct{ account, cloud, source string }{
					{"default", "alicloud", ofAlicloud}, {"default", "huaweicloud", ofHuaweicloud}, {byRole, "alicloud",
						ofAlicloud}, {byKey, "alicloud", ofAlicloud},
				} {
					config, name := object{"account": read.account}, read.account+" "+read.cloud
					if deferral {
						answer := provider.Deferred(t, read.source, config)
						if answer.Deferred != nil && answer.Deferred.Reason == tfprotov6.DeferredReasonProviderConfigUnknown {
							got[name] = test.want[name]
						}
						if len(answer.Diagnostics) > 0 {
							t.Errorf("%s: %s", name, acctest.Text(answer.Diagnostics))
						}
						continue
					}
					state, diagnostics := provider.Read(t.Context(), t, read.source, config)
					if ids, _ := state["ids"].([]any); len(ids) == 3 && len(diagnostics) == 0 {
						continue
					}
					got[name] = test.want[name]
					if diff := cmp.Diff(notKnownYet(read.cloud, read.account, test.want[name]), acctest.Text(diagnostics)); diff != "" {
						t.Errorf("%s (-want +got):\n%s", name, diff)
					}
				}
				want := test.want
				if want == nil {
					want = blocked{}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("deferral %v: in the way (-want +got):\n%s", deferral, diff)
				}
			}
		})
	}
}

// notKnownYet is the diagnostic of a read that needs settings which are not known.
func notKnownYet(cloud, account string, settings []string) string {
	if account != "default" {
		cloud += fmt.Sprintf(" of the account %q", account)
	}
	text := fmt.Sprintf("Reading %s needs %s, which are not known yet.", cloud, strings.Join(settings, ", "))
	switch {
	case slices.Equal(settings, []string{"account"}):
		text = `The list of account blocks is not known yet, so only account = "default" can be read.`
	case len(settings) == 1:
		text = strings.Replace(text, "which are", "which is", 1)
	}
	return "ERROR: A setting of the provider is not known yet\n" + text +
		" A value that comes from something which is only created when the plan is applied is not known while data sources are read during planning." +
		" Set it to something that is known, set it through the environment if it is a setting of the provider's own block," +
		" or apply what it comes from first (with -target).\n"
}

// TestBrokenAccount checks that a mistake in a block of a cloud is in the way of the
// reads that need the block, and of no others: each says what is wrong, even if
// Terraform can put reads off, and nothing is sent for it.
func TestBrokenAccount(t *testing.T) {
	const byRole, byKey, other = "by role", "by key", "other"
	key := func() object { return object{"access_key": "KEYOFBLOCK", "secret_key": "secret"} }
	role := func(arn any) object { return object{"assume_role": object{"role_arn": arn}} }
	const none = `account "by key": alicloud has no credentials. ` +
		"Set some in it, such as profile, or assume_role, which is assumed with the provider's own credentials. The environment does not complete account blocks."
	const missing = " is missing. The environment does not complete account blocks."
	const half = "alicloud.secret_key is not set and access_key is. Set both, or neither: half a key is not completed from the environment."
	const region = `alicloud.region = "a/b" is not a region: write letters, digits and hyphens, such as "cn-shanghai".`
	const noARN = "alicloud.assume_role.role_arn is missing. Set it in the provider block, or set ALICLOUD_ASSUME_ROLE_ARN or ALIBABA_CLOUD_ROLE_ARN or ALIBABACLOUD_ROLE_ARN in the environment."
	const path = ` = "https://ice.example/x" must not have a path. Write https://host[:port] or a bare host.`
	const sts = `account "by role": alicloud.endpoints.sts needs credentials in the same block: without them, the provider's own would be sent there. Set some, or leave the endpoint out.`
	type wrong map[string][]string // by account and cloud
	of := func(block object, account int) object { return block["account"].([]any)[account].(object) }
	tests := map[string]struct {
		alter func(block object)
		want  wrong
	}{
		"nothing":        {func(object) {}, wrong{}},
		"a null profile": {func(b object) { of(b, 1)["alicloud"] = object{"profile": nil} }, wrong{byKey + " alicloud": {none}}},
		"an empty profile": {func(b object) { of(b, 1)["alicloud"] = object{"profile": ""} },
			wrong{byKey + " alicloud": {`account "by key": alicloud.profile is an empty string, which is not allowed. Set a value, or use null.`}}},
		"a null role": {func(b object) { of(b, 0)["alicloud"] = role(nil) },
			wrong{byRole + " alicloud": {`account "by role": alicloud.assume_role.role_arn` + missing}}},
		"two mistakes": {func(b object) {
			of(b, 1)["alicloud"] = object{"access_key": "hunter2", "region": "a/b"}
		}, wrong{byKey + " alicloud": {`account "by key": ` + region, `account "by key": ` + half}}},
		"an endpoint without credentials": {func(b object) {
			of(b, 0)["alicloud"].(object)["endpoints"] = object{"sts": "sts.example"}
		}, wrong{byRole + " alicloud": {sts}}},
		"an agency of nobody": {func(b object) { of(b, 2)["huaweicloud"] = object{"assume_role": object{"agency_name": "x"}} },
			wrong{other + " huaweicloud": {`account "other": huaweicloud.assume_role.domain_name` + missing}}},
		"a mistake beside what is not known": {func(b object) {
			of(b, 1)["alicloud"] = object{"access_key": acctest.Unknown, "region": "a/b"}
		}, wrong{byKey + " alicloud": {`account "by key": ` + region}}},
		// What is wrong with the provider's own block is in the way of the accounts
		// that inherit it, or that are signed in to with it.
		"the provider's key": {func(b object) { delete(b["alicloud"].(object), "secret_key") },
			wrong{"default alicloud": {half}, byRole + " alicloud": {half}}},
		"the provider's role": {func(b object) { b["alicloud"].(object)["assume_role"] = object{} }, wrong{"default alicloud": {noARN}}},
		"the provider's region": {func(b object) { b["alicloud"].(object)["region"] = "a/b" },
			wrong{"default alicloud": {region}, byRole + " alicloud": {region}, byKey + " alicloud": {region}}},
		"the provider's endpoint": {func(b object) { b["alicloud"].(object)["endpoints"].(object)["ice"] = "https://ice.example/x" },
			wrong{"default alicloud": {"alicloud.endpoints.ice" + path}, byRole + " alicloud": {"alicloud.endpoints.ice" + path}, byKey +
				" alicloud": {"alicloud.endpoints.ice" + path}}},
		"the provider's other cloud": {func(b object) { b["huaweicloud"].(object)["project_id"] = "a b" },
			wrong{"default huaweicloud": {`huaweicloud.project_id = "a b" is not a project id, which has no spaces or line breaks.`}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, nil)
			block := withAccounts(clouds, key(), key(), account(byRole, ofCloud("alicloud", role(ramRole("top")))),
				account(byKey, ofCloud("alicloud", key())), account(other, ofCloud("huaweicloud", key())))
			test.alter(block)
			provider := clouds.Protocol(t)
			var validated []string
			for _, d := range provider.ValidateProvider(t, block) {
				validated = append(validated, d.Detail)
			}
			if response := provider.Configure(t, block, nil); len(response.Diagnostics) > 0 {
				t.Fatalf("configure: %s", acctest.Text(response.Diagnostics))
			}
			got := wrong{}
			var read int
			for _, one := range []struct{ account, cloud, source string }{
				{"default", "alicloud", ofAlicloud}, {"default", "huaweicloud", ofHuaweicloud}, {byRole, "alicloud", ofAlicloud}, {byKey,
					"alicloud", ofAlicloud}, {other, "huaweicloud", ofHuaweicloud},
			} {
				name := one.account + " " + one.cloud
				state, diagnostics := provider.Read(t.Context(), t, one.source, object{"account": one.account})
				deferred := provider.Deferred(t, one.source, object{"account": one.account})
				if diff := cmp.Diff(acctest.Text(diagnostics), acctest.Text(deferred.Diagnostics)); diff != "" || deferred.Deferred != nil {
					t.Errorf("%s: deferred: %v (-not, +if it can be):\n%s", name, deferred.Deferred, diff)
				}
				if ids, _ := state["ids"].([]any); len(ids) == 3 && len(diagnostics) == 0 {
					read += 2
					continue
				}
				for _, d := range diagnostics {
					got[name] = append(got[name], d.Detail)
					if d.Summary != "Invalid provider setting" || d.Attribute != nil || strings.Contains(d.Detail, "hunter2") {
						t.Errorf("%s: %s", name, acctest.Text(diagnostics))
					}
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("in the way (-want +got):\n%s", diff)
			}
			if n := len(clouds.Requests()); n != read {
				t.Errorf("%d lists were asked for, not %d", n, read)
			}
			var all []string
			for _, details := range test.want {
				all = append(all, details...)
			}
			slices.Sort(all)
			slices.Sort(validated)
			if diff := cmp.Diff(slices.Compact(all), validated); diff != "" {
				t.Errorf("validate (-want +got):\n%s", diff)
			}
		})
	}
}

// TestInheritedMistake checks that what is wrong with a setting which accounts
// inherit is said once, of the block that has it.
func TestInheritedMistake(t *testing.T) {
	own := object{"profile": "x"}
	block := object{
		"alicloud": object{"region": "a/b", "endpoints": object{"sts": "ftp://sts.example", "ice": "https://ice.example/x"},
			"account_type": "Europe"},
		"account": []any{account("prod", ofCloud("alicloud", own)), account("test", ofCloud("alicloud", own))},
	}
	var got []string
	for _, d := range acctest.NewProtocol(t).ValidateProvider(t, block) {
		name, _, _ := strings.Cut(d.Detail, " ")
		got = append(got, name+" at "+dotted(d.Attribute))
	}
	slices.Sort(got)
	want := []string{
		"alicloud.account_type at alicloud.account_type", "alicloud.endpoints.ice at alicloud.endpoints.ice",
		"alicloud.endpoints.sts at alicloud.endpoints.sts", "alicloud.region at alicloud.region",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
