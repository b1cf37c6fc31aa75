package signature

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// The vectors that the vendors publish with their rules.

// https://help.aliyun.com/zh/sdk/product-overview/rpc-mechanism
func TestRPCVector(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://ecs.aliyuncs.com/?Timestamp=2016-02-23T12%3A46%3A24Z"+
		"&Format=XML&AccessKeyId=testid&Action=DescribeRegions&SignatureMethod=HMAC-SHA1"+
		"&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0"+
		"&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D", nil)
	c := RPC(message(r))
	const want = "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1" +
		"%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0" +
		"%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26"
	if c.Expected != want {
		t.Errorf("string to sign\n got %s\nwant %s", c.Expected, want)
	}
	verifies(t, c, "testsecret")
}

// https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
func TestACS3Vector(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://ecs.cn-shanghai.aliyuncs.com/"+
		"?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai", nil)
	for name, value := range map[string]string{
		"x-acs-action":          "RunInstances",
		"x-acs-date":            "2023-10-26T10:22:32Z",
		"x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
		"x-acs-version":         "2014-05-26",
		"x-acs-content-sha256":  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"Authorization": "ACS3-HMAC-SHA256 Credential=YourAccessKeyId," +
			"SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
			"Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
	} {
		r.Header.Set(name, value)
	}
	c := ACS3(message(r))
	const want = "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
	if c.ToSign[0] != want {
		t.Errorf("string to sign\n got %s\nwant %s\n%s", c.ToSign[0], want, c.Expected)
	}
	verifies(t, c, "YourAccessKeySecret")
	if c.AccessKeyID != "YourAccessKeyId" {
		t.Errorf("access key %q", c.AccessKeyID)
	}
}

// https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-004.html
func TestHuaweiVector(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet,
		"http://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"+
			"?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0", nil)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Sdk-Date", "20191115T033655Z")
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, "+
		"SignedHeaders=content-type;host;x-sdk-date, "+
		"Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe")
	c := Huaweicloud(message(r))
	const want = "SDK-HMAC-SHA256\n20191115T033655Z\nb25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a"
	if c.ToSign[0] != want {
		t.Errorf("string to sign\n got %s\nwant %s\n%s", c.ToSign[0], want, c.Expected)
	}
	verifies(t, c, "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc")
}

// No vector of the older ROA rules is published; this is their text, line by line.
// https://help.aliyun.com/zh/sdk/product-overview/roa-mechanism
func TestROAStringToSign(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet,
		"http://aicontent.aliyuncs.com/api/v1/aliyunConsole/queryPaidResource?pageSize=50&orderBy=a+b%26c&nextToken=", nil)
	for name, value := range map[string]string{
		"Accept":                  "application/json",
		"Date":                    "Sat, 14 Mar 2026 15:09:26 GMT",
		"x-acs-version":           "20240611",
		"x-acs-signature-version": "1.0",
		"x-acs-signature-method":  "HMAC-SHA1",
		"Authorization":           "acs key:signature",
	} {
		r.Header.Set(name, value)
	}
	const headers = "x-acs-signature-method:HMAC-SHA1\nx-acs-signature-version:1.0\nx-acs-version:20240611\n" +
		"/api/v1/aliyunConsole/queryPaidResource?nextToken&orderBy=a b&c&pageSize=50"
	c := ROA(message(r))
	// A signature of either is good. Both were computed outside this package:
	// openssl dgst -sha1 -hmac secret -binary | base64
	for i, want := range []struct{ toSign, signature string }{
		{"GET\napplication/json\n\n\nSat, 14 Mar 2026 15:09:26 GMT\n" + headers, "dpDB1s/9WfV9RHMiD1zy0qorZ4I="},
		{"GET\napplication/json\nSat, 14 Mar 2026 15:09:26 GMT\n" + headers, "l+GPsO6QH+Lptl0Vtge9OzbN4+U="},
	} {
		if c.ToSign[i] != want.toSign {
			t.Errorf("string to sign %d\n got %q\nwant %q", i, c.ToSign[i], want.toSign)
		}
		c.Signature = want.signature
		verifies(t, c, "secret")
	}
	if c.AccessKeyID != "key" {
		t.Errorf("access key %q", c.AccessKeyID)
	}
}

// message is what a signature of this request covers.
func message(r *http.Request) *Message {
	return &Message{
		Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), DecodedPath: r.URL.Path, Query: r.URL.Query(), Header: r.Header,
	}
}

func verifies(t *testing.T, c *Claim, secret string) {
	t.Helper()
	if c.Missing != "" || c.Malformed != "" {
		t.Errorf("missing %q, malformed %q", c.Missing, c.Malformed)
	}
	if !c.Verify(secret) {
		t.Error("a good signature is refused")
	}
	if c.Verify(secret + "x") {
		t.Error("another secret is accepted")
	}
	c.Signature = c.Signature[1:]
	if c.Verify(secret) {
		t.Error("another signature is accepted")
	}
}

func TestPercentEncode(t *testing.T) {
	for in, want := range map[string]string{
		"":         "",
		"a b*c~d":  "a%20b%2Ac~d",
		"+/=&%":    "%2B%2F%3D%26%25",
		"口语":       "%E5%8F%A3%E8%AF%AD",
		"A-Z_0.9~": "A-Z_0.9~",
	} {
		if got := percentEncode(in); got != want {
			t.Errorf("percentEncode(%q) = %q, want %q", in, got, want)
		}
	}
}
