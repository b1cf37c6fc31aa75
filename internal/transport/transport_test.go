package transport_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// reader takes a body for what it is, and calls any other answer by its status.
var reader = transport.Decoder[string]{
	Decode: func(body []byte) (string, error) {
		if len(body) == 0 {
			return "", io.ErrUnexpectedEOF
		}
		return string(body), nil
	},
	Explain: func(body []byte, status int) *transport.Failure {
		return &transport.Failure{Kind: transport.KindOfStatus(status), Message: string(body)}
	},
}

// call returns a call of a server that carries a secret in its URL.
func call(url string) transport.Call {
	return transport.Call{
		Operation: "List",
		Build: func(ctx context.Context) (*transport.Request, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/?Signature=top-secret", nil)
			secrets := []string{"top-secret", "the/token+"}
			return &transport.Request{HTTP: request, KeyID: "LTAI5tABCDEFGH", KeySource: "a test", Secrets: secrets}, err
		},
	}
}

func client(options transport.Options) *transport.Client {
	if options.Timeout == 0 {
		options.Timeout = 5 * time.Second
	}
	if options.Concurrency == 0 {
		options.Concurrency = 4
	}
	return transport.New(options)
}

func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func failure(t *testing.T, err error) *transport.Failure {
	t.Helper()
	var failure *transport.Failure
	if !errors.As(err, &failure) {
		t.Fatalf("no failure: %v", err)
	}
	return failure
}

// TestTries checks how often each kind of answer is asked for.
func TestTries(t *testing.T) {
	tests := []struct {
		status int
		kind   transport.Kind
		tries  int
	}{
		{200, 0, 1},
		{201, transport.Unexpected, 1},
		{202, transport.Unexpected, 1},
		{203, transport.Unexpected, 1},
		{204, transport.Empty, 3},
		{205, transport.Unexpected, 1},
		{206, transport.Unexpected, 1},
		{207, transport.Unexpected, 1},
		{226, transport.Unexpected, 1},
		{299, transport.Unexpected, 1},
		{301, transport.Redirected, 1},
		{307, transport.Redirected, 1},
		{400, transport.BadParameter, 1},
		{401, transport.BadKey, 1},
		{403, transport.Denied, 1},
		{404, transport.WrongEndpoint, 1},
		{406, transport.Refused, 1},
		{408, transport.Unavailable, 3},
		{425, transport.Unavailable, 3},
		{429, transport.Throttled, 3},
		{500, transport.Unavailable, 3},
		{502, transport.Unavailable, 3},
		{503, transport.Unavailable, 3},
		{504, transport.Unavailable, 3},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.status), func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				requests.Add(1)
				w.WriteHeader(test.status)
				fmt.Fprint(w, "an answer")
			})
			got, err := transport.Do(t.Context(), client(transport.Options{Retries: 2}), call(url), reader)
			if n := int(requests.Load()); n != test.tries {
				t.Errorf("%d requests, want %d", n, test.tries)
			}
			if test.status == 200 {
				if err != nil || got != "an answer" {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			if f := failure(t, err); got != "" || f.Kind != test.kind || f.Status != test.status || f.Tries != test.tries {
				t.Errorf("got %q, %+v", got, f)
			}
		})
	}
}

// TestCreated checks that the status 201 is a success of the calls that document
// it, and that these take no other status for one but 200.
func TestCreated(t *testing.T) {
	for status, success := range map[int]bool{200: true, 201: true, 202: false, 203: false, 205: false, 206: false} {
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "an answer")
		})
		call := call(url)
		call.Created = true
		got, err := transport.Do(t.Context(), client(transport.Options{}), call, reader)
		if success != (err == nil) || success != (got == "an answer") {
			t.Errorf("%d: got %q, %v", status, got, err)
		}
	}
}

