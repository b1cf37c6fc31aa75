package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// maxBody is more than any request to these APIs can need.
const maxBody = 1 << 20

// Request is one request as it arrived, and how it was answered.
type Request struct {
	// API is empty if the request was for none of the known lists.
	API                lists.API
	Method, Path, Host string
	// Parameters holds the parameters of the API as decoded, those of paging included; nothing of the signature.
	Parameters map[string]string
	// AccessKeyID, SecurityToken and ProjectID are who the request said it was.
	AccessKeyID, SecurityToken, ProjectID string
	// DomainID is the account in X-Domain-Id, if the API needs one.
	DomainID string
	// Body is the JSON body as it arrived, if the API has one. Its members are among Parameters, too, as text.
	Body string
	// AccountID and Principal are who the key belongs to, once its signature is verified: the identifier of the account,
	// and the ARN or URN of a user or of the session of a role.
	AccountID, Principal string
	UserAgent            string
	// Region is the RegionId parameter or the x-acs-region-id header, if one was sent.
	Region string
	// Signature is the signature scheme, for instance [signature.SchemeACS3].
	Signature string
	// Page is the page that was asked for, counted from 1; 0 if the paging parameters make no sense.
	Page int
	// Attempt counts, from 1, the requests for the same API with the same parameters.
	Attempt int
	// RequestID is the identifier that the answer carries.
	RequestID string
	// Status and ErrorCode are what was answered; Status is 0 until then, ErrorCode is empty if all went well.
	Status    int
	ErrorCode string
}

// Copy returns a copy that shares nothing with the request.
func (r *Request) Copy() Request {
	copied := *r
	copied.Parameters = maps.Clone(r.Parameters)
	return copied
}

// Exchange is one request and what is known about it so far.
type Exchange struct {
	signature.Message
	Cloud  Cloud
	Now    time.Time
	Record *Request
	Params *lists.Parameters
	Claim  *signature.Claim
	// List is the list that is asked for, Service the sign-in service: at most one of them. Action is what is asked of the
	// service.
	List    *lists.List
	Service *Service
	Action  string
	xml     bool
	// Refused, if set, is what is wrong with the body.
	Refused *Failure
	// Repeated are the parameters that came twice, Strange is what the documents do not cover.
	Repeated, Strange []string
}

// Receive starts the record of a request, which is for the cloud of this service, if there is one.
func Receive(r *http.Request, now time.Time, service *Service) *Exchange {
	x := &Exchange{
		Message: signature.Message{
			Method:      r.Method,
			Host:        r.Host,
			Path:        r.URL.EscapedPath(),
			DecodedPath: r.URL.Path,
			Header:      r.Header,
		},
		Now:     now,
		Params:  &lists.Parameters{},
		Claim:   &signature.Claim{},
		Service: service,
	}
	if service != nil {
		x.Cloud = service.Cloud
	} else {
		x.Cloud = ofRequest(r)
	}
	x.Record = &Request{
		Method:    r.Method,
		Path:      r.URL.Path,
		Host:      r.Host,
		UserAgent: r.UserAgent(),
		RequestID: x.Cloud.requestID(),
	}
	return x
}

// Read takes in the query and the body.
func (x *Exchange) Read(r *http.Request) *Failure {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		x.Unknown("query that cannot be decoded")
		return x.Cloud.unreadable(http.StatusBadRequest, "The query string is not valid.")
	}
	x.Query = query
	if r.Body == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		x.Unknown("body that is too large or broken off")
		return x.Cloud.unreadable(http.StatusRequestEntityTooLarge, "The request body is too large.")
	}
	x.Body = body
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		if x.Form, err = url.ParseQuery(string(body)); err != nil {
			x.Unknown("form that cannot be decoded")
			return x.Cloud.unreadable(http.StatusBadRequest, "The request body is not valid.")
		}
	}
	return nil
}

// Unknown notes something that the documents do not cover.
func (x *Exchange) Unknown(format string, arguments ...any) {
	x.Strange = append(x.Strange, fmt.Sprintf(format, arguments...))
}

// CheckParameters notes the parameters that the API does not document, and those that came twice.
func (x *Exchange) CheckParameters(knows func(name string) bool) {
	for name := range x.Params.Values {
		if !knows(name) {
			x.Unknown("undocumented parameter %q", name)
		}
	}
	for _, name := range x.Repeated {
		x.Unknown("parameter %q given twice", name)
	}
}

// ReportUnknown reports what the documents do not cover in a request.
func (x *Exchange) ReportUnknown(report func(description string)) {
	if report == nil {
		return
	}
	slices.Sort(x.Strange)
	for _, what := range x.Strange {
		report(fmt.Sprintf("%s %s: %s", x.Method, x.DecodedPath, what))
	}
}

// ReadParameters makes one value of each parameter of these parts: a later part wins over an earlier one, the first value
// over a second one.
func (x *Exchange) ReadParameters(parts ...url.Values) {
	x.Params = &lists.Parameters{Values: x.merge(parts...)}
}

func (x *Exchange) merge(parts ...url.Values) map[string]string {
	merged := make(map[string]string)
	for _, part := range parts {
		for name, values := range part {
			if _, twice := merged[name]; twice || len(values) > 1 {
				x.Repeated = append(x.Repeated, name)
			}
			merged[name] = values[0]
		}
	}
	slices.Sort(x.Repeated)
	return merged
}

// ReadObject makes parameters of what is in a JSON body, by the path that leads to it, less the first of these
// prefixes that it has. A body that is not an object is refused with the given failure.
func (x *Exchange) ReadObject(refused *Failure, prefixes ...string) *Failure {
	var body map[string]any
	decoder := json.NewDecoder(bytes.NewReader(x.Body))
	decoder.UseNumber()
	if !json.Valid(x.Body) || decoder.Decode(&body) != nil || body == nil {
		x.Unknown("body that is not a JSON object")
		return refused
	}
	x.flatten("", body, prefixes)
	return nil
}

func (x *Exchange) flatten(path string, value any, prefixes []string) {
	if object, isObject := value.(map[string]any); isObject {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			x.flatten(path+"."+name, object[name], prefixes)
		}
		return
	}
	name := strings.TrimPrefix(path, ".")
	for _, prefix := range prefixes {
		if rest, has := strings.CutPrefix(name, prefix); has {
			name = rest
			break
		}
	}
	if list, isList := value.([]any); isList {
		texts := make([]string, len(list))
		for i := range list {
			texts[i] = plainText(list[i])
		}
		value = strings.Join(texts, ",")
	}
	if _, twice := x.Params.Values[name]; twice {
		x.Repeated = append(x.Repeated, name)
		return
	}
	x.Params.Values[name] = plainText(value)
}

// plainText writes a JSON value as a parameter: a text without quotes, null as nothing, all else as JSON.
func plainText(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(encoded)
}
