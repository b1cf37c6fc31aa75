package gateway

import (
	"testing"
	"time"
)

func TestNoncesAreForgotten(t *testing.T) {
	now := time.Date(2026, time.March, 14, 15, 9, 26, 0, time.UTC)
	var used nonces
	for i := range 10_002 {
		used.use(string(rune(i+1000)), now)
	}
	if !used.use("late", now.Add(time.Hour)) || len(used.seen) > 2 {
		t.Errorf("%d nonces are remembered for ever", len(used.seen))
	}
}
