package cloud_test

import (
	"bytes"
	"context"
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
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// fault is something that goes wrong with the answer for one page.
type fault struct {
	name   string
	breaks faulty.Breaker
	effect effect

	// pages are those that are tried, one after the other: the first, a middle
	// and the last one if none are named.
	pages []int
}

// effect is what a read comes to.
type effect struct {
	// once is for an answer that is broken the first time only, and always for
	// one that is broken each time.
	once, always outcome

	// asked is how often the page is asked for if it is always broken, or 0
	// if that is not said.
	asked int

	// quick makes time-outs short.
	quick bool
}

// outcome is the whole list if it is empty, and otherwise one error whose
// text has all of these parts. In them {page} stands for the number of the
// page, and {due}, {less} and {more} for the number of its rows, for one less
// and for one more. An outcome of nothing is a list without rows.
type outcome []string

var (
	whole   = effect{}
	nothing = outcome{"nothing"}

	firstPage  = []int{1}
	laterPages = []int{3, faulty.LastPage}
)

// moves is the effect of a list that changes: it is read again from its start,
// up to four times in all.
func moves(parts ...string) effect {
	return effect{always: append(outcome{"the list changed while it was read",
		"The list was read 4 times, and no two readings in a row agreed"}, parts...)}
}

// contradicts is the effect of a list that is read as often, and of which each
// reading has pages that do not fit each other.
func contradicts(parts ...string) effect {
	return effect{always: append(outcome{"no reading of the list was consistent",
		"The list was read 4 times from its start, and each reading contradicts itself"}, parts...)}
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
func dropRow(i func(n int) int) faulty.Breaker {
	return faulty.Edit(func(a *faulty.Answer) {
		list := a.List()
		at := i(len(list))
		a.SetList(slices.Delete(list, at, at+1))
	})
}

func firstRow(int) int  { return 0 }
func lastRow(n int) int { return n - 1 }

// otherRows puts the rows of another page in the place of the page's own.
var otherRows = faulty.Edit(func(a *faulty.Answer) {
	due := len(a.List())
	other := a.Page - 1
	if a.Page == 1 {
		other = 2
	}
	a.SetList(faulty.VisibleRows(a.RowsOfPage(other)[:due]))
})

// pagingFaults are what goes wrong with a list that has a total.
var pagingFaults = []fault{
	{"an empty page", faulty.Edit(func(a *faulty.Answer) { a.SetList([]any{}) }), contradicts("page 1 is empty although the total is 31"),
		firstPage},
	{"an empty page", faulty.Edit(func(a *faulty.Answer) { a.SetList([]any{}) }),
		contradicts("page {page} has 0 rows where {due} are due, of 31 in all"), laterPages},
	{"a first page that is short", dropRow(lastRow), whole, firstPage}, // all pages follow at its size
	{"a first page without its first row", dropRow(firstRow), contradicts("came more than once"), firstPage},
	{"a page without its first row", dropRow(firstRow), contradicts("page {page} has {less} rows where {due} are due, of 31 in all"),
		laterPages},
	{"a page without its last row", dropRow(lastRow), contradicts("page {page} has {less} rows where {due} are due, of 31 in all"),
		laterPages},
	{"a page that repeats another", otherRows, contradicts("rows came more than once"), nil},
	{"a row that came before", faulty.Edit(func(a *faulty.Answer) { a.List()[0] = a.List()[1] }), contradicts("came more than once"), nil},
	{"a row too many", faulty.Edit(func(a *faulty.Answer) { a.AddRows(1) }), contradicts(), firstPage},
	{"a row too many", faulty.Edit(func(a *faulty.Answer) { a.AddRows(1) }),
		contradicts("page {page} has {more} rows where {due} are due, of 31 in all"), []int{3}},
	{"a row too many", faulty.Edit(func(a *faulty.Answer) { a.AddRows(1) }), moves("page 5 has 7 rows where 6 are due, of 31 in all"),
		[]int{faulty.LastPage}},
	{"1,000 rows too many", faulty.Edit(func(a *faulty.Answer) { a.AddRows(1000) }), contradicts(), firstPage},
	{"a total that grows", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(32) }), contradicts("the total was 32 on page 1 and 31 on page"),
		firstPage},
	{"a total that grows", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(32) }),
		contradicts("the total was 31 on page 1 and 32 on page {page}"), laterPages},
	{"a total that shrinks", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(30) }),
		contradicts("the total was 30 on page 1 and 31 on page"), firstPage},
	{"a total that shrinks", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(30) }),
		contradicts("the total was 31 on page 1 and 30 on page {page}"), laterPages},
	{"a total below the page's rows", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(2) }), whole, firstPage},
	{"a total below the page's rows", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(2) }),
		contradicts("the total was 31 on page 1 and 2 on page {page}"), laterPages},
	{"an absurd total", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(json.Number("9223372036854775807")) }),
		final("the list does not end", "9223372036854775807 rows", "7 per page"), firstPage},
	{"an absurd total", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(json.Number("9223372036854775807")) }),
		contradicts("31 on page 1 and 9223372036854775807 on page {page}"), laterPages},
	{"no total", faulty.Edit((*faulty.Answer).DropTotal), contradicts("page 1 came without a total and page 2 with a total of 31"),
		firstPage},
	{"no total", faulty.Edit((*faulty.Answer).DropTotal), whole, laterPages},
	{"a total of zero beside rows", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(0) }),
		contradicts("page 1 came without a total and page 2 with a total of 31"), firstPage},
	{"a total of zero beside rows", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(0) }), whole, laterPages},
	{"a total of null", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(nil) }), whole, laterPages},
	{"a negative total", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(-1) }), misunderstood("is negative"), nil},
	{"no list", faulty.Edit(func(a *faulty.Answer) { delete(a.Holder(), a.Source.List) }), misunderstood("the answer has no list"), nil},
	{"no list and a total of zero", faulty.Edit(func(a *faulty.Answer) { delete(a.Holder(), a.Source.List); a.SetTotal(0) }),
		misunderstood("the answer has no list"), nil},
	{"null for the list", faulty.Edit(func(a *faulty.Answer) { a.SetList(nil) }),
		misunderstood("the list is null although the total is 31"), nil},
	{"null for the list and no total", faulty.Edit(func(a *faulty.Answer) { a.SetList(nil); a.DropTotal() }),
		misunderstood("the list is null and there is no total"), nil},
	{"null for the list and a total of zero", faulty.Edit(func(a *faulty.Answer) { a.SetList(nil); a.SetTotal(0) }),
		effect{once: nothing, always: nothing}, firstPage},
	{"null for the list and a total of zero", faulty.Edit(func(a *faulty.Answer) { a.SetList(nil); a.SetTotal(0) }),
		contradicts("page {page}", "31"), laterPages},
	{"no rows and a total of zero", faulty.Edit(func(a *faulty.Answer) { a.SetList([]any{}); a.SetTotal(0) }),
		contradicts("page {page}", "31"), laterPages},
}

// countlessFaults are what goes wrong with a list that has no total on any
// page.
var countlessFaults = []fault{
	{"an empty page", faulty.Edit(func(a *faulty.Answer) { a.SetList([]any{}) }),
		contradicts("page 4 has rows although the list had seemed to end, after 14 rows"), []int{3}},
	{"a first page that is short", dropRow(lastRow), whole, firstPage},
	{"a page without its last row", dropRow(lastRow), contradicts("page 4 has rows although page 3 was not full"), []int{3}},
	{"a page that repeats another", otherRows, contradicts("page 4 has rows although the list had seemed to end, after 14 rows"), []int{3}},
	{"a row that came before", faulty.Edit(func(a *faulty.Answer) { a.List()[0] = a.List()[1] }), contradicts("came more than once"), nil},
	{"a row too many", faulty.Edit(func(a *faulty.Answer) { a.AddRows(1) }), contradicts("page 3 has 8 rows and page 1 had 7"), []int{3}},
	{"a total all of a sudden", faulty.Edit(func(a *faulty.Answer) { a.SetTotal(31) }),
		contradicts("page 1 came without a total and page {page} with a total of 31"), laterPages},
	{"null for the list", faulty.Edit(func(a *faulty.Answer) { a.SetList(nil) }), misunderstood("the list is null and there is no total"),
		nil},
	{"no list", faulty.Edit(func(a *faulty.Answer) { delete(a.Holder(), a.Source.List) }), misunderstood("the answer has no list"), nil},
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
	if source.Success == "" && slices.Contains([]string{"neither success nor failure", "a failure: no code"}, f.name) {
		return effect{}, false
	}
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
	{"HTML", faulty.Instead(faulty.AnswerWith(200, "text/html", "<html><body>Please sign in</body></html>")),
		misunderstood("no valid JSON", "HTTP status 200, text/html, 40 bytes"), nil},
	{"XML", faulty.Instead(faulty.AnswerWith(200, "text/xml", "<?xml version='1.0'?><Response/>")), misunderstood("no valid JSON"), nil},
	{"nothing", faulty.Instead(faulty.Body(nil)), passes("the answer was empty", "0 bytes"), nil},
	{"nothing but space", faulty.Instead(faulty.Body([]byte(" \n\t "))), passes("the connection broke", "ends too early"), nil},
	{"null", faulty.Instead(faulty.Body([]byte("null"))), misunderstood("the answer is null where an object is expected"), nil},
	{"a list", faulty.Instead(faulty.Body([]byte("[]"))), misunderstood("the answer is a list where an object is expected"), nil},
	{"a number", faulty.Instead(faulty.Body([]byte("0"))), misunderstood("the answer is a number where an object is expected"), nil},
	{"a string", faulty.Instead(faulty.Body([]byte(`"{}"`))), misunderstood("the answer is a string where an object is expected"), nil},
	{"true", faulty.Instead(faulty.Body([]byte("true"))), misunderstood("the answer is a boolean where an object is expected"), nil},
	{"an empty object", faulty.Instead(faulty.Body([]byte("{}"))), misunderstood("the answer has no list"), nil},
	{"half of the JSON", func(a *faulty.Answer) faulty.Handler { return faulty.Body(a.Good[:len(a.Good)/2]) },
		passes("the connection broke", "ends too early"), nil},
	{"all of the JSON but a byte", func(a *faulty.Answer) faulty.Handler { return faulty.Body(a.Good[:len(a.Good)-1]) },
		passes("the connection broke", "ends too early"), nil},
	{"the first byte of the JSON", faulty.Instead(faulty.Body([]byte("{"))), passes("the connection broke", "ends too early"), nil},
	{"garbage behind the JSON", func(a *faulty.Answer) faulty.Handler { return faulty.Body(append(a.Good, "<!-- -->"...)) },
		misunderstood("goes on after its end"), nil},
	{"a NUL behind the JSON", func(a *faulty.Answer) faulty.Handler { return faulty.Body(append(a.Good, 0)) },
		misunderstood("goes on after its end"), nil},
	{"the JSON twice", func(a *faulty.Answer) faulty.Handler { return faulty.Body(append(a.Good, a.Good...)) },
		misunderstood("goes on after its end"), nil},
	{"space behind the JSON", func(a *faulty.Answer) faulty.Handler { return faulty.Body(append(a.Good, " \r\n\t"...)) }, whole, nil},
	{"a byte order mark", func(a *faulty.Answer) faulty.Handler { return faulty.Body(append([]byte("\ufeff"), a.Good...)) },
		misunderstood("no valid JSON at byte 0"), nil},
	{"JSON in UTF-16", func(a *faulty.Answer) faulty.Handler { return faulty.Body(utf16(a.Good)) }, misunderstood("no valid JSON"), nil},
	{"single quotes", func(a *faulty.Answer) faulty.Handler {
		return faulty.Body([]byte(strings.ReplaceAll(string(a.Good), `"`, "'")))
	}, misunderstood("no valid JSON"), nil},
	{"no UTF-8 in a row", inIdentifier("\xff"), misunderstood("no valid JSON at byte"), nil},
	{"no UTF-8 in an unknown field", faulty.Replace("{", "{\"unknown\":\"\xc3\x28\","), misunderstood("no valid JSON at byte"), nil},
	{"half a surrogate pair", inIdentifier(`\ud83d`), misunderstood("no valid JSON at byte"), nil},
	{"a bare NUL in a text", inIdentifier("\x00"), misunderstood("no valid JSON at byte"), nil},
	{"a bare line break in a text", inIdentifier("\n"), misunderstood("no valid JSON at byte"), nil},
	{"a field twice", faulty.Replace("{", `{"unknown":1,"unknown":1,`), misunderstood("no valid JSON at byte"), nil},
	{"a row's field twice", func(a *faulty.Answer) faulty.Handler {
		name := fmt.Sprintf("%q:", a.IdentifierField())
		return faulty.Replace(name, name+`"another",`+name)(a)
	}, misunderstood("no valid JSON at byte"), nil},
	{"the list twice", func(a *faulty.Answer) faulty.Handler {
		name := fmt.Sprintf("%q:", a.Source.List)
		return faulty.Replace(name, name+"[],"+name)(a)
	}, misunderstood(), nil},
	{"null for a row", faulty.Edit(func(a *faulty.Answer) { a.List()[1] = nil }), misunderstood("[1] is null where an object is expected"),
		nil},
	{"a list for a row", faulty.Edit(func(a *faulty.Answer) { a.List()[1] = []any{} }),
		misunderstood("[1] is a list where an object is expected"), nil},
	{"an unknown field", faulty.Replace("{", `{"unknown":{"a":[1,{"b":null}]},`), whole, nil},
	{"10,000 levels in an unknown field", faulty.Replace("{", `{"unknown":`+nested(10_000)+","), misunderstood("no valid JSON at byte"),
		nil},
	{"100,000 levels in an unknown field", faulty.Replace("{", `{"unknown":`+nested(100_000)+","), misunderstood("no valid JSON at byte"),
		nil},
	{"5,000 levels in an unknown field", faulty.Replace("{", `{"unknown":`+nested(5_000)+","), whole, nil},
	{"10,000 levels in a row's unknown field", deepField("unknown", 10_000), misunderstood("no valid JSON at byte"), nil},
	{"5,000 levels in a row's unknown field", deepField("unknown", 5_000), whole, nil},
	{"10,000 levels in a row's field", deepField("", 10_000), misunderstood("no valid JSON at byte"), nil},
	{"100,000 levels in a row's field", deepField("", 100_000), misunderstood("no valid JSON at byte"), nil},
	{"5,000 levels in a row's field", deepField("", 5_000), misunderstood("is a list where text is expected"), nil},
	{"100,000 levels in place of the answer", faulty.Instead(faulty.Body([]byte(nested(100_000)))), misunderstood(), nil},
	{"gzip that is none", func(a *faulty.Answer) faulty.Handler {
		return faulty.AnswerWith(200, "application/json", string(a.Good), "Content-Encoding", "gzip")
	}, misunderstood("compressed although that was not asked for"), nil},
	{"gzip unasked", func(a *faulty.Answer) faulty.Handler {
		return faulty.AnswerWith(200, "application/json", string(pack(a.Good)), "Content-Encoding", "gzip")
	}, misunderstood("compressed although that was not asked for"), nil},
	{"gzip that is not called so", func(a *faulty.Answer) faulty.Handler { return faulty.Body(pack(a.Good)) },
		misunderstood("no valid JSON at byte 0"), nil},
	{"status 204", faulty.Instead(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }),
		passes("the answer was empty", "204"), nil},
	{"status 206 and half of the JSON", func(a *faulty.Answer) faulty.Handler {
		return faulty.AnswerWith(206, "application/json", string(a.Good[:50]))
	}, misunderstood("HTTP status 206"), nil},
	{"status 206 and all of the JSON", func(a *faulty.Answer) faulty.Handler {
		return faulty.AnswerWith(206, "application/json", string(a.Good))
	}, misunderstood("HTTP status 206"), nil},

	{"status 201 and all of the JSON", func(a *faulty.Answer) faulty.Handler {
		return faulty.AnswerWith(201, "application/json", string(a.Good))
	}, misunderstood("HTTP status 201"), nil},
	{"status 205", faulty.Instead(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(205) }), misunderstood("HTTP status 205"),
		nil},
	{"status 206 and a failure: throttled", withStatus(206, failureOf("Throttling.User", "APIGW.0308")),
		passes("too many calls", "206", "said by the API"), nil},
	{"status 203 and a failure: denied", withStatus(203, failureOf("NoPermission", "APIGW.0302")),
		final("no permission", "203", "said by the API"), nil},
	{"status 202 and a failure: no code", withStatus(202, failureOf("", "")), misunderstood("HTTP status 202"), nil},

	{"a failure: throttled", failureOf("Throttling.User", "APIGW.0308"), passes("too many calls", "said by the API"), nil},
	{"a failure: unavailable", failureOf("ServiceUnavailable", "IDE.00000040"), passes("the service is unavailable", "said by the API"),
		nil},
	{"a failure: unknown key", failureOf("InvalidAccessKeyId.NotFound", "APIGW.0301"),
		final("the access key was refused", "said by the API"), nil},
	{"a failure: denied", failureOf("NoPermission", "APIGW.0302"), final("no permission", "said by the API"), nil},
	{"a failure: parameter", failureOf("InvalidPageSize", "IDE.00000097"), final("a parameter was refused", "said by the API"), nil},
	{"a failure: unknown code", failureOf("Something.Else", "IDE.99999999"), final("the API refused the call", "said by the API"), nil},
	{"a failure: no code", failureOf("", ""), final("the API refused the call", "said by the API"), nil},
	{"neither success nor failure", faulty.Edit(func(a *faulty.Answer) { a.Body[a.Source.Success] = "maybe" }),
		misunderstood("does not say whether the call succeeded"), nil},
}

