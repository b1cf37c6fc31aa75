package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/dns/dnsmessage"
)

// recorded is what was seen, in order. It is safe for concurrent use.
type recorded struct {
	mu    sync.Mutex
	texts []string
}

func (r *recorded) add(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts = append(r.texts, text)
}

func (r *recorded) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts = nil
}

func (r *recorded) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.texts
}

// resolver returns a resolver that knows these names and IPv4 addresses, and no
// others.
func resolver(t *testing.T, names map[string][]string) *net.Resolver {
	t.Helper()
	var config net.ListenConfig
	server, err := config.ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		query := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(query)
			if err != nil {
				return // it was closed
			}
			var message dnsmessage.Message
			if message.Unpack(query[:n]) != nil || len(message.Questions) != 1 {
				continue
			}
			question := message.Questions[0]
			addresses, known := names[strings.TrimSuffix(question.Name.String(), ".")]
			message.Response, message.RecursionAvailable, message.Additionals = true, true, nil
			if !known {
				message.RCode = dnsmessage.RCodeNameError
			}
			for _, address := range addresses {
				if question.Type == dnsmessage.TypeA {
					message.Answers = append(message.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class},
						Body:   &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()},
					})
				}
			}
			if answer, err := message.Pack(); err == nil {
				_, _ = server.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// connecting returns a client whose connections the dialer makes.
func connecting(t *testing.T, options Options, dialer net.Dialer) *Client {
	t.Helper()
	options.Timeout, options.Concurrency = 5*time.Second, 1
	client := New(options)
	client.base = newSchemes(options, dialer)
	t.Cleanup(func() {
		client.base.https.CloseIdleConnections()
		client.base.http.CloseIdleConnections()
	})
	return client
}

// get sends a GET request, and returns the answer.
func get(t *testing.T, client *Client, url string) (string, *Failure) {
	t.Helper()
	call := Call{Build: func(ctx context.Context) (*Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		return &Request{HTTP: request}, err
	}}
	got, err := Do(t.Context(), client, call, Decoder[string]{Decode: func(body []byte) (string, error) { return string(body), nil }})
	if err == nil {
		return got, nil
	}
	var failure *Failure
	if !errors.As(err, &failure) {
		t.Fatalf("no failure: %v", err)
	}
	return got, failure
}

// TestPlainByAddress checks that plain http is sent to the addresses of this
// machine and its network link, whatever a name pretends, and that TLS is not
// held to that.
func TestPlainByAddress(t *testing.T) {
	names := resolver(t, map[string][]string{
		"here.example":      {"127.0.0.1"},
		"both.example":      {"192.0.2.7", "127.0.0.1"},
		"any.example":       {"0.0.0.0"}, // which leads to this machine, and is not one of its addresses
		"elsewhere.example": {"192.0.2.7"},
		"private.example":   {"10.1.2.3"},
		"metadata.example":  {"100.100.100.200"},
		"nowhere.example":   {},
	})
	var arrived recorded
	note := func(server *httptest.Server) string {
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				arrived.add(server.URL[:strings.Index(server.URL, ":")])
			}
		}
		t.Cleanup(server.Close)
		return server.Listener.Addr().String()[len("127.0.0.1"):]
	}
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "an answer") })
	plain, secure := httptest.NewUnstartedServer(answer), httptest.NewUnstartedServer(answer)
	plainPort, securePort := note(plain), note(secure)
	plain.Start()
	secure.StartTLS()

	refused := func(name, address string) string {
		return "nothing was sent: " + name + " resolves to " + address + ", and plain http is sent to loopback and link-local addresses only"
	}
	tests := []struct {
		url     string
		kind    Kind
		err     string
		arrived []string
	}{
		{"http://127.0.0.1" + plainPort, 0, "", []string{"http"}},
		{"http://0.0.0.0" + plainPort, 0, "", []string{"http"}}, // as it was named
		{"http://here.example" + plainPort, 0, "", []string{"http"}},
		{"http://both.example" + plainPort, 0, "", []string{"http"}},
		{"http://any.example" + plainPort, Unresolved, refused("any.example", "0.0.0.0"), nil},
		{"http://elsewhere.example" + plainPort, Unresolved, refused("elsewhere.example", "192.0.2.7"), nil},
		{"http://private.example", Unresolved, refused("private.example", "10.1.2.3"), nil},
		{"http://metadata.example", Unresolved, refused("metadata.example", "100.100.100.200"), nil},
		{"http://unknown.example", Unresolved, "no such host", nil},
		{"http://nowhere.example", Unresolved, "no such host", nil},
		{"https://any.example" + securePort, Untrusted, "certificate", []string{"https"}},
	}
	for _, test := range tests {
		t.Run(strings.NewReplacer(plainPort, "", securePort, "").Replace(test.url), func(t *testing.T) {
			arrived.reset()
			got, failure := get(t, connecting(t, Options{Retries: 3}, net.Dialer{Resolver: names}), test.url)
			switch {
			case test.err == "":
				if got != "an answer" || failure != nil {
					t.Errorf("got %q, %+v", got, failure)
				}
			case failure == nil || failure.Kind != test.kind || failure.Tries != 1 || !strings.Contains(failure.Err.Error(), test.err):
				t.Errorf("got %q, %+v, want kind %d, %s", got, failure, test.kind, test.err)
			}
			if diff := cmp.Diff(test.arrived, arrived.all()); diff != "" {
				t.Errorf("connections (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCheckPlain checks which addresses a name may have for plain http.
func TestCheckPlain(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:1": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"169.254.0.1:80": true, "169.254.169.254:80": true, "169.254.170.2:80": true, "[fe80::1]:80": true, "[fe80::1%eth0]:80": true,
		"[febf::1]:80": true, "[::ffff:169.254.1.1]:80": true,
		"0.0.0.0:80": false, "[::]:80": false, "10.0.0.1:80": false, "172.16.0.1:80": false, "192.168.0.1:80": false,
		"169.253.255.255:80": false, "169.255.0.0:80": false, "128.0.0.1:80": false, "126.255.255.255:80": false,
		"100.100.100.200:80": false, "8.8.8.8:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
		"[fec0::1]:80": false, "[fd00::1]:80": false, "[2001:db8::1]:80": false,
		"[ff02::1]:80": false, "[::ffff:10.0.0.1]:80": false, "[::127.0.0.1]:80": false,
		"": false, "localhost:80": false, "127.0.0.1": false,
	} {
		if err := checkPlain("a.example", address); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// TestNoProxy lets a proxy listen that is named everywhere: plain http never
// arrives there, nor does anything of a client that must not use one.
func TestNoProxy(t *testing.T) {
	var asked, tried recorded
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.add(r.Method + " " + r.RequestURI)
		fmt.Fprint(w, "a key of the proxy's")
	}))
	t.Cleanup(proxy.Close)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "an answer") }))
	t.Cleanup(host.Close)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
		t.Setenv(strings.ToLower(name), proxy.URL)
	}
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	t.Setenv("REQUEST_METHOD", "")

	elsewhere := errors.New("no test connects elsewhere")
	dialer := net.Dialer{
		Resolver: resolver(t, map[string][]string{"here.example": {"127.0.0.1"}}),
		Control: func(_, address string, _ syscall.RawConn) error {
			tried.add(address)
			if strings.HasPrefix(address, "127.0.0.1:") {
				return nil
			}
			return elsewhere
		},
	}
	name := "http://here.example" + strings.TrimPrefix(host.URL, "http://127.0.0.1")
	through := strings.TrimPrefix(proxy.URL, "http://")
	tests := []struct {
		url          string
		direct       bool
		want         string
		asked, tried []string
	}{
		{"http://169.254.7.7/key", false, "", nil, []string{"169.254.7.7:80"}},
		{"http://100.100.100.200/key", false, "", nil, []string{"100.100.100.200:80"}},
		{"http://169.254.7.7/key", true, "", nil, []string{"169.254.7.7:80"}},
		{name, false, "an answer", nil, nil}, // the dialer's own check takes the place of the test's
		{name, true, "an answer", nil, nil},
		{"https://169.254.7.7/key", true, "", nil, []string{"169.254.7.7:443"}},
		{"https://169.254.7.7/key", false, "", []string{"CONNECT 169.254.7.7:443"}, []string{through}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s/direct=%t", test.url, test.direct), func(t *testing.T) {
			asked.reset()
			tried.reset()
			got, failure := get(t, connecting(t, Options{Direct: test.direct}, dialer), test.url)
			if got != test.want || (failure == nil) != (test.want != "") {
				t.Errorf("got %q, %+v", got, failure)
			}
			if diff := cmp.Diff(test.asked, asked.all()); diff != "" {
				t.Errorf("the proxy was asked (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.tried, tried.all()); diff != "" {
				t.Errorf("tried (-want +got):\n%s", diff)
			}
		})
	}
}
