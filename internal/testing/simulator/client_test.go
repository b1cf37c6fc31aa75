package simulator

import (
	"bytes"
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

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

const (
	testKey    = "LTAIexample"
	testSecret = "example-secret"
)

var testNow = time.Date(2026, time.March, 14, 15, 9, 26, 0, time.UTC)

// known is a configuration in which both clouds know the caller of newCaller, and the time stands still.
func known(change ...func(*Config)) Config {
	c := Config{
		Alicloud:    []Account{{AccessKeyID: testKey, SecretKey: testSecret}},
		Huaweicloud: []Account{{AccessKeyID: testKey, SecretKey: testSecret}},
		Rows:        make(map[API][]Row),
		Now:         func() time.Time { return testNow },
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// served starts a server in whose requests the documents must cover everything.
func served(t *testing.T, config Config) *Server {
	t.Helper()
	if config.OnUnknown == nil {
		config.OnUnknown = func(description string) { t.Errorf("unknown: %s", description) }
	}
	return New(config)
}

// caller signs requests by the same rules as the server verifies them; the published vectors prove the rules.
type caller struct {
	t                           testing.TB
	handler                     http.Handler
	scheme                      string
	key, secret, token, project string
	at                          time.Time
	nonce                       string
	form                        bool
	omitAbsent                  bool
	// before changes a request that is not signed yet, after one that is.
	before, after func(*http.Request)
}

var testNonce atomic.Int64

func newCaller(t testing.TB, handler http.Handler) caller {
	return caller{t: t, handler: handler, scheme: signature.SchemeACS3, key: testKey, secret: testSecret, at: testNow}
}

// reply is an answer as a client sees it.
type reply struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// code is the error code of an answer of either cloud.
func (r reply) code() string {
	for _, name := range []string{"Code", "error_code"} {
		if code, ok := r.body[name].(string); ok {
			return code
		}
	}
	return ""
}

// message is the error message of an answer of either cloud.
func (r reply) message() string {
	for _, name := range []string{"Message", "error_msg"} {
		if message, ok := r.body[name].(string); ok {
			return message
		}
	}
	return ""
}

// rows are the rows of an answer of any API.
func (r reply) rows() []map[string]any {
	paths := [][]string{{"result", "iterms"}} // as the table of CodeArts IDE has it
	for _, l := range lists.All {
		paths = append(paths, l.Rows)
	}
	for _, path := range paths {
		entries, ok := r.at(path).([]any)
		if !ok {
			continue
		}
		rows := make([]map[string]any, len(entries))
		for i := range entries {
			rows[i], _ = entries[i].(map[string]any)
		}
		return rows
	}
	return nil
}

// at is what a path leads to in the answer, nil if there is nothing.
func (r reply) at(path []string) any {
	var found any = r.body
	for _, name := range path {
		object, _ := found.(map[string]any)
		found = object[name]
	}
	return found
}

// column is one field of every row, as text.
func (r reply) column(name string) string {
	var values []string
	for _, row := range r.rows() {
		text, _ := json.Marshal(row[name])
		values = append(values, strings.Trim(string(text), `"`))
	}
	return strings.Join(values, " ")
}

// total is the total of an answer of any API, or -1.
func (r reply) total() int {
	for _, l := range lists.All {
		if number, ok := r.at(l.Total).(json.Number); ok {
			total, _ := strconv.Atoi(number.String())
			return total
		}
	}
	return -1
}

// allAPIs are the lists, in the order of the table.
var allAPIs = func() []API {
	apis := make([]API, len(lists.All))
	for i, l := range lists.All {
		apis[i] = l.API
	}
	return apis
}()

// ask are the parameters that ask an API for a page.
func ask(api API, page, size int) set {
	paging := lists.Of(api).Paging
	if paging.Offset != "" {
		return set{paging.Offset: strconv.Itoa((page - 1) * size), paging.Size: strconv.Itoa(size)}
	}
	return set{paging.Index: strconv.Itoa(page), paging.Size: strconv.Itoa(size)}
}

type set map[string]string

func (c caller) call(api API, params set) reply {
	c.t.Helper()
	return c.send(c.request(api, params))
}

func (c caller) send(r *http.Request) reply {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	got := reply{status: w.Code, header: w.Header(), text: w.Body.String()}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := decode(w.Body.Bytes(), &got.body); err != nil {
			c.t.Fatalf("answer is not JSON: %v\n%s", err, got.text)
		}
	}
	return got
}

func (c caller) list(api API) *lists.List {
	l := lists.Of(api)
	if l == nil {
		c.t.Fatalf("no API %q", api)
	}
	return l
}

func (c caller) request(api API, params set) *http.Request {
	c.t.Helper()
	l := c.list(api)
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	nonce := c.nonce
	if nonce == "" {
		nonce = "nonce-" + strconv.FormatInt(testNonce.Add(1), 10)
	}

	var r *http.Request
	switch {
	case l.Service.Cloud == lists.Huaweicloud:
		r = c.newRequest(http.MethodGet, l.Path, values, nil)
		r.Header.Set("X-Sdk-Date", c.at.Format("20060102T150405Z"))
		setIf(r.Header, "X-Security-Token", c.token)
		setIf(r.Header, "X-Project-Id", c.project)
		c.signHuawei(r)
	case c.scheme == signature.SchemeACS3:
		method, path := l.Method, l.Path
		if path == "" {
			method, path = http.MethodPost, "/"
		}
		r = c.newRequest(method, path, values, nil)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("X-Acs-Action", l.Action)
		r.Header.Set("X-Acs-Version", l.Service.Version)
		r.Header.Set("X-Acs-Date", c.at.Format(signature.TimeLayout))
		r.Header.Set("X-Acs-Signature-Nonce", nonce)
		r.Header.Set("X-Acs-Content-Sha256", emptySHA256)
		setIf(r.Header, "X-Acs-Security-Token", c.token)
		c.signACS3(r)
	case l.Path != "":
		r = c.newRequest(l.Method, l.Path, values, nil)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Content-Md5", emptyMD5)
		r.Header.Set("Date", c.at.Format(http.TimeFormat))
		r.Header.Set("X-Acs-Version", l.Service.Version)
		r.Header.Set("X-Acs-Action", l.Action)
		r.Header.Set("X-Acs-Signature-Method", "HMAC-SHA1")
		r.Header.Set("X-Acs-Signature-Version", "1.0")
		setIf(r.Header, "X-Acs-Security-Token", c.token)
		c.signROA(r)
	default:
		maps.Copy(values, url.Values{
			"Action":           {l.Action},
			"Version":          {l.Service.Version},
			"Format":           {"JSON"},
			"Timestamp":        {c.at.Format(signature.TimeLayout)},
			"SignatureMethod":  {"HMAC-SHA1"},
			"SignatureVersion": {"1.0"},
			"SignatureType":    {""},
			"SignatureNonce":   {nonce},
			"AccessKeyId":      {c.key},
			"RegionId":         {"cn-shanghai"},
		})
		if c.token != "" {
			values.Set("SecurityToken", c.token)
		}
		r = c.signRPC(values)
	}
	if c.after != nil {
		c.after(r)
	}
	return r
}

func setIf(header http.Header, name, value string) {
	if value != "" {
		header.Set(name, value)
	}
}

func (c caller) newRequest(method, path string, query url.Values, body io.Reader) *http.Request {
	target := "http://service.example.com" + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	return httptest.NewRequestWithContext(c.t.Context(), method, target, body)
}

// covered is what a signature of this request covers.
func covered(t testing.TB, r *http.Request) *signature.Message {
	t.Helper()
	x := gateway.Receive(r, testNow, nil)
	if f := x.Read(r); f != nil {
		t.Fatalf("cannot read the request: %+v", f)
	}
	if len(x.Body) > 0 {
		r.Body = io.NopCloser(strings.NewReader(string(x.Body)))
	}
	return &x.Message
}

// The digests of nothing.
const (
	emptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	emptyMD5    = "1B2M2Y8AsgTpgAmY7PhCfg=="
)

// otherSHA256 is the digest of another body.
const otherSHA256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

// stsVersion is the version of STS of Alibaba Cloud.
const stsVersion = "2015-04-01"

// tag is a tag of an instance of OutboundBot.
func tag(key, value string) map[string]any {
	return map[string]any{"Key": key, "Value": value}
}

// decode is json.Unmarshal without the detour of numbers through float64.
func decode(encoded []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func (c caller) signHuawei(r *http.Request) {
	if c.before != nil {
		c.before(r)
	}
	var names []string
	for name := range r.Header {
		if lower := strings.ToLower(name); !strings.HasPrefix(lower, "content-type") {
			names = append(names, lower)
		}
	}
	slices.Sort(names)
	head := signature.SchemeHuaweicloud + " Access=" + c.key + ", SignedHeaders=" + strings.Join(names, ";") + ", Signature="
	r.Header.Set("Authorization", head+"x")
	claim := signature.Huaweicloud(covered(c.t, r))
	r.Header.Set("Authorization", head+claim.Sign(c.secret, claim.ToSign[0]))
}

func (c caller) signACS3(r *http.Request) {
	if c.before != nil {
		c.before(r)
	}
	names := []string{"host"}
	for name := range r.Header {
		if lower := strings.ToLower(name); strings.HasPrefix(lower, "x-acs-") {
			names = append(names, lower)
		}
	}
	slices.Sort(names)
	head := signature.SchemeACS3 + " Credential=" + c.key + ",SignedHeaders=" + strings.Join(names, ";") + ",Signature="
	r.Header.Set("Authorization", head+"x")
	claim := signature.ACS3(covered(c.t, r))
	r.Header.Set("Authorization", head+claim.Sign(c.secret, claim.ToSign[0]))
}

func (c caller) signROA(r *http.Request) {
	if c.before != nil {
		c.before(r)
	}
	r.Header.Set("Authorization", "acs "+c.key+":x")
	claim := signature.ROA(covered(c.t, r))
	toSign := claim.ToSign[0]
	if c.omitAbsent {
		toSign = claim.ToSign[1]
	}
	r.Header.Set("Authorization", "acs "+c.key+":"+claim.Sign(c.secret, toSign))
}

func (c caller) signRPC(values url.Values) *http.Request {
	build := func() *http.Request {
		if !c.form {
			return c.newRequest(http.MethodGet, "/", values, nil)
		}
		r := c.newRequest(http.MethodPost, "/", nil, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	r := build()
	if c.before != nil {
		c.before(r)
		values = r.URL.Query()
	}
	claim := signature.RPC(covered(c.t, r))
	values.Set("Signature", claim.Sign(c.secret, claim.ToSign[0]))
	return build()
}
