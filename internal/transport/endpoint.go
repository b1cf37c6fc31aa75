package transport

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Endpoint is where an API is served: a scheme and a host, never a path. The
// zero value is not an endpoint.
type Endpoint struct {
	// Scheme is "https", or "http" for loopback hosts only.
	Scheme string

	// Host is the host name or address, with a port if one was given.
	Host string
}

// HTTPS returns the endpoint of a host that is known to be well formed.
func HTTPS(host string) Endpoint { return Endpoint{Scheme: "https", Host: host} }

// String returns the endpoint as a URL without a path.
func (e Endpoint) String() string { return e.Scheme + "://" + e.Host }

// hostName is what a host that is not an IP address must look like. It is narrow
// on purpose: a host is where signed requests go.
var hostName = lazily(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$`)

// ParseEndpoint reads an endpoint that a user wrote: https://host[:port], or a
// bare host, which means https. Plain http is accepted for loopback hosts only.
// The errors never quote the text, which may hold a password.
func ParseEndpoint(text string) (Endpoint, error) {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		scheme, rest = "https", text
	}
	u, err := url.Parse("//" + rest)
	switch {
	case rest == "":
		return Endpoint{}, errors.New("it is empty")
	case strings.Contains(rest, "@"):
		return Endpoint{}, errors.New("it must not have user information")
	case strings.ContainsAny(rest, "?#"):
		return Endpoint{}, errors.New("it must not have a query or a fragment")
	case strings.Contains(rest, "/"):
		return Endpoint{}, errors.New("it must not have a path")
	case err != nil || strings.HasSuffix(rest, ":"):
		return Endpoint{}, errors.New("its host or port is malformed")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return Endpoint{}, errors.New("its port must be a number from 1 to 65535")
		}
	}
	if address, err := netip.ParseAddr(u.Hostname()); err == nil {
		if address.Zone() != "" || address.Is6() != strings.HasPrefix(rest, "[") {
			return Endpoint{}, errors.New("its host is malformed: an IPv6 address is written in brackets and without a zone")
		}
	} else if !hostName().MatchString(u.Hostname()) {
		return Endpoint{}, errors.New("its host is malformed")
	}
	endpoint := Endpoint{Scheme: strings.ToLower(scheme), Host: u.Host}
	switch endpoint.Scheme {
	case "https":
		return endpoint, nil
	case "http":
		if !isLoopback(u.Hostname()) {
			return Endpoint{}, errors.New("plain http is accepted for loopback hosts only, because requests carry credentials")
		}
		return endpoint, nil
	}
	return Endpoint{}, errors.New("its scheme must be https, or http for a loopback host")
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// IsHostLabel reports whether a text can be one label of a host name, so that a
// region in the place of one cannot point a signed request elsewhere.
func IsHostLabel(text string) bool {
	return hostName().MatchString(text) && !strings.Contains(text, ".")
}
