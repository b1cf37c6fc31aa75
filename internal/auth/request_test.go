package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// service notes the requests that it is sent, each as the id of the key that signed
// it, and answers with a key or with the status 401 to a key that it does not know.
type service struct {
	*httptest.Server
	endpoint transport.Endpoint

	mu    sync.Mutex
	asked []string
}

func newService(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.asked = append(s.asked, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Method, r.URL, r.UserAgent()+" "+r.Header.Get("X-Key"), body)))
		s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	var err error
	if s.endpoint, err = transport.ParseEndpoint(s.URL); err != nil {
		t.Fatal(err)
	}
	return s
}

// options are those of the clients of the tests.
func options(metadata transport.Endpoint) auth.Options {
	return auth.Options{
		Transport: transport.Options{Cloud: "A Cloud", Timeout: 5 * time.Second, Concurrency: 8},
		UserAgent: "agent",
		Metadata:  metadata,
	}
}

// explain says that a key is bad, and repeats what the service said.
func explain(fields map[string]jsontext.Value, status int) *transport.Failure {
	kind := transport.Refused
	if status == http.StatusUnauthorized {
		kind = transport.BadKey
	}
	return &transport.Failure{Kind: kind, Code: "Code", Message: string(fields["said"])}
}

// numbered gives the keys "key1", "key2" and so on.
func numbered(renewable bool) *auth.Credentials {
	n := 0
	next := func(context.Context) (credential.Key, error) {
		n++
		return credential.Key{ID: fmt.Sprint("key", n), Secret: "secret", Source: "a test"}, nil
	}
	if !renewable {
		key, _ := next(context.Background())
		return auth.Static(key)
	}
	credentials := auth.NewCredentials(next)
	credentials.Region, credentials.ProjectID, credentials.STS = "region", "project", auth.STS{Region: "sts-region", VPC: true}
	return credentials
}

// roleRequest asks a service for a role's key.
func (s *service) roleRequest(sent ...string) auth.SignedRequest[credential.Key] {
	return auth.SignedRequest[credential.Key]{
		Call: transport.Call{Operation: "AssumeRole", Host: s.endpoint.Host},
		Sent: sent,
		Sign: func(ctx context.Context, key credential.Key) (*transport.Request, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/role", http.NoBody)
			if err == nil {
				request.Header.Set("X-Key", key.ID)
				request.Header.Set("User-Agent", "agent")
			}
			return &transport.Request{HTTP: request, KeyID: key.ID, KeySource: key.Source}, err
		},
		Decode: func(body []byte, source string) (credential.Key, error) {
			return auth.TemporaryKey{ID: "role", Secret: "s", Token: string(body)}.Key("the role by the key from " + source)
		},
		Explain: explain,
	}
}

// TestAssumeRole checks that a refused key is replaced once, that a key of the role
// has the region and the project of what is beneath, and what is not shown.
func TestAssumeRole(t *testing.T) {
	const refusal = "A Cloud AssumeRole at HOST: HTTP status 401: Code: "
	tests := map[string]struct {
		accepts   string // the id of the only key that is accepted
		renewable bool
		asked     []string
		wantError string
	}{
		"accepted":             {"key1", true, []string{"GET /role agent key1"}, ""},
		"the second accepted":  {"key2", true, []string{"GET /role agent key1", "GET /role agent key2"}, ""},
		"none accepted":        {"key3", true, []string{"GET /role agent key1", "GET /role agent key2"}, refusal},
		"a lasting key is not": {"key2", false, []string{"GET /role agent key1"}, refusal},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := newService(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Key") != test.accepts {
					w.WriteHeader(http.StatusUnauthorized)
					_, _ = io.WriteString(w, `{"said": "not `+secret+`, my-role"}`)
					return
				}
				_, _ = io.WriteString(w, "token")
			})
			base := numbered(test.renewable)
			role := options(transport.Endpoint{}).AssumeRole(base, server.roleRequest(secret, "my-role"))
			for range 2 { // the key is kept, and so is a refusal of it
				key, err := role.Retrieve(t.Context())
				if test.wantError == "" {
					want := credential.Key{ID: "role", Secret: "s", Token: "token", Source: "the role by the key from a test"}
					if err != nil || key != want {
						t.Errorf("got %v and %v", key, err)
					}
					continue
				}
				want := strings.ReplaceAll(test.wantError, "HOST", server.endpoint.Host)
				if got := text(err); !strings.HasPrefix(got, want) || strings.Contains(got, secret) || !strings.Contains(got, "my-role") {
					t.Errorf("got the error %q", got)
				}
				break
			}
			if diff := cmp.Diff(test.asked, server.asked); diff != "" {
				t.Errorf("the service was asked (-want +got):\n%s", diff)
			}
			got := []any{role.Region, role.ProjectID, role.STS}
			if diff := cmp.Diff([]any{base.Region, base.ProjectID, base.STS}, got); diff != "" {
				t.Errorf("region, project and STS (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAssumeRoleAcceptsItsBase checks that a key beneath a role that was accepted
// may be replaced again, once the cloud refuses it later.
func TestAssumeRoleAcceptsItsBase(t *testing.T) {
	server := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Key") == "key1" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "{}")
			return
		}
		_, _ = io.WriteString(w, "token")
	})
	base := numbered(true)
	if _, err := options(transport.Endpoint{}).AssumeRole(base, server.roleRequest()).Retrieve(t.Context()); err != nil {
		t.Fatal(err)
	}
	key, err := base.Retrieve(t.Context())
	if err != nil || key.ID != "key2" || !base.Invalidate(key) {
		t.Errorf("the key %s, which replaced another and was accepted, is not replaced: %v", key.ID, err)
	}
}

