package lists

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Row is one entry of a list, by the field names of its API. An absent key is a field that is left out of the answer,
// a nil value is sent as null. Keys that start with an underscore are for the simulator alone and are never sent.
type Row map[string]any

// Copy copies rows. Every request for rows that JSON cannot hold is answered with an error.
func Copy(rows []Row) []Row {
	if copied, err := clone(rows); err == nil {
		return copied
	}
	return rows
}

// clone returns a copy of rows that shares nothing with them and holds only what JSON can: numbers become
// json.Number, so that they keep every digit.
func clone(rows []Row) ([]Row, error) {
	encoded, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	copied := make([]Row, 0, len(rows))
	if err := decode(encoded, &copied); err != nil {
		return nil, err
	}
	return copied, nil
}

// decode is json.Unmarshal without the detour of numbers through float64.
func decode(encoded []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// visible returns the rows as they are sent, copied, so that whoever changes an answer does not change the list.
func visible(rows []Row) []Row {
	sent := make([]Row, len(rows))
	for i, row := range rows {
		sent[i] = make(Row, len(row))
		for key, value := range row {
			if !strings.HasPrefix(key, "_") {
				sent[i][key] = copyValue(value)
			}
		}
	}
	return sent
}

func copyValue(value any) any {
	switch value := value.(type) {
	case []any:
		copied := make([]any, len(value))
		for i := range value {
			copied[i] = copyValue(value[i])
		}
		return copied
	case map[string]any:
		copied := make(map[string]any, len(value))
		for key := range value {
			copied[key] = copyValue(value[key])
		}
		return copied
	}
	return value
}

// where returns the rows that keep holds for.
func where(rows []Row, keep func(Row) bool) []Row {
	kept := make([]Row, 0, len(rows))
	for _, row := range rows {
		if keep(row) {
			kept = append(kept, row)
		}
	}
	return kept
}

// equal keeps the rows whose field is the text or the whole number that a parameter asks for, if it asks.
func equal(rows []Row, field string, wanted string, set bool) []Row {
	if !set {
		return rows
	}
	return where(rows, func(row Row) bool {
		value := row[field]
		return value != nil && fmt.Sprint(value) == wanted
	})
}

// distinct returns the first row of each value of a field.
func distinct(rows []Row, field string) []Row {
	seen := make(map[string]bool)
	return where(rows, func(row Row) bool {
		value := fmt.Sprintf("%T %v", row[field], row[field])
		first := !seen[value]
		seen[value] = true
		return first
	})
}

// ordered returns the rows sorted by a field. Rows without it come first in ascending order. Rows that are equal stay in
// the order that they had.
func ordered(rows []Row, field string, descending bool) []Row {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b Row) int {
		order := compare(a[field], b[field])
		if descending {
			return -order
		}
		return order
	})
	return sorted
}

// compare orders nothing before numbers before all else.
func compare(a, b any) int {
	if rank := rankOf(a) - rankOf(b); rank != 0 {
		return rank
	}
	x, xErr := strconv.ParseInt(fmt.Sprint(a), 10, 64)
	y, yErr := strconv.ParseInt(fmt.Sprint(b), 10, 64)
	if rankOf(a) == 1 && xErr == nil && yErr == nil {
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func rankOf(value any) int {
	switch value.(type) {
	case nil:
		return 0
	case json.Number:
		return 1
	}
	return 2
}
