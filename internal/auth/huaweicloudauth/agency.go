package huaweicloudauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
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
// environment. Where that leaves something out too the error is a
// *auth.MissingError.
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
		return a, &auth.MissingError{Attribute: "agency_name", Variables: AgencyVariables}
	case a.DomainName == "" && a.DomainID == "":
		return a, &auth.MissingError{Attribute: "domain_name", Variables: slices.Concat(DomainVariables, DomainIDVariables)}
	}
	return a, nil
}

// onTop returns what assumes an agency with the credentials that were found, or
// nil.
func (f finder) onTop() func(*auth.Opened) (*auth.Opened, error) {
	agency := Agency{}
	if f.AssumeRole != nil {
		agency = *f.AssumeRole
	} else if f.first(AgencyVariables) == "" {
		return nil
	}
	return func(base *auth.Opened) (*auth.Opened, error) {
		if f.AssumeRole == nil && base.WithToken {
			return base, nil // the variables name the agency that was assumed with the token
		}
		agency, err := agency.Complete(f.Getenv)
		var missing *auth.MissingError
		if f.AssumeRole == nil && errors.As(err, &missing) { // nothing but the account can be
			return nil, &credential.Problem{
				Title:  "an agency is incomplete",
				Advice: fmt.Sprintf("Set one, or unset %s.", AgencyVariables[0]),
				Err: fmt.Errorf("%s is set, which assumes an agency, but neither %s nor %s is",
					AgencyVariables[0], DomainVariables[0], DomainIDVariables[0]),
			}
		}
		if err != nil {
			return nil, f.incomplete("assume_role", err)
		}
		return f.assumeAgency(base, agency)
	}
}

// incomplete is the problem of an agency that is incomplete.
func (f finder) incomplete(block string, err error) error {
	err = fmt.Errorf("%s.%s: %w", f.Path, block, err)
	return credential.Explain(err, "an agency is incomplete", "Set what is missing or wrong, in the provider block or in the environment.")
}

// tokenRequest is the body of the request for an agency's key:
// https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html
type tokenRequest struct {
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
func (f finder) assumeAgency(base *auth.Opened, agency Agency) (*auth.Opened, error) {
	target, err := f.iam(base.Region)
	if err != nil {
		return nil, err
	}
	var body tokenRequest
	identity := &body.Auth.Identity
	identity.Methods = []string{"assume_role"}
	identity.AssumeRole.AgencyName = agency.Name
	identity.AssumeRole.DomainName, identity.AssumeRole.DomainID = agency.DomainName, agency.DomainID
	identity.AssumeRole.DurationSeconds = agency.Seconds

	return f.Through(base, auth.Request[credential.Key]{
		Call: transport.Call{
			Operation: "CreateTemporaryAccessKeyByAgency", Region: target.Region, Host: target.Endpoint.Host, Permission: "iam:agencies:assume", Created: true,
		},
		Sent: []string{agency.Name, agency.DomainName, agency.DomainID},
		Sign: func(ctx context.Context, key credential.Key) (*transport.Signed, error) {
			return huaweicloud.Sign(ctx, http.MethodPost, "/v3.0/OS-CREDENTIAL/securitytokens", key, target, nil, body)
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
	return auth.Issued{ID: issued.Access, Secret: issued.Secret, Token: issued.SecurityToken, Expiration: issued.ExpiresAt}.Key(source)
}

// ecsAgency returns the key of the agency of the server on which this runs.
func (f finder) ecsAgency() *auth.Opened {
	client := f.Local()
	call := func(method, path string, header map[string]string, secrets []string) transport.Call {
		return auth.Plain{Operation: method + " " + path, Method: method, Endpoint: f.Metadata, Path: path, Header: header, Secrets: secrets}.Call(f.Settings.Settings)
	}
	return &auth.Opened{Renewable: true, Obtain: func(ctx context.Context) (credential.Key, error) {
		token, err := transport.Do(ctx, client, call(http.MethodPut, "/meta-data/latest/api/token", map[string]string{"X-Metadata-Token-Ttl-Seconds": "300"}, nil), auth.Reader(huaweicloud.Explain, auth.Word))
		if err != nil && !onlyFirstVersion(err) {
			return credential.Key{}, fmt.Errorf("the metadata service of a cloud server was asked for a token: %w", err)
		}
		var header map[string]string
		if token != "" {
			header = map[string]string{"X-Metadata-Token": token}
		}
		key, err := transport.Do(ctx, client, call(http.MethodGet, "/openstack/latest/securitykey", header, []string{token}), auth.Reader(huaweicloud.Explain, func(body []byte) (credential.Key, error) {
			return decodeKey(body, "the agency of this cloud server")
		}))
		if err != nil {
			return key, fmt.Errorf("the metadata service of a cloud server was asked for a key: %w", err)
		}
		return key, nil
	}}
}

// onlyFirstVersion tells whether a metadata service that was asked for a token
// is of the version that has none. Servers offer both or, where nobody changed
// that, the first alone, as the vendor's SDK allows for.
func onlyFirstVersion(err error) bool {
	var failure *transport.Failure
	return errors.As(err, &failure) && (failure.Status == http.StatusNotFound || failure.Status == http.StatusMethodNotAllowed)
}
