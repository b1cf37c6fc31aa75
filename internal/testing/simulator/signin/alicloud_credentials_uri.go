package signin

import (
	"net/http"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
)

// credentialsURI is what a server of credentials does: https://github.com/aliyun/aliyun-cli says what clients read.
// Its path is in the configuration. Nobody signs.
var credentialsURI = operation{
	service: &gateway.Service{Name: ServiceCredentialsURI, Cloud: gateway.Alicloud{}, Fail: failWithPage},
	method:  http.MethodGet,
	// A server of one's own may be addressed in any way.
	parameters: []string{"*"},
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		server := &s.config.CredentialsURI
		owner := gateway.OwnerOf(x.Cloud, server.AccountID, ServiceCredentialsURI)
		who := gateway.Identity{Account: owner, Role: ServiceCredentialsURI, Session: "simulated"}
		key := s.issue(x, server.Grant, ServiceCredentialsURI, who, time.Hour)
		return success(map[string]any{
			"Code":            "Success",
			"AccessKeyId":     key.AccessKeyID,
			"AccessKeySecret": key.SecretKey,
			"SecurityToken":   key.SecurityToken,
			"Expiration":      isoTime(key.expires),
		}), nil
	},
}
