// Package huaweicloud speaks to APIs of Huawei Cloud. Requests are built and
// signed by the core of the vendor's SDK; they are sent, and their answers
// read, by this project's own transport, because the SDK knows no context or
// proxy, reads without limit, takes a redirect for an empty success and may
// look up a project on its own.
package huaweicloud

import (
	"context"
	"reflect"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Attribute is the provider block's attribute that configures the cloud, and
// Name the cloud's name in errors.
const (
	Attribute = "huaweicloud"
	Name      = "Huawei Cloud"
)

// RegionVariables and ProjectVariables are the environment variables that hold
// the region and the project, those of the huaweicloud provider first.
var (
	RegionVariables  = []string{"HW_REGION_NAME", "OS_REGION_NAME"}
	ProjectVariables = []string{"HW_PROJECT_ID", "OS_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"}
)

// Dialect is how the APIs of Huawei Cloud are called.
var Dialect = &dialect.Dialect{Block: Attribute, Name: Name, Sign: Sign, Failed: Failed, Explain: Explain}

// Sign builds the request of a call and signs it, both by the SDK. The SDK signs
// every header that is set before, and a hash of the body, so that nothing may be
// changed on the way.
func Sign(ctx context.Context, call dialect.Call, key credential.Key, target transport.Target) (*transport.Request, error) {
	builder := request.NewHttpRequestBuilder().
		WithMethod(call.Method).
		WithEndpoint(target.Endpoint.String()).
		WithPath(call.Path).
		AddHeaderParam("User-Agent", target.UserAgent)
	for name, value := range call.Query {
		builder.AddQueryParam(name, reflect.ValueOf(value)) // anything else the SDK leaves out in silence
	}
	for name, value := range call.Header {
		builder.AddHeaderParam(name, value)
	}
	if target.ProjectID != "" {
		builder.AddHeaderParam("X-Project-Id", target.ProjectID)
	}
	if key.Token != "" {
		builder.AddHeaderParam("X-Security-Token", key.Token)
	}
	if call.Body != nil {
		builder.AddHeaderParam("Content-Type", "application/json").WithBody("", call.Body)
	}
	built := builder.Build()
	headers, err := signer.Sign(built, key.ID, key.Secret)
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		built.AddHeaderParam(name, value)
	}
	httpRequest, err := built.ConvertRequest()
	if err != nil {
		return nil, err
	}
	_, signature, _ := strings.Cut(headers[signer.HeaderAuthorization], "Signature=")
	return &transport.Request{
		HTTP:      httpRequest.WithContext(ctx),
		KeyID:     key.ID,
		KeySource: key.Source,
		Secrets:   []string{key.Secret, key.Token, signature},
	}, nil
}
