package auth_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// cloudOf is what the tests sign in to: it numbers the keys that it gives, and
// notes what it is asked.
type cloudOf struct {
	mu    sync.Mutex
	asked []string
	keys  int
}

func (c *cloudOf) note(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, what)
}

func (c *cloudOf) source() auth.Source {
	return auth.BlockSource("alicloud.access_key", auth.AccessKey, true, func() (*auth.Credentials, error) {
		credentials := auth.NewCredentials(func(context.Context) (credential.Key, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.keys++
			c.asked = append(c.asked, fmt.Sprint("key ", c.keys))
			return credential.Key{ID: fmt.Sprint("key", c.keys), Secret: "secret", Source: "the block"}, nil
		})
		credentials.Region, credentials.ProjectID = "of the profile", "of the profile"
		return credentials, nil
	})
}

// role makes of a key that of a role.
func (c *cloudOf) role(name string) func(*auth.Credentials) (*auth.Credentials, error) {
	return func(base *auth.Credentials) (*auth.Credentials, error) {
		credentials := auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
			key, err := base.Retrieve(ctx)
			c.note(name + " by " + key.ID)
			return credential.Key{ID: name + "-" + key.ID, Secret: "secret", Source: "the role " + name}, err
		})
		credentials.Region, credentials.ProjectID = base.Region, base.ProjectID
		return credentials, nil
	}
}

// identify says that a key belongs to the account which is named like it, without
// its number.
func (c *cloudOf) identify(ctx context.Context, credentials *auth.Credentials) (credential.Key, credential.Identity, error) {
	key, err := credentials.Retrieve(ctx)
	c.note("whose is " + key.ID)
	return key, credential.Identity{AccountID: strings.TrimRight(key.ID, "0123456789")}, err
}

