package signin_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
	"github.com/google/go-cmp/cmp"
	huaweicloudauth "github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/provider"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/impl"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/utils"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sts/v1/model"
)

// What the vendors' own clients send is understood, and they understand the answers. Their services have addresses of
// their own there, so that the server stands in for all hosts as the proxy.

// present is a server of the present time, which is that of the SDKs, and the proxy of everything meanwhile.
func present(t *testing.T, change ...func(*simulator.Config)) (server *simulator.Server, address string) {
	t.Helper()
	server = simtest.Serve(t, simtest.SignIns(append(change, func(c *simulator.Config) { c.Now = nil })...))
	secure := httptest.NewTLSServer(server)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			server.ServeHTTP(w, r)
			return
		}
		var dialer net.Dialer
		there, err := dialer.DialContext(r.Context(), "tcp", secure.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		var both sync.WaitGroup
		for _, pipe := range [][2]net.Conn{{here, there}, {there, here}} {
			both.Go(func() {
				_, _ = io.Copy(pipe[0], pipe[1])
				_ = pipe[0].Close()
			})
		}
		both.Wait()
	}))
	before := http.DefaultTransport
	through, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	http.DefaultTransport = &http.Transport{
		Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Host == through.Host {
				return nil, nil
			}
			return through, nil
		},
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the certificate is not for the clouds' hosts
		DisableKeepAlives: true,
	}
	t.Cleanup(func() {
		http.DefaultTransport = before
		proxy.Close()
		secure.Close()
	})
	return server, proxy.URL
}

// toHandler sends requests to a handler, wherever they are for.
type toHandler struct{ handler http.Handler }

func (h toHandler) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// last is the last request to a sign-in service, which must have given out this key.
func last(t *testing.T, server *simulator.Server, key string) simulator.SignInRequest {
	t.Helper()
	all := server.SignIns()
	if len(all) == 0 {
		t.Fatal("no sign-in")
	}
	entry := all[len(all)-1]
	if entry.Issued == "" || entry.Issued != key {
		t.Errorf("the client has the key %q, recorded %+v", key, entry)
	}
	return entry
}

func TestAlibabaSDK(t *testing.T) {
	private, err := x509.MarshalPKCS8PrivateKey(simtest.RSAKey())
	if err != nil {
		t.Fatal(err)
	}
	server, address := present(t, func(c *simulator.Config) {
		c.SignIn.KeyPairs = []simulator.KeyPair{{PublicKeyID: "LTAIpair", PublicKey: &simtest.RSAKey().PublicKey}}
	})

	encoded := base64.StdEncoding.EncodeToString(private)
	pair := credentials.NewRsaKeyPairCredential(encoded, "LTAIpair", 900) //nolint:staticcheck // deprecated, and still to be read
	role := credentials.NewRamRoleArnCredential(simtest.Key, simtest.Secret, simtest.RoleARN, "sdk", 900)
	for action, credential := range map[string]auth.Credential{"AssumeRole": role, "GenerateSessionAccessKey": pair} {
		config := sdk.NewConfig()
		config.Transport = toHandler{server} // which is for the list alone
		client, err := sdk.NewClientWithOptions("cn-shanghai", config, credential)
		if err != nil {
			t.Fatal(err)
		}
		call := requests.NewCommonRequest()
		call.Scheme, call.Domain = requests.HTTPS, "ice.cn-shanghai.aliyuncs.com"
		call.Version, call.ApiName = "2020-11-09", "GetAiRtcLicenseInfoList"
		if _, err := client.ProcessCommonRequest(call); err != nil {
			t.Fatalf("%s: %v", action, err)
		}
		all := server.Requests()
		if entry := last(t, server, all[len(all)-1].AccessKeyID); entry.Action != action {
			t.Errorf("recorded %+v", entry)
		}
	}

	metadata, err := credentials.NewECSRAMRoleCredentialsProvider("instance").GetCredentials()
	if err != nil {
		t.Fatal(err)
	}
	last(t, server, metadata.AccessKeyId)

	builder := credentials.NewURLCredentialsProviderBuilderBuilder().WithUrl(address + "/credentials")
	uri, err := builder.Build()
	if err != nil {
		t.Fatal(err)
	}
	credential, err := uri.GetCredentials()
	if err != nil {
		t.Fatal(err)
	}
	last(t, server, credential.AccessKeyId)
}

