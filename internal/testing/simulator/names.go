package simulator

import (
	"net/http"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signin"
)

// What users of the simulator need of the packages below it. The name of each list is a constant of the package lists.
type (
	// API names one list API.
	API = lists.API
	// Row is one entry of a list.
	Row = lists.Row
	// Site is a part of a cloud that has accounts of its own.
	Site = lists.Site
	// Account is an access key that one of the clouds knows.
	Account = gateway.Account
	// Request is one request to a list as it arrived, and how it was answered.
	Request = gateway.Request

	// SignIn is what the sign-in services of both clouds know.
	SignIn = signin.Config
	// SignInRequest is one request to a sign-in service as it arrived, and how it was answered.
	SignInRequest = signin.Request
	// Grant is what the temporary keys of one sign-in are good for.
	Grant = signin.Grant
	// Trust says who may assume a role or an agency.
	Trust = signin.Trust
	// Role is a RAM role of Alibaba Cloud.
	Role = signin.Role
	// OIDCTrust is one token of one identity provider.
	OIDCTrust = signin.OIDCTrust
	// KeyPair is an RSA key pair.
	KeyPair = signin.KeyPair
	// Agency is an agency of Huawei Cloud.
	Agency = signin.Agency
	// Token is a token of Huawei Cloud's IAM.
	Token = signin.Token
	// IdentityProvider is an OpenID Connect provider of Huawei Cloud.
	IdentityProvider = signin.IdentityProvider
	// Metadata is the metadata service of one instance.
	Metadata = signin.Metadata
	// CredentialsURI is a server of credentials.
	CredentialsURI = signin.CredentialsURI
	// CloudSSO is the CloudSSO portal.
	CloudSSO = signin.CloudSSO
	// OAuth is the OAuth server.
	OAuth = signin.OAuth
)

// The sign-in services, and the operation of both clouds that returns the identity of the caller.
const (
	ServiceSTS                 = signin.ServiceSTS
	ServiceAlicloudMetadata    = signin.ServiceAlicloudMetadata
	ServiceCredentialsURI      = signin.ServiceCredentialsURI
	ServiceCloudSSO            = signin.ServiceCloudSSO
	ServiceOAuth               = signin.ServiceOAuth
	ServiceIAM                 = signin.ServiceIAM
	ServiceHuaweicloudSTS      = signin.ServiceHuaweicloudSTS
	ServiceHuaweicloudMetadata = signin.ServiceHuaweicloudMetadata

	ActionCallerIdentity = signin.ActionCallerIdentity
	ActionAuthDomains    = signin.ActionAuthDomains

	Domestic      = lists.Domestic
	International = lists.International
	Europe        = lists.Europe
)

// Sample returns the documented sample answer of an API, or nil if there is no such API.
func Sample(api API) []byte { return lists.Sample(api) }

// SampleRow returns the row of the documented sample answer, or nil if there is no such API.
func SampleRow(api API) Row { return lists.SampleRow(api) }

// Generate returns n rows of an API, as [lists.Generate] does.
func Generate(api API, n int, seed int64) []Row { return lists.Generate(api, n, seed) }

// Demo returns a small, believable inventory of every API as of now, as [lists.Demo] does.
func Demo(now time.Time) map[API][]Row { return lists.Demo(now) }

// ErrorAnswer returns a handler for [Config.Fault] and [Config.SignInFault] that answers with an error in the form that the
// cloud of this API, or the sign-in service, gives it.
func ErrorAnswer(api API, status int, code, message string) http.HandlerFunc {
	return gateway.ErrorAnswer(api, status, code, message)
}

// RefuseCallerIdentity returns a [Config.SignInFault] that keeps from callers of these accounts, or of all if none is named, who
// they are, as [signin.RefuseCallerIdentity] does.
func RefuseCallerIdentity(status int, accountIDs ...string) func(SignInRequest) http.HandlerFunc {
	return signin.RefuseCallerIdentity(status, accountIDs...)
}