// TestPart checks that a failure in the API's words keeps what the API said if
// the status says that the answer is not whole, and that nothing else is taken
// of such an answer.
func TestPart(t *testing.T) {
	reader := reader
	reader.Decode = func(body []byte) (string, error) {
		switch code, is := strings.CutPrefix(string(body), "failure:"); {
		case is && code == "throttled":
			return "", fmt.Errorf("read: %w", &transport.Failure{Kind: transport.Throttled, Code: code, Message: "m", RequestID: "id"})
		case is:
			return "", &transport.Failure{Kind: transport.Denied, Code: code, Message: "m", RequestID: "id"}
		case len(body) > 64<<10:
			t.Errorf("%d bytes were read", len(body))
		}
		return string(body), nil
	}
	type said struct {
		Kind                              transport.Kind
		Status                            int
		Code, Message, RequestID, Because string
		Tries                             int
	}
	for _, status := range []int{201, 202, 203, 205, 206, 207} {
		because := fmt.Sprintf("HTTP status %d %s does not stand for a whole answer", status, http.StatusText(status))
		part := said{Kind: transport.Unexpected, Status: status, Because: because, Tries: 1}
		tests := map[string]said{
			"failure:throttled":        {transport.Throttled, status, "throttled", "m", "id", "", 3},
			"failure:denied":           {transport.Denied, status, "denied", "m", "id", "", 1},
			"failure:":                 part,
			"an answer":                part,
			"":                         part,
			strings.Repeat("x", 1<<20): part,
		}
		for body, want := range tests {
			if status == 205 && body != "" {
				continue // this status has no body, so that the server sends none
			}
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				fmt.Fprint(w, body)
			})
			got, err := transport.Do(t.Context(), client(transport.Options{Retries: 2}), call(url), reader)
			f := failure(t, err)
			has := said{f.Kind, f.Status, f.Code, f.Message, f.RequestID, "", f.Tries}
			if f.Err != nil {
				has.Because = f.Err.Error()
			}
			if has != want || got != "" {
				t.Errorf("%d and %.20q: got %q and %+v, want %+v", status, body, got, has, want)
			}
		}
	}
}

// TestFreshSignature checks that each try has a new signature.
func TestFreshSignature(t *testing.T) {
	var seen []string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.Query().Get("nonce"))
		if len(seen) < 3 {
			w.WriteHeader(503)
		}
		fmt.Fprint(w, "an answer")
	})
	signed := 0
	call := call(url)
	call.Build = func(ctx context.Context) (*transport.Request, error) {
		signed++
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/?nonce=%d", url, signed), nil)
		return &transport.Request{HTTP: request}, err
	}
	if _, err := transport.Do(t.Context(), client(transport.Options{Retries: 5}), call, reader); err != nil ||
		strings.Join(seen, " ") != "1 2 3" {
		t.Errorf("got %v, %v", seen, err)
	}
}

// TestObserve checks what is reported of each exchange.
func TestObserve(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Acs-Request-Id", "id-1")
		w.WriteHeader(503)
	})
	var got []transport.Exchange
	options := transport.Options{Cloud: "Cloud", Retries: 1, Observe: func(_ context.Context, e transport.Exchange) {
		if e.Duration <= 0 {
			t.Error("no duration")
		}
		e.Duration = 0
		got = append(got, e)
	}}
	call := call(url)
	call.Page = 7
	_, _ = transport.Do(t.Context(), client(options), call, reader)
	want := transport.Exchange{Cloud: "Cloud", Operation: "List", Page: 7, Try: 1, Status: 503, RequestID: "id-1"}
	second := want
	second.Try = 2
	if len(got) != 2 || got[0] != want || got[1] != second {
		t.Errorf("got %+v", got)
	}
}

// TestRetryAfter checks that the delay that the server asks for is kept, within the cap and the
// caller's deadline.
func TestRetryAfter(t *testing.T) {
	var times []time.Time
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		times = append(times, time.Now())
		if len(times) == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
		}
		fmt.Fprint(w, "an answer")
	})
	if _, err := transport.Do(t.Context(), client(transport.Options{Retries: 5}), call(url), reader); err != nil {
		t.Fatal(err)
	}
	if pause := times[1].Sub(times[0]); pause < time.Second || pause > 3*time.Second {
		t.Errorf("the pause was %s", pause)
	}

	url = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(503)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	begin := time.Now()
	_, err := transport.Do(ctx, client(transport.Options{Retries: 5}), call(url), reader)
	if f := failure(t, err); !f.OutOfTime || f.Kind != transport.Unavailable || f.RetryAfter != 20*time.Second ||
		time.Since(begin) > time.Second {
		t.Errorf("after %s: %+v", time.Since(begin), f)
	}
}