// statusFaults are answers with other statuses.
var statusFaults = []fault{
	{"400 and XML", faulty.Instead(faulty.AnswerWith(400, "text/xml", "<Error><Code>InvalidParameter</Code></Error>")),
		misunderstood("the refusal is not one of the API's", "400"), nil},
	{"403 and HTML", faulty.Instead(faulty.AnswerWith(403, "text/html", "<html>blocked</html>")),
		misunderstood("the refusal is not one of the API's", "403"), nil},
	{"404 and HTML", faulty.Instead(faulty.AnswerWith(404, "text/html", "<html>not found</html>")),
		misunderstood("the refusal is not one of the API's", "404"), nil},
	{"418", faulty.Instead(faulty.AnswerWith(418, "text/plain", "short and stout")),
		misunderstood("the refusal is not one of the API's", "418"), nil},
	{"429", faulty.Instead(faulty.AnswerWith(429, "text/plain", "")), passes("too many calls", "429"), nil},
	{"500 and HTML", faulty.Instead(faulty.AnswerWith(500, "text/html", "<html>oops</html>")), passes("the service is unavailable", "500"),
		nil},
	{"500 and nothing", faulty.Instead(faulty.AnswerWith(500, "", "")), passes("the service is unavailable", "500"), nil},
	{"500 and half of the JSON", faulty.Instead(faulty.AnswerWith(500, "application/json", `{"Code":"Thr`)),
		passes("the service is unavailable", "500"), nil},
	{"502", faulty.Instead(faulty.AnswerWith(502, "text/html", "<html>bad gateway</html>")), passes("the service is unavailable", "502"),
		nil},
	{"503", faulty.Instead(faulty.AnswerWith(503, "text/html", "")), passes("the service is unavailable", "503"), nil},
	{"504", faulty.Instead(faulty.AnswerWith(504, "text/html", "")), passes("the service is unavailable", "504"), nil},
	{"599", faulty.Instead(faulty.AnswerWith(599, "", "")), passes("the service is unavailable", "599"), nil},
	{"304", faulty.Instead(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }), final("the host redirects"), nil},
	{"302 to nowhere", faulty.Instead(faulty.AnswerWith(302, "text/html", "")), final("the host redirects"), nil},
	{"302 to no URL", faulty.Instead(faulty.AnswerWith(302, "text/html", "", "Location", "http://[::1")), final("the host redirects"), nil},
	{"101", faulty.Instead(say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")),
		misunderstood("101"), nil},
	{"101 without an upgrade", faulty.Instead(say("HTTP/1.1 101 Switching Protocols\r\n\r\n")), misunderstood("101"), nil},
}

