package provider_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// The lists that faults are tried on have five pages of seven rows, the last
// of three.
const (
	pageRows = 7
	lastPage = 5
	listRows = (lastPage-1)*pageRows + 3

	// secondReading is the number of pages of the second reading, of six rows.
	secondReading = (listRows-1)/6 + 1
)

// patience is how long a read of a broken list may take.
const patience = 60 * time.Second

// answer is a good answer of one page, to be broken.
type answer struct {
	source acctest.Source
	rows   []simulator.Row // of the whole list
	page   int
	good   []byte
	body   map[string]any // good, decoded, with json.Number for numbers
}

// set sets a field of the n-th row of the whole list, if the answer has that
// row: each reading of a list has it on another page.
func (a *answer) set(n int, field string, value any) {
	for i := range a.list() {
		if a.fields(a.row(i)) == a.fields(a.rows[n]) {
			a.row(i)[field] = value
			return
		}
	}
}

// fields writes what the provider reads of a row.
func (a *answer) fields(row map[string]any) string {
	var values []any
	for _, field := range a.source.Fields {
		values = append(values, row[field.Field])
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// breaker makes a broken answer out of a good one.
type breaker func(*answer) handler

// edit returns a breaker that changes the good answer.
func edit(change func(*answer)) breaker {
	return func(a *answer) handler {
		change(a)
		changed, err := json.Marshal(a.body)
		if err != nil {
			panic(err)
		}
		return body(changed)
	}
}

// replace returns a breaker that replaces a text in the good answer, once.
func replace(from, to string) breaker {
	return func(a *answer) handler {
		if !bytes.Contains(a.good, []byte(from)) {
			panic("the answer has no " + from)
		}
		return body(bytes.Replace(a.good, []byte(from), []byte(to), 1))
	}
}

// instead returns a breaker that does not look at the good answer.
func instead(h handler) breaker { return func(*answer) handler { return h } }

// holder is the object that holds the list's fields.
func (a *answer) holder() map[string]any {
	if a.source.Within != "" {
		return a.body[a.source.Within].(map[string]any)
	}
	return a.body
}

func (a *answer) list() []any         { return a.holder()[a.source.List].([]any) }
func (a *answer) setList(list any)    { a.holder()[a.source.List] = list }
func (a *answer) setTotal(total any)  { a.holder()[a.source.Total] = total }
func (a *answer) dropTotal()          { delete(a.holder(), a.source.Total) }
func (a *answer) row(i int) rowObject { return a.list()[i].(rowObject) }

type rowObject = map[string]any

// addRows adds fresh rows to the page.
func (a *answer) addRows(n int) {
	list := a.list()
	for i := range n {
		row := maps.Clone(a.row(0))
		row[a.identifierField()] = fmt.Sprintf("fresh-%d-%d", a.page, i)
		list = append(list, row)
	}
	a.setList(list)
}

// identifierField is the API's field that identifies a row.
func (a *answer) identifierField() string { return a.source.FieldOf(a.source.Identifier) }

// rowsOfPage returns the rows of another page of the list.
func (a *answer) rowsOfPage(page int) []simulator.Row {
	return a.rows[(page-1)*pageRows : min(page*pageRows, len(a.rows))]
}

// faultyCloud is a cloud with one list whose answers can be broken. Only
// requests that are rightly signed get to see a broken answer.
type faultyCloud struct {
	source acctest.Source
	rows   []simulator.Row
	clouds *acctest.Clouds
	url    string

	mu      sync.Mutex
	arrived []arrival
}

// arrival is one request as it arrived.
type arrival struct {
	at      time.Time
	page    int
	query   url.Values
	header  http.Header
	request string // everything that a server can repeat
}

// startFaulty starts a cloud with one list. Each good answer is shown to breaks
// with the number of times, from 1, that its page was asked for; what breaks
// returns answers in its place, unless it is nil.
func startFaulty(t testing.TB, source acctest.Source, config simulator.Config, breaks func(page, visit int) breaker) *faultyCloud {
	t.Helper()
	f := &faultyCloud{source: source, rows: config.Rows[source.API]}
	if f.rows == nil {
		f.rows = simulator.Generate(source.API, listRows, 7)
		config.Rows = map[simulator.API][]simulator.Row{source.API: f.rows}
		config.PageLimit = map[simulator.API]int{source.API: pageRows}
	}
	served := f.rows // a test may expect others
	f.clouds = acctest.Start(t, config)
	visits := map[int]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		f.clouds.ServeHTTP(recorder, r)
		page := f.pageOf(recorder.Header())
		f.mu.Lock()
		f.arrived = append(f.arrived, arrival{
			at: time.Now(), page: page, query: r.URL.Query(), header: r.Header.Clone(),
			request: fmt.Sprint(r.Method, " ", r.URL, " ", r.Header),
		})
		visits[page]++
		visit := visits[page]
		f.mu.Unlock()

		var broken breaker
		if recorder.Code == http.StatusOK {
			broken = breaks(page, visit)
		}
		maps.Copy(w.Header(), recorder.Header())
		if broken == nil {
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes())
			return
		}
		a := &answer{source: source, rows: served, page: page, good: recorder.Body.Bytes()}
		decoder := json.NewDecoder(bytes.NewReader(a.good))
		decoder.UseNumber()
		if err := decoder.Decode(&a.body); err != nil {
			t.Errorf("the simulator's answer: %s", err)
		}
		broken(a)(w, r)
	}))
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

