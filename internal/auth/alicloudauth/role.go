package alicloudauth

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The environment variables that describe a role: those of the alicloud
// provider first, and behind them those of the vendor's SDK and of aliyun-cli.
var (
	RoleARNVariables           = append([]string{"ALICLOUD_ASSUME_ROLE_ARN"}, OIDCRoleARNVariables...)
	SessionNameVariables       = append([]string{"ALICLOUD_ASSUME_ROLE_SESSION_NAME"}, sdkSessionNameVariables...)
	SessionExpirationVariables = []string{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"}
	ExternalIDVariables        = []string{"ALIBABA_CLOUD_EXTERNAL_ID", "ALIBABACLOUD_EXTERNAL_ID"}

	sdkSessionNameVariables  = []string{"ALIBABA_CLOUD_ROLE_SESSION_NAME", "ALIBABACLOUD_ROLE_SESSION_NAME"}
	OIDCRoleARNVariables     = []string{"ALIBABA_CLOUD_ROLE_ARN", "ALIBABACLOUD_ROLE_ARN"}
	OIDCProviderARNVariables = []string{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABACLOUD_OIDC_PROVIDER_ARN"}
	OIDCTokenVariables       = []string{"ALIBABA_CLOUD_OIDC_TOKEN"}
	OIDCTokenFileVariables   = []string{"ALIBABA_CLOUD_OIDC_TOKEN_FILE", "ALIBABACLOUD_OIDC_TOKEN_FILE"}
)

// oidcVariables returns the variables that show that there is an OIDC token. The
// name of a role is not among them.
func oidcVariables() []string {
	return slices.Concat(OIDCTokenFileVariables, OIDCTokenVariables, OIDCProviderARNVariables)
}

const (
	// MinSeconds is the shortest time that the key of a role can live:
	// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole
	MinSeconds = 900
	// MaxSeconds is the longest time.
	MaxSeconds = 43200

	// defaultSessionName and defaultSeconds are those of the alicloud provider.
	defaultSessionName = "terraform"
	defaultSeconds     = 3600

	// stsVersion is the version of the Security Token Service.
	stsVersion = "2015-04-01"

	// maxOIDCToken is the longest OIDC token that STS takes, in bytes.
	maxOIDCToken = 20000
)

// Role is a RAM role to assume.
type Role struct {
	ARN, SessionName, Policy, ExternalID string

	// Seconds is how long the key is to live, or 0 for an hour.
	Seconds int64
}

// OIDCRole is a RAM role that is assumed with the token of an OIDC provider.
type OIDCRole struct {
	Role
	ProviderARN string

	// Token is the token. If it is empty, it is in TokenFile, which is read
	// again each time.
	Token, TokenFile string
}

// The patterns compile when they are first needed, and not when the provider
// starts, which Terraform does several times for each plan.
var (
	arn         = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^acs:ram::[^:]*:role/.+$`) })
	sessionName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9.@_-]{2,64}$`) })
)

// ARNShape and SessionNameShape are what STS takes:
// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole
var (
	ARNShape = environment.Shape{
		Fits:    func(text string) bool { return arn().MatchString(text) },
		Problem: "is not the ARN of a role, which looks like acs:ram::123456789012****:role/name.",
	}
	SessionNameShape = environment.Shape{
		Fits:    func(text string) bool { return sessionName().MatchString(text) },
		Problem: "is not the name of a session, which has 2 to 64 letters, digits and the characters . @ - _.",
	}
)

// fill takes from the environment what both ways to assume a role leave out.
func fill(r *Role, getenv func(string) string, arnVariables []string) error {
	if err := environment.FillShaped(getenv, &r.ARN, arnVariables, ARNShape); err != nil {
		return err
	}
	return environment.FillShaped(getenv, &r.SessionName, SessionNameVariables, SessionNameShape)
}

