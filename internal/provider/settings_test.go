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

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/simulator"
)

// TestBadSettings checks that everything that is wrong with a provider block is
// reported at once, each on its own attribute, when it is validated and again
// when the provider is configured, before anything is sent.
func TestBadSettings(t *testing.T) {
	acctest.Isolate(t)
	alicloud := func(settings acctest.Object) acctest.Object { return acctest.Object{"alicloud": settings} }
	endpoint := func(text string) acctest.Object {
		return alicloud(acctest.Object{"endpoints": acctest.Object{"ice": text}})
	}
	tests := map[string]struct {
		block acctest.Object
		want  []string // attribute: a part of the message
	}{
		"everything at once": {
			acctest.Object{
				"request_timeout": "soon", "max_retries": int64(-1), "max_concurrency": int64(0),
				"alicloud":    acctest.Object{"access_key": "LTAI", "region": "cn/../x", "endpoints": acctest.Object{"ice": "ftp://ice.example", "aicontent": "http://aicontent.example"}},
				"huaweicloud": acctest.Object{"secret_key": "s", "project_id": "a b", "endpoints": acctest.Object{"codearts_ide": "https://ide.example/v2"}},
			},
			[]string{
				`AttributeName("alicloud").AttributeName("endpoints").AttributeName("aicontent"): plain http is accepted for loopback`,
				`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): scheme must be https`,
				`AttributeName("alicloud").AttributeName("region"): letters, digits and hyphens`,
				`AttributeName("alicloud").AttributeName("secret_key"): access_key is set and secret_key is not`,
				`AttributeName("huaweicloud").AttributeName("access_key"): secret_key is set and access_key is not`,
				`AttributeName("huaweicloud").AttributeName("endpoints").AttributeName("codearts_ide"): must not have a path`,
				`AttributeName("huaweicloud").AttributeName("project_id"): no spaces`,
				`AttributeName("max_concurrency"): 0 is outside the range from 1`,
				`AttributeName("max_retries"): -1 is outside the range from 0`,
				`AttributeName("request_timeout"): "soon" is no duration`,
			},
		},
		"profiles and roles": {
			acctest.Object{
				"alicloud": acctest.Object{
					"profile": "", "shared_credentials_file": "", "ecs_role_name": "", "credentials_uri": "http://me:hunter2@keys.example/",
					"assume_role":           acctest.Object{"role_arn": "reader", "session_name": "a b", "policy": "{", "session_expiration": int64(899), "external_id": ""},
					"assume_role_with_oidc": acctest.Object{"oidc_token": "a b", "oidc_token_file": "x", "role_arn": "acs:ram::1:user/x", "role_session_name": "x", "session_expiration": int64(43201)},
					"endpoints":             acctest.Object{"sts": "http://sts.example"},
				},
				"huaweicloud": acctest.Object{
					"profile": "", "shared_config_file": "", "assume_role": acctest.Object{"domain_id": "x", "duration": int64(86401)}, "endpoints": acctest.Object{"iam": "ftp://iam.example"},
				},
			},
			[]string{
				`AttributeName("alicloud").AttributeName("assume_role").AttributeName("external_id"): empty text`,
				`AttributeName("alicloud").AttributeName("assume_role").AttributeName("policy"): not JSON`,
				`AttributeName("alicloud").AttributeName("assume_role").AttributeName("role_arn"): looks like acs:ram::`,
				`AttributeName("alicloud").AttributeName("assume_role").AttributeName("session_expiration"): 899 is outside the range from 900 to 43200`,
				`AttributeName("alicloud").AttributeName("assume_role").AttributeName("session_name"): 2 to 64`,
				`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("oidc_provider_arn"): oidc_provider_arn is missing. Set it in the provider block, or set ALIBABA_CLOUD_OIDC_PROVIDER_ARN`,
				`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("oidc_token"): line break or a space`,
				`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("oidc_token_file"): Set one of the two`,
				`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("role_arn"): looks like acs:ram::`,
				`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("role_session_name"): 2 to 64`,
				`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("session_expiration"): 43201 is outside the range from 900 to 43200`,
				`AttributeName("alicloud").AttributeName("credentials_uri"): user information`,
				`AttributeName("alicloud").AttributeName("ecs_role_name"): empty text`,
				`AttributeName("alicloud").AttributeName("endpoints").AttributeName("sts"): plain http is accepted for loopback`,
				`AttributeName("alicloud").AttributeName("profile"): empty text`,
				`AttributeName("alicloud").AttributeName("shared_credentials_file"): empty text`,
				`AttributeName("huaweicloud").AttributeName("assume_role").AttributeName("agency_name"): agency_name is missing. Set it in the provider block, or set HW_ASSUME_ROLE_AGENCY_NAME`,
				`AttributeName("huaweicloud").AttributeName("assume_role").AttributeName("duration"): 86401 is outside the range from 900 to 86400`,
				`AttributeName("huaweicloud").AttributeName("endpoints").AttributeName("iam"): scheme must be https`,
				`AttributeName("huaweicloud").AttributeName("profile"): empty text`,
				`AttributeName("huaweicloud").AttributeName("shared_config_file"): empty text`,
			},
		},
		"a role without a name":  {alicloud(acctest.Object{"assume_role": acctest.Object{}}), []string{`AttributeName("alicloud").AttributeName("assume_role").AttributeName("role_arn"): role_arn is missing. Set it in the provider block, or set ALICLOUD_ASSUME_ROLE_ARN`}},
		"an agency of nobody":    {acctest.Object{"huaweicloud": acctest.Object{"assume_role": acctest.Object{"agency_name": "x"}}}, []string{`AttributeName("huaweicloud").AttributeName("assume_role").AttributeName("domain_name"): HW_ASSUME_ROLE_DOMAIN_NAME or HW_ASSUME_ROLE_DOMAIN_ID`}},
		"a URI that is a path":   {alicloud(acctest.Object{"credentials_uri": "/keys"}), []string{`AttributeName("alicloud").AttributeName("credentials_uri"): no URL`}},
		"a token without a key":  {alicloud(acctest.Object{"security_token": "t"}), []string{`AttributeName("alicloud").AttributeName("security_token"): belongs to an access key`}},
		"empty texts":            {alicloud(acctest.Object{"region": "", "access_key": ""}), []string{`AttributeName("alicloud").AttributeName("access_key"): empty text`, `AttributeName("alicloud").AttributeName("region"): empty text`}},
		"a blank key":            {alicloud(acctest.Object{"access_key": " ", "secret_key": "s"}), []string{`AttributeName("alicloud").AttributeName("access_key"): blank`}},
		"a line break in a key":  {alicloud(acctest.Object{"access_key": "a", "secret_key": "b\nc"}), []string{`AttributeName("alicloud").AttributeName("secret_key"): line break`}},
		"no duration unit":       {acctest.Object{"request_timeout": "30"}, []string{`AttributeName("request_timeout"): "30" is no duration`}},
		"a duration of zero":     {acctest.Object{"request_timeout": "0s"}, []string{`AttributeName("request_timeout"): "0s" is no duration`}},
		"a negative duration":    {acctest.Object{"request_timeout": "-5s"}, []string{`AttributeName("request_timeout"): "-5s" is no duration`}},
		"a query":                {endpoint("https://ice.example?x=1"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): query`}},
		"a fragment":             {endpoint("https://ice.example#x"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): fragment`}},
		"user information":       {endpoint("https://me:hunter2@ice.example"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): user information`}},
		"an unknown scheme":      {endpoint("unix://ice.example"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): scheme`}},
		"no host":                {endpoint("https://"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): empty`}},
		"a port out of range":    {endpoint("ice.example:70000"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): port`}},
		"a port without a digit": {endpoint("ice.example:"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): malformed`}},
		"a space":                {endpoint("ice example"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): malformed`}},
		"http on another host":   {endpoint("http://127.0.0.1.example"), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice"): loopback`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			provider := acctest.NewProtocol(t)
			for phase, diagnostics := range map[string][]*tfprotov6.Diagnostic{
				"validate":  provider.ValidateProvider(t, test.block),
				"configure": provider.Configure(t, test.block, nil).Diagnostics,
			} {
				if len(diagnostics) != len(test.want) {
					t.Fatalf("%s: %d diagnostics, want %d:\n%s", phase, len(diagnostics), len(test.want), acctest.Text(diagnostics))
				}
				slices.SortFunc(diagnostics, func(a, b *tfprotov6.Diagnostic) int {
					return strings.Compare(a.Attribute.String(), b.Attribute.String())
				})
				for i, d := range diagnostics {
					at, message, _ := strings.Cut(test.want[i], ": ")
					if d.Attribute.String() != at || !strings.Contains(d.Detail, message) || d.Severity != tfprotov6.DiagnosticSeverityError {
						t.Errorf("%s: got %s, want %s", phase, acctest.Text([]*tfprotov6.Diagnostic{d}), test.want[i])
					}
				}
				if text := acctest.Text(diagnostics); strings.Contains(text, "hunter2") {
					t.Errorf("%s shows a password: %s", phase, text)
				}
			}
		})
	}
}

