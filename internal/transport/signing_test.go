package transport_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// step returns the error of a step of signing in that failed.
func step(kind transport.Kind, cause error) error {
	return fmt.Errorf("signing in: %w",
		&transport.Failure{Kind: kind, Cloud: "Cloud", Operation: "AssumeRole", Message: "said by STS", Err: cause})
}

// TestUnsigned checks which errors of signing in end all calls, and which only
// the call that met them. None is tried again here: the step of signing in was
// tried as often as the options allow.
func TestUnsigned(t *testing.T) {
	latched := map[string]error{
		"nothing to sign in with": errors.New("no access key"),
		"a refused key":           step(transport.BadKey, nil),
		"a refused token":         step(transport.BadToken, nil),
		"a wrong clock":           step(transport.Clock, nil),
		"no permission":           step(transport.Denied, nil),
		"a refused parameter":     step(transport.BadParameter, nil),
		"a wrong endpoint":        step(transport.WrongEndpoint, nil),
		"another refusal":         step(transport.Refused, nil),
		"a refused key, deeper":   step(transport.NoCredentials, step(transport.BadKey, nil)),
		"nothing, deeper":         step(transport.NoCredentials, errors.New("no access key")),
	}
	passing := map[string]error{
		"throttled":                step(transport.Throttled, nil),
		"unavailable":              step(transport.Unavailable, nil),
		"a used nonce":             step(transport.NonceUsed, nil),
		"cut off":                  step(transport.Truncated, nil),
		"disconnected":             step(transport.Disconnected, nil),
		"too slow":                 step(transport.TimedOut, nil),
		"unreachable":              step(transport.Unreachable, nil),
		"no such host":             step(transport.Unresolved, nil),
		"TLS":                      step(transport.Untrusted, nil),
		"a redirect":               step(transport.Redirected, nil),
		"too large":                step(transport.TooLarge, nil),
		"not understood":           step(transport.Unexpected, nil),
		"stopped":                  step(transport.Stopped, context.Canceled),
		"stopped, and no word":     step(transport.Stopped, nil),
		"out of time":              step(transport.Stopped, context.DeadlineExceeded),
		"out of time, no step":     fmt.Errorf("a program: %w", context.DeadlineExceeded),
		"interrupted, no step":     context.Canceled,
		"unavailable, deeper":      step(transport.NoCredentials, step(transport.Unavailable, nil)),
		"out of time, deeper":      step(transport.NoCredentials, context.DeadlineExceeded),
		"refused, and interrupted": step(transport.Refused, context.Canceled),
	}
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "an answer") })
	for final, errs := range map[bool]map[string]error{true: latched, false: passing} {
		for name, cause := range errs {
			t.Run(name, func(t *testing.T) {
				shared := client(transport.Options{Retries: 3})
				signed := 0
				broken, sound := call(url), call(url)
				broken.Build = func(context.Context) (*transport.Request, error) {
					signed++
					return nil, cause
				}
				_, err := transport.Do(t.Context(), shared, broken, reader)
				if f := failure(t, err); f.Kind != transport.NoCredentials || !errors.Is(err, cause) || f.Tries != 1 || signed != 1 {
					t.Errorf("signed %d times: %+v", signed, f)
				}
				got, err := transport.Do(t.Context(), shared, sound, reader)
				if !final {
					if err != nil || got != "an answer" {
						t.Errorf("the next call: %q, %v", got, err)
					}
					return
				}
				if f := failure(t, err); got != "" || f.Kind != transport.NoCredentials || !errors.Is(err, cause) {
					t.Errorf("the next call: %q, %+v", got, f)
				}
			})
		}
	}
}

// TestShortOfTime lets a call run out of its own time while the service that
// signs in is unavailable: the others wait for it, and have their answers.
func TestShortOfTime(t *testing.T) {
	var healthy atomic.Bool
	var asked, arrived atomic.Int32
	service := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		if !healthy.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, "a key")
	})
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		arrived.Add(1)
		fmt.Fprint(w, "an answer")
	})
	steps, shared := client(transport.Options{Retries: 50, Concurrency: 1}), client(transport.Options{Retries: 50})
	list := call(api)
	sign := list.Build
	list.Build = func(ctx context.Context) (*transport.Request, error) {
		assume := call(service)
		assume.Operation = "AssumeRole"
		if _, err := transport.Do(ctx, steps, assume, reader); err != nil {
			return nil, fmt.Errorf("the role: %w", err)
		}
		return sign(ctx)
	}

	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := transport.Do(short, shared, list, reader)
	f := failure(t, err)
	ended := f.Kind == transport.Stopped && errors.Is(err, context.DeadlineExceeded)
	var step *transport.Failure
	gaveUp := f.Kind == transport.NoCredentials && f.OutOfTime && errors.As(f.Err, &step) && step.Operation == "AssumeRole"
	if !ended && !gaveUp || f.Operation != "List" || arrived.Load() != 0 {
		t.Errorf("got %+v, and %d calls of the list", f, arrived.Load())
	}

	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got, err := transport.Do(t.Context(), shared, list, reader); err != nil || got != "an answer" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	before := asked.Load()
	for asked.Load() == before { // the first of them meets the failing service
		time.Sleep(time.Millisecond)
	}
	healthy.Store(true)
	group.Wait()
	if n := arrived.Load(); n != 8 {
		t.Errorf("%d calls of the list arrived, want 8", n)
	}
}

