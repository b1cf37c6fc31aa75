package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// fault is something that goes wrong with the answer for one page.
type fault struct {
	name   string
	breaks breaker
	effect effect

	// pages are those that are tried, one after the other: the first, a middle
	// and the last one where none are named.
	pages []int
}

// effect is what a read comes to.
type effect struct {
	// once is for an answer that is broken the first time only, and always for
	// one that is broken each time.
	once, always outcome

	// asked is how often the page is asked for where it is always broken, or 0
	// where that is not said.
	asked int

	// quick makes time-outs short.
	quick bool
}

// outcome is the whole list where it is empty, and otherwise one error whose
// text has all of these parts. In them {page} stands for the number of the
// page, and {due}, {less} and {more} for the number of its rows, for one less
// and for one more. An outcome of nothing is a list without rows.
type outcome []string

var (
	whole   = effect{}
	nothing = outcome{"nothing"}

	firstPage  = []int{1}
	laterPages = []int{3, lastPage}
)

// moves is the effect of a list that changes: it is read again from its start,
// up to four times in all.
func moves(parts ...string) effect {
	return effect{always: append(outcome{"the list changed while it was read", "The list was read 4 times, and no two readings in a row agreed"}, parts...)}
}

// contradicts is the effect of a list that is read as often, and of which each
// reading has pages that do not fit each other.
func contradicts(parts ...string) effect {
	return effect{always: append(outcome{"no reading of the list was whole", "The list was read 4 times from its start, and each reading contradicts itself"}, parts...)}
}

// passes is the effect of what may pass: the call is tried again, here once.
func passes(parts ...string) effect { return effect{always: parts, asked: 2} }

// slow is the effect of an answer that does not come in time.
func slow(parts ...string) effect { return effect{always: parts, asked: 2, quick: true} }

// final is the effect of what is not tried again.
func final(parts ...string) effect { return effect{once: parts, always: parts, asked: 1} }

// misunderstood is the effect of an answer that is not what the API documents.
func misunderstood(parts ...string) effect {
	return final(append([]string{"the answer was not understood", "rows could be missing"}, parts...)...)
}

// dropRow leaves a row out of the page.
func dropRow(i func(n int) int) breaker {
	return edit(func(a *answer) {
		list := a.list()
		at := i(len(list))
		a.setList(slices.Delete(list, at, at+1))
	})
}

func firstRow(int) int  { return 0 }
func lastRow(n int) int { return n - 1 }

// otherRows puts the rows of another page in the place of the page's own.
var otherRows = edit(func(a *answer) {
	due := len(a.list())
	other := a.page - 1
	if a.page == 1 {
		other = 2
	}
	a.setList(visibleRows(a.rowsOfPage(other)[:due]))
})

// visibleRows returns rows as they are sent.
func visibleRows(rows []simulator.Row) []simulator.Row {
	sent := make([]simulator.Row, len(rows))
	for i, row := range rows {
		sent[i] = maps.Clone(row)
		maps.DeleteFunc(sent[i], func(name string, _ any) bool { return strings.HasPrefix(name, "_") })
	}
	return sent
}

// pagingFaults are what goes wrong with a list that has a total.
var pagingFaults = []fault{
	{"an empty page", edit(func(a *answer) { a.setList([]any{}) }), contradicts("page 1 is empty although the total is 31"), firstPage},
	{"an empty page", edit(func(a *answer) { a.setList([]any{}) }), contradicts("page {page} has 0 rows where {due} are due, of 31 in all"), laterPages},
	{"a first page that is short", dropRow(lastRow), whole, firstPage}, // all pages follow at its size
	{"a first page without its first row", dropRow(firstRow), contradicts("came more than once"), firstPage},
	{"a page without its first row", dropRow(firstRow), contradicts("page {page} has {less} rows where {due} are due, of 31 in all"), laterPages},
	{"a page without its last row", dropRow(lastRow), contradicts("page {page} has {less} rows where {due} are due, of 31 in all"), laterPages},
	{"a page that repeats another", otherRows, contradicts("rows came more than once"), nil},
	{"a row that came before", edit(func(a *answer) { a.list()[0] = a.list()[1] }), contradicts("came more than once"), nil},
	{"a row too many", edit(func(a *answer) { a.addRows(1) }), contradicts(), firstPage},
	{"a row too many", edit(func(a *answer) { a.addRows(1) }), contradicts("page {page} has {more} rows where {due} are due, of 31 in all"), []int{3}},
	{"a row too many", edit(func(a *answer) { a.addRows(1) }), moves("page 5 has 7 rows where 6 are due, of 31 in all"), []int{lastPage}},
	{"1,000 rows too many", edit(func(a *answer) { a.addRows(1000) }), contradicts(), firstPage},
	{"a total that grows", edit(func(a *answer) { a.setTotal(32) }), contradicts("the total was 32 on page 1 and 31 on page"), firstPage},
	{"a total that grows", edit(func(a *answer) { a.setTotal(32) }), contradicts("the total was 31 on page 1 and 32 on page {page}"), laterPages},
	{"a total that shrinks", edit(func(a *answer) { a.setTotal(30) }), contradicts("the total was 30 on page 1 and 31 on page"), firstPage},
	{"a total that shrinks", edit(func(a *answer) { a.setTotal(30) }), contradicts("the total was 31 on page 1 and 30 on page {page}"), laterPages},
	{"a total below the page's rows", edit(func(a *answer) { a.setTotal(2) }), whole, firstPage},
	{"a total below the page's rows", edit(func(a *answer) { a.setTotal(2) }), contradicts("the total was 31 on page 1 and 2 on page {page}"), laterPages},
	{"an absurd total", edit(func(a *answer) { a.setTotal(json.Number("9223372036854775807")) }), final("the list does not end", "9223372036854775807 rows", "7 per page"), firstPage},
	{"an absurd total", edit(func(a *answer) { a.setTotal(json.Number("9223372036854775807")) }), contradicts("31 on page 1 and 9223372036854775807 on page {page}"), laterPages},
	{"no total", edit((*answer).dropTotal), contradicts("page 1 came without a total and page 2 with a total of 31"), firstPage},
	{"no total", edit((*answer).dropTotal), whole, laterPages},
	{"a total of zero beside rows", edit(func(a *answer) { a.setTotal(0) }), contradicts("page 1 came without a total and page 2 with a total of 31"), firstPage},
	{"a total of zero beside rows", edit(func(a *answer) { a.setTotal(0) }), whole, laterPages},
	{"a total of null", edit(func(a *answer) { a.setTotal(nil) }), whole, laterPages},
	{"a negative total", edit(func(a *answer) { a.setTotal(-1) }), misunderstood("is negative"), nil},
	{"no list", edit(func(a *answer) { delete(a.holder(), a.source.List) }), misunderstood("the answer has no list"), nil},
	{"no list and a total of zero", edit(func(a *answer) { delete(a.holder(), a.source.List); a.setTotal(0) }), misunderstood("the answer has no list"), nil},
	{"null for the list", edit(func(a *answer) { a.setList(nil) }), misunderstood("the list is null although the total is 31"), nil},
	{"null for the list and no total", edit(func(a *answer) { a.setList(nil); a.dropTotal() }), misunderstood("the list is null and there is no total"), nil},
	{"null for the list and a total of zero", edit(func(a *answer) { a.setList(nil); a.setTotal(0) }), effect{once: nothing, always: nothing}, firstPage},
	{"null for the list and a total of zero", edit(func(a *answer) { a.setList(nil); a.setTotal(0) }), contradicts("page {page}", "31"), laterPages},
	{"no rows and a total of zero", edit(func(a *answer) { a.setList([]any{}); a.setTotal(0) }), contradicts("page {page}", "31"), laterPages},
}

