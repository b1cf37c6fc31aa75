package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxBody is more than any request to these APIs can need.
const maxBody = 1 << 20

// Server is the simulated clouds. It is an [http.Handler] and safe for concurrent use.
type Server struct {
	config Config

	nonces nonces
	limits limiter
	locks  locks
	issuer issuer

	mu             sync.Mutex
	rows           map[API][]Row
	accountRows    map[string]map[API][]Row
	requests       []*Request
	attempts       map[string]int
	signIns        []*SignInRequest
	signInAttempts map[string]int
}

var _ http.Handler = (*Server)(nil)

// New returns clouds as the configuration describes them.
func New(config Config) *Server {
	s := &Server{config: config, rows: make(map[API][]Row), accountRows: make(map[string]map[API][]Row)}
	s.Reset()
	for api, rows := range config.Rows {
		s.SetRows(api, rows)
	}
	for account, rows := range config.AccountRows {
		s.SetAccountRows(account, rows)
	}
	return s
}

// SetRows replaces the rows of an API by a copy of these.
func (s *Server) SetRows(api API, rows []Row) {
	copied := copyRows(rows)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[api] = copied
}

// SetAccountRows replaces all rows of an account by a copy of these, as [Config.AccountRows] does.
func (s *Server) SetAccountRows(accountID string, rows map[API][]Row) {
	copied := make(map[API][]Row, len(rows))
	for api := range rows {
		copied[api] = copyRows(rows[api])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accountRows[accountID] = copied
}

// rowsOf returns the rows that an account has.
func (s *Server) rowsOf(accountID string, api API) []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	if own, has := s.accountRows[accountID]; has {
		return own[api]
	}
	return s.rows[api]
}

// copyRows copies rows. Every request for rows that JSON cannot hold will be answered with an error.
func copyRows(rows []Row) []Row {
	if copied, err := clone(rows); err == nil {
		return copied
	}
	return rows
}

// Requests returns what arrived for the list APIs so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	arrived := make([]Request, len(s.requests))
	for i, request := range s.requests {
		arrived[i] = request.copy()
	}
	return arrived
}

// Reset forgets the requests that arrived so far, so that Attempt counts from 1 again. Used nonces, locked keys and
// keys that were given out stay.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
	s.attempts = make(map[string]int)
	s.signIns = nil
	s.signInAttempts = make(map[string]int)
}

func (r *Request) copy() Request {
	copied := *r
	copied.Parameters = maps.Clone(r.Parameters)
	return copied
}

// exchange is one request and what is known about it so far.
type exchange struct {
	signed
	cloud    cloud
	now      time.Time
	record   *Request
	list     *list
	params   *parameters
	claim    *claim
	xml      bool
	repeated []string
	strange  []string

	// operation is set when the request is for a sign-in service, and signIn, when it has arrived, is its record.
	operation *operation
	signIn    *SignInRequest
	// bearer is the token that the caller has instead of a signature, principal who that makes it, as a Trust names it.
	bearer, principal string
	// metadataToken is the token for a metadata service.
	metadataToken string
	// issued is the identifier of the key that the request is given.
	issued string
}

// exchangeKey finds the exchange in the context of the request that a fault handler gets.
type exchangeKey struct{}

