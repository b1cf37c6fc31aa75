package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
)

// proxyRefusal is the HTTP status with which a proxy refused to connect.
type proxyRefusal int

func (status proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy answered with HTTP status %d %s", int(status), http.StatusText(int(status)))
}

// explainError turns an error of the connection into a failure. The caller's
// context is asked first: when it has ended, whatever else went wrong followed
// from that.
func explainError(caller, exchange context.Context, err error) *Failure {
	var (
		urlError *url.Error
		dnsError *net.DNSError
		opError  *net.OpError
		refusal  proxyRefusal
		netError net.Error
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		verify   *tls.CertificateVerificationError
		record   tls.RecordHeaderError
		alert    tls.AlertError
		other    elsewhereError
	)
	switch {
	case caller.Err() != nil:
		return &Failure{Kind: Stopped, Err: context.Cause(caller)}
	case exchange.Err() != nil:
		return &Failure{Kind: TimedOut, Err: context.Cause(exchange)}
	}
	if errors.As(err, &urlError) {
		// A url.Error quotes its URL: the signed one, or a proxy's with its
		// password.
		err = urlError.Err
	}
	failure := &Failure{Err: err}
	switch {
	case errors.As(err, &refusal), errors.As(err, &opError) && opError.Op == "proxyconnect":
		failure.Kind = Unreachable
	case strings.Contains(err.Error(), "invalid proxy address"):
		failure.Kind, failure.Err = Unreachable, errors.New("the proxy address in the environment is malformed")
	case errors.As(err, &other):
		failure.Kind, failure.Err = Unresolved, other
	case errors.As(err, &dnsError) && !dnsError.IsTemporary && !dnsError.IsTimeout:
		failure.Kind = Unresolved
	case errors.As(err, &unknown), errors.As(err, &hostname), errors.As(err, &invalid),
		errors.As(err, &verify), errors.As(err, &alert):
		failure.Kind = Untrusted
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		failure.Kind, failure.Err = Untrusted, errors.New("the host does not speak TLS")
	case errors.As(err, &netError) && netError.Timeout():
		failure.Kind = TimedOut
	case errors.As(err, &opError) && opError.Op == "dial":
		failure.Kind = Unreachable
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		failure.Kind = Disconnected
	case strings.Contains(err.Error(), "response headers exceeded"):
		failure.Kind, failure.Err = Unexpected, fmt.Errorf("the header of the answer is longer than %d KiB, which is not read", maxHeader>>10)
	case notHTTP(err):
		// The errors quote what came, which may be any part of what was sent.
		failure.Kind, failure.Err = Unexpected, errors.New("the answer is not HTTP")
	default:
		failure.Kind, failure.Err = Disconnected, errors.New("the connection failed before the answer was complete")
	}
	return failure
}

// notHTTP reports whether an error of net/http is about what the server wrote. Only
// its text shows that: these errors have no types of their own.
func notHTTP(err error) bool {
	for _, part := range []string{
		"malformed", "bad Content-Length", "invalid Content-Length", "unsupported transfer encoding", "too many transfer encodings",
		"invalid byte in chunk length", "chunk", "too many 1xx", "invalid header", "invalid trailer",
	} {
		if strings.Contains(err.Error(), part) {
			return true
		}
	}
	return false
}

// requestID returns the id under which the cloud logged a request, if it looks
// like one: headers may hold anything, also what was sent.
func requestID(header http.Header, secrets []string) string {
	for _, name := range []string{"X-Acs-Request-Id", "X-Request-Id"} {
		id := header.Get(name)
		if len(id) > 100 || strings.IndexFunc(id, func(r rune) bool {
			return r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
		}) >= 0 {
			continue
		}
		if id != "" && !slices.ContainsFunc(secrets, func(secret string) bool { return secret != "" && strings.Contains(id, secret) }) {
			return id
		}
	}
	return ""
}

// redirectTarget names the host that a redirect points to. The rest of the
// location may repeat the signed query.
func redirectTarget(response *http.Response) string {
	if location, err := response.Location(); err == nil {
		if endpoint, err := ParseEndpoint(HTTPS(location.Host).String()); err == nil {
			return endpoint.Host
		}
	}
	return "nowhere"
}

// retryAfter reads the hints of an answer on how long to wait. Retry-After is
// in seconds or a date; the rate-limit headers of Alibaba Cloud hold
// "TimeLeft:<n>" among comma-separated pairs, whose unit is undocumented and
// is taken for milliseconds, as the vendor's own SDK does.
func retryAfter(header http.Header) time.Duration {
	var wait time.Duration
	if text := header.Get("Retry-After"); text != "" {
		if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
			wait = time.Duration(seconds) * time.Second
		} else if at, err := http.ParseTime(text); err == nil {
			wait = time.Until(at)
		}
	}
	for _, name := range []string{"X-Ratelimit-User-Api", "X-Ratelimit-User"} {
		for _, pair := range strings.Split(header.Get(name), ",") {
			left, found := strings.CutPrefix(strings.TrimSpace(pair), "TimeLeft:")
			if !found {
				continue
			}
			if n, err := strconv.ParseUint(left, 10, 32); err == nil {
				wait = max(wait, time.Duration(n)*time.Millisecond)
			}
		}
	}
	return min(max(wait, 0), maxDelay)
}

// clockSkew says how far the server's clock is ahead of this one's, according to
// its Date header.
func clockSkew(header http.Header) time.Duration {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return time.Until(date).Round(time.Second)
}

// heed adds to a failure what the header of its answer says: how long to
// wait, and that the clock is wrong.
func (f *Failure) heed(header http.Header) {
	f.RetryAfter = max(f.RetryAfter, retryAfter(header))
	f.ClockSkew = clockSkew(header)
	if f.Kind == BadKey && f.ClockSkew.Abs() > maxSkew {
		f.Kind = Clock
	}
}

// Explain returns what the fields of an answer that is not a success mean. There
// are none if its body is not a JSON object.
type Explain func(fields map[string]jsontext.Value, status int) *Failure

// Body returns what the body of an answer that is not a success means.
func (explain Explain) Body(body []byte, status int) *Failure {
	fields, err := jsonfields.Decode(body)
	failure := explain(fields, status)
	if err != nil && !failure.Kind.Transient() {
		// A refusal that is not in the cloud's words says nothing about keys,
		// permissions or parameters.
		failure.Kind, failure.Err = Unexpected, fmt.Errorf("the refusal is not one of the API's: %w", err)
	}
	return failure
}

// StatusOf returns the HTTP status that an error code stands for if it is one,
// as in {"code": 429} with the status 200, and the status of the answer
// otherwise.
func StatusOf(code string, status int) int {
	if n, err := strconv.Atoi(code); err == nil && status <= 299 && n >= 400 && n <= 599 {
		return n
	}
	return status
}