// connectionFaults are connections that break, hang or never end.
var connectionFaults = []fault{
	{"closed before the first byte", faulty.Instead(faulty.Raw(nothingMore)), effect{always: outcome{"the connection broke"}}, nil},
	{"reset before the first byte", faulty.Instead(reset("")), effect{always: outcome{"the connection broke"}}, nil},
	{"closed in the status line", faulty.Instead(faulty.CloseAfter("HTTP/1.1 20")), misunderstood("the answer is not HTTP"), nil},
	{"closed in a header", faulty.Instead(faulty.CloseAfter("HTTP/1.1 200 OK\r\nContent-Le")), misunderstood("the answer is not HTTP"),
		nil},
	{"closed behind a header", faulty.Instead(faulty.CloseAfter("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n")),
		effect{always: outcome{"the connection broke"}}, nil},
	{"reset in the body", faulty.Instead(reset(head + `{"Succ`)), passes("the connection broke"), nil},
	{"closed in the body", faulty.Instead(faulty.CloseAfter(head + `{"Succ`)), passes("the connection broke"), nil},
	{"closed in the body of an error",
		faulty.Instead(faulty.CloseAfter("HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\n{\"Code\":\"x\"")),
		passes("the service is unavailable"), nil},
	{"chunks that are none", faulty.Instead(say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")),
		misunderstood("the answer is not HTTP"), nil},
	{"another protocol", faulty.Instead(say("SSH-2.0-OpenSSH_9.6\r\n")), misunderstood("the answer is not HTTP"), nil},
	{"a header that is none", faulty.Instead(say("HTTP/1.1 200 OK\r\n\x00\x01\r\n\r\n")), misunderstood("the answer is not HTTP"), nil},
	{"a header without end", faulty.Instead(say("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Pad: "+strings.Repeat("x", 1000)+"\r\n", 1000))),
		misunderstood("longer than 256 KiB"), nil},
	{"1xx without end", faulty.Instead(say(strings.Repeat("HTTP/1.1 103 Early Hints\r\nX-Pad: "+strings.Repeat("x", 1000)+"\r\n\r\n",
		1000))), misunderstood(), nil},
	{"a header that trickles", faulty.Instead(trickle("HTTP/1.1 200 OK\r\n", "X-Pad: x\r\n")),
		slow("the answer took too long", "request_timeout"), nil},
	{"a body that trickles", faulty.Instead(trickle(head, strings.Repeat(" ", 1000))), slow("the answer took too long", "request_timeout"),
		nil},
	{"a body that trickles without end", faulty.Instead(trickle("HTTP/1.1 200 OK\r\n\r\n", strings.Repeat(" ", 1000))),
		slow("the answer took too long", "request_timeout"), nil},
	{"an error that trickles", faulty.Instead(trickle("HTTP/1.1 400 Bad\r\nContent-Length: 1000\r\n\r\n", strings.Repeat(" ", 1000))),
		slow("the answer took too long", "request_timeout"), nil},
	{"a hang before the first byte", faulty.Instead(faulty.Hang), slow("the answer took too long", "request_timeout"), nil},
	{"a hang in the body", faulty.Instead(say(head + `{"Succ`)), slow("the answer took too long", "request_timeout"), nil},
}