// TestLimits checks that neither a long body, nor a long header, nor a slow
// answer is taken.
func TestLimits(t *testing.T) {
	tests := map[string]struct {
		handler http.HandlerFunc
		want    transport.Kind
	}{
		"a body without end": {func(w http.ResponseWriter, _ *http.Request) {
			space := bytes.Repeat([]byte(" "), 1<<20)
			for range 2048 {
				if _, err := w.Write(space); err != nil {
					return
				}
			}
		}, transport.TooLarge},
		"a header without end": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
			fmt.Fprint(w, "an answer")
		}, transport.Unexpected},
		"a slow header": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, transport.TimedOut},
		"a slow body": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "an")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, transport.TimedOut},
		"compressed unasked": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "an answer")
		}, transport.Unexpected},
		"empty": {func(http.ResponseWriter, *http.Request) {}, transport.Empty},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "an")
		}, transport.Disconnected},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := serve(t, test.handler)
			begin := time.Now()
			timeout := 30 * time.Second
			if test.want == transport.TimedOut {
				timeout = 300 * time.Millisecond
			}
			_, err := transport.Do(t.Context(), client(transport.Options{Timeout: timeout}), call(url), reader)
			if f := failure(t, err); f.Kind != test.want || time.Since(begin) > 10*time.Second {
				t.Errorf("after %s: kind %d, %v", time.Since(begin), f.Kind, f)
			}
		})
	}
}

// TestMaxBody checks that as much is read of an answer as the options say, and
// no more, whether its length is announced or not.
func TestMaxBody(t *testing.T) {
	tests := []struct {
		maxBody, length int64
		want            string
	}{
		{0, 32 << 20, ""},
		{0, 32<<20 + 1, "the answer is longer than 32 MiB, which is not read"},
		{64 << 10, 64 << 10, ""},
		{64 << 10, 64<<10 + 1, "the answer is longer than 64 KiB, which is not read"},
	}
	for _, test := range tests {
		for _, announced := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d of %d/announced=%t", test.length, test.maxBody, announced), func(t *testing.T) {
				url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					if announced {
						w.Header().Set("Content-Length", fmt.Sprint(test.length))
					} else {
						w.(http.Flusher).Flush()
					}
					_, _ = w.Write(bytes.Repeat([]byte("x"), int(test.length)))
				})
				got, err := transport.Do(t.Context(), client(transport.Options{MaxBody: test.maxBody, Timeout: time.Minute}), call(url), reader)
				if test.want == "" {
					if err != nil || int64(len(got)) != test.length {
						t.Errorf("got %d bytes, %v", len(got), err)
					}
					return
				}
				if f := failure(t, err); got != "" || f.Kind != transport.TooLarge || f.Err == nil || f.Err.Error() != test.want {
					t.Errorf("got %d bytes, %+v", len(got), f)
				}
			})
		}
	}
}

// TestErrorBody checks that of an answer that is not a success the beginning is
// read, and is explained.
func TestErrorBody(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(400)
		_, _ = w.Write(bytes.Repeat([]byte("x"), 1<<20))
	})
	for maxBody, want := range map[int64]int{0: 64 << 10, 1 << 20: 64 << 10, 1000: 1000} {
		read := -1
		reader := transport.Decoder[string]{Explain: func(body []byte, status int) *transport.Failure {
			read = len(body)
			return &transport.Failure{Kind: transport.KindOfStatus(status)}
		}}
		_, err := transport.Do(t.Context(), client(transport.Options{MaxBody: maxBody}), call(url), reader)
		if f := failure(t, err); read != want || f.Kind != transport.BadParameter {
			t.Errorf("of at most %d bytes %d were read, want %d: %+v", maxBody, read, want, f)
		}
	}
}

// TestRedirects checks that no redirect is followed, whatever its status and
// method.
func TestRedirects(t *testing.T) {
	var followed atomic.Int32
	target := serve(t, func(http.ResponseWriter, *http.Request) { followed.Add(1) })
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", target+"/?Signature=top-secret")
				w.WriteHeader(status)
			})
			call := call(url)
			call.Build = func(ctx context.Context) (*transport.Request, error) {
				request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader("a body"))
				return &transport.Request{HTTP: request, Secrets: []string{"top-secret"}}, err
			}
			_, err := transport.Do(t.Context(), client(transport.Options{}), call, reader)
			want := "the answer redirects to " + strings.TrimPrefix(target, "http://") + ", and redirects are not followed"
			if f := failure(t, err); f.Kind != transport.Redirected || f.Status != status || f.Err.Error() != want {
				t.Errorf("%s, %d: got %+v", method, status, f)
			}
		}
	}
	if n := followed.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
}

