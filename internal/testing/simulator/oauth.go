package simulator

import (
	"net/http"
	"time"
)

// oauthService is the OAuth server of Alibaba Cloud. It is not documented beyond the standard: this is what
// https://github.com/aliyun/credentials-go sends and reads, with the errors of RFC 6749 and RFC 6750.
var oauthService = service{
	name:            ServiceOAuth,
	cloud:           alibaba{},
	requestIDHeader: "X-Acs-Request-Id",
	fail: func(_ *exchange, f *failure) outcome {
		return outcome{status: f.status, body: map[string]any{"error": f.code, "error_description": f.message}}
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
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		values, known := x.params.values, &s.config.SignIn.OAuth
		refresh := values["refresh_token"]
		switch {
		case values["grant_type"] != "refresh_token":
			return outcome{}, bad("unsupported_grant_type", "The grant type is not supported.")
		case known.ClientID == "" || values["client_id"] != known.ClientID:
			return outcome{}, &failure{
				status: http.StatusUnauthorized, code: "invalid_client", message: "The client is not known.",
			}
		case refresh == "",
			refresh != known.RefreshToken && !s.issuer.hasToken("refresh", refresh, x.now),
			!s.issuer.use("refresh", refresh):
			return outcome{}, bad("invalid_grant", "The refresh token is invalid, expired or used.")
		}
		return success(map[string]any{
			"access_token":  s.issuer.newToken("access", x.now.Add(oauthTokenLifetime)),
			"refresh_token": s.issuer.newToken("refresh", x.now.Add(24*oauthTokenLifetime)),
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
	identify: func(x *exchange) *failure {
		x.identifyBearer()
		return nil
	},
	authenticate: func(s *Server, x *exchange) *failure {
		known := s.config.SignIn.OAuth.AccessToken
		if x.bearer != "" && (x.bearer == known || s.issuer.hasToken("access", x.bearer, x.now)) {
			return nil
		}
		return &failure{
			status: http.StatusUnauthorized, code: "invalid_token", message: "The access token is invalid or expired.",
		}
	},
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		known := &s.config.SignIn.OAuth
		who := identity{account: ownerOf(x.cloud, known.AccountID, ServiceOAuth), user: known.UserName}
		key := s.issue(x, known.Grant, ServiceOAuth, who, time.Hour)
		return success(map[string]any{
			"requestId":       x.record.RequestID,
			"accessKeyId":     key.AccessKeyID,
			"accessKeySecret": key.SecretKey,
			"securityToken":   key.SecurityToken,
			"expiration":      isoTime(key.expires),
		}), nil
	},
}
