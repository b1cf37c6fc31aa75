// Package transport sends signed requests to one cloud and brings back whole
// answers or failures that say what happened.
//
// Timeouts, limits, retries, throttling and the removal of secrets from errors
// are in this package alone. The client of a cloud decides what is sent, and what
// an answer means.
package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	// maxBody bounds what is read of one answer unless Options say otherwise. The
	// largest answer that the known APIs can give is a list served whole to a
	// client that asked for a page; 32 MiB is some 80,000 rows.
	maxBody = 32 << 20

	// maxAnnounced bounds the memory that is set aside for a body because of the
	// length that its header announces.
	maxAnnounced = 4 << 20

	// maxErrorBody bounds what is read of an answer that is not a success.
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

	// MaxBody bounds what is read of one answer, in bytes. 0 means 32 MiB.
	MaxBody int64

	// Direct is set if no proxy may be used, whatever the environment says: for
	// the addresses that only the machine itself can reach. Plain http never
	// goes through a proxy.
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

	// Status is the HTTP status, or 0 if no answer came.
	Status int

	RequestID string
	Duration  time.Duration
}

// Client sends the calls to one cloud. It is safe for concurrent use.
type Client struct {
	options   Options
	base      schemes
	admission *admission
}

// New returns a client. Https goes through the proxies that the environment
// names, as in other Go programs, and plain http through none. Nothing is sent
// or connected before the first call.
func New(options Options) *Client {
	if options.MaxBody == 0 {
		options.MaxBody = maxBody
	}
	return &Client{options: options, base: newSchemes(options, net.Dialer{}), admission: newAdmission(options.Concurrency)}
}

// Call is one call of an API.
type Call struct {
	// Operation, Region and Host name the call in errors.
	Operation, Region, Host string

	// Page is the number of the list's page, from 1, for logs.
	Page int

	// Permission is the action that the caller must be allowed, for errors.
	Permission string

	// Created is set if the API documents that a success has the HTTP status 201.
	// Others have 200.
	Created bool

	// Build returns a request that is ready to be sent, signed or not. It is called
	// again for each try, so that no signature is sent twice.
	Build func(context.Context) (*Request, error)

	// Renew, if set, is called if the key that signed was refused. It reports
	// whether Build may sign with a better one now. A call is renewed
	// once.
	Renew func() bool
}

// Request is a request that is ready to be sent.
type Request struct {
	// HTTP is the request. Its context is set when it is sent.
	HTTP *http.Request

	// KeyID is the id of the access key that signed the request, or empty if
	// none did, and KeySource says where the key came from.
	KeyID, KeySource string

	// Secrets are the texts that must not be shown: the secret key, the
	// security token, the signature.
	Secrets []string
}

// Decoder turns answers into results. It is what a cloud knows about its APIs.
type Decoder[T any] struct {
	// Decode decodes the body of an answer with a status of the 200s, also of one
	// whose status says that it is not whole and whose result is not used. It may turn
	// out to be a failure all the same: the error is a *Failure with what the
	// API said, or any other error for a body that cannot be understood, which
	// is an io.ErrUnexpectedEOF if it ended too early.
	Decode func(body []byte) (T, error)

	// Header, if set, is called with the header of the same answer before Decode.
	Header func(http.Header)

	// Explain says what the body of any other answer means. It is given the
	// beginning of the body.
	Explain func(body []byte, status int) *Failure
}

