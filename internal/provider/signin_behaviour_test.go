package provider_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/faulty"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// configure configures a provider for one cloud, with the clouds' endpoints and
// what is given.
func (c cloudUnderTest) configure(t *testing.T, clouds *acctest.Clouds, block, settings acctest.Object) *acctest.Protocol {
	t.Helper()
	own := acctest.Object{"endpoints": clouds.Settings()[c.attribute].(acctest.Object)["endpoints"]}
	maps.Copy(own, block)
	all := acctest.Object{c.attribute: own}
	maps.Copy(all, settings)
	provider := clouds.Protocol(t)
	if response := provider.Configure(t, all, nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	return provider
}

// in returns a block that finds in a directory what it would find in the home
// directory.
func (c cloudUnderTest) in(home string, block acctest.Object) acctest.Object {
	own := acctest.Object{}
	for name, value := range block {
		if nested, is := value.(acctest.Object); is {
			value = c.in(home, nested)
		}
		if path, is := value.(string); is && strings.HasPrefix(path, "~/") {
			value = filepath.Join(home, path[2:])
		}
		own[name] = value
	}
	file, path := "shared_credentials_file", ".aliyun/config.json"
	if c.attribute == "huaweicloud" {
		file, path = "shared_config_file", ".hcloud/config.json"
	}
	if _, named := block["profile"]; named || (len(block) == 1 && block["assume_role"] != nil) {
		own[file] = filepath.Join(home, path)
	}
	return own
}

// renewable are the sources that give temporary keys.
var renewable = []struct {
	cloud cloudUnderTest
	name  string
	block acctest.Object

	// once is how many requests one sign-in takes, and again how many a second
	// one does where everything that was given out has expired.
	once, again int
}{
	{cloudsUnderTest[0], "role", acctest.Object{"profile": "ak", "assume_role": acctest.Object{"role_arn": ramRole("top")}}, 1, 1},
	{cloudsUnderTest[0], "OIDC role",
		acctest.Object{"assume_role_with_oidc": acctest.Object{"oidc_provider_arn": oidcProvider, "oidc_token_file": "~/pod-token",
			"role_arn": ramRole("pod")}}, 1, 1},
	{cloudsUnderTest[0], "ECS role", acctest.Object{"ecs_role_name": "instance"}, 2, 2},
	// The second sign-in begins with the old key of the instance.
	{cloudsUnderTest[0], "role on top of an ECS role", acctest.Object{"profile": "ecs role"}, 3, 4},
	{cloudsUnderTest[0], "credentials URI", acctest.Object{"profile": "uri"}, 1, 1},
	{cloudsUnderTest[0], "CloudSSO", acctest.Object{"profile": "sso"}, 1, 1},
	{cloudsUnderTest[0], "OAuth", acctest.Object{"profile": "oauth"}, 1, 1},
	{cloudsUnderTest[0], "key pair", acctest.Object{"profile": "key pair"}, 1, 1},
	{cloudsUnderTest[1], "agency", acctest.Object{"profile": "agency"}, 1, 1},
	{cloudsUnderTest[1], "ECS agency", acctest.Object{"profile": "ecs"}, 2, 2},
}

// TestRefusedTemporaryKey expires every key after the first page of a list: the
// refused request is signed again with a new key, once, and the list is whole.
func TestRefusedTemporaryKey(t *testing.T) {
	t.Parallel()
	for _, test := range renewable {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var clouds *acctest.Clouds
			var home string
			var first sync.Once // a list may be read twice
			api := test.cloud.source.API
			clouds, home = startSignInBeside(t, func(config *simulator.Config) {
				config.PageLimit = map[simulator.API]int{api: 2}
				config.Rows[api] = simulator.Generate(api, 6, 1)
				config.Fault = func(r simulator.Request) http.HandlerFunc {
					if r.Page == 1 {
						first.Do(clouds.Expire)
					}
					return nil
				}
			})
			provider := test.cloud.configure(t, clouds, test.cloud.in(home, test.block),
				acctest.Object{"max_concurrency": int64(1), "max_retries": int64(0)})
			state, diagnostics := provider.Read(t.Context(), t, test.cloud.source.Name, nil)
			if len(diagnostics) > 0 {
				t.Fatal(acctest.Text(diagnostics))
			}
			if rows, _ := rowsOf(state, test.cloud.source).([]any); len(rows) != 6 {
				t.Errorf("got %d rows, want 6", len(rows))
			}
			refused := 0
			for _, request := range clouds.Requests() {
				if request.ErrorCode != "" {
					refused++
				}
			}
			if n := len(clouds.SignIns()); refused != 1 || n != test.once+test.again {
				t.Errorf("%d requests were refused, want 1; signing in took %d, want %d:\n%s", refused, n, test.once+test.again,
					strings.Join(seenOf(clouds), "\n"))
			}
		})
	}
}