// Complete returns the role with what it leaves out taken from the environment.
// If no role is named, the error is a *auth.IncompleteError.
func (r Role) Complete(getenv func(string) string) (Role, error) {
	if err := fill(&r, getenv, RoleARNVariables); err != nil {
		return r, err
	}
	environment.Fill(getenv, &r.ExternalID, ExternalIDVariables)
	if err := environment.FillSeconds(getenv, &r.Seconds, MinSeconds, MaxSeconds, SessionExpirationVariables); err != nil {
		return r, err
	}
	if r.ARN == "" {
		return r, &auth.IncompleteError{Attribute: "role_arn", Variables: RoleARNVariables}
	}
	return r, nil
}

// Complete returns the role with what it leaves out taken from the environment.
// If that leaves something out too, the error is a *auth.IncompleteError.
func (o OIDCRole) Complete(getenv func(string) string) (OIDCRole, error) {
	environment.Fill(getenv, &o.ProviderARN, OIDCProviderARNVariables)
	if err := fill(&o.Role, getenv, OIDCRoleARNVariables); err != nil {
		return o, err
	}
	if o.Token == "" && o.TokenFile == "" {
		if err := environment.FillToken(getenv, &o.Token, OIDCTokenVariables); err != nil {
			return o, err
		}
	}
	if o.Token == "" {
		environment.Fill(getenv, &o.TokenFile, OIDCTokenFileVariables)
	}
	switch {
	case o.ProviderARN == "":
		return o, &auth.IncompleteError{Attribute: "oidc_provider_arn", Variables: OIDCProviderARNVariables}
	case o.Token == "" && o.TokenFile == "":
		return o, &auth.IncompleteError{Attribute: "oidc_token_file", Variables: slices.Concat(OIDCTokenFileVariables, OIDCTokenVariables)}
	case o.ARN == "":
		return o, &auth.IncompleteError{Attribute: "role_arn", Variables: OIDCRoleARNVariables}
	}
	return o, nil
}

// texts are what a user wrote of the role.
func (r Role) texts() []string { return []string{r.ARN, r.SessionName, r.ExternalID} }

// parameters returns the parameters that both ways to assume a role share.
func (r Role) parameters() map[string]string {
	parameters := map[string]string{"RoleArn": r.ARN, "RoleSessionName": defaultSessionName, "DurationSeconds": strconv.Itoa(defaultSeconds)}
	if r.SessionName != "" {
		parameters["RoleSessionName"] = r.SessionName
	}
	if r.Seconds != 0 {
		parameters["DurationSeconds"] = strconv.FormatInt(r.Seconds, 10)
	}
	if r.Policy != "" {
		parameters["Policy"] = r.Policy
	}
	if r.ExternalID != "" {
		parameters["ExternalId"] = r.ExternalID
	}
	return parameters
}

// blockRole returns what assumes the role of the block with the credentials that
// were found, or nil. Without a block none is assumed, whatever the environment says,
// as in the alicloud provider.
func (c Config) blockRole() func(*auth.Credentials) (*auth.Credentials, error) {
	if c.AssumeRole == nil {
		return nil
	}
	return func(base *auth.Credentials) (*auth.Credentials, error) {
		if base.WithoutRole != nil {
			base = base.WithoutRole // as in the alicloud provider, the block's role replaces the profile's
		}
		role, err := c.AssumeRole.Complete(c.Getenv)
		if err != nil {
			return nil, c.incomplete("assume_role", err)
		}
		return c.assumeRole(base, role, base.STS)
	}
}

// incomplete is the problem of a role that is incomplete.
func (c Config) incomplete(block string, err error) error {
	err = fmt.Errorf("%s.%s: %w", c.Path, block, err)
	return credential.Explain(err, "a role is incomplete", "Set what is missing or wrong, in the provider block or in the environment.")
}

