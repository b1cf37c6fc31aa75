package signin

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Services are the sign-in services of both clouds, and what they gave out. They are safe for concurrent use.
type Services struct {
	config  Config
	options Options
	issuer  issuer

	mu       sync.Mutex
	requests []*Request
	attempts map[string]int
}

var _ gateway.Operations = (*Services)(nil)

// Options are what the services share with the rest of the simulator.
type Options struct {
	// Accounts are the lasting keys that each cloud knows.
	Accounts map[lists.Cloud][]gateway.Account
	// Guards are those of the gateways.
	Guards *gateway.Guards
	// Fault, if set, is asked about every authentic request. What it returns answers instead of the service.
	Fault func(Request) http.HandlerFunc
	// OnUnknown, if set, is called with everything that the documents do not cover.
	OnUnknown func(description string)
	// Wait lets the time pass that every answer takes. It returns false if nobody waits for the answer any more.
	Wait func(context.Context) bool
}

// New returns services that know what the configuration says.
func New(config Config, options Options) *Services {
	return &Services{config: config, options: options, attempts: make(map[string]int)}
}

// exchange is one request to a sign-in service and what is known about it so far.
type exchange struct {
	*gateway.Exchange
	operation *operation
	// record is set when the request has arrived.
	record *Request
	// bearer is the token that the caller has instead of a signature, principal who that makes it, as a Trust names it.
	bearer, principal string
	// metadataToken is the token for a metadata service.
	metadataToken string
	// issued is the identifier of the key that the request is given.
	issued string
}

// At returns the service that has this path, or nil if there is none.
func (s *Services) At(path string) *gateway.Service {
	if o := operationAt(&s.config, path); o != nil {
		return o.service
	}
	return nil
}

// Unsigned reports whether nobody signs the requests for an operation.
func (s *Services) Unsigned(action string) bool { return action == assumeRoleWithOIDC.action }

// Find reports whether a request is for an operation of STS, which has no path of its own, and refuses a wrong version.
func (s *Services) Find(x *gateway.Exchange, action, version string) (known bool, f *gateway.Failure) {
	o := actionOf(action)
	if o == nil {
		return false, nil
	}
	x.Service, x.Action = o.service, o.action
	if o == &generateSessionAccessKey {
		x.Claim = signature.KeyPair(&x.Message)
	}
	if s.Unsigned(action) && x.Claim.AccessKeyID == "" {
		x.Claim = &signature.Claim{}
	}
	if version != stsVersion {
		return true, x.WrongVersion(version, action)
	}
	return true, nil
}

// Serve answers a request for a service. A failure says that the request could not be read or was refused already.
func (s *Services) Serve(answer *gateway.AnswerWriter, r *http.Request, received *gateway.Exchange, f *gateway.Failure) {
	x := &exchange{Exchange: received, operation: operationAt(&s.config, received.DecodedPath)}
	switch {
	case x.operation == nil:
		x.operation = actionOf(x.Action)
	case f == nil:
		f = x.identify()
	}
	s.arrive(x)
	defer s.answered(x, answer)
	if !s.options.Wait(r.Context()) {
		return
	}
	if f == nil && x.operation.authenticate != nil {
		if f = x.operation.authenticate(s, x); f == nil {
			s.recordIdentity(x)
		}
	}
	if f == nil && s.options.Fault != nil {
		if handler := s.options.Fault(s.recorded(x)); handler != nil {
			handler(answer, gateway.WithExchange(r, x.Exchange))
			return
		}
	}
	var went gateway.Outcome
	if f == nil {
		went, f = x.operation.answer(s, x)
	}
	if f != nil {
		x.WriteFailure(answer, f)
		return
	}
	x.WriteOutcome(answer, went, "")
}

// identify finds out what a request asks for, and who asks, if the gateway has not done so.
func (x *exchange) identify() *gateway.Failure {
	x.ReadParameters(x.Query, x.Form)
	if x.Method != x.operation.method {
		x.Unknown("method %s", x.Method)
		return &gateway.Failure{Status: http.StatusMethodNotAllowed, Code: "405", Message: "Method Not Allowed"}
	}
	if x.operation.identify == nil {
		return nil
	}
	return x.operation.identify(x)
}

// title is the name of the operation, or how it was addressed.
func (x *exchange) title() string {
	if x.operation.action != "" {
		return x.operation.action
	}
	return x.Method + " " + x.DecodedPath
}

