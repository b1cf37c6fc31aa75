package transport

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// schemes sends requests in the way that the scheme of their URL needs.
type schemes struct{ https, http *http.Transport }

// RoundTrip sends a request.
func (s schemes) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme == "http" {
		return s.http.RoundTrip(request)
	}
	return s.https.RoundTrip(request)
}

// newSchemes returns what sends the requests of a client, over connections that
// the dialer makes.
func newSchemes(options Options, dialer net.Dialer) schemes {
	// An exchange that has ended leaves its connection to be made for the next
	// one. The time-outs end that too.
	dialer.Timeout = options.Timeout
	base := func() *http.Transport {
		return &http.Transport{
			DisableCompression:     true,
			MaxConnsPerHost:        options.Concurrency,
			MaxIdleConnsPerHost:    options.Concurrency,
			IdleConnTimeout:        90 * time.Second,
			MaxResponseHeaderBytes: maxHeader,
		}
	}
	secure := base()
	secure.DialContext = dialer.DialContext
	secure.TLSHandshakeTimeout = options.Timeout
	secure.ForceAttemptHTTP2 = true
	if !options.Direct {
		choose := httpproxy.FromEnvironment().ProxyFunc()
		secure.Proxy = func(request *http.Request) (*url.URL, error) { return choose(request.URL) }
		secure.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
			if response.StatusCode != http.StatusOK {
				return proxyRefusal(response.StatusCode)
			}
			return nil
		}
	}
	plain := base() // and no proxy: it could read what is sent, and answer in the host's place
	plain.DialContext = dialPlain(dialer)
	return schemes{https: secure, http: plain}
}

// dialPlain returns a function that connects to where plain http may be sent:
// to loopback and link-local addresses, and to the address that the URL itself
// names. A name says nothing: what "localhost" is, is up to whoever resolves it.
func dialPlain(dialer net.Dialer) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil {
			if _, err := netip.ParseAddr(host); err != nil {
				dialer := dialer
				dialer.Control = func(_, found string, _ syscall.RawConn) error { return checkPlain(host, found) }
				return dialer.DialContext(ctx, network, address)
			}
		}
		return dialer.DialContext(ctx, network, address)
	}
}

// elsewhereError is why plain http is not sent to a host.
type elsewhereError struct {
	host    string
	address netip.Addr
}

func (e elsewhereError) Error() string {
	return fmt.Sprintf("nothing was sent: %s resolves to %s, and plain http is sent to loopback and link-local addresses only",
		e.host, e.address)
}

// checkPlain fails if the address that a name has turned out to be may not be
// sent plain http. It is asked before the connection is made.
func checkPlain(host, found string) error {
	to, err := netip.ParseAddrPort(found)
	if err != nil {
		return fmt.Errorf("the address of %s is malformed", host)
	}
	address := to.Addr().Unmap()
	if address.IsLoopback() || address.IsLinkLocalUnicast() {
		return nil
	}
	return elsewhereError{host, address}
}