// TestRefusedAgain reads twenty lists at once where the cloud refuses every
// temporary key: one key and one in its place are tried, and no more.
func TestRefusedAgain(t *testing.T) {
	t.Parallel()
	for _, test := range renewable {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clouds, home := startSignInBeside(t, func(config *simulator.Config) {
				config.Latency = 5 * time.Millisecond
				config.Fault = func(r simulator.Request) http.HandlerFunc {
					if test.cloud.attribute == "huaweicloud" {
						return simulator.ErrorAnswer(r.API, 401, "APIGW.0301",
							"Incorrect IAM authentication information: decrypt token fail")
					}
					return simulator.ErrorAnswer(r.API, 400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
				}
			})
			provider := test.cloud.configure(t, clouds, test.cloud.in(home, test.block), nil)
			failed := readAtOnce(t, provider, test.cloud.source.Name, 20)
			if diff := cmp.Diff(slices.Repeat([]string{"the security token was refused"}, 20), failed); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if n := len(clouds.Requests()); n != 2 {
				t.Errorf("%d requests for lists, want 2", n)
			}
			if n := len(clouds.SignIns()); n > 2*test.once {
				t.Errorf("signing in took %d requests, want %d at the most", n, 2*test.once)
			}
		})
	}
}

// readAtOnce reads a data source many times at once, and returns what each
// failed with.
func readAtOnce(t *testing.T, provider *acctest.Protocol, source string, count int) []string {
	t.Helper()
	var all sync.WaitGroup
	failed := make([]string, count)
	for i := range failed {
		all.Go(func() {
			if _, diagnostics := provider.Read(t.Context(), t, source, nil); len(diagnostics) > 0 {
				_, failed[i], _ = strings.Cut(diagnostics[0].Summary, ": ")
			}
		})
	}
	all.Wait()
	return failed
}

// TestSignInOnce reads twenty lists at once: one of them signs in, whether that
// succeeds or is refused, and the others wait for it.
func TestSignInOnce(t *testing.T) {
	t.Parallel()
	for _, test := range renewable {
		for _, fails := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/fails=%t", test.name, fails), func(t *testing.T) {
				t.Parallel()
				want := slices.Repeat([]string{""}, 20)
				clouds, home := startSignInBeside(t, func(config *simulator.Config) {
					config.Latency = 5 * time.Millisecond
					if fails {
						config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
							return func(w http.ResponseWriter, _ *http.Request) { // in the words of both clouds, so that it is a refusal
								w.WriteHeader(http.StatusForbidden)
								fmt.Fprint(w, `{"Code":"NoPermission","Message":"You may not.","error":{"code":"403","message":"You may not."}}`)
							}
						}
					}
				})
				once := test.once
				if fails {
					want, once = slices.Repeat([]string{"signing in failed"}, 20), 1
				}
				provider := test.cloud.configure(t, clouds, test.cloud.in(home, test.block), nil)
				if diff := cmp.Diff(want, readAtOnce(t, provider, test.cloud.source.Name, 20)); diff != "" {
					t.Errorf("errors (-want +got):\n%s", diff)
				}
				if n := len(clouds.SignIns()); n != once {
					t.Errorf("signing in took %d requests, want %d:\n%s", n, once, strings.Join(seenOf(clouds), "\n"))
				}
			})
		}
	}
}

// TestRenewal reads lists for longer than a key lives: keys are replaced before
// they expire, so that the clouds refuse none, and no more often than needed.
func TestRenewal(t *testing.T) {
	t.Parallel()
	const lives, pages, page = 6 * time.Second, 15, 200 * time.Millisecond
	clouds, home := startSignInBeside(t, func(config *simulator.Config) {
		config.SignIn.Lifetime = lives
		config.PageLimit = map[simulator.API]int{}
		for _, cloud := range cloudsUnderTest {
			config.PageLimit[cloud.source.API] = 2
			config.Rows[cloud.source.API] = simulator.Generate(cloud.source.API, 2*pages, 1)
		}
		config.Fault = func(simulator.Request) http.HandlerFunc { time.Sleep(page); return nil }
	})
	begin := time.Now()
	var all sync.WaitGroup
	for _, cloud := range cloudsUnderTest {
		role := acctest.Object{"role_arn": ramRole("top")}
		if cloud.attribute == "huaweicloud" {
			role = acctest.Object{"agency_name": "readers", "domain_name": "owner"}
		}
		provider := cloud.configure(t, clouds, cloud.in(home, acctest.Object{"assume_role": role}),
			acctest.Object{"max_concurrency": int64(1)})
		all.Go(func() {
			state, diagnostics := provider.Read(t.Context(), t, cloud.source.Name, nil)
			if rows, _ := rowsOf(state, cloud.source).([]any); len(rows) != 2*pages || len(diagnostics) > 0 {
				t.Errorf("%s: got %d rows, want %d\n%s", cloud.attribute, len(rows), 2*pages, acctest.Text(diagnostics))
			}
		})
	}
	all.Wait()
	keys := map[string]bool{}
	for _, request := range clouds.Requests() {
		keys[request.AccessKeyID] = true
		if request.ErrorCode != "" {
			t.Errorf("a request was refused with %s", request.ErrorCode)
		}
	}
	// Each cloud's list, read twice, takes one and a half lives, or more on a busy
	// machine, and two thirds of a life pass between two keys.
	most := 2 * (2 + int(time.Since(begin)/(lives*2/3)))
	if n := len(clouds.SignIns()); n < 4 || n > most || n != len(keys) {
		t.Errorf("signed in %d times, want 4 to %d, each for a use; %d keys signed", n, most, len(keys))
	}
}

