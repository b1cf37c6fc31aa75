package simulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// The key that the demonstration uses. It is accepted by no cloud.
const (
	DemoAccessKeyID = "DEMO-ACCESS-KEY-ID"
	DemoSecretKey   = "demo-secret-key-of-the-simulator"
)

// DemoConfig returns a configuration in which both clouds know this account.
func DemoConfig(account Account, rows map[API][]Row) Config {
	return Config{Alicloud: []Account{account}, Huaweicloud: []Account{account}, Rows: rows}
}

// signInEndpoints are the names of the endpoints that each cloud is signed in to at.
var signInEndpoints = map[lists.Cloud][]string{lists.Alicloud: {"sts"}, lists.Huaweicloud: {"iam", "sts"}}

// ProviderBlock returns the Terraform provider block that reaches the simulator at this URL with this account.
func ProviderBlock(url string, account Account) string {
	var b strings.Builder
	b.WriteString("provider \"entitlements\" {\n")
	for _, cloud := range []lists.Cloud{lists.Alicloud, lists.Huaweicloud} {
		settings := [][2]string{{"access_key", account.AccessKeyID}, {"secret_key", account.SecretKey}}
		if account.SecurityToken != "" {
			settings = append(settings, [2]string{"security_token", account.SecurityToken})
		}
		if account.ProjectID != "" && cloud == lists.Huaweicloud {
			settings = append(settings, [2]string{"project_id", account.ProjectID})
		}
		var endpoints [][2]string
		for _, name := range endpointNames(cloud, lists.Services()) {
			endpoints = append(endpoints, [2]string{name, url})
		}
		b.WriteString("  " + string(cloud) + " {\n" + assign("    ", settings))
		b.WriteString("    endpoints {\n" + assign("      ", endpoints) + "    }\n  }\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// endpointNames are the endpoint settings of a cloud: those of its services, then those of signing in, each once.
func endpointNames(cloud lists.Cloud, services []*lists.Service) []string {
	var names []string
	for _, service := range services {
		if service.Cloud == cloud && !slices.Contains(names, service.Endpoint) {
			names = append(names, service.Endpoint)
		}
	}
	return append(names, signInEndpoints[cloud]...)
}

// assign writes settings one below the other, aligned as terraform fmt does.
func assign(indent string, settings [][2]string) string {
	width := 0
	for _, setting := range settings {
		width = max(width, len(setting[0]))
	}
	var b strings.Builder
	for _, setting := range settings {
		fmt.Fprintf(&b, "%s%-*s = %s\n", indent, width, setting[0], quote(setting[1]))
	}
	return b.String()
}

// quote writes a string of Terraform's language, in which ${ and %{ begin a template.
func quote(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(s))
}
