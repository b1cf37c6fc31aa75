package signin

import (
	"net/http"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// cloudSSO gives the access key of an access configuration to a user who has signed in. The portal is not documented:
// this is what https://github.com/aliyun/credentials-go and https://github.com/aliyun/aliyun-cli send and read. The codes of
// its errors are the simulator's own.
var cloudSSO = operation{
	service: &gateway.Service{
		Name:            ServiceCloudSSO,
		Cloud:           gateway.Alicloud{},
		RequestIDHeader: "X-Acs-Request-Id",
		Fail: func(x *gateway.Exchange, f *gateway.Failure) gateway.Outcome {
			return gateway.Outcome{Status: f.Status, Body: map[string]any{
				"ErrorCode":    f.Code,
				"ErrorMessage": f.Message,
				"RequestId":    x.Record.RequestID,
			}}
		},
	},
	method:     http.MethodPost,
	path:       "/cloud-credentials",
	parameters: []string{"AccountId", "AccessConfigurationId"},
	identify: func(x *exchange) *gateway.Failure {
		x.identifyBearer()
		return x.ReadObject(gateway.BadRequest("InvalidParameter", "The request body is not a JSON object."))
	},
	authenticate: func(s *Services, x *exchange) *gateway.Failure {
		if known := s.config.CloudSSO.AccessToken; known == "" || !signature.Equal(x.bearer, known) {
			return &gateway.Failure{
				Status: http.StatusUnauthorized, Code: "InvalidAccessToken", Message: "The access token is invalid or expired.",
			}
		}
		return nil
	},
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		sso := &s.config.CloudSSO
		values := x.Params.Values
		if values["AccountId"] != sso.AccountID || values["AccessConfigurationId"] != sso.AccessConfigurationID {
			return gateway.Outcome{}, &gateway.Failure{
				Status: http.StatusForbidden, Code: "NoPermission", Message: "You have no permission to access the account.",
			}
		}
		// The service makes a role for an access configuration, and calls it by the name of that, which is not known here.
		who := gateway.Identity{Account: sso.AccountID, Role: "aliyunreservedsso-" + sso.AccessConfigurationID, Session: "simulated-user"}
		key := s.issue(x, sso.Grant, ServiceCloudSSO, who, time.Hour)
		return success(map[string]any{
			"RequestId": x.Record.RequestID,
			"CloudCredential": map[string]any{
				"AccessKeyId":     key.AccessKeyID,
				"AccessKeySecret": key.SecretKey,
				"SecurityToken":   key.SecurityToken,
				"Expiration":      isoTime(key.expires),
			},
		}), nil
	},
}

// identifyBearer reads the token that a caller has instead of a signature.
func (x *exchange) identifyBearer() {
	x.bearer, _ = strings.CutPrefix(x.Get("Authorization"), "Bearer ")
}