// TestStaleKeyIsUsed makes every sign-in but the first fail: as long as the first
// key is good, the list goes on.
func TestStaleKeyIsUsed(t *testing.T) {
	t.Parallel()
	const pages = 5     // for which there are ten seconds, on a machine that may be busy
	var first sync.Once // the list is read twice
	source := acctest.OneOf("alicloud")
	clouds, home := startSignInBeside(t, func(config *simulator.Config) {
		config.SignIn.Lifetime = 30 * time.Second // to be replaced after twenty
		config.PageLimit = map[simulator.API]int{source.API: 2}
		config.Rows[source.API] = simulator.Generate(source.API, 2*pages, 1)
		config.Fault = func(r simulator.Request) http.HandlerFunc {
			if r.Page == 1 {
				first.Do(func() { time.Sleep(20200 * time.Millisecond) })
			}
			return nil
		}
		config.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
			if r.Attempt == 1 {
				return nil
			}
			return simulator.ErrorAnswer("", 503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
		}
	})
	provider := cloudsUnderTest[0].configure(t, clouds,
		cloudsUnderTest[0].in(home,
			acctest.Object{"assume_role": acctest.Object{"role_arn": ramRole("top")}}),
		acctest.Object{"max_concurrency": int64(1), "max_retries": int64(0)})
	state, diagnostics := provider.Read(t.Context(), t, source.Name, nil)
	if rows, _ := rowsOf(state, source).([]any); len(rows) != 2*pages || len(diagnostics) > 0 {
		t.Errorf("got %d rows, want %d\n%s", len(rows), 2*pages, acctest.Text(diagnostics))
	}
	if n := len(clouds.SignIns()); n < 2 {
		t.Errorf("signed in %d times: the key was not about to expire", n)
	}
}

// TestCanceledSignIn ends a read that waits for a service that does not answer,
// by its time-out and by its caller. The sign-in is not held to have failed: the
// next read makes another.
func TestCanceledSignIn(t *testing.T) {
	t.Parallel()
	for _, test := range renewable {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			release, asked := make(chan struct{}), make(chan struct{}, 10)
			clouds, home := startSignInBeside(t, func(config *simulator.Config) {
				config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
					return func(_ http.ResponseWriter, r *http.Request) {
						asked <- struct{}{}
						select {
						case <-release:
						case <-r.Context().Done():
						}
					}
				}
			})
			defer close(release)
			provider := test.cloud.configure(t, clouds, test.cloud.in(home, test.block), nil)
			begin := time.Now() // a service that does not answer is waited for for 30 seconds
			_, diagnostics := provider.Read(t.Context(), t, test.cloud.source.Name,
				acctest.Object{"timeouts": acctest.Object{"read": "1500ms"}})
			if text := acctest.Text(diagnostics); !containsAll(text, "the time ran out", "timeouts.read") {
				t.Error(text)
			}
			for len(asked) > 0 {
				<-asked
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() {
				<-asked
				cancel(context.Canceled)
			}()
			_, diagnostics = provider.Read(ctx, t, test.cloud.source.Name, nil)
			if text := acctest.Text(diagnostics); !strings.Contains(text, "the read was interrupted") {
				t.Error(text)
			}
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
			if n := len(clouds.SignIns()); n < 2 {
				t.Errorf("signed in %d times, want once for each read", n)
			}
		})
	}
}

