package simtest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Caller signs requests by the same rules as the server verifies them; the published vectors prove the rules.
type Caller struct {
	T       testing.TB
	Handler http.Handler
	// Scheme is how requests to Alibaba Cloud are signed.
	Scheme                      string
	Key, Secret, Token, Project string
	// At is the time of the signature, Nonce its nonce; empty for a new one each time.
	At    time.Time
	Nonce string
	// Form sends the parameters of the RPC style in a form, OmitAbsent signs in the ROA style without lines for absent headers.
	Form, OmitAbsent bool
	// Before changes a request that is not signed yet, After one that is.
	Before, After func(*http.Request)
}

var lastNonce atomic.Int64

// NewCaller returns a caller whom the clouds of [Known] know.
func NewCaller(t testing.TB, handler http.Handler) Caller {
	return Caller{T: t, Handler: handler, Scheme: signature.SchemeACS3, Key: Key, Secret: Secret, At: Now}
}

// Call asks an API for a page of its list.
func (c Caller) Call(api simulator.API, params set) Reply {
	c.T.Helper()
	return c.Send(c.Request(api, params))
}

// Send sends a request as it is.
func (c Caller) Send(r *http.Request) Reply {
	c.T.Helper()
	w := httptest.NewRecorder()
	c.Handler.ServeHTTP(w, r)
	got := Reply{Status: w.Code, Header: w.Header(), Text: w.Body.String()}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := Decode(w.Body.Bytes(), &got.Body); err != nil {
			c.T.Fatalf("answer is not JSON: %v\n%s", err, got.Text)
		}
	}
	return got
}

// List is the declaration of an API.
func (c Caller) List(api simulator.API) *lists.List {
	l := lists.Of(api)
	if l == nil {
		c.T.Fatalf("no API %q", api)
	}
	return l
}

// Request is a signed request for a page of a list.
func (c Caller) Request(api simulator.API, params set) *http.Request {
	c.T.Helper()
	l := c.List(api)
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	nonce := c.Nonce
	if nonce == "" {
		nonce = "nonce-" + strconv.FormatInt(lastNonce.Add(1), 10)
	}

	var r *http.Request
	switch {
	case l.Service.Cloud == lists.Huaweicloud:
		r = c.newHuaweicloud(l, values)
		r.Header.Set("X-Sdk-Date", c.At.Format("20060102T150405Z"))
		setIf(r.Header, "X-Security-Token", c.Token)
		setIf(r.Header, "X-Project-Id", c.Project)
		c.signHuaweicloud(r)
	case c.Scheme == signature.SchemeACS3:
		method, path := l.Method, l.Path
		if path == "" {
			method, path = http.MethodPost, "/"
		}
		r = c.NewRequest(method, path, values, nil)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("X-Acs-Action", l.Action)
		r.Header.Set("X-Acs-Version", l.Service.Version)
		r.Header.Set("X-Acs-Date", c.At.Format(signature.TimeLayout))
		r.Header.Set("X-Acs-Signature-Nonce", nonce)
		r.Header.Set("X-Acs-Content-Sha256", EmptySHA256)
		setIf(r.Header, "X-Acs-Security-Token", c.Token)
		c.signACS3(r)
	case l.Path != "":
		r = c.NewRequest(l.Method, l.Path, values, nil)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Content-Md5", EmptyMD5)
		r.Header.Set("Date", c.At.Format(http.TimeFormat))
		r.Header.Set("X-Acs-Version", l.Service.Version)
		r.Header.Set("X-Acs-Action", l.Action)
		r.Header.Set("X-Acs-Signature-Method", "HMAC-SHA1")
		r.Header.Set("X-Acs-Signature-Version", "1.0")
		setIf(r.Header, "X-Acs-Security-Token", c.Token)
		c.signROA(r)
	default:
		maps.Copy(values, url.Values{
			"Action":           {l.Action},
			"Version":          {l.Service.Version},
			"Format":           {"JSON"},
			"Timestamp":        {c.At.Format(signature.TimeLayout)},
			"SignatureMethod":  {"HMAC-SHA1"},
			"SignatureVersion": {"1.0"},
			"SignatureType":    {""},
			"SignatureNonce":   {nonce},
			"AccessKeyId":      {c.Key},
			"RegionId":         {"cn-shanghai"},
		})
		if c.Token != "" {
			values.Set("SecurityToken", c.Token)
		}
		r = c.SignRPC(values)
	}
	if c.After != nil {
		c.After(r)
	}
	return r
}

