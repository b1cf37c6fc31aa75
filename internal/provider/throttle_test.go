package provider_test

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// hint is an answer that asks to come again, with headers.
func hint(a *answer, headers ...string) handler {
	if isHuawei(a.source) {
		return answerWith(429, "application/json", `{"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached"}`, headers...)
	}
	return answerWith(400, "application/json", `{"Code":"Throttling.User","Message":"Request was denied due to user flow control."}`, headers...)
}

func throttled(a *answer) handler { return hint(a) }

// cloudError answers with an error in the cloud's own form.
func cloudError(status int, code string) breaker {
	return func(a *answer) handler { return simulator.ErrorAnswer(a.source.API, status, code, "said by the API") }
}

// passing are the errors that may pass, by cloud.
var passing = map[bool]map[string]breaker{
	false: { // Alibaba Cloud
		"Throttling":          cloudError(400, "Throttling"),
		"Throttling.User":     cloudError(400, "Throttling.User"),
		"Throttling.Api":      cloudError(400, "Throttling.Api"),
		"Rejected.Throttling": cloudError(400, "Rejected.Throttling"),
		"Throttling, 503":     cloudError(503, "Throttling.User"),
		"Throttling, 429":     cloudError(429, "Throttling.User"),
		"ServiceUnavailable":  cloudError(503, "ServiceUnavailable"),
		"InternalError":       cloudError(500, "InternalError"),
		"Unknown":             cloudError(500, "Server.Internal.UnknownError"),
		"502":                 instead(answerWith(502, "text/html", "<html>Bad Gateway</html>")),
		"504":                 instead(answerWith(504, "text/html", "<html>Gateway Timeout</html>")),
		"SignatureNonceUsed":  cloudError(400, "SignatureNonceUsed"),
	},
	true: { // Huawei Cloud
		"APIGW.0308":   cloudError(429, "APIGW.0308"),
		"APIG.0308":    cloudError(429, "APIG.0308"),
		"IDE.00000040": cloudError(406, "IDE.00000040"),
		"429":          instead(answerWith(429, "text/html", "")),
		"500":          cloudError(500, "IDE.99999999"),
		"502":          cloudError(502, "APIGW.0201"),
		"503":          instead(answerWith(503, "text/html", "<html>Service Unavailable</html>")),
		"504":          cloudError(504, "APIGW.0201"),
	},
}

func isHuawei(source acctest.Source) bool { return source.Cloud == "huaweicloud" }

// TestErrorsThatPass lets one page fail twice in every way that may pass: it is
// asked for three times, each time signed anew, and the list comes whole. Where
// the error does not pass, the calls end, and the error says so.
func TestErrorsThatPass(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for name, breaks := range passing[isHuawei(source)] {
			for _, page := range []int{1, 3, lastPage} {
				t.Run(fmt.Sprint(source.Name, "/", name, "/page ", page, " twice"), func(t *testing.T) {
					t.Parallel()
					cloud := startFaulty(t, source, simulator.Config{}, func(asked, visit int) breaker {
						if asked != page || visit > 2 {
							return nil
						}
						return breaks
					})
					cloud.expect(t, acctest.Object{"max_retries": int64(2)}, nil)
					want := 4 // the second reading's one included
					if source.Counting == acctest.RowOffsets && page == 1 {
						want++ // the offset 1, which shows what offsets count
					}
					if asked := cloud.visits(page); asked != want {
						t.Errorf("the page was asked for %d times, not %d", asked, want)
					}
					nonces := map[string]bool{}
					for _, arrival := range cloud.arrivals() {
						nonce := arrival.query.Get("SignatureNonce")
						if nonces[nonce] && nonce != "" {
							t.Errorf("the nonce %s came twice", nonce)
						}
						nonces[nonce] = true
					}
					// An API that is addressed by its path has no nonce.
					rpc := cloud.clouds.Requests()[0].Path == "/"
					if rpc && (nonces[""] || len(nonces) != lastPage+2+secondReading) {
						t.Errorf("%d nonces: %v", len(nonces), nonces)
					}
				})
			}
			t.Run(fmt.Sprint(source.Name, "/", name, "/for ever"), func(t *testing.T) {
				t.Parallel()
				cloud := startFaulty(t, source, simulator.Config{}, func(page, _ int) breaker {
					if page != 3 {
						return nil
					}
					return breaks
				})
				cloud.expect(t, acctest.Object{"max_retries": int64(2)}, outcome{"Tries:       3", "What to do: "})
				if asked := cloud.visits(3); asked != 3 {
					t.Errorf("the page was asked for %d times", asked)
				}
			})
		}
		t.Run(source.Name+"/throttled for ever", func(t *testing.T) {
			t.Parallel()
			cloud := startFaulty(t, source, simulator.Config{}, func(int, int) breaker { return throttled })
			cloud.expect(t, acctest.Object{"max_retries": int64(1)}, outcome{"too many calls", "max_concurrency", "max_retries", "Throttling.User"}[:3])
			if asked := len(cloud.arrivals()); asked != 2 {
				t.Errorf("%d calls", asked)
			}
		})
	}
}

