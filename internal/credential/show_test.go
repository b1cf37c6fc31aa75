package credential_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// TestShowable checks what is quoted: names and paths as people write them, and
// nothing that the tools of both clouds write where a secret belongs.
func TestShowable(t *testing.T) {
	shown := []string{
		"audit", "default", "prod admin", "me@corp.example", "AdministratorAccess-123456789012", "中文",
		"my-company-dev-account-1", "TerraformReadOnlyProduction2026", "production.licenses.reader",
		"~/.aliyun/config.json", "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token", `C:\Users\somebody\.aliyun\config.json`,
		"/tmp/TestReadFile3041230123/001/gone", "/home/somebody/Downloads/key pair (2).pem", "StsToken", "Telepathy",
		"/usr/local/bin/print-keys", "acs:ram::1234567890123456:role/entitlements-reader",
		strings.Repeat("/directory-with-a-long-name", 20),
	}
	for _, text := range shown {
		if got := credential.Quote(text); got != `"`+strings.ReplaceAll(text, `\`, `\\`)+`"` {
			t.Errorf("%s is %s", text, got)
		}
	}
	jwt := "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ." +
		base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"https://token.actions.example","sub":"repo:x/y"}`)) + ".c2lnbmF0dXJl"
	hidden := []string{
		"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n",
		"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
		jwt, "Bearer " + jwt, "/run/" + jwt,
		"LTAI5tFakeFakeFake1234", "STS.NTxfakefakefake1234", "CAISyAJ1q6Ft5B2yfSjIr5fSBdWDn7dT1b6KSFfQnWUDet9bmKnTsDz2IHhMf3RuBu4as/Q2nm1R7PYflq1rQZ8",
		"wJalrXUtnFEMI7K7MDENGbPxRfiCYEXA", "JBSWY3DPEHPK3PXPABCD", "0123456789abcdef0123456789abcdef",
		"SECRET=hunter2", "HW_SECRET_KEY=x /usr/bin/print-keys", "https://user:hunter2@keys.example/x", "http://127.0.0.1/keys?token=hunter2",
		"one\ntwo", "one\x00two", strings.Repeat("x", 256), strings.Repeat("a/", 3000),
	}
	for _, text := range hidden {
		if got := credential.Quote(text) + credential.ShowPath(text); got != credential.NotShown+credential.NotShown {
			t.Errorf("%q is %s", text, got)
		}
	}
}

// TestRandomTextIsNotShown quotes keys of both clouds, made by chance: those of
// Alibaba Cloud have 30 letters and digits, those of Huawei Cloud 40. A few in a
// thousand may look like words.
func TestRandomTextIsNotShown(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same texts each time
	letters := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for name, kind := range map[string]struct {
		letters string
		length  int
	}{
		"Alibaba Cloud":                   {letters, 30},
		"Huawei Cloud":                    {letters, 40},
		"the id of a key of Huawei Cloud": {letters[:26] + letters[52:], 20},
		"a token in small letters":        {letters[26:], 40},
	} {
		shown := 0
		for range 10000 {
			text := make([]byte, kind.length)
			for i := range text {
				text[i] = kind.letters[chance.IntN(len(kind.letters))]
			}
			if credential.Showable(string(text)) {
				shown++
			}
		}
		// By chance, some ids have letters only.
		if limit := map[bool]int{true: 50, false: 20}[kind.length == 20]; shown > limit {
			t.Errorf("%s: %d of 10000 are shown, want %d at the most", name, shown, limit)
		}
	}
}
