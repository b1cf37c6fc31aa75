package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestHTTP2 checks that HTTP/2 is spoken where it is offered, over one
// connection for all calls.
func TestHTTP2(t *testing.T) {
	var connections, newer atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 {
			newer.Add(1)
		}
		fmt.Fprint(w, "an answer")
	}))
	server.EnableHTTP2 = true
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()

	client := New(Options{Timeout: 5 * time.Second, Concurrency: 4})
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	base := client.base.https
	base.TLSClientConfig = &tls.Config{RootCAs: roots}
	defer base.CloseIdleConnections()

	call := Call{Build: func(ctx context.Context) (*Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
		return &Request{HTTP: request}, err
	}}
	reader := Decoder[string]{Decode: func(body []byte) (string, error) { return string(body), nil }}
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := Do(t.Context(), client, call, reader); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if newer.Load() != 10 || connections.Load() != 1 {
		t.Errorf("%d of 10 calls over HTTP/2, on %d connections", newer.Load(), connections.Load())
	}
}