// TestRetryAfter checks that a call is not tried again before the cloud's own
// hint says so, and that a hint beyond the read's time ends the read.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	hints := map[string]func(now time.Time) breaker{
		"Retry-After in seconds": func(time.Time) breaker {
			return func(a *answer) handler { return hint(a, "Retry-After", "1") }
		},
		"Retry-After as a date": func(now time.Time) breaker {
			return func(a *answer) handler {
				return hint(a, "Retry-After", now.Add(2*time.Second).UTC().Format(http.TimeFormat))
			}
		},
		"Retry-After beside 503": func(time.Time) breaker { return instead(answerWith(503, "", "", "Retry-After", "1")) },
		"X-Ratelimit-User-Api": func(time.Time) breaker {
			return func(a *answer) handler {
				return hint(a, "X-Ratelimit-User-Api", "Limit:10,Remain:0,TimeLeft:1000,Reset:1")
			}
		},
		"a window in the message": func(time.Time) breaker {
			return func(a *answer) handler {
				if !isHuawei(a.source) {
					return hint(a, "Retry-After", "1")
				}
				return simulator.ErrorAnswer(a.source.API, 429, "APIGW.0308", "policy user over ratelimit,limit:10,time:1 second")
			}
		},
	}
	for _, source := range acctest.Sources {
		for name, hinted := range hints {
			t.Run(source.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				cloud := startFaulty(t, source, simulator.Config{}, func(page, visit int) breaker {
					if page != 1 || visit > 1 {
						return nil
					}
					return hinted(time.Now())
				})
				cloud.expect(t, nil, nil)
				arrived := cloud.arrivals()
				if pause := arrived[1].at.Sub(arrived[0].at); pause < 950*time.Millisecond {
					t.Errorf("tried again after %s", pause)
				}
			})
		}
		for _, after := range []string{"3600", "99999999999999999999", "-5", "soon", "Wed, 21 Oct 2065 07:28:00 GMT"} {
			t.Run(source.Name+"/"+after, func(t *testing.T) {
				t.Parallel()
				cloud := startFaulty(t, source, simulator.Config{}, func(int, int) breaker {
					return func(a *answer) handler { return hint(a, "Retry-After", after) }
				})
				provider := cloud.configured(t, acctest.Object{"max_retries": int64(100)})
				begin := time.Now()
				state, diagnostics := provider.Read(t.Context(), t, source.Name, acctest.Object{"timeouts": acctest.Object{"read": "700ms"}})
				if took := time.Since(begin); took > 1700*time.Millisecond {
					t.Errorf("the read took %s", took)
				}
				if text, failed := errorOf(diagnostics); !failed || !containsAll(text, "700ms", "timeouts.read") || rowsOf(state, source) != nil {
					t.Errorf("got %v\n%s", state, text)
				}
			})
		}
	}
}

