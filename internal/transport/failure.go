package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind is what went wrong with a call, as far as the person who reads the
// error needs to tell the cases apart.
type Kind int

// The kinds of failure. Transient reports which of them are tried again.
const (
	// Unexpected is an answer that is not what the API documents.
	Unexpected Kind = iota
	// Truncated is an answer that ended too early.
	Truncated
	// Empty is an answer without a body that should have one.
	Empty
	// TooLarge is an answer longer than the limit.
	TooLarge
	// Redirected is an answer that points elsewhere. Redirects are never
	// followed, for they would carry signed requests to another host.
	Redirected
	// BadKey is an access key that is unknown, disabled or does not match its
	// secret.
	BadKey
	// BadToken is a security token that has expired, is malformed or belongs
	// to another key.
	BadToken
	// Clock is a request whose time was too far from the server's.
	Clock
	// Denied is a key that is known but not allowed to do this.
	Denied
	// BadParameter is a parameter that the API refused.
	BadParameter
	// WrongEndpoint is a host that does not serve this API.
	WrongEndpoint
	// Refused is any other refusal by the API.
	Refused
	// Throttled is a call that came too soon after others.
	Throttled
	// Unavailable is a server that could not answer just now.
	Unavailable
	// NonceUsed is a signature nonce that the server had seen before.
	NonceUsed
	// Unresolved is a host name that does not resolve, or resolves to where
	// plain http is not sent.
	Unresolved
	// Unreachable is a host, or a proxy, that does not take the connection.
	Unreachable
	// Untrusted is a TLS handshake that failed.
	Untrusted
	// Disconnected is a connection that broke before the answer was complete.
	Disconnected
	// TimedOut is an exchange that took longer than request_timeout.
	TimedOut
	// Stopped is a call whose caller stopped waiting: its time ran out, or the
	// run was interrupted. Err says which.
	Stopped
	// NoCredentials is a call that could not be signed.
	NoCredentials
)

// Transient reports whether trying the same call again may help.
func (k Kind) Transient() bool {
	switch k {
	case Truncated, Empty, Throttled, Unavailable, NonceUsed, Unreachable, Disconnected, TimedOut:
		return true
	}
	return false
}

// mayRenew reports whether the failure may only mean that a temporary key has
// expired. Clouds forget the ids of such keys, so that an old one
// may be reported as unknown.
func (k Kind) mayRenew() bool { return k == BadKey || k == BadToken }

// KindOfStatus returns what an HTTP status means if the answer says nothing else.
func KindOfStatus(status int) Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return Throttled
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return Unavailable
	case status == http.StatusUnauthorized:
		return BadKey
	case status == http.StatusForbidden:
		return Denied
	case status == http.StatusNotFound:
		return WrongEndpoint
	case status == http.StatusBadRequest:
		return BadParameter
	case status == http.StatusProxyAuthRequired:
		return Unreachable
	}
	return Refused
}

// Failure says how one call failed. It is the only error that Do returns.
// Nothing in it holds a secret: Do removes them before it returns.
type Failure struct {
	Kind Kind

	// Cloud, Operation, Region and Host say which call it was.
	Cloud, Operation, Region, Host string

	// Status is the HTTP status, or 0 if no answer came.
	Status int

	// Code, Message and RequestID are the API's own, if it gave them.
	Code, Message, RequestID string

	// Diagnosis is what the API gives to explain a denial, encoded by the API.
	Diagnosis string

	// Permission is the action that the caller must be allowed.
	Permission string

	// KeySource says where the access key came from, and KeyID is the last
	// four characters of its id behind asterisks.
	KeySource, KeyID string

	// Tries counts how often the call was sent.
	Tries int

	// RetryAfter is how long the API asks to wait, or 0.
	RetryAfter time.Duration

	// ClockSkew is how far the server's clock was ahead of this one's.
	ClockSkew time.Duration

	// OutOfTime is set if the call would have been tried again with
	// more time.
	OutOfTime bool

	// Err is the cause, if it is not the API's answer. If the call could
	// not be signed because signing in failed, the failure of that call is in
	// it.
	Err error
}

// refusesKey reports whether the failure means that the key itself is not valid, or
// that there is none, so that no other call can succeed. It does not mean that if signing
// in may work the next time, or if its caller ran out of time.
func (f *Failure) refusesKey() bool {
	switch f.Kind {
	case BadKey, BadToken, Clock:
		return true
	case NoCredentials:
		return definite(f.Err)
	}
	return false
}

// definite reports whether an error of signing in would come again. A step of it
// that failed says so by its kind; an error that is of no step is about what
// there is to sign in with.
func definite(err error) bool {
	var step *Failure
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	case !errors.As(err, &step):
		return true
	}
	switch step.Kind {
	case Denied, BadParameter, WrongEndpoint, Refused:
		return true
	}
	return step.refusesKey()
}

func (f *Failure) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s at %s", f.Cloud, f.Operation, f.Host)
	if f.Status != 0 {
		fmt.Fprintf(&text, ": HTTP status %d", f.Status)
	}
	for _, part := range []string{f.Code, f.Message} {
		if part != "" {
			text.WriteString(": " + part)
		}
	}
	if f.Err != nil {
		text.WriteString(": " + f.Err.Error())
	}
	if f.RequestID != "" {
		text.WriteString(" (request id " + f.RequestID + ")")
	}
	return text.String()
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }
