package huaweicloud

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The names under which answers say how a call failed. Those of the gateway and of most services come first, those of
// IAM and of older services after them.
var (
	codeNames      = []string{"error_code", "errorCode", "code"}
	messageNames   = []string{"error_msg", "errorMsg", "error_message"}
	requestIDNames = []string{"request_id", "requestId"}
)

// Failed returns the failure that an answer with a status of the 200s reports: by its status field, by a code, or by
// words that only failures have.
func Failed(fields map[string]jsontext.Value) *transport.Failure {
	status := jsonfields.Text(fields, "status")
	if strings.EqualFold(status, "error") {
		return Explain(fields, http.StatusOK)
	}
	for _, name := range slices.Concat(codeNames, messageNames, []string{"error"}) {
		if failureText(fields, name) != "" {
			return Explain(fields, http.StatusOK)
		}
	}
	if status == "" || strings.EqualFold(status, "success") {
		return nil
	}
	return &transport.Failure{Kind: transport.Unexpected, Message: "the answer does not say whether the call succeeded"}
}

// failureText returns the first of the named fields that does not say that all is well, or an empty text.
func failureText(fields map[string]jsontext.Value, names ...string) string {
	for _, name := range names {
		switch text := jsonfields.Text(fields, name); strings.ToLower(text) {
		case "", "false", "0", "200", "ok", "success", "{}", "[]":
		default:
			return text
		}
	}
	return ""
}

// Explain returns what an error of the gateway or of a service means, that of
// IAM included, which keeps what it says one level further down:
// https://support.huaweicloud.com/intl/en-us/api-iam/iam_02_0005.html
func Explain(fields map[string]jsontext.Value, status int) *transport.Failure {
	within, err := jsonfields.Decode(fields["error"])
	if err != nil {
		within = fields
	}
	first := func(names ...string) string {
		return cmp.Or(failureText(within, names...), failureText(fields, names...))
	}
	code := first(codeNames...)
	message := cmp.Or(first(messageNames...), first("message"))
	if err != nil {
		message = cmp.Or(message, failureText(fields, "error"))
	}
	return &transport.Failure{
		Kind:       classify(code, message, transport.StatusOf(code, status)),
		Code:       code,
		Message:    message,
		RequestID:  cmp.Or(jsonfields.Text(within, requestIDNames...), jsonfields.Text(fields, requestIDNames...)),
		RetryAfter: throttlingWindow(message),
	}
}

// classify returns what an error code means. The gateway's codes begin with
// APIGW, in a tenant's own gateway with APIG:
// https://support.huaweicloud.com/devg-apisign/api-sign-errorcode.html. Those
// of CodeArts IDE begin with IDE:
// https://support.huaweicloud.com/api-codeartside/codeartside_03_0018.html.
// If a code stands for several things, the HTTP status decides.
func classify(code, message string, status int) transport.Kind {
	gateway, found := strings.CutPrefix(code, "APIGW.")
	if !found {
		gateway, _ = strings.CutPrefix(code, "APIG.")
	}
	// A refused signature may be followed by what the gateway received, in which
	// every word may stand.
	said, _, _ := strings.Cut(strings.ToLower(message), "canonical")
	switch {
	case gateway == "0308":
		return transport.Throttled
	case code == "IDE.00000040": // "HTTP access error, please retry"
		return transport.Unavailable
	case code == "IDE.0.000005": // a missing permission, with status 401
		return transport.Denied
	case gateway == "0301" || gateway == "0303":
		switch {
		case strings.Contains(said, "sdk-date") || strings.Contains(said, "timestamp"),
			strings.Contains(said, "expired") && !strings.Contains(said, "token"):
			return transport.Clock
		case strings.Contains(said, "token"):
			return transport.BadToken
		}
		return transport.BadKey
	case gateway == "0302", code == "IDE.00040014", code == "common.01010003":
		return transport.Denied
	case gateway == "0101" || gateway == "0103":
		return transport.WrongEndpoint
	case code == "IDE.00000097":
		return transport.BadParameter
	case code == "IDE.00900001": // the license asked for does not exist, with status 404
		return transport.Refused
	}
	return transport.KindOfStatus(status)
}

// window is how the gateway says how often it may be called, such as
// "policy user over ratelimit,limit:10,time:1 second".
var window = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\btime:\s*(\d{1,6})\s*(second|minute|hour)`)
})

// throttlingWindow returns the time after which a throttled call may pass, as
// far as the message shows.
func throttlingWindow(message string) time.Duration {
	match := window().FindStringSubmatch(message)
	if match == nil {
		return 0
	}
	n, err := strconv.Atoi(match[1])
	if err != nil {
		return 0
	}
	units := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour}
	return time.Duration(n) * units[match[2]]
}
