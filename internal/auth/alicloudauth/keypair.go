package alicloudauth

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// loadRsaKeyPair loads a profile with an RSA key pair, a mode that aliyun-cli
// calls deprecated. The SDK's core signs with access keys only, so that the
// request is signed here:
// https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
func (c Config) loadRsaKeyPair(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	if err := need(field{"private_key", p.PrivateKey}, field{"key_pair_name", p.KeyPairName}); err != nil {
		return nil, err
	}
	// Before anything else: the two are swapped at times, and the name is sent.
	if err := (credential.Key{ID: p.KeyPairName, Secret: "none", Source: "key_pair_name in " + file.Describe(p.Name)}).Check(); err != nil {
		return nil, err
	}
	private, err := privateKey(p.PrivateKey)
	if err != nil {
		return nil, err
	}
	target, err := c.sts(p.sts())
	if err != nil {
		return nil, err
	}
	seconds := p.ExpiredSeconds
	if seconds == 0 {
		seconds = defaultSeconds
	}
	client := c.Options.NewClient()
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		return transport.Do(ctx, client.Transport, transport.Call{
			Operation: "GenerateSessionAccessKey",
			Region:    target.Region,
			Host:      target.Endpoint.Host,
			Build: func(ctx context.Context) (*transport.Request, error) {
				query, signature, err := signWithKeyPair(private, p.KeyPairName, seconds)
				if err != nil {
					return nil, err
				}
				request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.Endpoint.String()+"/?"+query, http.NoBody)
				if err != nil {
					return nil, errors.New("the request cannot be built") // the error quotes the URL
				}
				request.Header.Set("User-Agent", c.Options.UserAgent)
				secrets := append([]string{signature}, credential.Hidden(p.PrivateKey)...)
				return &transport.Request{HTTP: request, KeyID: p.KeyPairName, KeySource: file.Describe(p.Name), Secrets: secrets}, nil
			},
		}, auth.Decoder(alicloud.Explain, func(body []byte) (credential.Key, error) {
			var answer struct {
				SessionAccessKey struct {
					SessionAccessKeyId, SessionAccessKeySecret, Expiration string //nolint:revive // the API's names
				}
			}
			if err := auth.Decode(body, &answer); err != nil {
				return credential.Key{}, err
			}
			issued := answer.SessionAccessKey
			key := auth.TemporaryKey{
				ID: issued.SessionAccessKeyId, Secret: issued.SessionAccessKeySecret, Expiration: issued.Expiration, Tokenless: true,
			}
			return key.Key("the key pair of " + file.Describe(p.Name))
		}))
	}), nil
}

// signWithKeyPair returns the query of a request for a session key, signed, and
// the signature in it.
func signWithKeyPair(private *rsa.PrivateKey, name string, seconds int64) (query, signature string, err error) {
	parameters := url.Values{
		"Action": {"GenerateSessionAccessKey"}, "Version": {stsVersion}, "Format": {"JSON"},
		"AccessKeyId": {name}, "DurationSeconds": {strconv.FormatInt(seconds, 10)},
		"SignatureMethod": {"SHA256withRSA"}, "SignatureType": {"PRIVATEKEY"}, "SignatureVersion": {"1.0"},
		"SignatureNonce": {rand.Text()}, "Timestamp": {time.Now().UTC().Format(time.RFC3339)},
	}
	canonical := strings.ReplaceAll(parameters.Encode(), "+", "%20")
	digest := sha256.Sum256([]byte("GET&%2F&" + url.QueryEscape(canonical)))
	signed, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, digest[:])
	if err != nil {
		return "", "", errors.New("the private key cannot sign")
	}
	signature = base64.StdEncoding.EncodeToString(signed)
	parameters.Set("Signature", signature)
	return parameters.Encode(), signature, nil
}

// privateKey returns the RSA key of a profile. aliyun-cli reads the field as the
// path of a file, and writes the content of one there when it asks for its values
// one by one. Neither is shown, because one can be taken for the other.
func privateKey(field string) (*rsa.PrivateKey, error) {
	if key := parsePrivateKey([]byte(field)); key != nil {
		return key, nil
	}
	content, err := auth.ReadFile(field)
	switch {
	case err != nil && !credential.Showable(field):
		return nil, reason("private_key holds neither an RSA key in PKCS #8 or PKCS #1 nor the path of a file with one that can be read")
	case err != nil:
		return nil, fmt.Errorf("private_key: %w", err)
	}
	if key := parsePrivateKey(content); key != nil {
		return key, nil
	}
	return nil, fmt.Errorf("private_key: %s holds no RSA key in PKCS #8 or PKCS #1", credential.ShowPath(field))
}

// parsePrivateKey reads an RSA key in PKCS #8 or PKCS #1, as PEM or as the Base64
// in it alone. It returns nil if a text is not one.
func parsePrivateKey(content []byte) *rsa.PrivateKey {
	der, _ := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(content)), ""))
	if block, _ := pem.Decode(content); block != nil {
		der = block.Bytes
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key
	}
	key, _ := x509.ParsePKCS8PrivateKey(der)
	private, _ := key.(*rsa.PrivateKey)
	return private
}