// TestRenewedOnce checks that a call whose key was refused is sent again with a
// better one, once, and that nobody is refused for the old one.
func TestRenewedOnce(t *testing.T) {
	var keys []string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.URL.Query().Get("key"))
		if keys[len(keys)-1] != "3" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		fmt.Fprint(w, "an answer")
	})
	key, renewals := 1, 0
	call := call(url)
	call.Build = func(ctx context.Context) (*transport.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/?key=%d", url, key), nil)
		return &transport.Request{HTTP: request}, err
	}
	call.Renew = func() bool {
		renewals++
		key++
		return true
	}
	shared := client(transport.Options{})
	_, err := transport.Do(t.Context(), shared, call, reader)
	if f := failure(t, err); f.Kind != transport.BadKey || renewals != 1 || strings.Join(keys, " ") != "1 2" {
		t.Errorf("renewed %d times, sent with the keys %v: %+v", renewals, keys, f)
	}

	key, renewals, keys = 2, 0, nil
	shared = client(transport.Options{})
	got, err := transport.Do(t.Context(), shared, call, reader)
	if err != nil || got != "an answer" || renewals != 1 || strings.Join(keys, " ") != "2 3" {
		t.Errorf("renewed %d times, sent with the keys %v: %q, %v", renewals, keys, got, err)
	}
}

// TestHeaderOfRefusal checks that a refusal has what its answer's header says,
// whatever the status: how far the clocks are apart, and how long to wait.
func TestHeaderOfRefusal(t *testing.T) {
	const apart = 40 * time.Minute
	tests := []struct {
		kind    transport.Kind
		shift   time.Duration
		undated bool
		want    transport.Kind
	}{
		{kind: transport.BadKey, want: transport.BadKey},
		{kind: transport.BadKey, undated: true, want: transport.BadKey},
		{kind: transport.BadKey, shift: time.Minute, want: transport.BadKey},
		{kind: transport.BadKey, shift: apart, want: transport.Clock},
		{kind: transport.BadKey, shift: -apart, want: transport.Clock},
		{kind: transport.Clock, shift: apart, want: transport.Clock},
		{kind: transport.Clock, shift: -apart, want: transport.Clock},
		{kind: transport.BadToken, shift: apart, want: transport.BadToken},
		{kind: transport.Throttled, shift: apart, want: transport.Throttled},
		{kind: transport.Unexpected, shift: apart, want: transport.Unexpected},
	}
	for _, status := range []int{200, 400, 401, 503} {
		for _, test := range tests {
			t.Run(fmt.Sprint(status, "/", test.kind, "/", test.shift), func(t *testing.T) {
				t.Parallel()
				url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Date", time.Now().Add(test.shift).UTC().Format(http.TimeFormat))
					if test.undated {
						w.Header()["Date"] = nil
					}
					w.Header().Set("Retry-After", "7")
					w.WriteHeader(status)
					fmt.Fprint(w, "refused")
				})
				refusal := func(body []byte) *transport.Failure {
					return &transport.Failure{Kind: test.kind, Message: string(body)}
				}
				reader := transport.Decoder[string]{
					Decode:  func(body []byte) (string, error) { return "", fmt.Errorf("read: %w", refusal(body)) },
					Explain: func(body []byte, _ int) *transport.Failure { return refusal(body) },
				}
				_, err := transport.Do(t.Context(), client(transport.Options{}), call(url), reader)
				f := failure(t, err)
				if f.Kind != test.want || f.Status != status || f.Message != "refused" || f.RetryAfter != 7*time.Second {
					t.Errorf("got %+v", f)
				}
				if (f.ClockSkew - test.shift).Abs() > 10*time.Second {
					t.Errorf("the clocks are %s apart, want %s", f.ClockSkew, test.shift)
				}
			})
		}
	}
}
