package huaweicloudauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The environment variables that describe an agency to assume with a token:
// those of the huaweicloud provider first, and behind them those of the vendor's
// SDK. The agency's own are those of an agency that is assumed with a key.
var (
	IDPVariables       = []string{"HW_ASSUME_ROLE_IDP_ID", "HUAWEICLOUD_SDK_IDP_ID"}
	TokenVariables     = []string{"HW_ASSUME_ROLE_ID_TOKEN"}
	TokenFileVariables = []string{"HW_ASSUME_ROLE_ID_TOKEN_FILE", "HUAWEICLOUD_SDK_ID_TOKEN_FILE"}
)

// oidcVariables returns the variables that show that there is a token. The name
// of an agency is not among them.
func oidcVariables() []string { return slices.Concat(IDPVariables, TokenVariables, TokenFileVariables) }

// MaxOIDCSeconds is the longest time that the key of an agency can live that is
// assumed with a temporary key, as a token gives one:
// https://support.huaweicloud.com/intl/en-us/api-iam5/AssumeAgency.html
const MaxOIDCSeconds = 3600

// OIDCAgency is an agency that is assumed with the token of an identity provider.
type OIDCAgency struct {
	// IdPID names the identity provider.
	IdPID string //nolint:revive // an IdP is one

	// Token is the token. If it is empty, it is in TokenFile, which is read again
	// each time.
	Token, TokenFile string

	// AgencyName is the agency's name, and DomainID the id of the account that it
	// belongs to.
	AgencyName, DomainID string

	// Seconds is how long the key is to live, or 0 for the API's hour.
	Seconds int64
}

// Complete returns the agency with what it leaves out taken from the
// environment. If that leaves something out too, the error is a
// *auth.IncompleteError.
func (o OIDCAgency) Complete(getenv func(string) string) (OIDCAgency, error) {
	environment.Fill(getenv, &o.IdPID, IDPVariables)
	environment.Fill(getenv, &o.AgencyName, AgencyVariables)
	environment.Fill(getenv, &o.DomainID, DomainIDVariables)
	if o.Token == "" && o.TokenFile == "" {
		if err := environment.FillToken(getenv, &o.Token, TokenVariables); err != nil {
			return o, err
		}
	}
	if o.Token == "" {
		environment.Fill(getenv, &o.TokenFile, TokenFileVariables)
	}
	if err := environment.FillSeconds(getenv, &o.Seconds, MinSeconds, MaxOIDCSeconds, DurationVariables); err != nil {
		return o, err
	}
	switch {
	case o.IdPID == "":
		return o, &auth.IncompleteError{Attribute: "idp_id", Variables: IDPVariables}
	case o.Token == "" && o.TokenFile == "":
		return o, &auth.IncompleteError{Attribute: "id_token_file", Variables: slices.Concat(TokenFileVariables, TokenVariables)}
	case o.AgencyName == "":
		return o, &auth.IncompleteError{Attribute: "agency_name", Variables: AgencyVariables}
	case o.DomainID == "":
		return o, &auth.IncompleteError{Attribute: "domain_id", Variables: DomainIDVariables}
	}
	return o, nil
}

// token returns the token and where it came from. File is the setting that
// names its file.
func (o OIDCAgency) token(file environment.Setting) (token, source string, err error) {
	if o.Token != "" {
		return o.Token, "an OIDC token", nil
	}
	token, err = auth.ReadToken(file, "id_token")
	return token, "the OIDC token in " + credential.ShowPath(o.TokenFile), err
}

// assumeAgencyWithOIDC returns the key of an agency that is assumed with an OIDC token, as
// the huaweicloud provider does: the token gives one of the identity service,
// that one a temporary key, and with this key the agency is assumed.
func (c Config) assumeAgencyWithOIDC(oidc OIDCAgency) (*auth.Credentials, error) {
	file := environment.Chosen(c.Path+".assume_role_with_oidc.id_token_file", oidc.TokenFile, c.Getenv, TokenFileVariables)
	oidc, err := oidc.Complete(c.Getenv)
	if err != nil {
		return nil, c.incomplete("assume_role_with_oidc", err)
	}
	iam, err := c.iam("")
	if err != nil {
		return nil, err
	}
	sts, err := c.sts("")
	if err != nil {
		return nil, err
	}
	login, exchange := c.Options.NewClient(), c.Options.NewClient()
	federated := auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		token, source, err := oidc.token(file)
		if err != nil {
			return credential.Key{}, err
		}
		subject, err := subjectToken(ctx, login, iam.Endpoint, oidc.IdPID, token)
		if err != nil {
			return credential.Key{}, err
		}
		return exchangeToken(ctx, exchange, iam.Endpoint, subject, source)
	})

	body := assumeRequest{URN: "iam::" + oidc.DomainID + ":agency:" + oidc.AgencyName, SessionName: oidc.AgencyName, Seconds: oidc.Seconds}
	credentials := c.Options.AssumeRole(federated, auth.SignedRequest[credential.Key]{
		Call: transport.Call{Operation: "AssumeAgency", Region: sts.Region, Host: sts.Endpoint.Host, Permission: "sts:agencies:assume"},
		Sent: []string{oidc.AgencyName, oidc.DomainID},
		Sign: func(ctx context.Context, key credential.Key) (*transport.Request, error) {
			return huaweicloud.Sign(ctx, dialect.Call{Method: http.MethodPost, Path: "/v5/agencies/assume", Body: body}, key, sts)
		},
		Decode: func(answer []byte, from string) (credential.Key, error) {
			return decodeAssumed(answer, fmt.Sprintf("the agency %s, assumed with the key from %s", credential.Quote(oidc.AgencyName), from))
		},
		Explain: huaweicloud.Explain,
	})
	credentials.FromOIDC = true
	return credentials, nil
}

