package simulator

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signin"
)

// Server is the simulated clouds. It is an [http.Handler] and safe for concurrent use.
type Server struct {
	config Config

	guards gateway.Guards
	limits limiter
	signIn *signin.Services

	mu          sync.Mutex
	rows        map[API][]Row
	accountRows map[string]map[API][]Row
	requests    []*Request
	attempts    map[string]int
}

var _ http.Handler = (*Server)(nil)

// New returns clouds as the configuration describes them.
func New(config Config) *Server {
	s := &Server{config: config, rows: make(map[API][]Row), accountRows: make(map[string]map[API][]Row)}
	s.signIn = signin.New(config.SignIn, signin.Options{
		Accounts:  map[lists.Cloud][]Account{lists.Alicloud: config.Alicloud, lists.Huaweicloud: config.Huaweicloud},
		Guards:    &s.guards,
		Fault:     config.SignInFault,
		OnUnknown: config.OnUnknown,
		Wait:      s.wait,
	})
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
	copied := lists.Copy(rows)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[api] = copied
}

// SetAccountRows replaces all rows of an account by a copy of these, as [Config.AccountRows] does.
func (s *Server) SetAccountRows(accountID string, rows map[API][]Row) {
	copied := make(map[API][]Row, len(rows))
	for api := range rows {
		copied[api] = lists.Copy(rows[api])
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

// Requests returns what arrived for the list APIs so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	arrived := make([]Request, len(s.requests))
	for i, request := range s.requests {
		arrived[i] = request.Copy()
	}
	return arrived
}

// SignIns returns what arrived at the sign-in services so far, in order. None of it is among [Server.Requests].
func (s *Server) SignIns() []SignInRequest { return s.signIn.Requests() }

// Expire makes all temporary keys that were given out so far expire now.
func (s *Server) Expire() { s.signIn.Expire() }

// Reset forgets the requests that arrived so far, so that Attempt counts from 1 again. Used nonces, locked keys and
// keys that were given out stay.
func (s *Server) Reset() {
	s.signIn.Reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
	s.attempts = make(map[string]int)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := gateway.Receive(r, s.now(), s.signIn.At(r.URL.Path))
	answer := &gateway.AnswerWriter{ResponseWriter: w}

	f := x.Read(r)
	if f == nil && x.Service == nil {
		f = x.Cloud.Identify(x, s.signIn) // which may find a sign-in service that has no path of its own
	}
	if header := x.RequestIDHeader(); header != "" {
		w.Header().Set(header, x.Record.RequestID)
	}
	if x.Service != nil {
		s.signIn.Serve(answer, r, x, f)
		return
	}
	defer s.answered(x, answer)
	s.arrive(x)
	if !s.wait(r.Context()) {
		return
	}
	if f == nil {
		account, known := s.signIn.Account(x)
		if f = x.Cloud.Authenticate(&s.guards, x, account, known); f == nil {
			s.recordIdentity(x)
			f = s.admit(x, account)
		}
	}
	if f != nil {
		x.WriteFailure(answer, f)
		return
	}
	if s.config.Fault != nil {
		if handler := s.config.Fault(s.recorded(x)); handler != nil {
			handler(answer, gateway.WithExchange(r, x))
			return
		}
	}
	s.answer(answer, x)
}

// now is the time on the clouds' clock.
func (s *Server) now() time.Time {
	if s.config.Now != nil {
		return s.config.Now()
	}
	return time.Now()
}

// arrive records a request and reports what is strange about it.
func (s *Server) arrive(x *gateway.Exchange) {
	x.Record.Signature = x.Claim.Scheme
	x.Record.AccessKeyID = x.Claim.AccessKeyID
	x.Record.SecurityToken = x.Claim.SecurityToken
	x.Record.Parameters = x.Params.Values
	if x.List != nil {
		x.Record.API = x.List.API
		x.Record.Page = x.List.Page(x.Params.Values, s.config.settings(x.List.API))
		x.CheckParameters(x.List.Knows)
	}
	what := string(x.Record.API) + "?" + encodeParameters(x.Params.Values)

	s.mu.Lock()
	s.attempts[what]++
	x.Record.Attempt = s.attempts[what]
	s.requests = append(s.requests, x.Record)
	s.mu.Unlock()
	x.ReportUnknown(s.config.OnUnknown)
}

func encodeParameters(values map[string]string) string {
	encoded := make(url.Values, len(values))
	for name, value := range values {
		encoded.Set(name, value)
	}
	return encoded.Encode()
}

// wait lets the configured latency pass. It returns false if nobody waits for the answer any more.
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

// recordIdentity completes the record of an authentic request by who sent it.
func (s *Server) recordIdentity(x *gateway.Exchange) {
	who, known := s.signIn.IdentityOf(x)
	if !known {
		return
	}
	principal, _ := x.Cloud.Principal(who)
	s.mu.Lock()
	defer s.mu.Unlock()
	x.Record.AccountID, x.Record.Principal = who.Account, principal
}

// admit decides whether an authentic request may go on: whether the key may call the API, and not too often.
func (s *Server) admit(x *gateway.Exchange, account Account) *gateway.Failure {
	if f := s.wrongSite(x); f != nil {
		return f
	}
	if f := gateway.CheckDomain(x, x.Record.AccountID); f != nil {
		return f
	}
	if account.Denied[x.List.API] {
		return x.Cloud.Denied(x)
	}
	if !s.limits.allow(x.Cloud.Name(), s.config.RatePerSecond, x.Now) {
		return x.Cloud.Throttled(s.config.RatePerSecond)
	}
	return x.Refused
}

// answered completes the record of a request.
func (s *Server) answered(x *gateway.Exchange, answer *gateway.AnswerWriter) {
	s.mu.Lock()
	x.Record.Status, x.Record.ErrorCode = answer.Status, answer.ErrorCode
	s.mu.Unlock()
	if s.config.OnAnswer != nil {
		s.config.OnAnswer(s.recorded(x))
	}
}

// recorded returns the record of a request as it is now.
func (s *Server) recorded(x *gateway.Exchange) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return x.Record.Copy()
}

// answer finds the rows and sends the page that was asked for.
func (s *Server) answer(w http.ResponseWriter, x *gateway.Exchange) {
	rows := s.rowsOf(x.Record.AccountID, x.List.API)
	if s.elsewhere(x) { // and the answer to that is an empty list
		rows = nil
	}
	body := x.List.Answer(x.Params, s.config.settings(x.List.API), rows)
	if bad := x.Params.Bad(); bad != "" {
		x.WriteFailure(w, x.Cloud.Invalid(x, bad))
		return
	}
	x.Cloud.Succeed(x, body)
	if s.config.Alter != nil {
		s.config.Alter(s.recorded(x), body)
	}
	x.Write(w, http.StatusOK, "", body)
}
