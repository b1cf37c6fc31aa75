package alicloud

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The names under which answers say how a call went. The gateway and the RPC
// services begin them with capitals; AiContent has names of its own.
var (
	successNames   = []string{"Success", "success"}
	codeNames      = []string{"Code", "code", "errCode"}
	messageNames   = []string{"Message", "message", "errMessage"}
	requestIDNames = []string{"RequestId", "requestId"}
)

// Failed returns the failure that an answer with a status of the 200s reports. Success decides if it is there: the
// documented answer of AiContent has success=true and the code UNKNOWN_ERROR. Otherwise any code is a failure that does
// not say that all is well.
func (*API) Failed(fields map[string]jsontext.Value) *transport.Failure {
	success := strings.ToLower(listapi.FieldText(fields, successNames...))
	if success == "true" || success == "" && failureCode(fields) == "" {
		return nil
	}
	failure := Explain(fields, http.StatusOK)
	if success != "" && success != "false" && failure.Kind == transport.Refused {
		failure.Kind, failure.Message = transport.Unexpected, "the answer does not say whether the call succeeded"
	}
	return failure
}

// failureCode returns the first code that does not say that all is well, or an empty text.
func failureCode(fields map[string]jsontext.Value) string {
	for _, name := range codeNames {
		switch code := listapi.FieldText(fields, name); strings.ToLower(code) {
		case "", "ok", "success", "200":
		default:
			return code
		}
	}
	return ""
}

// Explain returns what an error of the gateway or of a service means.
func (*API) Explain(fields map[string]jsontext.Value, status int) *transport.Failure {
	return Explain(fields, status)
}

// Explain returns what an error of the gateway or of a service means, that of
// the services for signing in included.
func Explain(fields map[string]jsontext.Value, status int) *transport.Failure {
	code := cmp.Or(failureCode(fields), listapi.FieldText(fields, codeNames...))
	failure := &transport.Failure{
		Kind:      classify(code, status),
		Code:      code,
		Message:   listapi.FieldText(fields, messageNames...),
		RequestID: listapi.FieldText(fields, requestIDNames...),
	}
	if detail, err := listapi.DecodeFields(fields["AccessDeniedDetail"]); err == nil {
		failure.Diagnosis = listapi.FieldText(detail, "EncodedDiagnosticMessage")
	}
	return failure
}

// kinds maps error codes to what they mean, by how the code begins; the first
// match counts. The codes are those of the gateway, which all products share:
// https://help.aliyun.com/document_detail/60629.html and
// https://developer.aliyun.com/ask/278265, and those of STS:
// https://api.aliyun.com/document/Sts/2015-04-01/errorCode. Their HTTP status
// differs from product to product, so that the code decides where it is known.
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
	return transport.KindOfStatus(listapi.StatusOf(code, status))
}