// Do sends a call until it succeeds, fails for good, or has been tried again as
// often as the options allow. The error is always a *Failure.
func Do[T any](ctx context.Context, c *Client, call Call, decoder Decoder[T]) (T, error) {
	delays := backoff.ExponentialBackOff{
		InitialInterval:     firstDelay,
		RandomizationFactor: 1,
		Multiplier:          2,
		MaxInterval:         maxDelay / 2,
	}
	for try := 1; ; try++ {
		result, failure, renewed := once(ctx, c, call, try, decoder)
		if failure == nil {
			return result, nil
		}
		if renewed {
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

// once sends a call once. It returns whether the key was refused and there is a
// better one now, so that the call is to be sent again.
func once[T any](ctx context.Context, c *Client, call Call, try int, decoder Decoder[T]) (result T, failure *Failure, renewed bool) {
	ticket, refusal, err := c.admission.enter(ctx)
	if refusal != nil {
		return result, refusal, false
	}
	if err != nil {
		return result, &Failure{Kind: Stopped, Err: err}, false
	}
	defer func() { c.admission.leave(ticket, failure, renewed) }()

	request, err := call.Build(ctx)
	if err != nil {
		return result, Unsigned(ctx, err), false
	}
	begin := time.Now()
	exchange := Exchange{Cloud: c.options.Cloud, Operation: call.Operation, Page: call.Page, Try: try}
	result, failure = send(ctx, c, call.Created, request, &exchange, decoder)
	if failure != nil {
		failure.Status = exchange.Status
		if request.KeyID != "" {
			failure.KeyID, failure.KeySource = maskKeyID(request.KeyID), request.KeySource
		}
		if failure.RequestID == "" {
			failure.RequestID = exchange.RequestID
		}
		conceal(failure, request)
		exchange.RequestID = failure.RequestID
		renewed = failure.Kind.mayRenew() && call.Renew != nil && call.Renew()
	}
	exchange.Duration = time.Since(begin)
	if c.options.Observe != nil {
		c.options.Observe(ctx, exchange)
	}
	return result, failure, renewed
}

// Unsigned returns the failure of a call that could not be signed. It does not say
// which call that is.
func Unsigned(ctx context.Context, err error) *Failure {
	if ctx.Err() != nil {
		return &Failure{Kind: Stopped, Err: context.Cause(ctx)}
	}
	failure := &Failure{Kind: NoCredentials, Err: err}
	var step *Failure
	if errors.As(err, &step) {
		failure.OutOfTime = step.OutOfTime
	}
	return failure
}

// errExchangeTimeout is why the context of one exchange ended when the
// exchange itself took too long, and not its caller.
var errExchangeTimeout = errors.New("the exchange took longer than request_timeout")

// send sends one request and reads its answer. The request's context is set
// here; no redirect is followed, and the transport is used without an
// http.Client, whose errors would quote the signed URL.
func send[T any](
	ctx context.Context, c *Client, created bool, request *Request, exchange *Exchange, decoder Decoder[T],
) (result T, failure *Failure) {
	limited, cancel := context.WithTimeoutCause(ctx, c.options.Timeout, errExchangeTimeout)
	defer cancel()

	response, err := c.base.RoundTrip(request.HTTP.WithContext(limited))
	if err != nil {
		return result, explainError(ctx, limited, err)
	}
	defer response.Body.Close()
	exchange.Status = response.StatusCode
	exchange.RequestID = requestID(response.Header, append(request.Secrets, request.KeyID))
	result, failure = receive(ctx, limited, c.options.MaxBody, created, response, decoder)
	if failure != nil {
		failure.heed(response.Header)
	}
	return result, failure
}

// receive reads an answer, of which it takes up to limit bytes.
func receive[T any](
	ctx, limited context.Context, limit int64, created bool, response *http.Response, decoder Decoder[T],
) (result T, failure *Failure) {
	if response.StatusCode < 200 {
		// The connection is no longer HTTP's, and a context does not stop reads of its body.
		return result, &Failure{Kind: Unexpected, Err: errors.New("the host leaves HTTP, which was not asked for")}
	}
	if response.StatusCode >= 300 && response.StatusCode <= 399 {
		return result, &Failure{Kind: Redirected, Err: fmt.Errorf("the answer redirects to %s, and redirects are not followed",
			redirectTarget(response))}
	}

	success := response.StatusCode <= 299
	if success && !mayBeWhole(response.StatusCode, created) {
		return result, explainPart(ctx, limited, limit, response, decoder)
	}
	if !success {
		limit = min(limit, maxErrorBody)
	}
	body, err := readBody(response, limit+1)
	whole := int64(len(body)) <= limit
	switch {
	case err != nil && (limited.Err() != nil || !KindOfStatus(response.StatusCode).Transient()) &&
		(ctx.Err() != nil || !mayRefuseKey(response.StatusCode)):
		// An answer that was cut off may be complete the next time. It is not sent
		// again if the key may be what was refused: that could lock the key.
		return result, explainError(ctx, limited, err)
	case !success:
		return result, decoder.Explain(body[:min(int64(len(body)), limit)], response.StatusCode)
	case !whole:
		return result, &Failure{Kind: TooLarge, Err: fmt.Errorf("the answer is longer than %s, which is not read", size(limit))}
	}
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return result, &Failure{Kind: Unexpected, Err: errors.New("the answer is compressed although that was not asked for")}
	}
	if decoder.Header != nil {
		decoder.Header(response.Header)
	}
	result, err = decoder.Decode(body)
	if err == nil {
		return result, nil
	}
	if !errors.As(err, &failure) {
		failure = &Failure{Kind: Unexpected, Err: fmt.Errorf("%w (%s)", err, describe(response, body))}
		switch {
		case len(body) == 0:
			failure.Kind = Empty
		case errors.Is(err, io.ErrUnexpectedEOF):
			failure.Kind = Truncated
		}
	}
	return result, failure
}

// mayBeWhole reports whether a status of the 200s may come with a whole answer, or
// with none at all, which is tried again. The others are parts of answers,
// answers that a proxy changed, several in one, and answers that are not ready.
func mayBeWhole(status int, created bool) bool {
	return status == http.StatusOK || status == http.StatusNoContent || status == http.StatusCreated && created
}

// explainPart explains an answer whose status does not stand for a whole one. It
// is never a success, but it may be a failure in the API's words: of these
// nothing is lost, if there is a code.
func explainPart[T any](ctx, limited context.Context, limit int64, response *http.Response, decoder Decoder[T]) *Failure {
	body, err := readBody(response, min(limit, maxErrorBody))
	if err != nil && limited.Err() != nil {
		return explainError(ctx, limited, err)
	}
	if len(body) > 0 {
		var failure *Failure
		if _, err := decoder.Decode(body); errors.As(err, &failure) && failure.Code != "" {
			return failure
		}
	}
	return &Failure{Kind: Unexpected, Err: fmt.Errorf("HTTP status %d %s does not stand for a whole answer",
		response.StatusCode, http.StatusText(response.StatusCode))}
}

// readBody reads up to a number of bytes of a body. A body of the announced
// length takes no more memory than it needs.
func readBody(response *http.Response, limit int64) ([]byte, error) {
	var buffer bytes.Buffer
	if announced := min(response.ContentLength, limit, maxAnnounced); announced > 0 {
		buffer.Grow(int(announced) + bytes.MinRead)
	}
	_, err := buffer.ReadFrom(io.LimitReader(response.Body, limit))
	return buffer.Bytes(), err
}

// size writes a number of bytes.
func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

// mayRefuseKey reports whether a status may mean that the key was refused.
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