func TestSDKMetadata(t *testing.T) {
	for name, change := range map[string]func(*simulator.Metadata){
		"optional":    func(*simulator.Metadata) {},
		"required":    func(m *simulator.Metadata) { m.TokenRequired = true },
		"unsupported": func(m *simulator.Metadata) { m.TokenUnsupported = true },
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := present(t, func(c *simulator.Config) {
				change(&c.SignIn.AlicloudMetadata)
				change(&c.SignIn.HuaweicloudMetadata)
			})
			alicloud, err := credentials.NewECSRAMRoleCredentialsProvider("").GetCredentials()
			if err != nil {
				t.Fatal(err)
			}
			withToken := name != "unsupported"
			if entry := last(t, server, alicloud.AccessKeyId); entry.Host != "100.100.100.200" || entry.MetadataToken != withToken {
				t.Errorf("recorded %+v", entry)
			}
			credential, err := provider.BasicCredentialMetadataProvider().GetCredentials()
			if err != nil {
				t.Fatal(err)
			}
			huaweicloud, ok := credential.(*huaweicloudauth.BasicCredentials)
			if !ok {
				t.Fatalf("%T", credential)
			}
			if entry := last(t, server, huaweicloud.AK); entry.Host != "169.254.169.254" || entry.MetadataToken != withToken {
				t.Errorf("recorded %+v", entry)
			}
		})
	}
}

// The SDK is told who it is by each of the cloud's gateways, with a lasting key and with one of a role.
func TestAlibabaSDKCallerIdentity(t *testing.T) {
	server, _ := present(t, func(c *simulator.Config) {
		c.Alicloud[0].AccountID, c.Alicloud[0].UserName = simtest.AlicloudAccount, "reader"
	})
	for _, test := range []struct {
		credential      auth.Credential
		kind, arn, name string
	}{
		{credentials.NewAccessKeyCredential(simtest.Key, simtest.Secret), "RAMUser", "acs:ram::1000000000000001:user/reader", "UserId"},
		{
			credentials.NewRamRoleArnCredential(simtest.Key, simtest.Secret, simtest.RoleARN, "sdk", 900), "AssumedRoleUser",
			"acs:ram::1000000000000001:assumed-role/reader/sdk", "RoleId",
		},
	} {
		for _, method := range []string{requests.GET, requests.POST} {
			config := sdk.NewConfig()
			config.Transport = toHandler{server}
			client, err := sdk.NewClientWithOptions("cn-shanghai", config, test.credential)
			if err != nil {
				t.Fatal(err)
			}
			call := requests.NewCommonRequest()
			call.Method, call.Scheme, call.Domain = method, requests.HTTPS, "sts.aliyuncs.com"
			call.Version, call.ApiName = simtest.STSVersion, simulator.ActionCallerIdentity
			answer, err := client.ProcessCommonRequest(call)
			if err != nil {
				t.Fatalf("%s %s: %v", method, test.kind, err)
			}
			var got map[string]string
			if err := json.Unmarshal(answer.GetHttpContentBytes(), &got); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{
				"AccountId": simtest.AlicloudAccount, "Arn": test.arn, "IdentityType": test.kind,
				"PrincipalId": got["PrincipalId"], test.name: got[test.name], "RequestId": got["RequestId"],
			}
			if diff := cmp.Diff(want, got); diff != "" || want[test.name] == "" {
				t.Errorf("%s (-want +got):\n%s", method, diff)
			}
			all := server.SignIns()
			entry := all[len(all)-1]
			if entry.Action != simulator.ActionCallerIdentity || entry.Method != method || entry.Signature != signature.SchemeRPC ||
				entry.Host != "sts.aliyuncs.com" {
				t.Errorf("recorded %+v", entry)
			}
		}
	}
}