// TestRefusals checks that what is refused is asked for once, and that the
// error says what was refused.
func TestRefusals(t *testing.T) {
	t.Parallel()
	good := simulator.Account{AccessKeyID: "LTAI5tREFUSALS0KEY8", SecretKey: "a+secret/key="}
	temporary := good
	temporary.SecurityToken = "CAIS+token/of=good=="
	with := func(account simulator.Account, change func(*simulator.Account)) simulator.Account {
		change(&account)
		return account
	}
	denied := map[simulator.API]bool{}
	for _, source := range acctest.Sources {
		denied[source.API] = true
	}
	tests := []struct {
		name        string
		known, used simulator.Account
		want        outcome
	}{
		{"an unknown key", good, with(good, func(a *simulator.Account) { a.AccessKeyID = "LTAI5tUNKNOWN00KEY9" }), outcome{"the access key was refused", "****KEY9"}},
		{"a wrong secret", good, with(good, func(a *simulator.Account) { a.SecretKey = "another+secret/key=" }), outcome{"the access key was refused", "****KEY8"}},
		{"a disabled key", with(good, func(a *simulator.Account) { a.Inactive = true }), good, outcome{"the access key was refused", "****KEY8"}},
		{"an expired token", with(temporary, func(a *simulator.Account) { a.TokenExpired = true }), temporary, outcome{"the security token was refused"}},
		{"another key's token", temporary, with(temporary, func(a *simulator.Account) { a.SecurityToken = "CAIS+another/token==" }), outcome{"the security token was refused"}},
		{"no permission", with(good, func(a *simulator.Account) { a.Denied = denied }), good, outcome{"no permission", "Allow the action"}},
	}
	for _, source := range acctest.Sources {
		for _, test := range tests {
			t.Run(source.Name+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				accounts := []simulator.Account{test.known}
				cloud := startFaulty(t, source, simulator.Config{Alicloud: accounts, Huaweicloud: accounts}, func(int, int) breaker { return nil })
				provider := configuredAt(t, cloud.url, test.used, nil)
				var first string
				for range 3 {
					state, diagnostics := readInTime(t.Context(), t, provider, source.Name)
					text, failed := errorOf(diagnostics)
					if !failed || !containsAll(text, test.want...) || rowsOf(state, source) != nil {
						t.Errorf("want one error that says %q, got %v\n%s", test.want, state, text)
					}
					if secret := leaks(text, test.used, cloud.arrivals()); secret != "" {
						t.Errorf("the error tells the %s:\n%s", secret, text)
					}
					if first == "" {
						first = diagnostics[0].Summary
					} else if first != diagnostics[0].Summary {
						t.Errorf("%q became %q", first, diagnostics[0].Summary)
					}
					if test.name == "no permission" {
						break // says nothing about other calls
					}
				}
				if n := len(cloud.arrivals()); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		}
		for name, refusal := range map[string]struct {
			breaks breaker
			want   outcome
		}{
			"a bad parameter": {refuse(400, "InvalidPageSize", "IDE.00000097"), outcome{"a parameter was refused", "said by the API"}},
			"an unknown API":  {refuse(404, "InvalidAction.NotFound", "APIGW.0101"), outcome{"the API is not served there", "region", "endpoints."}},
			"an unknown code": {refuse(409, "Strange.Thing", "IDE.12345678"), outcome{"the API refused the call"}},
		} {
			for _, page := range []int{1, 3, lastPage} {
				t.Run(fmt.Sprint(source.Name, "/", name, "/page ", page), func(t *testing.T) {
					t.Parallel()
					cloud := startFaulty(t, source, simulator.Config{}, func(asked, _ int) breaker {
						if asked != page {
							return nil
						}
						return refusal.breaks
					})
					cloud.expect(t, nil, refusal.want)
					if asked := cloud.visits(page); asked != 1 {
						t.Errorf("the page was asked for %d times", asked)
					}
				})
			}
		}
	}
}

// refuse answers with a code that each cloud has.
func refuse(status int, alibaba, huawei string) breaker {
	return func(a *answer) handler {
		code := alibaba
		if isHuawei(a.source) {
			code = huawei
		}
		return cloudError(status, code)(a)
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

// TestRateLimit reads 2,000 rows from clouds that answer ten calls a second and
// throttle the rest: every row comes.
func TestRateLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			rows := simulator.Generate(source.API, 2000, 5)
			clouds := acctest.Start(t, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}, RatePerSecond: 10})
			begin := time.Now()
			state, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, source.Name, nil)
			if diff := cmp.Diff(source.State(t, rows), state); diff != "" || len(diagnostics) > 0 {
				t.Fatalf("state (-want +got):\n%s\n%s", diff, acctest.Text(diagnostics))
			}
			pages := len(rows) / source.PageSize
			least := time.Duration(pages/10-1) * time.Second
			if took := time.Since(begin); took < least || took > 90*time.Second { // read twice, on a machine that may be busy
				t.Errorf("%d pages took %s", pages, took)
			}
			if n := len(clouds.Requests()); n > 5*pages { // two readings, and what is throttled
				t.Errorf("%d calls for %d pages", n, pages)
			}
		})
	}
}

// TestThrottlingSlowsEveryCall throttles one of many calls: fewer are in flight
// after it than before, and more again in the end. It does not run beside other
// tests, which would keep calls from being in flight.
func TestThrottlingSlowsEveryCall(t *testing.T) {
	for _, cloud := range acctest.CloudNames() {
		source := acctest.OneOf(cloud)
		t.Run(source.Name, func(t *testing.T) {
			const pages, throttledPage = 80, 20
			var mu sync.Mutex
			inFlight, begun, atThrottling := 0, 0, -1
			var before, after, end int // most in flight as a call began
			config := simulator.Config{
				Rows:      map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, pages*pageRows, 1)},
				PageLimit: map[simulator.API]int{source.API: pageRows},
			}
			cloud := startFaulty(t, source, config, func(page, visit int) breaker {
				return func(a *answer) handler {
					return func(w http.ResponseWriter, r *http.Request) {
						mu.Lock()
						inFlight++
						begun++
						switch {
						case atThrottling < 0:
							before = max(before, inFlight)
						case begun <= atThrottling+8: // may have been under way by then
						case begun <= atThrottling+12:
							after = max(after, inFlight)
						default:
							end = max(end, inFlight)
						}
						mu.Unlock()
						time.Sleep(60 * time.Millisecond)
						mu.Lock()
						inFlight--
						answer := body(a.good)
						if page == throttledPage && visit == 1 {
							atThrottling = begun
							answer = throttled(a)
						}
						mu.Unlock()
						answer(w, r)
					}
				}
			})
			cloud.expect(t, nil, nil)
			if after >= before || end <= after {
				t.Errorf("most in flight before throttling: %d, just after it: %d, later: %d", before, after, end)
			}
		})
	}
}

