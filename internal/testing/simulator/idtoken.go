package simulator

import (
	"net/http"
	"time"
)

// subjectTokenLifetime is how long a token of IAM lives.
const subjectTokenLifetime = 24 * time.Hour

// idpHeader names the identity provider; it is recorded beside the parameters.
const idpHeader = "X-Idp-Id"

// idTokens turns the ID token of an identity provider into a token of IAM:
// https://support.huaweicloud.com/api-iam/iam_13_0605.html. The codes and texts of its errors are the examples there, which
// are all in the form that IAM has of its own.
var idTokens = operation{
	service:    &iamService,
	action:     "CreateTokenWithIdToken",
	method:     http.MethodPost,
	path:       "/v3.0/OS-AUTH/id-token/tokens",
	parameters: []string{idpHeader, "id", "scope.*"},
	identify: func(x *exchange) *failure {
		f := x.readObject(invalidIDTokenBody(), "auth.id_token.", "auth.")
		delete(x.params.values, idpHeader) // a member of the body
		if provider := x.get(idpHeader); provider != "" {
			x.params.values[idpHeader] = provider
		}
		return f
	},
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		values := x.params.values
		if values[idpHeader] == "" || values["id"] == "" {
			return outcome{}, invalidIDTokenBody()
		}
		refused := &failure{
			status: http.StatusNotFound, code: "IAM.0004", message: "Could not find identity provider: " + values[idpHeader] + ".",
		}
		for _, provider := range s.config.SignIn.IdentityProviders {
			if provider.ID != values[idpHeader] {
				continue
			}
			if provider.Expired || !sameText(provider.IDToken, values["id"]) {
				refused = &failure{
					status: http.StatusUnauthorized, code: "IAM.0001", message: "The request you have made requires authentication.",
				}
				continue // it may vouch for another
			}
			return s.subjectToken(x, &provider), nil
		}
		return outcome{}, refused
	},
}

func invalidIDTokenBody() *failure { return bad("IAM.0011", "Request body is invalid.") }

// subjectToken gives a token to the user of an identity provider.
func (s *Server) subjectToken(x *exchange, provider *IdentityProvider) outcome {
	who := identity{account: ownerOf(x.cloud, provider.AccountID, provider.ID), user: provider.UserName, provider: provider.ID}
	token, until := randomText("MIIF", 256), x.now.Add(subjectTokenLifetime)
	scoped := false
	for name := range x.params.values {
		scoped = scoped || covers("scope.*", name)
	}
	s.issuer.addBearer(token, issuedBearer{
		bearer: bearer{principal: provider.ID, identity: who, grant: provider.Grant, unscoped: !scoped},
		until:  until,
	})
	answer := created(map[string]any{"token": map[string]any{
		"expires_at": iamTime(until),
		"issued_at":  iamTime(x.now),
		"methods":    []any{"mapped"},
		"user": map[string]any{
			"OS-FEDERATION": map[string]any{
				"identity_provider": map[string]any{"id": provider.ID},
				"protocol":          map[string]any{"id": "oidc"},
				"groups":            []any{map[string]any{"id": "45a8c8f0000000000000000000000000", "name": "simulated-group"}},
			},
			"domain": map[string]any{"id": who.account, "name": "simulated-domain"},
			"id":     who.userID(),
			"name":   who.userName(),
		},
	}})
	answer.header = map[string]string{"X-Subject-Token": token}
	return answer
}
