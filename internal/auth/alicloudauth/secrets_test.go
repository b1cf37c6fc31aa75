package alicloudauth_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestPrintedIsNotShown prints a profile in which one value is a secret, in each
// field that an error could show. Whatever the secret is, the error is the same,
// also if quotation marks change the secret, if it is shorter than a word, or if a
// service repeats it.
func TestPrintedIsNotShown(t *testing.T) {
	secrets := []string{`p4ss"word`, `p4ss\word`, "p4ss\nword", "pässwörd7", "7q", "x", "wJa1rXUtnFEMI7K7MDENGbPxRfiCYE", "acs:ram::7:role/x7"}
	const (
		program   = "a program that prints credentials failed"
		of        = `the process_command of the profile "p" of FILE`
		unshown   = ". What was printed is not shown"
		unusable  = "what " + of + " printed cannot be used"
		elsewhere = "(not shown, because it could be a secret)"
	)
	type printed = map[string]any
	key := func(more printed) printed {
		for name, value := range (printed{"access_key_id": "KEYOFPROGRAM", "access_key_secret": "secret-of-program"}) {
			if more[name] == nil {
				more[name] = value
			}
		}
		return more
	}
	tests := map[string]struct {
		printed    func(secret string) printed
		title, err string
	}{
		"mode": {
			func(s string) printed { return key(printed{"mode": s}) }, program,
			of + " printed a mode that cannot be used. Modes that can be used: " + alicloudauth.Modes(),
		},
		"no mode": {
			func(s string) printed { return printed{"access_key_secret": s} }, program, unusable + ": access_key_id is missing" + unshown,
		},
		"no mode, no secret": {
			func(s string) printed { return printed{"access_key_id": s} }, program, unusable + ": access_key_secret is missing" + unshown,
		},
		"nothing": {
			func(s string) printed { return printed{"output_format": s} }, program, of + " printed a profile that has no mode and no credentials",
		},
		"no secret": {
			func(s string) printed { return printed{"mode": "AK", "access_key_id": s} }, program,
			unusable + ": access_key_secret is missing" + unshown,
		},
		"no role": {
			func(s string) printed { return key(printed{"mode": "RamRoleArn", "ram_session_name": s}) }, program,
			unusable + ": ram_role_arn is missing" + unshown,
		},
		"a key with a space": {
			func(s string) printed { return key(printed{"mode": "AK", "access_key_id": s + " " + s}) }, program,
			unusable + ": the access key is malformed" + unshown,
		},
		"source_profile": {func(s string) printed {
			return printed{"mode": "ChainableRamRoleArn", "ram_role_arn": readerOfProd, "source_profile": s}
		}, program, unusable + ": a profile does not exist" + unshown},
		"oidc_token_file": {func(s string) printed {
			return printed{"mode": "OIDC", "oidc_provider_arn": "acs:ram::1:oidc-provider/x", "ram_role_arn": readerOfProd,
				"oidc_token_file": "/gone/" + s}
		}, program, unusable + ": an OIDC token cannot be read" + unshown},
		"no oidc_token_file": {
			func(s string) printed { return printed{"mode": "OIDC", "oidc_provider_arn": s, "ram_role_arn": s} }, program,
			unusable + ": a role is incomplete" + unshown,
		},
		"private_key, a path": {func(s string) printed {
			return printed{"mode": "RsaKeyPair", "key_pair_name": url.PathEscape(s), "private_key": "/gone/key-of-pair"}
		}, program, unusable + ": it names a file that does not exist" + unshown},
		"credentials_uri": {func(s string) printed {
			return printed{"mode": "CredentialsURI", "credentials_uri": "ftp://x.example/" + url.PathEscape(s)}
		}, program, unusable + ": a credentials URI cannot be used: its scheme must be https or http" + unshown},
		"sts_endpoint": {func(s string) printed {
			return key(printed{"mode": "RamRoleArn", "ram_role_arn": readerOfProd, "sts_endpoint": "ftp://" + s, "sts_region": s})
		}, program, unusable + unshown},
		"sts_region": {func(s string) printed {
			return key(printed{"mode": "RamRoleArn", "ram_role_arn": readerOfProd, "sts_region": s + "/"})
		}, program, unusable + ": the region in which to sign in (sts_region) cannot be part of a host name" + unshown},
		"oauth_site_type": {
			func(s string) printed { return printed{"mode": "OAuth", "oauth_site_type": s} }, program,
			unusable + ": oauth_site_type is neither CN nor INTL" + unshown,
		},
		"cloud_sso_sign_in_url": {func(s string) printed {
			return printed{"mode": "CloudSSO", "cloud_sso_sign_in_url": "ftp://x.example/" + url.PathEscape(s),
				"cloud_sso_account_id": s, "cloud_sso_access_config": s}
		}, program, unusable + unshown},
		"an SSO token": {func(s string) printed {
			return printed{"mode": "CloudSSO", "cloud_sso_sign_in_url": "https://x.example", "cloud_sso_account_id": s, "cloud_sso_access_config": s}
		}, program, unusable + ": the sign-in has expired" + unshown},
		"a name": {
			func(s string) printed { return key(printed{"mode": "StsToken", "name": s}) }, program, unusable + ": sts_token is missing" + unshown,
		},

		"ram_role_arn": {
			func(s string) printed { return key(printed{"mode": "RamRoleArn", "ram_role_arn": s}) }, "",
			"what " + of + " printed: test AssumeRole at HOST: HTTP status 403: NoPermission (request id R-1)",
		},
		"external_id": {func(s string) printed {
			return key(printed{"mode": "RamRoleArn", "ram_role_arn": readerOfProd, "external_id": s})
		}, "", "what " + of + " printed: test AssumeRole at HOST: HTTP status 403: NoPermission (request id R-1)"},
		"ram_role_arn, as the code": {func(s string) printed {
			return key(printed{"mode": "RamRoleArn", "ram_role_arn": s, "ram_session_name": "echo"})
		}, "", "what " + of + " printed: test AssumeRole at HOST: HTTP status 403"},
		"ram_role_name": {
			func(s string) printed { return printed{"mode": "EcsRamRole", "ram_role_name": s} }, "",
			"what " + of + " printed: test sign-in at HOST: HTTP status 403: NoPermission (request id R-1)",
		},
		"the path of a credentials_uri": {func(s string) printed {
			return printed{"mode": "CredentialsURI", "credentials_uri": "SERVER/" + url.PathEscape(s) + "?" + url.QueryEscape(s)}
		}, "", "what " + of + " printed: test GET credentials URI at " + elsewhere + ": HTTP status 403: NoPermission (request id R-1)"},
	}
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodPut {
			fmt.Fprint(w, "token-of-metadata")
			return
		}
		sent, _ := url.ParseQuery(r.URL.RawQuery + "&" + string(body))
		answer := map[string]string{"Code": "NoPermission", "RequestId": "R-1",
			"Message": fmt.Sprint("no ", r.URL.Path, r.URL.RequestURI(), sent)}
		if sent.Get("RoleSessionName") == "echo" {
			answer["Code"], answer["RequestId"] = sent.Get("RoleArn"), sent.Get("RoleArn")
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(answer)
	}))
	defer echo.Close()
	endpoint, err := transport.ParseEndpoint(echo.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		for i, secret := range secrets {
			t.Run(fmt.Sprintf("%s/%d", name, i), func(t *testing.T) {
				text, err := json.Marshal(test.printed(secret))
				if err != nil {
					t.Fatal(err)
				}
				output := authtest.WriteFile(t, strings.ReplaceAll(string(text), "SERVER", echo.URL))
				profile := printed{"name": "p", "mode": "External", "process_command": "cat '" + output + "'"}
				file := authtest.WriteFile(t, printed{"current": "p", "profiles": []printed{profile}})
				s := settings()
				s.STS, s.Options.Metadata, s.ProfilesFile, s.Profile = endpoint, endpoint, file, "p"
				if strings.HasPrefix(name, "sts_") {
					s.STS = transport.Endpoint{} // which counts before the profile's
				}
				_, err = s.Chain().Retrieve(t.Context())
				if err == nil {
					t.Fatal("there is a key")
				}
				var problem *credential.Problem
				title, advice := "", ""
				if errors.As(err, &problem) {
					title, advice = problem.Title, problem.Advice
				}
				want := []string{test.title, "", strings.NewReplacer("FILE", file, "HOST", endpoint.Host).Replace(test.err)}
				if test.title != "" {
					want[1] = "Run the process_command by hand to see what it says, and fix it."
				}
				if diff := cmp.Diff(want, []string{title, advice, err.Error()}); diff != "" {
					t.Errorf("title, advice and error (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TestURIIsNotShown asks a server for credentials that repeats what it was asked,
// in its message and in each way in which servers do: nothing of the path or the
// query that could be a secret is in the error.
func TestURIIsNotShown(t *testing.T) {
	for name, test := range map[string]struct{ uri, path, query string }{
		"a token in the path":       {"/v1/Kx7wQz2mPr9t/key", "/v1/Kx7wQz2mPr9t/key", ""},
		"a short one":               {"/q7w8", "/q7w8", ""},
		"alone, and long":           {"/wJa1rXUtnFEMI7K7MDENGbPxRfiCYE", "/wJa1rXUtnFEMI7K7MDENGbPxRfiCYE", ""},
		"percent-encoded":           {"/Kx7w%2FQz2m%22Pr9t/key", "/Kx7w/Qz2m\"Pr9t/key", ""},
		"a token in the query":      {"/v1?sig=Kx7wQz2mPr9t&v=1", "/v1", "sig=Kx7wQz2mPr9t&v=1"},
		"a token that is the query": {"/v1?Kx7wQz2mPr9t", "/v1", "Kx7wQz2mPr9t"},
		"a token that is a name":    {"/v1?Kx7wQz2mPr9t=&v=1", "/v1", "Kx7wQz2mPr9t=&v=1"},
		"both":                      {"/Kx7wQz2mPr9t/?sig=q7w8z&v=1", "/Kx7wQz2mPr9t/", "sig=q7w8z&v=1"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.URL.Path, r.URL.RawQuery)
				said := []string{"no route for", r.URL.Path, r.URL.EscapedPath(), r.URL.RequestURI(), r.URL.RawQuery, fmt.Sprint(r.URL.Query())}
				said = append(said, strings.Split(r.URL.Path, "/")...)
				said = append(said, strings.Split(r.URL.EscapedPath(), "/")...)
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusNotFound)
				_ = json.NewEncoder(w).Encode(map[string]string{"Code": "NotFound", "Message": strings.Join(said, " ")})
			}))
			defer server.Close()
			s := settings()
			s.CredentialsURI = server.URL + test.uri
			_, err := s.Chain().Retrieve(t.Context())
			if err == nil || !strings.Contains(err.Error(), ": HTTP status 404: NotFound: no route for ") {
				t.Fatalf("got %v", err)
			}
			var problem *credential.Problem
			advice := "Check that what alicloud.credentials_uri names (at " + strings.TrimPrefix(server.URL, "http://") +
				") runs and answers with a key in JSON, or set another URI."
			if !errors.As(err, &problem) || problem.Advice != advice {
				t.Errorf("the advice is in %#v", problem)
			}
			if diff := cmp.Diff([]string{test.path, test.query}, asked); diff != "" {
				t.Errorf("the server saw (-want +got):\n%s", diff)
			}
			for _, part := range []string{"Kx7w", "Qz2m", "Pr9t", "q7w8", "wJa1", "CYE"} {
				if strings.Contains(err.Error(), part) {
					t.Errorf("%q is shown: %v", part, err)
				}
			}
		})
	}
}
