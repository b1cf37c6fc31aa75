package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
)

// providerSchema returns the schema of the provider block.
//
// Settings are in blocks: Terraform refuses what it does not know in a block, and
// drops it without a word in an object, so that a misspelled "profile" would read
// another account.
func providerSchema() schema.Schema {
	own, account := blocks{}, blocks{ofAccount: true}
	return schema.Schema{
		MarkdownDescription: "Reads licenses, resource packages and seats that were purchased from Alibaba Cloud and Huawei Cloud. It creates, changes and deletes nothing. A data source returns every row, or fails and says why.",
		Attributes: map[string]schema.Attribute{
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How long one HTTP exchange may take, from connecting to the end of the answer: a number and a unit, such as `45s`. Default: `%s`.", defaultRequestTimeout),
			},
			"max_retries": schema.NumberAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How often a call is tried again after throttling, a failure of the server or a broken connection, 0 to %d. Refusals, such as a wrong key, are never tried again. Default: `%d`.", maxMaxRetries, defaultMaxRetries),
			},
			"max_concurrency": schema.NumberAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How many calls may be in flight at once for each cloud of each account, 1 to %d. Default: `%d`.", maxMaxConcurrency, defaultMaxConcurrency),
			},
		},
		Blocks: map[string]schema.Block{
			alicloud.Attribute:    own.alicloud("Settings for Alibaba Cloud. Needed only if one of its data sources is used and the environment does not hold them."),
			huaweicloud.Attribute: own.huaweicloud("Settings for Huawei Cloud. Needed only if one of its data sources is used and the environment does not hold them."),
			"account": schema.ListNestedBlock{
				MarkdownDescription: "Another account to read, with data sources that name it in `account`. " +
					"It has a cloud only if it has that cloud's block. A block needs credentials, or `assume_role`, which is then assumed with the provider's own credentials. " +
					"`region`, `account_type` and each endpoint are inherited from the provider's own block for the cloud if that sets them; nothing else is, and environment variables do not complete account blocks.",
				NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{
						"name": schema.StringAttribute{Required: true, MarkdownDescription: "Name of the account, as data sources name it. Unique, and not `default`, which is the provider's own credentials."},
					},
					Blocks: map[string]schema.Block{
						alicloud.Attribute:    account.alicloud("The account at Alibaba Cloud."),
						huaweicloud.Attribute: account.huaweicloud("The account at Huawei Cloud."),
					},
				},
			},
		},
	}
}

// blocks makes the blocks of the clouds, in the provider itself or in an account.
type blocks struct{ ofAccount bool }

