package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestFaults breaks one page in a way of each kind: through the protocol comes the
// state with the whole list, or one error and no rows. All the ways are tried in
// internal/cloud.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		breaks faulty.Breaker
		passes bool   // whether the list comes if the page is broken only once
		want   string // in the error if it is always broken
	}{
		"an empty page":    {faulty.Edit(func(a *faulty.Answer) { a.SetList([]any{}) }), true, "no reading of the list was consistent"},
		"a negative total": {faulty.Edit(func(a *faulty.Answer) { a.SetTotal(-1) }), false, "the answer was not understood"},
		"HTML": {faulty.Instead(faulty.AnswerWith(200, "text/html", "<html>Please sign in</html>")), false,
			"the answer was not understood"},
		"503": {faulty.Instead(faulty.AnswerWith(503, "text/html", "")), true, "the service is unavailable"},
		"a redirect": {faulty.Instead(faulty.AnswerWith(302, "", "", "Location", "https://elsewhere.example")), false,
			"the host redirects"},
		"a broken connection": {faulty.Instead(faulty.CloseAfter("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")), true,
			"the connection broke"},
	}
	for _, source := range acctest.Sources {
		for name, test := range tests {
			for _, always := range []bool{false, true} {
				t.Run(fmt.Sprint(source.Name, "/", name, "/always ", always), func(t *testing.T) {
					t.Parallel()
					cloud := faulty.Start(t, source, simulator.Config{}, func(page, visit int) faulty.Breaker {
						if page != 3 || (visit > 1 && !always) {
							return nil
						}
						return test.breaks
					})
					provider := configuredAt(t, cloud.URL, acctest.Account, acctest.Object{"max_retries": int64(1)})
					state, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
					if test.passes && !always {
						if diff := cmp.Diff(source.State(t, cloud.Rows), state); diff != "" || len(diagnostics) > 0 {
							t.Errorf("state (-want +got):\n%s\n%s", diff, acctest.Text(diagnostics))
						}
						return
					}
					if text, failed := errorOf(diagnostics); !failed || !strings.Contains(text, test.want) || rowsOf(state, source) != nil {
						t.Errorf("want one error that says %q, got %v\n%s", test.want, state, text)
					}
				})
			}
		}
	}
}

// TestRefusedKey reads twenty data sources at once with a wrong key: the cloud
// sees two requests at most, for it locks keys that fail five times, and each
// data source gets the same error. The other cloud is read all the same.
func TestRefusedKey(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(*simulator.Account){
		"wrong secret": func(a *simulator.Account) { a.SecretKey = "wrong" },
		"unknown key":  func(a *simulator.Account) { a.AccessKeyID = "LTAI5tUNKNOWN00KEY9" },
	} {
		for _, cloud := range acctest.CloudNames() {
			sources := acctest.OfCloud(cloud)
			t.Run(cloud+"/"+name, func(t *testing.T) {
				t.Parallel()
				clouds := acctest.Start(t, simulator.Config{Latency: 20 * time.Millisecond})
				account := acctest.Account
				wrong(&account)
				settings := clouds.Settings()
				block := maps.Clone(settings[cloud].(acctest.Object))
				block["access_key"], block["secret_key"] = account.AccessKeyID, account.SecretKey
				provider := clouds.Configured(t, acctest.Object{cloud: block})

				var all sync.WaitGroup
				summaries := make([]string, 20)
				for i := range summaries {
					all.Go(func() {
						_, diagnostics := provider.Read(t.Context(), t, sources[i%len(sources)].Name, nil)
						if _, failed := errorOf(diagnostics); failed {
							_, summaries[i], _ = strings.Cut(diagnostics[0].Summary, ": ")
						}
					})
				}
				all.Wait()
				if diff := cmp.Diff(slices.Repeat([]string{"the access key was refused"}, 20), summaries); diff != "" {
					t.Errorf("errors (-want +got):\n%s", diff)
				}
				if n := len(clouds.Requests()); n > 2 {
					t.Errorf("%d requests", n)
				}
				for _, source := range acctest.Sources {
					if source.Cloud == cloud {
						continue
					}
					if _, diagnostics := provider.Read(t.Context(), t, source.Name, nil); len(diagnostics) > 0 {
						t.Errorf("the other cloud: %s", acctest.Text(diagnostics))
					}
				}
			})
		}
	}
}

// configuredAt returns a provider that reaches all APIs at one address with one
// key.
func configuredAt(t testing.TB, address string, account simulator.Account, settings acctest.Object) *acctest.Protocol {
	t.Helper()
	block := acctest.Object{}
	for cloud, endpoints := range acctest.ListEndpoints(address) {
		of := acctest.Object{"access_key": account.AccessKeyID, "secret_key": account.SecretKey, "endpoints": endpoints}
		if account.SecurityToken != "" {
			of["security_token"] = account.SecurityToken
		}
		block[cloud] = of
	}
	maps.Copy(block, settings)
	p := acctest.NewProtocol(t)
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	return p
}

// errorOf returns the one error among diagnostics as Terraform shows it, and
// whether there is exactly one and nothing else.
func errorOf(diagnostics []*tfprotov6.Diagnostic) (string, bool) {
	return acctest.Text(diagnostics), len(diagnostics) == 1 && diagnostics[0].Severity == tfprotov6.DiagnosticSeverityError
}
