package alicloudauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// loadCloudSSO loads a profile that a person signed in to with CloudSSO. The
// access token that this left there is exchanged for a temporary key, as
// aliyun-cli does, or the key is used that aliyun-cli left there. Neither is
// written back.
func (c Config) loadCloudSSO(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	err := need(
		field{"cloud_sso_sign_in_url", p.SignInURL},
		field{"cloud_sso_account_id", p.SSOAccountID},
		field{"cloud_sso_access_config", p.SSOAccessConfig},
	)
	if err != nil {
		return nil, err
	}
	page, err := url.Parse(p.SignInURL)
	if err != nil {
		return nil, reason("cloud_sso_sign_in_url is not a URL")
	}
	endpoint, err := transport.ParseEndpoint(page.Scheme + "://" + page.Host)
	if err != nil {
		return nil, fmt.Errorf("cloud_sso_sign_in_url cannot be used: %w", err)
	}
	body, err := json.Marshal(map[string]string{"AccountId": p.SSOAccountID, "AccessConfigurationId": p.SSOAccessConfig})
	if err != nil {
		return nil, err
	}
	return c.exchange(file, p, p.SSOAccessToken, p.SSOAccessTokenEnd, auth.Request{
		Operation: "CloudSSO cloud-credentials", Endpoint: endpoint, Path: "/cloud-credentials", Body: body,
	}, func(answer []byte, source string) (credential.Key, error) {
		var decoded struct{ CloudCredential issuedFields }
		if err := auth.Decode(answer, &decoded); err != nil {
			return credential.Key{}, err
		}
		return decoded.CloudCredential.key(source)
	})
}

// loadOAuth loads a profile that a person signed in to with OAuth. An access
// token that has expired is not renewed: that would make the refresh token in
// the profile worthless to aliyun-cli, because nothing is written back.
func (c Config) loadOAuth(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	endpoint, known := c.OAuth[strings.ToUpper(p.OAuthSite)]
	if !known {
		return nil, reason("oauth_site_type is neither CN nor INTL")
	}
	return c.exchange(file, p, p.OAuthAccessToken, p.OAuthAccessTokenEnd, auth.Request{
		Operation: "OAuth exchange", Endpoint: endpoint, Path: "/v1/exchange",
	}, decodeIssued)
}

// exchange returns the key that a service gives for the access token in a
// profile.
func (c Config) exchange(
	file *profiles, p profile, token string, end int64, request auth.Request, decode func([]byte, string) (credential.Key, error),
) (*auth.Credentials, error) {
	token = strings.TrimSpace(token)
	if !credential.Printable(token) {
		return nil, reason("the access token has characters that no token has")
	}
	request.Method = http.MethodPost
	request.Header = map[string]string{"Accept": "application/json", "Content-Type": "application/json", "Authorization": "Bearer " + token}
	request.Secrets = []string{token}
	client := c.Options.NewClient()
	first := true
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		if key, good := p.cached(file); good && first {
			first = false
			return key, nil
		}
		if token == "" || end != 0 && time.Now().Unix() >= end {
			return credential.Key{}, &credential.Problem{
				Title:  "the sign-in has expired",
				Advice: "Sign in again: " + tool.Fix(p.Name),
				Err:    fmt.Errorf("the access token in %s has expired, or there is none", file.Describe(p.Name)),
			}
		}
		return auth.Do(ctx, client, request, auth.Decoder(alicloud.Explain, func(body []byte) (credential.Key, error) {
			return decode(body, file.Describe(p.Name))
		}))
	}), nil
}
