package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/google/go-cmp/cmp"
)

var testPair = sync.OnceValue(func() *rsa.PrivateKey {
	pair, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return pair
})

// keyPair asks for a key, signed with the key pair of the test.
func (c caller) keyPair(change set) reply {
	c.t.Helper()
	values := url.Values{}
	for name, value := range map[string]string{
		"Action": "GenerateSessionAccessKey", "Version": stsVersion, "Format": "JSON", "AccessKeyId": "LTAIpair",
		"Timestamp": testNow.Format(signature.TimeLayout), "SignatureMethod": "SHA256withRSA", "SignatureType": "PRIVATEKEY",
		"SignatureVersion": "1.0", "SignatureNonce": strconv.FormatInt(testNonce.Add(1), 10), "DurationSeconds": "900",
	} {
		values.Set(name, value)
	}
	for name, value := range change {
		values.Set(name, value)
	}
	claim := signature.KeyPair(covered(c.t, c.newRequest("GET", "/", values, nil)))
	sum := sha256.Sum256([]byte(claim.ToSign[0]))
	signed, err := rsa.SignPKCS1v15(nil, testPair(), crypto.SHA256, sum[:])
	if err != nil {
		c.t.Fatal(err)
	}
	if _, set := change["Signature"]; !set {
		values.Set("Signature", base64.StdEncoding.EncodeToString(signed))
	}
	return c.plain("GET", "/?"+values.Encode(), "", nil)
}

// A key pair signs for a key that needs no token.
func TestKeyPair(t *testing.T) {
	now := testNow
	server := served(t, signIns(func(c *Config) {
		c.SignIn.KeyPairs = []KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &testPair().PublicKey}}
		c.Now = func() time.Time { return now }
	}))
	caller := newCaller(t, server)
	got := caller.keyPair(nil)
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	session := caller.as(got)
	if list := session.call(ICE, nil); session.token != "" || list.status != http.StatusOK {
		t.Errorf("%q: %d %s", session.token, list.status, list.text)
	}
	recorded := server.SignIns()[0]
	recorded.RequestID = ""
	want := SignInRequest{
		Service: ServiceSTS, Action: "GenerateSessionAccessKey", Method: "GET", Path: "/", Host: "service.example.com",
		Parameters: set{"DurationSeconds": "900"}, AccessKeyID: "LTAIpair", Signature: signature.SchemeKeyPair, Attempt: 1,
		Issued: session.key, Status: 200,
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
		{set{"AccessKeyId": testKey}, "InvalidAccessKeyId.NotFound"},
		{set{"Timestamp": testNow.Add(-time.Hour).Format(signature.TimeLayout)}, "InvalidTimeStamp.Expired"},
		{set{"DurationSeconds": "3601"}, "InvalidParameter.DurationSeconds"},
	} {
		if got := caller.keyPair(c.change); got.code() != c.code {
			t.Errorf("%v: %d %s", c.change, got.status, got.text)
		}
	}
	// The pair itself signs nothing else.
	pair := caller
	pair.key = "LTAIpair"
	if got := pair.call(ICE, nil); got.code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("%d %s", got.status, got.text)
	}
	now = now.Add(15 * time.Minute)
	session.at = now
	if got := session.call(ICE, nil); got.code() != "InvalidAccessKeyId.NotFound" {
		t.Errorf("after its time: %d %s", got.status, got.text)
	}
}
