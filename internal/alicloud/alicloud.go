// Package alicloud speaks to APIs of Alibaba Cloud. Requests are built and
// signed by the core of the vendor's SDK; they are sent, and their answers
// read, by this project's own transport, because the SDK knows no context,
// reads without limit, follows redirects with signed requests and prints signed
// URLs in its errors.
package alicloud

import (
	"context"
	"errors"
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

// Sign builds the request of a call and signs it, both by the SDK.
func Sign(ctx context.Context, call dialect.Call, key credential.Key, target transport.Target) (*transport.Request, error) {
	if call.Header != nil || call.Body != nil {
		return nil, errors.New("parameters in the header or in a JSON body are not known of Alibaba Cloud")
	}
	var provider credentials.CredentialsProvider = credentials.NewStaticAKCredentialsProvider(key.ID, key.Secret)
	if key.Token != "" {
		provider = credentials.NewStaticSTSCredentialsProvider(key.ID, key.Secret, key.Token)
	}

	common := requests.NewCommonRequest()
	common.Method = call.Method
	common.Scheme = target.Endpoint.Scheme
	common.Domain = "host" // not signed, and put right below: the SDK cannot write a port in both styles
	common.Version = call.Version
	common.ApiName = call.Name
	common.PathPattern = call.Path
	maps.Copy(common.QueryParams, call.Query)
	common.TransToAcsRequest()
	if err := auth.Sign(common, nil, target.Region, provider); err != nil {
		return nil, err
	}

	request, err := http.NewRequestWithContext(ctx, common.GetMethod(), common.BuildUrl(), common.GetBodyReader())
	if err != nil {
		return nil, err
	}
	request.URL.Host, request.Host = target.Endpoint.Host, target.Endpoint.Host
	for name, value := range common.GetHeaders() {
		request.Header.Set(name, value)
	}
	request.Header.Set("User-Agent", target.UserAgent)
	return &transport.Request{
		HTTP:      request,
		KeyID:     key.ID,
		KeySource: key.Source,
		Secrets:   []string{key.Secret, key.Token, signature(common)},
	}, nil
}

// signature returns what a request was signed with.
func signature(request *requests.CommonRequest) string {
	if signature, ok := request.QueryParams["Signature"]; ok {
		return signature
	}
	_, signature, _ := strings.Cut(request.GetHeaders()["Authorization"], ":")
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
