package lists

import (
	"embed"
	"encoding/json"
	"strconv"
)

// The answers under samples/ are those of the documents, byte for byte. Those of the billing centers are in the documented shape, with the
// example that the documents give for each field.
//
//go:embed samples/*.json
var samples embed.FS

// Sample returns the documented sample answer of an API, or nil if there is no such API.
func Sample(api API) []byte {
	content, err := samples.ReadFile("samples/" + string(api) + ".json")
	if err != nil {
		return nil
	}
	return content
}

// SampleRow returns the row of the documented sample answer, or nil if there is no such API.
func SampleRow(api API) Row {
	l := Of(api)
	if l == nil {
		return nil
	}
	object, name := member(sampleBody(api), l.Rows)
	rows, _ := object[name].([]any)
	if len(rows) == 0 {
		return nil
	}
	row, _ := rows[0].(map[string]any)
	plain, _ := plainNumbers(row).(map[string]any)
	return plain
}

// sampleBody returns the documented sample answer, decoded.
func sampleBody(api API) map[string]any {
	body := make(map[string]any)
	if err := decode(Sample(api), &body); err != nil {
		return map[string]any{}
	}
	return body
}

// plainNumbers turns every json.Number that is an integer into an int64.
func plainNumbers(value any) any {
	switch value := value.(type) {
	case json.Number:
		if number, err := strconv.ParseInt(value.String(), 10, 64); err == nil {
			return number
		}
	case []any:
		for i := range value {
			value[i] = plainNumbers(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = plainNumbers(value[key])
		}
	}
	return value
}