// newHuaweicloud is a request that is not signed yet, whose parameters are where the list has them.
func (c Caller) newHuaweicloud(l *lists.List, values url.Values) *http.Request {
	header := http.Header{}
	for _, name := range l.Headers {
		setIf(header, name, values.Get(name))
		values.Del(name)
	}
	var body io.Reader
	if l.Body != nil {
		header.Set("Content-Type", "application/json")
		body = strings.NewReader(jsonBody(l, values))
		values = nil
	}
	r := c.NewRequest(l.Method, l.Path, values, body)
	maps.Copy(r.Header, header)
	if l.NeedsDomain {
		r.Header.Set("X-Domain-Id", simulator.Account{AccessKeyID: c.Key}.HuaweicloudID())
	}
	return r
}

// jsonBody writes parameters as members of the documented types: lists from what is between commas, and a number that is
// none as text, for the server to refuse. Empty ones are left out.
func jsonBody(l *lists.List, values url.Values) string {
	members := map[string]any{}
	for name := range values {
		text := values.Get(name)
		if text == "" {
			continue
		}
		one := func(text string) any {
			if kind := l.Body[name].Kind; (kind == lists.Integer || kind == lists.Integers) && json.Valid([]byte(text)) {
				return json.RawMessage(text)
			}
			return text
		}
		switch l.Body[name].Kind {
		case lists.Texts, lists.Integers:
			list := []any{}
			for _, part := range strings.Split(text, ",") {
				list = append(list, one(part))
			}
			members[name] = list
		default:
			members[name] = one(text)
		}
	}
	encoded, _ := json.Marshal(members) // cannot fail
	return string(encoded)
}

func setIf(header http.Header, name, value string) {
	if value != "" {
		header.Set(name, value)
	}
}

// NewRequest is a request that is not signed yet.
func (c Caller) NewRequest(method, path string, query url.Values, body io.Reader) *http.Request {
	target := "http://service.example.com" + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	return httptest.NewRequestWithContext(c.T.Context(), method, target, body)
}

// Covered is what a signature of this request covers.
func Covered(t testing.TB, r *http.Request) *signature.Message {
	t.Helper()
	x := gateway.Receive(r, Now, nil)
	if f := x.Read(r); f != nil {
		t.Fatalf("cannot read the request: %+v", f)
	}
	if len(x.Body) > 0 {
		r.Body = io.NopCloser(strings.NewReader(string(x.Body)))
	}
	return &x.Message
}

func (c Caller) signHuaweicloud(r *http.Request) {
	if c.Before != nil {
		c.Before(r)
	}
	var names []string
	for name := range r.Header {
		if lower := strings.ToLower(name); !strings.HasPrefix(lower, "content-type") {
			names = append(names, lower)
		}
	}
	slices.Sort(names)
	head := signature.SchemeHuaweicloud + " Access=" + c.Key + ", SignedHeaders=" + strings.Join(names, ";") + ", Signature="
	r.Header.Set("Authorization", head+"x")
	claim := signature.Huaweicloud(Covered(c.T, r))
	r.Header.Set("Authorization", head+claim.Sign(c.Secret, claim.ToSign[0]))
}

func (c Caller) signACS3(r *http.Request) {
	if c.Before != nil {
		c.Before(r)
	}
	names := []string{"host"}
	for name := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-acs-") {
			names = append(names, lower)
		}
	}
	slices.Sort(names)
	head := signature.SchemeACS3 + " Credential=" + c.Key + ",SignedHeaders=" + strings.Join(names, ";") + ",Signature="
	r.Header.Set("Authorization", head+"x")
	claim := signature.ACS3(Covered(c.T, r))
	r.Header.Set("Authorization", head+claim.Sign(c.Secret, claim.ToSign[0]))
}

func (c Caller) signROA(r *http.Request) {
	if c.Before != nil {
		c.Before(r)
	}
	r.Header.Set("Authorization", "acs "+c.Key+":x")
	claim := signature.ROA(Covered(c.T, r))
	toSign := claim.ToSign[0]
	if c.OmitAbsent {
		toSign = claim.ToSign[1]
	}
	r.Header.Set("Authorization", "acs "+c.Key+":"+claim.Sign(c.Secret, toSign))
}

// SignRPC is a request of the RPC style with these parameters, signed.
func (c Caller) SignRPC(values url.Values) *http.Request {
	build := func() *http.Request {
		if !c.Form {
			return c.NewRequest(http.MethodGet, "/", values, nil)
		}
		r := c.NewRequest(http.MethodPost, "/", nil, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	r := build()
	if c.Before != nil {
		c.Before(r)
		values = r.URL.Query()
	}
	claim := signature.RPC(Covered(c.T, r))
	values.Set("Signature", claim.Sign(c.Secret, claim.ToSign[0]))
	return build()
}
