package provider_test

import (
	"maps"
	"net/http"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

type handler = http.HandlerFunc

// body answers with a success that has this body.
func body(content []byte) handler {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		_, _ = w.Write(content)
	}
}

func contains(value any, part string) bool {
	text, _ := value.(string)
	return strings.Contains(text, part)
}

func containsAll(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

func cmpStrings(a, b any) int { return strings.Compare(a.(string), b.(string)) }

func hasTag(row simulator.Row, key, value string) bool {
	tags, _ := row["ResourceTags"].([]any)
	for _, tag := range tags {
		if tag, _ := tag.(map[string]any); tag["Key"] == key && tag["Value"] == value {
			return true
		}
	}
	return false
}

// filters returns what a request asks for, but for the page.
func filters(source acctest.Source, request simulator.Request) map[string]string {
	sent := maps.Clone(request.Parameters)
	delete(sent, source.Page)
	delete(sent, source.Size)
	return sent
}

// rowsOf returns the rows in a state, or nil where there are none.
func rowsOf(state acctest.Object, source acctest.Source) any { return state[source.Rows] }
