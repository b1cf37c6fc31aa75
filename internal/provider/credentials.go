package provider

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	alicloudkeys "github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/keys"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	huaweicloudkeys "github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud/keys"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/signin"
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
	AlicloudMetadata:    alicloudkeys.Metadata,
	HuaweicloudMetadata: huaweicloudkeys.Metadata,
	AlicloudOAuth:       alicloudkeys.OAuthSites,
}

// alicloud reads the block of Alibaba Cloud.
func (r *reader) alicloud(services Services) cloudSettings {
	block := path.Root(alicloud.Attribute)
	region, implied := r.region(block, alicloud.RegionVariables)
	keys := alicloudkeys.Settings{
		Key:            r.key(block),
		Profile:        r.word(block.AtName("profile")),
		ProfilesFile:   r.word(block.AtName("shared_credentials_file")),
		CredentialsURI: r.credentialsURI(block.AtName("credentials_uri")),
		ECSRoleName:    r.word(block.AtName("ecs_role_name")),
		OIDC:           r.oidcRole(block.AtName("assume_role_with_oidc")),
		AssumeRole:     r.assumeRole(block.AtName("assume_role")),
		Region:         cmp.Or(region, implied),
		STS:            r.endpoint(block, "sts"),
		OAuth:          services.AlicloudOAuth,
		Getenv:         os.Getenv,
	}
	return cloudSettings{
		Settings: cloud.Settings{Name: alicloud.Name, Region: region, ImpliedRegion: implied, Endpoints: r.endpoints(block)},
		metadata: services.AlicloudMetadata,
		credentials: func(common signin.Settings) *credential.Chain {
			keys.Settings = common
			return keys.Chain()
		},
	}
}

// huaweicloud reads the block of Huawei Cloud.
func (r *reader) huaweicloud(services Services) cloudSettings {
	block := path.Root(huaweicloud.Attribute)
	region, implied := r.region(block, huaweicloud.RegionVariables)
	project, impliedProject := r.projectID()
	keys := huaweicloudkeys.Settings{
		Key:          r.key(block),
		Profile:      r.word(block.AtName("profile")),
		ProfilesFile: r.word(block.AtName("shared_config_file")),
		AssumeRole:   r.agency(block.AtName("assume_role")),
		Region:       cmp.Or(region, implied),
		IAM:          r.endpoint(block, "iam"),
		Getenv:       os.Getenv,
	}
	return cloudSettings{
		Settings: cloud.Settings{
			Name: huaweicloud.Name, Region: region, ImpliedRegion: implied,
			ProjectID: project, ImpliedProjectID: impliedProject, ImpliedProjectRegion: implied,
			Endpoints: r.endpoints(block),
		},
		metadata: services.HuaweicloudMetadata,
		credentials: func(common signin.Settings) *credential.Chain {
			keys.Settings = common
			return keys.Chain()
		},
	}
}

// key reads the access key in a block. Its id is empty where there is none, or
// where it is not whole.
func (r *reader) key(block path.Path) credential.Key {
	idPath, secretPath, tokenPath := block.AtName("access_key"), block.AtName("secret_key"), block.AtName("security_token")
	unknown := len(r.unknown)
	id, hasID := r.keyPart(idPath)
	secret, hasSecret := r.keyPart(secretPath)
	token, hasToken := r.keyPart(tokenPath)
	switch {
	case len(r.unknown) > unknown:
	case hasID && !hasSecret:
		r.wrong(secretPath, "access_key is set and secret_key is not. Set both, or neither: half a key is not completed from the environment.")
	case hasSecret && !hasID:
		r.wrong(idPath, "secret_key is set and access_key is not. Set both, or neither: half a key is not completed from the environment.")
	case hasToken && !hasID:
		r.wrong(tokenPath, "security_token belongs to an access key. Set access_key and secret_key beside it.")
	case hasID:
		return credential.Key{ID: id, Secret: secret, Token: token, Source: fmt.Sprintf("the provider block (%s)", idPath)}
	}
	return credential.Key{}
}

// keyPart reads a part of an access key, or another text that is sent in a
// header. Space around it, such as the line break of a file, is no part of it.
func (r *reader) keyPart(at path.Path) (string, bool) {
	text, set := r.text(at)
	if text = strings.TrimSpace(text); set && (text == "" || !credential.Printable(text)) {
		r.wrong(at, "The value is blank, or has characters that it cannot have, such as a line break or a space.")
	}
	return text, set
}

// word reads a text without a check, or an empty one where it is not set.
func (r *reader) word(at path.Path) string {
	text, _ := r.text(at)
	return text
}

func (r *reader) credentialsURI(at path.Path) string {
	uri, set := r.text(at)
	if set {
		if err := alicloudkeys.CheckURI(uri); err != nil {
			r.wrong(at, fmt.Sprintf("The credentials URI cannot be used: %s.", err))
		}
	}
	return uri
}

