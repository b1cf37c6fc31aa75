package provider

import "testing"

func TestLogsAreRead(t *testing.T) {
	for name, test := range map[string]struct {
		environ []string
		want    bool
	}{
		"nothing":                  {nil, false},
		"another variable":         {[]string{"HOME=/root", "TF_ACC=1", "TF_CLI_CONFIG_FILE=x"}, false},
		"an empty one":             {[]string{"TF_LOG="}, false},
		"TF_LOG":                   {[]string{"HOME=/root", "TF_LOG=TRACE"}, true},
		"the providers' alone":     {[]string{"TF_LOG_PROVIDER=debug"}, true},
		"this provider's requests": {[]string{"TF_LOG_PROVIDER_ENTITLEMENTS_REQUESTS=debug"}, true},
		"a level of the SDK":       {[]string{"TF_LOG_SDK_FRAMEWORK=trace"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := LogsAreRead(test.environ); got != test.want {
				t.Errorf("LogsAreRead(%q) = %t", test.environ, got)
			}
		})
	}
}