// pageOf returns the page that the request with this answer was for.
func (f *faultyCloud) pageOf(answer http.Header) int {
	id := answer.Get("X-Acs-Request-Id") + answer.Get("X-Request-Id")
	for _, request := range f.clouds.Requests() {
		if request.RequestID == id {
			return request.Page
		}
	}
	return 0
}

// arrivals returns what arrived so far.
func (f *faultyCloud) arrivals() []arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.arrived)
}

// visits counts the requests for a page so far.
func (f *faultyCloud) visits(page int) int {
	n := 0
	for _, arrival := range f.arrivals() {
		if arrival.page == page {
			n++
		}
	}
	return n
}

// configured returns a provider that reaches the cloud.
func (f *faultyCloud) configured(t testing.TB, settings acctest.Object) *acctest.Protocol {
	t.Helper()
	return configuredAt(t, f.url, acctest.Account, settings)
}

// configuredAt returns a provider that reaches all APIs at one address with one
// key.
func configuredAt(t testing.TB, address string, account simulator.Account, settings acctest.Object) *acctest.Protocol {
	t.Helper()
	block := acctest.Object{}
	for cloud, endpoints := range acctest.ListEndpoints(address) {
		of := acctest.Object{"access_key": account.AccessKeyID, "secret_key": account.SecretKey, "endpoints": endpoints}
		if account.SecurityToken != "" {
			of["security_token"] = account.SecurityToken
		}
		block[cloud] = of
	}
	maps.Copy(block, settings)
	p := acctest.NewProtocol(t)
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	return p
}

// signature returns what a request was signed with.
func (a arrival) signature() string {
	if signature := a.query.Get("Signature"); signature != "" {
		return signature
	}
	authorization := a.header.Get("Authorization")
	if _, signature, found := strings.Cut(authorization, "Signature="); found {
		return signature
	}
	_, signature, _ := strings.Cut(authorization, ":")
	return signature
}

// leaks returns the first secret of the requests that arrived, or of the
// account that sent them, that is in a text, however it is spelled; an access
// key id is one, unless it is masked.
func leaks(text string, account simulator.Account, arrived []arrival) string {
	secrets := map[string]string{"secret key": account.SecretKey, "security token": account.SecurityToken, "access key id": account.AccessKeyID}
	for i, arrival := range arrived {
		secrets[fmt.Sprintf("signature of request %d", i+1)] = arrival.signature()
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

// errorOf returns the one error among diagnostics as Terraform shows it, and
// whether there is exactly one and nothing else.
func errorOf(diagnostics []*tfprotov6.Diagnostic) (string, bool) {
	return acctest.Text(diagnostics), len(diagnostics) == 1 && diagnostics[0].Severity == tfprotov6.DiagnosticSeverityError
}

// answerWith answers with any status, content type and body.
func answerWith(status int, contentType, content string, headers ...string) handler {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(content))
	}
}

// apiError answers with an error whose fields have these JSON values, in the
// spelling of each cloud.
func apiError(status int, code, message, requestID string) breaker {
	return func(a *answer) handler {
		if a.source.Cloud == "huaweicloud" {
			return answerWith(status, "application/json", fmt.Sprintf(`{"error_code":%s,"error_msg":%s,"request_id":%s}`, code, message, requestID))
		}
		return answerWith(status, "application/json", fmt.Sprintf(`{"Code":%s,"Message":%s,"RequestId":%s,"HostId":"x"}`, code, message, requestID))
	}
}

