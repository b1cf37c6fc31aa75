package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// echoed is an account whose key, secret and token are changed by each way of
// writing them.
var echoed = simulator.Account{
	AccessKeyID:   "LTAI5tECHOED+KEY/Id=KEY9",
	SecretKey:     "s3cretFirst+s3cretSecond/s3cretThird=&more",
	SecurityToken: "CAISfirstPart+CAISsecondPart/CAISthirdPart==",
}

// echoPlaces are the places of an answer where a server may repeat a text.
var echoPlaces = map[string]func(text string) handler{
	"message":                func(text string) handler { return errorAnswer(400, quoted(text)) },
	"message of 500":         func(text string) handler { return errorAnswer(500, quoted(text)) },
	"message of a success":   func(text string) handler { return errorAnswer(200, quoted(text)) },
	"object for the message": func(text string) handler { return errorAnswer(403, `{"asked":`+quoted(text)+`}`) },
	"list for the message":   func(text string) handler { return errorAnswer(403, `[`+quoted(text)+`]`) },
	"name of a field":        func(text string) handler { return errorAnswer(403, `{`+quoted(text)+`:1}`) },
	"content type":           func(text string) handler { return answerWith(200, header(text), "<html>") },
	"content encoding": func(text string) handler {
		return answerWith(200, "application/json", "{}", "Content-Encoding", header(text))
	},
	"location": func(text string) handler { return answerWith(302, "", "", "Location", "https://"+header(text)+"/") },
	"location's user": func(text string) handler {
		return answerWith(302, "", "", "Location", "https://"+url.QueryEscape(text)+"@example.com/")
	},
	"request id's header": func(text string) handler {
		return answerWith(503, "", "", "X-Acs-Request-Id", header(text), "X-Request-Id", header(text))
	},
	"request id's header of a success": func(text string) handler {
		return answerWith(200, "application/json", "[]", "X-Acs-Request-Id", header(text), "X-Request-Id", header(text))
	},
	"status line":           func(text string) handler { return lineOf("HTTP/1.1 400 " + header(text) + "\r\n\r\n") },
	"malformed status line": func(text string) handler { return lineOf(header(text) + "\r\n\r\n") },
	"malformed status":      func(text string) handler { return lineOf("HTTP/1.1 " + header(text) + " x\r\n\r\n") },
	"malformed header": func(text string) handler {
		return lineOf("HTTP/1.1 200 OK\r\n" + strings.ReplaceAll(header(text), ":", "") + "\r\n\r\n")
	},
	"malformed length": func(text string) handler {
		return lineOf("HTTP/1.1 200 OK\r\nContent-Length: " + header(text) + "\r\n\r\n")
	},
	"transfer encoding": func(text string) handler {
		return lineOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: " + header(text) + "\r\n\r\n")
	},
	"chunk": func(text string) handler {
		return lineOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + header(text) + "\r\n")
	},
	"retry after": func(text string) handler { return answerWith(429, "", "", "Retry-After", header(text)) },
	"date":        func(text string) handler { return answerWith(401, "", "", "Date", header(text)) },
}

// errorAnswer answers with an error in the words of both clouds, whose message
// is this JSON.
func errorAnswer(status int, text string) handler {
	return answerWith(status, "application/json", `{"Success":false,"success":false,"status":"error","Code":"Some.Code","errCode":"Some.Code","error_code":"Some.Code","Message":`+text+`,"errMessage":`+text+`,"error_msg":`+text+`}`)
}

// lineOf answers with these bytes and closes the connection.
func lineOf(text string) handler {
	return raw(func(_ context.Context, conn net.Conn) { _, _ = conn.Write([]byte(text)) })
}

// header leaves out what a header cannot hold.
func header(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}

// quoted writes a text as JSON, as it is but for what JSON forbids.
func quoted(text string) string {
	if strings.Contains(text, `\u`) || strings.Contains(text, `\/`) {
		return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"`
	}
	b, _ := json.Marshal(text)
	return string(b)
}

// echoSpellings are ways to write a text.
var echoSpellings = map[string]func(string) string{
	"as it is":        func(s string) string { return s },
	"percent":         url.QueryEscape,
	"percent twice":   func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"percent 3 times": func(s string) string { return url.QueryEscape(url.QueryEscape(url.QueryEscape(s))) },
	"path":            url.PathEscape,
	"percent lower": func(s string) string {
		return strings.NewReplacer("+", "%2b", "/", "%2f", "=", "%3d", "&", "%26").Replace(s)
	},
	"percent lower twice": func(s string) string {
		return strings.NewReplacer("+", "%252b", "/", "%252f", "=", "%253d", "&", "%2526").Replace(s)
	},
	"Gson": func(s string) string {
		return strings.NewReplacer("+", `\u002b`, "=", `\u003d`, "&", `\u0026`).Replace(s)
	},
	"PHP":  func(s string) string { return strings.ReplaceAll(s, "/", `\/`) },
	"HTML": html.EscapeString,
	"HTML, more": func(s string) string {
		return strings.NewReplacer("&", "&amp;", "+", "&#43;", "/", "&#x2F;", "=", "&#61;").Replace(s)
	},
	"decoded":   func(s string) string { return strings.ReplaceAll(s, "+", " ") },
	"Go quoted": func(s string) string { return fmt.Sprintf("%q", s) },
}

// chunks cuts a text into parts of n bytes.
// TestEchoes lets a server repeat the key, the token and the signature in every
// place of an answer that can reach an error or a log, and in every spelling:
// neither they nor a part of them is told.
func TestEchoes(t *testing.T) {
	t.Parallel()
	for place, answer := range echoPlaces {
		for spelling, write := range echoSpellings {
			for _, source := range acctest.Sources {
				t.Run(place+"/"+spelling+"/"+source.Name, func(t *testing.T) {
					t.Parallel()
					accounts := []simulator.Account{echoed}
					var cloud *faultyCloud
					cloud = startFaulty(t, source, simulator.Config{Alicloud: accounts, Huaweicloud: accounts}, func(int, int) breaker {
						return instead(func(w http.ResponseWriter, r *http.Request) {
							arrived := cloud.arrivals()
							signature := arrived[len(arrived)-1].signature()
							text := fmt.Sprint(echoed.SecretKey, " ", echoed.SecurityToken, " ", signature, " ", echoed.AccessKeyID)
							if strings.Contains(place, "message") {
								text += fmt.Sprint(" ", r.URL, " ", r.Header.Get("Authorization"))
							}
							answer(write(text))(w, r)
						})
					})
					provider := configuredAt(t, cloud.url, echoed, acctest.Object{"max_retries": int64(0), "request_timeout": "5s"})
					log := &lockedBuffer{}
					ctx := tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), log), log)
					_, diagnostics := readInTime(ctx, t, provider, source.Name)
					text, failed := errorOf(diagnostics)
					if !failed {
						t.Errorf("got %s", text)
					}
					for what, text := range map[string]string{"error": text, "log": log.String()} {
						if secret := leaks(text, echoed, cloud.arrivals()); secret != "" {
							t.Errorf("the %s tells the %s:\n%s", what, secret, text)
						}
						for _, part := range []string{"s3cretFirst", "s3cretSecond", "s3cretThird", "CAISfirstPart", "CAISsecondPart", "CAISthirdPart", "LTAI5tECHOED"} {
							if strings.Contains(text, part) {
								t.Errorf("the %s tells %s:\n%s", what, part, text)
							}
						}
					}
				})
			}
		}
	}
}
