// Package faulty serves one list of a simulated cloud, and breaks its answers as a
// test wants them broken. It reads the list as the data source does.
package faulty

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// A list has five pages of seven rows, the last of three, unless a test chooses
// the rows.
const (
	PageRows = 7
	LastPage = 5
	ListRows = (LastPage-1)*PageRows + 3
)

// Handler answers a request.
type Handler = http.HandlerFunc

// Body answers with a success that has this body.
func Body(content []byte) Handler {
	return AnswerWith(http.StatusOK, "application/json;charset=utf-8", string(content))
}

// Answer is a good answer of one page, to be broken.
type Answer struct {
	Source acctest.Source
	Rows   []simulator.Row // of the whole list
	Page   int
	Good   []byte
	Body   map[string]any // Good, decoded, with json.Number for numbers
}

// Set sets a field of the n-th row of the whole list, if the answer has that
// row: each reading of a list has it on another page.
func (a *Answer) Set(n int, field string, value any) {
	for i := range a.List() {
		if a.fields(a.Row(i)) == a.fields(a.Rows[n]) {
			a.Row(i)[field] = value
			return
		}
	}
}

// fields writes what the provider reads of a row.
func (a *Answer) fields(row map[string]any) string {
	var values []any
	for _, field := range a.Source.Fields {
		values = append(values, row[field.Field])
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Breaker makes a broken answer out of a good one.
type Breaker func(*Answer) Handler

// Edit returns a breaker that changes the good answer.
func Edit(change func(*Answer)) Breaker {
	return func(a *Answer) Handler {
		change(a)
		changed, err := json.Marshal(a.Body)
		if err != nil {
			panic(err)
		}
		return Body(changed)
	}
}

// Replace returns a breaker that replaces a text in the good answer, once.
func Replace(from, to string) Breaker {
	return func(a *Answer) Handler {
		if !bytes.Contains(a.Good, []byte(from)) {
			panic("the answer has no " + from)
		}
		return Body(bytes.Replace(a.Good, []byte(from), []byte(to), 1))
	}
}

// Instead returns a breaker that does not look at the good answer.
func Instead(h Handler) Breaker { return func(*Answer) Handler { return h } }

// Holder returns the object that holds the list's fields.
func (a *Answer) Holder() map[string]any {
	if a.Source.Within != "" {
		return a.Body[a.Source.Within].(map[string]any)
	}
	return a.Body
}

// List returns the rows of the page.
func (a *Answer) List() []any { return a.Holder()[a.Source.List].([]any) }

// SetList replaces the rows of the page.
func (a *Answer) SetList(list any) { a.Holder()[a.Source.List] = list }

// SetTotal replaces the total.
func (a *Answer) SetTotal(total any) { a.Holder()[a.Source.Total] = total }

// DropTotal removes the total.
func (a *Answer) DropTotal() { delete(a.Holder(), a.Source.Total) }

// Row returns a row of the page.
func (a *Answer) Row(i int) map[string]any { return a.List()[i].(map[string]any) }

// AddRows adds fresh rows to the page.
func (a *Answer) AddRows(n int) {
	list := a.List()
	for i := range n {
		row := maps.Clone(a.Row(0))
		row[a.IdentifierField()] = fmt.Sprintf("fresh-%d-%d", a.Page, i)
		list = append(list, row)
	}
	a.SetList(list)
}

// IdentifierField returns the API's field that identifies a row.
func (a *Answer) IdentifierField() string { return a.Source.FieldOf(a.Source.Identifier) }

// RowsOfPage returns the rows of another page of the list.
func (a *Answer) RowsOfPage(page int) []simulator.Row {
	return a.Rows[(page-1)*PageRows : min(page*PageRows, len(a.Rows))]
}

// Cloud is a cloud with one list whose answers can be broken. Only
// requests that are rightly signed get to see a broken answer.
type Cloud struct {
	Source acctest.Source
	Rows   []simulator.Row // what a test expects
	URL    string

	Clouds  *acctest.Clouds
	mu      sync.Mutex
	arrived []Arrival
}

// Arrival is one request as it arrived.
type Arrival struct {
	At     time.Time
	Page   int
	Query  url.Values
	Header http.Header
}

// Start starts a cloud with one list. Each good answer is shown to breaks
// with the number of times, from 1, that its page was asked for; what breaks
// returns answers in its place, unless it is nil.
func Start(t testing.TB, source acctest.Source, config simulator.Config, breaks func(page, visit int) Breaker) *Cloud {
	t.Helper()
	f := &Cloud{Source: source, Rows: config.Rows[source.API]}
	if f.Rows == nil {
		f.Rows = simulator.Generate(source.API, ListRows, 7)
		config.Rows = map[simulator.API][]simulator.Row{source.API: f.Rows}
		config.PageLimit = map[simulator.API]int{source.API: PageRows}
	}
	served := f.Rows // a test may expect others
	f.Clouds = acctest.Start(t, config)
	visits := map[int]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		f.Clouds.ServeHTTP(recorder, r)
		page := f.pageOf(recorder.Header())
		f.mu.Lock()
		f.arrived = append(f.arrived, Arrival{At: time.Now(), Page: page, Query: r.URL.Query(), Header: r.Header.Clone()})
		visits[page]++
		visit := visits[page]
		f.mu.Unlock()

		var broken Breaker
		if recorder.Code == http.StatusOK {
			broken = breaks(page, visit)
		}
		maps.Copy(w.Header(), recorder.Header())
		if broken == nil {
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes())
			return
		}
		a := &Answer{Source: source, Rows: served, Page: page, Good: recorder.Body.Bytes()}
		decoder := json.NewDecoder(bytes.NewReader(a.Good))
		decoder.UseNumber()
		if err := decoder.Decode(&a.Body); err != nil {
			t.Errorf("the simulator's answer: %s", err)
		}
		broken(a)(w, r)
	}))
	t.Cleanup(server.Close)
	f.URL = server.URL
	return f
}

