package signin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

func TestMetadataTokens(t *testing.T) {
	alicloud := func(c simtest.Caller, ttl, token string) (simtest.Reply, simtest.Reply) {
		put := c.Plain("PUT", "/latest/api/token", "", set{"X-aliyun-ecs-metadata-token-ttl-seconds": ttl})
		if token == "" {
			token = put.Text
		}
		return put, c.Plain("GET", simtest.RoleKeyPath, "", set{"X-aliyun-ecs-metadata-token": token})
	}
	huaweicloud := func(c simtest.Caller, ttl, token string) (simtest.Reply, simtest.Reply) {
		put := c.Plain("PUT", "/meta-data/latest/api/token", "", set{"X-Metadata-Token-Ttl-Seconds": ttl})
		if token == "" {
			token = put.Text
		}
		return put, c.Plain("GET", "/openstack/latest/securitykey", "", set{"X-Metadata-Token": token})
	}
	required := simulator.Metadata{Role: "instance", TokenRequired: true}
	unsupported := simulator.Metadata{Role: "instance", TokenUnsupported: true}
	for _, c := range []struct {
		name     string
		metadata simulator.Metadata
		send     func(c simtest.Caller, ttl, token string) (simtest.Reply, simtest.Reply)
		ttl      string
		token    string
		put, get int
	}{
		{"token", required, alicloud, "21600", "", 200, 200},
		{"token", required, huaweicloud, "21600", "", 200, 200},
		{"optional token", simulator.Metadata{Role: "instance"}, alicloud, "1", "", 200, 200},
		{"optional token", simulator.Metadata{Role: "instance"}, huaweicloud, "", "", 200, 200},
		{"wrong token", required, alicloud, "60", "x", 200, 403},
		{"wrong token", required, huaweicloud, "60", "x", 200, 401},
		{"wrong optional token", simulator.Metadata{Role: "instance"}, alicloud, "60", "x", 200, 403},
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
		server := simtest.Serve(t, simtest.SignIns(func(config *simulator.Config) {
			config.SignIn.AlicloudMetadata, config.SignIn.HuaweicloudMetadata = c.metadata, c.metadata
		}))
		put, get := c.send(simtest.NewCaller(t, server), c.ttl, c.token)
		if put.Status != c.put || get.Status != c.get {
			t.Errorf("%s of %q: PUT %d, GET %d %s", c.name, c.ttl, put.Status, get.Status, get.Text)
		}
		recorded := server.SignIns()
		if len(recorded) != 2 || recorded[0].MetadataToken || recorded[1].MetadataToken != (c.token != " ") {
			t.Errorf("%s: recorded %+v", c.name, recorded)
		}
	}
}

func TestMetadataTokenExpires(t *testing.T) {
	now := simtest.Now
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
		c.SignIn.AlicloudMetadata.TokenRequired = true
		c.Now = func() time.Time { return now }
	}))
	caller := simtest.NewCaller(t, server)
	header := set{"X-aliyun-ecs-metadata-token-ttl-seconds": "60"}
	token := set{"X-aliyun-ecs-metadata-token": caller.Plain("PUT", "/latest/api/token", "", header).Text}
	if got := caller.Plain("GET", simtest.RoleKeyPath, "", token); got.Status != http.StatusOK || got.Text != "instance" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	// A token of the one service is none of the other.
	other := set{"X-Metadata-Token": token["X-aliyun-ecs-metadata-token"]}
	if got := caller.Plain("GET", "/openstack/latest/securitykey", "", other); got.Status != http.StatusUnauthorized {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	header["X-Forwarded-For"] = "192.0.2.1"
	if got := caller.Plain("PUT", "/latest/api/token", "", header); got.Status != http.StatusForbidden {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	now = now.Add(time.Minute)
	if got := caller.Plain("GET", simtest.RoleKeyPath, "", token); got.Status != http.StatusForbidden {
		t.Errorf("%d %s", got.Status, got.Text)
	}
}
