package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
)

// A refresh token is good once; what it gives is good for the next sign-in.
func TestOAuthRefresh(t *testing.T) {
	server := served(t, signIns(func(c *Config) { c.SignIn.OAuth.AccessToken = "" }))
	caller := newCaller(t, server)
	refresh := "oauth-refresh"
	for range 2 {
		body := url.Values{"grant_type": {"refresh_token"}, "client_id": {"client"}, "refresh_token": {refresh}, "Timestamp": {"x"}}.Encode()
		got := caller.plain("POST", "/v1/token", body, formType)
		access, _ := got.body["access_token"].(string)
		next, _ := got.body["refresh_token"].(string)
		if got.status != http.StatusOK || access == "" || next == "" || next == refresh ||
			fmt.Sprintf("%v %v", got.body["expires_in"], got.body["token_type"]) != "3600 Bearer" {
			t.Fatalf("%d %s", got.status, got.text)
		}
		exchanged := caller.plain("POST", "/v1/exchange", "", set{"Authorization": "Bearer " + access})
		if list := caller.as(exchanged).call(ICE, nil); list.status != http.StatusOK {
			t.Errorf("%d %s", list.status, list.text)
		}
		if again := caller.plain("POST", "/v1/token", body, formType); again.status != http.StatusBadRequest {
			t.Errorf("a refresh token is good twice: %d %s", again.status, again.text)
		}
		refresh = next
	}
}
