package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	alicloudkeys "github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/keys"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	huaweicloudkeys "github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud/keys"
)

// providerSchema returns the schema of the provider block.
func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Reads licences, resource packages and seats that were purchased from Alibaba Cloud and Huawei Cloud. It creates, changes and deletes nothing. A data source returns every row, or fails and says why.",
		Attributes: map[string]schema.Attribute{
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How long one HTTP exchange may take, from connecting to the end of the answer, as a Go duration. Default: `%s`.", defaultRequestTimeout),
			},
			"max_retries": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How often a call is tried again after throttling, a failure of the server or a broken connection, 0 to %d. Refusals, such as a wrong key, are never tried again. Default: `%d`.", maxMaxRetries, defaultMaxRetries),
			},
			"max_concurrency": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("How many calls may be in flight at once for each cloud, 1 to %d. Default: `%d`.", maxMaxConcurrency, defaultMaxConcurrency),
			},
		},
		Blocks: map[string]schema.Block{
			alicloud.Attribute:    alicloudBlock(),
			huaweicloud.Attribute: huaweicloudBlock(),
		},
	}
}

// Settings are in blocks: Terraform refuses what it does not know in a block, and
// drops it without a word in an object, so that a misspelt "profile" would read
// another account.

func alicloudBlock() schema.Block {
	attributes := cloudAttributes(alicloud.KeyVariables, alicloud.RegionVariables)
	attributes["profile"] = text("Name of the profile of aliyun-cli to sign in with. All of its modes can be used but BearerToken and Anonymous. Default: the file's current profile, where `shared_credentials_file` is set.", alicloudkeys.ProfileVariables)
	attributes["shared_credentials_file"] = text("Path of aliyun-cli's file of profiles. Default: `~/.aliyun/config.json`.", alicloudkeys.FileVariables)
	attributes["credentials_uri"] = text("URL that answers with a temporary key in JSON: `https://`, or `http://` at a loopback or link-local address.", alicloudkeys.URIVariables)
	attributes["ecs_role_name"] = text("Name of the RAM role of the ECS instance on which Terraform runs. Its metadata service is asked for a key, in its second version; the first is used only where `ALIBABA_CLOUD_IMDSV1_DISABLED` is `false`.", alicloudkeys.ECSRoleVariables)
	assumeRole := schema.SingleNestedBlock{
		MarkdownDescription: "RAM role to assume on top of whatever else signs in. The environment's `ALICLOUD_ASSUME_ROLE_ARN` counts without this block too.",
		Attributes: map[string]schema.Attribute{
			"role_arn":           text("ARN of the role, such as `acs:ram::123456789012****:role/name`.", alicloudkeys.RoleARNVariables),
			"session_name":       text("Name of the session, which audit logs show: 2 to 64 letters, digits and `.@-_`. Default: `terraform`.", alicloudkeys.SessionNameVariables),
			"policy":             text("Policy in JSON that narrows what the session may do.", nil),
			"session_expiration": seconds("How long a key of the role lives, in seconds, 900 to 43200. It is replaced before it expires. Default: `3600`.", alicloudkeys.SessionExpirationVariables),
			"external_id":        text("External id that the role's trust policy asks for.", alicloudkeys.ExternalIDVariables),
		},
	}
	assumeRoleWithOIDC := schema.SingleNestedBlock{
		MarkdownDescription: "RAM role to assume with the token of an OIDC provider, such as that of a pod or of a CI job. No access key is needed.",
		Attributes: map[string]schema.Attribute{
			"oidc_provider_arn":  text("ARN of the OIDC provider.", alicloudkeys.OIDCProviderARNVariables),
			"oidc_token_file":    text("Path of a file that holds the token. It is read anew each time that a key is needed.", alicloudkeys.OIDCTokenFileVariables),
			"oidc_token":         secret("The token itself, in place of `oidc_token_file`.", alicloudkeys.OIDCTokenVariables),
			"role_arn":           text("ARN of the role, such as `acs:ram::123456789012****:role/name`.", alicloudkeys.OIDCRoleARNVariables),
			"role_session_name":  text("Name of the session, which audit logs show: 2 to 64 letters, digits and `.@-_`. Default: `terraform`.", alicloudkeys.SessionNameVariables),
			"policy":             text("Policy in JSON that narrows what the session may do.", nil),
			"session_expiration": seconds("How long a key of the role lives, in seconds, 900 to 43200. It is replaced before it expires. Default: `3600`.", nil),
		},
	}
	return schema.SingleNestedBlock{
		MarkdownDescription: "Settings for Alibaba Cloud. Needed only where one of its data sources is used and the environment does not hold them.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"assume_role":           assumeRole,
			"assume_role_with_oidc": assumeRoleWithOIDC,
			"endpoints":             endpointsBlock(alicloud.Attribute, endpointAttribute("sts", "signing in with a role", "sts.<region>.aliyuncs.com")),
		},
	}
}

