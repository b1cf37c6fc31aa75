package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Services are where the services for signing in are that nobody can set,
// because each cloud has one address for them.
type Services struct {
	// AlicloudMetadata and HuaweicloudMetadata are the metadata services of the
	// clouds' servers.
	AlicloudMetadata, HuaweicloudMetadata transport.Endpoint

	// AlicloudOAuth are the services of aliyun-cli's OAuth mode, by site.
	AlicloudOAuth map[string]transport.Endpoint
}

// PublicServices are the clouds' own.
var PublicServices = Services{
	AlicloudMetadata:    alicloudauth.Metadata,
	HuaweicloudMetadata: huaweicloudauth.Metadata,
	AlicloudOAuth:       alicloudauth.OAuthSites,
}

// The sites that an account can be of.
const (
	domestic      = "Domestic"
	international = "International"
	europe        = "Europe"
)

var (
	alicloudAccountTypes    = []string{domestic, international}
	huaweicloudAccountTypes = []string{domestic, international, europe}
)

// The settings that are credentials of their own, in the order in which they are
// named in errors. An ecs_agency counts beside them if it is true.
var (
	alicloudCredentials = []string{
		"access_key", "secret_key", "security_token", "profile", "shared_credentials_file", "ecs_role_name",
		"credentials_uri", "assume_role_with_oidc",
	}
	huaweicloudCredentials = []string{"access_key", "secret_key", "security_token", "profile", "shared_config_file", "assume_role_with_oidc"}
)

// readAlicloud reads a block of Alibaba Cloud. What signing in without the role
// of the block needs is read first.
func readAlicloud(b *block, services Services) *cloudSettings {
	s := &cloudSettings{}
	s.Settings = cloud.Settings{
		Name: b.cloudName(alicloud.Name), Block: b.Name,
		Region: b.region(), ImpliedRegion: b.implied(alicloud.RegionVariables),
	}
	config := alicloudauth.Config{
		Path:               b.Name,
		Key:                b.key(),
		Profile:            b.Word("profile"),
		ProfilesFile:       b.Word("shared_credentials_file"),
		CredentialsURI:     b.credentialsURI(),
		ECSRoleName:        b.Word("ecs_role_name"),
		AssumeRoleWithOIDC: b.oidcRole(),
		Region:             s.Region,
		STS:                b.endpoint("sts"),
		OAuth:              services.AlicloudOAuth,
		Getenv:             b.getenv(),
		Forbids:            os.Getenv,
	}
	s.foundBase = together(*b.Found)
	config.AssumeRole = b.assumeRole()
	config.AllowedAccountIDs = b.allowedAccountIDs()
	switch {
	case config.AssumeRole != nil:
		b.allowed(config.AllowedAccountIDs, "assume_role.role_arn", accountOfRole(config.AssumeRole.ARN))
	case config.AssumeRoleWithOIDC != nil:
		b.allowed(config.AllowedAccountIDs, "assume_role_with_oidc.role_arn", accountOfRole(config.AssumeRoleWithOIDC.ARN))
	}
	b.accountType(alicloudAccountTypes)
	s.Endpoints = b.endpoints(alicloud.Attribute)
	s.onlyRole = b.onlyRole(b.Has(alicloudCredentials...), "sts")
	s.found = *b.Found
	s.chain = func(options auth.Options, base *auth.Chain) *auth.Chain {
		options.Metadata = services.AlicloudMetadata
		config.Options, config.Base = options, base
		return config.Chain()
	}
	return s
}

