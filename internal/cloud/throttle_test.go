package cloud_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// secondReading is the number of pages of the second reading, of six rows.
const secondReading = (faulty.ListRows-1)/6 + 1

// hint is an answer that asks to come again, with headers.
func hint(a *faulty.Answer, headers ...string) faulty.Handler {
	if isHuawei(a.Source) {
		return faulty.AnswerWith(429, "application/json",
			`{"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached"}`, headers...)
	}
	return faulty.AnswerWith(400, "application/json", `{"Code":"Throttling.User","Message":"Request was denied due to user flow control."}`,
		headers...)
}

func throttled(a *faulty.Answer) faulty.Handler { return hint(a) }

// cloudError answers with an error in the cloud's own form.
func cloudError(status int, code string) faulty.Breaker {
	return func(a *faulty.Answer) faulty.Handler {
		return simulator.ErrorAnswer(a.Source.API, status, code, "said by the API")
	}
}

// passing are the errors that may pass, by cloud.
var passing = map[bool]map[string]faulty.Breaker{
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
		"502":                 faulty.Instead(faulty.AnswerWith(502, "text/html", "<html>Bad Gateway</html>")),
		"504":                 faulty.Instead(faulty.AnswerWith(504, "text/html", "<html>Gateway Timeout</html>")),
		"SignatureNonceUsed":  cloudError(400, "SignatureNonceUsed"),
	},
	true: { // Huawei Cloud
		"APIGW.0308":   cloudError(429, "APIGW.0308"),
		"APIG.0308":    cloudError(429, "APIG.0308"),
		"IDE.00000040": cloudError(406, "IDE.00000040"),
		"429":          faulty.Instead(faulty.AnswerWith(429, "text/html", "")),
		"500":          cloudError(500, "IDE.99999999"),
		"502":          cloudError(502, "APIGW.0201"),
		"503":          faulty.Instead(faulty.AnswerWith(503, "text/html", "<html>Service Unavailable</html>")),
		"504":          cloudError(504, "APIGW.0201"),
	},
}

func isHuawei(source acctest.Source) bool { return source.Cloud == "huaweicloud" }

// TestErrorsThatPass lets one page fail twice in every way that may pass: it is
// asked for three times, each time with a new signature, and the list comes whole. Where
// the error does not pass, the calls end, and the error says so.
func TestErrorsThatPass(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for name, breaks := range passing[isHuawei(source)] {
			for _, page := range []int{1, 3, faulty.LastPage} {
				t.Run(fmt.Sprint(source.Name, "/", name, "/page ", page, " twice"), func(t *testing.T) {
					t.Parallel()
					cloud := faulty.Start(t, source, simulator.Config{}, func(asked, visit int) faulty.Breaker {
						if asked != page || visit > 2 {
							return nil
						}
						return breaks
					})
					expect(t, cloud, retrying(2), nil)
					want := 4 // the second reading's one included
					if source.Counting == acctest.RowOffsets && page == 1 {
						want++ // the offset 1, which shows what offsets count
					}
					if asked := cloud.Visits(page); asked != want {
						t.Errorf("the page was asked for %d times, not %d", asked, want)
					}
					nonces := map[string]bool{}
					for _, arrival := range cloud.Arrivals() {
						nonce := arrival.Query.Get("SignatureNonce")
						if nonces[nonce] && nonce != "" {
							t.Errorf("the nonce %s came twice", nonce)
						}
						nonces[nonce] = true
					}
					// An API that is addressed by its path has no nonce.
					rpc := cloud.Clouds.Requests()[0].Path == "/"
					if rpc && (nonces[""] || len(nonces) != faulty.LastPage+2+secondReading) {
						t.Errorf("%d nonces: %v", len(nonces), nonces)
					}
				})
			}
			t.Run(fmt.Sprint(source.Name, "/", name, "/for ever"), func(t *testing.T) {
				t.Parallel()
				cloud := faulty.Start(t, source, simulator.Config{}, func(page, _ int) faulty.Breaker {
					if page != 3 {
						return nil
					}
					return breaks
				})
				expect(t, cloud, retrying(2), outcome{"Tries:       3", "What to do: "})
				if asked := cloud.Visits(3); asked != 3 {
					t.Errorf("the page was asked for %d times", asked)
				}
			})
		}
		t.Run(source.Name+"/throttled for ever", func(t *testing.T) {
			t.Parallel()
			cloud := faulty.Start(t, source, simulator.Config{}, func(int, int) faulty.Breaker { return throttled })
			expect(t, cloud, retrying(1), outcome{"too many calls", "max_concurrency", "max_retries", "Throttling.User"}[:3])
			if asked := len(cloud.Arrivals()); asked != 2 {
				t.Errorf("%d calls", asked)
			}
		})
	}
}