func huaweicloudBlock() schema.Block {
	attributes := cloudAttributes(huaweicloud.KeyVariables, huaweicloud.RegionVariables)
	attributes["project_id"] = text("Id of the project to read, sent as `X-Project-Id`. It is not looked up: where neither this nor a profile sets one, none is sent.", huaweicloud.ProjectVariables)
	attributes["profile"] = text("Name of the profile of KooCLI to sign in with, in the mode AKSK, SSO, agency, AssumeRole or ecsAgency. Default: the file's current profile, where `shared_config_file` is set.", huaweicloudkeys.ProfileVariables)
	attributes["shared_config_file"] = text("Path of KooCLI's file of profiles. Default: `~/.hcloud/config.json`.", huaweicloudkeys.FileVariables)
	assumeRole := schema.SingleNestedBlock{
		MarkdownDescription: "Agency of another account to assume on top of whatever else signs in. The environment's `HW_ASSUME_ROLE_AGENCY_NAME` counts without this block too.",
		Attributes: map[string]schema.Attribute{
			"agency_name": text("Name of the agency.", huaweicloudkeys.AgencyVariables),
			"domain_name": text("Name of the account that the agency belongs to. Needed unless `domain_id` is set.", huaweicloudkeys.DomainVariables),
			"domain_id":   text("Id of the account that the agency belongs to. Needed unless `domain_name` is set.", huaweicloudkeys.DomainIDVariables),
			"duration":    seconds("How long a key of the agency lives, in seconds, 900 to 86400. It is replaced before it expires. Default: the API's 900.", huaweicloudkeys.DurationVariables),
		},
	}
	return schema.SingleNestedBlock{
		MarkdownDescription: "Settings for Huawei Cloud. Needed only where its data source is used and the environment does not hold them.",
		Attributes:          attributes,
		Blocks: map[string]schema.Block{
			"assume_role": assumeRole,
			"endpoints":   endpointsBlock(huaweicloud.Attribute, endpointAttribute("iam", "signing in with an agency", "iam.<region>.myhuaweicloud.com")),
		},
	}
}

// text, secret and seconds are attributes that environment variables may take
// the place of.
func text(description string, variables []string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: described(description, variables)}
}

func secret(description string, variables []string) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: described(description, variables)}
}

func seconds(description string, variables []string) schema.Int64Attribute {
	return schema.Int64Attribute{Optional: true, MarkdownDescription: described(description, variables)}
}

func described(description string, variables []string) string {
	if len(variables) == 0 {
		return description
	}
	return description + " Environment: " + codes(variables) + "."
}

// endpoint is the attribute of an endpoint, with its name.
type endpoint struct {
	name      string
	attribute schema.StringAttribute
}

func endpointAttribute(name, purpose, host string) endpoint {
	return endpoint{name, text(fmt.Sprintf("Endpoint for %s, in place of `%s`.", purpose, host), nil)}
}

// endpointsBlock returns the block of the endpoints of a cloud. SignIn is the
// endpoint that has no list.
func endpointsBlock(name string, signIn endpoint) schema.Block {
	endpoints := map[string]schema.Attribute{signIn.name: signIn.attribute}
	for _, api := range apis {
		if list := api.Declaration(); api.Cloud() == name {
			api := endpointAttribute(list.Endpoint, "`entitlements_"+list.Name+"`", list.Home.Host("<region>"))
			endpoints[api.name] = api.attribute
		}
	}
	return schema.SingleNestedBlock{
		MarkdownDescription: "Where the APIs are served, in place of the public endpoints: `https://host[:port]`, or a bare host, which means https. Plain `http://` is accepted for loopback hosts only.",
		Attributes:          endpoints,
	}
}

// cloudAttributes returns what the blocks of all clouds have in common.
func cloudAttributes(keys []credential.Variables, regions []string) map[string]schema.Attribute {
	var ids, secrets, tokens []string
	for _, key := range keys {
		ids, secrets = append(ids, key.ID), append(secrets, key.Secret)
		if key.Token != "" {
			tokens = append(tokens, key.Token)
		}
	}
	return map[string]schema.Attribute{
		"region":         text("Region to read where a data source names none. Services that exist in one region only ignore it. Default: the region of the profile that signs in.", regions),
		"access_key":     secret("Id of the access key. Needs `secret_key`.", ids),
		"secret_key":     secret("Secret of the access key. Needs `access_key`.", secrets),
		"security_token": secret("Security token of a temporary key. Needs `access_key` and `secret_key`.", tokens),
	}
}

// codes lists names as code.
func codes(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
