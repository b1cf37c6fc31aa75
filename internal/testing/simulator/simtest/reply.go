package simtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// Reply is an answer as a client sees it.
type Reply struct {
	Status int
	Header http.Header
	Text   string
	Body   map[string]any
}

// Code is the error code of an answer of either cloud.
func (r Reply) Code() string {
	for _, path := range [][]string{{"Code"}, {"error_code"}, {"error", "error_code"}} {
		if code, ok := r.At(path).(string); ok {
			return code
		}
	}
	return ""
}

// Message is the error message of an answer of either cloud.
func (r Reply) Message() string {
	for _, path := range [][]string{{"Message"}, {"error_msg"}, {"error", "error_msg"}} {
		if message, ok := r.At(path).(string); ok {
			return message
		}
	}
	return ""
}

// Rows are the rows of an answer of any API.
func (r Reply) Rows() []map[string]any {
	paths := [][]string{{"result", "iterms"}} // as the table of CodeArts IDE has it
	for _, l := range lists.Known() {
		paths = append(paths, l.Rows)
	}
	for _, path := range paths {
		entries, ok := r.At(path).([]any)
		if !ok {
			continue
		}
		rows := make([]map[string]any, len(entries))
		for i := range entries {
			rows[i], _ = entries[i].(map[string]any)
		}
		return rows
	}
	return nil
}

// At is what a path leads to in the answer, nil if there is nothing.
func (r Reply) At(path []string) any {
	var found any = r.Body
	for _, name := range path {
		object, _ := found.(map[string]any)
		found = object[name]
	}
	return found
}

// Column is one field of every row, as text.
func (r Reply) Column(name string) string {
	var values []string
	for _, row := range r.Rows() {
		text, _ := json.Marshal(row[name])
		values = append(values, strings.Trim(string(text), `"`))
	}
	return strings.Join(values, " ")
}

// Total is the total of an answer of any API, or -1.
func (r Reply) Total() int {
	for _, l := range lists.Known() {
		if number, ok := r.At(l.Total).(json.Number); ok {
			total, _ := strconv.Atoi(number.String())
			return total
		}
	}
	return -1
}