// phases are where a read may be when it is ended. Each tells when it has been
// reached.
var phases = []struct {
	name  string
	start func(t *testing.T, source acctest.Source, reached func()) *acctest.Protocol
}{
	{"connecting", func(t *testing.T, _ acctest.Source, reached func()) *acctest.Protocol {
		address := blackHole(t)
		reached()
		return configuredAt(t, address, acctest.Account, nil)
	}},
	{"shaking hands", func(t *testing.T, _ acctest.Source, reached func()) *acctest.Protocol {
		address := accept(t, new(atomic.Int64), func(conn net.Conn) {
			reached()
			_, _ = conn.Read(make([]byte, 1<<16))
			_, _ = conn.Read(make([]byte, 1))
		})
		return configuredAt(t, address, acctest.Account, nil)
	}},
	{"waiting for the first page", phase(1, hang)},
	{"waiting for the first byte", phase(3, hang)},
	{"reading a header", phase(3, trickle("HTTP/1.1 200 OK\r\n", "X-Pad: x\r\n"))},
	{"reading a body", phase(3, trickle(head, strings.Repeat(" ", 1000)))},
	{"reading an error", phase(3, trickle("HTTP/1.1 400 Bad\r\nContent-Length: 1000\r\n\r\n", strings.Repeat(" ", 1000)))},
	{"backing off", phase(1, answerWith(503, "", "", "Retry-After", "20"))},
	{"backing off amid the list", phase(3, answerWith(429, "", "", "Retry-After", "20"))},
}

// phase answers one page in a way that keeps the read there.
func phase(page int, h handler) func(*testing.T, acctest.Source, func()) *acctest.Protocol {
	return func(t *testing.T, source acctest.Source, reached func()) *acctest.Protocol {
		cloud := startFaulty(t, source, simulator.Config{}, func(asked, _ int) breaker {
			if asked != page {
				return nil
			}
			reached()
			return instead(h)
		})
		return cloud.configured(t, nil)
	}
}

// TestInterrupted stops a read in each phase, as Ctrl-C does: it ends within a
// second and says so.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, phase := range phases {
			t.Run(source.Name+"/"+phase.name, func(t *testing.T) {
				t.Parallel()
				ctx, stop := context.WithCancel(t.Context())
				var stopped atomic.Int64
				var once sync.Once
				provider := phase.start(t, source, func() {
					once.Do(func() {
						time.AfterFunc(150*time.Millisecond, func() {
							stopped.Store(time.Now().UnixNano())
							stop()
						})
					})
				})
				state, diagnostics := readInTime(ctx, t, provider, source.Name)
				if stopped.Load() == 0 {
					t.Error("the read ended by itself")
				} else if took := time.Since(time.Unix(0, stopped.Load())); took > time.Second {
					t.Errorf("the read ended %s after it was stopped", took)
				}
				text, failed := errorOf(diagnostics)
				if !failed || !containsAll(text, "the read was interrupted", "Nothing was returned") || rowsOf(state, source) != nil {
					t.Errorf("got %v\n%s", state, text)
				}
			})
		}
	}
}

// TestOutOfTime lets the time of a read run out in each phase: it ends then,
// and says how to give it more.
func TestOutOfTime(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, phase := range phases {
			t.Run(source.Name+"/"+phase.name, func(t *testing.T) {
				t.Parallel()
				provider := phase.start(t, source, func() {})
				begin := time.Now()
				state, diagnostics := provider.Read(t.Context(), t, source.Name, acctest.Object{"timeouts": acctest.Object{"read": "700ms"}})
				if took := time.Since(begin); took > 1700*time.Millisecond {
					t.Errorf("the read took %s", took)
				}
				text, failed := errorOf(diagnostics)
				if !failed || !containsAll(text, "timeouts.read", "700ms") || rowsOf(state, source) != nil {
					t.Errorf("got %v\n%s", state, text)
				}
				if pages := map[string]string{"waiting for the first page": "no page had been read", "connecting": "no page had been read"}[phase.name]; !strings.Contains(text, pages) {
					t.Errorf("it does not say that %s:\n%s", pages, text)
				}
			})
		}
	}
}