// failureOf answers with status 200 and a failure in the body, with the code
// that each cloud has for it.
func failureOf(alibaba, huawei string) breaker {
	return edit(func(a *answer) {
		code, failure := alibaba, any(false)
		if a.source.Cloud == "huaweicloud" {
			code, failure = huawei, "error"
		}
		if a.source.Within != "" {
			delete(a.body, a.source.Within)
		}
		a.body[a.source.Success], a.body[a.source.Code], a.body[a.source.Message] = failure, code, "said by the API"
	})
}

// withStatus returns a breaker that sends a broken answer with another status.
func withStatus(status int, breaks breaker) breaker {
	return func(a *answer) handler {
		answers := breaks(a)
		return func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			answers(recorder, r)
			maps.Copy(w.Header(), recorder.Header())
			w.WriteHeader(status)
			_, _ = w.Write(recorder.Body.Bytes())
		}
	}
}

// readInTime reads a data source, and fails if that takes too long.
func readInTime(ctx context.Context, t *testing.T, provider *acctest.Protocol, name string) (acctest.Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	var state acctest.Object
	var diagnostics []*tfprotov6.Diagnostic
	done := make(chan struct{})
	go func() {
		defer close(done)
		state, diagnostics = provider.Read(ctx, t, name, nil)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatalf("the read had not ended after %s", patience)
	}
	return state, diagnostics
}

// hang answers nothing until the caller has gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// flood answers with a chunk again and again, until the caller has gone or the
// limit is reached, and counts what it got rid of.
func flood(status int, chunk []byte, limit int64, sent *atomic.Int64) handler {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		for left := limit; left > 0 && r.Context().Err() == nil; left -= int64(len(chunk)) {
			n, err := w.Write(chunk)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
}

// trickle writes to the bare connection byte by byte, one a second.
func trickle(begin, rest string) handler {
	return raw(func(ctx context.Context, conn net.Conn) {
		_, _ = conn.Write([]byte(begin))
		for i := range rest {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
				_, _ = conn.Write([]byte{rest[i]})
			}
		}
	})
}

// pack compresses.
func pack(content []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(content)
	_ = w.Close()
	return packed.Bytes()
}

// raw hands the bare connection to a script, and closes it afterwards. The
// context ends when the caller has gone.
func raw(script func(ctx context.Context, conn net.Conn)) handler {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 2*patience)
		defer cancel()
		go func() {
			defer cancel()
			_, _ = conn.Read(make([]byte, 1))
		}()
		script(ctx, conn)
	}
}

// nothingMore ends a bare connection.
func nothingMore(context.Context, net.Conn) {}

// closeAfter writes to a bare connection and closes it.
func closeAfter(text string) handler {
	return raw(func(_ context.Context, conn net.Conn) { _, _ = conn.Write([]byte(text)) })
}

// say writes to a bare connection, and waits for the caller to go.
func say(text string) handler {
	return raw(func(ctx context.Context, conn net.Conn) {
		_, _ = conn.Write([]byte(text))
		<-ctx.Done()
	})
}

// reset breaks the connection after the given text.
func reset(text string) handler {
	return raw(func(_ context.Context, conn net.Conn) {
		_, _ = conn.Write([]byte(text))
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
}

// head is the head of an HTTP answer that announces 1000 bytes.
const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"

// listen returns a listener on loopback.
func listen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// accept accepts connections, counts them and hands each to a script, after
// which it is closed. All are closed when the test ends: a client would make an
// open one ready for its next request for as long as its time-out allows. It
// returns where it listens.
func accept(t testing.TB, connected *atomic.Int64, script func(net.Conn)) string {
	t.Helper()
	listener := listen(t)
	ended, end := context.WithCancel(context.Background())
	var scripts sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		end()
		scripts.Wait()
	})
	scripts.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			connected.Add(1)
			scripts.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ended, func() { _ = conn.Close() })()
				script(conn)
			})
		}
	})
	return "https://" + listener.Addr().String()
}

// serve starts an HTTP server that counts its connections and says nothing
// about handshakes that fail. It returns where it listens.
func serve(t testing.TB, start func(*httptest.Server), connected *atomic.Int64) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connected.Add(1)
		}
	}
	start(server)
	t.Cleanup(server.Close)
	return server.URL
}
