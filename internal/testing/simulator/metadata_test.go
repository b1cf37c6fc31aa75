package simulator

import (
	"net/http"
	"testing"
	"time"
)

func TestMetadataTokens(t *testing.T) {
	alicloud := func(c caller, ttl, token string) (reply, reply) {
		put := c.plain("PUT", "/latest/api/token", "", set{"X-aliyun-ecs-metadata-token-ttl-seconds": ttl})
		if token == "" {
			token = put.text
		}
		return put, c.plain("GET", roleKeyPath, "", set{"X-aliyun-ecs-metadata-token": token})
	}
	huaweicloud := func(c caller, ttl, token string) (reply, reply) {
		put := c.plain("PUT", "/meta-data/latest/api/token", "", set{"X-Metadata-Token-Ttl-Seconds": ttl})
		if token == "" {
			token = put.text
		}
		return put, c.plain("GET", "/openstack/latest/securitykey", "", set{"X-Metadata-Token": token})
	}
	required := Metadata{Role: "instance", TokenRequired: true}
	unsupported := Metadata{Role: "instance", TokenUnsupported: true}
	for _, c := range []struct {
		name     string
		metadata Metadata
		send     func(c caller, ttl, token string) (reply, reply)
		ttl      string
		token    string
		put, get int
	}{
		{"token", required, alicloud, "21600", "", 200, 200},
		{"token", required, huaweicloud, "21600", "", 200, 200},
		{"optional token", Metadata{Role: "instance"}, alicloud, "1", "", 200, 200},
		{"optional token", Metadata{Role: "instance"}, huaweicloud, "", "", 200, 200},
		{"wrong token", required, alicloud, "60", "x", 200, 403},
		{"wrong token", required, huaweicloud, "60", "x", 200, 401},
		{"wrong optional token", Metadata{Role: "instance"}, alicloud, "60", "x", 200, 403},
		{"no token", required, alicloud, "60", " ", 200, 403},
		{"no token", required, huaweicloud, "60", " ", 200, 401},
		{"not supported", unsupported, alicloud, "60", "x", 404, 200},
		{"not supported", unsupported, huaweicloud, "60", "x", 404, 200},
		{"too long", required, alicloud, "21601", "x", 400, 403},
		{"too short", required, alicloud, "0", "x", 400, 403},
		{"no time", required, alicloud, "", "x", 400, 403},
		{"too short", required, huaweicloud, "59", "x", 400, 401},
		{"no number", required, huaweicloud, "99999999999", "x", 400, 401},
	} {
		server := served(t, signIns(func(config *Config) {
			config.SignIn.AlicloudMetadata, config.SignIn.HuaweicloudMetadata = c.metadata, c.metadata
		}))
		put, get := c.send(newCaller(t, server), c.ttl, c.token)
		if put.status != c.put || get.status != c.get {
			t.Errorf("%s of %q: PUT %d, GET %d %s", c.name, c.ttl, put.status, get.status, get.text)
		}
		recorded := server.SignIns()
		if len(recorded) != 2 || recorded[0].MetadataToken || recorded[1].MetadataToken != (c.token != " ") {
			t.Errorf("%s: recorded %+v", c.name, recorded)
		}
	}
}

func TestMetadataTokenExpires(t *testing.T) {
	now := testNow
	server := served(t, signIns(func(c *Config) {
		c.SignIn.AlicloudMetadata.TokenRequired = true
		c.Now = func() time.Time { return now }
	}))
	caller := newCaller(t, server)
	header := set{"X-aliyun-ecs-metadata-token-ttl-seconds": "60"}
	token := set{"X-aliyun-ecs-metadata-token": caller.plain("PUT", "/latest/api/token", "", header).text}
	if got := caller.plain("GET", roleKeyPath, "", token); got.status != http.StatusOK || got.text != "instance" {
		t.Errorf("%d %s", got.status, got.text)
	}
	// A token of the one service is none of the other.
	other := set{"X-Metadata-Token": token["X-aliyun-ecs-metadata-token"]}
	if got := caller.plain("GET", "/openstack/latest/securitykey", "", other); got.status != http.StatusUnauthorized {
		t.Errorf("%d %s", got.status, got.text)
	}
	header["X-Forwarded-For"] = "192.0.2.1"
	if got := caller.plain("PUT", "/latest/api/token", "", header); got.status != http.StatusForbidden {
		t.Errorf("%d %s", got.status, got.text)
	}
	now = now.Add(time.Minute)
	if got := caller.plain("GET", roleKeyPath, "", token); got.status != http.StatusForbidden {
		t.Errorf("%d %s", got.status, got.text)
	}
}