// TestSignInProxy checks which sign-in services are reached through the proxy in
// the environment, and under which names: all but the metadata services.
func TestSignInProxy(t *testing.T) {
	oidc := env{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_OIDC_TOKEN": "a.b.c",
		"ALIBABA_CLOUD_ROLE_ARN": ramRole("pod")}
	with := func(base env, name, value string) env {
		base = maps.Clone(base)
		base[name] = value
		return base
	}
	tests := map[string]struct {
		cloud cloudUnderTest
		block acctest.Object
		env   env
		want  []string
	}{
		"STS without a region": {cloudsUnderTest[0], nil, oidc, []string{"CONNECT sts.aliyuncs.com:443"}},
		"STS in the region of the block": {cloudsUnderTest[0], acctest.Object{"region": "cn-beijing"}, oidc,
			[]string{"CONNECT sts.cn-beijing.aliyuncs.com:443"}},
		"STS in a region of its own": {cloudsUnderTest[0], acctest.Object{"region": "cn-beijing"},
			with(oidc, "ALIBABA_CLOUD_STS_REGION", "eu-central-1"), []string{"CONNECT sts.eu-central-1.aliyuncs.com:443"}},
		"STS in the profile's region": {cloudsUnderTest[0], acctest.Object{"profile": "role"}, nil,
			[]string{"CONNECT sts.cn-beijing.aliyuncs.com:443"}},
		"a role on top, the profile's": {cloudsUnderTest[0],
			acctest.Object{"profile": "role",
				"assume_role": acctest.Object{"role_arn": ramRole("top")}}, nil, []string{"CONNECT sts.cn-beijing.aliyuncs.com:443"}},
		"a profile's region chooses no STS": {cloudsUnderTest[0],
			acctest.Object{"profile": "ak",
				"assume_role": acctest.Object{"role_arn": ramRole("top")}}, nil, []string{"CONNECT sts.aliyuncs.com:443"}},
		"STS at a port": {cloudsUnderTest[0], acctest.Object{"endpoints": acctest.Object{"sts": "sts.example:8443"}},
			oidc, []string{"CONNECT sts.example:8443"}},
		"a region that is no host": {cloudsUnderTest[0], nil, with(oidc, "ALIBABA_CLOUD_STS_REGION", "evil.example/"), nil},
		"IAM without a region": {cloudsUnderTest[1], acctest.Object{"profile": "agency of its own"}, nil,
			[]string{"CONNECT iam.cn-north-4.myhuaweicloud.com:443"}},
		"IAM in the region of the block": {cloudsUnderTest[1], acctest.Object{"profile": "agency of its own", "region": "eu-west-101"},
			nil, []string{"CONNECT iam.eu-west-101.myhuaweicloud.com:443"}},
		"IAM in the source profile's region": {cloudsUnderTest[1], acctest.Object{"profile": "agency"}, nil,
			[]string{"CONNECT iam.cn-south-1.myhuaweicloud.com:443"}},
		"IAM elsewhere": {cloudsUnderTest[1],
			acctest.Object{"profile": "agency",
				"endpoints": acctest.Object{"iam": "https://iam.example"}}, nil, []string{"CONNECT iam.example:443"}},
		"a credentials URI": {cloudsUnderTest[0], acctest.Object{"credentials_uri": "https://keys.example/x"}, nil,
			[]string{"CONNECT keys.example:443"}},
		"the ECS metadata service": {cloudsUnderTest[0], acctest.Object{"ecs_role_name": "instance"}, nil,
			[]string{"CONNECT ice.cn-shanghai.aliyuncs.com:443"}},
		"the metadata service of Huawei": {cloudsUnderTest[1], acctest.Object{"profile": "ecs"}, nil,
			[]string{"CONNECT ide.cn-north-4.myhuaweicloud.com:443"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, nil)
			var asked []string
			var mu sync.Mutex
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				asked = append(asked, r.Method+" "+r.Host)
				w.WriteHeader(http.StatusBadGateway)
			}))
			defer proxy.Close()
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} {
				t.Setenv(name, proxy.URL)
			}
			provider := clouds.Protocol(t)
			block := acctest.Object{"max_retries": int64(0), "request_timeout": "2s", test.cloud.attribute: test.block}
			if response := provider.Configure(t, block, nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			_, diagnostics := provider.Read(t.Context(), t, test.cloud.source.Name, nil)
			if diff := cmp.Diff(test.want, asked); diff != "" {
				t.Errorf("the proxy was asked (-want +got):\n%s\n%s", diff, acctest.Text(diagnostics))
			}
			if name == "a region that is no host" && !strings.Contains(acctest.Text(diagnostics), "cannot be part of a host name") {
				t.Error(acctest.Text(diagnostics))
			}
		})
	}
}

// TestMetadataVersions checks that the second version of the metadata service of
// Alibaba Cloud is asked, and the first only if the user says so; and that
// the one of Huawei Cloud is asked for a token as far as it knows of such.
func TestMetadataVersions(t *testing.T) {
	old := func(config *simulator.Config) {
		config.SignIn.AlicloudMetadata.TokenRequired, config.SignIn.AlicloudMetadata.TokenUnsupported = false, true
		config.SignIn.HuaweicloudMetadata.TokenRequired, config.SignIn.HuaweicloudMetadata.TokenUnsupported = false, true
	}
	tests := map[string]struct {
		cloud cloudUnderTest
		env   env
		want  []string // what the cloud saw, or what is said if that fails
		fails bool
	}{
		"an old service": {cloudsUnderTest[0], nil,
			[]string{"signing in failed", "PUT /latest/api/token at 127.0.0.1", "HTTP status 404"}, true},
		"an old service, v1 disabled": {cloudsUnderTest[0], env{"ALIBABA_CLOUD_IMDSV1_DISABLED": "true"},
			[]string{"signing in failed", "HTTP status 404"}, true},
		"an old service, v1 not disabled": {cloudsUnderTest[0], env{"ALIBABA_CLOUD_IMDSV1_DISABLED": "false"},
			[]string{"alicloud-metadata PUT", "alicloud-metadata GET instance", "issued 2"}, false},
		"an old service of the second cloud": {cloudsUnderTest[1], nil,
			[]string{"huaweicloud-metadata PUT", "huaweicloud-metadata GET securitykey", "issued 2"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, old)
			_, _, read := test.cloud.read(t, clouds, acctest.Object{"profile": "ecs"}, test.env)
			if test.fails {
				if text := acctest.Text(read); !containsAll(text, test.want...) {
					t.Error(text)
				}
				return
			}
			if diff := cmp.Diff(test.want, seenOf(clouds)); diff != "" || len(read) > 0 {
				t.Errorf("the cloud saw (-want +got):\n%s\n%s", diff, acctest.Text(read))
			}
		})
	}
}