// TestStopped checks that the caller's context ends a call in each phase, and
// that the error tells.
func TestStopped(t *testing.T) {
	hang := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	busy := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "15")
		w.WriteHeader(503)
	})
	for name, url := range map[string]string{"waiting": hang, "backing off": busy} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(100*time.Millisecond, cancel)
			begin := time.Now()
			_, err := transport.Do(ctx, client(transport.Options{Retries: 3}), call(url), reader)
			if f := failure(t, err); f.Kind != transport.Stopped || !errors.Is(err, context.Canceled) || time.Since(begin) > time.Second {
				t.Errorf("after %s: %+v", time.Since(begin), f)
			}
		})
	}
	t.Run("waiting for a turn", func(t *testing.T) {
		shared := client(transport.Options{Concurrency: 1})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() {
				_, err := transport.Do(ctx, shared, call(hang), reader)
				if f := failure(t, err); f.Kind != transport.Stopped {
					t.Errorf("got %+v", f)
				}
			})
		}
		group.Wait()
	})
}

// TestTurns checks that a call which stops waiting for its turn takes nobody
// else's with it.
func TestTurns(t *testing.T) {
	release := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		<-release
		fmt.Fprint(w, "an answer")
	})
	shared := client(transport.Options{Concurrency: 1})
	var group sync.WaitGroup
	start := func(ctx context.Context, want bool) {
		group.Go(func() {
			if _, err := transport.Do(ctx, shared, call(url), reader); (err == nil) != want {
				t.Errorf("got %v", err)
			}
		})
		time.Sleep(20 * time.Millisecond) // so that calls queue in this order
	}
	ctx, cancel := context.WithCancel(t.Context())
	limited, stop := context.WithTimeout(t.Context(), 3*time.Second)
	defer stop()
	start(limited, true)
	start(ctx, false)
	start(limited, true)
	cancel()
	time.Sleep(20 * time.Millisecond)
	close(release)
	group.Wait()
}

// TestRefusedKey checks that a key that was refused is not used again, and that
// everybody who waited learns why.
func TestRefusedKey(t *testing.T) {
	var requests atomic.Int32
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		time.Sleep(20 * time.Millisecond)
		w.WriteHeader(401)
		fmt.Fprint(w, "no such key")
	})
	shared := client(transport.Options{Retries: 3, Concurrency: 8})
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			_, err := transport.Do(t.Context(), shared, call(url), reader)
			if f := failure(t, err); f.Kind != transport.BadKey || f.Message != "no such key" || f.Status != 401 {
				t.Errorf("got %+v", f)
			}
		})
	}
	group.Wait()
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests were sent", n)
	}
}

