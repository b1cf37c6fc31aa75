package simulator

import (
	"net/http"
	"strings"
	"time"
)

// cloudSSO gives the access key of an access configuration to a user who has signed in. The portal is not documented:
// this is what https://github.com/aliyun/credentials-go and https://github.com/aliyun/aliyun-cli send and read. The codes of
// its errors are the simulator's own.
var cloudSSO = operation{
	service: &service{
		name:            ServiceCloudSSO,
		cloud:           alibaba{},
		requestIDHeader: "X-Acs-Request-Id",
		fail: func(x *exchange, f *failure) outcome {
			return outcome{status: f.status, body: map[string]any{
				"ErrorCode":    f.code,
				"ErrorMessage": f.message,
				"RequestId":    x.record.RequestID,
			}}
		},
	},
	method:     http.MethodPost,
	path:       "/cloud-credentials",
	parameters: []string{"AccountId", "AccessConfigurationId"},
	identify: func(x *exchange) *failure {
		x.identifyBearer()
		return x.readObject(bad("InvalidParameter", "The request body is not a JSON object."))
	},
	authenticate: func(s *Server, x *exchange) *failure {
		if known := s.config.SignIn.CloudSSO.AccessToken; known == "" || !sameText(x.bearer, known) {
			return &failure{
				status: http.StatusUnauthorized, code: "InvalidAccessToken", message: "The access token is invalid or expired.",
			}
		}
		return nil
	},
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		sso := &s.config.SignIn.CloudSSO
		values := x.params.values
		if values["AccountId"] != sso.AccountID || values["AccessConfigurationId"] != sso.AccessConfigurationID {
			return outcome{}, &failure{
				status: http.StatusForbidden, code: "NoPermission", message: "You have no permission to access the account.",
			}
		}
		// The service makes a role for an access configuration, and calls it by the name of that, which is not known here.
		who := identity{account: sso.AccountID, role: "aliyunreservedsso-" + sso.AccessConfigurationID, session: "simulated-user"}
		key := s.issue(x, sso.Grant, ServiceCloudSSO, who, time.Hour)
		return success(map[string]any{
			"RequestId": x.record.RequestID,
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
	x.bearer, _ = strings.CutPrefix(x.get("Authorization"), "Bearer ")
}
