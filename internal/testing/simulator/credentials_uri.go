package simulator

import (
	"net/http"
	"time"
)

// credentialsURI is what a server of credentials does: https://github.com/aliyun/aliyun-cli says what clients read.
// Its path is in the configuration. Nobody signs.
var credentialsURI = operation{
	service: &service{name: ServiceCredentialsURI, cloud: alibaba{}, fail: failWithPage},
	method:  http.MethodGet,
	// A server of one's own may be addressed in any way.
	parameters: []string{"*"},
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		server := &s.config.SignIn.CredentialsURI
		who := identity{account: ownerOf(x.cloud, server.AccountID, ServiceCredentialsURI), role: ServiceCredentialsURI, session: "simulated"}
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
