package cloud_test

import (
	"net"
	"syscall"
	"testing"
	"time"
)

// blackHole returns the address of a host that does not answer when somebody
// connects: a listener that accepts nothing, and whose queue is full.
func blackHole(t *testing.T) string {
	t.Helper()
	listener := listen(t)
	t.Cleanup(func() { _ = listener.Close() })
	socket, err := listener.(*net.TCPListener).SyscallConn()
	if err == nil {
		err = socket.Control(func(fd uintptr) {
			if err := syscall.Listen(int(fd), 0); err != nil {
				t.Error(err)
			}
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	dialer := &net.Dialer{Timeout: 50 * time.Millisecond}
	for {
		conn, err := dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			return "https://" + listener.Addr().String()
		}
		t.Cleanup(func() { _ = conn.Close() })
	}
}