// TestProfileSettings checks that the region and the project of a profile are
// used if nothing else sets them.
func TestProfileSettings(t *testing.T) {
	tests := map[string]struct {
		cloud           cloudUnderTest
		block           acctest.Object
		env             env
		region, project string
	}{
		"the profile's region":         {cloudsUnderTest[0], acctest.Object{"profile": "ak"}, nil, "cn-beijing", ""},
		"the current profile's region": {cloudsUnderTest[0], nil, nil, "cn-hangzhou", ""},
		"through a role on top": {cloudsUnderTest[0],
			acctest.Object{"profile": "ak", "assume_role": acctest.Object{"role_arn": ramRole("top")}}, nil, "cn-beijing", ""},
		"the block's region": {cloudsUnderTest[0], acctest.Object{"profile": "ak", "region": "us-west-1"}, nil, "us-west-1", ""},
		"the environment's region": {cloudsUnderTest[0], acctest.Object{"profile": "ak"}, env{"ALICLOUD_REGION": "cn-shenzhen"},
			"cn-shenzhen", ""},
		"no region":                     {cloudsUnderTest[0], acctest.Object{"profile": "sts"}, nil, "cn-shanghai", ""},
		"the project of another region": {cloudsUnderTest[1], acctest.Object{"profile": "aksk"}, nil, "cn-north-4", ""},
		"the project of a second one":   {cloudsUnderTest[1], acctest.Object{"profile": "agency"}, nil, "cn-north-4", "project-of-agency"},
		"the block's project": {cloudsUnderTest[1], acctest.Object{"profile": "aksk", "project_id": "project-of-block"}, nil,
			"cn-north-4", "project-of-block"},
		"the environment's project": {cloudsUnderTest[1], acctest.Object{"profile": "aksk"},
			env{"HW_PROJECT_ID": "project-of-environment"}, "cn-north-4", "project-of-environment"},
		"the project of the SDK's file": {cloudsUnderTest[1], nil, env{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/sdk-credentials"},
			"cn-north-4", "project-of-sdk"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, nil)
			state, _, read := test.cloud.read(t, clouds, test.block, test.env)
			if len(read) > 0 {
				t.Fatal(acctest.Text(read))
			}
			if got := clouds.Requests()[0].ProjectID; state["region"] != test.region || got != test.project {
				t.Errorf("read region %v and project %q, want %s and %q", state["region"], got, test.region, test.project)
			}
		})
	}
}

// TestRoleParameters checks what is sent to assume a role, from the block, from
// the environment and from profiles.
func TestRoleParameters(t *testing.T) {
	policy := `{"Version": "1", "Statement": []}`
	tests := map[string]struct {
		cloud cloudUnderTest
		block acctest.Object
		env   env
		want  map[string]string
	}{
		"defaults": {cloudsUnderTest[0], acctest.Object{"assume_role": acctest.Object{"role_arn": ramRole("top")}}, nil,
			map[string]string{"RoleArn": ramRole("top"), "RoleSessionName": "terraform", "DurationSeconds": "3600"}},
		"everything": {cloudsUnderTest[0],
			acctest.Object{"assume_role": acctest.Object{"role_arn": ramRole("one"), "session_name": "audit", "policy": policy,
				"session_expiration": int64(900), "external_id": "ext"}}, nil,
			map[string]string{"RoleArn": ramRole("one"), "RoleSessionName": "audit", "DurationSeconds": "900", "Policy": policy,
				"ExternalId": "ext"}},
		"an empty block": {cloudsUnderTest[0], acctest.Object{"assume_role": acctest.Object{}},
			env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("one"), "ALIBABA_CLOUD_ROLE_SESSION_NAME": "variable",
				"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION": "1800", "ALIBABA_CLOUD_EXTERNAL_ID": "ext"},
			map[string]string{"RoleArn": ramRole("one"), "RoleSessionName": "variable", "DurationSeconds": "1800", "ExternalId": "ext"}},
		"a profile without a role": {cloudsUnderTest[0], acctest.Object{"profile": "role of variable"},
			env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("top"), "ALICLOUD_ASSUME_ROLE_ARN": ramRole("variable")},
			map[string]string{"RoleArn": ramRole("top"), "RoleSessionName": "terraform", "DurationSeconds": "3600"}},
		"a profile": {cloudsUnderTest[0], acctest.Object{"profile": "role"}, nil,
			map[string]string{"RoleArn": ramRole("one"), "RoleSessionName": "cli", "DurationSeconds": "900", "ExternalId": "ext"}},
		"OIDC": {cloudsUnderTest[0], acctest.Object{"assume_role_with_oidc": acctest.Object{"role_session_name": "audit", "policy": policy,
			"session_expiration": int64(900), "oidc_token_file": "~/pod-token"}},
			env{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_ROLE_ARN": ramRole("pod"),
				"ALIBABA_CLOUD_OIDC_TOKEN": "not this one"},
			map[string]string{"RoleArn": ramRole("pod"), "RoleSessionName": "audit", "DurationSeconds": "900", "Policy": policy,
				"OIDCProviderArn": oidcProvider, "OIDCToken": oidcToken("pod")}},
		"an agency": {cloudsUnderTest[1],
			acctest.Object{"assume_role": acctest.Object{"agency_name": "readers", "domain_id": "owner-id", "duration": int64(7200)}}, nil,
			map[string]string{"methods": "assume_role", "agency_name": "readers", "domain_id": "owner-id", "duration_seconds": "7200"}},
		"an agency of the environment": {cloudsUnderTest[1], acctest.Object{"assume_role": acctest.Object{}},
			env{"HW_ASSUME_ROLE_AGENCY_NAME": "readers", "HW_ASSUME_ROLE_DOMAIN_NAME": "owner", "HW_ASSUME_ROLE_DURATION": "900"},
			map[string]string{"methods": "assume_role", "agency_name": "readers", "domain_name": "owner", "duration_seconds": "900"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, nil)
			if _, _, read := test.cloud.read(t, clouds, test.block, test.env); len(read) > 0 {
				t.Fatal(acctest.Text(read))
			}
			signIns := clouds.SignIns()
			if diff := cmp.Diff(test.want, signIns[len(signIns)-1].Parameters); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if agent := signIns[0].UserAgent; agent != "terraform-provider-entitlements/test Terraform/1.11.4" {
				t.Errorf("the service received the User-Agent %q", agent)
			}
		})
	}
}

