package gateway

import (
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// Several services may have an action of the same name. A version that none of them has is refused as that of the first.
func TestRPCListByVersion(t *testing.T) {
	all := lists.All
	t.Cleanup(func() { lists.All = all })
	newer := &lists.List{API: "newer", Action: "ListInstances", Service: &lists.Service{Cloud: lists.Alicloud, Version: "2030-01-01"}}
	lists.All = append(append([]*lists.List{}, all...), newer)
	older := lists.Of(lists.OutboundBot)
	for _, c := range []struct {
		action, version string
		want            *lists.List
	}{
		{"ListInstances", "2019-12-26", older},
		{"ListInstances", "2030-01-01", newer},
		{"ListInstances", "1999-01-01", older},
		{"listinstances", "2019-12-26", nil},
		{lists.Of(lists.AiContent).Action, "20240611", nil}, // has a path
	} {
		if got := rpcList(c.action, c.version); got != c.want {
			t.Errorf("%s %s: got %v, want %v", c.action, c.version, got, c.want)
		}
	}
}
