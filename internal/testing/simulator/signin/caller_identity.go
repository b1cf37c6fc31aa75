package signin

import (
	"net/http"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// ActionCallerIdentity is the operation of both clouds that returns the identity of the caller, as [Request] names it.
const ActionCallerIdentity = "GetCallerIdentity"

// alicloudCallerIdentity is https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity. The
// example there has a RoleId beside a UserId; the text has either.
var alicloudCallerIdentity = operation{
	service:      &stsService,
	action:       ActionCallerIdentity,
	authenticate: authenticateAlicloud,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		who, _ := s.IdentityOf(x.Exchange)
		arn, id := x.Cloud.Principal(who)
		body := map[string]any{
			"RequestId":   x.Record.RequestID,
			"AccountId":   who.Account,
			"Arn":         arn,
			"PrincipalId": id,
		}
		switch {
		case who.Role != "":
			body["IdentityType"], body["RoleId"] = "AssumedRoleUser", who.RoleID()
		case who.User != "":
			body["IdentityType"], body["UserId"] = "RAMUser", who.AlicloudUserID()
		default:
			body["IdentityType"], body["UserId"] = "Account", who.Account
		}
		return success(body), nil
	},
}

// huaweicloudCallerIdentity is https://support.huaweicloud.com/api-iam5/GetCallerIdentity.html.
var huaweicloudCallerIdentity = operation{
	service: &huaweicloudSTS,
	action:  ActionCallerIdentity,
	method:  http.MethodGet,
	path:    "/v5/caller-identity",
	identify: func(x *exchange) *gateway.Failure {
		x.Claim = signature.Huaweicloud(&x.Message)
		return nil
	},
	authenticate: authenticateHuaweicloud,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		who, _ := s.IdentityOf(x.Exchange)
		urn, id := x.Cloud.Principal(who)
		return success(map[string]any{"account_id": who.Account, "principal_urn": urn, "principal_id": id}), nil
	},
}

// RefuseCallerIdentity returns a fault of sign-ins that lets callers of these accounts, or all if none is named,
// not know who they are: as a missing permission with the status 403, and as a fault of the service with any other. The
// documents have neither a permission for it nor a code for Huawei Cloud's fault.
func RefuseCallerIdentity(status int, accountIDs ...string) func(Request) http.HandlerFunc {
	return func(r Request) http.HandlerFunc {
		if r.Action != ActionCallerIdentity || len(accountIDs) > 0 && !slices.Contains(accountIDs, r.AccountID) {
			return nil
		}
		switch {
		case status == http.StatusForbidden && r.Service == ServiceSTS:
			return gateway.ErrorAnswer("", status, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.")
		case status == http.StatusForbidden:
			return gateway.ErrorAnswer("", status, "IAM.0003", "Policy doesn't allow sts::getCallerIdentity to be performed.")
		case r.Service == ServiceSTS:
			return gateway.ErrorAnswer("", status, "InternalError", "STS Server Internal Error happened, please send the RequestId to us.")
		}
		return gateway.ErrorAnswer("", status, "IAM.0006", "An unexpected error prevented the server from fulfilling your request.")
	}
}