func (b blocks) alicloud(description string) schema.Block {
	attributes := b.cloud(alicloudauth.KeyVariables, alicloud.RegionVariables)
	attributes["profile"] = b.text("Name of the profile of aliyun-cli to sign in with. All of its modes can be used but BearerToken and Anonymous. Default: the file's current profile, if `shared_credentials_file` is set.", alicloudauth.ProfileVariables)
	attributes["shared_credentials_file"] = b.text("Path of aliyun-cli's file of profiles. Default: `~/.aliyun/config.json`.", alicloudauth.FileVariables)
	attributes["credentials_uri"] = b.text("URL that answers with a temporary key in JSON: `https://`, or `http://` at a loopback or link-local address.", alicloudauth.URIVariables)
	attributes["ecs_role_name"] = b.text("Name of the RAM role of the ECS instance on which Terraform runs. Its metadata service is asked for a key, in its second version; the first is used only if `ALIBABA_CLOUD_IMDSV1_DISABLED` is `false`.", alicloudauth.ECSRoleVariables)
	attributes["account_type"] = b.text("Site that the account is of: "+codes(alicloudAccountTypes)+". It is checked now; the lists of billing, which are to come, will be read there.", nil)
	return schema.SingleNestedBlock{
		MarkdownDescription: description,
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with the credentials that are found. It takes the place of the role of a profile.",
				Attributes: map[string]schema.Attribute{
					"role_arn":           b.text("ARN of the role, such as `acs:ram::123456789012****:role/name`.", alicloudauth.RoleARNVariables),
					"session_name":       b.text("Name of the session, which audit logs show: 2 to 64 letters, digits and `.@-_`. Default: `terraform`.", alicloudauth.SessionNameVariables),
					"policy":             b.text("Policy in JSON that narrows what the session may do.", nil),
					"session_expiration": b.seconds("How long a key of the role lives, in seconds, 900 to 43200. It is replaced before it expires. Default: `3600`.", alicloudauth.SessionExpirationVariables),
					"external_id":        b.text("External id that the role's trust policy asks for.", alicloudauth.ExternalIDVariables),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with the token of an OIDC provider, such as that of a pod or of a CI job. No access key is needed.",
				Attributes: map[string]schema.Attribute{
					"oidc_provider_arn":  b.text("ARN of the OIDC provider.", alicloudauth.OIDCProviderARNVariables),
					"oidc_token_file":    b.text("Path of a file that holds the token. It is read anew each time that a key is needed.", alicloudauth.OIDCTokenFileVariables),
					"oidc_token":         b.secret("The token itself, in place of `oidc_token_file`.", alicloudauth.OIDCTokenVariables),
					"role_arn":           b.text("ARN of the role, such as `acs:ram::123456789012****:role/name`.", alicloudauth.OIDCRoleARNVariables),
					"role_session_name":  b.text("Name of the session, which audit logs show: 2 to 64 letters, digits and `.@-_`. Default: `terraform`.", alicloudauth.SessionNameVariables),
					"policy":             b.text("Policy in JSON that narrows what the session may do.", nil),
					"session_expiration": b.seconds("How long a key of the role lives, in seconds, 900 to 43200. It is replaced before it expires. Default: `3600`.", nil),
				},
			},
			"endpoints": b.endpoints(alicloud.Attribute, map[string]schema.Attribute{
				"sts": b.endpoint("signing in with a role and for asking whose a key is", "sts.<region>.aliyuncs.com"),
			}),
		},
	}
}

func (b blocks) huaweicloud(description string) schema.Block {
	attributes := b.cloud(huaweicloudauth.KeyVariables, huaweicloud.RegionVariables)
	attributes["project_id"] = b.text("Id of the project to read, sent as `X-Project-Id`. It is not looked up: if neither this nor a profile sets one, none is sent.", huaweicloud.ProjectVariables)
	attributes["profile"] = b.text("Name of the profile of KooCLI to sign in with, in the mode AKSK, SSO, agency, AssumeRole or ecsAgency. Default: the file's current profile, if `shared_config_file` is set.", huaweicloudauth.ProfileVariables)
	attributes["shared_config_file"] = b.text("Path of KooCLI's file of profiles. Default: `~/.hcloud/config.json`.", huaweicloudauth.FileVariables)
	attributes["ecs_agency"] = schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Whether to sign in with the agency of the cloud server on which Terraform runs. Its metadata service is asked for a key. Default: `false`.",
	}
	attributes["account_type"] = b.text("Site that the account is of: "+codes(huaweicloudAccountTypes)+". It says where to sign in and to ask whose a key is; the lists of billing, which are to come, will be read there.", nil)
	return schema.SingleNestedBlock{
		MarkdownDescription: description,
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: b.environment("Agency of another account to assume with the credentials that are found.", " As in the huaweicloud provider, `HW_ASSUME_ROLE_AGENCY_NAME` in the environment counts without this block too."),
				Attributes: map[string]schema.Attribute{
					"agency_name": b.text("Name of the agency.", huaweicloudauth.AgencyVariables),
					"domain_name": b.text("Name of the account that the agency belongs to. Needed unless `domain_id` is set.", huaweicloudauth.DomainVariables),
					"domain_id":   b.text("Id of the account that the agency belongs to. Needed unless `domain_name` is set.", huaweicloudauth.DomainIDVariables),
					"duration":    b.seconds("How long a key of the agency lives, in seconds, 900 to 86400. It is replaced before it expires. Default: the API's 900.", huaweicloudauth.DurationVariables),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "Agency to assume with the token of an identity provider, such as that of a CCE pod or of a CI job. No access key is needed.",
				Attributes: map[string]schema.Attribute{
					"idp_id":        b.text("Id of the identity provider.", huaweicloudauth.IDPVariables),
					"id_token_file": b.text("Path of a file that holds the token. It is read anew each time that a key is needed.", huaweicloudauth.TokenFileVariables),
					"id_token":      b.secret("The token itself, in place of `id_token_file`.", huaweicloudauth.TokenVariables),
					"agency_name":   b.text("Name of the agency.", huaweicloudauth.AgencyVariables),
					"domain_id":     b.text("Id of the account that the agency belongs to.", huaweicloudauth.DomainIDVariables),
					"duration":      b.seconds("How long a key of the agency lives, in seconds, 900 to 3600. It is replaced before it expires. Default: the API's 3600.", huaweicloudauth.DurationVariables),
				},
			},
			"endpoints": b.endpoints(huaweicloud.Attribute, map[string]schema.Attribute{
				"iam": b.endpoint("signing in with an agency or a token", "iam.<region>.myhuaweicloud.com"),
				"sts": b.endpoint("signing in with a token and for asking whose a key is", "sts.<region>.myhuaweicloud.com"),
			}),
		},
	}
}