// TestAllowedAccounts asks for a key with twenty goroutines at once, before and
// after it was replaced: the cloud is asked once about each key, and a key of
// another account is not returned.
func TestAllowedAccounts(t *testing.T) {
	tests := map[string]struct {
		allowed []string
		want    []string
		fails   string
	}{
		"any account": {nil, []string{"key 1", "key 2"}, ""},
		"its own":     {[]string{"other", "key"}, []string{"key 1", "whose is key1", "key 2", "whose is key2"}, ""},
		"another account": {
			[]string{"other", "third"}, []string{"key 1", "whose is key1", "key 2", "whose is key2"},
			`belongs to the account "key", and alicloud.allowed_account_ids has "other", "third"`,
		},
		"ids like secrets": {
			[]string{"0123456789abcdef0123456789abcdef"}, []string{"key 1", "whose is key1", "key 2", "whose is key2"},
			`belongs to the account "key", and alicloud.allowed_account_ids has "0123456789abcdef0123456789abcdef"`,
		},
		"a part of the id": {
			[]string{"ke"}, []string{"key 1", "whose is key1", "key 2", "whose is key2"},
			`belongs to the account "key", and alicloud.allowed_account_ids has "ke"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cloud := &cloudOf{}
			chain := auth.NewChain(auth.ChainConfig{
				Path: "alicloud", Sources: []auth.Source{cloud.source()}, Identify: cloud.identify, AllowedAccountIDs: test.allowed,
			})
			for number := 1; number <= 2; number++ {
				id := fmt.Sprint("key", number)
				var all sync.WaitGroup
				for range 20 {
					all.Go(func() {
						key, err := chain.Retrieve(t.Context())
						switch {
						case test.fails == "" && (err != nil || key.ID != id):
							t.Errorf("got %q and the error %v", key.ID, err)
						case test.fails != "" && (err == nil || key.ID != "" || !strings.Contains(err.Error(), test.fails)):
							t.Errorf("got %q and the error %v, want %s", key.ID, err, test.fails)
						}
					})
				}
				all.Wait()
				if number == 1 && !chain.Invalidate(credential.Key{ID: id, Secret: "secret"}) {
					t.Error("the key was not replaced")
				}
			}
			if diff := cmp.Diff(test.want, cloud.asked); diff != "" {
				t.Errorf("the cloud was asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestIdentityNotAsked checks that a question that fails is an error if accounts
// are restricted, is asked again by the next caller, and holds up nobody whose
// context has ended.
func TestIdentityNotAsked(t *testing.T) {
	cloud := &cloudOf{}
	broken, asked := true, 0
	identify := func(ctx context.Context, credentials *auth.Credentials) (credential.Key, credential.Identity, error) {
		if asked++; broken {
			return credential.Key{}, credential.Identity{}, errors.New("no answer")
		}
		return cloud.identify(ctx, credentials)
	}
	chain := auth.NewChain(auth.ChainConfig{
		Path: `account "prod": alicloud`, Sources: []auth.Source{cloud.source()}, Identify: identify, AllowedAccountIDs: []string{"key"},
	})
	const want = `and account "prod": alicloud.allowed_account_ids is set: no answer`
	if _, err := chain.Retrieve(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	broken = false
	if key, err := chain.Retrieve(t.Context()); err != nil || key.ID != "key1" || asked != 2 {
		t.Errorf("got %q after %d questions: %v", key.ID, asked, err)
	}

	started, release := make(chan struct{}), make(chan struct{})
	slowly := func(ctx context.Context, credentials *auth.Credentials) (credential.Key, credential.Identity, error) {
		close(started)
		<-release
		return cloud.identify(ctx, credentials)
	}
	slow := auth.NewChain(auth.ChainConfig{Sources: []auth.Source{cloud.source()}, Identify: slowly})
	done := make(chan error)
	go func() {
		_, err := slow.Identity(t.Context())
		done <- err
	}()
	<-started
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := slow.Identity(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a caller whose time ran out got %v", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestAccountsShareTheBase signs in two accounts by roles of their own, beside
// the provider's: the key beneath is asked for once, its account is not checked,
// and neither the provider's role nor its profile's region reaches the accounts.
func TestAccountsShareTheBase(t *testing.T) {
	cloud := &cloudOf{}
	provider := auth.NewChain(auth.ChainConfig{
		Path: "alicloud", Sources: []auth.Source{cloud.source()}, AssumeRole: cloud.role("hub"),
		Identify: cloud.identify, AllowedAccountIDs: []string{"hub-key"},
	})
	var accounts []*auth.Chain
	for _, name := range []string{"prod", "test"} {
		accounts = append(accounts, auth.NewChain(auth.ChainConfig{
			Path: fmt.Sprintf("account %q: alicloud", name), Base: provider.WithoutRole(), AssumeRole: cloud.role(name), Identify: cloud.identify, AllowedAccountIDs: []string{name + "-key"},
		}))
	}
	var got []string
	for _, chain := range []*auth.Chain{provider, accounts[0], accounts[1], provider, accounts[0]} {
		key, err := chain.Retrieve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, key.ID)
	}
	if diff := cmp.Diff([]string{"hub-key1", "prod-key1", "test-key1", "hub-key1", "prod-key1"}, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	want := []string{
		"key 1", "hub by key1", "whose is hub-key1", "prod by key1", "whose is prod-key1", "test by key1", "whose is test-key1",
	}
	if diff := cmp.Diff(want, cloud.asked); diff != "" {
		t.Errorf("the cloud was asked (-want +got):\n%s", diff)
	}
	settings := []string{provider.Region(), provider.ProjectID(), accounts[0].Region(), accounts[0].ProjectID()}
	if want := []string{"of the profile", "of the profile", "", ""}; !slices.Equal(settings, want) {
		t.Errorf("regions and projects are %q, want %q", settings, want)
	}
	if identity, err := accounts[1].Identity(t.Context()); err != nil || identity.AccountID != "test-key" {
		t.Errorf("got %v: %v", identity, err)
	}
}