// TestFaults breaks the answer for one page in every way of the tables: each
// read ends soon, with the whole list or with one error that says why, and
// shows no secret.
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
				pages = []int{1, 3, faulty.LastPage}
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
// where no total shows that there are any: they are asked for again before the
// list is taken to end there.
func TestEndsWithoutTotals(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, page := range []int{1, faulty.LastPage} {
			t.Run(fmt.Sprint(source.Name, "/page ", page), func(t *testing.T) {
				t.Parallel()
				config := simulator.Config{TotalMissing: map[simulator.API]bool{source.API: true}}
				cloud := faulty.Start(t, source, config, func(asked, visit int) faulty.Breaker {
					if asked != page || visit > 1 {
						return nil
					}
					return faulty.Edit(func(a *faulty.Answer) { a.SetList([]any{}) })
				})
				var want outcome
				if page == faulty.LastPage && source.Token != "" {
					want = pointsOnward.once
				}
				expect(t, cloud, faulty.Defaults, want)
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
				cloud := faulty.Start(t, source, config, func(int, int) faulty.Breaker {
					return faulty.Edit(func(a *faulty.Answer) {
						a.Holder()[source.Echo] = full
						a.SetTotal(total)
						delete(a.Body, source.Token)
					})
				})
				expect(t, cloud, faulty.Defaults, nil)
				if cloud.Visits(2) == 0 {
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
					cloud := faulty.Start(t, source, config, func(int, int) faulty.Breaker {
						return faulty.Edit(func(a *faulty.Answer) {
							if a.Body[name] = value; within {
								delete(a.Body, name)
								a.Holder()[name] = value
							}
						})
					})
					expect(t, cloud, faulty.Defaults, pointsOnward.once)
				})
			}
		}
	}
}

