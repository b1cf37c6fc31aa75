package alicloudauth_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// The accounts of the tests: a hub with a key, and two with a role each.
const (
	hub, prod, audit = "1111111111111111", "2222222222222222", "3333333333333333"
	readerOfProd     = "acs:ram::" + prod + ":role/reader"
	readerOfAudit    = "acs:ram::" + audit + ":role/reader"
)

// start starts a cloud, and returns settings that sign in to it with the hub's key
// and read no variables.
func start(t *testing.T, alter func(*simulator.Config)) (*authtest.Clouds, alicloudauth.Config) {
	t.Helper()
	config := simulator.Config{
		Alicloud: []simulator.Account{{AccessKeyID: "KEYOFHUB", SecretKey: "secret", AccountID: hub, UserName: "ci"}},
		SignIn: simulator.SignIn{
			Roles:            []simulator.Role{{ARN: readerOfProd}, {ARN: readerOfAudit}},
			AlicloudMetadata: simulator.Metadata{Role: "instance", AccountID: hub, TokenRequired: true},
		},
	}
	if alter != nil {
		alter(&config)
	}
	clouds := authtest.Start(t, config)
	return clouds, alicloudauth.Config{
		Options: authtest.Options("test", clouds.Endpoint),
		STS:     clouds.Endpoint,
		Key:     credential.Key{ID: "KEYOFHUB", Secret: "secret", Source: "the block"},
		Getenv:  authtest.Variables(nil),
		Forbids: authtest.Variables(nil),
	}
}