// TestNothingToSignInWith checks that the error lists every place that was looked
// at, and why it did not serve, and that nobody was asked.
func TestNothingToSignInWith(t *testing.T) {
	tests := map[string]struct {
		cloud cloudUnderTest
		env   env
		files map[string]string
		want  []string
	}{
		"alicloud": {cloudsUnderTest[0], nil, nil, []string{
			"Looked at, in this order:\n  - alicloud.access_key is not set\n  - alicloud.profile is not set\n  - alicloud.credentials_uri", "alicloud.ecs_role_name", "alicloud.assume_role_with_oidc",
			"no access key in the environment: none is set of ALICLOUD_ACCESS_KEY with ALICLOUD_SECRET_KEY, ALIBABA_CLOUD_ACCESS_KEY_ID with ALIBABA_CLOUD_ACCESS_KEY_SECRET",
			"no profile in the environment: none is set of ALICLOUD_PROFILE", "no credentials URI in the environment", "no ECS role in the environment", "no OIDC role in the environment", "there is no ~/.aliyun/config.json"}},
		"huaweicloud": {cloudsUnderTest[1], nil, nil, []string{
			"  - huaweicloud.profile is not set\n  - huaweicloud.access_key is not set\n  - huaweicloud.ecs_agency is not set\n  - huaweicloud.assume_role_with_oidc is not set", "no OIDC agency in the environment: none is set of HW_ASSUME_ROLE_IDP_ID, ", "no profile in the environment: none is set of HW_PROFILE, HW_SHARED_CONFIG_FILE",
			"no access key in the environment: none is set of HW_ACCESS_KEY with HW_SECRET_KEY", "no SDK credentials file in the environment: none is set of HUAWEICLOUD_SDK_CREDENTIALS_FILE",
			"there is no ~/.hcloud/config.json\n  - there is no ~/.huaweicloud/credentials"}},
		"a profile not configured yet": {cloudsUnderTest[0], nil,
			map[string]string{".aliyun/config.json": `{"current": "default", "profiles": [{"name": "default", "mode": "AK", "access_key_id": "", "region_id": "cn-hangzhou", "output_format": "json"}]}`},
			[]string{"the current profile of ~/.aliyun/config.json has no credentials"}},
		"a current profile that is gone": {cloudsUnderTest[1], nil,
			map[string]string{".hcloud/config.json": `{"current": "default", "profiles": []}`},
			[]string{"no profile of ~/.hcloud/config.json has credentials"}},
		"an empty current profile": {cloudsUnderTest[1], nil,
			map[string]string{".hcloud/config.json": `{"current": "default", "profiles": [{"name": "default", "mode": "AKSK", "accessKeyId": "", "secretAccessKey": "", "region": "cn-north-4"}]}`},
			[]string{"the current profile of ~/.hcloud/config.json has no credentials\n  - there is no ~/.huaweicloud/credentials"}},
		"profiles are to be ignored": {cloudsUnderTest[0], env{"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE"},
			map[string]string{".aliyun/config.json": `{"current": "x", "profiles": [{"name": "x", "mode": "AK", "access_key_id": "KEYOFCURRENT", "access_key_secret": "secret"}]}`},
			[]string{"~/.aliyun/config.json is not looked at, because ALIBABA_CLOUD_IGNORE_PROFILE is true"}},
		"profiles are to be ignored, in another spelling": {cloudsUnderTest[0], env{"ALIBABACLOUD_IGNORE_PROFILE": "TRUE"},
			map[string]string{".aliyun/config.json": `{"current": "x", "profiles": [{"name": "x", "mode": "AK", "access_key_id": "KEYOFCURRENT", "access_key_secret": "secret"}]}`},
			[]string{"~/.aliyun/config.json is not looked at, because ALIBABACLOUD_IGNORE_PROFILE is true"}},
		"variables that nobody reads": {cloudsUnderTest[0],
			env{"ACCESS_KEY_ID": "KEYOFENVIRONMENT", "ACCESS_KEY_SECRET": "hunter2", "ALICLOUD_SECURITY_TOKEN": "token"}, nil,
			[]string{"\nThe environment variables ACCESS_KEY_ID, ACCESS_KEY_SECRET are set, but they are not read here.\n"}},
		"a password": {cloudsUnderTest[1], env{"HW_USER_PASSWORD": "hunter2"}, nil,
			[]string{"\nThe environment variable HW_USER_PASSWORD is set, but it is not read here.\n"}},
		"a token": {cloudsUnderTest[1], env{"HW_AUTH_TOKEN": "hunter2"}, nil,
			[]string{"\nThe environment variable HW_AUTH_TOKEN is set, but it is not read here.\n"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, home := startSignIn(t, nil)
			if err := errors.Join(os.RemoveAll(filepath.Join(home, ".aliyun")), os.RemoveAll(filepath.Join(home, ".hcloud"))); err != nil {
				t.Fatal(err)
			}
			for path, content := range test.files {
				writeFile(t, filepath.Join(home, path), content)
			}
			_, _, read := test.cloud.read(t, clouds, nil, test.env)
			if text := acctest.Text(read); !containsAll(text, append(test.want, "no credentials", "What to do:")...) ||
				strings.Contains(text, "hunter2") {
				t.Errorf("got %s", text)
			}
			if seen := seenOf(clouds); len(seen) > 0 {
				t.Errorf("the cloud saw %q", seen)
			}
		})
	}
}

