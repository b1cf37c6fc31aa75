package provider_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// The names that the tests of signing in use.
const (
	oidcProvider = "acs:ram::1234567890123456:oidc-provider/pods"
	ssoToken     = "cloudsso-access-token"
	oauthToken   = "oauth-access-token"
	keyPairID    = "LTAIKEYPAIR"
)

func ramRole(name string) string { return "acs:ram::1234567890123456:role/" + name }

// oidcToken is a token that the simulated cloud takes for a role.
func oidcToken(role string) string { return "header." + role + ".signature" }

var keyPair = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// credentialSource is one way to sign in, and what the cloud is to see of it.
type credentialSource struct {
	name string

	block acctest.Object
	env   map[string]string

	// want are the steps of the sign-in as the cloud saw them, and last the key
	// that signed the list's request.
	want []string
}

// alicloudSources are the ways to sign in to Alibaba Cloud, in the order in
// which they count.
func alicloudSources(clouds string) []credentialSource {
	return []credentialSource{
		{"block key", acctest.Object{"access_key": "KEYOFBLOCK", "secret_key": "secret"}, nil, []string{"KEYOFBLOCK"}},
		{"block profile", acctest.Object{"profile": "ak"}, nil, []string{"KEYOFPROFILE"}},
		{"block URI", acctest.Object{"credentials_uri": clouds + "/credentials?of=block"}, nil,
			[]string{"credentials-uri of=block", "issued 1"}},
		{"block ECS role", acctest.Object{"ecs_role_name": "instance"}, nil,
			[]string{"alicloud-metadata PUT", "alicloud-metadata GET instance token", "issued 2"}},
		{"block OIDC", acctest.Object{"assume_role_with_oidc": acctest.Object{"oidc_provider_arn": oidcProvider,
			"oidc_token": oidcToken("block"), "role_arn": ramRole("block")}}, nil,
			[]string{"sts AssumeRoleWithOIDC block", "issued 1"}},
		{"environment key", nil, env{"ALICLOUD_ACCESS_KEY": "KEYOFENVIRONMENT", "ALICLOUD_SECRET_KEY": "secret"},
			[]string{"KEYOFENVIRONMENT"}},
		{"environment profile", nil, env{"ALICLOUD_PROFILE": "sts"}, []string{"KEYOFSTS token"}},
		{"environment URI", nil, env{"ALIBABA_CLOUD_CREDENTIALS_URI": clouds + "/credentials?of=environment"},
			[]string{"credentials-uri of=environment", "issued 1"}},
		{"environment ECS role", nil, env{"ALIBABA_CLOUD_ECS_METADATA": "instance"},
			[]string{"alicloud-metadata PUT", "alicloud-metadata GET instance token", "issued 2"}},
		{"environment OIDC", nil, env{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/pod-token",
			"ALIBABA_CLOUD_ROLE_ARN": ramRole("pod")},
			[]string{"sts AssumeRoleWithOIDC pod", "issued 1"}},
		{"current profile", nil, nil, []string{"KEYOFCURRENT"}},
	}
}

type env = map[string]string

