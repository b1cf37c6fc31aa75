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
var Dialect = &dialect.Dialect{
	Block: Attribute, Name: Name, Failed: Failed, Explain: Explain,
	Sign: func(
		ctx context.Context, operation dialect.Operation, key credential.Key, target transport.Target, parameters map[string]string,
	) (*transport.Request, error) {
		return Sign(ctx, operation.Method, operation.Path, key, target, parameters, nil)
	},
}

// Sign builds a request and signs it, both by the SDK. The SDK signs every
// header that is set before, so that none may be changed on the way. The body
// is JSON, or nil.
func Sign(
	ctx context.Context, method, path string, key credential.Key, target transport.Target, parameters map[string]string, body any,
) (*transport.Request, error) {
	builder := request.NewHttpRequestBuilder().
		WithMethod(method).
		WithEndpoint(target.Endpoint.String()).
		WithPath(path).
		AddHeaderParam("User-Agent", target.UserAgent)
	for name, value := range parameters {
		builder.AddQueryParam(name, reflect.ValueOf(value)) // anything else the SDK leaves out in silence
	}
	if target.ProjectID != "" {
		builder.AddHeaderParam("X-Project-Id", target.ProjectID)
	}
	if key.Token != "" {
		builder.AddHeaderParam("X-Security-Token", key.Token)
	}
	if body != nil {
		builder.AddHeaderParam("Content-Type", "application/json").WithBody("", body)
	}
	call := builder.Build()
	headers, err := signer.Sign(call, key.ID, key.Secret)
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		call.AddHeaderParam(name, value)
	}
	httpRequest, err := call.ConvertRequest()
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
