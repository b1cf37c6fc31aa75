package signin

import (
	"net/http"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
)

// oauthService is the OAuth server of Alibaba Cloud. It is not documented beyond the standard: this is what
// https://github.com/aliyun/credentials-go sends and reads, with the errors of RFC 6749 and RFC 6750.
var oauthService = gateway.Service{
	Name:            ServiceOAuth,
	Cloud:           gateway.Alicloud{},
	RequestIDHeader: "X-Acs-Request-Id",
	Fail: func(_ *gateway.Exchange, f *gateway.Failure) gateway.Outcome {
		return gateway.Outcome{Status: f.Status, Body: map[string]any{"error": f.Code, "error_description": f.Message}}
	},
}

// oauthTokenLifetime is how long an access token lives.
const oauthTokenLifetime = time.Hour

// oauthToken turns a refresh token into an access token and the next refresh token.
var oauthToken = operation{
	service:    &oauthService,
	method:     http.MethodPost,
	path:       "/v1/token",
	parameters: []string{"grant_type", "refresh_token", "client_id", "Timestamp"},
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		values, known := x.Params.Values, &s.config.OAuth
		refresh := values["refresh_token"]
		switch {
		case values["grant_type"] != "refresh_token":
			return gateway.Outcome{}, gateway.BadRequest("unsupported_grant_type", "The grant type is not supported.")
		case known.ClientID == "" || values["client_id"] != known.ClientID:
			return gateway.Outcome{}, &gateway.Failure{
				Status: http.StatusUnauthorized, Code: "invalid_client", Message: "The client is not known.",
			}
		case refresh == "",
			refresh != known.RefreshToken && !s.issuer.hasToken("refresh", refresh, x.Now),
			!s.issuer.use("refresh", refresh):
			return gateway.Outcome{}, gateway.BadRequest("invalid_grant", "The refresh token is invalid, expired or used.")
		}
		return success(map[string]any{
			"access_token":  s.issuer.newToken("access", x.Now.Add(oauthTokenLifetime)),
			"refresh_token": s.issuer.newToken("refresh", x.Now.Add(24*oauthTokenLifetime)),
			"expires_in":    int(oauthTokenLifetime / time.Second),
			"token_type":    "Bearer",
		}), nil
	},
}

// oauthExchange turns an access token into an access key.
var oauthExchange = operation{
	service: &oauthService,
	method:  http.MethodPost,
	path:    "/v1/exchange",
	identify: func(x *exchange) *gateway.Failure {
		x.identifyBearer()
		return nil
	},
	authenticate: func(s *Services, x *exchange) *gateway.Failure {
		known := s.config.OAuth.AccessToken
		if x.bearer != "" && (x.bearer == known || s.issuer.hasToken("access", x.bearer, x.Now)) {
			return nil
		}
		return &gateway.Failure{
			Status: http.StatusUnauthorized, Code: "invalid_token", Message: "The access token is invalid or expired.",
		}
	},
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		known := &s.config.OAuth
		who := gateway.Identity{Account: gateway.OwnerOf(x.Cloud, known.AccountID, ServiceOAuth), User: known.UserName}
		key := s.issue(x, known.Grant, ServiceOAuth, who, time.Hour)
		return success(map[string]any{
			"requestId":       x.Record.RequestID,
			"accessKeyId":     key.AccessKeyID,
			"accessKeySecret": key.SecretKey,
			"securityToken":   key.SecurityToken,
			"expiration":      isoTime(key.expires),
		}), nil
	},
}