// huaweiSDK sends a request with the SDK's own client, and decodes the answer with its model.
func huaweiSDK(t *testing.T, server *simulator.Server, who huaweicloudauth.ICredential, method, path string, body, into any) {
	t.Helper()
	client := impl.NewDefaultHttpClient(config.DefaultHttpConfig().WithHttpRoundTripper(toHandler{server}))
	call := request.NewHttpRequestBuilder().WithMethod(method).WithEndpoint("https://sts.cn-north-4.myhuaweicloud.com").WithPath(path).
		WithSigningAlgorithm(client.GetHttpConfig().SigningAlgorithm).AddHeaderParam("Content-Type", "application/json")
	if body != nil {
		call = call.WithBody("body", body)
	}
	signed, err := who.ProcessAuthRequest(client, call.Build())
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.SyncInvokeHttp(signed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := answer.GetBodyAsBytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := utils.Unmarshal(content, into); err != nil || answer.GetStatusCode() != http.StatusOK {
		t.Fatalf("%d %s: %v", answer.GetStatusCode(), content, err)
	}
}

// The SDK signs in with an ID token, goes on to an agency, and is told who it is at each step.
func TestHuaweiSDKIdentity(t *testing.T) {
	server := simtest.Serve(t, simtest.SignIns(func(c *simulator.Config) { c.Now = nil }))
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(simtest.IDToken), 0o600); err != nil {
		t.Fatal(err)
	}
	known := simulator.Account{AccessKeyID: simtest.Key}
	lasting, err := huaweicloudauth.NewBasicCredentialsBuilder().WithAk(simtest.Key).WithSk(simtest.Secret).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	federated, err := huaweicloudauth.NewBasicCredentialsBuilder().WithIdpId("ci").WithIdTokenFile(file).
		WithIamEndpointOverride("https://iam.cn-north-4.myhuaweicloud.com").SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	whoIs := func(who huaweicloudauth.ICredential) string {
		t.Helper()
		var got model.GetCallerIdentityResponse
		huaweiSDK(t, server, who, http.MethodGet, simtest.CallerIdentityPath, nil, &got)
		if got.AccountId == nil || got.PrincipalUrn == nil || got.PrincipalId == nil || *got.PrincipalId == "" {
			t.Fatalf("told %+v", got)
		}
		return *got.AccountId + " " + *got.PrincipalUrn
	}
	if got, want := whoIs(lasting), known.HuaweicloudID()+" iam::"+known.HuaweicloudID()+":user:simulated-user"; got != want {
		t.Errorf("told %s, want %s", got, want)
	}
	if got, want := whoIs(federated), "0a1b sts::0a1b:external-user:ci/pipeline"; got != want {
		t.Errorf("told %s, want %s", got, want)
	}

	seconds := int32(3600)
	var assumed model.AssumeAgencyResponse
	huaweiSDK(t, server, federated, http.MethodPost, simtest.AssumeAgencyPath, model.AssumeAgencyReqBody{
		AgencyUrn: "iam::0a1b:agency:reader", AgencySessionName: "ci", DurationSeconds: &seconds,
	}, &assumed)
	if assumed.Credentials == nil || assumed.AssumedAgency == nil || assumed.Credentials.Expiration == nil {
		t.Fatalf("got %+v", assumed)
	}
	agency, err := huaweicloudauth.NewBasicCredentialsBuilder().WithAk(assumed.Credentials.AccessKeyId).
		WithSk(assumed.Credentials.SecretAccessKey).WithSecurityToken(assumed.Credentials.SecurityToken).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := whoIs(agency), "0a1b "+assumed.AssumedAgency.Urn; got != want || want != "0a1b sts::0a1b:assumed-agency:reader/ci" {
		t.Errorf("told %s, want %s", got, want)
	}
	var actions []string
	for _, entry := range server.SignIns() {
		actions = append(actions, entry.Service+" "+entry.Action)
	}
	if diff := cmp.Diff([]string{
		"huaweicloud-sts GetCallerIdentity", "iam CreateTokenWithIdToken", "iam CreateTemporaryAccessKey",
		"huaweicloud-sts GetCallerIdentity", "huaweicloud-sts AssumeAgency", "huaweicloud-sts GetCallerIdentity",
	}, actions); diff != "" {
		t.Errorf("sign-ins (-want +got):\n%s", diff)
	}
}

// The SDK signs the body by its digest.
func TestHuaweiSDK(t *testing.T) {
	server, _ := present(t, func(c *simulator.Config) { c.SignIn.Agencies[0].DomainName = "客户" })
	for path, body := range map[string]map[string]any{
		simtest.SecurityTokensPath: {"auth": map[string]any{"identity": map[string]any{
			"methods": []string{"assume_role"}, "assume_role": map[string]any{"agency_name": "reader", "domain_name": "客户"},
		}}},
		simtest.AssumeAgencyPath: {"agency_urn": "iam::0a1b:agency:reader", "agency_session_name": "reader"},
	} {
		call := request.NewHttpRequestBuilder().WithMethod(http.MethodPost).WithEndpoint("https://iam.cn-north-4.myhuaweicloud.com").
			WithPath(path).AddHeaderParam("Content-Type", "application/json;charset=UTF-8").WithBody("body", body).Build()
		headers, err := signer.Sign(call, simtest.Key, simtest.Secret)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range headers {
			call.AddHeaderParam(name, value)
		}
		r, err := call.ConvertRequest()
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if all := server.SignIns(); all[len(all)-1].Issued == "" {
			t.Errorf("%s: %d, recorded %+v", path, answer.StatusCode, all[len(all)-1])
		}
	}
}