// countlessFaults are what goes wrong with a list that has no total on any
// page.
var countlessFaults = []fault{
	{"an empty page", edit(func(a *answer) { a.setList([]any{}) }), contradicts("page 4 has rows although the list had seemed to end, after 14 rows"), []int{3}},
	{"a first page that is short", dropRow(lastRow), whole, firstPage},
	{"a page without its last row", dropRow(lastRow), contradicts("page 4 has rows although page 3 was not full"), []int{3}},
	{"a page that repeats another", otherRows, contradicts("page 4 has rows although the list had seemed to end, after 14 rows"), []int{3}},
	{"a row that came before", edit(func(a *answer) { a.list()[0] = a.list()[1] }), contradicts("came more than once"), nil},
	{"a row too many", edit(func(a *answer) { a.addRows(1) }), contradicts("page 3 has 8 rows and page 1 had 7"), []int{3}},
	{"a total all of a sudden", edit(func(a *answer) { a.setTotal(31) }), contradicts("page 1 came without a total and page {page} with a total of 31"), laterPages},
	{"null for the list", edit(func(a *answer) { a.setList(nil) }), misunderstood("the list is null and there is no total"), nil},
	{"no list", edit(func(a *answer) { delete(a.holder(), a.source.List) }), misunderstood("the answer has no list"), nil},
}

// withToken is what becomes of a fault in a list whose answers point onward by a
// second way of paging, if that is not what becomes of it in others.
var withToken = map[string]effect{
	"paging/null for the list and a total of zero":      contradicts("page 2 has rows although the list had seemed to end, after 0 rows"),
	"paging without totals/an empty page":               pointsOnward,
	"paging without totals/a page that repeats another": pointsOnward,
}

// sharedIdentifiers is the same for a list whose rows may be equal.
var sharedIdentifiers = map[string]effect{
	"paging/a first page without its first row":    moves(),
	"paging/a page that repeats another":           moves(),
	"paging/a row that came before":                moves(),
	"paging without totals/a row that came before": moves(),
}

// withEcho is the same for a list whose answers say which page size they were
// made for, so that a full page is known to be full.
var withEcho = map[string]effect{
	"paging without totals/a page that repeats another": contradicts("page 3 repeats rows of pages before it, and there is no total to say whether there are more"),
}

// pointsOnward is the effect of an answer that says that there are more rows
// where the list seems to end.
var pointsOnward = effect{
	once: outcome{"the API does not list all rows"}, always: outcome{"the API does not list all rows"},
}

// of returns what becomes of a fault in a list, and whether anybody can see it.
func (f fault) of(table string, source acctest.Source, page int) (effect, bool) {
	var other effect
	differs := false
	for _, kind := range []struct {
		is      bool
		effects map[string]effect
	}{
		{source.Token != "", withToken}, {source.Identifiers == acctest.SharedIdentifiers, sharedIdentifiers}, {source.Echo != "", withEcho},
	} {
		if kind.is && !differs {
			other, differs = kind.effects[table+"/"+f.name]
		}
	}
	if !differs || slices.Equal(f.pages, laterPages) {
		return f.effect, true
	}
	// Two equal rows on one page are two rows. On the first page they stand in
	// the same place in each reading.
	return other, f.name != "a row that came before" || page > 1
}

