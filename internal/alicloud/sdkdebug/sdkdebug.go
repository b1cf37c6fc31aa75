// Package sdkdebug keeps Alibaba Cloud's SDK from printing what it signs.
//
// With DEBUG=sdk in the environment the SDK prints every string to sign, with
// the security token in it, to the standard output, from where it reaches
// Terraform's logs. It reads the variable once, when it is initialized, and
// offers no other switch. This package is initialized before it: Go initializes
// packages in the order of their import paths, each as soon as what it imports
// is, and this one imports os alone.
package sdkdebug

import "os"

func init() {
	if value, set := os.LookupEnv("DEBUG"); set {
		_ = os.Setenv("DEBUG", without(value, "sdk"))
	}
}

// without removes a flag from a comma-separated list.
func without(list, flag string) string {
	var kept []byte
	begin := 0
	for i := 0; i <= len(list); i++ {
		if i < len(list) && list[i] != ',' {
			continue
		}
		if part := list[begin:i]; part != flag {
			if len(kept) > 0 {
				kept = append(kept, ',')
			}
			kept = append(kept, part...)
		}
		begin = i + 1
	}
	return string(kept)
}