// TestRetryAfter checks that a call is not tried again before the cloud's own
// hint says so, and that a hint beyond the read's time ends the read.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	hints := map[string]func(now time.Time) faulty.Breaker{
		"Retry-After in seconds": func(time.Time) faulty.Breaker {
			return func(a *faulty.Answer) faulty.Handler { return hint(a, "Retry-After", "1") }
		},
		"Retry-After as a date": func(now time.Time) faulty.Breaker {
			return func(a *faulty.Answer) faulty.Handler {
				return hint(a, "Retry-After", now.Add(2*time.Second).UTC().Format(http.TimeFormat))
			}
		},
		"Retry-After beside 503": func(time.Time) faulty.Breaker {
			return faulty.Instead(faulty.AnswerWith(503, "", "", "Retry-After", "1"))
		},
		"X-Ratelimit-User-Api": func(time.Time) faulty.Breaker {
			return func(a *faulty.Answer) faulty.Handler {
				return hint(a, "X-Ratelimit-User-Api", "Limit:10,Remain:0,TimeLeft:1000,Reset:1")
			}
		},
		"a window in the message": func(time.Time) faulty.Breaker {
			return func(a *faulty.Answer) faulty.Handler {
				if !isHuawei(a.Source) {
					return hint(a, "Retry-After", "1")
				}
				return simulator.ErrorAnswer(a.Source.API, 429, "APIGW.0308", "policy user over ratelimit,limit:10,time:1 second")
			}
		},
	}
	for _, source := range acctest.Sources {
		for name, hinted := range hints {
			t.Run(source.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				cloud := faulty.Start(t, source, simulator.Config{}, func(page, visit int) faulty.Breaker {
					if page != 1 || visit > 1 {
						return nil
					}
					return hinted(time.Now())
				})
				expect(t, cloud, faulty.Defaults, nil)
				arrived := cloud.Arrivals()
				if pause := arrived[1].At.Sub(arrived[0].At); pause < 950*time.Millisecond {
					t.Errorf("tried again after %s", pause)
				}
			})
		}
		for _, after := range []string{"3600", "99999999999999999999", "-5", "soon", "Wed, 21 Oct 2065 07:28:00 GMT"} {
			t.Run(source.Name+"/"+after, func(t *testing.T) {
				t.Parallel()
				cloud := faulty.Start(t, source, simulator.Config{}, func(int, int) faulty.Breaker {
					return func(a *faulty.Answer) faulty.Handler { return hint(a, "Retry-After", after) }
				})
				expectOutOfTime(t, cloud.Reader(t, retrying(100)))
			})
		}
	}
}

// soon is how long a read takes at the most to end that is out of time or stopped:
// much less than the 20 seconds for which a hint counts, and the 30 of a request,
// and more than a busy machine needs.
const soon = 5 * time.Second

