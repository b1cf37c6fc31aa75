package gateway

import (
	"cmp"
	"crypto/sha256"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// Account is an access key that one of the clouds knows.
type Account struct {
	AccessKeyID string
	SecretKey   string
	// SecurityToken makes this a temporary key: requests must carry exactly this token.
	SecurityToken string
	// TokenExpired makes the cloud refuse the security token as expired.
	TokenExpired bool
	// Inactive makes the cloud refuse the key as disabled.
	Inactive bool
	// Denied holds the APIs that this key has no permission for.
	Denied map[lists.API]bool
	// ProjectID, if set, is the project that the key has its permissions in: Huawei Cloud requests must name it in
	// X-Project-Id.
	ProjectID string
	// AccountID is the account that the key belongs to; without it, see [Account.AlicloudID]. UserName is the user in
	// it. Without one, the key is that of the account itself on Alibaba Cloud, and of some user on Huawei Cloud.
	AccountID, UserName string
}

// Identity is who a key belongs to. It is a user unless it is the session of a role; a role is an agency on Huawei Cloud.
type Identity struct {
	// Account is the identifier of the account.
	Account string
	// User is a user of the account, or of one of its identity providers.
	User, Provider string
	// Role is the name of a role, Session what its session is called.
	Role, Session string
}

// AlicloudID and HuaweicloudID are the identifiers that the clouds know the account by. Without an
// AccountID one is made up, which depends on the AccessKeyID alone.
func (a Account) AlicloudID() string { return OwnerOf(Alicloud{}, a.AccountID, a.AccessKeyID) }

// HuaweicloudID is like AlicloudID.
func (a Account) HuaweicloudID() string { return OwnerOf(Huaweicloud{}, a.AccountID, a.AccessKeyID) }

// OwnerOf is the identifier of an account, or one that is made up of something that belongs to it.
func OwnerOf(c Cloud, accountID, belonging string) string {
	return cmp.Or(accountID, c.accountID(belonging))
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

func (Alicloud) accountID(belonging string) string {
	return "1" + madeUp(decimalDigits, 15, "account", belonging)
}

// Principal is the ARN and the identifier. Those of a user are not documented to be the same as its UserId, and differ
// in the documented example.
func (Alicloud) Principal(who Identity) (urn, id string) {
	prefix := "acs:ram::" + who.Account + ":"
	switch {
	case who.Role != "":
		return prefix + "assumed-role/" + who.Role + "/" + who.Session, who.RoleID() + ":" + who.Session
	case who.User != "":
		return prefix + "user/" + who.User, "28" + madeUp(decimalDigits, 16, "principal", who.Account, who.User)
	}
	return prefix + "root", who.Account
}

// RoleID is the identifier of a role of Alibaba Cloud.
func (i Identity) RoleID() string { return "3" + madeUp(decimalDigits, 16, "role", i.Account, i.Role) }

func (Huaweicloud) accountID(belonging string) string {
	return madeUp(hexDigits, 32, "account", belonging)
}

// Principal is the URN and the identifier, in the forms that the trace service (CTS, version 3) documents for its members
// user.principal_urn and user.principal_id. The owner of an account is a user, too.
func (Huaweicloud) Principal(who Identity) (urn, id string) {
	switch {
	case who.Role != "":
		return "sts::" + who.Account + ":assumed-agency:" + who.Role + "/" + who.Session, who.agencyID() + ":" + who.Session
	case who.Provider != "":
		return "sts::" + who.Account + ":external-user:" + who.Provider + "/" + who.UserName(), who.Provider + ":" + who.UserName()
	}
	return "iam::" + who.Account + ":user:" + who.UserName(), who.UserID()
}

func (i Identity) agencyID() string { return madeUp(hexDigits, 32, "agency", i.Account, i.Role) }

// UserID is the identifier of a user of Huawei Cloud.
func (i Identity) UserID() string {
	return madeUp(hexDigits, 32, "user", i.Account, i.Provider, i.UserName())
}

// UserName is the name of a user, or of the one that every account of Huawei Cloud has.
func (i Identity) UserName() string { return cmp.Or(i.User, "simulated-user") }

// AlicloudUserID is the identifier of a user of Alibaba Cloud.
func (i Identity) AlicloudUserID() string {
	return "2" + madeUp(decimalDigits, 15, "user", i.Account, i.User)
}
