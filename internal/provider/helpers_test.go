package provider_test

import (
	"maps"
	"net/http"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
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

func cmpStrings(a, b any) int { return strings.Compare(a.(string), b.(string)) }

// filters returns what a request asks for, but for the page.
func filters(source acctest.Source, request simulator.Request) map[string]string {
	sent := maps.Clone(request.Parameters)
	delete(sent, source.Page)
	delete(sent, source.Size)
	return sent
}

// cloudOf returns the name of the cloud's block that a request was for.
func cloudOf(request simulator.Request) string {
	for _, source := range acctest.Sources {
		if source.API == request.API {
			return source.Cloud
		}
	}
	return ""
}

// rowsOf returns the rows in a state, or nil if there are none.
func rowsOf(state acctest.Object, source acctest.Source) any { return state[source.Rows] }
