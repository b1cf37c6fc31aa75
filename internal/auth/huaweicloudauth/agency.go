package huaweicloudauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

const (
	// MinSeconds is the shortest time that the key of an agency can live:
	// https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html
	MinSeconds = 900
	// MaxSeconds is the longest time.
	MaxSeconds = 86400
)

// Agency is an agency of another account to assume.
type Agency struct {
	Name string

	// DomainName and DomainID name the account that the agency belongs to. One
	// of them is needed.
	DomainName, DomainID string

	// Seconds is how long the key is to live, or 0 for the API's 15 minutes.
	Seconds int64
}

// Complete returns the agency with what it leaves out taken from the
// environment. If that leaves something out too, the error is a
// *auth.IncompleteError.
func (a Agency) Complete(getenv func(string) string) (Agency, error) {
	environment.Fill(getenv, &a.Name, AgencyVariables)
	if a.DomainName == "" && a.DomainID == "" {
		environment.Fill(getenv, &a.DomainName, DomainVariables)
		environment.Fill(getenv, &a.DomainID, DomainIDVariables)
	}
	if err := environment.FillSeconds(getenv, &a.Seconds, MinSeconds, MaxSeconds, DurationVariables); err != nil {
		return a, err
	}
	switch {
	case a.Name == "":
		return a, &auth.IncompleteError{Attribute: "agency_name", Variables: AgencyVariables}
	case a.DomainName == "" && a.DomainID == "":
		return a, &auth.IncompleteError{Attribute: "domain_name", Variables: slices.Concat(DomainVariables, DomainIDVariables)}
	}
	return a, nil
}

// blockAgency returns what assumes an agency with the credentials that were found, or
// nil.
func (c Config) blockAgency() func(*auth.Credentials) (*auth.Credentials, error) {
	agency := Agency{}
	if c.AssumeRole != nil {
		agency = *c.AssumeRole
	} else if c.first(AgencyVariables) == "" {
		return nil
	}
	return func(base *auth.Credentials) (*auth.Credentials, error) {
		if c.AssumeRole == nil && base.FromOIDC {
			return base, nil // the variables name the agency that was assumed with the token
		}
		agency, err := agency.Complete(c.Getenv)
		var missing *auth.IncompleteError
		if c.AssumeRole == nil && errors.As(err, &missing) { // nothing but the account can be
			return nil, &credential.Problem{
				Title:  "an agency is incomplete",
				Advice: fmt.Sprintf("Set one, or unset %s.", AgencyVariables[0]),
				Err: fmt.Errorf("%s is set, which assumes an agency, but neither %s nor %s is",
					AgencyVariables[0], DomainVariables[0], DomainIDVariables[0]),
			}
		}
		if err != nil {
			return nil, c.incomplete("assume_role", err)
		}
		return c.assumeAgency(base, agency)
	}
}

// incomplete is the problem of an agency that is incomplete.
func (c Config) incomplete(block string, err error) error {
	err = fmt.Errorf("%s.%s: %w", c.Path, block, err)
	return credential.Explain(err, "an agency is incomplete", "Set what is missing or wrong, in the provider block or in the environment.")
}

// agencyRequest is the body of the request for an agency's key:
// https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html
type agencyRequest struct {
	Auth struct {
		Identity struct {
			Methods    []string `json:"methods"`
			AssumeRole struct {
				AgencyName      string `json:"agency_name"`
				DomainName      string `json:"domain_name,omitempty"`
				DomainID        string `json:"domain_id,omitempty"`
				DurationSeconds int64  `json:"duration_seconds,omitempty"`
			} `json:"assume_role"`
		} `json:"identity"`
	} `json:"auth"`
}

