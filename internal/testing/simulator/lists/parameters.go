package lists

import (
	"strconv"
	"strings"
)

// Parameters reads the parameters of a request and remembers the first that cannot be read.
type Parameters struct {
	Values map[string]string
	bad    string
}

// Text returns the value of a parameter, and whether it was set: an empty value counts as not set.
func (p *Parameters) Text(name string) (string, bool) {
	value := p.Values[name]
	return value, value != ""
}

// Integer returns the value of a whole number, or the fallback if it is not set.
func (p *Parameters) Integer(name string, fallback int64) int64 {
	value, set := p.Text(name)
	if !set {
		return fallback
	}
	number, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		p.Reject(name)
		return fallback
	}
	return number
}

// Flag returns the value of a boolean, or the fallback if it is not set.
func (p *Parameters) Flag(name string, fallback bool) bool {
	value, set := p.Text(name)
	switch {
	case !set:
		return fallback
	case strings.EqualFold(value, "true"):
		return true
	case strings.EqualFold(value, "false"):
		return false
	}
	p.Reject(name)
	return fallback
}

// Reject notes that a parameter has a value that the API does not take.
func (p *Parameters) Reject(name string) {
	if p.bad == "" {
		p.bad = name
	}
}

// Bad returns the name of the first parameter that has a value which the API does not take; empty if there is none.
func (p *Parameters) Bad() string { return p.bad }