// readHuaweicloud reads a block of Huawei Cloud, as readAlicloud does.
func readHuaweicloud(b *block, services Services) *cloudSettings {
	s := &cloudSettings{}
	s.Settings = cloud.Settings{
		Name: b.cloudName(huaweicloud.Name), Block: b.Name,
		Region: b.region(), ImpliedRegion: b.implied(huaweicloud.RegionVariables),
	}
	ecsAgency := b.Bool("ecs_agency")
	config := huaweicloudauth.Config{
		Path:               b.Name,
		Key:                b.key(),
		Profile:            b.Word("profile"),
		ProfilesFile:       b.Word("shared_config_file"),
		ECSAgency:          ecsAgency,
		AssumeRoleWithOIDC: b.oidcAgency(),
		Region:             s.Region,
		IAM:                b.endpoint("iam"),
		STS:                b.endpoint("sts"),
		AccountType:        b.accountType(huaweicloudAccountTypes),
		Getenv:             b.getenv(),
	}
	s.foundBase = together(*b.Found)
	config.AssumeRole = b.agency()
	config.AllowedAccountIDs = b.allowedAccountIDs()
	switch {
	case config.AssumeRole != nil:
		b.allowed(config.AllowedAccountIDs, "assume_role.domain_id", config.AssumeRole.DomainID)
	case config.AssumeRoleWithOIDC != nil:
		b.allowed(config.AllowedAccountIDs, "assume_role_with_oidc.domain_id", config.AssumeRoleWithOIDC.DomainID)
	}
	s.ProjectID = b.projectID()
	s.ImpliedProjectID, s.ImpliedProjectVariable = environment.FirstSet(b.getenv(), huaweicloud.ProjectVariables...)
	s.ImpliedProjectRegion = s.ImpliedRegion
	s.Endpoints = b.endpoints(huaweicloud.Attribute)
	s.onlyRole = b.onlyRole(b.Has(huaweicloudCredentials...) || ecsAgency, "iam", "sts")
	s.found = *b.Found
	s.chain = func(options auth.Options, base *auth.Chain) *auth.Chain {
		options.Metadata = services.HuaweicloudMetadata
		config.Options, config.Base = options, base
		return config.Chain()
	}
	return s
}

// cloudName is the cloud's name in errors.
func (b *block) cloudName(name string) string {
	if b.account == "" {
		return name
	}
	return fmt.Sprintf("%s, account %q", name, b.account)
}

// onlyRole reports whether the block of an account has a role and no credentials of
// its own. It reports a block that has neither, and endpoints for signing in that
// the provider's own credentials would be sent to.
func (b *block) onlyRole(own bool, endpoints ...string) bool {
	if b.account == "" || own || len(b.Found.Unknown) > 0 {
		return false
	}
	if !b.Has("assume_role") {
		b.Found.Mistakes.AddAttributeError(b.At, invalidSetting, b.Name+" has no credentials. "+
			"Set some in it, such as profile, or assume_role, which is assumed with the provider's own credentials. The environment does not complete account blocks.")
		return false
	}
	nested, _ := b.nested("endpoints")
	for _, name := range endpoints {
		if nested.Has(name) {
			nested.Wrong(name, "needs credentials in the same block: without them, the provider's own would be sent there. Set some, or leave the endpoint out.")
		}
	}
	return true
}

// region reads the region that the block sets or inherits.
func (b *block) region() string {
	b = b.inherit("region")
	region, set := b.Text("region")
	if set && !transport.IsHostLabel(region) {
		b.WrongText("region", region, "is not a region: write letters, digits and hyphens, such as \"cn-shanghai\".")
	}
	return region
}

// implied returns the value of the first of some variables that is set. A setting
// of the block may take their place.
func (b *block) implied(variables []string) string {
	value, _ := environment.FirstSet(b.getenv(), variables...)
	return value
}

// accountType reads the site that the account is of.
func (b *block) accountType(types []string) string {
	return b.inherit("account_type").oneOf("account_type", types)
}

// endpoints reads the endpoints of a cloud's list APIs.
func (b *block) endpoints(cloud string) map[string]transport.Endpoint {
	endpoints := map[string]transport.Endpoint{}
	for _, service := range catalog.Lists.Services(cloud) {
		if endpoint := b.endpoint(service.Name); endpoint != (transport.Endpoint{}) {
			endpoints[service.Name] = endpoint
		}
	}
	return endpoints
}

// endpoint reads one endpoint that the block sets or inherits. It is empty if
// there is none.
func (b *block) endpoint(name string) transport.Endpoint {
	nested, _ := b.nested("endpoints")
	if b.from != nil {
		nested.from, _ = b.from.reporting(b.Found).nested("endpoints")
	}
	nested = nested.inherit(name)
	text, set := nested.Text(name)
	if !set {
		return transport.Endpoint{}
	}
	endpoint, err := transport.ParseEndpoint(text)
	if err != nil {
		problem := strings.TrimPrefix(err.Error(), "it ")
		if possessed, ok := strings.CutPrefix(problem, "its "); ok {
			problem = "cannot be used: its " + possessed
		} else if !strings.HasPrefix(problem, "must") && !strings.HasPrefix(problem, "is ") {
			problem = "cannot be used: " + problem
		}
		nested.WrongText(name, text, problem+". Write https://host[:port] or a bare host.")
	}
	return endpoint
}