// assumeAgency returns the key of an agency that is assumed with other
// credentials.
func (c Config) assumeAgency(base *auth.Credentials, agency Agency) (*auth.Credentials, error) {
	target, err := c.iam(base.Region)
	if err != nil {
		return nil, err
	}
	var body agencyRequest
	identity := &body.Auth.Identity
	identity.Methods = []string{"assume_role"}
	identity.AssumeRole.AgencyName = agency.Name
	identity.AssumeRole.DomainName, identity.AssumeRole.DomainID = agency.DomainName, agency.DomainID
	identity.AssumeRole.DurationSeconds = agency.Seconds

	return c.Options.AssumeRole(base, auth.SignedRequest[credential.Key]{
		Call: transport.Call{
			Operation: "CreateTemporaryAccessKeyByAgency", Region: target.Region, Host: target.Endpoint.Host,
			Permission: "iam:agencies:assume", Created: true,
		},
		Sent: []string{agency.Name, agency.DomainName, agency.DomainID},
		Sign: func(ctx context.Context, key credential.Key) (*transport.Request, error) {
			return huaweicloud.Sign(ctx, dialect.Call{Method: http.MethodPost, Path: "/v3.0/OS-CREDENTIAL/securitytokens", Body: body}, key, target)
		},
		Decode: func(answer []byte, from string) (credential.Key, error) {
			return decodeKey(answer, fmt.Sprintf("the agency %s, assumed with the key from %s", credential.Quote(agency.Name), from))
		},
		Explain: huaweicloud.Explain,
	}), nil
}

// decodeKey reads the key in an answer of IAM or of the metadata service.
func decodeKey(body []byte, source string) (credential.Key, error) {
	var answer struct {
		Credential struct {
			Access        string `json:"access"`
			Secret        string `json:"secret"`
			SecurityToken string `json:"securitytoken"`
			ExpiresAt     string `json:"expires_at"`
		} `json:"credential"`
	}
	if err := auth.Decode(body, &answer); err != nil {
		return credential.Key{}, err
	}
	issued := answer.Credential
	return auth.TemporaryKey{ID: issued.Access, Secret: issued.Secret, Token: issued.SecurityToken, Expiration: issued.ExpiresAt}.Key(source)
}

// ecsAgency returns the key of the agency of the server on which this runs.
func (c Config) ecsAgency() *auth.Credentials {
	client := c.Options.NewMetadataClient()
	request := func(method, path string, header map[string]string, secrets ...string) auth.Request {
		return auth.Request{
			Operation: method + " " + path, Method: method, Endpoint: c.Options.Metadata, Path: path, Header: header, Secrets: secrets,
		}
	}
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		lifetime := map[string]string{"X-Metadata-Token-Ttl-Seconds": "300"}
		tokenRequest := request(http.MethodPut, "/meta-data/latest/api/token", lifetime)
		token, err := auth.Do(ctx, client, tokenRequest, auth.Decoder(huaweicloud.Explain, auth.DecodeWord))
		if err != nil && !onlyFirstVersion(err) {
			return credential.Key{}, fmt.Errorf("the metadata service of a cloud server was asked for a token: %w", err)
		}
		var header map[string]string
		if token != "" {
			header = map[string]string{"X-Metadata-Token": token}
		}
		keyRequest := request(http.MethodGet, "/openstack/latest/securitykey", header, token)
		key, err := auth.Do(ctx, client, keyRequest, auth.Decoder(huaweicloud.Explain, func(body []byte) (credential.Key, error) {
			return decodeKey(body, "the agency of this cloud server")
		}))
		if err != nil {
			return key, fmt.Errorf("the metadata service of a cloud server was asked for a key: %w", err)
		}
		return key, nil
	})
}

// onlyFirstVersion reports whether a metadata service that was asked for a token is
// of the version that has none. Servers offer both or, by default, only the first,
// as the vendor's SDK allows for.
func onlyFirstVersion(err error) bool {
	var failure *transport.Failure
	return errors.As(err, &failure) && (failure.Status == http.StatusNotFound || failure.Status == http.StatusMethodNotAllowed)
}