// assumeRole returns the key of a role that is assumed with other credentials,
// at the Security Token Service that the profile names or, failing that, the
// settings.
func (c Config) assumeRole(base *auth.Credentials, role Role, sts auth.STS) (*auth.Credentials, error) {
	target, err := c.sts(sts)
	if err != nil {
		return nil, err
	}
	call := dialect.Call{Name: "AssumeRole", Version: stsVersion, Method: http.MethodPost, Query: role.parameters()}
	return c.Options.AssumeRole(base, auth.SignedRequest[credential.Key]{
		Call: transport.Call{Operation: call.Name, Region: target.Region, Host: target.Endpoint.Host, Permission: "sts:AssumeRole"},
		Sent: role.texts(),
		Sign: func(ctx context.Context, key credential.Key) (*transport.Request, error) {
			return alicloud.Sign(ctx, call, key, target)
		},
		Decode: func(body []byte, from string) (credential.Key, error) {
			return decodeRole(body, "the role "+credential.Quote(role.ARN)+", assumed with the key from "+from)
		},
		Explain: alicloud.Explain,
	}), nil
}

// assumeRoleWithOIDC returns the key of a role that is assumed with an OIDC token:
// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
// FileSetting is what names the token's file if the environment does not.
func (c Config) assumeRoleWithOIDC(oidc OIDCRole, sts auth.STS, fileSetting string) (*auth.Credentials, error) {
	file := environment.Chosen(fileSetting, oidc.TokenFile, c.Getenv, OIDCTokenFileVariables)
	oidc, err := oidc.Complete(c.Getenv)
	if err != nil {
		return nil, c.incomplete("assume_role_with_oidc", err)
	}
	target, err := c.sts(sts)
	if err != nil {
		return nil, err
	}
	client := c.Options.NewClient()
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		token, source := oidc.Token, "its OIDC token"
		if token == "" {
			read, err := auth.ReadToken(file, "oidc_token")
			if err != nil {
				return credential.Key{}, err
			}
			token, source = read, "the OIDC token in "+credential.ShowPath(oidc.TokenFile)
		}
		if len(token) > maxOIDCToken {
			return credential.Key{}, fmt.Errorf("%s is longer than the %d bytes that the cloud takes", source, maxOIDCToken)
		}
		return c.exchangeToken(ctx, client, target, oidc, token, "the role "+credential.Quote(oidc.ARN)+", assumed with "+source)
	}), nil
}

func (c Config) exchangeToken(
	ctx context.Context, client *auth.Client, target transport.Target, oidc OIDCRole, token, source string,
) (credential.Key, error) {
	query := url.Values{
		"Action": {"AssumeRoleWithOIDC"}, "Version": {stsVersion}, "Format": {"JSON"},
		"Timestamp": {time.Now().UTC().Format(time.RFC3339)},
	}
	form := url.Values{"OIDCProviderArn": {oidc.ProviderARN}, "OIDCToken": {token}}
	for name, value := range oidc.parameters() {
		form.Set(name, value)
	}
	return auth.Do(ctx, client, auth.Request{
		Operation: "AssumeRoleWithOIDC",
		Method:    http.MethodPost,
		Endpoint:  target.Endpoint,
		Path:      "/?" + query.Encode(),
		Header:    map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		Body:      []byte(form.Encode()),
		Secrets:   append([]string{token}, credential.Hidden(append(oidc.texts(), oidc.ProviderARN)...)...),
	}, auth.Decoder(alicloud.Explain, func(body []byte) (credential.Key, error) {
		return decodeRole(body, source)
	}))
}

// decodeRole reads the key in an answer to either way to assume a role.
func decodeRole(body []byte, source string) (credential.Key, error) {
	var answer struct{ Credentials issuedFields }
	if err := auth.Decode(body, &answer); err != nil {
		return credential.Key{}, err
	}
	return answer.Credentials.key(source)
}

// issuedFields are a temporary key as the cloud's services write it.
type issuedFields struct {
	AccessKeyId, AccessKeySecret, SecurityToken, Expiration string //nolint:revive // the API's names
}

func (i issuedFields) key(source string) (credential.Key, error) {
	return auth.TemporaryKey{ID: i.AccessKeyId, Secret: i.AccessKeySecret, Token: i.SecurityToken, Expiration: i.Expiration}.Key(source)
}
