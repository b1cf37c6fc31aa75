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

// OperationCredentialsURI names the request to a credentials URI in errors.
const OperationCredentialsURI = "GET credentials URI"

const (
	// metadataTimeout bounds one exchange with a metadata service. It is on the
	// machine itself; if it is not, nothing answers at all.
	metadataTimeout = 3 * time.Second

	// metadataRetries bounds how often a metadata service is asked again.
	metadataRetries = 2

	// metadataBody bounds what is read of an answer of a metadata service, and
	// remoteBody that of any other.
	metadataBody = 64 << 10
	remoteBody   = 1 << 20
)

// Options are what all requests to sign in to one cloud have in common.
type Options struct {
	// Transport is how calls are sent to the cloud's APIs. Its Concurrency does not
	// matter: requests to sign in are sent one at a time.
	Transport transport.Options

	// UserAgent is sent with each request.
	UserAgent string

	// Metadata is where the cloud's servers find their metadata service.
	Metadata transport.Endpoint
}

// Client sends requests to one service.
type Client struct {
	Transport *transport.Client
	UserAgent string
}

// NewClient returns a client for a service that is reached as the cloud's APIs are.
// Each step of signing in has its own: a key that one service refused says nothing
// about the next.
func (o Options) NewClient() *Client {
	options := o.Transport
	options.Concurrency, options.MaxBody = 1, remoteBody
	return &Client{transport.New(options), o.UserAgent}
}

// NewMetadataClient returns a client for the metadata service, which is never
// reached through a proxy and has to answer soon.
func (o Options) NewMetadataClient() *Client {
	options := o.Transport
	options.Concurrency, options.Direct, options.MaxBody = 1, true, metadataBody
	options.Timeout = min(options.Timeout, metadataTimeout)
	options.Retries = min(options.Retries, metadataRetries)
	return &Client{transport.New(options), o.UserAgent}
}

// Request is a request that no access key signs.
type Request struct {
	// Operation names the request in errors.
	Operation string

	Method   string
	Endpoint transport.Endpoint

	// Path is the path of the URL, and its query if there is one.
	Path string

	Header map[string]string
	Body   []byte

	// Created is that of transport.Call.
	Created bool

	// Secrets are the texts in it that must not be shown.
	Secrets []string
}

// Do sends a request that no access key signs.
func Do[T any](ctx context.Context, client *Client, request Request, decoder transport.Decoder[T]) (T, error) {
	return transport.Do(ctx, client.Transport, transport.Call{
		Operation: request.Operation,
		Host:      request.Endpoint.Host,
		Created:   request.Created,
		Build: func(ctx context.Context) (*transport.Request, error) {
			url := request.Endpoint.String() + request.Path
			built, err := http.NewRequestWithContext(ctx, request.Method, url, bytes.NewReader(request.Body))
			if err != nil {
				return nil, errors.New("the URL is malformed") // the error quotes it
			}
			built.Header.Set("User-Agent", client.UserAgent)
			for name, value := range request.Header {
				built.Header.Set(name, value)
			}
			return &transport.Request{HTTP: built, Secrets: request.Secrets}, nil
		},
	}, decoder)
}

// Decoder decodes answers in JSON. Decode turns the body of a success into a result.
func Decoder[T any](explain transport.Explain, decode func(body []byte) (T, error)) transport.Decoder[T] {
	return transport.Decoder[T]{Decode: decode, Explain: explain.Body}
}

// SignedRequest is a request that an access key signs.
type SignedRequest[T any] struct {
	// Call names the call in errors.
	Call transport.Call

	// Sign builds the request and signs it with a key, and Sent are the texts in it
	// that a user wrote: services repeat what they were sent.
	Sign func(ctx context.Context, key credential.Key) (*transport.Request, error)
	Sent []string

	// Decode turns the body of a success into a result; source is where the key
	// came from. Explain says what any other answer means.
	Decode  func(body []byte, source string) (T, error)
	Explain transport.Explain
}

// AssumeRole returns the credentials that a service gives in return for others.
func (o Options) AssumeRole(base *Credentials, request SignedRequest[credential.Key]) *Credentials {
	client := o.NewClient()
	credentials := NewCredentials(func(ctx context.Context) (credential.Key, error) {
		key, issued, err := request.do(ctx, client, base)
		if err == nil {
			base.Accepted(key)
		}
		return issued, err
	})
	credentials.Region, credentials.ProjectID, credentials.STS = base.Region, base.ProjectID, base.STS
	return credentials
}

// Identify returns what asks whose a key is. The request depends on the
// credentials, because a profile may say where to send it.
func (o Options) Identify(request func(*Credentials) (SignedRequest[credential.Identity], error)) Identify {
	client := o.NewClient()
	return func(ctx context.Context, credentials *Credentials) (credential.Key, credential.Identity, error) {
		request, err := request(credentials)
		if err != nil {
			return credential.Key{}, credential.Identity{}, err
		}
		decode := request.Decode
		request.Decode = func(body []byte, source string) (credential.Identity, error) {
			identity, err := decode(body, source)
			if err == nil && identity.AccountID == "" {
				err = errors.New("the answer does not say whose the key is")
			}
			return identity, err
		}
		return request.do(ctx, client, credentials)
	}
}

// do sends the request, signed with the key of some credentials, and returns that
// key and the result. A key that is refused is replaced once.
func (r SignedRequest[T]) do(ctx context.Context, client *Client, credentials *Credentials) (key credential.Key, result T, err error) {
	// Once before the call, so that if this fails the error is not one of the
	// call.
	if key, err = credentials.Retrieve(ctx); err != nil {
		return key, result, err
	}
	call, hidden := r.Call, credential.Hidden(r.Sent...)
	call.Build = func(ctx context.Context) (*transport.Request, error) {
		if key, err = credentials.Retrieve(ctx); err != nil {
			return nil, err
		}
		signed, err := r.Sign(ctx, key)
		if err == nil {
			signed.Secrets = append(signed.Secrets, hidden...)
		}
		return signed, err
	}
	call.Renew = func() bool { return credentials.Invalidate(key) }
	decoder := Decoder(r.Explain, func(body []byte) (T, error) { return r.Decode(body, key.Source) })
	result, err = transport.Do(ctx, client.Transport, call, decoder)
	return key, result, err
}

// TemporaryKey is a temporary key as a service gives it.
type TemporaryKey struct {
	ID, Secret, Token string

	// Expiration is when it expires, in RFC 3339. Anything else means that it is
	// not known.
	Expiration string

	// Tokenless is set for keys that have no security token.
	Tokenless bool
}

// Key returns the key, or an error if a part of it is missing.
func (t TemporaryKey) Key(source string) (credential.Key, error) {
	key := credential.Key{ID: t.ID, Secret: t.Secret, Token: t.Token, Source: source}
	if t.ID == "" || t.Secret == "" || t.Token == "" && !t.Tokenless {
		return key, errors.New("the answer does not hold a whole temporary key")
	}
	if expires, err := time.Parse(time.RFC3339, t.Expiration); err == nil {
		key.Expires = expires
	}
	return key, nil
}

// DecodeWord reads an answer that is one word, such as a token or a name.
func DecodeWord(body []byte) (string, error) {
	word := strings.TrimSpace(string(body))
	if word == "" || !credential.Printable(word) || strings.ContainsAny(word, "<>{}") {
		return "", errors.New("the answer is not the one word that was asked for")
	}
	return word, nil
}
