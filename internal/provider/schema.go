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
// drops it silently in an object, so that a misspelled "profile" would read
// another account.
func providerSchema() schema.Schema {
	own, account := blocks{}, blocks{ofAccount: true}
	return schema.Schema{
		MarkdownDescription: "Reads the licenses, resource packages and seats that you bought from Alibaba Cloud and Huawei Cloud. It creates, changes and deletes nothing. A data source returns every row, or fails and says why.",
		Attributes: map[string]schema.Attribute{
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Time limit of one HTTP request, from connecting to the end of the response: a number and a unit, such as `45s`. Default: `%s`.", defaultRequestTimeout),
			},
			"max_retries": schema.NumberAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Number of retries of a call after throttling, a server error or a broken connection, 0 to %d. Other errors, such as a wrong key, are never retried. Default: `%d`.", maxMaxRetries, defaultMaxRetries),
			},
			"max_concurrency": schema.NumberAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Maximum number of concurrent calls to each cloud of each account, 1 to %d. Default: `%d`.", maxMaxConcurrency, defaultMaxConcurrency),
			},
		},
		Blocks: map[string]schema.Block{
			alicloud.Attribute:    own.alicloud("Settings for Alibaba Cloud. Only needed if one of its data sources is used and environment variables do not have them."),
			huaweicloud.Attribute: own.huaweicloud("Settings for Huawei Cloud. Only needed if one of its data sources is used and environment variables do not have them."),
			"account": schema.ListNestedBlock{
				MarkdownDescription: "Another account to read, with data sources that name it in `account`. " +
					"It has a cloud only if it has that cloud's block. The block needs credentials, or `assume_role`, which is then assumed with the provider's own credentials. " +
					"`region`, `account_type` and each endpoint are inherited from the provider's own block of the cloud if they are set there. Nothing else is inherited, and environment variables do not apply to account blocks.",
				NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{
						"name": schema.StringAttribute{Required: true, MarkdownDescription: "Name of the account, for the argument `account` of data sources. It must be unique. `default` is not allowed; it means the provider's own credentials."},
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
	attributes["profile"] = b.text("Name of the aliyun-cli profile to use. All modes are supported except BearerToken and Anonymous. Default: the current profile of the file, if `shared_credentials_file` is set.", alicloudauth.ProfileVariables)
	attributes["shared_credentials_file"] = b.text("Path of the configuration file of aliyun-cli. Default: `~/.aliyun/config.json`.", alicloudauth.FileVariables)
	attributes["credentials_uri"] = b.text("URL that returns a temporary key in JSON: `https://`, or `http://` with a loopback or link-local address.", alicloudauth.URIVariables)
	attributes["ecs_role_name"] = b.text("Name of the RAM role of the ECS instance on which Terraform runs. The key comes from version 2 of the metadata service. Version 1 is used only if version 2 fails and `ALIBABA_CLOUD_IMDSV1_DISABLED` is `false`.", alicloudauth.ECSRoleVariables)
	attributes["account_type"] = b.text(
		"Site of the account: "+codes(alicloudAccountTypes)+". It is checked, but no data source uses it yet.", nil)
	return schema.SingleNestedBlock{
		MarkdownDescription: description,
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with the configured credentials. It replaces the role of a profile.",
				Attributes: map[string]schema.Attribute{
					"role_arn":           b.text("ARN of the role, such as `acs:ram::123456789012****:role/name`.", alicloudauth.RoleARNVariables),
					"session_name":       b.text("Name of the session, shown in audit logs: 2 to 64 letters, digits and `.@-_`. Default: `terraform`.", alicloudauth.SessionNameVariables),
					"policy":             b.text("Policy in JSON that restricts what the session may do.", nil),
					"session_expiration": b.seconds("Lifetime of a key of the role in seconds, 900 to 43200. The key is renewed before it expires. Default: `3600`.", alicloudauth.SessionExpirationVariables),
					"external_id":        b.text("External id that the role's trust policy requires.", alicloudauth.ExternalIDVariables),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with the token of an OIDC provider, such as the token of a pod or a CI job. No access key is needed.",
				Attributes: map[string]schema.Attribute{
					"oidc_provider_arn":  b.text("ARN of the OIDC provider.", alicloudauth.OIDCProviderARNVariables),
					"oidc_token_file":    b.text("Path of a file with the token. The file is read each time a key is needed.", alicloudauth.OIDCTokenFileVariables),
					"oidc_token":         b.secret("The token itself, instead of `oidc_token_file`.", alicloudauth.OIDCTokenVariables),
					"role_arn":           b.text("ARN of the role, such as `acs:ram::123456789012****:role/name`.", alicloudauth.OIDCRoleARNVariables),
					"role_session_name":  b.text("Name of the session, shown in audit logs: 2 to 64 letters, digits and `.@-_`. Default: `terraform`.", alicloudauth.SessionNameVariables),
					"policy":             b.text("Policy in JSON that restricts what the session may do.", nil),
					"session_expiration": b.seconds("Lifetime of a key of the role in seconds, 900 to 43200. The key is renewed before it expires. Default: `3600`.", nil),
				},
			},
			"endpoints": b.endpoints(alicloud.Attribute, map[string]schema.Attribute{
				"sts": b.endpoint("assuming roles and identifying accounts", "sts.<region>.aliyuncs.com"),
			}),
		},
	}
}

func (b blocks) huaweicloud(description string) schema.Block {
	attributes := b.cloud(huaweicloudauth.KeyVariables, huaweicloud.RegionVariables)
	attributes["project_id"] = b.text("Id of the project to read, sent as `X-Project-Id`. If neither this nor a profile sets one, none is sent.", huaweicloud.ProjectVariables)
	attributes["profile"] = b.text("Name of the KooCLI profile to use. Its mode must be AKSK, SSO, agency, AssumeRole or ecsAgency. Default: the current profile of the file, if `shared_config_file` is set.", huaweicloudauth.ProfileVariables)
	attributes["shared_config_file"] = b.text("Path of the configuration file of KooCLI. Default: `~/.hcloud/config.json`.", huaweicloudauth.FileVariables)
	attributes["ecs_agency"] = schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Whether to use the agency of the cloud server on which Terraform runs. The key comes from its metadata service. Default: `false`.",
	}
	attributes["account_type"] = b.text("Site of the account: "+codes(huaweicloudAccountTypes)+". It selects the endpoints that sign in and identify accounts.", nil)
	return schema.SingleNestedBlock{
		MarkdownDescription: description,
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: b.environment("Agency of another account to assume with the configured credentials.", " As in the huaweicloud provider, the environment variable `HW_ASSUME_ROLE_AGENCY_NAME` also applies without this block."),
				Attributes: map[string]schema.Attribute{
					"agency_name": b.text("Name of the agency.", huaweicloudauth.AgencyVariables),
					"domain_name": b.text("Name of the account that the agency belongs to. Required unless `domain_id` is set.", huaweicloudauth.DomainVariables),
					"domain_id":   b.text("Id of the account that the agency belongs to. Required unless `domain_name` is set.", huaweicloudauth.DomainIDVariables),
					"duration":    b.seconds("Lifetime of a key of the agency in seconds, 900 to 86400. The key is renewed before it expires. Default: `900`, that of the API.", huaweicloudauth.DurationVariables),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "Agency to assume with the token of an identity provider, such as the token of a CCE pod or a CI job. No access key is needed.",
				Attributes: map[string]schema.Attribute{
					"idp_id":        b.text("Id of the identity provider.", huaweicloudauth.IDPVariables),
					"id_token_file": b.text("Path of a file with the token. The file is read each time a key is needed.", huaweicloudauth.TokenFileVariables),
					"id_token":      b.secret("The token itself, instead of `id_token_file`.", huaweicloudauth.TokenVariables),
					"agency_name":   b.text("Name of the agency.", huaweicloudauth.AgencyVariables),
					"domain_id":     b.text("Id of the account that the agency belongs to.", huaweicloudauth.DomainIDVariables),
					"duration":      b.seconds("Lifetime of a key of the agency in seconds, 900 to 3600. The key is renewed before it expires. Default: `3600`, that of the API.", huaweicloudauth.DurationVariables),
				},
			},
			"endpoints": b.endpoints(huaweicloud.Attribute, map[string]schema.Attribute{
				"iam": b.endpoint("assuming agencies", "iam.<region>.myhuaweicloud.com"),
				"sts": b.endpoint("assuming agencies with a token and identifying accounts", "sts.<region>.myhuaweicloud.com"),
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
			lists = append(lists, "`entitlements_"+name+"`")
		}
		signIn[service.Name] = b.endpoint(strings.Join(lists, " and "), service.Regions.Host("<region>"))
	}
	return schema.SingleNestedBlock{
		MarkdownDescription: "Endpoints of the APIs, instead of the public ones: `https://host[:port]`, or a host alone, which means https. Plain `http://` is accepted for loopback hosts only.",
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
		"region":         b.text("Region to read if a data source does not set one. Services that exist in one region only ignore it. Default: the region of the profile that is used.", regions),
		"access_key":     b.secret("Id of the access key. Requires `secret_key`.", ids),
		"secret_key":     b.secret("Secret of the access key. Requires `access_key`.", secrets),
		"security_token": b.secret("Security token of a temporary key. Requires `access_key` and `secret_key`.", tokens),
		"allowed_account_ids": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Ids of the accounts that may be read. The account of each key, after any role is assumed, is checked before the key is first used; any other account is an error. Default: any account.",
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
	return b.text(fmt.Sprintf("Endpoint for %s, instead of `%s`.", purpose, host), nil)
}

func (b blocks) described(description string, variables []string) string {
	if len(variables) == 0 {
		return description
	}
	return b.environment(description, " Environment: "+codes(variables)+".")
}

// environment adds the environment variables to a description, except in the blocks of
// accounts, which they do not complete.
func (b blocks) environment(description, ofEnvironment string) string {
	if b.ofAccount {
		return description
	}
	return description + ofEnvironment
}

// codes lists names as code.
func codes(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