// assumeRole reads a role to assume. What the block leaves out is taken from the
// environment; what is in neither is an error.
func (r *reader) assumeRole(block path.Path) *alicloudkeys.Role {
	if !r.object(block) {
		return nil
	}
	unknown := len(r.unknown)
	role := r.role(block, "session_name")
	role.ExternalID = r.word(block.AtName("external_id"))
	if len(r.unknown) == unknown {
		_, err := role.Complete(os.Getenv)
		r.missing(block, err)
	}
	return &role
}

// oidcRole reads a role to assume with an OIDC token, as assumeRole does.
func (r *reader) oidcRole(block path.Path) *alicloudkeys.OIDC {
	if !r.object(block) {
		return nil
	}
	unknown := len(r.unknown)
	token, hasToken := r.keyPart(block.AtName("oidc_token"))
	oidc := alicloudkeys.OIDC{
		Role:        r.role(block, "role_session_name"),
		ProviderARN: r.word(block.AtName("oidc_provider_arn")),
		TokenFile:   r.word(block.AtName("oidc_token_file")),
		Token:       token,
	}
	if hasToken && oidc.TokenFile != "" {
		r.wrong(block.AtName("oidc_token_file"), "oidc_token is set too. Set one of the two.")
	}
	if len(r.unknown) == unknown {
		_, err := oidc.Complete(os.Getenv)
		r.missing(block, err)
	}
	return &oidc
}

// roleARN and sessionName are what STS takes:
// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole
const (
	roleARN     = `^acs:ram::[^:]*:role/.+$`
	sessionName = `^[A-Za-z0-9.@_-]{2,64}$`
)

// role reads what both ways to assume a role have in common.
func (r *reader) role(block path.Path, sessionNameAttribute string) alicloudkeys.Role {
	role := alicloudkeys.Role{
		ARN:         r.matching(block.AtName("role_arn"), roleARN, "A role's ARN looks like acs:ram::123456789012****:role/name."),
		SessionName: r.matching(block.AtName(sessionNameAttribute), sessionName, "A session name has 2 to 64 letters, digits and the characters . @ - _."),
		Policy:      r.word(block.AtName("policy")),
		Seconds:     r.integer(block.AtName("session_expiration"), 0, alicloudkeys.MinSeconds, alicloudkeys.MaxSeconds),
	}
	if role.Policy != "" && !json.Valid([]byte(role.Policy)) {
		r.wrong(block.AtName("policy"), "The policy is not JSON.")
	}
	return role
}

// agency reads an agency to assume, as assumeRole does.
func (r *reader) agency(block path.Path) *huaweicloudkeys.Agency {
	if !r.object(block) {
		return nil
	}
	unknown := len(r.unknown)
	agency := huaweicloudkeys.Agency{
		Name:       r.word(block.AtName("agency_name")),
		DomainName: r.word(block.AtName("domain_name")),
		DomainID:   r.word(block.AtName("domain_id")),
		Seconds:    r.integer(block.AtName("duration"), 0, huaweicloudkeys.MinSeconds, huaweicloudkeys.MaxSeconds),
	}
	if len(r.unknown) == unknown {
		_, err := agency.Complete(os.Getenv)
		r.missing(block, err)
	}
	return &agency
}

// missing reports what a block and the environment leave out, on its attribute.
func (r *reader) missing(block path.Path, err error) {
	var missing *credential.MissingError
	if errors.As(err, &missing) {
		r.wrong(block.AtName(missing.Attribute), missing.Error())
	} else if err != nil {
		r.wrong(block, err.Error()+".")
	}
}

// object tells whether a nested block is set. One that is unknown is noted.
func (r *reader) object(at path.Path) bool {
	var object types.Object
	return r.known(at, &object) && !object.IsNull()
}

// matching reads a text that must match a pattern.
func (r *reader) matching(at path.Path, pattern, detail string) string {
	text, set := r.text(at)
	if set && !regexp.MustCompile(pattern).MatchString(text) {
		r.wrong(at, detail)
	}
	return text
}

// hiddenCredentials warns of credentials that do not count because others do.
func hiddenCredentials(settings cloudSettings) diag.Diagnostics {
	serves, hidden := settings.Credentials.Hidden()
	var warnings diag.Diagnostics
	for _, place := range hidden {
		where := "in the provider block"
		if place.Origin == credential.Environment {
			where = "in the environment"
		}
		warnings.AddWarning("Credentials that are set do not count", fmt.Sprintf(
			"%s: %s in the provider block is what is signed in with. %s %s (%s) does not count beside it.",
			settings.Name, serves.Setting, place.Setting, where, place.Kind))
	}
	return warnings
}
