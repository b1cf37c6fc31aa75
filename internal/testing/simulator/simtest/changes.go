package simtest

import (
	"net/http"
	"net/url"
)

// After returns a change of a request that is signed.
func After(change func(*http.Request)) func(*Caller) {
	return func(c *Caller) { c.After = change }
}

// BeforeSigning moves a change from after the signature to before it.
func BeforeSigning(change func(*Caller)) func(*Caller) {
	return func(c *Caller) {
		change(c)
		c.Before, c.After = c.After, nil
	}
}

// DropHeader removes a header from a request that is signed.
func DropHeader(name string) func(*Caller) {
	return After(func(r *http.Request) { r.Header.Del(name) })
}

// SetHeader sets a header of a request that is signed.
func SetHeader(name, value string) func(*Caller) {
	return After(func(r *http.Request) { r.Header.Set(name, value) })
}

// DropParameter removes a parameter from a request that is signed.
func DropParameter(name string) func(*Caller) {
	return After(func(r *http.Request) { ChangeQuery(r, func(q url.Values) { q.Del(name) }) })
}

// SetParameter sets a parameter of a request that is signed.
func SetParameter(name, value string) func(*Caller) {
	return After(func(r *http.Request) { ChangeQuery(r, func(q url.Values) { q.Set(name, value) }) })
}

// ChangeQuery changes the query of a request.
func ChangeQuery(r *http.Request, change func(url.Values)) {
	query := r.URL.Query()
	change(query)
	r.URL.RawQuery = query.Encode()
}
