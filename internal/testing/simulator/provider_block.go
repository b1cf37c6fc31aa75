package simulator

import (
	"fmt"
	"strconv"
	"strings"
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
var signInEndpoints = map[string][]string{alibaba{}.name(): {"sts"}, huawei{}.name(): {"iam", "sts"}}

// ProviderBlock returns the Terraform provider block that reaches the simulator at this URL with this account.
func ProviderBlock(url string, account Account) string {
	var b strings.Builder
	b.WriteString("provider \"entitlements\" {\n")
	for _, c := range []cloud{alibaba{}, huawei{}} {
		settings := [][2]string{{"access_key", account.AccessKeyID}, {"secret_key", account.SecretKey}}
		if account.SecurityToken != "" {
			settings = append(settings, [2]string{"security_token", account.SecurityToken})
		}
		if account.ProjectID != "" && c == cloud(huawei{}) {
			settings = append(settings, [2]string{"project_id", account.ProjectID})
		}
		var endpoints [][2]string
		for _, l := range lists {
			if l.cloud == c {
				endpoints = append(endpoints, [2]string{l.endpoint, url})
			}
		}
		for _, service := range signInEndpoints[c.name()] {
			endpoints = append(endpoints, [2]string{service, url})
		}
		b.WriteString("  " + c.name() + " {\n" + assign("    ", settings))
		b.WriteString("    endpoints {\n" + assign("      ", endpoints) + "    }\n  }\n")
	}
	b.WriteString("}\n")
	return b.String()
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
