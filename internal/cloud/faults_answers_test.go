package cloud_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
)

// apiError answers with an error whose fields have these JSON values, in the
// spelling of each cloud.
func apiError(status int, code, message, requestID string) faulty.Breaker {
	return func(a *faulty.Answer) faulty.Handler {
		if a.Source.Cloud == "huaweicloud" {
			return faulty.AnswerWith(status, "application/json",
				fmt.Sprintf(`{"error_code":%s,"error_msg":%s,"request_id":%s}`, code, message, requestID))
		}
		return faulty.AnswerWith(status, "application/json",
			fmt.Sprintf(`{"Code":%s,"Message":%s,"RequestId":%s,"HostId":"x"}`, code, message, requestID))
	}
}

// failureOf answers with status 200 and a failure in the body, with the code
// that each cloud has for it.
func failureOf(alibaba, huawei string) faulty.Breaker {
	return faulty.Edit(func(a *faulty.Answer) {
		code, failure := alibaba, any(false)
		if a.Source.Cloud == "huaweicloud" {
			code, failure = huawei, "error"
		}
		if a.Source.Within != "" {
			delete(a.Body, a.Source.Within)
		}
		if a.Source.Success != "" {
			a.Body[a.Source.Success] = failure
		}
		a.Body[a.Source.Code], a.Body[a.Source.Message] = code, "said by the API"
	})
}

// withStatus returns a breaker that sends a broken answer with another status.
func withStatus(status int, breaks faulty.Breaker) faulty.Breaker {
	return func(a *faulty.Answer) faulty.Handler {
		answers := breaks(a)
		return func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			answers(recorder, r)
			maps.Copy(w.Header(), recorder.Header())
			w.WriteHeader(status)
			_, _ = w.Write(recorder.Body.Bytes())
		}
	}
}

// flood answers with a chunk again and again, until the caller has gone or the
// limit is reached, and counts what it got rid of.
func flood(status int, chunk []byte, limit int64, sent *atomic.Int64) faulty.Handler {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		for left := limit; left > 0 && r.Context().Err() == nil; left -= int64(len(chunk)) {
			n, err := w.Write(chunk)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
}

// trickle writes to the bare connection byte by byte, one a second.
func trickle(begin, rest string) faulty.Handler {
	return faulty.Raw(func(ctx context.Context, conn net.Conn) {
		_, _ = conn.Write([]byte(begin))
		for i := range rest {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
				_, _ = conn.Write([]byte{rest[i]})
			}
		}
	})
}

// pack compresses.
func pack(content []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(content)
	_ = w.Close()
	return packed.Bytes()
}

// nothingMore ends a bare connection.
func nothingMore(context.Context, net.Conn) {}

// say writes to a bare connection, and waits for the caller to go.
func say(text string) faulty.Handler {
	return faulty.Raw(func(ctx context.Context, conn net.Conn) {
		_, _ = conn.Write([]byte(text))
		<-ctx.Done()
	})
}

// reset breaks the connection after the given text.
func reset(text string) faulty.Handler {
	return faulty.Raw(func(_ context.Context, conn net.Conn) {
		_, _ = conn.Write([]byte(text))
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
}

// head is the head of an HTTP answer that announces 1000 bytes.
const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"

// listen returns a listener on loopback.
func listen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// accept accepts connections, counts them and hands each to a script, after
// which it is closed. All are closed when the test ends: a client would make an
// open one ready for its next request for as long as its time-out allows. It
// returns where it listens.
func accept(t testing.TB, connected *atomic.Int64, script func(net.Conn)) string {
	t.Helper()
	listener := listen(t)
	ended, end := context.WithCancel(context.Background())
	var scripts sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		end()
		scripts.Wait()
	})
	scripts.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connected.Add(1)
			scripts.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ended, func() { _ = conn.Close() })()
				script(conn)
			})
		}
	})
	return "https://" + listener.Addr().String()
}

// startServer starts an HTTP server that counts its connections and says nothing
// about handshakes that fail. It returns where it listens.
func startServer(t testing.TB, start func(*httptest.Server), connected *atomic.Int64) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connected.Add(1)
		}
	}
	start(server)
	t.Cleanup(server.Close)
	return server.URL
}