// bodyFaults are answers that come whole and in time, and are wrong.
var bodyFaults = []fault{
	{"HTML", instead(answerWith(200, "text/html", "<html><body>Please sign in</body></html>")), misunderstood("no valid JSON", "HTTP status 200, text/html, 40 bytes"), nil},
	{"XML", instead(answerWith(200, "text/xml", "<?xml version='1.0'?><Response/>")), misunderstood("no valid JSON"), nil},
	{"nothing", instead(body(nil)), passes("the answer was empty", "0 bytes"), nil},
	{"nothing but space", instead(body([]byte(" \n\t "))), passes("the connection broke", "ends too early"), nil},
	{"null", instead(body([]byte("null"))), misunderstood("the answer is null where an object is expected"), nil},
	{"a list", instead(body([]byte("[]"))), misunderstood("the answer is a list where an object is expected"), nil},
	{"a number", instead(body([]byte("0"))), misunderstood("the answer is a number where an object is expected"), nil},
	{"a string", instead(body([]byte(`"{}"`))), misunderstood("the answer is a string where an object is expected"), nil},
	{"true", instead(body([]byte("true"))), misunderstood("the answer is a boolean where an object is expected"), nil},
	{"an empty object", instead(body([]byte("{}"))), misunderstood("the answer has no list"), nil},
	{"half of the JSON", func(a *answer) handler { return body(a.good[:len(a.good)/2]) }, passes("the connection broke", "ends too early"), nil},
	{"all of the JSON but a byte", func(a *answer) handler { return body(a.good[:len(a.good)-1]) }, passes("the connection broke", "ends too early"), nil},
	{"the first byte of the JSON", instead(body([]byte("{"))), passes("the connection broke", "ends too early"), nil},
	{"garbage behind the JSON", func(a *answer) handler { return body(append(a.good, "<!-- -->"...)) }, misunderstood("goes on after its end"), nil},
	{"a NUL behind the JSON", func(a *answer) handler { return body(append(a.good, 0)) }, misunderstood("goes on after its end"), nil},
	{"the JSON twice", func(a *answer) handler { return body(append(a.good, a.good...)) }, misunderstood("goes on after its end"), nil},
	{"space behind the JSON", func(a *answer) handler { return body(append(a.good, " \r\n\t"...)) }, whole, nil},
	{"a byte order mark", func(a *answer) handler { return body(append([]byte("\ufeff"), a.good...)) }, misunderstood("no valid JSON at byte 0"), nil},
	{"JSON in UTF-16", func(a *answer) handler { return body(utf16(a.good)) }, misunderstood("no valid JSON"), nil},
	{"single quotes", func(a *answer) handler { return body([]byte(strings.ReplaceAll(string(a.good), `"`, "'"))) }, misunderstood("no valid JSON"), nil},
	{"no UTF-8 in a row", inIdentifier("\xff"), misunderstood("no valid JSON at byte"), nil},
	{"no UTF-8 in an unknown field", replace("{", "{\"unknown\":\"\xc3\x28\","), misunderstood("no valid JSON at byte"), nil},
	{"half a surrogate pair", inIdentifier(`\ud83d`), misunderstood("no valid JSON at byte"), nil},
	{"a bare NUL in a text", inIdentifier("\x00"), misunderstood("no valid JSON at byte"), nil},
	{"a bare line break in a text", inIdentifier("\n"), misunderstood("no valid JSON at byte"), nil},
	{"a field twice", replace("{", `{"unknown":1,"unknown":1,`), misunderstood("no valid JSON at byte"), nil},
	{"a row's field twice", func(a *answer) handler {
		name := fmt.Sprintf("%q:", a.identifierField())
		return replace(name, name+`"another",`+name)(a)
	}, misunderstood("no valid JSON at byte"), nil},
	{"the list twice", func(a *answer) handler {
		name := fmt.Sprintf("%q:", a.source.List)
		return replace(name, name+"[],"+name)(a)
	}, misunderstood(), nil},
	{"null for a row", edit(func(a *answer) { a.list()[1] = nil }), misunderstood("[1] is null where an object is expected"), nil},
	{"a list for a row", edit(func(a *answer) { a.list()[1] = []any{} }), misunderstood("[1] is a list where an object is expected"), nil},
	{"an unknown field", replace("{", `{"unknown":{"a":[1,{"b":null}]},`), whole, nil},
	{"10,000 levels in an unknown field", replace("{", `{"unknown":`+nested(10_000)+","), misunderstood("no valid JSON at byte"), nil},
	{"100,000 levels in an unknown field", replace("{", `{"unknown":`+nested(100_000)+","), misunderstood("no valid JSON at byte"), nil},
	{"5,000 levels in an unknown field", replace("{", `{"unknown":`+nested(5_000)+","), whole, nil},
	{"10,000 levels in a row's unknown field", deepField("unknown", 10_000), misunderstood("no valid JSON at byte"), nil},
	{"5,000 levels in a row's unknown field", deepField("unknown", 5_000), whole, nil},
	{"10,000 levels in a row's field", deepField("", 10_000), misunderstood("no valid JSON at byte"), nil},
	{"100,000 levels in a row's field", deepField("", 100_000), misunderstood("no valid JSON at byte"), nil},
	{"5,000 levels in a row's field", deepField("", 5_000), misunderstood("is a list where text is expected"), nil},
	{"100,000 levels in place of the answer", instead(body([]byte(nested(100_000)))), misunderstood(), nil},
	{"gzip that is none", func(a *answer) handler {
		return answerWith(200, "application/json", string(a.good), "Content-Encoding", "gzip")
	}, misunderstood("compressed although that was not asked for"), nil},
	{"gzip unasked", func(a *answer) handler {
		return answerWith(200, "application/json", string(pack(a.good)), "Content-Encoding", "gzip")
	}, misunderstood("compressed although that was not asked for"), nil},
	{"gzip that is not called so", func(a *answer) handler { return body(pack(a.good)) }, misunderstood("no valid JSON at byte 0"), nil},
	{"status 204", instead(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }), passes("the answer was empty", "204"), nil},
	{"status 206 and half of the JSON", func(a *answer) handler { return answerWith(206, "application/json", string(a.good[:50])) }, misunderstood("HTTP status 206"), nil},
	{"status 206 and all of the JSON", func(a *answer) handler { return answerWith(206, "application/json", string(a.good)) }, misunderstood("HTTP status 206"), nil},

	{"status 201 and all of the JSON", func(a *answer) handler { return answerWith(201, "application/json", string(a.good)) }, misunderstood("HTTP status 201"), nil},
	{"status 205", instead(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(205) }), misunderstood("HTTP status 205"), nil},
	{"status 206 and a failure: throttled", withStatus(206, failureOf("Throttling.User", "APIGW.0308")), passes("too many calls", "206", "said by the API"), nil},
	{"status 203 and a failure: denied", withStatus(203, failureOf("NoPermission", "APIGW.0302")), final("no permission", "203", "said by the API"), nil},
	{"status 202 and a failure: no code", withStatus(202, failureOf("", "")), misunderstood("HTTP status 202"), nil},

	{"a failure: throttled", failureOf("Throttling.User", "APIGW.0308"), passes("too many calls", "said by the API"), nil},
	{"a failure: unavailable", failureOf("ServiceUnavailable", "IDE.00000040"), passes("the service is unavailable", "said by the API"), nil},
	{"a failure: unknown key", failureOf("InvalidAccessKeyId.NotFound", "APIGW.0301"), final("the access key was refused", "said by the API"), nil},
	{"a failure: denied", failureOf("NoPermission", "APIGW.0302"), final("no permission", "said by the API"), nil},
	{"a failure: parameter", failureOf("InvalidPageSize", "IDE.00000097"), final("a parameter was refused", "said by the API"), nil},
	{"a failure: unknown code", failureOf("Something.Else", "IDE.99999999"), final("the API refused the call", "said by the API"), nil},
	{"a failure: no code", failureOf("", ""), final("the API refused the call", "said by the API"), nil},
	{"neither success nor failure", edit(func(a *answer) {
		for _, name := range []string{"Success", "success", "status"} {
			if _, is := a.body[name]; is {
				a.body[name] = "maybe"
			}
		}
	}), misunderstood("does not say whether the call succeeded"), nil},
}

