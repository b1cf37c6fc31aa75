package simulator

import (
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// limiter lets so many calls through in any one second.
type limiter struct {
	mu    sync.Mutex
	calls map[lists.Cloud][]time.Time
}

// allow reports whether one more call may pass now.
func (l *limiter) allow(cloud lists.Cloud, limit int, now time.Time) bool {
	if limit <= 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil {
		l.calls = make(map[lists.Cloud][]time.Time)
	}
	recent := l.calls[cloud][:0]
	for _, at := range l.calls[cloud] {
		if now.Sub(at) < time.Second {
			recent = append(recent, at)
		}
	}
	l.calls[cloud] = recent
	if len(recent) >= limit {
		return false
	}
	l.calls[cloud] = append(recent, now)
	return true
}
