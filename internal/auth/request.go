package auth

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

const (
	// metadataTimeout bounds one exchange with a metadata service. It is on
	// the machine itself, and where it is not, nothing answers at all.
	metadataTimeout = 3 * time.Second

	// metadataRetries bounds how often a metadata service is asked again.
	metadataRetries = 2

	// metadataBody bounds what is read of an answer of a metadata service, and
	// remoteBody that of any other.
	metadataBody = 64 << 10
	remoteBody   = 1 << 20
)

// Settings are what all calls to sign in to one cloud have in common.
type Settings struct {
	// Options are those of the calls to the cloud's APIs. How many may be in
	// flight is of no matter: calls to sign in go one at a time.
	transport.Options

	// UserAgent is sent with each request.
	UserAgent string

	// Metadata is where the cloud's servers find their metadata service.
	Metadata transport.Endpoint
}

// Remote returns a client for a service that is reached as the cloud's APIs
// are. Each step of a sign-in has its own: a key that one service refused says
// nothing about the next.
func (s Settings) Remote() *transport.Client {
	options := s.Options
	options.Concurrency, options.MaxBody = 1, remoteBody
	return transport.New(options)
}

// Local returns a client for the metadata service, which is never reached
// through a proxy, and is given up soon.
func (s Settings) Local() *transport.Client {
	options := s.Options
	options.Concurrency, options.Direct, options.MaxBody = 1, true, metadataBody
	options.Timeout = min(options.Timeout, metadataTimeout)
	options.Retries = min(options.Retries, metadataRetries)
	return transport.New(options)
}

// Plain is a request that no access key signs.
type Plain struct {
	// Operation names the request in errors.
	Operation string

	Method   string
	Endpoint transport.Endpoint

	// Path is the path of the URL, with a query where there is one.
	Path string

	Header map[string]string
	Body   []byte

	// Created is that of transport.Call.
	Created bool

	// Secrets are the texts in it that must not be shown.
	Secrets []string
}

// Call returns the call that sends the request.
func (p Plain) Call(settings Settings) transport.Call {
	return transport.Call{
		Operation: p.Operation,
		Host:      p.Endpoint.Host,
		Created:   p.Created,
		Sign: func(ctx context.Context) (*transport.Signed, error) {
			request, err := http.NewRequestWithContext(ctx, p.Method, p.Endpoint.String()+p.Path, bytes.NewReader(p.Body))
			if err != nil {
				return nil, errors.New("the URL is malformed") // the error quotes it
			}
			request.Header.Set("User-Agent", settings.UserAgent)
			for name, value := range p.Header {
				request.Header.Set(name, value)
			}
			return &transport.Signed{Request: request, Secrets: p.Secrets}, nil
		},
	}
}

// Reader reads answers in JSON. Decode turns the body of a success into a
// result.
func Reader[T any](explain transport.Explain, decode func(body []byte) (T, error)) transport.Reader[T] {
	return transport.Reader[T]{Read: decode, Explain: explain.Body}
}

// Request is a request that an access key signs.
type Request[T any] struct {
	// Call names the call in errors.
	Call transport.Call

	// Sign builds the request and signs it with a key, and Sent are the texts in it
	// that a user wrote: services repeat what they were sent.
	Sign func(ctx context.Context, key credential.Key) (*transport.Signed, error)
	Sent []string

	// Decode turns the body of a success into a result. It is told where the key
	// came from. Explain says what any other answer means.
	Decode  func(body []byte, from string) (T, error)
	Explain transport.Explain
}

// Through returns what a place holds if that is the key that a service gives for
// what another place holds.
func (s Settings) Through(base *Opened, request Request[credential.Key]) *Opened {
	client := s.Remote()
	opened := &Opened{Renewable: true, Region: base.Region, ProjectID: base.ProjectID, STS: base.STS}
	opened.Obtain = func(ctx context.Context) (credential.Key, error) {
		key, issued, err := request.do(ctx, client, base.Session())
		if err == nil {
			base.Session().Accepted(key)
		}
		return issued, err
	}
	return opened
}

// Identify returns what asks whose a key is. The question is made of what the
// key comes from, because a profile may say where to ask it.
func (s Settings) Identify(question func(*Opened) (Request[credential.Identity], error)) Identify {
	client := s.Remote()
	return func(ctx context.Context, opened *Opened) (credential.Key, credential.Identity, error) {
		request, err := question(opened)
		if err != nil {
			return credential.Key{}, credential.Identity{}, err
		}
		decode := request.Decode
		request.Decode = func(body []byte, from string) (credential.Identity, error) {
			identity, err := decode(body, from)
			if err == nil && identity.AccountID == "" {
				err = errors.New("the answer does not say whose the key is")
			}
			return identity, err
		}
		return request.do(ctx, client, opened.Session())
	}
}

// do sends the request, signed with the key of a session, and returns that key
// and the result. A key that is refused is replaced once.
func (r Request[T]) do(ctx context.Context, client *transport.Client, session *Session) (key credential.Key, result T, err error) {
	// Once before the call, so that if this fails the error is not one of the
	// call.
	if key, err = session.Key(ctx); err != nil {
		return key, result, err
	}
	call, hidden := r.Call, credential.Hidden(r.Sent...)
	call.Sign = func(ctx context.Context) (*transport.Signed, error) {
		if key, err = session.Key(ctx); err != nil {
			return nil, err
		}
		signed, err := r.Sign(ctx, key)
		if err == nil {
			signed.Secrets = append(signed.Secrets, hidden...)
		}
		return signed, err
	}
	call.Renew = func() bool { return session.Refused(key) }
	result, err = transport.Do(ctx, client, call, Reader(r.Explain, func(body []byte) (T, error) { return r.Decode(body, key.Source) }))
	return key, result, err
}

// Issued is a temporary key as a service gives it.
type Issued struct {
	ID, Secret, Token string

	// Expiration is when it expires, in RFC 3339. Anything else means that it is
	// not known.
	Expiration string

	// Tokenless is set for keys that have no security token.
	Tokenless bool
}

// Key returns the key. An answer that holds no whole one is an error; there is
// one service that gives keys without a token.
func (i Issued) Key(source string) (credential.Key, error) {
	key := credential.Key{ID: i.ID, Secret: i.Secret, Token: i.Token, Source: source}
	if i.ID == "" || i.Secret == "" || i.Token == "" && !i.Tokenless {
		return key, errors.New("the answer does not hold a whole temporary key")
	}
	if expires, err := time.Parse(time.RFC3339, i.Expiration); err == nil {
		key.Expires = expires
	}
	return key, nil
}

// Word reads an answer that is one word, such as a token or a name.
func Word(body []byte) (string, error) {
	word := strings.TrimSpace(string(body))
	if word == "" || !credential.Printable(word) || strings.ContainsAny(word, "<>{}") {
		return "", errors.New("the answer is not the one word that was asked for")
	}
	return word, nil
}
