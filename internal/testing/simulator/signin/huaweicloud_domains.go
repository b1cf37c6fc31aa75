package signin

import (
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// ActionAuthDomains is the operation of IAM that returns the account of the caller, as [Request] names it.
const ActionAuthDomains = "KeystoneListAuthDomains"

// authDomains is https://support.huaweicloud.com/api-iam/iam_07_0001.html.
var authDomains = operation{
	service: &iamService,
	action:  ActionAuthDomains,
	method:  http.MethodGet,
	path:    "/v3/auth/domains",
	identify: func(x *exchange) *gateway.Failure {
		x.Claim = signature.Huaweicloud(&x.Message)
		return nil
	},
	authenticate: authenticateHuaweicloud,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		who, _ := s.IdentityOf(x.Exchange)
		self := "https://" + x.Host + "/v3/"
		return success(map[string]any{
			"domains": []any{map[string]any{
				"id": who.Account, "name": "simulated-domain", "enabled": true, "description": "",
				"links": map[string]any{"self": self + "domains/" + who.Account},
			}},
			"links": map[string]any{"self": self + "auth/domains"},
		}), nil
	},
}
