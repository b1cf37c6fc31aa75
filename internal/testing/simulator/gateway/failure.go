package gateway

import (
	"context"
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Failure is an answer that is an error.
type Failure struct {
	Status        int
	Code, Message string
	// detail is what the gateway of Alibaba Cloud says about a missing permission.
	detail map[string]any
}

// ErrorAnswer returns a handler for a fault that answers with an error in the form that the cloud of this API, or the sign-in
// service that was called, gives it.
func ErrorAnswer(api lists.API, status int, code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x, ok := r.Context().Value(exchangeKey{}).(*Exchange)
		if !ok {
			x = &Exchange{Message: signature.Message{Host: r.Host}, Cloud: Alicloud{}}
			if l := lists.Of(api); l != nil {
				x.List, x.Cloud = l, Of(l.Service.Cloud)
			}
			x.Record = &Request{RequestID: x.Cloud.requestID()}
		}
		x.WriteFailure(w, &Failure{Status: status, Code: code, Message: message})
	}
}

// exchangeKey finds the exchange in the context of the request that the handler of a fault gets.
type exchangeKey struct{}

// WithExchange returns the request for the handler of a fault, which [ErrorAnswer] can answer.
func WithExchange(r *http.Request, x *Exchange) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
}

// BadRequest is a failure with the status 400.
func BadRequest(code, message string) *Failure {
	return &Failure{Status: http.StatusBadRequest, Code: code, Message: message}
}
