// Package shape records the shape of what a cloud answers for a list: keys, types,
// counts and lengths, and no value, so that the record of a real account can be
// shown to others. It compares a record with the declaration of its list.
package shape

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Record is the shape of one read of a list.
type Record struct {
	// List is the data source's name without the provider's prefix, Operation what
	// was called, and Provider the release that made the record.
	List      string `json:"list"`
	Operation string `json:"operation"`
	Provider  string `json:"provider"`

	// PageSize is the page size that was asked for, and Pages are the answers, those
	// with the most rows first.
	PageSize int    `json:"page_size"`
	Pages    []Page `json:"pages"`

	// Rows is how many rows the list has. It is not set if the read failed.
	Rows *int `json:"rows,omitempty"`

	// Failure is how the read failed.
	Failure *Failure `json:"failure,omitempty"`

	// Answer is the shape of the answers.
	Answer *Node `json:"answer,omitempty"`
}

// Page is what is known of one answer.
type Page struct {
	Rows int `json:"rows"`

	// Total, Before and Size are what the answer said, if it did.
	Total  *int64 `json:"total,omitempty"`
	Before *int64 `json:"before,omitempty"`
	Size   *int64 `json:"size,omitempty"`

	Bytes int `json:"bytes"`

	// Malformed is set if the answer was not a page of the list.
	Malformed bool `json:"malformed,omitempty"`
}

// Failure is the status and the API's code of a call that failed. The code is left
// out if it does not look like one: capitalized words.
type Failure struct {
	Status int    `json:"status,omitempty"`
	Code   string `json:"code,omitempty"`
}

// Take reads a list, and records the shape of the answers. If reading fails, there
// are both a record of the answers until then and the error of cloud.Client.Read.
func Take(ctx context.Context, client *cloud.Client, list *cloud.List, release string) (*Record, error) {
	recorder := &recorder{record: Record{
		List: list.Name, Operation: list.Operation, Provider: release, PageSize: list.Paging.PageSize, Pages: []Page{},
	}, known: documented(&list.List)}
	result, err := client.Read(cloud.Watched(ctx, recorder.watch), list, client.Region(list, ""), nil)
	return recorder.finish(len(result.Rows), err), err
}

// recorder makes one record.
type recorder struct {
	known names

	mutex  sync.Mutex
	record Record
}

// watch is a cloud.Watch.
func (r *recorder) watch(body []byte, page listing.Page[listapi.Row], err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.record.Pages = append(r.record.Pages, Page{
		Rows: len(page.Rows), Total: page.Total, Before: page.Before, Size: page.Size, Bytes: len(body), Malformed: err != nil,
	})
	if r.record.Answer == nil {
		r.record.Answer = &Node{}
	}
	// What comes before a mistake in the JSON is recorded; the page is malformed.
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_ = r.record.Answer.read(decoder, r.known)
}

// finish returns the record of a read with so many rows, or with an error.
func (r *recorder) finish(rows int, err error) *Record {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	slices.SortStableFunc(r.record.Pages, func(a, b Page) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(b.Bytes, a.Bytes))
	})
	var failure *transport.Failure
	switch {
	case err == nil:
		r.record.Rows = &rows
	case errors.As(err, &failure):
		r.record.Failure = &Failure{Status: failure.Status, Code: showCode(failure.Code)}
	default:
		r.record.Failure = &Failure{}
	}
	return &r.record
}

// apiCode is the look of the codes of errors: words, and the numbers of Huawei Cloud.
var apiCode = regexp.MustCompile(`^[A-Z][A-Za-z]*([._][A-Z][A-Za-z]*)*([._]?[0-9]{1,8})?$|^[a-z]+\.[0-9]{8}$`)

func showCode(code string) string {
	if len(code) > 60 || !apiCode.MatchString(code) || !credential.Showable(code) {
		return ""
	}
	return code
}

// Write writes a record.
func (r *Record) Write(to io.Writer) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		_, err = to.Write(append(content, '\n'))
	}
	return err
}