// TestSignInAnswers checks that a service that answers with a success, and with a
// code that says otherwise, is quoted with what it says.
func TestSignInAnswers(t *testing.T) {
	for _, profile := range []string{"uri", "ecs", "oauth"} {
		t.Run(profile, func(t *testing.T) {
			clouds, _ := startSignIn(t, func(config *simulator.Config) {
				config.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
					if r.Method == http.MethodPut {
						return nil
					}
					return faulty.Body([]byte(`{"Code": "Forbidden.Some", "Message": "Some words.", "RequestId": "some-id"}`))
				}
			})
			_, _, read := cloudsUnderTest[0].read(t, clouds, acctest.Object{"profile": profile}, nil)
			if text := acctest.Text(read); !containsAll(text, "signing in failed",
				"HTTP status 200: Forbidden.Some: Some words. (request id some-id)") {
				t.Error(text)
			}
		})
	}
}

// TestImpliedSDKFile signs in with the SDK's file if there is nothing else.
func TestImpliedSDKFile(t *testing.T) {
	clouds, home := startSignIn(t, nil)
	if err := os.RemoveAll(filepath.Join(home, ".hcloud")); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(home, ".huaweicloud/credentials"), "[basic]\nak=KEYOFSDKFILE\nsk=secret\nsecurity_token=token\n")
	_, _, read := cloudsUnderTest[1].read(t, clouds, nil, nil)
	if diff := cmp.Diff([]string{"KEYOFSDKFILE token"}, seenOf(clouds)); diff != "" || len(read) > 0 {
		t.Errorf("the cloud saw (-want +got):\n%s\n%s", diff, acctest.Text(read))
	}
}

// TestSignInSecrets checks that no secret of a sign-in is in a diagnostic, the
// state or a log at the level of TRACE, whatever a service repeats.
func TestSignInSecrets(t *testing.T) {
	for _, status := range []int{0, 200, 400, 403, 500} {
		for _, test := range renewable {
			t.Run(fmt.Sprintf("%d/%s", status, test.name), func(t *testing.T) {
				clouds, _ := startSignIn(t, func(config *simulator.Config) {
					if status == 0 {
						return
					}
					config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
						return func(w http.ResponseWriter, r *http.Request) {
							_ = r.ParseForm()
							w.Header().Set("Content-Type", "application/json")
							w.Header().Set("X-Request-Id", r.Header.Get("Authorization"))
							w.WriteHeader(status)
							fmt.Fprint(w, errorWith(fmt.Sprint(r.URL, r.Form, r.Header)))
						}
					}
				})
				provider := test.cloud.configure(t, clouds, test.block, acctest.Object{"max_retries": int64(0)})
				log := &lockedBuffer{}
				ctx := tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), log), log)
				state, diagnostics := provider.Read(ctx, t, test.cloud.source.Name, nil)
				if (status == 0) != (len(diagnostics) == 0) {
					t.Errorf("got %s", acctest.Text(diagnostics))
				}
				secrets := []string{"KEYOFPROFILE", oidcToken("pod"), ssoToken, oauthToken, "STS."}
				for _, s := range clouds.SignIns() {
					secrets = append(secrets, s.AccessKeyID, s.SecurityToken, s.BearerToken, s.Issued)
				}
				for _, r := range clouds.Requests() {
					secrets = append(secrets, r.AccessKeyID, r.SecurityToken)
				}
				for what, text := range map[string]string{"diagnostics": acctest.Text(diagnostics), "state": fmt.Sprint(state),
					"log": log.String()} {
					for _, secret := range secrets {
						if secret != "" && secret != keyPairID && strings.Contains(text, secret) {
							t.Errorf("%q is in the %s:\n%s", secret, what, text)
						}
					}
				}
				if status == 0 && !strings.Contains(log.String(), `"operation"`) {
					t.Error("no request was logged")
				}
			})
		}
	}
}