// arrive records a request and reports what is strange about it.
func (s *Services) arrive(x *exchange) {
	x.record = &Request{
		Service:       x.Service.Name,
		Action:        x.title(),
		Method:        x.Method,
		Path:          x.DecodedPath,
		Host:          x.Host,
		UserAgent:     x.Record.UserAgent,
		Parameters:    x.Params.Values,
		AccessKeyID:   x.Claim.AccessKeyID,
		SecurityToken: x.Claim.SecurityToken,
		Signature:     x.Claim.Scheme,
		BearerToken:   x.bearer,
		MetadataToken: x.metadataToken != "",
	}
	if x.Service.RequestIDHeader != "" {
		x.record.RequestID = x.Record.RequestID
	}
	x.CheckParameters(x.operation.knows)
	what := x.record.Service + " " + x.record.Action

	s.mu.Lock()
	s.attempts[what]++
	x.record.Attempt = s.attempts[what]
	s.requests = append(s.requests, x.record)
	s.mu.Unlock()
	x.ReportUnknown(s.options.OnUnknown)
}

// recorded returns the record of a request as it is now.
func (s *Services) recorded(x *exchange) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return x.record.copy()
}

// recordIdentity completes the record of an authentic request by who sent it.
func (s *Services) recordIdentity(x *exchange) {
	who, known := s.IdentityOf(x.Exchange)
	if !known {
		return
	}
	principal, _ := x.Cloud.Principal(who)
	x.Record.AccountID, x.Record.Principal = who.Account, principal
	s.mu.Lock()
	defer s.mu.Unlock()
	x.record.AccountID, x.record.Principal = who.Account, principal
}

// answered completes the record of a request.
func (s *Services) answered(x *exchange, answer *gateway.AnswerWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.record.Status, x.record.ErrorCode, x.record.Issued = answer.Status, answer.ErrorCode, x.issued
}

// Requests returns what arrived so far, in order.
func (s *Services) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	arrived := make([]Request, len(s.requests))
	for i, entry := range s.requests {
		arrived[i] = entry.copy()
	}
	return arrived
}

// Reset forgets the requests that arrived so far. The keys that were given out stay.
func (s *Services) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
	s.attempts = make(map[string]int)
}

// Expire makes all temporary keys that were given out so far expire now.
func (s *Services) Expire() { s.issuer.expire() }

// Account returns the key that a request claims to be signed with.
func (s *Services) Account(x *gateway.Exchange) (gateway.Account, bool) {
	if account, known := s.lasting(x); known {
		return account, true
	}
	key, known := s.issuer.find(x.Cloud.Name(), x.Claim.AccessKeyID, x.Now)
	return key.Account, known
}

// IdentityOf returns whom the key belongs to that a request claims to be signed with.
func (s *Services) IdentityOf(x *gateway.Exchange) (gateway.Identity, bool) {
	if account, known := s.lasting(x); known {
		owner := gateway.OwnerOf(x.Cloud, account.AccountID, account.AccessKeyID)
		return gateway.Identity{Account: owner, User: account.UserName}, true
	}
	key, known := s.issuer.find(x.Cloud.Name(), x.Claim.AccessKeyID, x.Now)
	return key.identity, known
}

// lasting returns the key that a request claims to be signed with if no service gave it out.
func (s *Services) lasting(x *gateway.Exchange) (gateway.Account, bool) {
	for _, account := range s.options.Accounts[x.Cloud.Name()] {
		if account.AccessKeyID == x.Claim.AccessKeyID {
			return account, true
		}
	}
	return gateway.Account{}, false
}

// authenticateAlicloud checks the signature of an access key of Alibaba Cloud.
func authenticateAlicloud(s *Services, x *exchange) *gateway.Failure {
	account, known := s.Account(x.Exchange)
	return gateway.Alicloud{}.Authenticate(s.options.Guards, x.Exchange, account, known)
}

// authenticateHuaweicloud checks the signature of an access key of Huawei Cloud.
func authenticateHuaweicloud(s *Services, x *exchange) *gateway.Failure {
	account, known := s.Account(x.Exchange)
	return gateway.Huaweicloud{}.AuthenticateKey(s.options.Guards, x.Exchange, account, known)
}

// isoTime writes a time as Alibaba Cloud does.
func isoTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