// unknown notes something that the documents do not cover.
func (x *exchange) unknown(format string, arguments ...any) {
	x.strange = append(x.strange, fmt.Sprintf(format, arguments...))
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := s.receive(r)
	answer := &answerWriter{ResponseWriter: w}
	defer s.answered(x, answer)

	f := x.read(r)
	if f == nil {
		f = x.identify()
	}
	if header := x.requestIDHeader(); header != "" {
		w.Header().Set(header, x.record.RequestID)
	}
	if x.operation != nil {
		s.serveSignIn(answer, r, x, f)
		return
	}
	s.arrive(x)
	if !s.wait(r.Context()) {
		return
	}
	if f == nil {
		f = x.cloud.authenticate(s, x)
	}
	if f == nil {
		s.recordIdentity(x)
		f = s.admit(x)
	}
	if f != nil {
		x.writeFailure(answer, f)
		return
	}
	if s.config.Fault != nil {
		if handler := s.config.Fault(s.recorded(x)); handler != nil {
			handler(answer, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
			return
		}
	}
	s.answer(answer, x)
}

// receive starts the record of a request.
func (s *Server) receive(r *http.Request) *exchange {
	x := &exchange{
		signed: signed{
			method:  r.Method,
			host:    r.Host,
			path:    r.URL.EscapedPath(),
			decoded: r.URL.Path,
			header:  r.Header,
		},
		now:       time.Now(),
		params:    &parameters{},
		claim:     &claim{},
		operation: operationAt(&s.config.SignIn, r.URL.Path),
	}
	if x.operation != nil {
		x.cloud = x.operation.service.cloud
	} else {
		x.cloud = cloudOf(r)
	}
	if s.config.Now != nil {
		x.now = s.config.Now()
	}
	x.record = &Request{
		Method:    r.Method,
		Path:      r.URL.Path,
		Host:      r.Host,
		UserAgent: r.UserAgent(),
		RequestID: x.cloud.requestID(),
	}
	return x
}

// read takes in the query and the body.
func (x *exchange) read(r *http.Request) *failure {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		x.unknown("query that cannot be decoded")
		return x.cloud.unreadable(http.StatusBadRequest, "The query string is not valid.")
	}
	x.query = query
	if r.Body == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		x.unknown("body that is too large or broken off")
		return x.cloud.unreadable(http.StatusRequestEntityTooLarge, "The request body is too large.")
	}
	x.body = body
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		if x.form, err = url.ParseQuery(string(body)); err != nil {
			x.unknown("form that cannot be decoded")
			return x.cloud.unreadable(http.StatusBadRequest, "The request body is not valid.")
		}
	}
	return nil
}

// arrive records a request and reports what is strange about it.
func (s *Server) arrive(x *exchange) {
	x.record.Signature = x.claim.scheme
	x.record.AccessKeyID = x.claim.accessKeyID
	x.record.SecurityToken = x.claim.securityToken
	x.record.Parameters = x.params.values
	if x.list != nil {
		x.record.API = x.list.api
		s.paging(x)
		for name := range x.params.values {
			if !x.list.knows(name) {
				x.unknown("undocumented parameter %q", name)
			}
		}
		for _, name := range x.repeated {
			x.unknown("parameter %q given twice", name)
		}
	}
	what := string(x.record.API) + "?" + encodeParameters(x.params.values)

	s.mu.Lock()
	s.attempts[what]++
	x.record.Attempt = s.attempts[what]
	s.requests = append(s.requests, x.record)
	s.mu.Unlock()
	s.reportStrange(x)
}

// reportStrange tells what the documents do not cover in a request.
func (s *Server) reportStrange(x *exchange) {
	if s.config.OnUnknown != nil {
		slices.Sort(x.strange)
		for _, what := range x.strange {
			s.config.OnUnknown(fmt.Sprintf("%s %s: %s", x.method, x.decoded, what))
		}
	}
}

// paging works out which page a request is for. Whether its parameters are good is decided when it is answered.
func (s *Server) paging(x *exchange) {
	set := s.config.settings(x.list)
	p := &parameters{values: x.params.values}
	w := x.list.window(p, &set)
	if p.bad == "" {
		x.record.Page = int(w.index)
	}
}

func encodeParameters(values map[string]string) string {
	encoded := make(url.Values, len(values))
	for name, value := range values {
		encoded.Set(name, value)
	}
	return encoded.Encode()
}