// subjectToken returns the token of the identity service for one of an identity
// provider: https://support.huaweicloud.com/intl/en-us/api-iam/iam_13_0605.html
func subjectToken(ctx context.Context, client *auth.Client, iam transport.Endpoint, idp, token string) (string, error) {
	var body struct {
		Auth struct {
			IDToken struct {
				ID string `json:"id"`
			} `json:"id_token"`
		} `json:"auth"`
	}
	body.Auth.IDToken.ID = token
	request, err := post("CreateTokenWithIdToken", iam, "/v3.0/OS-AUTH/id-token/tokens", body, append(credential.Hidden(idp), token)...)
	if err != nil {
		return "", err
	}
	request.Header["X-Idp-Id"] = idp
	var subject string
	reader := auth.Decoder(huaweicloud.Explain, func([]byte) (string, error) {
		if subject == "" || !credential.Printable(subject) {
			return "", errors.New("the answer has no token in its header")
		}
		return subject, nil
	})
	reader.Header = func(header http.Header) { subject = strings.TrimSpace(header.Get("X-Subject-Token")) }
	return auth.Do(ctx, client, request, reader)
}

// exchangeToken returns a temporary key for a token of the identity service:
// https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0002.html
func exchangeToken(ctx context.Context, client *auth.Client, iam transport.Endpoint, token, source string) (credential.Key, error) {
	var body struct {
		Auth struct {
			Identity struct {
				Methods []string `json:"methods"`
				Token   struct {
					ID string `json:"id"`
				} `json:"token"`
			} `json:"identity"`
		} `json:"auth"`
	}
	body.Auth.Identity.Methods = []string{"token"}
	body.Auth.Identity.Token.ID = token
	request, err := post("CreateTemporaryAccessKeyByToken", iam, "/v3.0/OS-CREDENTIAL/securitytokens", body, token)
	if err != nil {
		return credential.Key{}, err
	}
	return auth.Do(ctx, client, request, auth.Decoder(huaweicloud.Explain, func(answer []byte) (credential.Key, error) {
		return decodeKey(answer, source)
	}))
}

// post returns a request to the identity service with a body in JSON that holds
// secrets. It answers with the status 201.
func post(operation string, endpoint transport.Endpoint, path string, body any, secrets ...string) (auth.Request, error) {
	content, err := json.Marshal(body)
	return auth.Request{
		Operation: operation, Method: http.MethodPost, Endpoint: endpoint, Path: path, Body: content, Created: true, Secrets: secrets,
		Header: map[string]string{"Content-Type": "application/json;charset=utf8"},
	}, err
}

// assumeRequest is the body of the request for an agency's key at the Security
// Token Service.
type assumeRequest struct {
	URN         string `json:"agency_urn"`
	SessionName string `json:"agency_session_name"`
	Seconds     int64  `json:"duration_seconds,omitempty"`
}

// decodeAssumed reads the key in an answer of the Security Token Service.
func decodeAssumed(body []byte, source string) (credential.Key, error) {
	var answer struct {
		Credentials struct {
			AccessKeyID     string `json:"access_key_id"`
			SecretAccessKey string `json:"secret_access_key"`
			SecurityToken   string `json:"security_token"`
			Expiration      string `json:"expiration"`
		} `json:"credentials"`
	}
	if err := auth.Decode(body, &answer); err != nil {
		return credential.Key{}, err
	}
	issued := answer.Credentials
	key := auth.TemporaryKey{
		ID: issued.AccessKeyID, Secret: issued.SecretAccessKey, Token: issued.SecurityToken, Expiration: issued.Expiration,
	}
	return key.Key(source)
}
