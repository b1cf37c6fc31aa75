package provider

import (
	"slices"
	"strings"
)

// LogsAreRead reports whether the environment, in the form of os.Environ, has a
// variable that asks for logs: TF_LOG or another that begins like it.
//
// Terraform reads a provider's logs at any time and drops what nobody asked for,
// so that the SDK composes a trace of each call in any case. That takes a sixth of
// the time of many small reads. See TF_LOG_SDK in
// https://developer.hashicorp.com/terraform/plugin/log/managing
func LogsAreRead(environ []string) bool {
	return slices.ContainsFunc(environ, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "TF_LOG") && value != ""
	})
}
