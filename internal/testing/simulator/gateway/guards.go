package gateway

import (
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Guards is what the gateways remember of earlier requests. Its zero value is ready to use.
type Guards struct {
	nonces nonces
	locks  locks
}

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
			if now.Sub(at) > 2*signature.Window {
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