func (b *block) projectID() string {
	id, set := b.Text("project_id")
	if set && !credential.Printable(id) {
		b.WrongText("project_id", id, "is not a project id, which has no spaces or line breaks.")
	}
	return id
}

// allowedAccountIDs reads the ids of the accounts that may be read.
func (b *block) allowedAccountIDs() []string {
	ids := b.List("allowed_account_ids", "allows nothing")
	for _, id := range ids {
		if !credential.Printable(id) {
			b.WrongText("allowed_account_ids", id, "is not the id of an account, which has no spaces or line breaks.")
		}
	}
	return ids
}

// allowed reports a role that belongs to an account which may not be read.
func (b *block) allowed(ids []string, setting, account string) {
	if len(ids) > 0 && account != "" && !slices.Contains(ids, account) {
		b.Wrong("allowed_account_ids", fmt.Sprintf("does not have %q, the account of %s. Add it, or assume a role of another account.", account, b.Join(setting)))
	}
}

// accountOfRole returns the account in the ARN of a role, or an empty text.
func accountOfRole(arn string) string {
	account, _, found := strings.Cut(strings.TrimPrefix(arn, "acs:ram::"), ":role/")
	if !found {
		return ""
	}
	return account
}

// key reads the access key in a block. Its id is empty if there is none, or if it
// is incomplete.
func (b *block) key() credential.Key {
	unknown := len(b.Found.Unknown)
	id, hasID := b.part("access_key")
	secret, hasSecret := b.part("secret_key")
	token, hasToken := b.part("security_token")
	switch {
	case len(b.Found.Unknown) > unknown:
	case hasID && !hasSecret:
		b.Wrong("secret_key", "is not set and access_key is. Set both, or neither: half a key is not completed from the environment.")
	case hasSecret && !hasID:
		b.Wrong("access_key", "is not set and secret_key is. Set both, or neither: half a key is not completed from the environment.")
	case hasToken && !hasID:
		b.Wrong("security_token", "belongs to an access key. Set access_key and secret_key beside it.")
	case hasID:
		source := fmt.Sprintf("the provider block (%s)", b.Join("access_key"))
		return credential.Key{ID: id, Secret: secret, Token: token, Source: source}
	}
	return credential.Key{}
}

func (b *block) credentialsURI() string {
	uri, set := b.Text("credentials_uri")
	if set {
		if err := alicloudauth.CheckURI(uri); err != nil {
			b.Wrong("credentials_uri", fmt.Sprintf("cannot be used: %s.", err))
		}
	}
	return uri
}

// assumeRole reads a role to assume. What the block leaves out is taken from the
// environment; what is in neither is an error.
func (b *block) assumeRole() *alicloudauth.Role {
	b, there := b.nested("assume_role")
	if !there {
		return nil
	}
	unknown := len(b.Found.Unknown)
	role := b.role("session_name")
	role.ExternalID = b.Word("external_id")
	if len(b.Found.Unknown) == unknown && !b.Unknown {
		_, err := role.Complete(b.getenv())
		b.missing(err)
	}
	return &role
}

// oidcRole reads a role to assume with an OIDC token, as assumeRole does.
func (b *block) oidcRole() *alicloudauth.OIDCRole {
	b, there := b.nested("assume_role_with_oidc")
	if !there {
		return nil
	}
	unknown := len(b.Found.Unknown)
	token, hasToken := b.part("oidc_token")
	oidc := alicloudauth.OIDCRole{
		Role:        b.role("role_session_name"),
		ProviderARN: b.Word("oidc_provider_arn"),
		TokenFile:   b.Word("oidc_token_file"),
		Token:       token,
	}
	if hasToken && oidc.TokenFile != "" {
		b.Wrong("oidc_token_file", "is set and oidc_token is too. Set one of the two.")
	}
	if len(b.Found.Unknown) == unknown && !b.Unknown {
		_, err := oidc.Complete(b.getenv())
		b.missing(err)
	}
	return &oidc
}

