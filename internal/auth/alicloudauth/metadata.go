package alicloudauth

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

const (
	// metadataDisabledVariable and v1DisabledVariable are the SDK's switches. The
	// SDK falls back to the metadata service's first version, which anything on
	// the machine can be tricked into asking, unless that is disabled; here it
	// is used only if v1DisabledVariable is "false".
	metadataDisabledVariable = "ALIBABA_CLOUD_ECS_METADATA_DISABLED"
	v1DisabledVariable       = "ALIBABA_CLOUD_IMDSV1_DISABLED"

	rolesPath = "/latest/meta-data/ram/security-credentials/"
)

// ecsRole returns the key of the RAM role that is attached to the server on
// which this runs. If no role is named, it is the only one that there is.
func (c Config) ecsRole(name string) (*auth.Credentials, error) {
	if strings.EqualFold(c.Forbids(metadataDisabledVariable), "true") {
		return nil, &credential.Problem{
			Title:  "the metadata service is forbidden",
			Advice: fmt.Sprintf("Sign in in another way, or unset %s.", metadataDisabledVariable),
			Err:    fmt.Errorf("the ECS role cannot be used, because %s is true", metadataDisabledVariable),
		}
	}
	service := metadataService{
		client:       c.Options.NewMetadataClient(),
		endpoint:     c.Options.Metadata,
		firstVersion: strings.EqualFold(c.Forbids(v1DisabledVariable), "false"),
	}
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		key, err := service.roleKey(ctx, name)
		if err != nil {
			return key, fmt.Errorf("the metadata service of an ECS instance was asked for a key: %w", err)
		}
		return key, nil
	}), nil
}

// metadataService is the service through which a server learns about itself:
// https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
type metadataService struct {
	client       *auth.Client
	endpoint     transport.Endpoint
	firstVersion bool
}

func (m metadataService) roleKey(ctx context.Context, role string) (credential.Key, error) {
	token, err := m.token(ctx)
	if err != nil {
		return credential.Key{}, err
	}
	if role == "" {
		roles, err := auth.Do(ctx, m.client, m.get(rolesPath, token), auth.Decoder(alicloud.Explain, auth.DecodeWord))
		if err != nil {
			return credential.Key{}, err
		}
		role = roles // an instance has one role at the most
	}
	reader := auth.Decoder(alicloud.Explain, func(body []byte) (credential.Key, error) {
		return decodeIssued(body, "the role "+credential.Quote(role)+" of this ECS instance")
	})
	return auth.Do(ctx, m.client, m.get(rolesPath+url.PathEscape(role), token), reader)
}

// token returns the token that the second version of the service requires, or
// nothing if the first version may be used and is the only one that there is.
func (m metadataService) token(ctx context.Context) (string, error) {
	request := m.request(http.MethodPut, "/latest/api/token", map[string]string{"X-aliyun-ecs-metadata-token-ttl-seconds": "300"}, nil)
	token, err := auth.Do(ctx, m.client, request, auth.Decoder(alicloud.Explain, auth.DecodeWord))
	if err != nil && m.firstVersion && ctx.Err() == nil {
		return "", nil
	}
	return token, err
}

func (m metadataService) get(path, token string) auth.Request {
	if token == "" {
		return m.request(http.MethodGet, path, nil, nil)
	}
	return m.request(http.MethodGet, path, map[string]string{"X-aliyun-ecs-metadata-token": token}, []string{token})
}

func (m metadataService) request(method, path string, header map[string]string, secrets []string) auth.Request {
	return auth.Request{
		Operation: method + " " + credential.ShowPath(path), Method: method, Endpoint: m.endpoint, Path: path, Header: header,
		Secrets: append(secrets, credential.Hidden(strings.TrimPrefix(path, rolesPath))...),
	}
}

// decodeIssued reads an answer that is a temporary key, and says by a code
// whether the request for it succeeded. If it did not, the error is a
// *transport.Failure with what the service said.
func decodeIssued(body []byte, source string) (credential.Key, error) {
	var answer struct {
		Code string
		issuedFields
	}
	if err := auth.Decode(body, &answer); err != nil {
		return credential.Key{}, err
	}
	if answer.Code != "" && answer.Code != "Success" {
		fields, _ := jsonfields.Decode(body) // it was decoded just now
		return credential.Key{}, alicloud.Explain(fields, http.StatusOK)
	}
	return answer.key(source)
}
