package signin

import (
	"net/http"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
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
	identify: func(x *exchange) *gateway.Failure {
		f := x.ReadObject(invalidIDTokenBody(), "auth.id_token.", "auth.")
		delete(x.Params.Values, idpHeader) // a member of the body
		if provider := x.Get(idpHeader); provider != "" {
			x.Params.Values[idpHeader] = provider
		}
		return f
	},
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		values := x.Params.Values
		if values[idpHeader] == "" || values["id"] == "" {
			return gateway.Outcome{}, invalidIDTokenBody()
		}
		refused := &gateway.Failure{
			Status: http.StatusNotFound, Code: "IAM.0004", Message: "Could not find identity provider: " + values[idpHeader] + ".",
		}
		for _, provider := range s.config.IdentityProviders {
			if provider.ID != values[idpHeader] {
				continue
			}
			if provider.Expired || !signature.Equal(provider.IDToken, values["id"]) {
				refused = &gateway.Failure{
					Status: http.StatusUnauthorized, Code: "IAM.0001", Message: "The request you have made requires authentication.",
				}
				continue // it may vouch for another
			}
			return s.subjectToken(x, &provider), nil
		}
		return gateway.Outcome{}, refused
	},
}

func invalidIDTokenBody() *gateway.Failure {
	return gateway.BadRequest("IAM.0011", "Request body is invalid.")
}

// subjectToken gives a token to the user of an identity provider.
func (s *Services) subjectToken(x *exchange, provider *IdentityProvider) gateway.Outcome {
	who := gateway.Identity{Account: gateway.OwnerOf(x.Cloud, provider.AccountID, provider.ID), User: provider.UserName, Provider: provider.ID}
	token, until := randomText("MIIF", 256), x.Now.Add(subjectTokenLifetime)
	scoped := false
	for name := range x.Params.Values {
		scoped = scoped || covers("scope.*", name)
	}
	s.issuer.addBearer(token, issuedBearer{
		bearer: bearer{principal: provider.ID, identity: who, grant: provider.Grant, unscoped: !scoped},
		until:  until,
	})
	answer := created(map[string]any{"token": map[string]any{
		"expires_at": iamTime(until),
		"issued_at":  iamTime(x.Now),
		"methods":    []any{"mapped"},
		"user": map[string]any{
			"OS-FEDERATION": map[string]any{
				"identity_provider": map[string]any{"id": provider.ID},
				"protocol":          map[string]any{"id": "oidc"},
				"groups":            []any{map[string]any{"id": "45a8c8f0000000000000000000000000", "name": "simulated-group"}},
			},
			"domain": map[string]any{"id": who.Account, "name": "simulated-domain"},
			"id":     who.UserID(),
			"name":   who.UserName(),
		},
	}})
	answer.Header = map[string]string{"X-Subject-Token": token}
	return answer
}
