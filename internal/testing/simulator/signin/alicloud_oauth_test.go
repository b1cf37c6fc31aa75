package signin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// A refresh token is good once; what it gives is good for the next sign-in.
func TestOAuthRefresh(t *testing.T) {
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) { c.SignIn.OAuth.AccessToken = "" }))
	caller := simtest.NewCaller(t, server)
	refresh := "oauth-refresh"
	for range 2 {
		body := url.Values{"grant_type": {"refresh_token"}, "client_id": {"client"}, "refresh_token": {refresh}, "Timestamp": {"x"}}.Encode()
		got := caller.Plain("POST", "/v1/token", body, simtest.FormType)
		access, _ := got.Body["access_token"].(string)
		next, _ := got.Body["refresh_token"].(string)
		if got.Status != http.StatusOK || access == "" || next == "" || next == refresh ||
			fmt.Sprintf("%v %v", got.Body["expires_in"], got.Body["token_type"]) != "3600 Bearer" {
			t.Fatalf("%d %s", got.Status, got.Text)
		}
		exchanged := caller.Plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer " + access})
		if list := caller.As(exchanged).Call(lists.ICE, nil); list.Status != http.StatusOK {
			t.Errorf("%d %s", list.Status, list.Text)
		}
		if again := caller.Plain("POST", "/v1/token", body, simtest.FormType); again.Status != http.StatusBadRequest {
			t.Errorf("a refresh token is good twice: %d %s", again.Status, again.Text)
		}
		refresh = next
	}
}
