package simulator

import (
	"net/http"
	"regexp"
	"time"
)

// huaweicloudSTS is the Security Token Service of Huawei Cloud.
var huaweicloudSTS = service{
	name:            ServiceHuaweicloudSTS,
	cloud:           huawei{},
	requestIDHeader: "X-Request-Id",
	fail: func(x *exchange, f *failure) outcome {
		return outcome{status: f.status, body: x.cloud.fail(x, f)}
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
	identify: func(x *exchange) *failure {
		x.claim = claimHuawei(&x.signed)
		return x.readObject(invalidIAM("body"))
	},
	authenticate: huawei{}.authenticateKey,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		urn, session := x.params.values["agency_urn"], x.params.values["agency_session_name"]
		if urn == "" || session == "" {
			return outcome{}, missingIAM()
		}
		if !agencySession.MatchString(session) {
			return outcome{}, invalidIAM("agency_session_name")
		}
		longest := 12 * time.Hour
		if x.claim.securityToken != "" { // an agency that assumes another
			longest = time.Hour
		}
		asked, inRange := x.params.seconds("duration_seconds", time.Hour, longest)
		if !inRange {
			return outcome{}, invalidIAM("duration_seconds")
		}
		for _, agency := range s.config.SignIn.Agencies {
			if agency.DomainID == "" || urn != "iam::"+agency.DomainID+":agency:"+agency.Name {
				continue
			}
			if !s.trusts(x, agency.Trusted) {
				return outcome{}, &failure{
					status:  http.StatusForbidden,
					code:    "IAM.0003",
					message: "Policy doesn't allow sts:agencies:assume to be performed.",
				}
			}
			who := agency.identity(session)
			assumed, id := x.cloud.principal(who)
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
		return outcome{}, &failure{
			status: http.StatusNotFound, code: "STS5.1106", message: "the agency '" + urn + "' cannot be found",
		}
	},
}

// agencySession is what a session may be called; the document gives the length alone.
var agencySession = regexp.MustCompile(`^.{2,128}$`)
