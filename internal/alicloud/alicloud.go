// Package alicloud speaks to APIs of Alibaba Cloud. Requests are built and
// signed by the core of the vendor's SDK; they are sent, and their answers
// read, by this project's own transport, because the SDK knows no context,
// reads without limit, follows redirects with signed requests and prints signed
// URLs in its errors.
package alicloud

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	_ "github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/sdkdebug" // must come before the SDK
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Attribute is the provider block's attribute that configures the cloud, and
// Name the cloud's name in errors.
const (
	Attribute = "alicloud"
	Name      = "Alibaba Cloud"
)

// RegionVariables are the environment variables that hold the region, those of
// the alicloud provider first and those of the aliyun CLI after them.
var RegionVariables = []string{
	"ALICLOUD_REGION", "ALIBABA_CLOUD_REGION",
	"ALIBABACLOUD_REGION_ID", "ALIBABA_CLOUD_REGION_ID", "ALICLOUD_REGION_ID",
}

// Dialect is how the APIs of Alibaba Cloud are called.
var Dialect = &dialect.Dialect{Block: Attribute, Name: Name, Sign: Sign, Failed: Failed, Explain: Explain}

// Sign builds a request and signs it, both by the SDK.
func Sign(
	ctx context.Context, operation dialect.Operation, key credential.Key, target transport.Target, parameters map[string]string,
) (*transport.Request, error) {
	var provider credentials.CredentialsProvider = credentials.NewStaticAKCredentialsProvider(key.ID, key.Secret)
	if key.Token != "" {
		provider = credentials.NewStaticSTSCredentialsProvider(key.ID, key.Secret, key.Token)
	}

	call := requests.NewCommonRequest()
	call.Method = operation.Method
	call.Scheme = target.Endpoint.Scheme
	call.Domain = "host" // not signed, and put right below: the SDK cannot write a port in both styles
	call.Version = operation.Version
	call.ApiName = operation.Name
	call.PathPattern = operation.Path
	maps.Copy(call.QueryParams, parameters)
	call.TransToAcsRequest()
	if err := auth.Sign(call, nil, target.Region, provider); err != nil {
		return nil, err
	}

	request, err := http.NewRequestWithContext(ctx, call.GetMethod(), call.BuildUrl(), call.GetBodyReader())
	if err != nil {
		return nil, err
	}
	request.URL.Host, request.Host = target.Endpoint.Host, target.Endpoint.Host
	for name, value := range call.GetHeaders() {
		request.Header.Set(name, value)
	}
	request.Header.Set("User-Agent", target.UserAgent)
	return &transport.Request{
		HTTP:      request,
		KeyID:     key.ID,
		KeySource: key.Source,
		Secrets:   []string{key.Secret, key.Token, signature(call)},
	}, nil
}

// signature returns what a request was signed with.
func signature(call *requests.CommonRequest) string {
	if signature, ok := call.QueryParams["Signature"]; ok {
		return signature
	}
	_, signature, _ := strings.Cut(call.GetHeaders()["Authorization"], ":")
	return signature
}

// Tags returns an encoder for a map of tags into the parameters <name>.N.Key
// and <name>.N.Value, with N from 1 in the order of the keys.
func Tags(name string) func(map[string]string) map[string]string {
	return func(tags map[string]string) map[string]string {
		parameters := make(map[string]string, 2*len(tags))
		for i, key := range slices.Sorted(maps.Keys(tags)) {
			parameters[fmt.Sprintf("%s.%d.Key", name, i+1)] = key
			parameters[fmt.Sprintf("%s.%d.Value", name, i+1)] = tags[key]
		}
		return parameters
	}
}

// TagsOf returns a decoder that finds the tags in such parameters again.
func TagsOf(name string) func(map[string]string) map[string]string {
	return func(parameters map[string]string) map[string]string {
		tags := map[string]string{}
		for i := 1; ; i++ {
			key, ok := parameters[fmt.Sprintf("%s.%d.Key", name, i)]
			if !ok {
				return tags
			}
			tags[key] = parameters[fmt.Sprintf("%s.%d.Value", name, i)]
		}
	}
}
