package simulator

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// operations is everything that the sign-in services can do: one line each.
var operations = []*operation{
	&assumeRole, &assumeRoleWithOIDC, &generateSessionAccessKey, &alicloudCallerIdentity,
	&alicloudMetadataToken, &alicloudMetadataRole, &alicloudMetadataKey,
	&credentialsURI, &cloudSSO, &oauthToken, &oauthExchange,
	&idTokens, &securityTokens, &assumeAgency, &huaweicloudCallerIdentity,
	&huaweicloudMetadataToken, &huaweicloudMetadataKey,
}

// operation declares one operation of a sign-in service. The server does what they share.
type operation struct {
	service *service
	// action is the name of the operation, which in the RPC style is all that addresses it.
	action string
	// method and path are how it is addressed elsewhere. A path that ends in * covers all that is longer.
	method, path string
	// parameters are the documented ones. A name that ends in * covers all that is longer.
	parameters []string
	// withoutToken makes the keys that it gives out ones without a security token.
	withoutToken bool

	// identify reads the parameters and who asks, where the gateway has not done so.
	identify func(*exchange) *failure
	// authenticate checks who asks; nil where everybody may ask.
	authenticate func(*Server, *exchange) *failure
	// answer does what is asked for.
	answer func(*Server, *exchange) (outcome, *failure)
}

// service is what the operations of one sign-in service share.
type service struct {
	name  string
	cloud cloud
	// requestIDHeader carries the identifier of the request, where the service has such.
	requestIDHeader string
	// fail makes the answer to a request that did not go well, as a body or as a text.
	fail func(*exchange, *failure) outcome
}

// outcome is an answer: a body, or else a text.
type outcome struct {
	status int
	body   map[string]any
	text   string
	// header is what the answer has beside the usual ones.
	header map[string]string
}

func created(body map[string]any) outcome { return outcome{status: http.StatusCreated, body: body} }
func success(body map[string]any) outcome { return outcome{status: http.StatusOK, body: body} }

// operationAt returns the operation at a path, nil when no sign-in service has that path. No two share one; a wrong
// method is for the service to refuse.
func operationAt(config *SignIn, path string) *operation {
	for _, o := range operations {
		at := o.path
		if o == &credentialsURI {
			at = config.CredentialsURI.Path
		}
		if at != "" && covers(at, path) {
			return o
		}
	}
	return nil
}

// covers reports whether a pattern is this text, or ends in * and this text goes on instead.
func covers(pattern, text string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	return pattern == text || open && len(text) > len(prefix) && strings.HasPrefix(text, prefix)
}

// identify finds out what a request asks for, and who asks.
func (x *exchange) identify() *failure {
	if x.operation == nil {
		return x.cloud.identify(x) // which may find an operation that has no path of its own
	}
	x.params = &parameters{values: merge(x, x.query, x.form)}
	if x.method != x.operation.method {
		x.unknown("method %s", x.method)
		return &failure{status: http.StatusMethodNotAllowed, code: "405", message: "Method Not Allowed"}
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
	return x.method + " " + x.decoded
}

// arriveSignIn records a request for a sign-in and reports what is strange about it.
func (s *Server) arriveSignIn(x *exchange) {
	x.signIn = &SignInRequest{
		Service:       x.operation.service.name,
		Action:        x.title(),
		Method:        x.method,
		Path:          x.decoded,
		Host:          x.host,
		UserAgent:     x.record.UserAgent,
		Parameters:    x.params.values,
		AccessKeyID:   x.claim.accessKeyID,
		SecurityToken: x.claim.securityToken,
		Signature:     x.claim.scheme,
		BearerToken:   x.bearer,
		MetadataToken: x.metadataToken != "",
	}
	if x.operation.service.requestIDHeader != "" {
		x.signIn.RequestID = x.record.RequestID
	}
	for name := range x.params.values {
		if !slices.ContainsFunc(x.operation.parameters, func(known string) bool { return covers(known, name) }) {
			x.unknown("undocumented parameter %q", name)
		}
	}
	for _, name := range x.repeated {
		x.unknown("parameter %q given twice", name)
	}
	what := x.signIn.Service + " " + x.signIn.Action

	s.mu.Lock()
	s.signInAttempts[what]++
	x.signIn.Attempt = s.signInAttempts[what]
	s.signIns = append(s.signIns, x.signIn)
	s.mu.Unlock()
	s.reportStrange(x)
}

// recordedSignIn returns the record of a sign-in as it is now.
func (s *Server) recordedSignIn(x *exchange) SignInRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return x.signIn.copy()
}

// serveSignIn answers a request that has been identified, with success or without.
func (s *Server) serveSignIn(answer *answerWriter, r *http.Request, x *exchange, f *failure) {
	s.arriveSignIn(x)
	if !s.wait(r.Context()) {
		return
	}
	if f == nil && x.operation.authenticate != nil {
		if f = x.operation.authenticate(s, x); f == nil {
			s.recordIdentity(x)
		}
	}
	if f == nil && s.config.SignInFault != nil {
		if handler := s.config.SignInFault(s.recordedSignIn(x)); handler != nil {
			handler(answer, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
			return
		}
	}
	var went outcome
	if f == nil {
		went, f = x.operation.answer(s, x)
	}
	if f != nil {
		x.writeFailure(answer, f)
		return
	}
	x.writeOutcome(answer, went, "")
}

// writeOutcome sends an answer of a sign-in service.
func (x *exchange) writeOutcome(w http.ResponseWriter, answer outcome, errorCode string) {
	for name, value := range answer.header {
		w.Header().Set(name, value)
	}
	if answer.body != nil {
		x.write(w, answer.status, errorCode, answer.body)
		return
	}
	contentType := "text/plain"
	if errorCode != "" {
		contentType = "text/html"
	}
	send(w, answer.status, errorCode, contentType, []byte(answer.text))
}

// requestIDHeader is the header that carries the identifier of the request; none where it is empty.
func (x *exchange) requestIDHeader() string {
	if x.operation != nil {
		return x.operation.service.requestIDHeader
	}
	return x.cloud.requestIDHeader()
}

// seconds reads how long a session is to last, which is a quarter of an hour at the least everywhere; ok is false when
// it is shorter or longer.
func (p *parameters) seconds(name string, fallback, most time.Duration) (d time.Duration, ok bool) {
	const least = 15 * time.Minute
	number := p.integer(name, int64(fallback/time.Second))
	if p.bad != "" || number < int64(least/time.Second) || number > int64(most/time.Second) {
		return 0, false
	}
	return time.Duration(number) * time.Second, true
}
