package simulator

import (
	"strconv"
	"strings"
)

// parameters reads the parameters of a request and remembers the first that cannot be read.
type parameters struct {
	values map[string]string
	bad    string
}

// text returns the value of a parameter, and whether it was set: an empty value counts as not set.
func (p *parameters) text(name string) (string, bool) {
	value := p.values[name]
	return value, value != ""
}

// integer returns the value of a whole number, or the fallback when it is not set.
func (p *parameters) integer(name string, fallback int64) int64 {
	value, set := p.text(name)
	if !set {
		return fallback
	}
	number, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		p.reject(name)
		return fallback
	}
	return number
}

// flag returns the value of a boolean, or the fallback when it is not set.
func (p *parameters) flag(name string, fallback bool) bool {
	value, set := p.text(name)
	switch {
	case !set:
		return fallback
	case strings.EqualFold(value, "true"):
		return true
	case strings.EqualFold(value, "false"):
		return false
	}
	p.reject(name)
	return fallback
}

// reject notes that a parameter has a value that the API does not take.
func (p *parameters) reject(name string) {
	if p.bad == "" {
		p.bad = name
	}
}
