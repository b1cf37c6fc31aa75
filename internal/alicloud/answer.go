package alicloud

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The names under which answers say how a call went. The gateway and the RPC
// services begin them with capitals; AiContent has names of its own. Those of
// older services come last.
var (
	successNames   = []string{"Success", "success"}
	codeNames      = []string{"Code", "code", "errCode", "ErrCode", "errorCode", "ErrorCode"}
	messageNames   = []string{"Message", "message", "errMessage", "ErrMessage", "errorMessage", "ErrorMessage"}
	requestIDNames = []string{"RequestId", "requestId"}
	errorNames     = []string{"Error", "error"}
	denialNames    = []string{"AccessDeniedDetail", "accessDeniedDetail"}
	statusNames    = []string{"HttpStatusCode", "httpStatusCode"}
)

// Failed returns the failure that an answer with a status of the 200s reports. Success decides if it is there: the
// documented answer of AiContent has success=true and the code UNKNOWN_ERROR. Otherwise any code is a failure that does
// not say that all is well, and so are an error or a denial that says something. If there is no code at all, the status
// that the answer names counts; the documented ones are 200, 0 and the field's own name.
func Failed(fields map[string]jsontext.Value) *transport.Failure {
	success := strings.ToLower(jsonfields.Text(fields, successNames...))
	status := http.StatusOK
	switch {
	case success == "true":
		return nil
	case success != "", failureCode(fields) != "":
	case said(within(fields, errorNames)), said(within(fields, denialNames)):
	default:
		status = namedStatus(fields)
		if status < 400 || status > 599 || jsonfields.Text(fields, codeNames...) != "" {
			return nil
		}
	}
	failure := Explain(fields, status)
	if success != "" && success != "false" && failure.Kind == transport.Refused {
		failure.Kind, failure.Message = transport.Unexpected, "the answer does not say whether the call succeeded"
	}
	return failure
}

// namedStatus returns the HTTP status that an answer names in itself, or 0.
func namedStatus(fields map[string]jsontext.Value) int {
	status, err := strconv.Atoi(jsonfields.Text(fields, statusNames...))
	if err != nil {
		return 0
	}
	return status
}

// within returns the fields of the first of the named fields that is an object.
func within(fields map[string]jsontext.Value, names []string) map[string]jsontext.Value {
	for _, name := range names {
		if object, err := jsonfields.Decode(fields[name]); err == nil {
			return object
		}
	}
	return nil
}

// said reports whether one of some fields has a value.
func said(fields map[string]jsontext.Value) bool {
	for name := range fields {
		if jsonfields.Text(fields, name) != "" {
			return true
		}
	}
	return false
}

// failureCode returns the first code that does not say that all is well, or an empty text.
func failureCode(fields map[string]jsontext.Value) string {
	for _, name := range codeNames {
		switch code := jsonfields.Text(fields, name); strings.ToLower(code) {
		case "", "ok", "success", "200":
		default:
			return code
		}
	}
	return ""
}

// Explain returns what an error of the gateway or of a service means, that of
// the services for signing in included. Some keep what they say one level
// further down, in an error.
func Explain(fields map[string]jsontext.Value, status int) *transport.Failure {
	inner, denial := within(fields, errorNames), within(fields, denialNames)
	code := cmp.Or(failureCode(fields), failureCode(inner), jsonfields.Text(fields, codeNames...))
	failure := &transport.Failure{
		Kind:      classify(code, status),
		Code:      code,
		Message:   cmp.Or(jsonfields.Text(inner, messageNames...), jsonfields.Text(fields, messageNames...)),
		RequestID: cmp.Or(jsonfields.Text(fields, requestIDNames...), jsonfields.Text(inner, requestIDNames...)),
		Diagnosis: jsonfields.Text(denial, "EncodedDiagnosticMessage", "encodedDiagnosticMessage"),
	}
	if failure.Kind == transport.Refused && said(denial) {
		failure.Kind = transport.Denied
	}
	return failure
}

// kinds maps error codes to what they mean, by how the code begins; the first
// match counts. The codes are those of the gateway, which all products share:
// https://help.aliyun.com/document_detail/60629.html and
// https://developer.aliyun.com/ask/278265, and those of STS:
// https://api.aliyun.com/document/Sts/2015-04-01/errorCode. Their HTTP status
// differs from product to product, so that the code decides if it is known.
var kinds = []struct {
	prefix string
	kind   transport.Kind
}{
	{"SignatureNonceUsed", transport.NonceUsed},
	{"ServiceUnavailable", transport.Unavailable},
	{"InternalError", transport.Unavailable},
	{"Server.Internal", transport.Unavailable},
	{"InvalidTimeStamp", transport.Clock},
	{"IllegalTimestamp", transport.Clock},
	{"InvalidAccessKey", transport.BadKey},
	{"MissingAccessKey", transport.BadKey},
	{"SignatureDoesNotMatch", transport.BadKey},
	{"IncompleteSignature", transport.BadKey},
	{"Forbidden.AccessKey", transport.BadKey},
	{"InvalidSecurityToken", transport.BadToken},
	{"MissingSecurityToken", transport.BadToken},
	{"Forbidden", transport.Denied},
	{"NoPermission", transport.Denied},
	{"AccessDenied", transport.Denied},
	{"AuthenticationFail.NoPermission", transport.Denied}, // a role that does not trust who assumes it
	{"AuthenticationFail", transport.BadToken},
	{"EntityNotExist", transport.BadParameter},
	{"InvalidApi.", transport.WrongEndpoint},
	{"InvalidAction", transport.WrongEndpoint},
	{"InvalidProduct", transport.WrongEndpoint},
	{"InvalidVersion", transport.WrongEndpoint},
	{"InvalidProtocol", transport.WrongEndpoint},
	{"Invalid", transport.BadParameter},
	{"Missing", transport.BadParameter},
}

func classify(code string, status int) transport.Kind {
	if strings.Contains(code, "Throttling") {
		return transport.Throttled
	}
	for _, known := range kinds {
		if strings.HasPrefix(code, known.prefix) {
			return known.kind
		}
	}
	return transport.KindOfStatus(transport.StatusOf(code, status))
}
