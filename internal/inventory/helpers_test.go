package inventory_test

import (
	"net/http"
	"strings"
)

type handler = http.HandlerFunc

func containsAll(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