// TestAssumeRoleWithoutBase checks that credentials which fail are what the error
// is about, and that nothing is sent.
func TestAssumeRoleWithoutBase(t *testing.T) {
	server := newService(t, func(http.ResponseWriter, *http.Request) {})
	failure := errors.New("the profile is broken")
	base := auth.NewCredentials(func(context.Context) (credential.Key, error) { return credential.Key{}, failure })
	_, err := options(transport.Endpoint{}).AssumeRole(base, server.roleRequest()).Retrieve(t.Context())
	if !errors.Is(err, failure) || err.Error() != failure.Error() || server.asked != nil {
		t.Errorf("got %v after the requests %q", err, server.asked)
	}
}

// TestIdentify checks that an answer without an account is an error, and that a
// request which cannot be made is not sent.
func TestIdentify(t *testing.T) {
	noService := errors.New("there is no such service")
	tests := map[string]struct {
		answer    string
		err       error
		want      credential.Identity
		wantError string
		asked     []string
	}{
		"an account":  {"1234", nil, credential.Identity{AccountID: "1234"}, "", []string{"GET /role agent key1"}},
		"no account":  {"", nil, credential.Identity{}, "the answer does not say whose the key is", []string{"GET /role agent key1"}},
		"no question": {"1234", noService, credential.Identity{}, noService.Error(), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := newService(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
			identify := options(transport.Endpoint{}).Identify(func(credentials *auth.Credentials) (auth.SignedRequest[credential.Identity], error) {
				if credentials.Region != "region" {
					t.Errorf("asked for a key of the region %q", credentials.Region)
				}
				request := auth.SignedRequest[credential.Identity]{
					Call: transport.Call{Operation: "GetCallerIdentity", Host: server.endpoint.Host},
					Sign: server.roleRequest().Sign,
					Decode: func([]byte, string) (credential.Identity, error) {
						return credential.Identity{AccountID: test.answer}, nil
					},
					Explain: explain,
				}
				return request, test.err
			})
			key, identity, err := identify(t.Context(), numbered(true))
			if got := text(err); !strings.Contains(got, test.wantError) || (got == "") != (test.wantError == "") {
				t.Errorf("got the error %q", got)
			}
			if test.wantError == "" && (key.ID != "key1" || identity != test.want) {
				t.Errorf("got %v of %q", identity, key.ID)
			}
			if diff := cmp.Diff(test.asked, server.asked); diff != "" {
				t.Errorf("the service was asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDo checks what a request that no key signs sends, that its secrets are not
// shown, and how much of an answer is read of a metadata service and of any other.
func TestDo(t *testing.T) {
	word := auth.Decoder(explain, auth.DecodeWord)
	request := func(s *service, path string) auth.Request {
		return auth.Request{
			Operation: "POST " + path, Method: http.MethodPost, Endpoint: s.endpoint, Path: path,
			Header: map[string]string{"X-Key": "header"}, Body: []byte("body"), Secrets: []string{"hunter2"},
		}
	}
	server := newService(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/refused":
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `{"said": "hunter2 is wrong"}`)
		case "/large":
			_, _ = io.WriteString(w, strings.Repeat("x", 64<<10+1))
		default:
			_, _ = io.WriteString(w, " word\n")
		}
	})
	clients := map[string]*auth.Client{
		"metadata": options(server.endpoint).NewMetadataClient(),
		"remote":   options(server.endpoint).NewClient(),
	}
	for name, client := range clients {
		if got, err := auth.Do(t.Context(), client, request(server, "/path?query"), word); err != nil || got != "word" {
			t.Errorf("%s: got %q and %v", name, got, err)
		}
		if diff := cmp.Diff("POST /path?query agent header body", server.asked[len(server.asked)-1]); diff != "" {
			t.Errorf("%s: the service was asked (-want +got):\n%s", name, diff)
		}
		want := "A Cloud POST /refused at " + server.endpoint.Host + `: HTTP status 403: Code: "*** is wrong"`
		if _, err := auth.Do(t.Context(), client, request(server, "/refused"), word); text(err) != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
		_, err := auth.Do(t.Context(), client, request(server, "/large"), word)
		var failure *transport.Failure
		tooLarge := errors.As(err, &failure) && failure.Kind == transport.TooLarge
		if tooLarge != (name == "metadata") {
			t.Errorf("%s: an answer of more than 64 KiB: %v", name, err)
		}
	}
	broken := request(server, "/path\x7fhunter2")
	broken.Operation = "POST"
	want := "A Cloud POST at " + server.endpoint.Host + ": the URL is malformed"
	if _, err := auth.Do(t.Context(), clients["remote"], broken, word); text(err) != want {
		t.Errorf("a URL that is malformed: %v, want %s", err, want)
	}
}

// TestTemporaryKey checks which keys are whole, and which times of expiry are known.
func TestTemporaryKey(t *testing.T) {
	const incomplete = "the answer does not hold a whole temporary key"
	expires := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	key := func(id, secret, token string, expires time.Time) credential.Key {
		return credential.Key{ID: id, Secret: secret, Token: token, Expires: expires, Source: "a role"}
	}
	tests := map[string]struct {
		issued    auth.TemporaryKey
		want      credential.Key
		wantError string
	}{
		"whole": {
			auth.TemporaryKey{ID: "i", Secret: "s", Token: "t", Expiration: "2026-11-24T12:00:00Z"}, key("i", "s", "t", expires), "",
		},
		"with microseconds": {
			auth.TemporaryKey{ID: "i", Secret: "s", Token: "t", Expiration: "2026-11-24T12:00:00.000000Z"}, key("i", "s", "t", expires), "",
		},
		"no expiry":             {auth.TemporaryKey{ID: "i", Secret: "s", Token: "t"}, key("i", "s", "t", time.Time{}), ""},
		"an unreadable expiry":  {auth.TemporaryKey{ID: "i", Secret: "s", Token: "t", Expiration: "soon"}, key("i", "s", "t", time.Time{}), ""},
		"no id":                 {auth.TemporaryKey{Secret: "s", Token: "t"}, credential.Key{}, incomplete},
		"no secret":             {auth.TemporaryKey{ID: "i", Token: "t"}, credential.Key{}, incomplete},
		"no token":              {auth.TemporaryKey{ID: "i", Secret: "s"}, credential.Key{}, incomplete},
		"no token, as is right": {auth.TemporaryKey{ID: "i", Secret: "s", Tokenless: true}, key("i", "s", "", time.Time{}), ""},
	}
	for name, test := range tests {
		got, err := test.issued.Key("a role")
		if text(err) != test.wantError || err == nil && got != test.want {
			t.Errorf("%s: got %#v and %v", name, got, err)
		}
	}
}

// TestDecodeWord checks that the page of a proxy, or JSON, is not taken for a word.
func TestDecodeWord(t *testing.T) {
	for body, want := range map[string]string{
		"word": "word", " my-role\n": "my-role", "": "", " \n": "", "two words": "", "two\nlines": "", "<html>": "", `{"a":1}`: "", "wörd": "",
	} {
		got, err := auth.DecodeWord([]byte(body))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q and %v", body, got, err)
		}
	}
}
