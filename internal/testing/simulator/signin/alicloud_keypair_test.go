package signin_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
	"github.com/google/go-cmp/cmp"
)

// A key pair signs for a key that needs no token.
func TestKeyPair(t *testing.T) {
	now := simtest.Now
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) {
		c.SignIn.KeyPairs = []simulator.KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &simtest.RSAKey().PublicKey}}
		c.Now = func() time.Time { return now }
	}))
	caller := simtest.NewCaller(t, server)
	got := caller.KeyPair(nil)
	if got.Status != http.StatusOK {
		t.Fatalf("%d %s", got.Status, got.Text)
	}
	session := caller.As(got)
	if list := session.Call(lists.ICE, nil); session.Token != "" || list.Status != http.StatusOK {
		t.Errorf("%q: %d %s", session.Token, list.Status, list.Text)
	}
	recorded := server.SignIns()[0]
	recorded.RequestID = ""
	want := simulator.SignInRequest{
		Service: simulator.ServiceSTS, Action: "GenerateSessionAccessKey", Method: "GET", Path: "/", Host: "service.example.com",
		Parameters: set{"DurationSeconds": "900"}, AccessKeyID: "LTAIpair", Signature: signature.SchemeKeyPair, Attempt: 1,
		Issued: session.Key, Status: 200,
	}
	if diff := cmp.Diff(want, recorded); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}

	for _, c := range []struct {
		change set
		code   string
	}{
		{set{"Signature": base64.StdEncoding.EncodeToString(make([]byte, 256))}, "SignatureDoesNotMatch"},
		{set{"Signature": "%"}, "SignatureDoesNotMatch"},
		{set{"SignatureMethod": "HMAC-SHA1"}, "IncompleteSignature"},
		{set{"SignatureType": ""}, "IncompleteSignature"},
		{set{"AccessKeyId": simtest.Key}, "InvalidAccessKeyId.NotFound"},
		{set{"Timestamp": simtest.Now.Add(-time.Hour).Format(signature.TimeLayout)}, "InvalidTimeStamp.Expired"},
		{set{"DurationSeconds": "3601"}, "InvalidParameter.DurationSeconds"},
	} {
		if got := caller.KeyPair(c.change); got.Code() != c.code {
			t.Errorf("%v: %d %s", c.change, got.Status, got.Text)
		}
	}
	// The pair itself signs nothing else.
	pair := caller
	pair.Key = "LTAIpair"
	if got := pair.Call(lists.ICE, nil); got.Code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("%d %s", got.Status, got.Text)
	}
	now = now.Add(15 * time.Minute)
	session.At = now
	if got := session.Call(lists.ICE, nil); got.Code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("after its time: %d %s", got.Status, got.Text)
	}
}
