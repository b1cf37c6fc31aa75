package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestBadSettings checks that everything that is wrong with a provider block is
// reported at once, each on its own attribute and with its name and value in the
// text, when it is validated. The same is said again before anything is sent: when
// the provider is configured, if no read is possible, and otherwise by the reads of
// the cloud whose block it is. No text shows what may be a secret.
func TestBadSettings(t *testing.T) {
	alicloud := func(settings acctest.Object) acctest.Object { return acctest.Object{"alicloud": settings} }
	endpoint := func(text string) acctest.Object {
		return alicloud(acctest.Object{"endpoints": acctest.Object{"ice": text}})
	}
	const host = "Write https://host[:port] or a bare host."
	const empty = "is an empty string, which is not allowed. Set a value, or use null."
	const duration = `is not a duration above zero: write a number and a unit, such as "15m".`
	const half = "Set both, or neither: half a key is not completed from the environment."
	tests := map[string]struct {
		block acctest.Object
		want  []string
	}{
		"everything at once": {
			acctest.Object{
				"request_timeout": "soon", "max_retries": int64(-1), "max_concurrency": int64(0),
				"alicloud": acctest.Object{"access_key": "hunter2", "region": "cn/../x", "account_type": "Europe",
					"endpoints": acctest.Object{"ice": "ftp://ice.example", "aicontent": "http://aicontent.example"}},
				"huaweicloud": acctest.Object{"secret_key": "hunter2", "project_id": "a b", "account_type": "Mars",
					"endpoints": acctest.Object{"codearts_ide": "https://ide.example/v2"}},
			},
			[]string{
				`alicloud.account_type = "Europe" is not one of Domestic, International.`,
				`alicloud.endpoints.aicontent = "http://aicontent.example" cannot be used: plain http is accepted for loopback hosts only, because requests carry credentials. ` + host,
				`alicloud.endpoints.ice = "ftp://ice.example" cannot be used: its scheme must be https, or http for a loopback host. ` +
					host,
				`alicloud.region = "cn/../x" is not a region: write letters, digits and hyphens, such as "cn-shanghai".`,
				`alicloud.secret_key is not set and access_key is. ` + half,
				`huaweicloud.access_key is not set and secret_key is. ` + half,
				`huaweicloud.account_type = "Mars" is not one of Domestic, International, Europe.`,
				`huaweicloud.endpoints.codearts_ide = "https://ide.example/v2" must not have a path. ` + host,
				`huaweicloud.project_id = "a b" is not a project id, which has no spaces or line breaks.`,
				`max_concurrency = 0 is not a whole number from 1 to 256.`,
				`max_retries = -1 is not a whole number from 0 to 100.`,
				`request_timeout = "soon" ` + duration,
			},
		},
		"profiles and roles": {
			acctest.Object{
				"alicloud": acctest.Object{
					"profile": "", "shared_credentials_file": "", "ecs_role_name": "", "credentials_uri": "http://me:hunter2@keys.example/",
					"allowed_account_ids": []any{},
					"assume_role": acctest.Object{"role_arn": "reader", "session_name": "a b", "policy": "{hunter2",
						"session_expiration": int64(899), "external_id": ""},
					"assume_role_with_oidc": acctest.Object{"oidc_token": "hunter2 b", "oidc_token_file": "x",
						"role_arn": "acs:ram::1:user/x", "role_session_name": "x", "session_expiration": int64(43201)},
					"endpoints": acctest.Object{"sts": "http://sts.example"},
				},
				"huaweicloud": acctest.Object{
					"profile": "", "shared_config_file": "", "allowed_account_ids": []any{"1", nil, ""},
					"assume_role": acctest.Object{"domain_id": "1", "duration": int64(86401)},
					"assume_role_with_oidc": acctest.Object{"id_token": "hunter2\n3", "id_token_file": "x", "agency_name": "",
						"duration": int64(3601)},
					"endpoints": acctest.Object{"iam": "ftp://iam.example", "sts": "https://sts.example:0"},
				},
			},
			[]string{
				`alicloud.allowed_account_ids is an empty list, which allows nothing. List what is meant, or use null.`,
				`alicloud.assume_role.external_id ` + empty,
				`alicloud.assume_role.policy is not JSON.`,
				`alicloud.assume_role.role_arn = "reader" is not the ARN of a role, which looks like acs:ram::123456789012****:role/name.`,
				`alicloud.assume_role.session_expiration = 899 is not a whole number from 900 to 43200.`,
				`alicloud.assume_role.session_name = "a b" is not the name of a session, which has 2 to 64 letters, digits and the characters . @ - _.`,
				`alicloud.assume_role_with_oidc.oidc_provider_arn is missing. Set it in the provider block, or set ALIBABA_CLOUD_OIDC_PROVIDER_ARN or ALIBABACLOUD_OIDC_PROVIDER_ARN in the environment.`,
				`alicloud.assume_role_with_oidc.oidc_token is blank, or has characters that it cannot have, such as a line break or a space.`,
				`alicloud.assume_role_with_oidc.oidc_token_file is set and oidc_token is too. Set one of the two.`,
				`alicloud.assume_role_with_oidc.role_arn = "acs:ram::1:user/x" is not the ARN of a role, which looks like acs:ram::123456789012****:role/name.`,
				`alicloud.assume_role_with_oidc.role_session_name = "x" is not the name of a session, which has 2 to 64 letters, digits and the characters . @ - _.`,
				`alicloud.assume_role_with_oidc.session_expiration = 43201 is not a whole number from 900 to 43200.`,
				`alicloud.credentials_uri cannot be used: it must not have user information.`,
				`alicloud.ecs_role_name ` + empty,
				`alicloud.endpoints.sts = "http://sts.example" cannot be used: plain http is accepted for loopback hosts only, because requests carry credentials. ` + host,
				`alicloud.profile ` + empty,
				`alicloud.shared_credentials_file ` + empty,
				`huaweicloud.allowed_account_ids[1] is null or empty. Leave it out, or give it a value.`,
				`huaweicloud.allowed_account_ids[2] is null or empty. Leave it out, or give it a value.`,
				`huaweicloud.assume_role.agency_name is missing. Set it in the provider block, or set HW_ASSUME_ROLE_AGENCY_NAME in the environment.`,
				`huaweicloud.assume_role.duration = 86401 is not a whole number from 900 to 86400.`,
				`huaweicloud.assume_role_with_oidc.agency_name ` + empty,
				`huaweicloud.assume_role_with_oidc.duration = 3601 is not a whole number from 900 to 3600.`,
				`huaweicloud.assume_role_with_oidc.id_token is blank, or has characters that it cannot have, such as a line break or a space.`,
				`huaweicloud.assume_role_with_oidc.id_token_file is set and id_token is too. Set one of the two.`,
				`huaweicloud.assume_role_with_oidc.idp_id is missing. Set it in the provider block, or set HW_ASSUME_ROLE_IDP_ID or HUAWEICLOUD_SDK_IDP_ID in the environment.`,
				`huaweicloud.endpoints.iam = "ftp://iam.example" cannot be used: its scheme must be https, or http for a loopback host. ` +
					host,
				`huaweicloud.endpoints.sts = "https://sts.example:0" cannot be used: its port must be a number from 1 to 65535. ` + host,
				`huaweicloud.profile ` + empty,
				`huaweicloud.shared_config_file ` + empty,
			},
		},
		"a role without a name": {alicloud(acctest.Object{"assume_role": acctest.Object{}}), []string{
			`alicloud.assume_role.role_arn is missing. Set it in the provider block, or set ALICLOUD_ASSUME_ROLE_ARN or ALIBABA_CLOUD_ROLE_ARN or ALIBABACLOUD_ROLE_ARN in the environment.`}},
		"an agency of nobody": {acctest.Object{"huaweicloud": acctest.Object{"assume_role": acctest.Object{"agency_name": "x"}}}, []string{
			`huaweicloud.assume_role.domain_name is missing. Set it in the provider block, or set HW_ASSUME_ROLE_DOMAIN_NAME or HW_ASSUME_ROLE_DOMAIN_ID in the environment.`}},
		"a token of no account": {acctest.Object{"huaweicloud": acctest.Object{"assume_role_with_oidc": acctest.Object{"idp_id": "i",
			"id_token_file": "f", "agency_name": "a"}}}, []string{
			`huaweicloud.assume_role_with_oidc.domain_id is missing. Set it in the provider block, or set HW_ASSUME_ROLE_DOMAIN_ID in the environment.`}},
		"no token": {acctest.Object{"huaweicloud": acctest.Object{"assume_role_with_oidc": acctest.Object{"idp_id": "i", "domain_id": "d",
			"agency_name": "a"}}}, []string{
			`huaweicloud.assume_role_with_oidc.id_token_file is missing. Set it in the provider block, or set HW_ASSUME_ROLE_ID_TOKEN_FILE or HUAWEICLOUD_SDK_ID_TOKEN_FILE or HW_ASSUME_ROLE_ID_TOKEN in the environment.`}},
		"a role of another account": {alicloud(acctest.Object{"allowed_account_ids": []any{"1", "2"},
			"assume_role": acctest.Object{"role_arn": "acs:ram::3:role/x"}}), []string{
			`alicloud.allowed_account_ids does not have "3", the account of alicloud.assume_role.role_arn. Add it, or assume a role of another account.`}},
		"a token's role of another account": {alicloud(acctest.Object{"allowed_account_ids": []any{"1"},
			"assume_role_with_oidc": acctest.Object{"oidc_provider_arn": "p", "oidc_token": "t",
				"role_arn": "acs:ram::3:role/x"}}), []string{
			`alicloud.allowed_account_ids does not have "3", the account of alicloud.assume_role_with_oidc.role_arn. Add it, or assume a role of another account.`}},
		"an agency of another account": {acctest.Object{"huaweicloud": acctest.Object{"allowed_account_ids": []any{"1"},
			"assume_role": acctest.Object{"agency_name": "x", "domain_id": "3"}}}, []string{
			`huaweicloud.allowed_account_ids does not have "3", the account of huaweicloud.assume_role.domain_id. Add it, or assume a role of another account.`}},
		"a URI that is a path": {alicloud(acctest.Object{"credentials_uri": "/keys"}),
			[]string{`alicloud.credentials_uri cannot be used: it is not a URL.`}},
		"a token without a key": {alicloud(acctest.Object{"security_token": "hunter2"}),
			[]string{`alicloud.security_token belongs to an access key. Set access_key and secret_key beside it.`}},
		"blank texts": {acctest.Object{
			"alicloud":    acctest.Object{"profile": " ", "account_type": " ", "allowed_account_ids": []any{" 1", "2"}},
			"huaweicloud": acctest.Object{"profile": "\t", "account_type": ""},
		}, []string{
			`alicloud.account_type = " " is not one of Domestic, International.`,
			`alicloud.allowed_account_ids = " 1" is not the id of an account, which has no spaces or line breaks.`,
			`alicloud.profile is blank, which is not allowed. Set a value, or use null.`,
			`huaweicloud.account_type ` + empty,
			`huaweicloud.profile is blank, which is not allowed. Set a value, or use null.`,
		}},
		"empty texts": {alicloud(acctest.Object{"region": "", "access_key": ""}),
			[]string{`alicloud.access_key ` + empty, `alicloud.region ` + empty}},
		"a blank key": {alicloud(acctest.Object{"access_key": " ", "secret_key": "hunter2"}),
			[]string{`alicloud.access_key is blank, or has characters that it cannot have, such as a line break or a space.`}},
		"a line break in a key": {alicloud(acctest.Object{"access_key": "a", "secret_key": "hunter2\nc"}),
			[]string{`alicloud.secret_key is blank, or has characters that it cannot have, such as a line break or a space.`}},
		"no duration unit":    {acctest.Object{"request_timeout": "30"}, []string{`request_timeout = "30" ` + duration}},
		"a duration of zero":  {acctest.Object{"request_timeout": "0s"}, []string{`request_timeout = "0s" ` + duration}},
		"a negative duration": {acctest.Object{"request_timeout": "-5s"}, []string{`request_timeout = "-5s" ` + duration}},
		"no whole number": {acctest.Object{"max_retries": acctest.Decimal("1.5")},
			[]string{`max_retries = 1.5 is not a whole number from 0 to 100.`}},
		"a very large number": {acctest.Object{"max_retries": acctest.Decimal("1e40")},
			[]string{`max_retries = 1e+40 is not a whole number from 0 to 100.`}},
		"a number of a book's size": {acctest.Object{"max_retries": acctest.Decimal("1e4000")},
			[]string{`max_retries = (a number of very many digits) is not a whole number from 0 to 100.`}},
		"a query": {endpoint("https://ice.example?hunter2=1"),
			[]string{`alicloud.endpoints.ice must not have a query or a fragment. ` + host}},
		"a fragment": {endpoint("https://ice.example#hunter2"),
			[]string{`alicloud.endpoints.ice must not have a query or a fragment. ` + host}},
		"user information": {endpoint("https://me:hunter2@ice.example"),
			[]string{`alicloud.endpoints.ice must not have user information. ` + host}},
		"an unknown scheme": {endpoint("unix://ice.example"),
			[]string{`alicloud.endpoints.ice = "unix://ice.example" cannot be used: its scheme must be https, or http for a loopback host. ` + host}},
		"no host": {endpoint("https://"), []string{`alicloud.endpoints.ice = "https://" is empty. ` + host}},
		"a port out of range": {endpoint("ice.example:70000"),
			[]string{`alicloud.endpoints.ice = "ice.example:70000" cannot be used: its port must be a number from 1 to 65535. ` + host}},
		"a port without a digit": {endpoint("ice.example:"),
			[]string{`alicloud.endpoints.ice = "ice.example:" cannot be used: its host or port is malformed. ` + host}},
		"a space": {endpoint("ice example"),
			[]string{`alicloud.endpoints.ice = "ice example" cannot be used: its host or port is malformed. ` + host}},
		"http on another host": {endpoint("http://127.0.0.1.example"),
			[]string{`alicloud.endpoints.ice = "http://127.0.0.1.example" cannot be used: plain http is accepted for loopback hosts only, because requests carry credentials. ` + host}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			provider := acctest.NewProtocol(t)
			validated := provider.ValidateProvider(t, test.block)
			later := provider.Configure(t, test.block, nil).Diagnostics
			if len(later) == 0 {
				for cloud, source := range map[string]string{"alicloud": ofAlicloud, "huaweicloud": ofHuaweicloud} {
					_, diagnostics := provider.Read(t.Context(), t, source, nil)
					if test.block[cloud] == nil {
						if text := acctest.Text(diagnostics); !strings.Contains(text, "nothing to sign in with was found") ||
							strings.Contains(text, "Invalid provider setting") {
							t.Errorf("%s, in whose block nothing is wrong: %s", cloud, text)
						}
						continue
					}
					for _, d := range diagnostics {
						if !strings.HasPrefix(d.Detail, cloud+".") || d.Attribute != nil {
							t.Errorf("reading %s: %s", cloud, acctest.Text([]*tfprotov6.Diagnostic{d}))
						}
					}
					later = append(later, diagnostics...)
				}
			}
			for phase, diagnostics := range map[string][]*tfprotov6.Diagnostic{"validate": validated, "configure and read": later} {
				var got []string
				for _, d := range diagnostics {
					got = append(got, d.Detail)
					// The setting that the text names is the one that Terraform points at.
					if at := dotted(d.Attribute); phase == "validate" && at == "" || !strings.HasPrefix(d.Detail, at) ||
						d.Severity != tfprotov6.DiagnosticSeverityError || d.Summary != "Invalid provider setting" {
						t.Errorf("%s: at %s: %s", phase, at, acctest.Text([]*tfprotov6.Diagnostic{d}))
					}
				}
				slices.Sort(got)
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", phase, diff)
				}
				if text := acctest.Text(diagnostics); strings.Contains(text, "hunter2") {
					t.Errorf("%s shows a secret: %s", phase, text)
				}
			}
		})
	}
}

