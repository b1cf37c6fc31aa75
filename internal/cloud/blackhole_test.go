//go:build !linux

package cloud_test

import (
	"net"
	"sync/atomic"
	"testing"
)

// blackHole returns the address of a host that does not answer when somebody
// connects. How to fill a listener's queue differs from system to system; here
// the host takes the connection and stays silent.
func blackHole(t *testing.T) string {
	return accept(t, new(atomic.Int64), func(conn net.Conn) {
		for {
			if _, err := conn.Read(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
}