// statusFaults are answers with other statuses.
var statusFaults = []fault{
	{"400 and XML", instead(answerWith(400, "text/xml", "<Error><Code>InvalidParameter</Code></Error>")), misunderstood("the refusal is not one of the API's", "400"), nil},
	{"403 and HTML", instead(answerWith(403, "text/html", "<html>blocked</html>")), misunderstood("the refusal is not one of the API's", "403"), nil},
	{"404 and HTML", instead(answerWith(404, "text/html", "<html>not found</html>")), misunderstood("the refusal is not one of the API's", "404"), nil},
	{"418", instead(answerWith(418, "text/plain", "short and stout")), misunderstood("the refusal is not one of the API's", "418"), nil},
	{"429", instead(answerWith(429, "text/plain", "")), passes("too many calls", "429"), nil},
	{"500 and HTML", instead(answerWith(500, "text/html", "<html>oops</html>")), passes("the service is unavailable", "500"), nil},
	{"500 and nothing", instead(answerWith(500, "", "")), passes("the service is unavailable", "500"), nil},
	{"500 and half of the JSON", instead(answerWith(500, "application/json", `{"Code":"Thr`)), passes("the service is unavailable", "500"), nil},
	{"502", instead(answerWith(502, "text/html", "<html>bad gateway</html>")), passes("the service is unavailable", "502"), nil},
	{"503", instead(answerWith(503, "text/html", "")), passes("the service is unavailable", "503"), nil},
	{"504", instead(answerWith(504, "text/html", "")), passes("the service is unavailable", "504"), nil},
	{"599", instead(answerWith(599, "", "")), passes("the service is unavailable", "599"), nil},
	{"304", instead(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }), final("the host redirects"), nil},
	{"302 to nowhere", instead(answerWith(302, "text/html", "")), final("the host redirects"), nil},
	{"302 to no URL", instead(answerWith(302, "text/html", "", "Location", "http://[::1")), final("the host redirects"), nil},
	{"101", instead(say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")), misunderstood("101"), nil},
	{"101 without an upgrade", instead(say("HTTP/1.1 101 Switching Protocols\r\n\r\n")), misunderstood("101"), nil},
}

// connectionFaults are connections that break, hang or never end.
var connectionFaults = []fault{
	{"closed before the first byte", instead(raw(nothingMore)), effect{always: outcome{"the connection broke"}}, nil},
	{"reset before the first byte", instead(reset("")), effect{always: outcome{"the connection broke"}}, nil},
	{"closed in the status line", instead(closeAfter("HTTP/1.1 20")), misunderstood("the answer is not HTTP"), nil},
	{"closed in a header", instead(closeAfter("HTTP/1.1 200 OK\r\nContent-Le")), misunderstood("the answer is not HTTP"), nil},
	{"closed behind a header", instead(closeAfter("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n")), effect{always: outcome{"the connection broke"}}, nil},
	{"reset in the body", instead(reset(head + `{"Succ`)), passes("the connection broke"), nil},
	{"closed in the body", instead(closeAfter(head + `{"Succ`)), passes("the connection broke"), nil},
	{"closed in the body of an error", instead(closeAfter("HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\n{\"Code\":\"x\"")), passes("the service is unavailable"), nil},
	{"chunks that are none", instead(say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")), misunderstood("the answer is not HTTP"), nil},
	{"another protocol", instead(say("SSH-2.0-OpenSSH_9.6\r\n")), misunderstood("the answer is not HTTP"), nil},
	{"a header that is none", instead(say("HTTP/1.1 200 OK\r\n\x00\x01\r\n\r\n")), misunderstood("the answer is not HTTP"), nil},
	{"a header without end", instead(say("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Pad: "+strings.Repeat("x", 1000)+"\r\n", 1000))), misunderstood("longer than 256 KiB"), nil},
	{"1xx without end", instead(say(strings.Repeat("HTTP/1.1 103 Early Hints\r\nX-Pad: "+strings.Repeat("x", 1000)+"\r\n\r\n", 1000))), misunderstood(), nil},
	{"a header that trickles", instead(trickle("HTTP/1.1 200 OK\r\n", "X-Pad: x\r\n")), slow("the answer took too long", "request_timeout"), nil},
	{"a body that trickles", instead(trickle(head, strings.Repeat(" ", 1000))), slow("the answer took too long", "request_timeout"), nil},
	{"a body that trickles without end", instead(trickle("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat(" ", 1000))), slow("the answer took too long", "request_timeout"), nil},
	{"an error that trickles", instead(trickle("HTTP/1.1 400 Bad\r\nContent-Length: 1000\r\n\r\n", strings.Repeat(" ", 1000))), slow("the answer took too long", "request_timeout"), nil},
	{"a hang before the first byte", instead(hang), slow("the answer took too long", "request_timeout"), nil},
	{"a hang in the body", instead(say(head + `{"Succ`)), slow("the answer took too long", "request_timeout"), nil},
}

// TestFaults breaks the answer for one page in every way of the tables: each
// read ends soon, with the whole list or with one error that says why, and
// tells no secret.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, table := range []struct {
		name      string
		faults    []fault
		countless bool
	}{
		{"paging", pagingFaults, false},
		{"paging without totals", countlessFaults, true},
		{"body", bodyFaults, false},
		{"status", append(statusFaults, errorBodyFaults()...), false},
		{"connection", connectionFaults, false},
	} {
		for _, fault := range table.faults {
			pages := fault.pages
			if pages == nil {
				pages = []int{1, 3, lastPage}
			}
			for _, source := range acctest.Sources {
				for _, page := range pages {
					effect, visible := fault.of(table.name, source, page)
					if !visible {
						continue
					}
					for often, once := range map[string]bool{"once": true, "always": false} {
						if once && slices.Equal(effect.once, effect.always) && effect.asked == 1 {
							continue // it ends at the first sight either way
						}
						t.Run(fmt.Sprint(table.name, "/", fault.name, "/", source.Name, "/page ", page, " ", often), func(t *testing.T) {
							t.Parallel()
							effect.try(t, fault.breaks, source, table.countless, page, once)
						})
					}
				}
			}
		}
	}
}

// TestEndsWithoutTotals lacks the rows of the first or the last page for once,
// where no total tells that there are any: they are asked for again before the
// list is taken to end there.
func TestEndsWithoutTotals(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, page := range []int{1, lastPage} {
			t.Run(fmt.Sprint(source.Name, "/page ", page), func(t *testing.T) {
				t.Parallel()
				config := simulator.Config{TotalMissing: map[simulator.API]bool{source.API: true}}
				cloud := startFaulty(t, source, config, func(asked, visit int) breaker {
					if asked != page || visit > 1 {
						return nil
					}
					return edit(func(a *answer) { a.setList([]any{}) })
				})
				var want outcome
				if page == lastPage && source.Token != "" {
					want = pointsOnward.once
				}
				cloud.expect(t, nil, want)
			})
		}
	}
}

// TestFullFirstPage serves ten rows to who asks for fifty, says that the page
// was made for ten, and counts no other rows: the page is full, so that the rows
// behind it are asked for.
func TestFullFirstPage(t *testing.T) {
	t.Parallel()
	const full = 10
	for _, source := range acctest.Sources {
		if source.Echo == "" {
			continue // the others do not say what a page was made for
		}
		for _, total := range []any{full, nil} {
			t.Run(fmt.Sprint(source.Name, "/total ", total), func(t *testing.T) {
				t.Parallel()
				config := simulator.Config{
					Rows:      map[simulator.API][]simulator.Row{source.API: simulator.Generate(source.API, 3*full+5, 7)},
					PageLimit: map[simulator.API]int{source.API: full},
				}
				cloud := startFaulty(t, source, config, func(int, int) breaker {
					return edit(func(a *answer) {
						a.holder()[source.Echo] = full
						a.setTotal(total)
						delete(a.body, source.Token)
					})
				})
				cloud.expect(t, nil, nil)
				if cloud.visits(2) == 0 {
					t.Error("the page behind the full one was not asked for")
				}
			})
		}
	}
}

// TestAnotherWayOfPaging ends a list without a total although the answer points
// to a next page under a name that its API does not document.
func TestAnotherWayOfPaging(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for name, value := range map[string]any{"next_page_token": "x", "HasMore": true, "isTruncated": "true", "NextMarker": 7} {
			for _, within := range []bool{false, true} {
				t.Run(fmt.Sprint(source.Name, "/", name, "/within ", within), func(t *testing.T) {
					t.Parallel()
					config := simulator.Config{TotalMissing: map[simulator.API]bool{source.API: true}}
					cloud := startFaulty(t, source, config, func(int, int) breaker {
						return edit(func(a *answer) {
							if a.body[name] = value; within {
								delete(a.body, name)
								a.holder()[name] = value
							}
						})
					})
					cloud.expect(t, nil, pointsOnward.once)
				})
			}
		}
	}
}

// try reads a list of which one page is broken.
func (e effect) try(t *testing.T, breaks breaker, source acctest.Source, countless bool, page int, once bool) {
	settings := acctest.Object{"request_timeout": "30s", "max_retries": int64(1)}
	if e.quick {
		settings["request_timeout"] = "1500ms"
	}
	config := simulator.Config{TotalMissing: map[simulator.API]bool{source.API: countless}}
	cloud := startFaulty(t, source, config, func(asked, visit int) breaker {
		if asked != page || (once && visit > 1) {
			return nil
		}
		return breaks
	})
	want := e.always
	if once {
		want = e.once
	}
	cloud.expect(t, settings, want.of(page))
	if asked := cloud.visits(page); !once && e.asked > 0 && asked != e.asked {
		t.Errorf("the page was asked for %d times, not %d", asked, e.asked)
	}
}

// of fills in what the outcome says about a page.
func (o outcome) of(page int) outcome {
	due := pageRows
	if page == lastPage {
		due = listRows - (lastPage-1)*pageRows
	}
	fill := strings.NewReplacer("{page}", strconv.Itoa(page), "{due}", strconv.Itoa(due), "{less}", strconv.Itoa(due-1), "{more}", strconv.Itoa(due+1))
	filled := make(outcome, len(o))
	for i, part := range o {
		filled[i] = fill.Replace(part)
	}
	return filled
}

// expect reads the list and holds the result against an outcome.
func (f *faultyCloud) expect(t *testing.T, settings acctest.Object, want outcome) {
	t.Helper()
	state, diagnostics := readInTime(t.Context(), t, f.configured(t, settings), f.source.Name)
	text, failed := errorOf(diagnostics)
	if secret := leaks(text, acctest.Account, f.arrivals()); secret != "" {
		t.Errorf("the error tells the %s:\n%s", secret, text)
	}
	if len(want) == 0 || slices.Equal(want, nothing) {
		rows := f.rows
		if len(want) > 0 {
			rows = nil
		}
		if diff := cmp.Diff(f.source.State(t, rows), state); diff != "" || text != "" {
			t.Errorf("state (-want +got):\n%s\n%s", diff, text)
		}
		return
	}
	if rows := rowsOf(state, f.source); rows != nil {
		t.Errorf("%d of %d rows came with the error", len(rows.([]any)), len(f.rows))
	}
	if !failed || !containsAll(text, want...) {
		t.Errorf("want one error that says %q, got:\n%s", want, text)
	}
}

// errorBodyFaults are error bodies whose fields have any JSON type.
func errorBodyFaults() []fault {
	statuses := []struct {
		status int
		effect effect
	}{
		{400, final("a parameter was refused")}, {403, final("no permission")}, {500, passes("the service is unavailable")},
	}
	var faults []fault
	for _, s := range statuses {
		add := func(name string, breaks breaker) {
			faults = append(faults, fault{fmt.Sprint(s.status, " whose ", name), breaks, s.effect, []int{3}})
		}
		for kind, value := range map[string]string{"number": "5", "list": `[1,"x"]`, "object": `{"a":"b"}`, "boolean": "true", "null": "null"} {
			if s.status == 400 {
				add("code is a "+kind, apiError(s.status, value, `"m"`, `"r"`))
				add("message is a "+kind, apiError(s.status, `"c"`, value, `"r"`))
				add("request id is a "+kind, apiError(s.status, `"c"`, `"m"`, value))
			}
			add("everything is a "+kind, apiError(s.status, value, value, value))
			if s.status == 403 {
				add("denial is a "+kind, instead(answerWith(s.status, "application/json", `{"Code":"c","Message":"m","AccessDeniedDetail":`+value+"}")))
				add("diagnosis is a "+kind, instead(answerWith(s.status, "application/json", `{"Code":"c","AccessDeniedDetail":{"EncodedDiagnosticMessage":`+value+"}}")))
			}
		}
		add("message has 20 kB", apiError(s.status, `"c"`, `"`+strings.Repeat("x", 20_000)+`"`, `"r"`))
		add("message has control characters", apiError(s.status, `"c"`, `"\u0000\u001b[31m\r\n\u0085"`, `"r"`))
		add("message is nested", apiError(s.status, `"c"`, nested(5_000), `"r"`))
		if s.status < 500 {
			s.effect = misunderstood("the refusal is not one of the API's")
		}
		add("message has 1 MiB", apiError(s.status, `"c"`, `"`+strings.Repeat("x", 1<<20)+`"`, `"r"`))
		add("message is nested too deep", apiError(s.status, `"c"`, nested(10_000), `"r"`))
	}
	return faults
}

// nested returns n lists inside each other.
func nested(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

// deepField puts nested lists in a field of a row, its identifier where no
// field is named.
func deepField(field string, levels int) breaker {
	return func(a *answer) handler {
		name := field
		if name == "" {
			name = a.identifierField()
		}
		const place = "the nested lists"
		a.row(0)[name] = place
		changed, err := json.Marshal(a.body)
		if err != nil {
			panic(err)
		}
		return body(bytes.Replace(changed, []byte(strconv.Quote(place)), []byte(nested(levels)), 1))
	}
}

// inIdentifier puts raw bytes in the identifier of the page's first row.
func inIdentifier(text string) breaker {
	return func(a *answer) handler {
		name := fmt.Sprintf("%q:\"", a.identifierField())
		return replace(name, name+text)(a)
	}
}

// utf16 writes ASCII, which is all that matters here, in UTF-16.
func utf16(ascii []byte) []byte {
	wide := []byte{0xff, 0xfe}
	for _, c := range ascii {
		wide = append(wide, c, 0)
	}
	return wide
}

// TestFloods answers with bodies of 2 GiB, which must not be read to their end.
func TestFloods(t *testing.T) {
	if testing.Short() {
		t.Skip("moves some hundred megabytes")
	}
	t.Parallel()
	const limit, readAtMost = 2 << 30, 128 << 20 // what the system holds for a slow reader included
	spaces := []byte(strings.Repeat(" ", 1<<20))
	for name, test := range map[string]struct {
		status int
		want   outcome
		tries  int64
	}{
		"200": {200, outcome{"the answer is too large", "32 MiB"}, 1},
		"400": {400, outcome{"the answer was not understood"}, 1},
		"503": {503, outcome{"the service is unavailable"}, 2},
	} {
		for _, source := range acctest.Sources {
			for _, page := range []int{1, 3, lastPage} {
				t.Run(fmt.Sprint(name, "/", source.Name, "/page ", page), func(t *testing.T) {
					var sent atomic.Int64
					cloud := startFaulty(t, source, simulator.Config{}, func(asked, _ int) breaker {
						if asked != page {
							return nil
						}
						return instead(flood(test.status, spaces, limit, &sent))
					})
					cloud.expect(t, acctest.Object{"request_timeout": "30s", "max_retries": int64(1)}, test.want)
					if n := sent.Load(); n > test.tries*readAtMost {
						t.Errorf("the server got rid of %d MiB", n>>20)
					}
				})
			}
		}
	}
}

// TestWrongTypes puts a value of each JSON type into each field of an answer
// and of a row. What can be taken for what the field holds is, and the rest is
// an error that names the field, as far as the field matters.
func TestWrongTypes(t *testing.T) {
	t.Parallel()
	values := []struct {
		kind  string // as errors call it
		value any
	}{
		{"an object", map[string]any{"a": json.Number("1")}}, {"a list", []any{json.Number("1")}}, {"a boolean", true},
		{"a number", json.Number("5")}, {"a string", "text"}, {"a string", "5"},
	}
	pages := []int{1, 3, lastPage}
	for _, source := range acctest.Sources {
		sample := (&answer{source: source, rows: simulator.Generate(source.API, listRows, 7)})
		_ = json.Unmarshal(simulator.Sample(source.API), &sample.body)
		try := func(where, field string, i int, value any, change func(*answer), want func() outcome, rows func([]simulator.Row, int)) {
			page := pages[i%len(pages)]
			t.Run(fmt.Sprintf("%s/%s %s = %v", source.Name, where, field, value), func(t *testing.T) {
				t.Parallel()
				cloud := startFaulty(t, source, simulator.Config{}, func(asked, _ int) breaker {
					if asked != page && rows == nil {
						return nil
					}
					return edit(change)
				})
				if rows != nil {
					cloud.rows = slices.Clone(cloud.rows)
					rows(cloud.rows, (page-1)*pageRows+1)
				}
				cloud.expect(t, acctest.Object{"max_retries": int64(0)}, want())
			})
		}
		for name := range sample.body {
			for i, v := range values {
				try("the answer's", name, i, v.value, func(a *answer) { a.body[name] = v.value },
					func() outcome { return envelopeOutcome(source, name, v.kind, v.value, pages[i%len(pages)]) }, nil)
			}
		}
		if source.Within != "" {
			for name := range sample.holder() {
				for i, v := range values {
					try("the result's", name, i, v.value, func(a *answer) { a.holder()[name] = v.value },
						func() outcome { return envelopeOutcome(source, name, v.kind, v.value, pages[i%len(pages)]) }, nil)
				}
			}
		}
		for _, column := range source.Fields {
			field := column.Field
			if column.Type == acctest.EpochMilliseconds {
				continue // made of the same field as another attribute
			}
			for i, v := range values {
				read, problem := readAs(column.Type, v.kind, v.value)
				try("a row's", field, i, v.value, func(a *answer) { a.set((pages[i%len(pages)]-1)*pageRows+1, field, v.value) },
					func() outcome {
						if problem == "" {
							return nil
						}
						return outcome{"the answer was not understood", source.List + "[1]." + field + " " + problem}
					},
					func(rows []simulator.Row, i int) {
						rows[i] = maps.Clone(rows[i])
						rows[i][field] = read
					})
			}
		}
	}
}

// envelopeOutcome is what a value in a field outside the rows of a page comes
// to.
func envelopeOutcome(source acctest.Source, field, kind string, value any, page int) outcome {
	misunderstood := func(parts ...string) outcome { return append(outcome{"the answer was not understood"}, parts...) }
	switch field {
	case source.List:
		if kind == "a list" {
			return misunderstood(field + "[0] is a number where an object is expected")
		}
		return misunderstood(field + " is " + kind + " where a list is expected")
	case source.Total:
		if _, problem := readAs(acctest.Int64, kind, value); problem != "" {
			return misunderstood(field + " " + problem)
		}
		if page == 1 {
			return nil // more rows than that come, so that it is no total
		}
		return outcome{"no reading of the list was whole", "5"}
	case source.Echo:
		if _, problem := readAs(acctest.Int64, kind, value); problem != "" {
			return misunderstood(field + " " + problem)
		}
	case source.Before:
		if _, problem := readAs(acctest.Int64, kind, value); problem != "" {
			return misunderstood(field + " " + problem)
		}
		return outcome{"no reading of the list was whole", "5"}
	case source.Within:
		return misunderstood("the answer has no list")
	case source.Success:
		if value != true || source.Cloud == "huaweicloud" { // which has words for it
			return misunderstood("does not say whether the call succeeded")
		}
	}
	return nil
}

// readAs returns what a JSON value is taken for in an attribute of a type, or
// what is said to be wrong with it.
func readAs(of acctest.FieldType, kind string, value any) (read any, problem string) {
	switch of {
	case acctest.String:
		if kind == "a string" || kind == "a number" {
			return fmt.Sprint(value), ""
		}
		return nil, "is " + kind + " where text is expected"
	case acctest.Int64:
		if kind != "a string" && kind != "a number" {
			return nil, "is " + kind + " where an integer is expected"
		}
		n, err := strconv.ParseInt(fmt.Sprint(value), 10, 64)
		if err != nil {
			return nil, "is not a number"
		}
		return n, ""
	case acctest.Bool:
		if kind == "a boolean" {
			return value, ""
		}
		return nil, "is " + kind + " where a boolean is expected"
	}
	return nil, "cannot be read"
}

// TestIntegers reads numbers at and beyond the limits of 64 bits, and numbers
// that are no integers, as JSON numbers and as texts.
func TestIntegers(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // what is wrong, or nothing
		"9223372036854775807": "", "-9223372036854775808": "", "9007199254740993": "", "-0": "", "0": "",
		`"9223372036854775807"`: "", `"-9223372036854775808"`: "", `"007"`: "",
		"9223372036854775808": "is outside the range", "-9223372036854775809": "is outside the range",
		`"9223372036854775808"`:           "is outside the range",
		"1" + strings.Repeat("0", 10_000): "is outside the range",
		"0.0":                             "", "1e2": "", `"12.50E+1"`: "", `""`: "",
		"1.5": "is not an integer", `"1.5"`: "is not an integer", "1e-1": "is not an integer", "1e400": "is outside the range",
		`" 1"`: "is not a number", `"+1"`: "is not a number", `"0x10"`: "is not a number", `"1_000"`: "is not a number", `"１"`: "is not a number",
		"NaN": "no valid JSON", "Infinity": "no valid JSON", "01": "no valid JSON", "+1": "no valid JSON", ".5": "no valid JSON", "1.": "no valid JSON",
	}
	for _, source := range acctest.Sources {
		for number, problem := range tests {
			name := number[:min(len(number), 30)]
			put := func(set func(*answer, any)) breaker {
				return func(a *answer) handler {
					set(a, "a number to be")
					changed, err := json.Marshal(a.body)
					if err != nil {
						panic(err)
					}
					return body(bytes.Replace(changed, []byte(`"a number to be"`), []byte(number), 1))
				}
			}
			if source.Integer != "" {
				field := source.FieldOf(source.Integer)
				t.Run(source.Name+"/"+field+" is "+name, func(t *testing.T) {
					t.Parallel()
					row := 2*pageRows + 1
					cloud := startFaulty(t, source, simulator.Config{}, func(int, int) breaker {
						return put(func(a *answer, v any) { a.set(row, field, v) })
					})
					if problem != "" {
						cloud.expect(t, nil, outcome{"the answer was not understood", problem})
						return
					}
					cloud.rows = slices.Clone(cloud.rows)
					cloud.rows[row] = maps.Clone(cloud.rows[row])
					cloud.rows[row][field] = nil
					if digits := strings.Trim(number, `"`); digits != "" {
						n, _ := new(big.Rat).SetString(digits)
						cloud.rows[row][field] = n.Num().Int64()
					}
					cloud.expect(t, nil, nil)
				})
			}
			if problem == "" {
				continue
			}
			t.Run(source.Name+"/the total is "+name, func(t *testing.T) {
				t.Parallel()
				cloud := startFaulty(t, source, simulator.Config{}, func(page, _ int) breaker {
					if page != 3 {
						return nil
					}
					return put((*answer).setTotal)
				})
				cloud.expect(t, nil, outcome{"the answer was not understood", problem})
			})
		}
	}
}

// TestNumbersAsTexts turns every number of every answer into text, and every
// text that is a number into one: the list is the same.
func TestNumbersAsTexts(t *testing.T) {
	t.Parallel()
	digits := regexp.MustCompile(`^(0|[1-9][0-9]*)$`)
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			texts, numbers := 0, 0
			var mu sync.Mutex
			cloud := startFaulty(t, source, simulator.Config{}, func(int, int) breaker {
				return edit(func(a *answer) {
					mu.Lock()
					defer mu.Unlock()
					turn := func(fields map[string]any) {
						for name, value := range fields {
							switch value := value.(type) {
							case json.Number:
								fields[name], texts = value.String(), texts+1
							case string:
								if digits.MatchString(value) {
									fields[name], numbers = json.Number(value), numbers+1
								}
							}
						}
					}
					turn(a.holder())
					for i := range a.list() {
						turn(a.row(i))
					}
				})
			})
			cloud.expect(t, nil, nil)
			digitsInRows := slices.ContainsFunc(cloud.rows, func(row simulator.Row) bool {
				return slices.ContainsFunc(slices.Collect(maps.Values(row)), func(value any) bool {
					text, _ := value.(string)
					return digits.MatchString(text)
				})
			})
			if texts == 0 || digitsInRows != (numbers > 0) {
				t.Errorf("%d numbers became texts and %d texts numbers", texts, numbers)
			}
		})
	}
}

