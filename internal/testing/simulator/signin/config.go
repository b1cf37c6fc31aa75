// Package signin simulates the services that give out temporary access keys, and that tell callers who they are: STS, the metadata
// services, CloudSSO and OAuth of Alibaba Cloud; IAM, STS and the metadata service of Huawei Cloud; and servers of credentials.
//
// A new way to sign in is one new file with an operation, and one line in the table of operations.
package signin

import (
	"crypto/rsa"
	"maps"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// The sign-in services that [Request] names.
const (
	// ServiceSTS is the Security Token Service of Alibaba Cloud.
	ServiceSTS = "sts"
	// ServiceAlicloudMetadata is the metadata service of an ECS instance of Alibaba Cloud.
	ServiceAlicloudMetadata = "alicloud-metadata"
	// ServiceCredentialsURI is a credentials server on somebody's own machine, for Alibaba Cloud.
	ServiceCredentialsURI = "credentials-uri"
	// ServiceCloudSSO is the CloudSSO portal of Alibaba Cloud.
	ServiceCloudSSO = "cloudsso"
	// ServiceOAuth is the OAuth server of Alibaba Cloud.
	ServiceOAuth = "oauth"
	// ServiceIAM is the Identity and Access Management of Huawei Cloud.
	ServiceIAM = "iam"
	// ServiceHuaweicloudSTS is the Security Token Service of Huawei Cloud.
	ServiceHuaweicloudSTS = "huaweicloud-sts"
	// ServiceHuaweicloudMetadata is the metadata service of an ECS instance of Huawei Cloud.
	ServiceHuaweicloudMetadata = "huaweicloud-metadata"
)

// Config is what the sign-in services of both clouds know. Its zero value lets nobody sign in.
//
// Every sign-in that succeeds gives out a temporary key of its own, even if the real service would repeat an older
// one. So the key of a request shows which sign-in it goes back to.
type Config struct {
	// Roles are the RAM roles of Alibaba Cloud.
	Roles []Role
	// KeyPairs are the RSA key pairs of Alibaba Cloud users.
	KeyPairs []KeyPair
	// Agencies are the agencies of Huawei Cloud.
	Agencies []Agency
	// Tokens are the tokens that the IAM of Huawei Cloud knows.
	Tokens []Token
	// IdentityProviders are those of Huawei Cloud, each with a token that it vouches for.
	IdentityProviders []IdentityProvider
	// AlicloudMetadata and HuaweicloudMetadata are the metadata services of the instance that the caller runs on.
	AlicloudMetadata, HuaweicloudMetadata Metadata
	// CredentialsURI is a server of credentials for Alibaba Cloud.
	CredentialsURI CredentialsURI
	// CloudSSO is the CloudSSO portal of Alibaba Cloud.
	CloudSSO CloudSSO
	// OAuth is the OAuth server of Alibaba Cloud.
	OAuth OAuth
	// Lifetime, if set, is how long a temporary key lives, whatever was asked for, unless its [Grant] says otherwise.
	Lifetime time.Duration
}

// Grant is what the temporary keys of one sign-in are good for.
type Grant struct {
	// Lifetime, if set, is how long they live, whatever was asked for.
	Lifetime time.Duration
	// Denied and ProjectID are as those of an [gateway.Account].
	Denied    map[lists.API]bool
	ProjectID string
}

// Trust says who may assume a role or an agency: the identifiers of lasting keys, and for temporary keys who they were
// given to, which is the ARN of a role, the name of an agency or of the role of an instance, the identifier of a key
// pair or of an identity provider, or else the name of the service. Nil trusts every key that the cloud knows; empty trusts none.
type Trust []string

// Role is a RAM role of Alibaba Cloud.
type Role struct {
	// ARN is acs:ram::ACCOUNT:role/NAME.
	ARN     string
	Trusted Trust
	// ExternalID, if set, must be given by whoever assumes the role.
	ExternalID string
	// OIDC are the tokens of identity providers that the role may be assumed with.
	OIDC []OIDCTrust
	// MaxSession is the longest session that may be asked for; an hour, which is the default of RAM, if it is not set.
	MaxSession time.Duration
	Grant
}

// OIDCTrust is one token of one identity provider.
type OIDCTrust struct {
	ProviderARN, Token string
	// Expired makes STS refuse the token as expired.
	Expired bool
}

// KeyPair is an RSA key pair, whose private half signs GenerateSessionAccessKey.
type KeyPair struct {
	PublicKeyID string
	PublicKey   *rsa.PublicKey
	// AccountID and UserName are as those of an [gateway.Account].
	AccountID, UserName string
	Grant
}

// Agency is an agency of Huawei Cloud. Its domain is the account that delegates.
type Agency struct {
	Name, DomainName, DomainID string
	Trusted                    Trust
	Grant
}

// Token is a token of Huawei Cloud's IAM, as sent in X-Auth-Token.
type Token struct {
	Text string
	// AccountID and UserName are as those of an [gateway.Account].
	AccountID, UserName string
	Grant
}

// IdentityProvider is an OpenID Connect provider of Huawei Cloud with one ID token of one of its users.
type IdentityProvider struct {
	// ID is what X-Idp-Id names it by, IDToken what the user has from it.
	ID, IDToken string
	// Expired makes IAM refuse the token as expired, which it does like one that is not valid.
	Expired bool
	// AccountID and UserName are as those of an [gateway.Account].
	AccountID, UserName string
	Grant
}

// Metadata is the metadata service of one instance.
type Metadata struct {
	// Role is the RAM role or the agency of the instance; it has none if this is empty.
	Role string
	// AccountID is the account of the role; one is made up if it is empty.
	AccountID string
	// TokenRequired makes the service answer only to who has fetched a token first, as its second version has it.
	TokenRequired bool
	// TokenUnsupported makes the service not know these tokens.
	TokenUnsupported bool
	Grant
}

// CredentialsURI is a server of credentials.
type CredentialsURI struct {
	// Path is where the credentials are, for instance /credentials; nowhere if it is empty.
	Path string
	// AccountID is the account of the role whose credentials they are; one is made up if it is empty.
	AccountID string
	Grant
}

// CloudSSO is the CloudSSO portal.
type CloudSSO struct {
	// AccessToken is what a sign-in with the browser has given to the user.
	AccessToken string
	// AccountID and AccessConfigurationID are what the user may go to.
	AccountID, AccessConfigurationID string
	Grant
}

// OAuth is the OAuth server.
type OAuth struct {
	ClientID string
	// AccessToken and RefreshToken are what a sign-in with the browser has given to the user. A refresh token can be
	// used once.
	AccessToken, RefreshToken string
	// AccountID and UserName are who signed in, as those of an [gateway.Account].
	AccountID, UserName string
	Grant
}

// Request is one request to a sign-in service as it arrived, and how it was answered.
type Request struct {
	// Service is one of the constants, for instance [ServiceSTS].
	Service string
	// Action is what was asked for: the name of the operation, or method and path if it has none.
	Action string
	// Method, Path, Host and UserAgent are those of the request.
	Method, Path, Host, UserAgent string
	// Parameters holds the parameters as decoded, wherever they were: nothing of the signature. Those in a JSON body
	// of Huawei Cloud go by the names of its innermost objects, for instance agency_name.
	Parameters map[string]string
	// AccessKeyID and SecurityToken are who signed the request; Signature is how.
	AccessKeyID, SecurityToken, Signature string
	// AccountID and Principal are as those of a [gateway.Request]; empty if no access key signed.
	AccountID, Principal string
	// BearerToken is the token that the caller had instead of a signature.
	BearerToken string
	// MetadataToken reports whether a token of the second version of a metadata service came with the request.
	MetadataToken bool
	// Attempt counts, from 1, the requests for the same action of the same service.
	Attempt int
	// RequestID is the identifier that the answer carries, if the service has one.
	RequestID string
	// Issued is the identifier of the access key that the answer gives out.
	Issued string
	// Status and ErrorCode are what was answered; Status is 0 until then, ErrorCode is empty if all went well.
	Status    int
	ErrorCode string
}

func (r *Request) copy() Request {
	copied := *r
	copied.Parameters = maps.Clone(r.Parameters)
	return copied
}
