// Package transport sends signed requests to one cloud and brings back whole
// answers or failures that say what happened.
//
// It is the one place that knows about time-outs, limits, retries, throttling
// and what must never be shown. What is sent, and what an answer means, it is
// told by the cloud's client.
package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/net/http/httpproxy"
)

const (
	// maxBody bounds what is read of one answer. The largest answer that the
	// known APIs can give is a list served whole to a client that asked for a
	// page; 32 MiB is some 80,000 rows.
	maxBody = 32 << 20

	// maxErrorBody bounds what is read of an answer that is no success.
	maxErrorBody = 64 << 10

	// maxHeader bounds the header of an answer.
	maxHeader = 256 << 10

	// firstDelay is the mean of the first pause before a call is tried again;
	// each further one doubles. Jitter spreads each pause between nothing and
	// twice its mean.
	firstDelay = 100 * time.Millisecond

	// maxSkew is how far clocks may be apart before the clouds refuse a
	// request, which one of them reports as a bad key. Both document 15
	// minutes; one less allows for the answer's own delay.
	maxSkew = 14 * time.Minute

	// maxDelay bounds every pause, also one that the API asks for.
	maxDelay = 20 * time.Second
)

// Options are the settings of a Client.
type Options struct {
	// Cloud is the cloud's name in errors.
	Cloud string

	// Timeout bounds one exchange: connecting, sending, waiting and reading.
	Timeout time.Duration

	// Retries is how often a call is tried again after its first try.
	Retries int

	// Concurrency bounds the calls in flight.
	Concurrency int

	// Direct is set where no proxy may be used, whatever the environment says:
	// for the addresses that only the machine itself can reach.
	Direct bool

	// Observe, if set, is called after each exchange, from many goroutines.
	Observe func(context.Context, Exchange)
}

// Exchange is what may be logged of one request and its answer.
type Exchange struct {
	Cloud, Operation string

	// Page is the number of the list's page, from 1.
	Page int

	// Try is 1 for the first try of a call.
	Try int

	// Status is the HTTP status, or 0 where no answer came.
	Status int

	RequestID string
	Duration  time.Duration
}

// Client sends the calls to one cloud. It is safe for concurrent use.
type Client struct {
	options   Options
	base      http.RoundTripper
	admission *admission
}

// New returns a client. Proxies are taken from the environment as Go programs
// do. Nothing is sent or connected before the first call.
func New(options Options) *Client {
	return &Client{
		options: options,
		base: &http.Transport{
			Proxy: proxy(options.Direct),
			OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
				if response.StatusCode != http.StatusOK {
					return proxyRefusal(response.StatusCode)
				}
				return nil
			},
			ForceAttemptHTTP2:      true,
			DisableCompression:     true,
			MaxConnsPerHost:        options.Concurrency,
			MaxIdleConnsPerHost:    options.Concurrency,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: maxHeader,
			// An exchange that has ended leaves its connection to be made for
			// the next one. These end that too.
			DialContext:         (&net.Dialer{Timeout: options.Timeout}).DialContext,
			TLSHandshakeTimeout: options.Timeout,
		},
		admission: newAdmission(options.Concurrency),
	}
}

// proxy returns how the proxy of a request is found, or nil for none.
func proxy(direct bool) func(*http.Request) (*url.URL, error) {
	if direct {
		return nil
	}
	choose := httpproxy.FromEnvironment().ProxyFunc()
	return func(request *http.Request) (*url.URL, error) { return choose(request.URL) }
}

// Call is one call of an API.
type Call struct {
	// Operation, Region and Host name the call in errors.
	Operation, Region, Host string

	// Page is the number of the list's page, from 1, for logs.
	Page int

	// Permission is the action that the caller must be allowed, for errors.
	Permission string

	// Sign builds a request and signs it. It is called anew for each try, so
	// that no signature is sent twice.
	Sign func(context.Context) (*Signed, error)

	// Renew, if set, is called where the key that signed was refused. It
	// returns whether Sign may sign with a better one now. A call is renewed
	// once.
	Renew func() bool
}

// Signed is a request that is ready to be sent.
type Signed struct {
	Request *http.Request

	// KeyID is the id of the access key that signed the request, or empty where
	// none did, and KeySource says where the key came from.
	KeyID, KeySource string

	// Secrets are the texts that must not be shown: the secret key, the
	// security token, the signature.
	Secrets []string
}

// Reader turns answers into results. It is what a cloud knows about its APIs.
type Reader[T any] struct {
	// Read decodes the body of an answer with a status of the 200s. It may turn
	// out to be a failure all the same: the error is a *Failure with what the
	// API said, or any other error for a body that cannot be understood, which
	// is an io.ErrUnexpectedEOF where it ended too early.
	Read func(body []byte) (T, error)

	// Header, if set, is given the header of such an answer before.
	Header func(http.Header)

	// Explain says what the body of any other answer means. It is given the
	// beginning of the body.
	Explain func(body []byte, status int) *Failure
}

// Do sends a call until it succeeds, fails for good, or has been tried again as
// often as the options allow. The error is always a *Failure.
func Do[T any](ctx context.Context, c *Client, call Call, reader Reader[T]) (T, error) {
	delays := backoff.ExponentialBackOff{
		InitialInterval:     firstDelay,
		RandomizationFactor: 1,
		Multiplier:          2,
		MaxInterval:         maxDelay / 2,
	}
	for try := 1; ; try++ {
		result, failure := once(ctx, c, call, try, reader)
		if failure == nil {
			return result, nil
		}
		if failure.Renewed {
			call.Renew = nil
			continue
		}
		failure.Cloud, failure.Operation, failure.Region = c.options.Cloud, call.Operation, call.Region
		failure.Host, failure.Permission = call.Host, call.Permission
		failure.Tries = try
		if !failure.Kind.Transient() || try > c.options.Retries {
			return result, failure
		}
		delay := min(max(delays.NextBackOff(), failure.RetryAfter), maxDelay)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < delay {
			failure.OutOfTime = true
			return result, failure
		}
		if err := sleep(ctx, delay); err != nil {
			failure.Kind, failure.Err = Stopped, err
			return result, failure
		}
	}
}