// endpoints returns the block of the endpoints of a cloud. SignIn are the
// endpoints that have no list.
func (b blocks) endpoints(cloud string, signIn map[string]schema.Attribute) schema.Block {
	for _, service := range catalog.Lists.Services(cloud) {
		var lists []string
		for _, name := range catalog.Lists.Names(service) {
			lists = append(lists, "entitlements_"+name)
		}
		signIn[service.Name] = b.endpoint(codes(lists), service.Regions.Host("<region>"))
	}
	return schema.SingleNestedBlock{
		MarkdownDescription: "Where the APIs are served, in place of the public endpoints: `https://host[:port]`, or a bare host, which means https. Plain `http://` is accepted for loopback hosts only.",
		Attributes:          signIn,
	}
}

// cloud returns what the blocks of all clouds have in common.
func (b blocks) cloud(keys []auth.KeyVariables, regions []string) map[string]schema.Attribute {
	var ids, secrets, tokens []string
	for _, key := range keys {
		ids, secrets = append(ids, key.ID), append(secrets, key.Secret)
		if key.Token != "" {
			tokens = append(tokens, key.Token)
		}
	}
	return map[string]schema.Attribute{
		"region":         b.text("Region to read if a data source names none. Services that exist in one region only ignore it. Default: the region of the profile that signs in.", regions),
		"access_key":     b.secret("Id of the access key. Needs `secret_key`.", ids),
		"secret_key":     b.secret("Secret of the access key. Needs `access_key`.", secrets),
		"security_token": b.secret("Security token of a temporary key. Needs `access_key` and `secret_key`.", tokens),
		"allowed_account_ids": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Ids of the accounts that may be read. The cloud is asked whose each key is before it is first used, after any role is assumed; any other account is an error. Default: any account.",
		},
	}
}

// text, secret and seconds are attributes that environment variables may take
// the place of.
func (b blocks) text(description string, variables []string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: b.described(description, variables)}
}

func (b blocks) secret(description string, variables []string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: b.described(description, variables)}
}

func (b blocks) seconds(description string, variables []string) schema.NumberAttribute {
	return schema.NumberAttribute{Optional: true, MarkdownDescription: b.described(description, variables)}
}

func (b blocks) endpoint(purpose, host string) schema.StringAttribute {
	return b.text(fmt.Sprintf("Endpoint for %s, in place of `%s`.", purpose, host), nil)
}

func (b blocks) described(description string, variables []string) string {
	if len(variables) == 0 {
		return description
	}
	return b.environment(description, " Environment: "+codes(variables)+".")
}

// environment adds to a description what is said of the environment, which
// completes no block of an account.
func (b blocks) environment(description, ofEnvironment string) string {
	if b.ofAccount {
		return description
	}
	return description + ofEnvironment
}

// codes lists names as code.
func codes(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