// expectOutOfTime reads a list that does not come within 700 ms, and returns what
// the error says.
func expectOutOfTime(t *testing.T, reader *faulty.Reader) string {
	t.Helper()
	const timeout = 700 * time.Millisecond
	begin := time.Now()
	_, failure := reader.Read(t.Context(), t, timeout)
	if took := time.Since(begin); took > timeout+soon {
		t.Errorf("the read took %s", took)
	}
	if !saysAll(failure, outcome{"timeouts.read", "700ms"}) {
		t.Errorf("got %q", failure)
	}
	return failure
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
		{"an unknown key", good, with(good, func(a *simulator.Account) { a.AccessKeyID = "LTAI5tUNKNOWN00KEY9" }),
			outcome{"the access key was refused", "****KEY9"}},
		{"a wrong secret", good, with(good, func(a *simulator.Account) { a.SecretKey = "another+secret/key=" }),
			outcome{"the access key was refused", "****KEY8"}},
		{"a disabled key", with(good, func(a *simulator.Account) { a.Inactive = true }), good,
			outcome{"the access key was refused", "****KEY8"}},
		{"an expired token", with(temporary, func(a *simulator.Account) { a.TokenExpired = true }), temporary,
			outcome{"the security token was refused"}},
		{"another key's token", temporary, with(temporary, func(a *simulator.Account) { a.SecurityToken = "CAIS+another/token==" }),
			outcome{"the security token was refused"}},
		{"no permission", with(good, func(a *simulator.Account) { a.Denied = denied }), good, outcome{"no permission", "Allow the action"}},
	}
	for _, source := range acctest.Sources {
		for _, test := range tests {
			t.Run(source.Name+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				accounts := []simulator.Account{test.known}
				cloud := faulty.Start(t, source, simulator.Config{Alicloud: accounts, Huaweicloud: accounts},
					func(int, int) faulty.Breaker { return nil })
				reader := faulty.NewReader(t, source, cloud.URL, test.used, faulty.Defaults)
				var first string
				for range 3 {
					_, failure := readInTime(t.Context(), t, reader)
					if !saysAll(failure, test.want) {
						t.Errorf("want an error that says %q, got:\n%s", test.want, failure)
					}
					if secret := faulty.Leaks(failure, test.used, cloud.Arrivals()); secret != "" {
						t.Errorf("the error shows the %s:\n%s", secret, failure)
					}
					if summary, _, _ := strings.Cut(failure, "\n"); first == "" {
						first = summary
					} else if first != summary {
						t.Errorf("%q became %q", first, summary)
					}
					if test.name == "no permission" {
						break // says nothing about other calls
					}
				}
				if n := len(cloud.Arrivals()); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		}
		for name, refusal := range map[string]struct {
			breaks faulty.Breaker
			want   outcome
		}{
			"a bad parameter": {refuse(400, "InvalidPageSize", "IDE.00000097"), outcome{"a parameter was refused", "said by the API"}},
			"an unknown API": {refuse(404, "InvalidAction.NotFound", "APIGW.0101"),
				outcome{"the API is not served there", "region", "endpoints."}},
			"an unknown code": {refuse(409, "Strange.Thing", "IDE.12345678"), outcome{"the API refused the call"}},
		} {
			for _, page := range []int{1, 3, faulty.LastPage} {
				t.Run(fmt.Sprint(source.Name, "/", name, "/page ", page), func(t *testing.T) {
					t.Parallel()
					cloud := faulty.Start(t, source, simulator.Config{}, func(asked, _ int) faulty.Breaker {
						if asked != page {
							return nil
						}
						return refusal.breaks
					})
					expect(t, cloud, faulty.Defaults, refusal.want)
					if asked := cloud.Visits(page); asked != 1 {
						t.Errorf("the page was asked for %d times", asked)
					}
				})
			}
		}
	}
}

// refuse answers with a code that each cloud has.
func refuse(status int, alibaba, huawei string) faulty.Breaker {
	return func(a *faulty.Answer) faulty.Handler {
		code := alibaba
		if isHuawei(a.Source) {
			code = huawei
		}
		return cloudError(status, code)(a)
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
			read, failure := faulty.NewReader(t, source, clouds.URL, acctest.Account, faulty.Defaults).Read(t.Context(), t,
				faulty.ReadTimeout)
			if diff := cmp.Diff(source.Expect(t, rows), read); diff != "" || failure != "" {
				t.Fatalf("rows (-want +got):\n%s\n%s", diff, failure)
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
				Rows:      map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, pages*faulty.PageRows, 1)},
				PageLimit: map[simulator.API]int{source.API: faulty.PageRows},
			}
			cloud := faulty.Start(t, source, config, func(page, visit int) faulty.Breaker {
				return func(a *faulty.Answer) faulty.Handler {
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
						answer := faulty.Body(a.Good)
						if page == throttledPage && visit == 1 {
							atThrottling = begun
							answer = throttled(a)
						}
						mu.Unlock()
						answer(w, r)
					}
				}
			})
			expect(t, cloud, faulty.Defaults, nil)
			if after >= before || end <= after {
				t.Errorf("most in flight before throttling: %d, just after it: %d, later: %d", before, after, end)
			}
		})
	}
}