// try reads a list of which one page is broken.
func (e effect) try(t *testing.T, breaks faulty.Breaker, source acctest.Source, countless bool, page int, once bool) {
	settings := retrying(1)
	if e.quick {
		settings.RequestTimeout = 4 * time.Second // good answers must come in time on a busy machine, too
	}
	config := simulator.Config{TotalMissing: map[simulator.API]bool{source.API: countless}}
	cloud := faulty.Start(t, source, config, func(asked, visit int) faulty.Breaker {
		if asked != page || (once && visit > 1) {
			return nil
		}
		return breaks
	})
	want := e.always
	if once {
		want = e.once
	}
	expect(t, cloud, settings, want.of(page))
	if asked := cloud.Visits(page); !once && e.asked > 0 && asked != e.asked {
		t.Errorf("the page was asked for %d times, not %d", asked, e.asked)
	}
}

// of fills in what the outcome says about a page.
func (o outcome) of(page int) outcome {
	due := faulty.PageRows
	if page == faulty.LastPage {
		due = faulty.ListRows - (faulty.LastPage-1)*faulty.PageRows
	}
	fill := strings.NewReplacer("{page}", strconv.Itoa(page), "{due}", strconv.Itoa(due), "{less}", strconv.Itoa(due-1), "{more}",
		strconv.Itoa(due+1))
	filled := make(outcome, len(o))
	for i, part := range o {
		filled[i] = fill.Replace(part)
	}
	return filled
}

// expect reads the list and holds the result against an outcome.
func expect(t *testing.T, f *faulty.Cloud, settings faulty.Settings, want outcome) {
	t.Helper()
	rows, failure := readInTime(t.Context(), t, f.Reader(t, settings))
	if secret := faulty.Leaks(failure, acctest.Account, f.Arrivals()); secret != "" {
		t.Errorf("the error shows the %s:\n%s", secret, failure)
	}
	if len(want) == 0 || slices.Equal(want, nothing) {
		due := f.Rows
		if len(want) > 0 {
			due = nil
		}
		if diff := cmp.Diff(f.Source.Expect(t, due), rows); diff != "" || failure != "" {
			t.Errorf("rows (-want +got):\n%s\n%s", diff, failure)
		}
		return
	}
	if !saysAll(failure, want) {
		t.Errorf("want an error that says %q, got:\n%s", want, failure)
	}
}

// saysAll reports whether a text has all parts of an outcome.
func saysAll(text string, want outcome) bool {
	return !slices.ContainsFunc(want, func(part string) bool { return !strings.Contains(text, part) })
}

// retrying are the default settings but for the number of tries.
func retrying(retries int) faulty.Settings {
	settings := faulty.Defaults
	settings.MaxRetries = retries
	return settings
}