// TestGoodSettings checks what is accepted, without a network call.
func TestGoodSettings(t *testing.T) {
	acctest.Isolate(t)
	for name, block := range map[string]acctest.Object{
		"nothing":   nil,
		"no clouds": {"alicloud": nil, "huaweicloud": nil},
		"empty":     {"alicloud": acctest.Object{}, "huaweicloud": acctest.Object{"endpoints": acctest.Object{}}},
		"all": {
			"request_timeout": "1m30s", "max_retries": int64(0), "max_concurrency": int64(64),
			"alicloud": acctest.Object{"region": "cn-beijing", "access_key": "a\n", "secret_key": " s ", "security_token": "t",
				"endpoints": acctest.Object{"ice": "ice.example:8443", "aicontent": "HTTPS://aicontent.example", "outboundbot": "http://[::1]:80"}},
			"huaweicloud": acctest.Object{"region": "cn-north-4", "project_id": "p", "access_key": "a", "secret_key": "s",
				"endpoints": acctest.Object{"codearts_ide": "http://localhost"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			provider := acctest.NewProtocol(t)
			if diagnostics := append(provider.ValidateProvider(t, block), provider.Configure(t, block, nil).Diagnostics...); len(diagnostics) > 0 {
				t.Error(acctest.Text(diagnostics))
			}
		})
	}
}

// TestUnknownSettings checks that a value that is not known at plan time is an
// error on its attribute, or a deferral where Terraform allows it, and never
// taken for nothing.
func TestUnknownSettings(t *testing.T) {
	acctest.Isolate(t)
	t.Setenv("ALICLOUD_ACCESS_KEY", "from the environment")
	t.Setenv("ALICLOUD_SECRET_KEY", "from-the-environment")
	alicloud := func(settings acctest.Object) acctest.Object { return acctest.Object{"alicloud": settings} }
	tests := map[string]struct {
		block acctest.Object
		want  []string
	}{
		"a timeout":     {acctest.Object{"request_timeout": acctest.Unknown}, []string{`AttributeName("request_timeout")`}},
		"a number":      {acctest.Object{"max_retries": acctest.Unknown}, []string{`AttributeName("max_retries")`}},
		"a cloud":       {acctest.Object{"alicloud": acctest.Unknown}, []string{`AttributeName("alicloud")`}},
		"endpoints":     {alicloud(acctest.Object{"endpoints": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("endpoints")`}},
		"an endpoint":   {alicloud(acctest.Object{"endpoints": acctest.Object{"ice": acctest.Unknown}}), []string{`AttributeName("alicloud").AttributeName("endpoints").AttributeName("ice")`}},
		"a region":      {alicloud(acctest.Object{"region": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("region")`}},
		"a project":     {acctest.Object{"huaweicloud": acctest.Object{"project_id": acctest.Unknown}}, []string{`AttributeName("huaweicloud").AttributeName("project_id")`}},
		"half a key":    {alicloud(acctest.Object{"access_key": "a", "secret_key": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("secret_key")`}},
		"a whole key":   {alicloud(acctest.Object{"access_key": acctest.Unknown, "secret_key": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("access_key")`, `AttributeName("alicloud").AttributeName("secret_key")`}},
		"a role":        {alicloud(acctest.Object{"assume_role": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("assume_role")`}},
		"a role's ARN":  {alicloud(acctest.Object{"assume_role": acctest.Object{"role_arn": acctest.Unknown}}), []string{`AttributeName("alicloud").AttributeName("assume_role").AttributeName("role_arn")`}},
		"an agency":     {acctest.Object{"huaweicloud": acctest.Object{"assume_role": acctest.Object{"agency_name": acctest.Unknown}}}, []string{`AttributeName("huaweicloud").AttributeName("assume_role").AttributeName("agency_name")`}},
		"a profile":     {alicloud(acctest.Object{"profile": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("profile")`}},
		"an OIDC token": {alicloud(acctest.Object{"assume_role_with_oidc": acctest.Object{"oidc_provider_arn": "x", "oidc_token": acctest.Unknown, "role_arn": "acs:ram::1:role/x"}}), []string{`AttributeName("alicloud").AttributeName("assume_role_with_oidc").AttributeName("oidc_token")`}},
		"only a token":  {alicloud(acctest.Object{"access_key": "a", "secret_key": "s", "security_token": acctest.Unknown}), []string{`AttributeName("alicloud").AttributeName("security_token")`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			provider := acctest.NewProtocol(t)
			if diagnostics := provider.ValidateProvider(t, test.block); len(diagnostics) > 0 {
				t.Errorf("validate: %s", acctest.Text(diagnostics))
			}
			response := provider.Configure(t, test.block, nil)
			var got []string
			for _, d := range response.Diagnostics {
				got = append(got, d.Attribute.String())
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("configure (-want +got):\n%s", diff)
			}

			provider = acctest.NewProtocol(t)
			response = provider.Configure(t, test.block, &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true})
			if len(response.Diagnostics) > 0 {
				t.Errorf("configure with deferral: %s", acctest.Text(response.Diagnostics))
			}
			for _, source := range acctest.Sources {
				if deferred := provider.Deferred(t, source.Name); deferred == nil || deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
					t.Errorf("%s: deferred: %v", source.Name, deferred)
				}
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
		"ALICLOUD_":                        {ali, pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), nil, nil, fromEnv},
		"ALICLOUD_ with token":             {ali, token(pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), "ALICLOUD_SECURITY_TOKEN"), nil, nil, fromEnvToken},
		"ALIBABA_CLOUD_":                   {ali, pair("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"), nil, nil, fromEnv},
		"ALIBABA_CLOUD_ with token":        {ali, token(pair("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"), "ALIBABA_CLOUD_SECURITY_TOKEN"), nil, nil, fromEnvToken},
		"ALIBABACLOUD_":                    {ali, pair("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET"), nil, nil, fromEnv},
		"ALIBABACLOUD_ with token":         {ali, token(pair("ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET"), "ALIBABACLOUD_SECURITY_TOKEN"), nil, nil, fromEnvToken},
		"ALICLOUD_ of aliyun-cli":          {ali, pair("ALICLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY_SECRET"), nil, nil, fromEnv},
		"a token of another set stays out": {ali, token(pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), "ALIBABA_CLOUD_SECURITY_TOKEN"), nil, nil, fromEnv},
		"half a set is passed over":        {ali, env{"ALICLOUD_ACCESS_KEY": "HALF", "ALIBABA_CLOUD_ACCESS_KEY_ID": "KEY-FROM-ENV", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"}, nil, nil, fromEnv},
		"the block beats the environment":  {ali, token(pair("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"), "ALICLOUD_SECURITY_TOKEN"), block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},
		"a token in the block":             {ali, nil, acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "security_token": "TOKEN-FROM-BLOCK"}, nil, seen{Key: "KEY-FROM-BLOCK", Token: "TOKEN-FROM-BLOCK", Region: "cn-shanghai"}},
		"space around a key":               {ali, nil, acctest.Object{"access_key": " KEY-FROM-BLOCK\n", "secret_key": "secret\n"}, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},

		"HW_":              {huawei, pair("HW_ACCESS_KEY", "HW_SECRET_KEY"), nil, nil, seen{Key: "KEY-FROM-ENV"}},
		"HW_ with token":   {huawei, token(pair("HW_ACCESS_KEY", "HW_SECRET_KEY"), "HW_SECURITY_TOKEN"), nil, nil, seen{Key: "KEY-FROM-ENV", Token: "TOKEN-FROM-ENV"}},
		"OS_":              {huawei, pair("OS_ACCESS_KEY", "OS_SECRET_KEY"), nil, nil, seen{Key: "KEY-FROM-ENV"}},
		"SDK_":             {huawei, pair("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"), nil, nil, seen{Key: "KEY-FROM-ENV"}},
		"SDK_ with token":  {huawei, token(pair("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"), "HUAWEICLOUD_SDK_SECURITY_TOKEN"), nil, nil, seen{Key: "KEY-FROM-ENV", Token: "TOKEN-FROM-ENV"}},
		"HW_PROJECT_ID":    {huawei, env{"HW_PROJECT_ID": "project"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"OS_PROJECT_ID":    {huawei, env{"OS_PROJECT_ID": "project"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"SDK's project":    {huawei, env{"HUAWEICLOUD_SDK_PROJECT_ID": "project"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"project of block": {huawei, env{"HW_PROJECT_ID": "other"}, acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "project_id": "project"}, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},

		"project beside the region":       {huawei, env{"HW_PROJECT_ID": "project", "HW_REGION_NAME": "cn-north-4"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},
		"project beside another":          {huawei, env{"HW_PROJECT_ID": "project", "HW_REGION_NAME": "cn-east-3"}, block, nil, seen{Key: "KEY-FROM-BLOCK"}},
		"project of block beside another": {huawei, env{"HW_REGION_NAME": "cn-east-3"}, acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "project_id": "project", "region": "cn-east-3"}, nil, seen{Key: "KEY-FROM-BLOCK", Project: "project"}},

		"region: ALICLOUD_REGION":         {ali, env{"ALICLOUD_REGION": "cn-beijing"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALIBABA_CLOUD_REGION":    {ali, env{"ALIBABA_CLOUD_REGION": "cn-beijing"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALIBABACLOUD_REGION_ID":  {ali, env{"ALIBABACLOUD_REGION_ID": "cn-beijing"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALIBABA_CLOUD_REGION_ID": {ali, env{"ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: ALICLOUD_REGION_ID":      {ali, env{"ALICLOUD_REGION_ID": "cn-beijing"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-beijing"}},
		"region: the block's beats it":    {ali, env{"ALICLOUD_REGION": "cn-beijing"}, acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "region": "cn-shenzhen"}, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shenzhen"}},
		"region: the data source's wins":  {ali, env{"ALICLOUD_REGION": "cn-beijing"}, acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "region": "cn-shenzhen"}, acctest.Object{"region": "us-west-1"}, seen{Key: "KEY-FROM-BLOCK", Region: "us-west-1"}},
		"region: undocumented, of ICE":    {ali, env{"ALICLOUD_REGION": "eu-central-1"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},
		"region: undocumented, the block": {ali, env{"ALICLOUD_REGION": "cn-beijing"}, acctest.Object{"access_key": "KEY-FROM-BLOCK", "secret_key": "secret", "region": "eu-central-1"}, nil, seen{Key: "KEY-FROM-BLOCK", Region: "eu-central-1"}},
		"region: not of OutboundBot":      {"entitlements_outboundbot_instances", env{"ALICLOUD_REGION": "cn-beijing"}, block, nil, seen{Key: "KEY-FROM-BLOCK", Region: "cn-shanghai"}},
		"region: OutboundBot's own":       {"entitlements_outboundbot_instances", nil, block, acctest.Object{"region": "cn-hangzhou"}, seen{Key: "KEY-FROM-BLOCK", Region: "cn-hangzhou"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			acctest.Isolate(t)
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			accounts := []simulator.Account{{AccessKeyID: test.want.Key, SecretKey: "secret", SecurityToken: test.want.Token, ProjectID: test.want.Project}}
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
		"nothing set":      {nil, []string{"no credentials", "HW_ACCESS_KEY with HW_SECRET_KEY", "OS_ACCESS_KEY", "HUAWEICLOUD_SDK_AK", "huaweicloud.access_key"}},
		"half a key":       {map[string]string{"HW_ACCESS_KEY": "x"}, []string{"no credentials", "HW_ACCESS_KEY is set, but HW_SECRET_KEY is not"}},
		"the other half":   {map[string]string{"HUAWEICLOUD_SDK_SK": "x"}, []string{"no credentials", "HUAWEICLOUD_SDK_SK is set, but HUAWEICLOUD_SDK_AK is not"}},
		"a key in two":     {map[string]string{"HW_ACCESS_KEY": "x", "OS_SECRET_KEY": "y"}, []string{"no credentials", "HW_ACCESS_KEY is set, but HW_SECRET_KEY is not"}},
		"a malformed key":  {map[string]string{"HW_ACCESS_KEY": "x", "HW_SECRET_KEY": "se\ncret"}, []string{"no credentials", "characters that no access key has", "HW_ACCESS_KEY"}},
		"a region no host": {map[string]string{"HW_ACCESS_KEY": "x", "HW_SECRET_KEY": "y"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			acctest.Isolate(t)
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
			for _, source := range acctest.Sources {
				state, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
				if source.API != simulator.CodeArtsIDE {
					if len(diagnostics) > 0 {
						t.Errorf("%s: %s", source.Name, acctest.Text(diagnostics))
					}
					continue
				}
				if text := acctest.Text(diagnostics); len(diagnostics) != 1 || !containsAll(text, test.want...) || rowsOf(state, source) != nil || strings.Contains(text, "se\ncret") {
					t.Errorf("got %v\n%s", state, text)
				}
			}
			for _, request := range clouds.Requests() {
				if request.API == simulator.CodeArtsIDE && test.want != nil && !strings.HasPrefix(name, "a region") {
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
	acctest.Isolate(t)
	t.Setenv("ALICLOUD_REGION", "evil.example/")
	clouds := acctest.Start(t, simulator.Config{})
	provider := clouds.Configured(t, nil)
	for _, source := range acctest.Sources[:3] {
		state, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
		if len(diagnostics) > 0 || state["region"] != "cn-shanghai" {
			t.Errorf("%s: %v, %s", source.Name, state["region"], acctest.Text(diagnostics))
		}
	}
	for _, request := range clouds.Requests() {
		if strings.Contains(request.Region, "evil") {
			t.Errorf("%s was asked for %s", request.API, request.Region)
		}
	}
}

// TestUserAgent checks what each cloud is told about who is asking.
func TestUserAgent(t *testing.T) {
	acctest.Isolate(t)
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
	acctest.Isolate(t)
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, fmt.Sprint(r.Method, " ", r.Host))
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	t.Setenv("HTTPS_PROXY", strings.Replace(proxy.URL, "://", "://user:hunter2@", 1))
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	provider := acctest.NewProtocol(t)
	block := acctest.Object{"max_retries": int64(0), "alicloud": acctest.Object{"access_key": "a", "secret_key": "s", "endpoints": acctest.Object{"ice": "ice.example"}}}
	if response := provider.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	_, diagnostics := provider.Read(t.Context(), t, acctest.Sources[0].Name, nil)
	if diff := cmp.Diff([]string{"CONNECT ice.example:443"}, asked); diff != "" {
		t.Errorf("the proxy was asked (-want +got):\n%s", diff)
	}
	if text := acctest.Text(diagnostics); !containsAll(text, "cannot be reached", "HTTPS_PROXY") || strings.Contains(text, "hunter2") {
		t.Error(text)
	}

	t.Setenv("HTTPS_PROXY", "http://user:hunter2@%zz")
	if response := provider.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	_, diagnostics = provider.Read(t.Context(), t, acctest.Sources[0].Name, nil)
	if text := acctest.Text(diagnostics); len(diagnostics) != 1 || strings.Contains(text, "hunter2") {
		t.Error(text)
	}
}
