package signin

import (
	"html"
	"net/http"
	"strconv"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
)

// The metadata services of both clouds give the keys of an instance's role to whoever can reach them. In their second
// version they want a token that was fetched with PUT before, which a forwarded request cannot have.
//
// https://help.aliyun.com/zh/ecs/user-guide/view-instance-metadata and
// https://support.huaweicloud.com/usermanual-ecs/ecs_03_0166.html
var (
	alicloudMetadata    = gateway.Service{Name: ServiceAlicloudMetadata, Cloud: gateway.Alicloud{}, Fail: failWithPage}
	huaweicloudMetadata = gateway.Service{Name: ServiceHuaweicloudMetadata, Cloud: gateway.Huaweicloud{}, Fail: failWithPage}
)

const (
	alicloudMetadataHeader    = "X-Aliyun-Ecs-Metadata-Token"
	huaweicloudMetadataHeader = "X-Metadata-Token"

	// metadataKeyLifetime is how long the keys of an instance live; both clouds replace them well before.
	metadataKeyLifetime = 6 * time.Hour
	// metadataTokenLongest is the longest life of a metadata token.
	metadataTokenLongest = 6 * time.Hour
)

var alicloudMetadataToken = operation{
	service:  &alicloudMetadata,
	method:   http.MethodPut,
	path:     "/latest/api/token",
	identify: identifyAlicloudMetadata,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		ttl, inRange := metadataTTL(x.Get(alicloudMetadataHeader+"-Ttl-Seconds"), 0, time.Second)
		return s.metadataToken(x, &s.config.AlicloudMetadata, ttl, inRange)
	},
}

var alicloudMetadataRole = operation{
	service:  &alicloudMetadata,
	method:   http.MethodGet,
	path:     "/latest/meta-data/ram/security-credentials/",
	identify: identifyAlicloudMetadata,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		metadata := &s.config.AlicloudMetadata
		if f := s.metadataAccess(x, metadata, http.StatusForbidden); f != nil {
			return gateway.Outcome{}, f
		}
		if metadata.Role == "" {
			return gateway.Outcome{}, webPage(http.StatusNotFound, "")
		}
		return gateway.Outcome{Status: http.StatusOK, Text: metadata.Role}, nil
	},
}

var alicloudMetadataKey = operation{
	service:  &alicloudMetadata,
	method:   http.MethodGet,
	path:     "/latest/meta-data/ram/security-credentials/*",
	identify: identifyAlicloudMetadata,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		metadata := &s.config.AlicloudMetadata
		if f := s.metadataAccess(x, metadata, http.StatusForbidden); f != nil {
			return gateway.Outcome{}, f
		}
		if metadata.Role == "" || x.DecodedPath != alicloudMetadataRole.path+metadata.Role {
			return gateway.Outcome{}, webPage(http.StatusNotFound, "")
		}
		key := s.issue(x, metadata.Grant, metadata.Role, metadata.identity(x), metadataKeyLifetime)
		return success(map[string]any{
			"Code":            "Success",
			"AccessKeyId":     key.AccessKeyID,
			"AccessKeySecret": key.SecretKey,
			"SecurityToken":   key.SecurityToken,
			"LastUpdated":     isoTime(x.Now),
			"Expiration":      isoTime(key.expires),
		}), nil
	},
}

func identifyAlicloudMetadata(x *exchange) *gateway.Failure {
	x.metadataToken = x.Get(alicloudMetadataHeader)
	return nil
}

var huaweicloudMetadataToken = operation{
	service:  &huaweicloudMetadata,
	method:   http.MethodPut,
	path:     "/meta-data/latest/api/token",
	identify: identifyHuaweicloudMetadata,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		ttl, inRange := metadataTTL(x.Get(huaweicloudMetadataHeader+"-Ttl-Seconds"), metadataTokenLongest, time.Minute)
		return s.metadataToken(x, &s.config.HuaweicloudMetadata, ttl, inRange)
	},
}

var huaweicloudMetadataKey = operation{
	service:  &huaweicloudMetadata,
	method:   http.MethodGet,
	path:     "/openstack/latest/securitykey",
	identify: identifyHuaweicloudMetadata,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		metadata := &s.config.HuaweicloudMetadata
		if f := s.metadataAccess(x, metadata, http.StatusUnauthorized); f != nil {
			return gateway.Outcome{}, f
		}
		if metadata.Role == "" {
			// By this text clients tell it from a token that is missing, which has the same status.
			return gateway.Outcome{}, webPage(http.StatusUnauthorized, "Please configure Cloud Service Agency first")
		}
		return success(iamCredential(s.issue(x, metadata.Grant, metadata.Role, metadata.identity(x), metadataKeyLifetime))), nil
	},
}

// identity is the session that an instance has of its role.
func (m *Metadata) identity(x *exchange) gateway.Identity {
	return gateway.Identity{Account: gateway.OwnerOf(x.Cloud, m.AccountID, x.operation.service.Name), Role: m.Role, Session: "i-simulated"}
}

func identifyHuaweicloudMetadata(x *exchange) *gateway.Failure {
	x.metadataToken = x.Get(huaweicloudMetadataHeader)
	return nil
}

// metadataTTL reads how long a metadata token is to live.
func metadataTTL(text string, fallback, least time.Duration) (ttl time.Duration, inRange bool) {
	if text == "" {
		return fallback, fallback > 0
	}
	number, err := strconv.ParseInt(text, 10, 32)
	ttl = time.Duration(number) * time.Second
	return ttl, err == nil && ttl >= least && ttl <= metadataTokenLongest
}

// metadataToken gives out a token of the second version.
func (s *Services) metadataToken(x *exchange, metadata *Metadata, ttl time.Duration, inRange bool) (gateway.Outcome, *gateway.Failure) {
	switch {
	case metadata.TokenUnsupported:
		return gateway.Outcome{}, webPage(http.StatusNotFound, "")
	case forwarded(x):
		return gateway.Outcome{}, webPage(http.StatusForbidden, "")
	case !inRange:
		return gateway.Outcome{}, webPage(http.StatusBadRequest, "")
	}
	token := s.issuer.newToken(x.operation.service.Name, x.Now.Add(ttl))
	return gateway.Outcome{Status: http.StatusOK, Text: token}, nil
}

// metadataAccess decides whether a request may see metadata. The documents do not say what becomes of a token that is
// not, or no longer, good: it is treated like a missing one.
func (s *Services) metadataAccess(x *exchange, metadata *Metadata, refused int) *gateway.Failure {
	switch {
	case metadata.TokenUnsupported:
		return nil
	case x.metadataToken == "" && !metadata.TokenRequired:
		return nil
	case s.issuer.hasToken(x.operation.service.Name, x.metadataToken, x.Now):
		return nil
	}
	return webPage(refused, "")
}

// forwarded reports whether a proxy has passed a request on.
func forwarded(x *exchange) bool { return x.Get("X-Forwarded-For") != "" }

// webPage is a failure of a service that answers with pages of HTML. Its code is the status.
func webPage(status int, why string) *gateway.Failure {
	return &gateway.Failure{Status: status, Code: strconv.Itoa(status), Message: why}
}

func failWithPage(_ *gateway.Exchange, f *gateway.Failure) gateway.Outcome {
	title := strconv.Itoa(f.Status) + " " + http.StatusText(f.Status)
	why := ""
	if f.Message != "" {
		why = "  " + html.EscapeString(f.Message) + "<br /><br />\n"
	}
	return gateway.Outcome{Status: f.Status, Text: "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n" +
		" <body>\n  <h1>" + title + "</h1>\n" + why + " </body>\n</html>"}
}