// TestTexts reads texts of all kinds of characters, which reach the state as
// they are.
func TestTexts(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", " ", "\x00", "\x1b[31m\u0085\u2028\u2029", "a\r\nb\t", `\"/<>&`, "中文 🙂", "e\u0301", "\ufeff", "\ufffd", "${x} %{y}",
		strings.Repeat("long ", 100_000),
	}
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			field := source.FieldOf(source.Text)
			rows := simulator.Generate(source.API, len(texts), 3)
			for i, text := range texts {
				rows[i][field] = text
			}
			cloud := startFaulty(t, source, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}}, func(int, int) breaker { return nil })
			cloud.expect(t, nil, nil)
		})
	}
}

// TestRedirects answers with redirects to another host, which must not be told
// anything.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, page := range []int{1, 3, lastPage} {
				t.Run(fmt.Sprint(source.Name, "/", status, "/page ", page), func(t *testing.T) {
					t.Parallel()
					var told atomic.Int64
					other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told.Add(1) }))
					defer other.Close()
					cloud := startFaulty(t, source, simulator.Config{}, func(asked, _ int) breaker {
						if asked != page {
							return nil
						}
						return instead(func(w http.ResponseWriter, r *http.Request) {
							http.Redirect(w, r, other.URL+"/?"+r.URL.RawQuery+"&"+r.Header.Get("Authorization"), status)
						})
					})
					cloud.expect(t, nil, outcome{"the host redirects", "redirects to " + strings.TrimPrefix(other.URL, "http://"), "not followed"})
					if asked := cloud.visits(page); asked != 1 || told.Load() != 0 {
						t.Errorf("the page was asked for %d times, and the other host %d times", asked, told.Load())
					}
				})
			}
		}
	}
}

