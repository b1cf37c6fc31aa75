package simulator

import (
	"sync"
	"time"
)

// nonces remembers which nonces were used. They are forgotten when their signature has long expired.
type nonces struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

// use reports whether the nonce is new, and makes it used.
func (n *nonces) use(nonce string, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = make(map[string]time.Time)
	}
	if len(n.seen) > 10_000 {
		for old, at := range n.seen {
			if now.Sub(at) > 2*signatureWindow {
				delete(n.seen, old)
			}
		}
	}
	if _, used := n.seen[nonce]; used {
		return false
	}
	n.seen[nonce] = now
	return true
}

// limiter lets so many calls through in any one second.
type limiter struct {
	mu    sync.Mutex
	calls map[string][]time.Time
}

// allow reports whether one more call may pass now.
func (l *limiter) allow(cloud string, limit int, now time.Time) bool {
	if limit <= 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil {
		l.calls = make(map[string][]time.Time)
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

// A key that fails more than five times in a row is locked for five minutes.
//
// https://support.huaweicloud.com/devg-apisign/api-sign-0001.html
const (
	lockAfter = 5
	lockFor   = 5 * time.Minute
)

// locks counts failures in a row and locks keys.
type locks struct {
	mu       sync.Mutex
	failures map[string]int
	until    map[string]time.Time
}

func (l *locks) locked(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.until[key])
}

func (l *locks) note(key string, failed bool, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failures == nil {
		l.failures, l.until = make(map[string]int), make(map[string]time.Time)
	}
	if !failed {
		delete(l.failures, key)
		return
	}
	l.failures[key]++
	if l.failures[key] > lockAfter {
		l.until[key] = now.Add(lockFor)
		delete(l.failures, key)
	}
}