// Read reads a record that Write wrote.
func Read(from io.Reader) (*Record, error) {
	decoder := json.NewDecoder(from)
	decoder.DisallowUnknownFields()
	record := &Record{}
	if err := decoder.Decode(record); err != nil {
		return nil, fmt.Errorf("this is not the record of a shape: %w", err)
	}
	return record, nil
}

// Differences says what in a record is not as the list is declared.
func (r *Record) Differences(list *cloud.List) []string {
	var differences []string
	differ := func(format string, arguments ...any) {
		differences = append(differences, fmt.Sprintf(format, arguments...))
	}
	if r.Operation != list.Operation {
		differ("the operation is %s, and %s is declared", r.Operation, list.Operation)
	}
	if r.Failure != nil && r.Failure.Status != 0 {
		differ("reading failed with status %d and code %q", r.Failure.Status, r.Failure.Code)
	}
	for _, page := range r.Pages {
		switch {
		case page.Malformed:
			differ("an answer of %d bytes is malformed", page.Bytes)
		case page.Rows > r.PageSize:
			differ("a page has %d rows, and %d were asked for", page.Rows, r.PageSize)
		case page.Total == nil && len(list.Layout.Total) > 0:
			differ("a page of %d rows has no total", page.Rows)
		}
		if page.Total != nil && r.Rows != nil && *page.Total != int64(*r.Rows) {
			differ("a total is %d, and the list has %d rows", *page.Total, *r.Rows)
		}
	}
	if r.Answer == nil {
		return differences
	}
	rows := &Node{}
	for _, path := range list.Layout.Rows {
		if found := r.Answer.find(path).elements(); found != nil && len(found.Keys) > 0 {
			rows = found
		}
	}
	if len(rows.Keys) > 0 { // without rows, nothing is known of them
		differences = append(differences, fields(rows, list.Columns)...)
	}
	return differences
}

// fields says what differs between the fields of a row, or of an object in one, and
// the columns that are declared.
func fields(rows *Node, columns []listapi.Column) []string {
	var differences []string
	declared := names{}
	declared.columns(columns)
	for _, column := range columns {
		node := rows.find(column.Field)
		switch {
		case node == nil:
			differences = append(differences, fmt.Sprintf("no row has the field %s", column.Field))
		case len(column.Columns) > 0:
			if elements := node.elements(); elements != nil && len(elements.Keys) > 0 {
				for _, difference := range fields(elements, column.Columns) {
					differences = append(differences, column.Field+": "+difference)
				}
			}
		}
		if node == nil {
			continue
		}
		for _, found := range slices.Sorted(maps.Keys(node.Types)) {
			if !slices.Contains(typesOf(column), found) {
				differences = append(differences, fmt.Sprintf("the field %s is of type %s in %d rows, and %s is declared",
					column.Field, found, node.Types[found], column.Type))
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(rows.Keys)) {
		if _, known := declared[key]; !known {
			differences = append(differences, fmt.Sprintf("the field %s is not declared; its types are %s",
				key, strings.Join(slices.Sorted(maps.Keys(rows.Keys[key].Types)), " and ")))
		}
	}
	if rows.HiddenKeys > 0 {
		differences = append(differences, fmt.Sprintf("%d fields are not shown", rows.HiddenKeys))
	}
	return differences
}

// typesOf are the types of JSON that a column can be read from.
func typesOf(column listapi.Column) []string {
	switch {
	case column.Type == listapi.Objects || column.Type == listapi.StringList:
		return []string{"null", "array"}
	case column.Type == listapi.StringMap:
		return []string{"null", "array", "object"}
	case column.Type == listapi.Bool:
		return []string{"null", "boolean", "string", "integer"}
	case column.Type == listapi.Int64 && column.Decode == nil:
		return []string{"null", "integer", "string"}
	}
	return []string{"null", "integer", "decimal", "string"}
}
