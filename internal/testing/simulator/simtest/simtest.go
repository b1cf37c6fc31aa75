package simtest

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

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

const (
	Key    = "LTAIexample"
	Secret = "example-secret"
)

var Now = time.Date(2026, time.March, 14, 15, 9, 26, 0, time.UTC)

// known is a configuration in which both clouds know the caller of newCaller, and the time stands still.
func Known(change ...func(*simulator.Config)) simulator.Config {
	c := simulator.Config{
		Alicloud:    []simulator.Account{{AccessKeyID: Key, SecretKey: Secret}},
		Huaweicloud: []simulator.Account{{AccessKeyID: Key, SecretKey: Secret}},
		Rows:        make(map[simulator.API][]simulator.Row),
		Now:         func() time.Time { return Now },
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// served starts a server in whose requests the documents must cover everything.
func Serve(t *testing.T, config simulator.Config) *simulator.Server {
	t.Helper()
	if config.OnUnknown == nil {
		config.OnUnknown = func(description string) { t.Errorf("unknown: %s", description) }
	}
	return simulator.New(config)
}

// caller signs requests by the same rules as the server verifies them; the published vectors prove the rules.
type Caller struct {
	T                           testing.TB
	Handler                     http.Handler
	Scheme                      string
	Key, Secret, Token, Project string
	At                          time.Time
	Nonce                       string
	Form                        bool
	OmitAbsent                  bool
	// before changes a request that is not signed yet, after one that is.
	Before, After func(*http.Request)
}

var testNonce atomic.Int64

func NewCaller(t testing.TB, handler http.Handler) Caller {
	return Caller{T: t, Handler: handler, Scheme: signature.SchemeACS3, Key: Key, Secret: Secret, At: Now}
}

// reply is an answer as a client sees it.
type Reply struct {
	Status int
	Header http.Header
	Text   string
	Body   map[string]any
}

// code is the error code of an answer of either cloud.
func (r Reply) Code() string {
	for _, name := range []string{"Code", "error_code"} {
		if code, ok := r.Body[name].(string); ok {
			return code
		}
	}
	return ""
}

// message is the error message of an answer of either cloud.
func (r Reply) Message() string {
	for _, name := range []string{"Message", "error_msg"} {
		if message, ok := r.Body[name].(string); ok {
			return message
		}
	}
	return ""
}

// rows are the rows of an answer of any API.
func (r Reply) Rows() []map[string]any {
	paths := [][]string{{"result", "iterms"}} // as the table of CodeArts IDE has it
	for _, l := range lists.All {
		paths = append(paths, l.Rows)
	}
	for _, path := range paths {
		entries, ok := r.At(path).([]any)
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
func (r Reply) At(path []string) any {
	var found any = r.Body
	for _, name := range path {
		object, _ := found.(map[string]any)
		found = object[name]
	}
	return found
}

// column is one field of every row, as text.
func (r Reply) Column(name string) string {
	var values []string
	for _, row := range r.Rows() {
		text, _ := json.Marshal(row[name])
		values = append(values, strings.Trim(string(text), `"`))
	}
	return strings.Join(values, " ")
}

// total is the total of an answer of any API, or -1.
func (r Reply) Total() int {
	for _, l := range lists.All {
		if number, ok := r.At(l.Total).(json.Number); ok {
			total, _ := strconv.Atoi(number.String())
			return total
		}
	}
	return -1
}

// allAPIs are the lists, in the order of the table.
var AllAPIs = func() []simulator.API {
	apis := make([]simulator.API, len(lists.All))
	for i, l := range lists.All {
		apis[i] = l.API
	}
	return apis
}()

// ask are the parameters that ask an API for a page.
func Ask(api simulator.API, page, size int) set {
	paging := lists.Of(api).Paging
	if paging.Offset != "" {
		return set{paging.Offset: strconv.Itoa((page - 1) * size), paging.Size: strconv.Itoa(size)}
	}
	return set{paging.Index: strconv.Itoa(page), paging.Size: strconv.Itoa(size)}
}

type set = map[string]string

func (c Caller) Call(api simulator.API, params set) Reply {
	c.T.Helper()
	return c.Send(c.Request(api, params))
}

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

func (c Caller) List(api simulator.API) *lists.List {
	l := lists.Of(api)
	if l == nil {
		c.T.Fatalf("no API %q", api)
	}
	return l
}

func (c Caller) Request(api simulator.API, params set) *http.Request {
	c.T.Helper()
	l := c.List(api)
	values := url.Values{}
	for name, value := range params {
		values.Set(name, value)
	}
	nonce := c.Nonce
	if nonce == "" {
		nonce = "nonce-" + strconv.FormatInt(testNonce.Add(1), 10)
	}

	var r *http.Request
	switch {
	case l.Service.Cloud == lists.Huaweicloud:
		r = c.NewRequest(http.MethodGet, l.Path, values, nil)
		r.Header.Set("X-Sdk-Date", c.At.Format("20060102T150405Z"))
		setIf(r.Header, "X-Security-Token", c.Token)
		setIf(r.Header, "X-Project-Id", c.Project)
		c.signHuawei(r)
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

func setIf(header http.Header, name, value string) {
	if value != "" {
		header.Set(name, value)
	}
}

func (c Caller) NewRequest(method, path string, query url.Values, body io.Reader) *http.Request {
	target := "http://service.example.com" + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	return httptest.NewRequestWithContext(c.T.Context(), method, target, body)
}

// covered is what a signature of this request covers.
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

// The digests of nothing.
const (
	EmptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	EmptyMD5    = "1B2M2Y8AsgTpgAmY7PhCfg=="
)

// otherSHA256 is the digest of another body.
const OtherSHA256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

// stsVersion is the version of STS of Alibaba Cloud.
const STSVersion = "2015-04-01"

// tag is a tag of an instance of OutboundBot.
func Tag(key, value string) map[string]any {
	return map[string]any{"Key": key, "Value": value}
}

// decode is json.Unmarshal without the detour of numbers through float64.
func Decode(encoded []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func (c Caller) signHuawei(r *http.Request) {
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

// Signed is a list and a scheme that its requests may be signed with.
type Signed struct {
	Scheme string
	API    simulator.API
}

// AlicloudLists are the lists of Alibaba Cloud with each scheme that its requests may be signed with.
func AlicloudLists() []Signed {
	var signed []Signed
	for _, l := range lists.All {
		switch {
		case l.Service.Cloud != lists.Alicloud:
			continue
		case l.Path == "":
			signed = append(signed, Signed{signature.SchemeRPC, l.API})
		default:
			signed = append(signed, Signed{signature.SchemeROA, l.API})
		}
		signed = append(signed, Signed{signature.SchemeACS3, l.API})
	}
	return signed
}

func After(change func(*http.Request)) func(*Caller) {
	return func(c *Caller) { c.After = change }
}

// beforeSigning moves a change from after the signature to before it.
func BeforeSigning(change func(*Caller)) func(*Caller) {
	return func(c *Caller) {
		change(c)
		c.Before, c.After = c.After, nil
	}
}

func DropHeader(name string) func(*Caller) {
	return After(func(r *http.Request) { r.Header.Del(name) })
}

func SetHeader(name, value string) func(*Caller) {
	return After(func(r *http.Request) { r.Header.Set(name, value) })
}

func DropParameter(name string) func(*Caller) {
	return After(func(r *http.Request) { ChangeQuery(r, func(q url.Values) { q.Del(name) }) })
}

func SetParameter(name, value string) func(*Caller) {
	return After(func(r *http.Request) { ChangeQuery(r, func(q url.Values) { q.Set(name, value) }) })
}

func ChangeQuery(r *http.Request, change func(url.Values)) {
	query := r.URL.Query()
	change(query)
	r.URL.RawQuery = query.Encode()
}

// isGatewayError checks the documented members of an error.
// testIdentity is who a cloud takes the caller of newCaller for.
func IdentityOf(api simulator.API) (account, principal string) {
	known := simulator.Account{AccessKeyID: Key}
	if api == simulator.CodeArtsIDE {
		return known.HuaweicloudID(), "iam::" + known.HuaweicloudID() + ":user:simulated-user"
	}
	return known.AlicloudID(), "acs:ram::" + known.AlicloudID() + ":root"
}
