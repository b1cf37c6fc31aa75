package alicloudauth

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// CheckURI fails if a credentials URI cannot be used. What it answers is a
// key in clear text, so that plain http is accepted only for addresses that lead
// to this machine or to its own network link.
func CheckURI(text string) error {
	_, err := parseURI(text)
	return err
}

// parseURI reads a credentials URI. The errors never quote it: it may hold a
// password.
func parseURI(text string) (*url.URL, error) {
	uri, err := url.Parse(text)
	switch {
	case err != nil || uri.Host == "" || !credential.Printable(text):
		return nil, reason("it is not a URL")
	case uri.User != nil:
		return nil, reason("it must not have user information")
	case uri.Scheme == "https":
		return uri, nil
	case uri.Scheme != "http":
		return nil, reason("its scheme must be https or http")
	}
	address, err := netip.ParseAddr(uri.Hostname())
	local := uri.Hostname() == "localhost" || uri.Hostname() == Metadata.Host
	if local || err == nil && (address.IsLoopback() || address.IsLinkLocalUnicast()) {
		return uri, nil
	}
	return nil, reason("plain http is accepted for loopback and link-local addresses only, because the answer is a key")
}

// credentialsURI returns the key that a credentials URI answers with.
func (c Config) credentialsURI(setting environment.Setting) (*auth.Credentials, error) {
	if err := c.externalForbidden(setting.Name, "credentials URI"); err != nil {
		return nil, err
	}
	uri, err := parseURI(setting.Value)
	if err != nil {
		err = fmt.Errorf("%s: the credentials URI cannot be used: %w", setting.Name, err)
		const advice = "Set a URI that answers with a key, such as https://keys.example/reader."
		return nil, credential.Explain(err, "a credentials URI cannot be used", advice)
	}
	endpoint := transport.Endpoint{Scheme: uri.Scheme, Host: uri.Host}
	request := auth.Request{
		Operation: auth.OperationCredentialsURI, Method: http.MethodGet, Endpoint: endpoint, Path: uri.RequestURI(), Secrets: partsOf(uri),
	}
	reader := auth.Decoder(alicloud.Explain, func(body []byte) (credential.Key, error) {
		return decodeIssued(body, "the credentials URI at "+uri.Host)
	})
	advice := fmt.Sprintf("Check that what %s names (at %s) runs and answers with a key in JSON, or set another URI.", setting.Name, uri.Host)
	client := c.Options.NewClient()
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		key, err := auth.Do(ctx, client, request, reader)
		return key, credential.Explain(err, "signing in failed", advice)
	}), nil
}

// partsOf returns what of a URI may be a secret: its path and its query, whole and
// in the parts that a server may repeat alone. What conceals them leaves out
// texts that are too short.
func partsOf(uri *url.URL) []string {
	parts := []string{strings.Trim(uri.EscapedPath(), "/"), uri.RawQuery}
	parts = append(parts, strings.Split(uri.EscapedPath(), "/")...)
	parts = append(parts, strings.Split(uri.Path, "/")...) // more of them, if a slash was encoded
	for pair := range strings.SplitSeq(uri.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		parts = append(parts, cmp.Or(value, name))
	}
	return parts
}
