package diagnose_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestSigningIn checks the summary and the advice for each way in which a call
// cannot be signed.
func TestSigningIn(t *testing.T) {
	step := func(kind transport.Kind, skew time.Duration) error {
		return fmt.Errorf("assume_role: %w", &transport.Failure{
			Kind: kind, Cloud: "Alibaba Cloud", Operation: "AssumeRole", Permission: "sts:AssumeRole", ClockSkew: skew, KeySource: "a file",
		})
	}
	tests := map[string]struct {
		err                error
		summary, why, next string
	}{
		"a problem": {
			fmt.Errorf("the profile: %w", &credential.Problem{Title: "a profile does not exist", Advice: "Add it.", Err: errors.New("no x")}),
			"a profile does not exist", "Nothing was read, because signing in did not succeed.", "Add it.",
		},
		"a step":                      {step(transport.Denied, 0), "signing in failed", "The call was not sent, because a step of signing in to Alibaba Cloud failed.", "Allow sts:AssumeRole to whoever signs in, and see that the role or agency to assume trusts them."},
		"a step without a permission": {&transport.Failure{Kind: transport.Denied, Cloud: "Alibaba Cloud", Operation: "GetCallerIdentity"}, "signing in failed", "The call was not sent, because a step of signing in to Alibaba Cloud failed.", "The service refuses whoever asks it: check what is signed in with, and alicloud.endpoints in the provider block if you set any."},
		"a step with a problem":       {&credential.Problem{Title: "the account could not be verified", Err: step(transport.BadKey, 0)}, "the account could not be verified", "The call was not sent, because a step of signing in to Alibaba Cloud failed.", "Check the key that came from a file: that it exists, is enabled, and is used with its own secret."},
		"a problem about a step": {&credential.Problem{Title: "a program failed", Advice: "Run it.", Err: step(transport.BadKey, 0)},
			"a program failed", "Nothing was read, because signing in did not succeed.", "Run it."},
		"a clock that is ahead":       {step(transport.Clock, -40*time.Minute), "signing in failed", "The call was not sent, because a step of signing in to Alibaba Cloud failed.", "Set this machine's clock: it is 40m0s ahead of the cloud's."},
		"a clock that is behind":      {step(transport.Clock, 20*time.Minute), "signing in failed", "The call was not sent, because a step of signing in to Alibaba Cloud failed.", "Set this machine's clock: it is 20m0s behind the cloud's."},
		"a clock, nobody knows which": {step(transport.Clock, 0), "signing in failed", "The call was not sent, because a step of signing in to Alibaba Cloud failed.", "Set this machine's clock (for example with NTP) and check its time zone."},
		"anything else":               {errors.New("x"), "signing in failed", "Nothing was read, because signing in did not succeed.", "Fix what the cause above names. The provider's guide on authentication says what each way to sign in needs."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := read.Error(&transport.Failure{Kind: transport.NoCredentials, Cloud: "Alibaba Cloud", Err: test.err})
			why, _, _ := strings.Cut(got.Detail(), "\n")
			_, next, _ := strings.Cut(got.Detail(), "What to do: ")
			if got.Summary() != "GetAiRtcLicenseInfoList: "+test.summary || why != test.why || next != test.next || !strings.Contains(got.Detail(), "Cause:       "+test.err.Error()) {
				t.Errorf("got %s\n%s", got.Summary(), got.Detail())
			}
		})
	}
}

// TestMissingIsListedOnce checks that of many data sources without credentials
// one lists the places that were looked at, and that the others are short and
// say what to set.
func TestMissingIsListedOnce(t *testing.T) {
	chain := auth.NewChain(auth.ChainConfig{
		Path: `account "prod": alicloud`, BlockOnly: true,
		Sources: []auth.Source{
			auth.BlockSource(`account "prod": alicloud.access_key`, auth.AccessKey, false, nil),
			auth.BlockSource(`account "prod": alicloud.profile`, auth.ProfileFile, false, nil),
			auth.EnvironmentSource(func(string) string { return "" }, auth.ProfileFile, []string{"ALICLOUD_PROFILE"}, nil),
		},
		UnreadVariables: []string{"ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "HW_AUTH_TOKEN"},
		Getenv: func(name string) string {
			return map[string]string{"ACCESS_KEY_ID": "id", "ACCESS_KEY_SECRET": "hunter2"}[name]
		},
	})
	var details []string
	for range 8 {
		_, err := chain.Retrieve(t.Context())
		details = append(details, read.Error(&transport.Failure{Kind: transport.NoCredentials, Cloud: "Alibaba Cloud", Err: err}).Detail())
	}
	lines := "\n\nCloud:       Alibaba Cloud\nOperation:   GetAiRtcLicenseInfoList\nRegion:      cn-shanghai\nCause:       nothing to sign in with was found"
	head := "Alibaba Cloud was not called, because there is no access key to sign with."
	places := ". Looked at, in this order:\n  - account \"prod\": alicloud.access_key is not set\n  - account \"prod\": alicloud.profile is not set"
	unread := "\nThe environment variables ACCESS_KEY_ID, ACCESS_KEY_SECRET are set, but they are not read here."
	next := "\n\nWhat to do: Set account \"prod\": alicloud.access_key and secret_key, account \"prod\": alicloud.profile or another way to sign in, or a role to assume in that block. The provider's guide on authentication lists them all."
	for i, got := range details {
		want := head + lines + unread + next + " Another error of this run lists the places that were looked at."
		if i == 0 {
			want = head + lines + places + unread + next
		}
		if got != want {
			t.Errorf("%d: got %s\nwant %s", i, got, want)
		}
	}
}
