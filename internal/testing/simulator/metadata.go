package simulator

import (
	"html"
	"net/http"
	"strconv"
	"time"
)

// The metadata services of both clouds give the keys of an instance's role to whoever can reach them. In their second
// version they want a token that was fetched with PUT before, which a forwarded request cannot have.
//
// https://help.aliyun.com/zh/ecs/user-guide/view-instance-metadata and
// https://support.huaweicloud.com/usermanual-ecs/ecs_03_0166.html
var (
	alicloudMetadata    = service{name: ServiceAlicloudMetadata, cloud: alibaba{}, fail: failWithPage}
	huaweicloudMetadata = service{name: ServiceHuaweicloudMetadata, cloud: huawei{}, fail: failWithPage}
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
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		ttl, inRange := metadataTTL(x.get(alicloudMetadataHeader+"-Ttl-Seconds"), 0, time.Second)
		return s.metadataToken(x, &s.config.SignIn.AlicloudMetadata, ttl, inRange)
	},
}

var alicloudMetadataRole = operation{
	service:  &alicloudMetadata,
	method:   http.MethodGet,
	path:     "/latest/meta-data/ram/security-credentials/",
	identify: identifyAlicloudMetadata,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		metadata := &s.config.SignIn.AlicloudMetadata
		if f := s.metadataAccess(x, metadata, http.StatusForbidden); f != nil {
			return outcome{}, f
		}
		if metadata.Role == "" {
			return outcome{}, webPage(http.StatusNotFound, "")
		}
		return outcome{status: http.StatusOK, text: metadata.Role}, nil
	},
}

var alicloudMetadataKey = operation{
	service:  &alicloudMetadata,
	method:   http.MethodGet,
	path:     "/latest/meta-data/ram/security-credentials/*",
	identify: identifyAlicloudMetadata,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		metadata := &s.config.SignIn.AlicloudMetadata
		if f := s.metadataAccess(x, metadata, http.StatusForbidden); f != nil {
			return outcome{}, f
		}
		if metadata.Role == "" || x.decoded != alicloudMetadataRole.path+metadata.Role {
			return outcome{}, webPage(http.StatusNotFound, "")
		}
		key := s.issue(x, metadata.Grant, metadata.Role, metadata.identity(x), metadataKeyLifetime)
		return success(map[string]any{
			"Code":            "Success",
			"AccessKeyId":     key.AccessKeyID,
			"AccessKeySecret": key.SecretKey,
			"SecurityToken":   key.SecurityToken,
			"LastUpdated":     isoTime(x.now),
			"Expiration":      isoTime(key.expires),
		}), nil
	},
}

func identifyAlicloudMetadata(x *exchange) *failure {
	x.metadataToken = x.get(alicloudMetadataHeader)
	return nil
}

var huaweicloudMetadataToken = operation{
	service:  &huaweicloudMetadata,
	method:   http.MethodPut,
	path:     "/meta-data/latest/api/token",
	identify: identifyHuaweicloudMetadata,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		ttl, inRange := metadataTTL(x.get(huaweicloudMetadataHeader+"-Ttl-Seconds"), metadataTokenLongest, time.Minute)
		return s.metadataToken(x, &s.config.SignIn.HuaweicloudMetadata, ttl, inRange)
	},
}

var huaweicloudMetadataKey = operation{
	service:  &huaweicloudMetadata,
	method:   http.MethodGet,
	path:     "/openstack/latest/securitykey",
	identify: identifyHuaweicloudMetadata,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		metadata := &s.config.SignIn.HuaweicloudMetadata
		if f := s.metadataAccess(x, metadata, http.StatusUnauthorized); f != nil {
			return outcome{}, f
		}
		if metadata.Role == "" {
			// By this text clients tell it from a token that is missing, which has the same status.
			return outcome{}, webPage(http.StatusUnauthorized, "Please configure Cloud Service Agency first")
		}
		return success(iamCredential(s.issue(x, metadata.Grant, metadata.Role, metadata.identity(x), metadataKeyLifetime))), nil
	},
}

// identity is the session that an instance has of its role.
func (m *Metadata) identity(x *exchange) identity {
	return identity{account: ownerOf(x.cloud, m.AccountID, x.operation.service.name), role: m.Role, session: "i-simulated"}
}

func identifyHuaweicloudMetadata(x *exchange) *failure {
	x.metadataToken = x.get(huaweicloudMetadataHeader)
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
func (s *Server) metadataToken(x *exchange, metadata *Metadata, ttl time.Duration, inRange bool) (outcome, *failure) {
	switch {
	case metadata.TokenUnsupported:
		return outcome{}, webPage(http.StatusNotFound, "")
	case forwarded(x):
		return outcome{}, webPage(http.StatusForbidden, "")
	case !inRange:
		return outcome{}, webPage(http.StatusBadRequest, "")
	}
	token := s.issuer.newToken(x.operation.service.name, x.now.Add(ttl))
	return outcome{status: http.StatusOK, text: token}, nil
}

// metadataAccess decides whether a request may see metadata. The documents do not say what becomes of a token that is
// not, or no longer, good: it is treated like a missing one.
func (s *Server) metadataAccess(x *exchange, metadata *Metadata, refused int) *failure {
	switch {
	case metadata.TokenUnsupported:
		return nil
	case x.metadataToken == "" && !metadata.TokenRequired:
		return nil
	case s.issuer.hasToken(x.operation.service.name, x.metadataToken, x.now):
		return nil
	}
	return webPage(refused, "")
}

// forwarded reports whether a proxy has passed a request on.
func forwarded(x *exchange) bool { return x.get("X-Forwarded-For") != "" }

// webPage is a failure of a service that answers with pages of HTML. Its code is the status.
func webPage(status int, why string) *failure {
	return &failure{status: status, code: strconv.Itoa(status), message: why}
}

func failWithPage(_ *exchange, f *failure) outcome {
	title := strconv.Itoa(f.status) + " " + http.StatusText(f.status)
	why := ""
	if f.message != "" {
		why = "  " + html.EscapeString(f.message) + "<br /><br />\n"
	}
	return outcome{status: f.status, text: "<html>\n <head>\n  <title>" + title + "</title>\n </head>\n" +
		" <body>\n  <h1>" + title + "</h1>\n" + why + " </body>\n</html>"}
}
