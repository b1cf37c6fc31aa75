// Package authtest is what the tests of signing in share: simulated clouds that are
// signed in to without a provider, what they were asked, and files of credentials.
package authtest

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Clouds are simulated clouds for one test.
type Clouds struct {
	*simulator.Server

	// Endpoint is where all their services are.
	Endpoint transport.Endpoint
}

// Start starts simulated clouds. A request that they do not know fails the test.
func Start(t testing.TB, config simulator.Config) *Clouds {
	t.Helper()
	config.OnUnknown = func(description string) { t.Errorf("the clouds do not know a request: %s", description) }
	clouds := &Clouds{Server: simulator.New(config)}
	server := httptest.NewServer(clouds.Server)
	t.Cleanup(server.Close)
	endpoint, err := transport.ParseEndpoint(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	clouds.Endpoint = endpoint
	return clouds
}

// Options returns options that reach a metadata service, and try nothing twice.
func Options(cloud string, metadata transport.Endpoint) auth.Options {
	return auth.Options{
		Transport: transport.Options{Cloud: cloud, Timeout: 5 * time.Second, Concurrency: 4},
		UserAgent: "test",
		Metadata:  metadata,
	}
}

// parameters are those of requests to sign in that Requests shows.
var parameters = []string{"RoleArn", "X-Idp-Id", "agency_urn", "agency_session_name", "agency_name", "duration_seconds"}

// Requests returns what the clouds were asked to sign in with: the service, the
// operation, its parameters and whose key signed it, in order.
func (c *Clouds) Requests() []string {
	var all []string
	for _, request := range c.SignIns() {
		words := []string{request.Service, request.Action}
		for _, name := range parameters {
			if value := request.Parameters[name]; value != "" {
				words = append(words, value)
			}
		}
		if request.Principal != "" {
			words = append(words, "by", request.Principal)
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

// WithoutNames cuts what the clouds make up, such as the name of a server's
// session, off requests: what follows any of some beginnings.
func WithoutNames(requests []string, beginnings ...string) []string {
	for i := range requests {
		for _, beginning := range beginnings {
			if before, _, found := strings.Cut(requests[i], beginning); found {
				requests[i] = before + beginning
			}
		}
	}
	return requests
}

// Retrieve retrieves the key of a chain with several goroutines at once. Each must
// get one, or an error with the given words if there are some, and no error may
// show a secret.
func Retrieve(t testing.TB, chain *auth.Chain, wantError string, secrets ...string) {
	t.Helper()
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			key, err := chain.Retrieve(t.Context())
			switch {
			case wantError == "" && (err != nil || key.ID == ""):
				t.Errorf("got %v and %v", key, err)
			case wantError != "" && (err == nil || key.ID != "" || !strings.Contains(err.Error(), wantError)):
				t.Errorf("got %v and %v, want the error %q", key, err, wantError)
			}
			for _, secret := range secrets {
				if err != nil && strings.Contains(err.Error(), secret) {
					t.Errorf("%q is shown in %v", secret, err)
				}
			}
		})
	}
	all.Wait()
}

// Variables returns what reads these environment variables, and no others.
func Variables(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

// WriteFile writes a file that holds a text, or another value in JSON, into an
// empty directory, and returns its path.
func WriteFile(t testing.TB, content any) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	Write(t, path, content)
	return path
}

// Write does what WriteFile does at a path of the caller's, with the directories
// above it.
func Write(t testing.TB, path string, content any) {
	t.Helper()
	text, isText := content.(string)
	if !isText {
		encoded, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		text = string(encoded)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