// phases are where a read may be when it is ended. Each says when it has been
// reached.
var phases = []struct {
	name  string
	start func(t *testing.T, source acctest.Source, reached func()) *faulty.Reader
}{
	{"connecting", func(t *testing.T, source acctest.Source, reached func()) *faulty.Reader {
		address := blackHole(t)
		reached()
		return faulty.NewReader(t, source, address, acctest.Account, faulty.Defaults)
	}},
	{"shaking hands", func(t *testing.T, source acctest.Source, reached func()) *faulty.Reader {
		address := accept(t, new(atomic.Int64), func(conn net.Conn) {
			reached()
			_, _ = conn.Read(make([]byte, 1<<16))
			_, _ = conn.Read(make([]byte, 1))
		})
		return faulty.NewReader(t, source, address, acctest.Account, faulty.Defaults)
	}},
	{"waiting for the first page", phase(1, faulty.Hang)},
	{"waiting for the first byte", phase(3, faulty.Hang)},
	{"reading a header", phase(3, trickle("HTTP/1.1 200 OK\r\n", "X-Pad: x\r\n"))},
	{"reading a body", phase(3, trickle(head, strings.Repeat(" ", 1000)))},
	{"reading an error", phase(3, trickle("HTTP/1.1 400 Bad\r\nContent-Length: 1000\r\n\r\n", strings.Repeat(" ", 1000)))},
	{"backing off", phase(1, faulty.AnswerWith(503, "", "", "Retry-After", "20"))},
	{"backing off amid the list", phase(3, faulty.AnswerWith(429, "", "", "Retry-After", "20"))},
}

// phase answers one page in a way that keeps the read there.
func phase(page int, h faulty.Handler) func(*testing.T, acctest.Source, func()) *faulty.Reader {
	return func(t *testing.T, source acctest.Source, reached func()) *faulty.Reader {
		cloud := faulty.Start(t, source, simulator.Config{}, func(asked, _ int) faulty.Breaker {
			if asked != page {
				return nil
			}
			reached()
			return faulty.Instead(h)
		})
		return cloud.Reader(t, faulty.Defaults)
	}
}

// TestInterrupted stops a read in each phase, as Ctrl-C does: it ends
// soon and says so.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, phase := range phases {
			t.Run(source.Name+"/"+phase.name, func(t *testing.T) {
				t.Parallel()
				ctx, stop := context.WithCancel(t.Context())
				var stopped atomic.Int64
				var once sync.Once
				reader := phase.start(t, source, func() {
					once.Do(func() {
						time.AfterFunc(150*time.Millisecond, func() {
							stopped.Store(time.Now().UnixNano())
							stop()
						})
					})
				})
				_, failure := readInTime(ctx, t, reader)
				if stopped.Load() == 0 {
					t.Error("the read ended by itself")
				} else if took := time.Since(time.Unix(0, stopped.Load())); took > soon {
					t.Errorf("the read ended %s after it was stopped", took)
				}
				if !saysAll(failure, outcome{"the read was interrupted", "Nothing was returned"}) {
					t.Errorf("got %q", failure)
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
				text := expectOutOfTime(t, phase.start(t, source, func() {}))
				if pages := map[string]string{"waiting for the first page": "no page had been read",
					"connecting": "no page had been read"}[phase.name]; !strings.Contains(text, pages) {
					t.Errorf("it does not say that %s:\n%s", pages, text)
				}
			})
		}
	}
}