// TestOneByOneUntilProven checks that calls go one at a time until one has
// shown that the key is good, and side by side from then on.
func TestOneByOneUntilProven(t *testing.T) {
	var inFlight, most, done atomic.Int32
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		now := inFlight.Add(1)
		if done.Load() == 0 && now > 1 {
			t.Error("a second call before the first has ended")
		}
		most.Store(max(most.Load(), now))
		time.Sleep(20 * time.Millisecond)
		inFlight.Add(-1)
		done.Add(1)
		fmt.Fprint(w, "an answer")
	})
	shared := client(transport.Options{Concurrency: 4})
	var group sync.WaitGroup
	for range 13 {
		group.Go(func() {
			if _, err := transport.Do(t.Context(), shared, call(url), reader); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := most.Load(); n < 2 || n > 4 {
		t.Errorf("%d calls in flight", n)
	}
}

// TestConceal checks that what a server repeats of a request is not shown.
func TestConceal(t *testing.T) {
	const signed = "GET&%2F&AccessKeyId%3DLTAI5tABCDEFGH%26SecurityToken%3Dthe%252Ftoken%252B"
	tests := map[string]struct{ message, want string }{
		"nothing to hide":     {"The parameter is wrong.", "The parameter is wrong."},
		"the secret":          {"you sent top-secret", "you sent ***"},
		"the token":           {"token the/token+ is bad", "token *** is bad"},
		"the token, encoded":  {"token the%2Ftoken%2B is bad", "token *** is bad"},
		"the token, twice":    {"token the%252Ftoken%252B is bad", "token *** is bad"},
		"the token, thrice":   {"token the%25252Ftoken%25252B is bad", "token *** is bad"},
		"the token, for JSON": {`token the\u002Ftoken\u002b is bad`, "token *** is bad"},
		"the token, for HTML": {"token the&#47;token&#x2B; is bad", "token *** is bad"},
		"the token, in lower": {"token the%2ftoken%2b is bad", "token *** is bad"},
		"the key's id":        {"key LTAI5tABCDEFGH is unknown", "key ****EFGH is unknown"},
		"a string to sign":    {"not matched. server string to sign is:" + signed, "not matched"},
		"a StringToSign":      {"not matched; StringToSign: " + signed, "not matched"},
		"a canonical request": {"verify failed, canonicalRequest:GET|/v2/licenses/|x-security-token:abc", "verify failed"},
		"another's URL":       {"see https://host/path?Signature=abc&x=y for more", "see https://host/path for more"},
		"another's signature": {"got Signature=uZ3/Xk9pQ0aB+7cD1eF2gH3iJ4k%3D& and security-token: CAISx9Qw3Er5Ty7Ui", "got Signature=***& and security-token: ***"},
		"control characters":  {"a\x1b[31mb\r\nc\x00d", "a [31mb c d"},
		"invalid UTF-8":       {"a\xff\xfeb", "a?b"},
		"too long":            {strings.Repeat("x", 5000), strings.Repeat("x", 600) + "…"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(400)
				fmt.Fprint(w, test.message)
			})
			_, err := transport.Do(t.Context(), client(transport.Options{}), call(url), reader)
			if f := failure(t, err); f.Message != test.want || f.KeyID != "****EFGH" {
				t.Errorf("got  %q\nwant %q\nkey %q", f.Message, test.want, f.KeyID)
			}
		})
	}
}

func TestParseEndpoint(t *testing.T) {
	good := map[string]string{
		"https://ice.cn-shanghai.aliyuncs.com": "https://ice.cn-shanghai.aliyuncs.com",
		"ice.cn-shanghai.aliyuncs.com":         "https://ice.cn-shanghai.aliyuncs.com",
		"ice.cn-shanghai.aliyuncs.com:8443":    "https://ice.cn-shanghai.aliyuncs.com:8443",
		"HTTPS://Host":                         "https://Host",
		"https://10.0.0.1:444":                 "https://10.0.0.1:444",
		"https://[2001:db8::1]":                "https://[2001:db8::1]",
		"http://localhost:80":                  "http://localhost:80",
		"http://127.0.0.1":                     "http://127.0.0.1",
		"http://127.8.9.1:1":                   "http://127.8.9.1:1",
		"http://[::1]:8080":                    "http://[::1]:8080",
		"localhost":                            "https://localhost",
	}
	for text, want := range good {
		if got, err := transport.ParseEndpoint(text); err != nil || got.String() != want {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "https://", "http://", "://host", "https:///", "https://host/", "https://host/path", "host/path", "https://host?", "https://host?a=b",
		"https://host#a", "https://user@host", "https://user:pw@host", "user:pw@host", "ftp://host", "http://host", "http://localhost.example",
		"http://127.0.0.1.example", "http://0.0.0.0", "http://[::]", "https://host:", "https://host:0", "https://host:65536",
		"https://host:x", "host:1:2", "https://ho st", "https://hôst", "https://host%2e", "https://-host", "https://host-",
		"https://a..b", " https://host", "https://host\n", "https:/host", "https:host", "[::1", "2001:db8::1",
	} {
		if got, err := transport.ParseEndpoint(text); err == nil {
			t.Errorf("%q is taken for %q", text, got)
		} else if strings.Contains(err.Error(), "pw") {
			t.Errorf("%q: the error shows the password: %v", text, err)
		}
	}
}

func FuzzParseEndpoint(f *testing.F) {
	f.Add("https://host:443")
	f.Add("http://[::1]:1")
	f.Fuzz(func(t *testing.T, text string) {
		endpoint, err := transport.ParseEndpoint(text)
		if err != nil {
			return
		}
		again, err := transport.ParseEndpoint(endpoint.String())
		if err != nil || again != endpoint {
			t.Errorf("%q became %q, which became %q, %v", text, endpoint, again, err)
		}
		if request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, endpoint.String()+"/path", nil); err != nil || request.URL.Host != endpoint.Host || request.URL.Path != "/path" {
			t.Errorf("%q became %q, which is no host", text, endpoint)
		}
	})
}