// alicloudProfiles is a file of aliyun-cli with a profile of every mode.
func alicloudProfiles(t testing.TB, home, clouds string) string {
	t.Helper()
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	profiles := []acctest.Object{
		{"name": "current", "mode": "AK", "access_key_id": "KEYOFCURRENT", "access_key_secret": "secret", "region_id": "cn-hangzhou",
			"output_format": "json", "language": "en"},
		{"name": "ak", "mode": "AK", "access_key_id": "KEYOFPROFILE", "access_key_secret": "secret", "sts_token": "not of this mode",
			"region_id": "cn-beijing"},
		{"name": "sts", "mode": "StsToken", "access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token"},
		{"name": "no mode", "access_key_id": "KEYOFPROFILE", "access_key_secret": "secret"},
		{"name": "role", "mode": "RamRoleArn", "access_key_id": "KEYOFPROFILE", "access_key_secret": "secret",
			"ram_role_arn": ramRole("one"), "ram_session_name": "cli", "expired_seconds": 900, "external_id": "ext", "sts_region": "cn-beijing"},
		{"name": "role of sts", "mode": "RamRoleArn", "access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token",
			"ram_role_arn": ramRole("one"), "external_id": "ext"},
		{"name": "role of variable", "mode": "RamRoleArn", "access_key_id": "KEYOFPROFILE", "access_key_secret": "secret"},
		{"name": "ecs", "mode": "EcsRamRole", "ram_role_name": "instance"},
		{"name": "ecs unnamed", "mode": "EcsRamRole"},
		{"name": "ecs role", "mode": "RamRoleArnWithRoleName", "ram_role_name": "instance", "ram_role_arn": ramRole("two"),
			"ram_session_name": "cli"},
		{"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": ramRole("two"),
			"ram_session_name": "cli"},
		{"name": "long chain", "mode": "ChainableRamRoleArn", "source_profile": "chain", "ram_role_arn": ramRole("three"),
			"ram_session_name": "cli"},
		{"name": "external", "mode": "External", "process_command": "sh '" + filepath.Join(home, "print keys.sh") + "' StsToken"},
		{"name": "external role", "mode": "External", "process_command": "sh '" + filepath.Join(home, "print keys.sh") + "' RamRoleArn"},
		{"name": "chain of external", "mode": "ChainableRamRoleArn", "source_profile": "external", "ram_role_arn": ramRole("two")},
		{"name": "external over role", "mode": "External", "process_command": "sh '" + filepath.Join(home, "print keys.sh") +
			"' RamRoleArn bare", "ram_role_arn": ramRole("two"), "ram_session_name": "cli", "access_key_id": "old",
			"access_key_secret": "old", "sts_token": "old"},
		{"name": "external of closed", "mode": "External", "process_command": "sh '" + filepath.Join(home, "print keys.sh") +
			"' RamRoleArn bare", "ram_role_arn": ramRole("closed")},
		{"name": "external over token", "mode": "External", "process_command": "sh '" + filepath.Join(home, "print keys.sh") +
			"' AK lasting", "sts_token": "old", "sts_expiration": in(-time.Hour)},
		{"name": "uri of variable", "mode": "CredentialsURI"},
		{"name": "uri", "mode": "CredentialsURI", "credentials_uri": clouds + "/credentials?of=profile"},
		{"name": "oidc", "mode": "OIDC", "oidc_provider_arn": oidcProvider, "oidc_token_file": filepath.Join(home, "pod-token"),
			"ram_role_arn": ramRole("pod"), "ram_session_name": "cli"},
		{"name": "sso", "mode": "CloudSSO", "cloud_sso_sign_in_url": clouds + "/start", "cloud_sso_account_id": "1",
			"cloud_sso_access_config": "ac-1", "access_token": ssoToken, "cloud_sso_access_token_expire": in(time.Hour)},
		{"name": "sso signed in", "mode": "CloudSSO", "cloud_sso_sign_in_url": clouds + "/start", "cloud_sso_account_id": "1",
			"cloud_sso_access_config": "ac-1", "access_token": ssoToken, "cloud_sso_access_token_expire": in(time.Hour),
			"access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token", "sts_expiration": in(time.Hour)},
		{"name": "sso ended", "mode": "CloudSSO", "cloud_sso_sign_in_url": clouds + "/start", "cloud_sso_account_id": "1",
			"cloud_sso_access_config": "ac-1", "access_token": ssoToken, "cloud_sso_access_token_expire": in(-time.Hour)},
		{"name": "oauth", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": oauthToken,
			"oauth_access_token_expire": in(time.Hour), "oauth_refresh_token": "refresh"},
		{"name": "oauth ended", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": oauthToken,
			"oauth_access_token_expire": in(-time.Hour), "oauth_refresh_token": "refresh"},
		{"name": "key pair", "mode": "RsaKeyPair", "key_pair_name": keyPairID, "private_key": filepath.Join(home, "private.pem"),
			"expired_seconds": 900},
		{"name": "bearer", "mode": "BearerToken", "bearer_token": "bearer-token-secret"},
		{"name": "anonymous", "mode": "Anonymous"},
		{"name": "future", "mode": "Telepathy"},
		{"name": "half", "mode": "AK", "access_key_id": "KEYOFPROFILE"},
		{"name": "itself", "mode": "ChainableRamRoleArn", "source_profile": "itself", "ram_role_arn": ramRole("two")},
		{"name": "circle 1", "mode": "ChainableRamRoleArn", "source_profile": "circle 2", "ram_role_arn": ramRole("two")},
		{"name": "circle 2", "mode": "ChainableRamRoleArn", "source_profile": "circle 1", "ram_role_arn": ramRole("two")},
		{"name": "external again", "mode": "External", "process_command": "sh '" + filepath.Join(home, "print keys.sh") + "' External"},
		{"name": "external fails", "mode": "External", "process_command": "sh -c 'echo hunter2 >&2; exit 3'"},
		{"name": "external not there", "mode": "External", "process_command": "/does/not/exist"},
		{"name": "external nonsense", "mode": "External", "process_command": "echo hunter2"},
		{"name": "external quotes", "mode": "External", "process_command": "echo 'hunter2"},
	}
	content, err := json.MarshalIndent(acctest.Object{"current": "current", "profiles": profiles, "meta_path": ""}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// huaweicloudSources are the ways to sign in to Huawei Cloud, in the order in
// which they count.
func huaweicloudSources(string) []credentialSource {
	return []credentialSource{
		{"block profile", acctest.Object{"profile": "aksk"}, nil, []string{"KEYOFPROFILE"}},
		{"block key", acctest.Object{"access_key": "KEYOFBLOCK", "secret_key": "secret"}, nil, []string{"KEYOFBLOCK"}},
		{"environment profile", nil, env{"HW_PROFILE": "temporary"}, []string{"KEYOFSTS token"}},
		{"environment key", nil, env{"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret"}, []string{"KEYOFENVIRONMENT"}},
		{"environment SDK file", nil, env{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/sdk-credentials"}, []string{"KEYOFSDKFILE token"}},
		{"current profile", nil, nil, []string{"KEYOFCURRENT"}},
	}
}

// huaweicloudProfiles is a file of KooCLI with a profile of every mode.
const huaweicloudProfiles = `{
  "language": "en",
  "current": "current",
  "profiles": [
    {"name": "current", "mode": "AKSK", "accessKeyId": "KEYOFCURRENT", "secretAccessKey": "secret", "securityToken": "",
     "region": "", "projectId": "", "domainId": ""},
    {"name": "aksk", "mode": "AKSK", "accessKeyId": "KEYOFPROFILE", "secretAccessKey": "secret", "securityToken": "",
     "region": "cn-south-1", "projectId": "project-of-profile", "agencyName": "not of this mode", "agencyDomainName": "x"},
    {"name": "temporary", "mode": "AKSK", "accessKeyId": "KEYOFSTS", "secretAccessKey": "secret", "securityToken": "token"},
    {"name": "sso", "mode": "SSO", "accessKeyId": "", "secretAccessKey": "",
     "ssoParam": {"startUrl": "https://idcenter.example/portal", "ssoRegion": "cn-north-4"},
     "ssoAuth": {"stsToken": {"accessKeyId": "KEYOFSTS", "secretAccessKey": "secret", "securityToken": "token"}}},
    {"name": "agency", "mode": "agency", "agencyName": "readers", "agencyDomainName": "owner", "sourceProfile": "aksk",
     "projectId": "project-of-agency"},
    {"name": "agency of its own", "mode": "AssumeRole", "accessKeyId": "KEYOFPROFILE", "secretAccessKey": "secret",
     "agencyName": "readers", "agencyDomainId": "owner-id"},
    {"name": "ecs", "mode": "ecsAgency"},
    {"name": "token", "mode": "token", "xAuthToken": "hunter2"},
    {"name": "half", "mode": "AKSK", "accessKeyId": "KEYOFPROFILE"},
    {"name": "sso not signed in", "mode": "SSO"},
    {"name": "agency of none", "mode": "agency", "agencyName": "readers", "agencyDomainName": "owner"},
    {"name": "agency half", "mode": "agency", "agencyName": "readers", "sourceProfile": "aksk"},
    {"name": "circle 1", "mode": "agency", "agencyName": "readers", "agencyDomainName": "owner", "sourceProfile": "circle 2"},
    {"name": "circle 2", "mode": "agency", "agencyName": "readers", "agencyDomainName": "owner", "sourceProfile": "circle 1"}
  ]
}`

// startSignIn starts clouds that know every key, role and service of the tests,
// and fills the home directory with every file. A test that sets the home
// directory cannot run beside others; see startSignInBeside.
func startSignIn(t *testing.T, alter func(*simulator.Config)) (*acctest.Clouds, string) {
	t.Helper()
	clouds, home := startSignInBeside(t, alter)
	t.Setenv("HOME", home)
	return clouds, home
}

// startSignInBeside does what startSignIn does for a test that runs beside others:
// the files are in a directory of the test's own, which cloudUnderTest.in names.
func startSignInBeside(t *testing.T, alter func(*simulator.Config)) (clouds *acctest.Clouds, home string) {
	t.Helper()
	home = t.TempDir()
	accounts := []simulator.Account{{AccessKeyID: "KEYOFSTS", SecretKey: "secret", SecurityToken: "token"},
		{AccessKeyID: "KEYOFSDKFILE", SecretKey: "secret", SecurityToken: "token"}}
	for _, id := range []string{"KEYOFBLOCK", "KEYOFENVIRONMENT", "KEYOFPROFILE", "KEYOFCURRENT"} {
		accounts = append(accounts, simulator.Account{AccessKeyID: id, SecretKey: "secret"})
	}
	config := simulator.Config{
		Alicloud: accounts, Huaweicloud: accounts,
		Rows: map[simulator.API][]simulator.Row{},
		SignIn: simulator.SignIn{
			Roles: []simulator.Role{
				{ARN: ramRole("one"), ExternalID: "ext"}, {ARN: ramRole("two")}, {ARN: ramRole("three")},
				{ARN: ramRole("top")}, {ARN: ramRole("variable")},
				{ARN: ramRole("closed"), Trusted: simulator.Trust{}},
				{ARN: ramRole("block"), OIDC: []simulator.OIDCTrust{{ProviderARN: oidcProvider, Token: oidcToken("block")}}},
				{ARN: ramRole("pod"), OIDC: []simulator.OIDCTrust{{ProviderARN: oidcProvider, Token: oidcToken("pod")}}},
			},
			KeyPairs:            []simulator.KeyPair{{PublicKeyID: keyPairID, PublicKey: &keyPair().PublicKey}},
			Agencies:            []simulator.Agency{{Name: "readers", DomainName: "owner", DomainID: "owner-id"}},
			AlicloudMetadata:    simulator.Metadata{Role: "instance", TokenRequired: true},
			HuaweicloudMetadata: simulator.Metadata{Role: "readers", TokenRequired: true},
			CredentialsURI:      simulator.CredentialsURI{Path: "/credentials"},
			CloudSSO:            simulator.CloudSSO{AccessToken: ssoToken, AccountID: "1", AccessConfigurationID: "ac-1"},
			OAuth:               simulator.OAuth{ClientID: "client", AccessToken: oauthToken, RefreshToken: "refresh"},
		},
	}
	for _, source := range acctest.Sources {
		config.Rows[source.API] = simulator.Generate(source.API, 3, 1)
	}
	if alter != nil {
		alter(&config)
	}
	clouds = acctest.Start(t, config)
	private, err := x509.MarshalPKCS8PrivateKey(keyPair())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		".aliyun/config.json": alicloudProfiles(t, home, clouds.URL),
		".hcloud/config.json": huaweicloudProfiles,
		"pod-token":           oidcToken("pod") + "\n",
		"private.pem":         string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
		"sdk-credentials":     "# a comment\n[basic]\nak = KEYOFSDKFILE\nsk = secret\nsecurity_token = token\nproject_id = project-of-sdk\n",
		"print keys.sh": `
case "$2" in
bare) echo '{"mode": "'"$1"'", "access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token"}'; exit;;
lasting) echo '{"access_key_id": "KEYOFPROFILE", "access_key_secret": "secret"}'; exit;;
esac
echo '{"mode": "'"$1"'", "access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token",
  "ram_role_arn": "` + ramRole("two") + `", "process_command": "true"}'
`,
	} {
		writeFile(t, filepath.Join(home, name), content)
	}
	return clouds, home
}

func writeFile(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// cloudUnderTest says which cloud a test signs in to, by the data source that it
// reads.
type cloudUnderTest struct {
	attribute string
	source    acctest.Source
	sources   func(clouds string) []credentialSource
}

var cloudsUnderTest = []cloudUnderTest{
	{"alicloud", acctest.OneOf("alicloud"), alicloudSources},
	{"huaweicloud", acctest.OneOf("huaweicloud"), huaweicloudSources},
}

// read configures a provider and reads the cloud's data source once.
func (c cloudUnderTest) read(t *testing.T, clouds *acctest.Clouds, block acctest.Object, environment env) (state acctest.Object, configured,
	read []*tfprotov6.Diagnostic) {
	t.Helper()
	for name, value := range environment {
		t.Setenv(name, value)
	}
	settings := clouds.Settings()
	for _, attribute := range []string{"alicloud", "huaweicloud"} {
		own := acctest.Object{"endpoints": settings[attribute].(acctest.Object)["endpoints"]}
		if attribute == c.attribute {
			maps.Copy(own, block)
		}
		settings[attribute] = own
	}
	settings["max_retries"] = int64(1)
	provider := clouds.Protocol(t)
	if diagnostics := provider.ValidateProvider(t, settings); len(diagnostics) > 0 {
		t.Fatal(acctest.Text(diagnostics))
	}
	response := provider.Configure(t, settings, nil)
	if n := len(clouds.SignIns()) + len(clouds.Requests()); n > 0 {
		t.Fatalf("configuring sent %d requests", n)
	}
	state, read = provider.Read(t.Context(), t, c.source.Name, nil)
	return state, response.Diagnostics, read
}

// seenOf returns the steps of a sign-in as the clouds saw them, and last the key
// that signed the request for the list.
func seenOf(clouds *acctest.Clouds) []string {
	var seen, issued []string
	by := func(id, token string) string {
		if i := slices.Index(issued, id); i >= 0 {
			return fmt.Sprintf("issued %d", i+1)
		}
		if token != "" {
			return id + " " + token
		}
		return id
	}
	for _, s := range clouds.SignIns() {
		action, _, _ := strings.Cut(s.Action, " ")
		step := []string{s.Service, action}
		switch s.Service {
		case simulator.ServiceCredentialsURI:
			step = []string{s.Service, "of=" + s.Parameters["of"]}
		case simulator.ServiceAlicloudMetadata, simulator.ServiceHuaweicloudMetadata:
			if action == "GET" {
				step = append(step, strings.TrimPrefix(filepath.Base(s.Path), "security-credentials"))
			}
			if s.MetadataToken {
				step = append(step, "token")
			}
		}
		if role := s.Parameters["RoleArn"]; role != "" {
			step = append(step, strings.TrimPrefix(role, ramRole("")))
		}
		if agency := s.Parameters["agency_name"]; agency != "" {
			step = append(step, agency+"@"+s.Parameters["domain_name"]+s.Parameters["domain_id"])
		}
		if urn := s.Parameters["agency_urn"]; urn != "" {
			step = append(step, urn)
		}
		if s.AccessKeyID != "" {
			step = append(step, "by", by(s.AccessKeyID, s.SecurityToken))
		}
		seen = append(seen, strings.Join(slices.DeleteFunc(step, func(s string) bool { return s == "" }), " "))
		issued = append(issued, s.Issued)
	}
	for _, request := range clouds.Requests() {
		key := by(request.AccessKeyID, request.SecurityToken)
		if len(seen) == 0 || seen[len(seen)-1] != key {
			seen = append(seen, key)
		}
	}
	return seen
}

// TestSignIn signs in with each source of credentials alone, with each pair, and
// with a role on top, and compares what the cloud saw. Of a pair the first in the
// documented order counts; if the provider block has it and the other is of
// another kind, a warning says so.
func TestSignIn(t *testing.T) {
	for _, cloud := range cloudsUnderTest {
		tops := []struct {
			name  string
			block acctest.Object
			env   env
			step  string
		}{
			{"", nil, nil, ""},
			{"block role", acctest.Object{"assume_role": acctest.Object{"role_arn": ramRole("top")}}, nil, "sts AssumeRole top by "},
			{"environment role", acctest.Object{"assume_role": acctest.Object{}}, env{"ALICLOUD_ASSUME_ROLE_ARN": ramRole("variable")},
				"sts AssumeRole variable by "},
		}
		if cloud.attribute == "huaweicloud" {
			tops[1].block, tops[1].step = acctest.Object{"assume_role": acctest.Object{"agency_name": "readers",
				"domain_name": "owner"}}, "iam CreateTemporaryAccessKey readers@owner by "
			tops[2].block = nil
			tops[2].env, tops[2].step = env{"HW_ASSUME_ROLE_AGENCY_NAME": "readers",
				"HW_ASSUME_ROLE_DOMAIN_ID": "owner-id"}, "iam CreateTemporaryAccessKey readers@owner-id by "
		}
		count := len(cloud.sources(""))
		for i := range count {
			for j := i; j < count; j++ {
				for _, top := range tops {
					if j != i && top.name != "" {
						continue // each with a role on top, and each pair without
					}
					names := cloud.sources("")
					t.Run(strings.Trim(fmt.Sprintf("%s/%s+%s+%s", cloud.attribute, names[i].name, names[j].name, top.name), "+"),
						func(t *testing.T) {
							clouds, _ := startSignIn(t, nil)
							sources := cloud.sources(clouds.URL)
							first, second := sources[i], sources[j]
							block, environment := acctest.Object{}, env{}
							for _, part := range []acctest.Object{first.block, second.block, top.block} {
								maps.Copy(block, part)
							}
							for _, part := range []env{first.env, second.env, top.env} {
								maps.Copy(environment, part)
							}
							state, configured, read := cloud.read(t, clouds, block, environment)
							if len(read) > 0 {
								t.Fatal(acctest.Text(read))
							}
							want := slices.Clone(first.want)
							if top.name != "" {
								last := len(want) - 1
								want = append(want[:last], top.step+want[last], fmt.Sprintf("issued %d", last+1))
							}
							if diff := cmp.Diff(want, seenOf(clouds)); diff != "" {
								t.Errorf("the cloud saw (-want +got):\n%s", diff)
							}
							if rows, _ := rowsOf(state, cloud.source).([]any); len(rows) != 3 {
								t.Errorf("got %d rows, want 3", len(rows))
							}
							warned := len(first.block) > 0 && j != i && second.name != "current profile" &&
								kindOf(first.name) != kindOf(second.name)
							if text := acctest.Text(configured); warned != (len(configured) == 1 &&
								containsAll(text, "some credentials are ignored", cloud.attribute+".", "is used to sign in")) || !warned &&
								len(configured) > 0 {
								t.Errorf("warnings, want %t:\n%s", warned, text)
							}
						})
				}
			}
		}
	}
}

// kindOf returns what a source of the tests is a kind of: the key of both the
// block and the environment, and so on.
func kindOf(name string) string {
	_, kind, _ := strings.Cut(name, " ")
	return kind
}

// TestProfileModes signs in with a profile of every mode that aliyun-cli and
// KooCLI write.
func TestProfileModes(t *testing.T) {
	tests := map[string]map[string][]string{
		"alicloud": {
			"ak":          {"KEYOFPROFILE"},
			"sts":         {"KEYOFSTS token"},
			"no mode":     {"KEYOFPROFILE"},
			"role":        {"sts AssumeRole one by KEYOFPROFILE", "issued 1"},
			"role of sts": {"sts AssumeRole one by KEYOFSTS token", "issued 1"},
			"ecs":         {"alicloud-metadata PUT", "alicloud-metadata GET instance token", "issued 2"},
			"ecs unnamed": {"alicloud-metadata PUT", "alicloud-metadata GET token", "alicloud-metadata GET instance token", "issued 3"},
			"ecs role": {"alicloud-metadata PUT", "alicloud-metadata GET instance token", "sts AssumeRole two by issued 2",
				"issued 3"},
			"chain": {"sts AssumeRole one by KEYOFPROFILE", "sts AssumeRole two by issued 1", "issued 2"},
			"long chain": {"sts AssumeRole one by KEYOFPROFILE", "sts AssumeRole two by issued 1", "sts AssumeRole three by issued 2",
				"issued 3"},
			"external":      {"KEYOFSTS token"},
			"external role": {"sts AssumeRole two by KEYOFSTS token", "issued 1"},
			"uri":           {"credentials-uri of=profile", "issued 1"},
			"oidc":          {"sts AssumeRoleWithOIDC pod", "issued 1"},
			"sso":           {"cloudsso POST", "issued 1"},
			"sso signed in": {"KEYOFSTS token"},
			"oauth":         {"oauth POST", "issued 1"},
			"key pair":      {"sts GenerateSessionAccessKey by " + keyPairID, "issued 1"},
		},
		"huaweicloud": {
			"aksk":              {"KEYOFPROFILE"},
			"temporary":         {"KEYOFSTS token"},
			"sso":               {"KEYOFSTS token"},
			"agency":            {"iam CreateTemporaryAccessKey readers@owner by KEYOFPROFILE", "issued 1"},
			"agency of its own": {"iam CreateTemporaryAccessKey readers@owner-id by KEYOFPROFILE", "issued 1"},
			"ecs":               {"huaweicloud-metadata PUT", "huaweicloud-metadata GET securitykey token", "issued 2"},
		},
	}
	for _, cloud := range cloudsUnderTest {
		for profile, want := range tests[cloud.attribute] {
			t.Run(cloud.attribute+"/"+profile, func(t *testing.T) {
				clouds, home := startSignIn(t, nil)
				before := filesOf(t, home)
				state, configured, read := cloud.read(t, clouds, acctest.Object{"profile": profile}, nil)
				if len(configured)+len(read) > 0 {
					t.Fatal(acctest.Text(configured), acctest.Text(read))
				}
				if diff := cmp.Diff(want, seenOf(clouds)); diff != "" {
					t.Errorf("the cloud saw (-want +got):\n%s", diff)
				}
				if rows, _ := rowsOf(state, cloud.source).([]any); len(rows) != 3 {
					t.Errorf("got %d rows, want 3", len(rows))
				}
				if diff := cmp.Diff(before, filesOf(t, home)); diff != "" {
					t.Errorf("the home directory has changed (-before +after):\n%s", diff)
				}
			})
		}
	}
}

// filesOf returns the files below a directory with their content.
func filesOf(t testing.TB, directory string) map[string]string {
	t.Helper()
	files, tree := map[string]string{}, os.DirFS(directory)
	err := fs.WalkDir(tree, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(tree, path)
		files[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestSignInFailures checks what is said if signing in cannot work: the file,
// the profile and the mode, the step that failed with the service's code and
// request id, and never a secret.
func TestSignInFailures(t *testing.T) {
	type failure struct {
		block acctest.Object
		env   env
		files map[string]string // below the home directory
		want  []string
		steps []string
	}
	profile := func(name string, want ...string) failure {
		return failure{block: acctest.Object{"profile": name}, want: want}
	}
	file := func(content string, want ...string) failure {
		return failure{block: acctest.Object{"profile": "x"},
			files: map[string]string{".aliyun/config.json": content, ".hcloud/config.json": content}, want: want}
	}
	role := func(name string, want ...string) failure {
		return failure{block: acctest.Object{"profile": "ak", "assume_role": acctest.Object{"role_arn": ramRole(name)}}, want: want,
			steps: []string{"sts AssumeRole " + name + " by KEYOFPROFILE"}}
	}
	malformed := map[string]failure{
		"no JSON":     file("{\n  \"current\": hunter2\n}", "config.json, line 2, column 14: this is not JSON"),
		"an INI file": file("[default]\nhunter2 = x", "config.json, line 1, column 2: this is not JSON"),
		"cut off": file(`{"current": "x", "profiles": [{"name": "hunter2`, "a file of profiles cannot be read",
			"config.json, line 1, column"),
		"of another type": file(`{"current": "x", "profiles": "hunter2"}`, "config.json, line 1, column 39: ",
			"the JSON value that ends here is not of the type"),
		"empty": file("", "config.json, line 1, column 1: the JSON ends too early"),
		"no profiles": file("{}", "a profile does not exist", `config.json has no profile "x", which `,
			`.profile names. It has: none`),
		"too large": file(strings.Repeat(" ", 2<<20), "a file of profiles cannot be read", "config.json is larger than 1024 KiB"),
		"names no profile": {block: acctest.Object{}, files: map[string]string{"other.json": `{"profiles": [{"name": "hunter"}]}`},
			want: []string{"no profile is chosen", `other.json names no current profile. It has: "hunter"`}},
	}
	tests := map[string]map[string]failure{
		"alicloud": {
			"bearer token": profile("bearer", "a profile cannot be used",
				`the profile "bearer" of ~/.aliyun/config.json has the mode BearerToken`, "Modes that can be used: AK, StsToken, RamRoleArn, EcsRamRole, RamRoleArnWithRoleName, ChainableRamRoleArn, External, CredentialsURI, OIDC, CloudSSO, OAuth, RsaKeyPair"),
			"anonymous":            profile("anonymous", `has the mode "Anonymous", which cannot be used. Modes that can be used: AK,`),
			"a mode of the future": profile("future", `has the mode "Telepathy", which cannot be used. Modes that can be used: AK,`),
			"half a key": profile("half", "a profile cannot be used",
				"What to do: Fix the profile (aliyun configure --profile half), or set alicloud.profile to another one.", `the profile "half" of ~/.aliyun/config.json (mode AK): access_key_secret is missing`),
			"itself": profile("itself", "profiles refer to each other in a circle",
				`refer to each other in a circle: "itself" → "itself"`),
			"a circle": profile("circle 1", `refer to each other in a circle: "circle 1" → "circle 2" → "circle 1"`),
			"no such profile": profile("nobody", "a profile does not exist",
				`~/.aliyun/config.json has no profile "nobody", which alicloud.profile names. It has: "current", "ak", "sts"`, "What to do: Have alicloud.profile name a profile that is there, or add this one (aliyun configure --profile nobody)."),
			"external again": profile("external again", "printed another profile of the mode External"),
			"external fails": profile("external fails", "a program that prints credentials failed",
				"sh failed (exit status 3). Run the command by hand"),
			"external not there": profile("external not there", "a program that prints credentials failed",
				"/does/not/exist cannot be run", "no such file"),
			"external, a role refused": {block: acctest.Object{"profile": "external of closed"},
				steps: []string{"sts AssumeRole closed by KEYOFSTS token"},
				want: []string{"signing in failed",
					`what the process_command of the profile "external of closed" of ~/.aliyun/config.json printed: Alibaba Cloud AssumeRole at 127.0.0.1`, "HTTP status 403: NoPermission", "Allow sts:AssumeRole"}},
			"external nonsense": profile("external nonsense", "a program that prints credentials failed",
				`what the process_command of the profile "external nonsense" of ~/.aliyun/config.json printed: byte 0: this is not JSON`),
			"external quotes": profile("external quotes", "ends within quotes"),
			"CloudSSO ended": profile("sso ended", "the sign-in has expired", `the access token in the profile "sso ended"`,
				"aliyun configure --profile 'sso ended'"),
			"OAuth ended": profile("oauth ended", "the sign-in has expired", `the access token in the profile "oauth ended"`,
				"aliyun configure --profile 'oauth ended'"),
			"no such file": {block: acctest.Object{"shared_credentials_file": "~/elsewhere.json"},
				want: []string{"a file of profiles does not exist",
					`alicloud.shared_credentials_file is "~/elsewhere.json", but that file does not exist`, "What to do: Set alicloud.shared_credentials_file to a file that exists"}},
			"a directory": {block: acctest.Object{"shared_credentials_file": "~/.aliyun"},
				want: []string{"alicloud.shared_credentials_file: ", ".aliyun is not a regular file",
					"or set alicloud.shared_credentials_file to another one."}},
			"half in environment": {env: env{"ALICLOUD_ACCESS_KEY": "x"},
				want: []string{"the access key is incomplete", "ALICLOUD_ACCESS_KEY is set, but ALICLOUD_SECRET_KEY is not"}},
			"half an OIDC role": {env: env{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/pod-token"},
				want: []string{"a role is incomplete", "alicloud.assume_role_with_oidc: oidc_provider_arn is missing",
					"ALIBABA_CLOUD_OIDC_PROVIDER_ARN"}},
			"no token file": {env: env{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/gone", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider,
				"ALIBABA_CLOUD_ROLE_ARN": ramRole("pod")},
				want: []string{"an OIDC token cannot be read", "ALIBABA_CLOUD_OIDC_TOKEN_FILE: ",
					"gone cannot be read: no such file or directory"}},
			"a wrong token": {block: acctest.Object{"assume_role_with_oidc": acctest.Object{"oidc_provider_arn": oidcProvider,
				"oidc_token": oidcToken("hunter2"), "role_arn": ramRole("pod")}},
				want: []string{"signing in failed", "AssumeRoleWithOIDC at 127.0.0.1", "AuthenticationFail.OIDCToken.InvalidSignature",
					"request id", "Get a new token"}, steps: []string{"sts AssumeRoleWithOIDC pod"}},
			"a role that trusts nobody": role("closed", "signing in failed", "AssumeRole at 127.0.0.1", "HTTP status 403: NoPermission",
				"request id", "Allow sts:AssumeRole"),
			"no such role": role("nobody", "signing in failed", "EntityNotExist.Role", "Check the names of the role"),
			"a wrong base key": {block: acctest.Object{"access_key": "KEYOFBLOCK", "secret_key": "hunter2",
				"assume_role": acctest.Object{"role_arn": ramRole("top")}},
				want: []string{"signing in failed", "SignatureDoesNotMatch",
					"Check the key that came from the provider block (alicloud.access_key)"}, steps: []string{"sts AssumeRole top by KEYOFBLOCK"}},
			"a metadata service that is off": {block: acctest.Object{"ecs_role_name": "instance"},
				env: env{"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}, want: []string{"the metadata service is forbidden",
					"ALIBABA_CLOUD_ECS_METADATA_DISABLED is true"}},
			"another role of the instance": {block: acctest.Object{"ecs_role_name": "another"},
				want:  []string{"signing in failed", "the metadata service of an ECS instance was asked for a key", "HTTP status 404"},
				steps: []string{"alicloud-metadata PUT", "alicloud-metadata GET another token"}},
		},
		"huaweicloud": {
			"a token": profile("token",
				`the profile "token" of ~/.hcloud/config.json: the mode "token" cannot be used. Modes that can be used: AKSK, SSO, agency, AssumeRole, ecsAgency`),
			"half a key": profile("half",
				`the profile "half" of ~/.hcloud/config.json: accessKeyId or secretAccessKey is missing`),
			"SSO not signed in": profile("sso not signed in", "nobody has signed in", "Sign in with: hcloud configure sso"),
			"an agency of none": profile("agency of none", "accessKeyId or secretAccessKey is missing"),
			"half an agency":    profile("agency half", "agencyName is missing, or both agencyDomainName and agencyDomainId are"),
			"a circle":          profile("circle 1", `refer to each other in a circle: "circle 1" → "circle 2" → "circle 1"`),
			"half in environment": {env: env{"HW_SECRET_KEY": "x"},
				want: []string{"the access key is incomplete", "HW_SECRET_KEY is set, but HW_ACCESS_KEY is not"}},
			"no SDK file": {env: env{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/gone"},
				want: []string{"the SDK's credentials file does not exist",
					`HUAWEICLOUD_SDK_CREDENTIALS_FILE is "~/gone", but that file does not exist`}},
			"a directory for an SDK file": {env: env{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "/"},
				want: []string{"the SDK's credentials file cannot be used", "HUAWEICLOUD_SDK_CREDENTIALS_FILE: / is not a regular file"}},
			"a current profile that is gone": {files: map[string]string{".hcloud/config.json": `{"current": "gone", "profiles": [{"name": "ci", "mode": "ecsAgency"}]}`},
				want: []string{"a profile does not exist",
					`~/.hcloud/config.json has no profile "gone", which its entry "current" names. It has: "ci"`}},
			"a malformed SDK file": {env: env{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/bad"},
				files: map[string]string{"bad": "[basic]\nak = x\nhunter2\n"},
				want:  []string{"the SDK's credentials file cannot be used", "bad, line 3: this is not a line of an INI file"}},
			"an SDK file without a key": {env: env{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/bad"},
				files: map[string]string{"bad": "[global]\nak = x\nsk = hunter2\n"},
				want:  []string{"bad has no ak and sk in a section [basic]"}},
			"no such agency": {block: acctest.Object{"profile": "aksk",
				"assume_role": acctest.Object{"agency_name": "nobody", "domain_name": "owner"}},
				want: []string{"signing in failed",
					"CreateTemporaryAccessKeyByAgency at 127.0.0.1"}, steps: []string{"iam CreateTemporaryAccessKey nobody@owner by KEYOFPROFILE"}},
			"a wrong base key": {block: acctest.Object{"access_key": "KEYOFBLOCK", "secret_key": "hunter2",
				"assume_role": acctest.Object{"agency_name": "readers", "domain_name": "owner"}},
				want: []string{"signing in failed", "APIGW.0301",
					"Check the key that came from the provider block (huaweicloud.access_key)"}, steps: []string{"iam CreateTemporaryAccessKey readers@owner by KEYOFBLOCK"}},
			"a session too short": {env: env{"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret",
				"HW_ASSUME_ROLE_AGENCY_NAME": "readers", "HW_ASSUME_ROLE_DOMAIN_NAME": "owner", "HW_ASSUME_ROLE_DURATION": "10"},
				want: []string{"an agency is incomplete",
					"huaweicloud.assume_role: the environment variable HW_ASSUME_ROLE_DURATION is not a whole number from 900 to 86400"}},
			"half an agency in the environment": {env: env{"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret",
				"HW_ASSUME_ROLE_AGENCY_NAME": "readers"},
				want: []string{"an agency is incomplete",
					"HW_ASSUME_ROLE_AGENCY_NAME is set, which assumes an agency, but neither HW_ASSUME_ROLE_DOMAIN_NAME nor HW_ASSUME_ROLE_DOMAIN_ID is", "What to do: Set one, or unset HW_ASSUME_ROLE_AGENCY_NAME."}},
		},
	}
	for _, cloud := range cloudsUnderTest {
		maps.Copy(tests[cloud.attribute], malformed)
		for name, test := range tests[cloud.attribute] {
			t.Run(cloud.attribute+"/"+name, func(t *testing.T) {
				clouds, home := startSignIn(t, nil)
				for path, content := range test.files {
					writeFile(t, filepath.Join(home, path), content)
				}
				block := test.block
				if name == "names no profile" {
					block = acctest.Object{map[string]string{"alicloud": "shared_credentials_file",
						"huaweicloud": "shared_config_file"}[cloud.attribute]: "~/other.json"}
				}
				state, _, read := cloud.read(t, clouds, block, test.env)
				text := acctest.Text(read)
				if len(read) != 1 || !containsAll(text, test.want...) || !strings.Contains(text, "What to do:") {
					t.Errorf("got %s\nwant %q", text, test.want)
				}
				for _, secret := range []string{"hunter2", "secret\n", "bearer-token-secret", oauthToken, ssoToken, "KEYOF"} {
					if strings.Contains(text, secret) {
						t.Errorf("%q is shown in %s", secret, text)
					}
				}
				if rowsOf(state, cloud.source) != nil {
					t.Error("there are rows")
				}
				if diff := cmp.Diff(test.steps, seenOf(clouds)); diff != "" {
					t.Errorf("the cloud saw (-want +got):\n%s", diff)
				}
			})
		}
	}
}