// TestAllowedAccounts checks whose each key is before it is used: after any role,
// and of a renewed key too. The key that a role is assumed with is not asked
// about.
func TestAllowedAccounts(t *testing.T) {
	user, session := "acs:ram::"+hub+":user/ci", "acs:ram::"+prod+":assumed-role/reader/terraform"
	role := &alicloudauth.Role{ARN: readerOfProd}
	tests := map[string]struct {
		alter     func(*alicloudauth.Config)
		identity  credential.Identity
		want      []string
		wantError string
	}{
		"a key": {
			func(s *alicloudauth.Config) { s.AllowedAccountIDs = []string{prod, hub} },
			credential.Identity{AccountID: hub, ARN: user, Type: "RAMUser"}, []string{"sts GetCallerIdentity by " + user}, "",
		},
		"another's key": {
			func(s *alicloudauth.Config) { s.AllowedAccountIDs = []string{prod} }, credential.Identity{},
			[]string{"sts GetCallerIdentity by " + user},
			`the access key from the block belongs to the account "` + hub + `", and alicloud.allowed_account_ids has "` + prod + `"`,
		},
		"a role": {
			func(s *alicloudauth.Config) { s.AllowedAccountIDs, s.AssumeRole = []string{prod}, role },
			credential.Identity{AccountID: prod, ARN: session, Type: "AssumedRoleUser"},
			[]string{"sts AssumeRole " + readerOfProd + " by " + user, "sts GetCallerIdentity by " + session}, "",
		},
		"another's role": {
			func(s *alicloudauth.Config) { s.AllowedAccountIDs, s.AssumeRole = []string{hub}, role }, credential.Identity{},
			[]string{"sts AssumeRole " + readerOfProd + " by " + user, "sts GetCallerIdentity by " + session},
			`belongs to the account "` + prod + `", and alicloud.allowed_account_ids has "` + hub + `"`,
		},
		"any": {
			func(*alicloudauth.Config) {}, credential.Identity{AccountID: hub, ARN: user, Type: "RAMUser"},
			[]string{"sts GetCallerIdentity by " + user}, "",
		},
		"an account's": {func(s *alicloudauth.Config) {
			s.Path, s.AllowedAccountIDs = `account "prod": alicloud`, []string{prod}
		}, credential.Identity{}, []string{"sts GetCallerIdentity by " + user},
			`and account "prod": alicloud.allowed_account_ids has "` + prod + `"`},
		"a key of nobody": {
			func(s *alicloudauth.Config) { s.AllowedAccountIDs, s.Key.Secret = []string{hub}, "hunter2" }, credential.Identity{},
			[]string{"sts GetCallerIdentity"},
			"the account of the key could not be checked, and alicloud.allowed_account_ids is set: test GetCallerIdentity at 127.0.0.1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, settings := start(t, nil)
			test.alter(&settings)
			chain := settings.Chain()
			authtest.Retrieve(t, chain, test.wantError, "hunter2")
			if test.wantError == "" {
				identity, err := chain.Identity(t.Context())
				if principal := identity.PrincipalID; err != nil || principal == "" {
					t.Errorf("got %+v and %v", identity, err)
				}
				identity.PrincipalID = "" // the cloud's own
				if diff := cmp.Diff(test.identity, identity); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
			}
			if diff := cmp.Diff(test.want, clouds.Requests()); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRenewedKeyIsAskedAbout replaces a role's key by one of another account: it
// is not used.
func TestRenewedKeyIsAskedAbout(t *testing.T) {
	var mu sync.Mutex
	owner := prod
	clouds, settings := start(t, func(config *simulator.Config) {
		config.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
			mu.Lock()
			defer mu.Unlock()
			if r.Action != simulator.ActionCallerIdentity || owner == prod {
				return nil
			}
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				fmt.Fprintf(w, `{"AccountId": %q, "Arn": "acs:ram::1:role/x", "IdentityType": "AssumedRoleUser", "PrincipalId": "1"}`, owner)
			}
		}
	})
	settings.AssumeRole, settings.AllowedAccountIDs = &alicloudauth.Role{ARN: readerOfProd}, []string{prod}
	chain := settings.Chain()
	key, err := chain.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	owner = audit
	mu.Unlock()
	if !chain.Invalidate(key) {
		t.Fatal("the key is not renewed")
	}
	for range 3 { // it was asked about once, and stays refused
		authtest.Retrieve(t, chain, `belongs to the account "`+audit+`"`)
	}
	user, session := "acs:ram::"+hub+":user/ci", "acs:ram::"+prod+":assumed-role/reader/terraform"
	assume, identify := "sts AssumeRole "+readerOfProd+" by "+user, "sts GetCallerIdentity by "+session
	want := []string{assume, identify, assume, identify}
	if diff := cmp.Diff(want, clouds.Requests()); diff != "" {
		t.Errorf("the cloud saw (-want +got):\n%s", diff)
	}
}

// TestAccounts signs in accounts that have no credentials of their own with the
// provider's: its key is shared, its role is not assumed for them, and neither the
// files of this machine nor its variables are looked at. A role of a profile is
// replaced, as by a role of the block.
func TestAccounts(t *testing.T) {
	for name, test := range map[string]struct {
		alter func(*alicloudauth.Config, string)
		want  []string
	}{
		"a server's role": {func(s *alicloudauth.Config, _ string) { s.Key, s.ECSRoleName = credential.Key{}, "instance" }, []string{
			"alicloud-metadata PUT /latest/api/token", "alicloud-metadata GET /latest/meta-data/ram/security-credentials/instance",
			"sts AssumeRole " + readerOfProd + " by", "sts AssumeRole " + readerOfAudit + " by", "sts GetCallerIdentity by",
		}},
		"a profile with a role": {func(s *alicloudauth.Config, file string) { s.Key, s.ProfilesFile = credential.Key{}, file }, []string{
			"sts AssumeRole " + readerOfProd + " by", "sts AssumeRole " + readerOfAudit + " by", "sts GetCallerIdentity by",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			clouds, settings := start(t, nil)
			home := t.TempDir()
			t.Setenv("HOME", home)
			file := filepath.Join(home, ".aliyun/config.json")
			profile := key(fields{"name": "x", "mode": "RamRoleArn", "ram_role_arn": "acs:ram::9:role/never", "region_id": "cn-beijing"})
			authtest.Write(t, file, fields{"current": "x", "profiles": []fields{profile}})
			test.alter(&settings, file)
			settings.AssumeRole = &alicloudauth.Role{ARN: readerOfProd}
			provider := settings.Chain()
			account := alicloudauth.Config{
				Options: settings.Options, STS: settings.STS, Path: `account "audit": alicloud`, Base: provider.WithoutRole(),
				AssumeRole: &alicloudauth.Role{ARN: readerOfAudit}, AllowedAccountIDs: []string{audit},
				Getenv: settings.Getenv, Forbids: settings.Forbids,
			}
			chain := account.Chain()
			for _, chain := range []*auth.Chain{provider, chain, provider, chain} {
				if _, err := chain.Retrieve(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if diff := cmp.Diff(test.want, authtest.WithoutNames(clouds.Requests(), " by")); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
			if region := chain.Region(); region != "" {
				t.Errorf("the account reads the region %q of the provider's profile", region)
			}
			account.Base, account.AssumeRole = nil, nil
			if err := account.Chain().Missing(); err == nil || strings.Contains(err.Error(), ".aliyun") {
				t.Errorf("an account without credentials found %v", err)
			}
			account.Path = ""
			if err := account.Chain().Missing(); err != nil {
				t.Errorf("the provider's own block does not look at the file: %v", err)
			}
		})
	}
}

// TestRoleOverProfile assumes the role of the block over a profile that has a role
// itself: that of the mode RamRoleArn is replaced, and every other is assumed
// first.
func TestRoleOverProfile(t *testing.T) {
	const user, session = "acs:ram::" + hub + ":user/ci", "acs:ram::" + prod + ":assumed-role/reader/terraform"
	const key = `"access_key_id": "KEYOFHUB", "access_key_secret": "secret"`
	chained := []string{"sts AssumeRole " + readerOfProd + " by " + user, "sts AssumeRole " + readerOfAudit + " by " + session}
	server := "acs:ram::" + hub + ":assumed-role/instance/"
	for name, test := range map[string]struct {
		profile string
		want    []string
	}{
		"RamRoleArn": {
			`"mode": "RamRoleArn", "ram_role_arn": "` + readerOfProd + `", ` + key, []string{"sts AssumeRole " + readerOfAudit + " by " + user},
		},
		"ChainableRamRoleArn": {`"mode": "ChainableRamRoleArn", "ram_role_arn": "` + readerOfProd + `", "source_profile": "key"`, chained},
		"RamRoleArnWithRoleName": {`"mode": "RamRoleArnWithRoleName", "ram_role_arn": "` + readerOfProd + `", "ram_role_name": "instance"`,
			[]string{
				"alicloud-metadata PUT /latest/api/token", "alicloud-metadata GET /latest/meta-data/ram/security-credentials/instance",
				"sts AssumeRole " + readerOfProd + " by " + server, chained[1],
			}},
		"External": {
			`"mode": "External", "ram_role_arn": "` + readerOfProd + `", "process_command": "echo '{\"mode\": \"RamRoleArn\", \"access_key_id\": \"KEYOFHUB\", \"access_key_secret\": \"secret\"}'"`,
			chained,
		},
	} {
		t.Run(name, func(t *testing.T) {
			clouds, settings := start(t, nil)
			file := authtest.WriteFile(t, `{"current": "x", "profiles": [{"name": "x", `+test.profile+`}, {"name": "key", "mode": "AK", `+key+`}]}`)
			settings.Key, settings.ProfilesFile, settings.AssumeRole = credential.Key{}, file, &alicloudauth.Role{ARN: readerOfAudit}
			if _, err := settings.Chain().Retrieve(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := authtest.WithoutNames(clouds.Requests(), server)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}