// readInTime reads a list, and fails if that takes too long.
func readInTime(ctx context.Context, t *testing.T, reader *faulty.Reader) (rows []any, failure string) {
	t.Helper()
	const patience = time.Minute
	done := make(chan struct{})
	go func() {
		defer close(done)
		rows, failure = reader.Read(ctx, t, faulty.ReadTimeout)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatalf("the read had not ended after %s", patience)
	}
	return rows, failure
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
		add := func(name string, breaks faulty.Breaker) {
			faults = append(faults, fault{fmt.Sprint(s.status, " whose ", name), breaks, s.effect, []int{3}})
		}
		for kind, value := range map[string]string{"number": "5", "list": `[1,"x"]`, "object": `{"a":"b"}`, "boolean": "true",
			"null": "null"} {
			if s.status == 400 {
				add("code is a "+kind, apiError(s.status, value, `"m"`, `"r"`))
				add("message is a "+kind, apiError(s.status, `"c"`, value, `"r"`))
				add("request id is a "+kind, apiError(s.status, `"c"`, `"m"`, value))
			}
			add("everything is a "+kind, apiError(s.status, value, value, value))
			if s.status == 403 {
				add("denial is a "+kind, faulty.Instead(faulty.AnswerWith(s.status, "application/json",
					`{"Code":"c","Message":"m","AccessDeniedDetail":`+value+"}")))
				add("diagnosis is a "+kind, faulty.Instead(faulty.AnswerWith(s.status, "application/json",
					`{"Code":"c","AccessDeniedDetail":{"EncodedDiagnosticMessage":`+value+"}}")))
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
func deepField(field string, levels int) faulty.Breaker {
	return func(a *faulty.Answer) faulty.Handler {
		name := field
		if name == "" {
			name = a.IdentifierField()
		}
		const place = "the nested lists"
		a.Row(0)[name] = place
		changed, err := json.Marshal(a.Body)
		if err != nil {
			panic(err)
		}
		return faulty.Body(bytes.Replace(changed, []byte(strconv.Quote(place)), []byte(nested(levels)), 1))
	}
}

// inIdentifier puts raw bytes in the identifier of the page's first row.
func inIdentifier(text string) faulty.Breaker {
	return func(a *faulty.Answer) faulty.Handler {
		name := fmt.Sprintf("%q:\"", a.IdentifierField())
		return faulty.Replace(name, name+text)(a)
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
			for _, page := range []int{1, 3, faulty.LastPage} {
				t.Run(fmt.Sprint(name, "/", source.Name, "/page ", page), func(t *testing.T) {
					var sent atomic.Int64
					cloud := faulty.Start(t, source, simulator.Config{}, func(asked, _ int) faulty.Breaker {
						if asked != page {
							return nil
						}
						return faulty.Instead(flood(test.status, spaces, limit, &sent))
					})
					expect(t, cloud, retrying(1), test.want)
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
	pages := []int{1, 3, faulty.LastPage}
	for _, source := range acctest.Sources {
		sample := (&faulty.Answer{Source: source, Rows: simulator.Generate(source.API, faulty.ListRows, 7)})
		_ = json.Unmarshal(simulator.Sample(source.API), &sample.Body)
		try := func(where, field string, i int, value any, change func(*faulty.Answer), want func() outcome,
			rows func([]simulator.Row, int)) {
			page := pages[i%len(pages)]
			t.Run(fmt.Sprintf("%s/%s %s = %v", source.Name, where, field, value), func(t *testing.T) {
				t.Parallel()
				cloud := faulty.Start(t, source, simulator.Config{}, func(asked, _ int) faulty.Breaker {
					if asked != page && rows == nil {
						return nil
					}
					return faulty.Edit(change)
				})
				if rows != nil {
					cloud.Rows = slices.Clone(cloud.Rows)
					rows(cloud.Rows, (page-1)*faulty.PageRows+1)
				}
				expect(t, cloud, retrying(0), want())
			})
		}
		for name := range sample.Body {
			for i, v := range values {
				try("the answer's", name, i, v.value, func(a *faulty.Answer) { a.Body[name] = v.value },
					func() outcome { return envelopeOutcome(source, name, v.kind, v.value, pages[i%len(pages)]) }, nil)
			}
		}
		if source.Within != "" {
			for name := range sample.Holder() {
				for i, v := range values {
					try("the result's", name, i, v.value, func(a *faulty.Answer) { a.Holder()[name] = v.value },
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
				try("a row's", field, i, v.value,
					func(a *faulty.Answer) { a.Set((pages[i%len(pages)]-1)*faulty.PageRows+1, field, v.value) },
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
		return outcome{"no reading of the list was consistent", "5"}
	case source.Echo:
		if _, problem := readAs(acctest.Int64, kind, value); problem != "" {
			return misunderstood(field + " " + problem)
		}
	case source.Before:
		if _, problem := readAs(acctest.Int64, kind, value); problem != "" {
			return misunderstood(field + " " + problem)
		}
		return outcome{"no reading of the list was consistent", "5"}
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
		"NaN": "no valid JSON", "Infinity": "no valid JSON", "01": "no valid JSON", "+1": "no valid JSON",
		".5": "no valid JSON", "1.": "no valid JSON",
	}
	for _, source := range acctest.Sources {
		for number, problem := range tests {
			name := number[:min(len(number), 30)]
			put := func(set func(*faulty.Answer, any)) faulty.Breaker {
				return func(a *faulty.Answer) faulty.Handler {
					set(a, "a number to be")
					changed, err := json.Marshal(a.Body)
					if err != nil {
						panic(err)
					}
					return faulty.Body(bytes.Replace(changed, []byte(`"a number to be"`), []byte(number), 1))
				}
			}
			if source.Integer != "" {
				field := source.FieldOf(source.Integer)
				t.Run(source.Name+"/"+field+" is "+name, func(t *testing.T) {
					t.Parallel()
					row := 2*faulty.PageRows + 1
					cloud := faulty.Start(t, source, simulator.Config{}, func(int, int) faulty.Breaker {
						return put(func(a *faulty.Answer, v any) { a.Set(row, field, v) })
					})
					if problem != "" {
						expect(t, cloud, faulty.Defaults, outcome{"the answer was not understood", problem})
						return
					}
					cloud.Rows = slices.Clone(cloud.Rows)
					cloud.Rows[row] = maps.Clone(cloud.Rows[row])
					cloud.Rows[row][field] = nil
					if digits := strings.Trim(number, `"`); digits != "" {
						n, _ := new(big.Rat).SetString(digits)
						cloud.Rows[row][field] = n.Num().Int64()
					}
					expect(t, cloud, faulty.Defaults, nil)
				})
			}
			if problem == "" {
				continue
			}
			t.Run(source.Name+"/the total is "+name, func(t *testing.T) {
				t.Parallel()
				cloud := faulty.Start(t, source, simulator.Config{}, func(page, _ int) faulty.Breaker {
					if page != 3 {
						return nil
					}
					return put((*faulty.Answer).SetTotal)
				})
				expect(t, cloud, faulty.Defaults, outcome{"the answer was not understood", problem})
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
			cloud := faulty.Start(t, source, simulator.Config{}, func(int, int) faulty.Breaker {
				return faulty.Edit(func(a *faulty.Answer) {
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
					turn(a.Holder())
					for i := range a.List() {
						turn(a.Row(i))
					}
				})
			})
			expect(t, cloud, faulty.Defaults, nil)
			digitsInRows := slices.ContainsFunc(cloud.Rows, func(row simulator.Row) bool {
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
			cloud := faulty.Start(t, source, simulator.Config{Rows: map[simulator.API][]simulator.Row{source.API: rows}},
				func(int, int) faulty.Breaker { return nil })
			expect(t, cloud, faulty.Defaults, nil)
		})
	}
}

// TestRedirects answers with redirects to another host, which must not learn
// anything.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, source := range acctest.Sources {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, page := range []int{1, 3, faulty.LastPage} {
				t.Run(fmt.Sprint(source.Name, "/", status, "/page ", page), func(t *testing.T) {
					t.Parallel()
					var told atomic.Int64
					other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told.Add(1) }))
					defer other.Close()
					cloud := faulty.Start(t, source, simulator.Config{}, func(asked, _ int) faulty.Breaker {
						if asked != page {
							return nil
						}
						return faulty.Instead(func(w http.ResponseWriter, r *http.Request) {
							http.Redirect(w, r, other.URL+"/?"+r.URL.RawQuery+"&"+r.Header.Get("Authorization"), status)
						})
					})
					expect(t, cloud, faulty.Defaults,
						outcome{"the host redirects", "redirects to " + strings.TrimPrefix(other.URL, "http://"), "not followed"})
					if asked := cloud.Visits(page); asked != 1 || told.Load() != 0 {
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
			return startServer(t, (*httptest.Server).StartTLS, connected)
		}, outcome{"the TLS handshake failed", "certificate"}, 1},
		{"plain HTTP", func(t *testing.T, connected *atomic.Int64) string {
			return strings.Replace(startServer(t, (*httptest.Server).Start, connected), "http://", "https://", 1)
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
				settings := retrying(1)
				if strings.HasPrefix(test.name, "a hang") {
					settings.RequestTimeout = 2 * time.Second
				}
				_, failure := readInTime(t.Context(), t, faulty.NewReader(t, source, test.host(t, &connected), acctest.Account, settings))
				if !saysAll(failure, test.want) || faulty.Leaks(failure, acctest.Account, nil) != "" {
					t.Errorf("want an error that says %q, got:\n%s", test.want, failure)
				}
				if strings.Contains(failure, tried) != slices.Contains(test.want, tried) {
					t.Errorf("it was tried again, or not:\n%s", failure)
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
			cloud := faulty.Start(t, source, simulator.Config{}, func(int, int) faulty.Breaker {
				if broken.Add(1)%2 == 1 {
					return faulty.Instead(reset(""))
				}
				return nil
			})
			expect(t, cloud, retrying(20), nil)
		})
	}
}
