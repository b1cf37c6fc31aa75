package simulator

import (
	"cmp"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
)

// ActionCallerIdentity is the operation of both clouds that tells a caller who it is, as [SignInRequest] names it.
const ActionCallerIdentity = "GetCallerIdentity"

// identity is who a key belongs to. It is a user unless it is the session of a role; a role is an agency on Huawei Cloud.
type identity struct {
	// account is the identifier of the account.
	account string
	// user is a user of the account, or of one of its identity providers.
	user, provider string
	// role is the name of a role, session what its session is called.
	role, session string
}

// AlicloudID and HuaweicloudID are the identifiers that the clouds know the account by. The one that is made up where
// there is no AccountID depends on the AccessKeyID alone.
func (a Account) AlicloudID() string { return ownerOf(alibaba{}, a.AccountID, a.AccessKeyID) }

// HuaweicloudID is like AlicloudID.
func (a Account) HuaweicloudID() string { return ownerOf(huawei{}, a.AccountID, a.AccessKeyID) }

// ownerOf is the identifier of an account, or one that is made up of something that belongs to it.
func ownerOf(c cloud, accountID, belonging string) string {
	return cmp.Or(accountID, c.accountID(belonging))
}

// identityOf tells whom the key belongs to that a request says it is from.
func (s *Server) identityOf(x *exchange) (identity, bool) {
	for _, account := range x.cloud.accounts(&s.config) {
		if account.AccessKeyID == x.claim.accessKeyID {
			return identity{account: ownerOf(x.cloud, account.AccountID, account.AccessKeyID), user: account.UserName}, true
		}
	}
	key, known := s.issuer.find(x.cloud.name(), x.claim.accessKeyID, x.now)
	return key.identity, known
}

// roleIdentity is the session of a role of Alibaba Cloud, whose account is in its ARN.
func roleIdentity(arn, session string) identity {
	parts := roleARN.FindStringSubmatch(arn) // which it was found by
	return identity{account: parts[1], role: parts[2], session: session}
}

// identity is a session of an agency, which belongs to the account that delegates.
func (a *Agency) identity(session string) identity {
	return identity{account: ownerOf(huawei{}, a.DomainID, a.DomainName), role: a.Name, session: session}
}

// madeUp returns digits out of these, always the same for the same text.
func madeUp(digits string, n int, text ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(text, "\n")))
	made := make([]byte, n)
	for i := range made {
		made[i] = digits[int(sum[i])%len(digits)]
	}
	return string(made)
}

const (
	decimalDigits = "0123456789"
	hexDigits     = "0123456789abcdef"
)

func (alibaba) accountID(belonging string) string {
	return "1" + madeUp(decimalDigits, 15, "account", belonging)
}

// principal is the ARN and the identifier. Those of a user are not documented to be the same as its UserId, and differ
// in the documented example.
func (alibaba) principal(who identity) (urn, id string) {
	prefix := "acs:ram::" + who.account + ":"
	switch {
	case who.role != "":
		return prefix + "assumed-role/" + who.role + "/" + who.session, who.roleID() + ":" + who.session
	case who.user != "":
		return prefix + "user/" + who.user, "28" + madeUp(decimalDigits, 16, "principal", who.account, who.user)
	}
	return prefix + "root", who.account
}

func (i identity) roleID() string { return "3" + madeUp(decimalDigits, 16, "role", i.account, i.role) }

func (huawei) accountID(belonging string) string { return madeUp(hexDigits, 32, "account", belonging) }

// principal is the URN and the identifier, in the forms that the trace service (CTS, version 3) documents for its members
// user.principal_urn and user.principal_id. The owner of an account is a user, too.
func (huawei) principal(who identity) (urn, id string) {
	switch {
	case who.role != "":
		return "sts::" + who.account + ":assumed-agency:" + who.role + "/" + who.session, who.agencyID() + ":" + who.session
	case who.provider != "":
		return "sts::" + who.account + ":external-user:" + who.provider + "/" + who.userName(), who.provider + ":" + who.userName()
	}
	return "iam::" + who.account + ":user:" + who.userName(), who.userID()
}

func (i identity) agencyID() string { return madeUp(hexDigits, 32, "agency", i.account, i.role) }
func (i identity) userID() string {
	return madeUp(hexDigits, 32, "user", i.account, i.provider, i.userName())
}
func (i identity) userName() string { return cmp.Or(i.user, "simulated-user") }

// alicloudCallerIdentity is https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity. The
// example there has a RoleId beside a UserId; the text has either.
var alicloudCallerIdentity = operation{
	service:      &stsService,
	action:       ActionCallerIdentity,
	authenticate: alibaba{}.authenticate,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		who, _ := s.identityOf(x)
		arn, id := x.cloud.principal(who)
		body := map[string]any{
			"RequestId":   x.record.RequestID,
			"AccountId":   who.account,
			"Arn":         arn,
			"PrincipalId": id,
		}
		switch {
		case who.role != "":
			body["IdentityType"], body["RoleId"] = "AssumedRoleUser", who.roleID()
		case who.user != "":
			body["IdentityType"], body["UserId"] = "RAMUser", "2"+madeUp(decimalDigits, 15, "user", who.account, who.user)
		default:
			body["IdentityType"], body["UserId"] = "Account", who.account
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
	identify: func(x *exchange) *failure {
		x.claim = claimHuawei(&x.signed)
		return nil
	},
	authenticate: huawei{}.authenticateKey,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		who, _ := s.identityOf(x)
		urn, id := x.cloud.principal(who)
		return success(map[string]any{"account_id": who.account, "principal_urn": urn, "principal_id": id}), nil
	},
}

// RefuseCallerIdentity returns a [Config.SignInFault] that lets callers of these accounts, or all where none is named,
// not know who they are: as a missing permission with the status 403, and as a fault of the service with any other. The
// documents have neither a permission for it nor a code for Huawei Cloud's fault.
func RefuseCallerIdentity(status int, accountIDs ...string) func(SignInRequest) http.HandlerFunc {
	return func(r SignInRequest) http.HandlerFunc {
		if r.Action != ActionCallerIdentity || len(accountIDs) > 0 && !slices.Contains(accountIDs, r.AccountID) {
			return nil
		}
		switch {
		case status == http.StatusForbidden && r.Service == ServiceSTS:
			return ErrorAnswer("", status, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.")
		case status == http.StatusForbidden:
			return ErrorAnswer("", status, "IAM.0003", "Policy doesn't allow sts::getCallerIdentity to be performed.")
		case r.Service == ServiceSTS:
			return ErrorAnswer("", status, "InternalError", "STS Server Internal Error happened, please send the RequestId to us.")
		}
		return ErrorAnswer("", status, "IAM.0006", "An unexpected error prevented the server from fulfilling your request.")
	}
}