// TestSignInClock signs in with a clock that is wrong, to a service that notices:
// the error says by how much.
func TestSignInClock(t *testing.T) {
	for skew, want := range map[time.Duration]*regexp.Regexp{
		40 * time.Minute: regexp.MustCompile(`What to do: Set this machine's clock: it is (40m0s|39m5\ds) behind the cloud's\.`),
		-2 * time.Hour:   regexp.MustCompile(`What to do: Set this machine's clock: it is 2h0m\ds ahead of the cloud's\.`),
	} {
		for _, test := range []struct {
			cloud cloudUnderTest
			block acctest.Object
		}{
			{cloudsUnderTest[0], acctest.Object{"profile": "role"}},
			{cloudsUnderTest[0], acctest.Object{"profile": "key pair"}},
			{cloudsUnderTest[1], acctest.Object{"profile": "agency"}},
		} {
			t.Run(fmt.Sprint(test.block["profile"], skew), func(t *testing.T) {
				clouds, _ := startSignIn(t, func(config *simulator.Config) {
					config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
						return func(w http.ResponseWriter, r *http.Request) {
							w.Header().Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
							if test.cloud.attribute == "huaweicloud" {
								simulator.ErrorAnswer("", 401, "APIGW.0303",
									"Incorrect app authentication information: signature expired")(w, r)
								return
							}
							simulator.ErrorAnswer("", 400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")(w,
								r)
						}
					}
				})
				_, _, read := test.cloud.read(t, clouds, test.block, nil)
				if text := acctest.Text(read); !containsAll(text, "signing in failed") || !want.MatchString(text) {
					t.Error(text)
				}
			})
		}
	}
}

// TestManyWithoutCredentials reads eight lists without credentials: one error
// lists the places that were looked at, and each of the others is short, says
// that it is about credentials and names the setting.
func TestManyWithoutCredentials(t *testing.T) {
	for _, cloud := range cloudsUnderTest {
		t.Run(cloud.attribute, func(t *testing.T) {
			clouds, home := startSignIn(t, nil)
			if err := errors.Join(os.RemoveAll(filepath.Join(home, ".aliyun")), os.RemoveAll(filepath.Join(home, ".hcloud"))); err != nil {
				t.Fatal(err)
			}
			provider := cloud.configure(t, clouds, nil, nil)
			var mu sync.Mutex
			var all sync.WaitGroup
			whole, lines := 0, 0
			for range 8 {
				all.Go(func() {
					_, diagnostics := provider.Read(t.Context(), t, cloud.source.Name, nil)
					text := acctest.Text(diagnostics)
					mu.Lock()
					defer mu.Unlock()
					if strings.Contains(text, "Looked at, in this order:") {
						whole++
					} else if n := strings.Count(text, "\n"); n > lines {
						lines = n
					}
					if !containsAll(text, "no credentials",
						"Set "+cloud.attribute+".access_key and secret_key, "+cloud.attribute+".profile") {
						t.Error(text)
					}
				})
			}
			all.Wait()
			if whole != 1 || lines > 12 {
				t.Errorf("%d errors list the places, want 1; the longest of the others has %d lines", whole, lines)
			}
		})
	}
}

// TestSignInIsBounded answers each kind of sign-in with a redirect to another
// server and with more than is read: the other server is never asked, and the
// error says what came. Of a metadata service 64 KiB are read.
func TestSignInIsBounded(t *testing.T) {
	elsewhere := make(chan string, 100)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { elsewhere <- r.URL.Path }))
	defer other.Close()
	large := map[string]int{"ECS role": 64<<10 + 1, "ECS agency": 64<<10 + 1, "role on top of an ECS role": 64<<10 + 1}
	for _, test := range renewable {
		for what, answer := range map[string]http.HandlerFunc{
			"a redirect": func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
			},
			"too much": func(w http.ResponseWriter, _ *http.Request) {
				size := large[test.name]
				if size == 0 {
					size = 1<<20 + 1
				}
				_, _ = w.Write(bytes.Repeat([]byte("a"), size)) // the client may be gone before
			},
		} {
			t.Run(test.name+"/"+what, func(t *testing.T) {
				clouds, _ := startSignIn(t, func(config *simulator.Config) {
					config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc { return answer }
				})
				provider := test.cloud.configure(t, clouds, test.block, acctest.Object{"max_retries": int64(0)})
				_, diagnostics := provider.Read(t.Context(), t, test.cloud.source.Name, nil)
				want := map[string]string{"a redirect": "redirects are not followed", "too much": "which is not read"}[what]
				if text := acctest.Text(diagnostics); !containsAll(text, "signing in failed", want) {
					t.Error(text)
				}
				if n := len(clouds.SignIns()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
			})
		}
	}
	select {
	case path := <-elsewhere:
		t.Errorf("the other server was asked for %s", path)
	default:
	}
}
