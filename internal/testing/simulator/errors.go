package simulator

import "net/http"

// failure is an answer that is an error.
type failure struct {
	status        int
	code, message string
	// detail is what an Alibaba gateway says about a missing permission.
	detail map[string]any
}

// ErrorAnswer returns a handler for [Config.Fault] that answers with an error in the form that the cloud of this API
// gives it.
func ErrorAnswer(api API, status int, code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x, ok := r.Context().Value(exchangeKey{}).(*exchange)
		if !ok {
			x = &exchange{signed: signed{host: r.Host}, cloud: alibaba{}}
			for _, l := range lists {
				if l.api == api {
					x.list, x.cloud = l, l.cloud
				}
			}
			x.record = &Request{RequestID: x.cloud.requestID()}
		}
		x.writeFailure(w, &failure{status: status, code: code, message: message})
	}
}

func bad(code, message string) *failure {
	return &failure{status: http.StatusBadRequest, code: code, message: message}
}

func missing(name string) *failure {
	return bad("Missing"+name, name+" is mandatory for this action.")
}

func notFound() *failure {
	return &failure{
		status:  http.StatusNotFound,
		code:    "InvalidAction.NotFound",
		message: "Specified api is not found, please check your url and method.",
	}
}
