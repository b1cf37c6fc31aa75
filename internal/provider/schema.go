package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
)

// providerSchema returns the schema of the provider block.
func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Reads licences, resource packages and seats that were purchased from Alibaba Cloud and Huawei Cloud. It creates, changes and deletes nothing. A data source returns every row, or fails and says why.",
		Attributes: map[string]schema.Attribute{
			alicloud.Attribute: schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Settings for Alibaba Cloud. Needed only where one of its data sources is used and the environment does not hold them.",
				Attributes:          cloudAttributes(alicloud.Attribute, alicloud.KeyVariables, alicloud.RegionVariables),
			},
			huaweicloud.Attribute: schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Settings for Huawei Cloud. Needed only where its data source is used and the environment does not hold them.",
				Attributes:          huaweicloudAttributes(),
			},
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
	}
}

func huaweicloudAttributes() map[string]schema.Attribute {
	attributes := cloudAttributes(huaweicloud.Attribute, huaweicloud.KeyVariables, huaweicloud.RegionVariables)
	attributes["project_id"] = schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "Id of the project to read, sent as `X-Project-Id`. It is not looked up: where it is not set, none is sent. Environment: " + codes(huaweicloud.ProjectVariables) + ".",
	}
	return attributes
}

// cloudAttributes returns what the blocks of all clouds have in common.
func cloudAttributes(name string, keys []credential.Variables, regions []string) map[string]schema.Attribute {
	var ids, secrets, tokens []string
	for _, key := range keys {
		ids, secrets = append(ids, key.ID), append(secrets, key.Secret)
		if key.Token != "" {
			tokens = append(tokens, key.Token)
		}
	}
	endpoints := map[string]schema.Attribute{}
	for _, api := range apis {
		if list := api.Declaration(); api.Cloud() == name {
			endpoints[list.Endpoint] = schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Endpoint for `entitlements_%s`, in place of `%s`.", list.Name, list.Home.Host("<region>")),
			}
		}
	}
	return map[string]schema.Attribute{
		"region": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Region to read where a data source names none. Services that exist in one region only ignore it. Environment: " + codes(regions) + ".",
		},
		"access_key": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Id of the access key. Needs `secret_key`. Environment: " + codes(ids) + ".",
		},
		"secret_key": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Secret of the access key. Needs `access_key`. Environment: " + codes(secrets) + ".",
		},
		"security_token": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Security token of temporary credentials. Needs `access_key` and `secret_key`. Environment: " + codes(tokens) + ".",
		},
		"endpoints": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Where the APIs are served, in place of the public endpoints: `https://host[:port]`, or a bare host, which means https. Plain `http://` is accepted for loopback hosts only.",
			Attributes:          endpoints,
		},
	}
}

// codes lists names as code.
func codes(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
