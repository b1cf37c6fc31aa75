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

// OIDC is an agency that is assumed with the token of an identity provider.
type OIDC struct {
	// IdPID names the identity provider.
	IdPID string //nolint:revive // an IdP is one

	// Token is the token. If it is empty, it is in TokenFile, which is read anew
	// each time.
	Token, TokenFile string

	// AgencyName is the agency's name, and DomainID the id of the account that it
	// belongs to.
	AgencyName, DomainID string

	// Seconds is how long the key is to live, or 0 for the API's hour.
	Seconds int64
}

// Complete returns the agency with what it leaves out taken from the
// environment. If that leaves something out too the error is a
// *auth.MissingError.
func (o OIDC) Complete(getenv func(string) string) (OIDC, error) {
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
		return o, &auth.MissingError{Attribute: "idp_id", Variables: IDPVariables}
	case o.Token == "" && o.TokenFile == "":
		return o, &auth.MissingError{Attribute: "id_token_file", Variables: slices.Concat(TokenFileVariables, TokenVariables)}
	case o.AgencyName == "":
		return o, &auth.MissingError{Attribute: "agency_name", Variables: AgencyVariables}
	case o.DomainID == "":
		return o, &auth.MissingError{Attribute: "domain_id", Variables: DomainIDVariables}
	}
	return o, nil
}

// token returns the token, and says where it came from. File is the setting that
// names its file.
func (o OIDC) token(file environment.Setting) (token, source string, err error) {
	if o.Token != "" {
		return o.Token, "an OIDC token", nil
	}
	token, err = auth.ReadToken(file, "id_token")
	return token, "the OIDC token in " + credential.ShowPath(o.TokenFile), err
}

// oidcAgency returns the key of an agency that is assumed with an OIDC token, as
// the huaweicloud provider does: the token gives one of the identity service,
// that one a temporary key, and with this key the agency is assumed.
func (f finder) oidcAgency(oidc OIDC) (*auth.Opened, error) {
	file := environment.Chosen(f.Path+".assume_role_with_oidc.id_token_file", oidc.TokenFile, f.Getenv, TokenFileVariables)
	oidc, err := oidc.Complete(f.Getenv)
	if err != nil {
		return nil, f.incomplete("assume_role_with_oidc", err)
	}
	iam, err := f.iam("")
	if err != nil {
		return nil, err
	}
	sts, err := f.sts("")
	if err != nil {
		return nil, err
	}
	login, exchange := f.Remote(), f.Remote()
	federated := &auth.Opened{Renewable: true, Obtain: func(ctx context.Context) (credential.Key, error) {
		token, source, err := oidc.token(file)
		if err != nil {
			return credential.Key{}, err
		}
		subject, err := f.subjectToken(ctx, login, iam.Endpoint, oidc.IdPID, token)
		if err != nil {
			return credential.Key{}, err
		}
		return f.keyOfToken(ctx, exchange, iam.Endpoint, subject, source)
	}}

	body := assumeRequest{URN: "iam::" + oidc.DomainID + ":agency:" + oidc.AgencyName, SessionName: oidc.AgencyName, Seconds: oidc.Seconds}
	opened := f.Through(federated, auth.Request[credential.Key]{
		Call: transport.Call{Operation: "AssumeAgency", Region: sts.Region, Host: sts.Endpoint.Host, Permission: "sts:agencies:assume"},
		Sent: []string{oidc.AgencyName, oidc.DomainID},
		Sign: func(ctx context.Context, key credential.Key) (*transport.Signed, error) {
			return huaweicloud.Sign(ctx, http.MethodPost, "/v5/agencies/assume", key, sts, nil, body)
		},
		Decode: func(answer []byte, from string) (credential.Key, error) {
			return decodeAssumed(answer, fmt.Sprintf("the agency %s, assumed with the key from %s", credential.Quote(oidc.AgencyName), from))
		},
		Explain: huaweicloud.Explain,
	})
	opened.WithToken = true
	return opened, nil
}

// subjectToken returns the token of the identity service for one of an identity
// provider: https://support.huaweicloud.com/intl/en-us/api-iam/iam_13_0605.html
func (f finder) subjectToken(ctx context.Context, client *transport.Client, iam transport.Endpoint, idp, token string) (string, error) {
	var request struct {
		Auth struct {
			IDToken struct {
				ID string `json:"id"`
			} `json:"id_token"`
		} `json:"auth"`
	}
	request.Auth.IDToken.ID = token
	call, err := f.post("CreateTokenWithIdToken", iam, "/v3.0/OS-AUTH/id-token/tokens", request, append(credential.Hidden(idp), token)...)
	if err != nil {
		return "", err
	}
	call.Header["X-Idp-Id"] = idp
	var subject string
	reader := auth.Reader(huaweicloud.Explain, func([]byte) (string, error) {
		if subject == "" || !credential.Printable(subject) {
			return "", errors.New("the answer has no token in its header")
		}
		return subject, nil
	})
	reader.Header = func(header http.Header) { subject = strings.TrimSpace(header.Get("X-Subject-Token")) }
	return transport.Do(ctx, client, call.Call(f.Settings.Settings), reader)
}

// keyOfToken returns a temporary key for a token of the identity service:
// https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0002.html
func (f finder) keyOfToken(ctx context.Context, client *transport.Client, iam transport.Endpoint, token, source string) (credential.Key, error) {
	var request struct {
		Auth struct {
			Identity struct {
				Methods []string `json:"methods"`
				Token   struct {
					ID string `json:"id"`
				} `json:"token"`
			} `json:"identity"`
		} `json:"auth"`
	}
	request.Auth.Identity.Methods = []string{"token"}
	request.Auth.Identity.Token.ID = token
	call, err := f.post("CreateTemporaryAccessKeyByToken", iam, "/v3.0/OS-CREDENTIAL/securitytokens", request, token)
	if err != nil {
		return credential.Key{}, err
	}
	return transport.Do(ctx, client, call.Call(f.Settings.Settings), auth.Reader(huaweicloud.Explain, func(body []byte) (credential.Key, error) {
		return decodeKey(body, source)
	}))
}

// post returns a request to the identity service with a body in JSON that holds
// secrets. It answers with the status 201.
func (f finder) post(operation string, endpoint transport.Endpoint, path string, body any, secrets ...string) (auth.Plain, error) {
	content, err := json.Marshal(body)
	return auth.Plain{
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
	key := auth.Issued{ID: issued.AccessKeyID, Secret: issued.SecretAccessKey, Token: issued.SecurityToken, Expiration: issued.Expiration}
	return key.Key(source)
}