// pageOf returns the page that the request with this answer was for.
func (f *Cloud) pageOf(answer http.Header) int {
	id := answer.Get("X-Acs-Request-Id") + answer.Get("X-Request-Id")
	for _, request := range f.Clouds.Requests() {
		if request.RequestID == id {
			return request.Page
		}
	}
	return 0
}

// Arrivals returns what arrived so far.
func (f *Cloud) Arrivals() []Arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.arrived)
}

// Visits counts the requests for a page so far.
func (f *Cloud) Visits(page int) int {
	n := 0
	for _, arrival := range f.Arrivals() {
		if arrival.Page == page {
			n++
		}
	}
	return n
}

// Signature returns what a request was signed with.
func (a Arrival) Signature() string {
	if signature := a.Query.Get("Signature"); signature != "" {
		return signature
	}
	authorization := a.Header.Get("Authorization")
	if _, signature, found := strings.Cut(authorization, "Signature="); found {
		return signature
	}
	_, signature, _ := strings.Cut(authorization, ":")
	return signature
}

// Leaks returns the first secret of the requests that arrived, or of the
// account that sent them, that is in a text, however it is spelled; an access
// key id is one, unless it is masked.
func Leaks(text string, account simulator.Account, arrived []Arrival) string {
	secrets := map[string]string{
		"secret key": account.SecretKey, "security token": account.SecurityToken, "access key id": account.AccessKeyID,
	}
	for i, arrival := range arrived {
		secrets[fmt.Sprintf("signature of request %d", i+1)] = arrival.Signature()
	}
	folded := foldSpelling(text)
	for name, secret := range secrets {
		if secret != "" && strings.Contains(folded, foldSpelling(secret)) {
			return name
		}
	}
	return ""
}

// foldSpelling undoes what a text may go through on its way into an error:
// percent-encoding, however often, and JSON's and HTML's ways to write a
// character. Case and space are left out, for they may get lost as well.
func foldSpelling(text string) string {
	fold := strings.NewReplacer(
		`\u002b`, "+", `\u002f`, "/", `\u003d`, "=", `\/`, "/",
		"&#43;", "+", "&#47;", "/", "&#61;", "=", "&#x2b;", "+", "&#x2f;", "/", "&#x3d;", "=",
		"%2b", "+", "%2f", "/", "%3d", "=", "%25", "%",
		" ", "", "+", "",
	)
	text = strings.ToLower(text)
	for range 4 {
		text = fold.Replace(text)
	}
	return text
}

// AnswerWith answers with any status, content type and body.
func AnswerWith(status int, contentType, content string, headers ...string) Handler {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(content))
	}
}

// Hang answers nothing until the caller has gone.
func Hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// Raw hands the bare connection to a script, and closes it afterwards. The
// context ends when the caller has gone.
func Raw(script func(ctx context.Context, conn net.Conn)) Handler {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*time.Minute)
		defer cancel()
		go func() {
			defer cancel()
			_, _ = conn.Read(make([]byte, 1))
		}()
		script(ctx, conn)
	}
}

// CloseAfter writes to a bare connection and closes it.
func CloseAfter(text string) Handler {
	return Raw(func(_ context.Context, conn net.Conn) { _, _ = conn.Write([]byte(text)) })
}

// VisibleRows returns rows as they are sent.
func VisibleRows(rows []simulator.Row) []simulator.Row {
	sent := make([]simulator.Row, len(rows))
	for i, row := range rows {
		sent[i] = maps.Clone(row)
		maps.DeleteFunc(sent[i], func(name string, _ any) bool { return strings.HasPrefix(name, "_") })
	}
	return sent
}