// TestNoConnection reads from hosts that cannot be spoken to.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	const tried = "Tries:"
	tests := []struct {
		name  string
		host  func(t *testing.T, connected *atomic.Int64) string
		want  outcome
		tries int64
	}{
		{"nobody listens", func(*testing.T, *atomic.Int64) string {
			return "https://127.0.0.1:1" // a port that no other test can be given
		}, outcome{"the host cannot be reached", "HTTPS_PROXY", tried}, 0},
		{"no such name", func(*testing.T, *atomic.Int64) string {
			return "https://" + strings.Repeat("x", 64) + ".invalid" // too long a label to be looked up
		}, outcome{"the host was not found", "region", "endpoints."}, 0},
		{"a certificate of nobody", func(t *testing.T, connected *atomic.Int64) string {
			return serve(t, (*httptest.Server).StartTLS, connected)
		}, outcome{"the TLS handshake failed", "certificate"}, 1},
		{"plain HTTP", func(t *testing.T, connected *atomic.Int64) string {
			return strings.Replace(serve(t, (*httptest.Server).Start, connected), "http://", "https://", 1)
		}, outcome{"the TLS handshake failed"}, 1},
		{"closed in the TLS handshake", func(t *testing.T, connected *atomic.Int64) string {
			return accept(t, connected, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)) })
		}, outcome{"the connection broke", tried}, 2},
		{"a hang in the TLS handshake", func(t *testing.T, connected *atomic.Int64) string {
			return accept(t, connected, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
		}, outcome{"the answer took too long", "request_timeout", tried}, 2},
	}
	for _, test := range tests {
		for _, source := range acctest.Sources {
			t.Run(test.name+"/"+source.Name, func(t *testing.T) {
				t.Parallel()
				var connected atomic.Int64
				settings := acctest.Object{"request_timeout": "30s", "max_retries": int64(1)}
				if strings.HasPrefix(test.name, "a hang") {
					settings["request_timeout"] = "2s"
				}
				provider := configuredAt(t, test.host(t, &connected), acctest.Account, settings)
				state, diagnostics := readInTime(t.Context(), t, provider, source.Name)
				text, failed := errorOf(diagnostics)
				if !failed || !containsAll(text, test.want...) || rowsOf(state, source) != nil || leaks(text, acctest.Account, nil) != "" {
					t.Errorf("want one error that says %q, got %v\n%s", test.want, state, text)
				}
				if strings.Contains(text, tried) != slices.Contains(test.want, tried) {
					t.Errorf("it was tried again, or not:\n%s", text)
				}
				if n := connected.Load(); n != test.tries {
					t.Errorf("%d connections, not %d", n, test.tries)
				}
			})
		}
	}
}

// TestAnotherHandshake checks that a cloud is still read after its connection
// failed for a moment.
func TestAnotherHandshake(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		t.Run(source.Name, func(t *testing.T) {
			t.Parallel()
			var broken atomic.Int64
			cloud := startFaulty(t, source, simulator.Config{}, func(int, int) breaker {
				if broken.Add(1)%2 == 1 {
					return instead(reset(""))
				}
				return nil
			})
			cloud.expect(t, acctest.Object{"max_retries": int64(20)}, nil)
		})
	}
}