// wait lets the configured latency pass. It returns false when nobody waits for the answer any more.
func (s *Server) wait(ctx context.Context) bool {
	if s.config.Latency <= 0 {
		return true
	}
	timer := time.NewTimer(s.config.Latency)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// account returns the account that a request says it is from.
func (s *Server) account(x *exchange) (Account, bool) {
	for _, account := range x.cloud.accounts(&s.config) {
		if account.AccessKeyID == x.claim.accessKeyID {
			return account, true
		}
	}
	key, known := s.issuer.find(x.cloud.name(), x.claim.accessKeyID, x.now)
	return key.Account, known
}

// recordIdentity completes the record of an authentic request by who sent it.
func (s *Server) recordIdentity(x *exchange) {
	who, known := s.identityOf(x)
	if !known {
		return
	}
	principal, _ := x.cloud.principal(who)
	s.mu.Lock()
	defer s.mu.Unlock()
	x.record.AccountID, x.record.Principal = who.account, principal
	if x.signIn != nil {
		x.signIn.AccountID, x.signIn.Principal = who.account, principal
	}
}

// admit decides whether an authentic request may go on: whether the key may call the API, and not too often.
func (s *Server) admit(x *exchange) *failure {
	account, _ := s.account(x)
	if account.Denied[x.list.api] {
		return x.cloud.denied(x)
	}
	if !s.limits.allow(x.cloud.name(), s.config.RatePerSecond, x.now) {
		return x.cloud.throttled(s.config.RatePerSecond)
	}
	return nil
}

// answered completes the record of a request.
func (s *Server) answered(x *exchange, answer *answerWriter) {
	s.mu.Lock()
	x.record.Status, x.record.ErrorCode = answer.status, answer.errorCode
	if x.signIn != nil {
		x.signIn.Status, x.signIn.ErrorCode, x.signIn.Issued = answer.status, answer.errorCode, x.issued
		s.mu.Unlock()
		return
	}
	s.mu.Unlock()
	if s.config.OnAnswer != nil {
		s.config.OnAnswer(s.recorded(x))
	}
}

// recorded returns the record of a request as it is now.
func (s *Server) recorded(x *exchange) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return x.record.copy()
}

// answer finds the rows and sends the page that was asked for.
func (s *Server) answer(w http.ResponseWriter, x *exchange) {
	set := s.config.settings(x.list)
	rows := s.rowsOf(x.record.AccountID, x.list.api)
	window := x.list.window(x.params, &set)
	found := x.list.find(x.params, rows)
	p := page{settings: set, window: window, parameters: x.params, total: len(found)}
	if set.ignoresPaging {
		p.offset = 0
		p.rows = visible(found)
	} else {
		p.rows = visible(window.cut(found))
	}
	body := sampleBody(x.list.api)
	x.list.fill(body, p)
	if x.params.bad != "" {
		x.writeFailure(w, x.cloud.invalid(x.params.bad))
		return
	}
	x.cloud.succeed(x, body)
	if s.config.Alter != nil {
		s.config.Alter(s.recorded(x), body)
	}
	x.write(w, http.StatusOK, "", body)
}

func (x *exchange) writeFailure(w http.ResponseWriter, f *failure) {
	if x.operation != nil {
		x.writeOutcome(w, x.operation.service.fail(x, f), f.code)
		return
	}
	x.write(w, f.status, f.code, x.cloud.fail(x, f))
}

// write sends a body. Chinese text and ampersands go out as they are.
func (x *exchange) write(w http.ResponseWriter, status int, errorCode string, body map[string]any) {
	content, contentType, err := x.encode(body, errorCode != "")
	if err != nil {
		f := x.cloud.broken()
		status, errorCode = f.status, f.code
		content, contentType, _ = x.encode(x.cloud.fail(x, f), true)
	}
	send(w, status, errorCode, contentType, content)
}

// send sends an answer and lets the record know its error code.
func send(w http.ResponseWriter, status int, errorCode, contentType string, content []byte) {
	if answer, ok := w.(*answerWriter); ok {
		answer.errorCode = errorCode
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(content)
}

func (x *exchange) encode(body map[string]any, failed bool) (content []byte, contentType string, err error) {
	var b bytes.Buffer
	if x.xml {
		root := "Error"
		switch {
		case failed:
		case x.operation != nil:
			root = x.operation.action + "Response"
		case x.list != nil:
			root = x.list.action + "Response"
		}
		writeXML(&b, root, body)
		return b.Bytes(), "text/xml;charset=utf-8", nil
	}
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, "", errors.New("answer is not JSON")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), x.cloud.contentType(), nil
}

// answerWriter remembers what was answered.
type answerWriter struct {
	http.ResponseWriter
	status    int
	errorCode string
}

// WriteHeader remembers the first status that is final.
func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write remembers that the status is 200 where none was set.
func (w *answerWriter) Write(content []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(content)
}

// Unwrap lets a fault handler break the connection with an [http.ResponseController].
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