// dotted writes the path of a setting as errors do.
func dotted(at *tftypes.AttributePath) string {
	var names []string
	for _, step := range at.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}

// TestGoodSettings checks what is accepted, without a network call.
func TestGoodSettings(t *testing.T) {
	for name, block := range map[string]acctest.Object{
		"nothing":   nil,
		"no clouds": {"alicloud": nil, "huaweicloud": nil},
		"empty":     {"alicloud": acctest.Object{}, "huaweicloud": acctest.Object{"endpoints": acctest.Object{}}},
		"all": {
			"request_timeout": "1m30s", "max_retries": int64(0), "max_concurrency": int64(64),
			"alicloud": acctest.Object{"region": "cn-beijing", "access_key": "a\n", "secret_key": " s ", "security_token": "t",
				"account_type": "international", "allowed_account_ids": []any{"1"},
				"endpoints": acctest.Object{"ice": "ice.example:8443", "aicontent": "HTTPS://aicontent.example",
					"outboundbot": "http://[::1]:80"}},
			"huaweicloud": acctest.Object{"region": "cn-north-4", "project_id": "p", "access_key": "a", "secret_key": "s",
				"account_type": "Europe", "allowed_account_ids": []any{"1"},
				"endpoints": acctest.Object{"codearts_ide": "http://localhost"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			provider := acctest.NewProtocol(t)
			if diagnostics := append(provider.ValidateProvider(t, block),
				provider.Configure(t, block, nil).Diagnostics...); len(diagnostics) > 0 {
				t.Error(acctest.Text(diagnostics))
			}
		})
	}
}

// TestSettingsAtTheWire checks which key, token, region, project and endpoint
// each setting and environment variable leads to, as the clouds see it.
func TestSettingsAtTheWire(t *testing.T) {
	const ali, huawei = "entitlements_ice_airtc_licenses", "entitlements_codearts_ide_licenses"
	type seen struct{ Key, Token, Region, Project string }
	type env map[string]string
	pair := func(id, secret string) env { return env{id: "KEY-FROM-ENV", secret: "secret"} }
	token := func(e env, name string) env { e[name] = "TOKEN-FROM-ENV"; return e }
	fromEnv := seen{Key: "KEY-FROM-ENV", Region: "cn-shanghai"}
	fromEnvToken := seen{Key: "KEY-FROM-ENV", Token: "TOKEN-FROM-ENV", Region: "cn-shanghai"}
	block := acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret"}
	tests := map[string]struct {
		source string
		env    env
		block  acctest.Object
		config acctest.Object
		want   seen
	}{
		"ALICLOUD_": {ali, pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), nil, nil, fromEnv},
		"ALICLOUD_ with token": {ali, token(pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), "ALICLOUD_SECURITY_TOKEN"), nil,
			nil, fromEnvToken},
		"ALIBABA_CLOUD_": {ali, pair("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"), nil, nil,
			fromEnv},
		"ALIBABA_CLOUD_ with token": {ali,
			token(pair("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
				"ALIBABA_CLOUD_SECURITY_TOKEN"), nil, nil, fromEnvToken},
		"ALIBABACLOUD_": {ali, pair("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET"), nil, nil, fromEnv},
		"ALIBABACLOUD_ with token": {ali,
			token(pair("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET"),
				"ALIBABACLOUD_SECURITY_TOKEN"), nil, nil, fromEnvToken},
		"ALICLOUD_ of aliyun-cli": {ali, pair("ALICLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY_SECRET"), nil, nil, fromEnv},
		"a token of another set stays out": {ali, token(pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), "ALIBABA_CLOUD_SECURITY_TOKEN"),
			nil, nil, fromEnv},
		"the block beats the environment": {ali, token(pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), "ALICLOUD_SECURITY_TOKEN"),
			block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},
		"a token in the block": {ali, nil,
			acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret",
				"security_token": "TOKEN-FROM-BLOCK"}, nil, seen{Key: "KEY-FROM-BLOCK", Token: "TOKEN-FROM-BLOCK", Region: "cn-shanghai"}},
		"space around a key": {ali, nil, acctest.Object{"access_key": " KEY-FROM-BLOCK\n", "secret_key": "secret\n"}, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},

		"HW_": {huawei, pair("HW_ACCESS_KEY", "HW_SECRET_KEY"), nil, nil, seen{Key: "KEY-FROM-ENV"}},
		"HW_ with token": {huawei, token(pair("HW_ACCESS_KEY", "HW_SECRET_KEY"), "HW_SECURITY_TOKEN"), nil, nil,
			seen{Key: "KEY-FROM-ENV", Token: "TOKEN-FROM-ENV"}},
		"OS_":  {huawei, pair("OS_ACCESS_KEY", "OS_SECRET_KEY"), nil, nil, seen{Key: "KEY-FROM-ENV"}},
		"SDK_": {huawei, pair("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"), nil, nil, seen{Key: "KEY-FROM-ENV"}},
		"SDK_ with token": {huawei, token(pair("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"), "HUAWEICLOUD_SDK_SECURITY_TOKEN"), nil, nil,
			seen{Key: "KEY-FROM-ENV", Token: "TOKEN-FROM-ENV"}},
		"HW_PROJECT_ID": {huawei, env{"HW_PROJECT_ID": "project"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"OS_PROJECT_ID": {huawei, env{"OS_PROJECT_ID": "project"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"SDK's project": {huawei, env{"HUAWEICLOUD_SDK_PROJECT_ID": "project"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"project of block": {huawei, env{"HW_PROJECT_ID": "other"},
			acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret",
				"project_id": "project"}, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},

		"project beside the region": {huawei, env{"HW_PROJECT_ID": "project", "HW_REGION_NAME": "cn-north-4"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"project beside another": {huawei, env{"HW_PROJECT_ID": "project", "HW_REGION_NAME": "cn-east-3"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK"}},
		"project of block beside another": {huawei, env{"HW_REGION_NAME": "cn-east-3"},
			acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "project_id": "project",
				"region": "cn-east-3"}, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},

		"region: ALICLOUD_REGION": {ali, env{"ALICLOUD_REGION": "cn-beijing"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALIBABA_CLOUD_REGION": {ali, env{"ALIBABA_CLOUD_REGION": "cn-beijing"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALIBABACLOUD_REGION_ID": {ali, env{"ALIBABACLOUD_REGION_ID": "cn-beijing"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALIBABA_CLOUD_REGION_ID": {ali, env{"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALICLOUD_REGION_ID": {ali, env{"ALICLOUD_REGION_ID": "cn-beijing"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: the block's beats it": {ali, env{"ALICLOUD_REGION": "cn-beijing"},
			acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret",
				"region": "cn-shenzhen"}, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shenzhen"}},
		"region: the data source's wins": {ali, env{"ALICLOUD_REGION": "cn-beijing"},
			acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret",
				"region": "cn-shenzhen"}, acctest.Object{"region": "us-west-1"}, seen{Key: "KEY-FROM-BLOCK", Region: "us-west-1"}},
		"region: undocumented, of ICE": {ali, env{"ALICLOUD_REGION": "eu-central-1"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},
		"region: undocumented, the block": {ali, env{"ALICLOUD_REGION": "cn-beijing"},
			acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret",
				"region": "eu-central-1"}, nil, seen{Key: "KEY-FROM-BLOCK", Region: "eu-central-1"}},
		"region: not of OutboundBot": {"entitlements_outboundbot_instances", env{"ALICLOUD_REGION": "cn-beijing"}, block, nil,
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},
		"region: OutboundBot's own": {"entitlements_outboundbot_instances", nil, block, acctest.Object{"region": "cn-hangzhou"},
			seen{Key: "KEY-FROM-BLOCK", Region: "cn-hangzhou"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			accounts := []simulator.Account{{AccessKeyID: test.want.Key, SecretKey: "secret", SecurityToken: test.want.Token,
				ProjectID: test.want.Project}}
			clouds := acctest.Start(t, simulator.Config{Alicloud: accounts, Huaweicloud: accounts})
			settings := clouds.Settings()
			for _, cloud := range []string{"alicloud", "huaweicloud"} {
				own := acctest.Object{"endpoints": settings[cloud].(acctest.Object)["endpoints"]}
				if strings.HasPrefix(test.source, "entitlements_codearts") == (cloud == "huaweicloud") {
					for name, value := range test.block {
						own[name] = value
					}
				}
				settings[cloud] = own
			}
			provider := acctest.NewProtocol(t)
			if response := provider.Configure(t, settings, nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			if n := len(clouds.Requests()); n > 0 {
				t.Fatalf("configuring sent %d requests", n)
			}
			state, diagnostics := provider.Read(t.Context(), t, test.source, test.config)
			if len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			request := clouds.Requests()[0]
			got := seen{Key: request.AccessKeyID, Token: request.SecurityToken, Region: request.Region, Project: request.ProjectID}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("signed with (-want +got):\n%s", diff)
			}
			if test.want.Region != "" && state["region"] != test.want.Region {
				t.Errorf("state has region %v", state["region"])
			}
		})
	}
}

// TestBrokenEnvironment checks that a cloud without usable credentials fails
// its own data sources, and says what is missing, and no others.
func TestBrokenEnvironment(t *testing.T) {
	tests := map[string]struct {
		env  map[string]string
		want []string
	}{
		"nothing set": {nil, []string{"no credentials", "HW_ACCESS_KEY with HW_SECRET_KEY", "OS_ACCESS_KEY", "HUAWEICLOUD_SDK_AK",
			"huaweicloud.access_key"}},
		"half a key": {map[string]string{"HW_ACCESS_KEY": "x"},
			[]string{"the access key is incomplete", "HW_ACCESS_KEY is set, but HW_SECRET_KEY is not"}},
		"the other half": {map[string]string{"HUAWEICLOUD_SDK_SK": "x"},
			[]string{"the access key is incomplete", "HUAWEICLOUD_SDK_SK is set, but HUAWEICLOUD_SDK_AK is not"}},
		"a key in two": {map[string]string{"HW_ACCESS_KEY": "x", "OS_SECRET_KEY": "y"},
			[]string{"the access key is incomplete", "HW_ACCESS_KEY is set, but HW_SECRET_KEY is not"}},
		"half of two": {map[string]string{"HW_ACCESS_KEY": "x", "OS_ACCESS_KEY": "y", "OS_SECRET_KEY": "z"},
			[]string{"the access key is incomplete", "HW_ACCESS_KEY is set, but HW_SECRET_KEY is not"}},
		"a malformed key": {map[string]string{"HW_ACCESS_KEY": "x", "HW_SECRET_KEY": "se\ncret"},
			[]string{"the access key is malformed", "characters that no access key has", "HW_ACCESS_KEY"}},
		"a bad project": {map[string]string{"HW_ACCESS_KEY": "x", "HW_SECRET_KEY": "y", "HW_PROJECT_ID": "se\ncret"},
			[]string{"the project id is malformed", "the environment variable HW_PROJECT_ID is not a project id",
				"What to do: Fix the environment variable HW_PROJECT_ID, or set huaweicloud.project_id."}},
		"another's bad project": {map[string]string{"HW_ACCESS_KEY": "x", "HW_SECRET_KEY": "y", "OS_PROJECT_ID": "se\ncret"},
			[]string{"the environment variable OS_PROJECT_ID is not a project id"}},
		"a region no host": {map[string]string{"HW_ACCESS_KEY": "x", "HW_SECRET_KEY": "y"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			clouds := acctest.Start(t, simulator.Config{})
			settings := clouds.Settings()
			settings["huaweicloud"] = acctest.Object{"endpoints": settings["huaweicloud"].(acctest.Object)["endpoints"]}
			provider := acctest.NewProtocol(t)
			if response := provider.Configure(t, settings, nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			for _, source := range append(acctest.OfCloud("alicloud"), acctest.OneOf("huaweicloud")) {
				state, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
				if source.Cloud != "huaweicloud" {
					if len(diagnostics) > 0 {
						t.Errorf("%s: %s", source.Name, acctest.Text(diagnostics))
					}
					continue
				}
				if text := acctest.Text(diagnostics); len(diagnostics) != 1 || !containsAll(text, test.want...) ||
					rowsOf(state, source) != nil || strings.Contains(text, "se\ncret") {
					t.Errorf("got %v\n%s", state, text)
				}
			}
			for _, request := range clouds.Requests() {
				if cloudOf(request) == "huaweicloud" && test.want != nil && !strings.HasPrefix(name, "a region") {
					t.Error("Huawei Cloud was called without a key")
				}
			}
		})
	}
}

// TestEnvironmentRegion checks that a region from the environment, which
// nothing validates before, cannot lead a signed request to another host: what
// is not documented does not count.
func TestEnvironmentRegion(t *testing.T) {
	t.Setenv("ALICLOUD_REGION", "evil.example/")
	clouds := acctest.Start(t, simulator.Config{})
	provider := clouds.Configured(t, nil)
	for _, source := range acctest.OfCloud("alicloud") {
		state, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
		if len(diagnostics) > 0 || state["region"] != source.Region {
			t.Errorf("%s: %v, %s", source.Name, state["region"], acctest.Text(diagnostics))
		}
	}
	for _, request := range clouds.Requests() {
		if strings.Contains(request.Region, "evil") {
			t.Errorf("%s was asked for %s", request.API, request.Region)
		}
	}
}

// TestUserAgent checks the User-Agent that each cloud receives.
func TestUserAgent(t *testing.T) {
	for added, want := range map[string]string{
		"":                   "terraform-provider-entitlements/test Terraform/1.11.4",
		"team/42 (ci)":       "terraform-provider-entitlements/test Terraform/1.11.4 team/42 (ci)",
		" a\r\nX-Evil: 1中b ": "terraform-provider-entitlements/test Terraform/1.11.4 aX-Evil: 1b",
	} {
		t.Setenv("TF_APPEND_USER_AGENT", added)
		clouds := acctest.Start(t, simulator.Config{})
		provider := clouds.Configured(t, nil)
		for _, source := range acctest.Sources {
			if _, diagnostics := provider.Read(t.Context(), t, source.Name, nil); len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
		}
		for _, request := range clouds.Requests() {
			if request.UserAgent != want {
				t.Errorf("%s got %q, want %q", request.API, request.UserAgent, want)
			}
		}
	}
}

// TestProxy checks that the proxy in the environment is used as Go programs use
// it, and that its password is not shown when it fails.
func TestProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, fmt.Sprint(r.Method, " ", r.Host))
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	t.Setenv("HTTPS_PROXY", strings.Replace(proxy.URL, "://", "://user:hunter2@", 1))
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	provider, source := acctest.NewProtocol(t), acctest.OneOf("alicloud")
	block := acctest.Object{"max_retries": int64(0),
		"alicloud": acctest.Object{"access_key": "a", "secret_key": "s", "endpoints": acctest.Object{source.Endpoint: "list.example"}}}
	if response := provider.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	_, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
	if diff := cmp.Diff([]string{"CONNECT list.example:443"}, asked); diff != "" {
		t.Errorf("the proxy was asked (-want +got):\n%s", diff)
	}
	if text := acctest.Text(diagnostics); !containsAll(text, "cannot be reached", "HTTPS_PROXY") || strings.Contains(text, "hunter2") {
		t.Error(text)
	}

	t.Setenv("HTTPS_PROXY", "http://user:hunter2@%zz")
	if response := provider.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	_, diagnostics = provider.Read(t.Context(), t, source.Name, nil)
	if text := acctest.Text(diagnostics); len(diagnostics) != 1 || strings.Contains(text, "hunter2") {
		t.Error(text)
	}
}
