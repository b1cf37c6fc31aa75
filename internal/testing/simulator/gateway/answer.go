package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
)

// Outcome is an answer: a body, or else a text.
type Outcome struct {
	Status int
	Body   map[string]any
	Text   string
	// Header is what the answer has beside the usual ones.
	Header map[string]string
}

// Service is one sign-in service.
type Service struct {
	Name  string
	Cloud Cloud
	// RequestIDHeader carries the identifier of the request, if the service has one.
	RequestIDHeader string
	// Fail makes the answer to a request that did not go well, as a body or as a text.
	Fail func(*Exchange, *Failure) Outcome
}

// RequestIDHeader is the header that carries the identifier of the request; empty if there is none.
func (x *Exchange) RequestIDHeader() string {
	if x.Service != nil {
		return x.Service.RequestIDHeader
	}
	return x.Cloud.requestIDHeader()
}

// WriteFailure sends an error in the form of the service that was called.
func (x *Exchange) WriteFailure(w http.ResponseWriter, f *Failure) {
	if x.Service != nil {
		x.WriteOutcome(w, x.Service.Fail(x, f), f.Code)
		return
	}
	x.Write(w, f.Status, f.Code, x.Cloud.Fail(x, f))
}

// WriteOutcome sends an answer of a sign-in service.
func (x *Exchange) WriteOutcome(w http.ResponseWriter, answer Outcome, errorCode string) {
	for name, value := range answer.Header {
		w.Header().Set(name, value)
	}
	if answer.Body != nil {
		x.Write(w, answer.Status, errorCode, answer.Body)
		return
	}
	contentType := "text/plain"
	if errorCode != "" {
		contentType = "text/html"
	}
	send(w, answer.Status, errorCode, contentType, []byte(answer.Text))
}

// Write sends a body. Chinese text and ampersands go out as they are.
func (x *Exchange) Write(w http.ResponseWriter, status int, errorCode string, body map[string]any) {
	content, contentType, err := x.encode(body, errorCode != "")
	if err != nil {
		f := x.Cloud.broken(x)
		status, errorCode = f.Status, f.Code
		content, contentType, _ = x.encode(x.Cloud.Fail(x, f), true)
	}
	send(w, status, errorCode, contentType, content)
}

// send sends an answer and lets the record know its error code.
func send(w http.ResponseWriter, status int, errorCode, contentType string, content []byte) {
	if answer, ok := w.(*AnswerWriter); ok {
		answer.ErrorCode = errorCode
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(content) //nolint:gosec // no browser reads this
}

func (x *Exchange) encode(body map[string]any, failed bool) (content []byte, contentType string, err error) {
	var b bytes.Buffer
	if x.xml {
		root := "Error"
		switch {
		case failed:
		case x.Service != nil:
			root = x.Action + "Response"
		case x.List != nil:
			root = x.List.Action + "Response"
		}
		writeXML(&b, root, body)
		return b.Bytes(), "text/xml;charset=utf-8", nil
	}
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, "", errors.New("answer is not JSON")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), x.Cloud.contentType(), nil
}

// AnswerWriter remembers what was answered.
type AnswerWriter struct {
	http.ResponseWriter
	Status    int
	ErrorCode string
}

// WriteHeader remembers the first status that is final.
func (w *AnswerWriter) WriteHeader(status int) {
	if w.Status == 0 && status >= 200 {
		w.Status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write remembers that the status is 200 if none was set.
func (w *AnswerWriter) Write(content []byte) (int, error) {
	if w.Status == 0 {
		w.Status = http.StatusOK
	}
	return w.ResponseWriter.Write(content)
}

// Unwrap lets the handler of a fault break the connection with an [http.ResponseController].
func (w *AnswerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