// once sends a call once.
func once[T any](ctx context.Context, c *Client, call Call, try int, reader Reader[T]) (result T, failure *Failure) {
	ticket, refusal, err := c.admission.enter(ctx)
	if refusal != nil {
		return result, refusal
	}
	if err != nil {
		return result, &Failure{Kind: Stopped, Err: err}
	}
	defer func() { c.admission.leave(ticket, failure) }()

	signed, err := call.Sign(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return result, &Failure{Kind: Stopped, Err: context.Cause(ctx)}
		}
		return result, &Failure{Kind: NoCredentials, Err: err}
	}
	begin := time.Now()
	exchange := Exchange{Cloud: c.options.Cloud, Operation: call.Operation, Page: call.Page, Try: try}
	result, failure = send(ctx, c, signed, &exchange, reader)
	if failure != nil {
		failure.Status = exchange.Status
		if signed.KeyID != "" {
			failure.KeyID, failure.KeySource = maskKeyID(signed.KeyID), signed.KeySource
		}
		if failure.RequestID == "" {
			failure.RequestID = exchange.RequestID
		}
		conceal(failure, signed)
		exchange.RequestID = failure.RequestID
		failure.Renewed = failure.Kind.mayRenew() && call.Renew != nil && call.Renew()
	}
	exchange.Duration = time.Since(begin)
	if c.options.Observe != nil {
		c.options.Observe(ctx, exchange)
	}
	return result, failure
}

// errExchangeTimeout is why the context of one exchange ended when the
// exchange itself took too long, and not its caller.
var errExchangeTimeout = errors.New("the exchange took longer than request_timeout")

// send sends one request and reads its answer. The request's context is set
// here; no redirect is followed, and the transport is used without an
// http.Client, whose errors would quote the signed URL.
func send[T any](ctx context.Context, c *Client, signed *Signed, exchange *Exchange, reader Reader[T]) (result T, failure *Failure) {
	limited, cancel := context.WithTimeoutCause(ctx, c.options.Timeout, errExchangeTimeout)
	defer cancel()

	response, err := c.base.RoundTrip(signed.Request.WithContext(limited))
	if err != nil {
		return result, explainError(ctx, limited, err)
	}
	defer response.Body.Close()
	exchange.Status = response.StatusCode
	exchange.RequestID = requestID(response.Header, append(signed.Secrets, signed.KeyID))

	if response.StatusCode < 200 {
		// The connection is no longer HTTP's, and its body heeds no context.
		return result, &Failure{Kind: Unexpected, Err: errors.New("the host leaves HTTP, which was not asked for")}
	}
	if response.StatusCode >= 300 && response.StatusCode <= 399 {
		return result, &Failure{Kind: Redirected, Err: fmt.Errorf("the answer redirects to %s, and redirects are not followed", redirectTarget(response))}
	}

	success := response.StatusCode >= 200 && response.StatusCode <= 299
	limit := int64(maxErrorBody)
	if success {
		limit = maxBody
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	whole := int64(len(body)) <= limit
	switch {
	case err != nil && (limited.Err() != nil || !KindOfStatus(response.StatusCode).Transient()) && (ctx.Err() != nil || !mayRefuseKey(response.StatusCode)):
		// An answer that was cut off may come whole another time. Not so where
		// the key may be what was refused: trying again could lock it.
		return result, explainError(ctx, limited, err)
	case !success:
		failure := reader.Explain(body[:min(int64(len(body)), limit)], response.StatusCode)
		failure.Status = response.StatusCode
		failure.ClockSkew = clockSkew(response.Header)
		if failure.Kind == BadKey && failure.ClockSkew.Abs() > maxSkew {
			failure.Kind = Clock
		}
		failure.RetryAfter = max(failure.RetryAfter, retryAfter(response.Header))
		return result, failure
	case !whole:
		return result, &Failure{Kind: TooLarge, Err: fmt.Errorf("the answer is longer than %d MiB, which is not read", maxBody>>20)}
	}
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return result, &Failure{Kind: Unexpected, Err: errors.New("the answer is compressed although that was not asked for")}
	}
	if reader.Header != nil {
		reader.Header(response.Header)
	}
	result, err = reader.Read(body)
	if err == nil {
		return result, nil
	}
	if !errors.As(err, &failure) {
		failure = &Failure{Kind: Unexpected, Err: fmt.Errorf("%w (%s)", err, describe(response, body))}
		if len(body) == 0 || errors.Is(err, io.ErrUnexpectedEOF) {
			failure.Kind = Truncated
		}
	}
	return result, failure
}

// mayRefuseKey tells whether a status may mean that the key was refused.
func mayRefuseKey(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}

// describe says what kind of answer could not be understood. Its content is
// left out: it may be anything, also something that nobody should see.
func describe(response *http.Response, body []byte) string {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil || len(kind) > 60 {
		kind = "no content type"
	}
	return fmt.Sprintf("HTTP status %d, %s, %d bytes", response.StatusCode, kind, len(body))
}

// sleep waits, or returns why the context ended before.
func sleep(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
