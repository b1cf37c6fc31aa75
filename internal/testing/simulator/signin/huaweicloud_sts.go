package signin

import (
	"net/http"
	"regexp"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// huaweicloudSTS is the Security Token Service of Huawei Cloud.
var huaweicloudSTS = gateway.Service{
	Name:            ServiceHuaweicloudSTS,
	Cloud:           gateway.Huaweicloud{},
	RequestIDHeader: "X-Request-Id",
	Fail: func(x *gateway.Exchange, f *gateway.Failure) gateway.Outcome {
		return gateway.Outcome{Status: f.Status, Body: x.Cloud.Fail(x, f)}
	},
}

// assumeAgency is https://support.huaweicloud.com/api-iam5/AssumeAgency.html, the newer way to the key of an agency,
// which addresses it by the identifier of its domain. The error of an agency that is not there is the documented
// example; the documents list no others, so the rest are those of the older IAM.
var assumeAgency = operation{
	service: &huaweicloudSTS,
	action:  "AssumeAgency",
	method:  http.MethodPost,
	path:    "/v5/agencies/assume",
	parameters: []string{
		"duration_seconds", "external_id", "policy", "policy_ids", "agency_urn", "agency_session_name", "serial_number",
		"token_code", "source_identity", "tags", "transitive_tag_keys",
	},
	identify: func(x *exchange) *gateway.Failure {
		x.Claim = signature.Huaweicloud(&x.Message)
		return x.ReadObject(invalidIAM("body"))
	},
	authenticate: authenticateHuaweicloud,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		urn, session := x.Params.Values["agency_urn"], x.Params.Values["agency_session_name"]
		if urn == "" || session == "" {
			return gateway.Outcome{}, missingIAM()
		}
		if !agencySession.MatchString(session) {
			return gateway.Outcome{}, invalidIAM("agency_session_name")
		}
		longest := 12 * time.Hour
		if x.Claim.SecurityToken != "" { // an agency that assumes another
			longest = time.Hour
		}
		asked, inRange := seconds(x.Params, "duration_seconds", time.Hour, longest)
		if !inRange {
			return gateway.Outcome{}, invalidIAM("duration_seconds")
		}
		for _, agency := range s.config.Agencies {
			if agency.DomainID == "" || urn != "iam::"+agency.DomainID+":agency:"+agency.Name {
				continue
			}
			if !s.trusts(x, agency.Trusted) {
				return gateway.Outcome{}, &gateway.Failure{
					Status:  http.StatusForbidden,
					Code:    "IAM.0003",
					Message: "Policy doesn't allow sts:agencies:assume to be performed.",
				}
			}
			who := agency.identity(session)
			assumed, id := x.Cloud.Principal(who)
			key := s.issue(x, agency.Grant, agency.Name, who, asked)
			return success(map[string]any{
				"assumed_agency": map[string]any{
					"urn": assumed,
					"id":  id,
				},
				"credentials": map[string]any{
					"access_key_id":     key.AccessKeyID,
					"secret_access_key": key.SecretKey,
					"security_token":    key.SecurityToken,
					"expiration":        key.expires.UTC().Format("2006-01-02T15:04:05.000Z"),
				},
			}), nil
		}
		return gateway.Outcome{}, &gateway.Failure{
			Status: http.StatusNotFound, Code: "STS5.1106", Message: "the agency '" + urn + "' cannot be found",
		}
	},
}

// agencySession is what a session may be called; the document gives the length alone.
var agencySession = regexp.MustCompile(`^.{2,128}$`)

// identity is a session of an agency, which belongs to the account that delegates.
func (a *Agency) identity(session string) gateway.Identity {
	return gateway.Identity{Account: gateway.OwnerOf(gateway.Huaweicloud{}, a.DomainID, a.DomainName), Role: a.Name, Session: session}
}
