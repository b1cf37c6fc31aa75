package huaweicloudauth_test

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// fields are those of a profile.
type fields = map[string]any

// Requests to the metadata service, and to IAM for an agency.
const (
	askToken  = "huaweicloud-metadata PUT /meta-data/latest/api/token"
	askKey    = "huaweicloud-metadata GET /openstack/latest/securitykey"
	askAgency = "iam CreateTemporaryAccessKey readers by iam::hub:user:ci"
)

// TestModes signs in with a profile of each mode, written as KooCLI does and in
// capitals, and with one that names none. It compares what the cloud was asked and
// where the key is said to come from.
func TestModes(t *testing.T) {
	const profile = `the profile "p" of FILE`
	agency := func(more fields) fields {
		all := fields{"agencyName": "readers", "agencyDomainName": "owner"}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	key := fields{"accessKeyId": base.AccessKeyID, "secretAccessKey": base.SecretKey}
	temporary := fields{"accessKeyId": "KEYOFSSO", "secretAccessKey": "s", "securityToken": "t"}
	tests := map[string]struct {
		modes   []string
		profile fields
		asked   []string
		source  string
	}{
		"a key":           {[]string{"AKSK", ""}, key, nil, profile},
		"a temporary key": {[]string{"AKSK", ""}, temporary, nil, profile},
		"SSO":             {[]string{"SSO"}, fields{"ssoAuth": fields{"stsToken": temporary}}, nil, profile},
		"an agency and a profile": {
			[]string{"agency", "AssumeRole"}, agency(fields{"sourceProfile": "key"}), []string{askAgency},
			`the agency "readers", assumed with the key from the profile "key" of FILE`,
		},
		"an agency and a key": {
			[]string{"agency", "AssumeRole"}, agency(key), []string{askAgency}, `the agency "readers", assumed with the key from ` + profile,
		},
		"a server's agency": {[]string{"ecsAgency"}, nil, []string{askToken, askKey}, "the agency of this cloud server"},
	}
	tested := map[string]bool{}
	for name, test := range tests {
		modes := test.modes
		for _, mode := range test.modes {
			tested[mode] = true
			modes = append(modes, strings.ToUpper(mode))
		}
		for i, mode := range modes {
			t.Run(fmt.Sprintf("%s/%d%s", name, i, mode), func(t *testing.T) {
				t.Parallel()
				clouds, s := start(t, nil)
				p := fields{"name": "p", "region": "cn-east-3", "projectId": "project", "mode": mode}
				for name, value := range test.profile {
					p[name] = value
				}
				source := fields{"name": "key", "mode": "AKSK", "region": "cn-north-1"}
				for name, value := range key {
					source[name] = value
				}
				file := authtest.WriteFile(t, fields{"current": "p", "profiles": []fields{p, source}})
				s.ProfilesFile = file
				chain := s.Chain()
				key, err := chain.Retrieve(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				want := []string{strings.ReplaceAll(test.source, "FILE", file), "cn-east-3", "project"}
				if diff := cmp.Diff(want, []string{key.Source, chain.Region(), chain.ProjectID()}); diff != "" {
					t.Errorf("source, region and project (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(test.asked, clouds.Requests()); diff != "" {
					t.Errorf("the cloud was asked (-want +got):\n%s", diff)
				}
			})
		}
	}
	for _, mode := range strings.Split(huaweicloudauth.Modes(), ", ") {
		if !tested[mode] {
			t.Errorf("the mode %s is not tested", mode)
		}
	}
}

// TestUnusableProfiles compares the problem of each profile that cannot be used. The
// cloud is asked nothing.
func TestUnusableProfiles(t *testing.T) {
	const (
		fix   = "Fix the profile (hcloud configure set --cli-profile=p)."
		modes = ". Modes that can be used: AKSK, SSO, agency, AssumeRole, ecsAgency"
		of    = `the profile "p" of FILE: `
		noKey = "accessKeyId or secretAccessKey is missing"
	)
	tests := map[string]struct {
		profile fields
		want    []string
	}{
		"no mode":      {fields{"region": "cn-north-4"}, []string{auth.UnusableProfile, fix, of + `the mode "" cannot be used` + modes}},
		"another mode": {fields{"mode": "Magic"}, []string{auth.UnusableProfile, fix, of + `the mode "Magic" cannot be used` + modes}},
		"a secret as mode": {
			fields{"mode": idToken}, []string{auth.UnusableProfile, fix, of + "the mode " + credential.NotShown + " cannot be used" + modes},
		},
		"no key":        {fields{"mode": "AKSK"}, []string{auth.UnusableProfile, fix, of + noKey}},
		"half a key":    {fields{"accessKeyId": "a"}, []string{auth.UnusableProfile, fix, of + noKey}},
		"not signed in": {fields{"mode": "SSO"}, []string{"nobody has signed in", "Sign in with: hcloud configure sso", of + noKey}},
		"no key beneath": {
			fields{"mode": "agency", "agencyName": "readers", "agencyDomainName": "owner"}, []string{auth.UnusableProfile, fix, of + noKey},
		},
		"no agency": {
			fields{"mode": "agency", "accessKeyId": "a", "secretAccessKey": "s", "agencyDomainID": "x"},
			[]string{auth.UnusableProfile, fix, of + "agencyName is missing, or both agencyDomainName and agencyDomainId are"},
		},
		"no account": {
			fields{"mode": "agency", "accessKeyId": "a", "secretAccessKey": "s", "agencyName": "readers"},
			[]string{auth.UnusableProfile, fix, of + "agencyName is missing, or both agencyDomainName and agencyDomainId are"},
		},
		"its own source": {fields{"mode": "agency", "sourceProfile": "p"}, []string{
			"profiles refer to each other in a circle", "Give one of the profiles credentials of its own.",
			of + `the profiles of FILE refer to each other in a circle: "p" → "p"`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds, s := start(t, nil)
			p := fields{"name": "p"}
			for name, value := range test.profile {
				p[name] = value
			}
			s.ProfilesFile = authtest.WriteFile(t, fields{"current": "p", "profiles": []fields{p}})
			_, err := s.Chain().Retrieve(t.Context())
			var problem *credential.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("got %v", err)
			}
			test.want[2] = strings.ReplaceAll(test.want[2], "FILE", s.ProfilesFile)
			if diff := cmp.Diff(test.want, []string{problem.Title, problem.Advice, err.Error()}); diff != "" {
				t.Errorf("the problem (-want +got):\n%s", diff)
			}
			if asked := clouds.Requests(); asked != nil {
				t.Errorf("the cloud was asked %q", asked)
			}
		})
	}
}

// TestMetadataVersions checks that a metadata service which has no tokens is asked
// without one, and that one which fails otherwise is not.
func TestMetadataVersions(t *testing.T) {
	fault := func(status int) func(simulator.SignInRequest) http.HandlerFunc {
		return func(r simulator.SignInRequest) http.HandlerFunc {
			if r.Method != http.MethodPut {
				return nil
			}
			return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
		}
	}
	tests := map[string]struct {
		metadata  simulator.Metadata
		fault     func(simulator.SignInRequest) http.HandlerFunc
		asked     []string
		wantError string
	}{
		"the second":     {simulator.Metadata{Role: "server", TokenRequired: true}, nil, []string{askToken, askKey}, ""},
		"the first, 404": {simulator.Metadata{Role: "server"}, fault(404), []string{askToken, askKey}, ""},
		"the first, 405": {simulator.Metadata{Role: "server"}, fault(405), []string{askToken, askKey}, ""},
		"neither": {
			simulator.Metadata{Role: "server"}, fault(403), []string{askToken}, "the metadata service of a cloud server was asked for a token: ",
		},
		"without a token": {
			simulator.Metadata{Role: "server", TokenRequired: true}, fault(404), []string{askToken, askKey},
			"the metadata service of a cloud server was asked for a key: ",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds, s := start(t, func(config *simulator.Config) {
				config.SignIn.HuaweicloudMetadata, config.SignInFault = test.metadata, test.fault
			})
			s.ECSAgency = true
			key, err := s.Chain().Retrieve(t.Context())
			switch {
			case test.wantError == "" && (err != nil || key.Token == ""):
				t.Errorf("got %v and %v", key, err)
			case test.wantError != "" && (err == nil || !strings.HasPrefix(err.Error(), test.wantError)):
				t.Errorf("got %v and %v, want %s", key, err, test.wantError)
			}
			if diff := cmp.Diff(test.asked, clouds.Requests()); diff != "" {
				t.Errorf("the cloud was asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAgencyVariables assumes an agency that the block or variables name, or finds
// what is missing of it.
func TestAgencyVariables(t *testing.T) {
	const name, domain = "HW_ASSUME_ROLE_AGENCY_NAME", "HW_ASSUME_ROLE_DOMAIN_NAME"
	const domainID, duration = "HW_ASSUME_ROLE_DOMAIN_ID", "HW_ASSUME_ROLE_DURATION"
	const incomplete, advice = "an agency is incomplete", "Set what is missing or wrong, in the provider block or in the environment."
	byUser := "by iam::hub:user:ci"
	type env = map[string]string
	tests := map[string]struct {
		block   *huaweicloudauth.Agency
		env     env
		asked   []string
		problem []string
	}{
		"none": {nil, env{domain: "owner"}, nil, nil},
		"variables": {
			nil, env{name: "readers", domain: "owner", duration: "1800"}, []string{"iam CreateTemporaryAccessKey readers 1800 " + byUser}, nil,
		},
		"an id": {
			nil, env{name: "others", domainID: "other-id"}, []string{"iam CreateTemporaryAccessKey others " + byUser}, nil,
		},
		"the block counts": {
			&huaweicloudauth.Agency{Name: "others", DomainID: "other-id", Seconds: 900}, env{name: "readers", domain: "owner", duration: "1800"},
			[]string{"iam CreateTemporaryAccessKey others 900 " + byUser}, nil,
		},
		"the block, completed": {
			&huaweicloudauth.Agency{Name: "readers"}, env{domain: "owner"}, []string{"iam CreateTemporaryAccessKey readers " + byUser}, nil,
		},
		"variables without the account": {
			nil, env{name: "readers"}, nil,
			[]string{incomplete, "Set one, or unset " + name + ".",
				name + " is set, which assumes an agency, but neither " + domain + " nor " + domainID + " is"},
		},
		"a block without the account": {
			&huaweicloudauth.Agency{Name: "readers"}, nil, nil,
			[]string{incomplete, advice, "huaweicloud.assume_role: domain_name is missing. Set it in the provider block, or set " + domain + " or " + domainID + " in the environment."},
		},
		"a block without a name": {
			&huaweicloudauth.Agency{DomainName: "owner"}, nil, nil,
			[]string{incomplete, advice, "huaweicloud.assume_role: agency_name is missing. Set it in the provider block, or set " + name + " in the environment."},
		},
		"too long": {
			nil, env{name: "readers", domain: "owner", duration: "86401"}, nil,
			[]string{incomplete, advice,
				"huaweicloud.assume_role: the environment variable " + duration + " is not a whole number from 900 to 86400"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds, s := start(t, nil)
			s.Key = credential.Key{ID: base.AccessKeyID, Secret: base.SecretKey, Source: "the block"}
			s.AssumeRole, s.Getenv = test.block, authtest.Variables(test.env)
			_, err := s.Chain().Retrieve(t.Context())
			var got []string
			var problem *credential.Problem
			if errors.As(err, &problem) {
				got = []string{problem.Title, problem.Advice, err.Error()}
			} else if err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(test.problem, got); diff != "" {
				t.Errorf("the problem (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.asked, clouds.Requests()); diff != "" {
				t.Errorf("the cloud was asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSDKFile reads credentials files of the vendor's SDK: one that a variable names
// must be there and whole, and the default one may be missing.
func TestSDKFile(t *testing.T) {
	const section = "[basic]\nak = KEYOFHUB\nsk = secret\nsecurity_token = t\nproject_id = project\n"
	good, half := authtest.WriteFile(t, section), authtest.WriteFile(t, "[basic]\nak = KEYOFHUB\n")
	broken := authtest.WriteFile(t, "[basic]\nak = KEYOFHUB\n\nhunter2\n")
	const title, fix = "the SDK's credentials file cannot be used", "Fix the file: a section [basic] with ak and sk."
	const variable = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
	tests := map[string]struct {
		named, byDefault string
		key              credential.Key
		want             []string
	}{
		"named": {good, "", credential.Key{ID: "KEYOFHUB", Secret: "secret", Token: "t", Source: "the section [basic] of " + good}, nil},
		"by default": {
			"", section, credential.Key{ID: "KEYOFHUB", Secret: "secret", Token: "t", Source: "the section [basic] of ~/.huaweicloud/credentials"},
			nil,
		},
		"not there": {
			"/gone/file", section, credential.Key{},
			[]string{"the SDK's credentials file does not exist", "Set " + variable + " to a file that exists, or unset it.",
				variable + ` is "/gone/file", but that file does not exist`},
		},
		"half a key": {half, "", credential.Key{}, []string{title, fix, variable + ": " + half + " has no ak and sk in a section [basic]"}},
		"broken": {
			broken, "", credential.Key{}, []string{title, fix, variable + ": " + broken + ", line 4: this is not a line of an INI file"},
		},
		"broken itself": {
			"", "hunter2", credential.Key{},
			[]string{title, fix, "the SDK's credentials file: ~/.huaweicloud/credentials, line 1: this is not a line of an INI file. It was looked at because nothing else is set"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			if test.byDefault != "" {
				authtest.Write(t, filepath.Join(home, ".huaweicloud/credentials"), test.byDefault)
			}
			chain := huaweicloudauth.Config{Getenv: authtest.Variables(map[string]string{variable: test.named})}.Chain()
			key, err := chain.Retrieve(t.Context())
			var got []string
			var problem *credential.Problem
			if errors.As(err, &problem) {
				got = []string{problem.Title, problem.Advice, err.Error()}
			}
			if diff := cmp.Diff(test.want, got); diff != "" || key != test.key {
				t.Errorf("got %#v from %s and the problem (-want +got):\n%s", key, key.Source, diff)
			}
			if err == nil && chain.ProjectID() != "project" {
				t.Errorf("the project is %q", chain.ProjectID())
			}
		})
	}
}
