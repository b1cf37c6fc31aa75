package signin

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// operations is everything that the sign-in services can do: one line each.
var operations = []*operation{
	&assumeRole, &assumeRoleWithOIDC, &generateSessionAccessKey, &alicloudCallerIdentity,
	&alicloudMetadataToken, &alicloudMetadataRole, &alicloudMetadataKey,
	&credentialsURI, &cloudSSO, &oauthToken, &oauthExchange,
	&idTokens, &authDomains, &securityTokens, &assumeAgency, &huaweicloudCallerIdentity,
	&huaweicloudMetadataToken, &huaweicloudMetadataKey,
}

// operation declares one operation of a sign-in service. [Services] does what they share.
type operation struct {
	service *gateway.Service
	// action is the name of the operation, which in the RPC style is all that addresses it.
	action string
	// method and path are how it is addressed elsewhere. A path that ends in * covers all that is longer.
	method, path string
	// parameters are the documented ones. A name that ends in * covers all that is longer.
	parameters []string
	// withoutToken makes the keys that it gives out ones without a security token.
	withoutToken bool

	// identify reads the parameters and who asks, if the gateway has not done so.
	identify func(*exchange) *gateway.Failure
	// authenticate checks who asks; nil if everybody may ask.
	authenticate func(*Services, *exchange) *gateway.Failure
	// answer does what is asked for.
	answer func(*Services, *exchange) (gateway.Outcome, *gateway.Failure)
}

func created(body map[string]any) gateway.Outcome {
	return gateway.Outcome{Status: http.StatusCreated, Body: body}
}

func success(body map[string]any) gateway.Outcome {
	return gateway.Outcome{Status: http.StatusOK, Body: body}
}

// operationAt returns the operation at a path, nil if no sign-in service has that path. No two share one; a wrong
// method is for the service to refuse.
func operationAt(config *Config, path string) *operation {
	for _, o := range operations {
		at := o.path
		if o == &credentialsURI {
			at = config.CredentialsURI.Path
		}
		if at != "" && covers(at, path) {
			return o
		}
	}
	return nil
}

// covers reports whether a pattern is this text, or ends in * and this text goes on instead.
func covers(pattern, text string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	return pattern == text || open && len(text) > len(prefix) && strings.HasPrefix(text, prefix)
}

// knows reports whether the operation documents a parameter of this name.
func (o *operation) knows(parameter string) bool {
	return slices.ContainsFunc(o.parameters, func(known string) bool { return covers(known, parameter) })
}

// seconds reads how long a session is to last, which is at least a quarter of an hour everywhere; ok is false if
// it is shorter or longer.
func seconds(p *lists.Parameters, name string, fallback, most time.Duration) (d time.Duration, ok bool) {
	const least = 15 * time.Minute
	number := p.Integer(name, int64(fallback/time.Second))
	if p.Bad() != "" || number < int64(least/time.Second) || number > int64(most/time.Second) {
		return 0, false
	}
	return time.Duration(number) * time.Second, true
}