// role reads what both ways to assume a role have in common.
func (b *block) role(sessionNameAttribute string) alicloudauth.Role {
	role := alicloudauth.Role{
		ARN:         b.shaped("role_arn", alicloudauth.ARNShape),
		SessionName: b.shaped(sessionNameAttribute, alicloudauth.SessionNameShape),
		Policy:      b.Word("policy"),
		Seconds:     b.IntegerBetween("session_expiration", 0, alicloudauth.MinSeconds, alicloudauth.MaxSeconds),
	}
	if role.Policy != "" && !json.Valid([]byte(role.Policy)) {
		b.Wrong("policy", "is not JSON.")
	}
	return role
}

// agency reads an agency to assume, as assumeRole does.
func (b *block) agency() *huaweicloudauth.Agency {
	b, there := b.nested("assume_role")
	if !there {
		return nil
	}
	unknown := len(b.Found.Unknown)
	agency := huaweicloudauth.Agency{
		Name:       b.Word("agency_name"),
		DomainName: b.Word("domain_name"),
		DomainID:   b.Word("domain_id"),
		Seconds:    b.IntegerBetween("duration", 0, huaweicloudauth.MinSeconds, huaweicloudauth.MaxSeconds),
	}
	if len(b.Found.Unknown) == unknown && !b.Unknown {
		_, err := agency.Complete(b.getenv())
		b.missing(err)
	}
	return &agency
}

// oidcAgency reads an agency to assume with an OIDC token, as assumeRole does.
func (b *block) oidcAgency() *huaweicloudauth.OIDCAgency {
	b, there := b.nested("assume_role_with_oidc")
	if !there {
		return nil
	}
	unknown := len(b.Found.Unknown)
	token, hasToken := b.part("id_token")
	oidc := huaweicloudauth.OIDCAgency{
		IdPID:      b.Word("idp_id"),
		Token:      token,
		TokenFile:  b.Word("id_token_file"),
		AgencyName: b.Word("agency_name"),
		DomainID:   b.Word("domain_id"),
		Seconds:    b.IntegerBetween("duration", 0, huaweicloudauth.MinSeconds, huaweicloudauth.MaxOIDCSeconds),
	}
	if hasToken && oidc.TokenFile != "" {
		b.Wrong("id_token_file", "is set and id_token is too. Set one of the two.")
	}
	if len(b.Found.Unknown) == unknown && !b.Unknown {
		_, err := oidc.Complete(b.getenv())
		b.missing(err)
	}
	return &oidc
}

// missing reports what a block and the environment leave out, on its attribute.
func (b *block) missing(err error) {
	var incomplete *auth.IncompleteError
	switch {
	case errors.As(err, &incomplete) && b.Has(incomplete.Attribute): // it is reported already
	case errors.As(err, &incomplete) && b.account != "":
		b.Wrong(incomplete.Attribute, "is missing. The environment does not complete account blocks.")
	case errors.As(err, &incomplete):
		b.Wrong(incomplete.Attribute, fmt.Sprintf("is missing. Set it in the provider block, or set %s in the environment.", strings.Join(incomplete.Variables, " or ")))
	case err != nil:
		b.Found.Mistakes.AddAttributeError(b.At, invalidSetting, b.Name+": "+err.Error()+".")
	}
}

// ignoredCredentials warns of credentials that are not used because others are.
// There is one warning for each cloud of each account, and its summary says which:
// Terraform shows one of those that have the same summary.
func ignoredCredentials(settings *cloudSettings) diag.Diagnostics {
	used, ignored := settings.credentials.Ignored()
	if len(ignored) == 0 {
		return nil
	}
	var named []string
	for _, source := range ignored {
		where := "in the provider block"
		if source.Origin == auth.Environment {
			where = "in the environment"
		}
		named = append(named, fmt.Sprintf("%s %s (%s)", source.Setting, where, source.Kind))
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(settings.Block+": some credentials are ignored", fmt.Sprintf(
		"%s: %s in the provider block is used to sign in. Ignored: %s.",
		settings.Name, used.Setting, strings.Join(named, ", ")))}
}
