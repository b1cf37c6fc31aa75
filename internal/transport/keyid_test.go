package transport

import "testing"

// TestMaskKeyID checks that the end of an id is shown, and nothing of a secret that
// is in its place.
func TestMaskKeyID(t *testing.T) {
	for id, want := range map[string]string{
		"LTAI5tEXAMPLE0KEY9":                       "****KEY9",
		"STS.NUexample0KEY8":                       "****KEY8",
		"HPUAEXAMPLE0000AKEY7":                     "****KEY7",
		"wJa1rXUtnFEMI7K7MDENGbPxRfiCYE":           "****", // a secret of Alibaba Cloud
		"wJa1rXUtnFEMI7K7MDENGbPxRfiCYEwJa1rXUtnF": "****", // and of Huawei Cloud
		"HPUAEXAMPLE0000AKEY7X":                    "****",
		"hpuaexample0000akey7":                     "****",
		"LTAI5tK9":                                 "****",
		"":                                         "****",
	} {
		if got := maskKeyID(id); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}
