package diagnose_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/outboundbot"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud/codeartside"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

var read = diagnose.Read{
	Cloud: "Alibaba Cloud", Operation: "GetAiRtcLicenseInfoList", Region: "cn-shanghai",
	Block: "alicloud", Endpoint: "ice", Rows: "licenses", Timeout: 10 * time.Minute,
	Narrow: []string{"license_item_id", "status", "type"},
}

// huawei is a read of a project.
func huawei(project *cloud.Project) diagnose.Read {
	return diagnose.Read{
		Cloud: "Huawei Cloud", Operation: "CheckActivationCodeList", Region: "cn-north-4", Block: "huaweicloud", Endpoint: "codearts_ide",
		Rows: "licenses", Documented: []string{"cn-north-4", "cn-north-9"}, Project: project, Timeout: time.Minute,
	}
}

// inHuawei is the detail of a diagnostic of a read of Huawei Cloud.
func inHuawei(explanation, lines, next string) string {
	return explanation + "\n\nCloud:       Huawei Cloud\nOperation:   CheckActivationCodeList (page 1)\nRegion:      cn-north-4\nHost:        h\n" + lines + "\nWhat to do: " + next
}

// TestNewRead checks what is said of a read, for a list that belongs to a project and one that does not.
func TestNewRead(t *testing.T) {
	client := cloud.New(cloud.Settings{
		Name: "Huawei Cloud", Block: `account "prod": huaweicloud`, ImpliedProjectID: "project", ImpliedProjectRegion: "cn-east-3", Credentials: auth.NewChain(auth.ChainConfig{}),
	}, nil)
	want := []diagnose.Read{
		{
			Cloud: "Huawei Cloud", Operation: "CheckActivationCodeList", Region: "cn-north-4",
			Block: `account "prod": huaweicloud`, Endpoint: "codearts_ide",
			Rows: "licenses", Documented: []string{"cn-north-4"}, Project: &cloud.Project{Dropped: "the environment"},
			Narrow: []string{"license_id", "user_id", "status"}, Timeout: time.Minute,
		},
		{
			Cloud: "Huawei Cloud", Operation: "ListInstances", Region: "cn-beijing", Block: `account "prod": huaweicloud`, Endpoint: "outboundbot",
			Rows: "instances", Documented: []string{"cn-shanghai"},
			Narrow: []string{"name", "resource_group_id", "tags"}, Timeout: time.Minute,
		},
	}
	got := []diagnose.Read{
		diagnose.NewRead(client, codeartside.Licenses, "cn-north-4", time.Minute),
		diagnose.NewRead(client, outboundbot.Instances, "cn-beijing", time.Minute),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestError compares whole diagnostics.
func TestError(t *testing.T) {
	denied := &transport.Failure{
		Kind: transport.Denied, Cloud: "Alibaba Cloud", Host: "ice.cn-shanghai.aliyuncs.com", Status: 403,
		Code: "NoPermission", Message: "You are not authorized.", RequestID: "7B117AF5", Permission: "ice:GetAiRtcLicenseInfoList",
		KeyID: "****EFGH", KeySource: "the environment variable ALICLOUD_ACCESS_KEY", Tries: 1, Diagnosis: "AQEAAAAA",
	}
	tests := map[string]struct {
		err             error
		summary, detail string
		read            diagnose.Read
	}{
		"a failure": {
			&listing.PageError{Page: 1, Err: denied},
			"GetAiRtcLicenseInfoList: no permission",
			`The cloud knows the access key, but its owner may not call this API.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList (page 1)
Region:      cn-shanghai
Host:        ice.cn-shanghai.aliyuncs.com
HTTP status: 403
Code:        NoPermission
Message:     You are not authorized.
Request id:  7B117AF5
Access key:  ****EFGH, from the environment variable ALICLOUD_ACCESS_KEY
Diagnosis:   AQEAAAAA

What to do: Allow the action ice:GetAiRtcLicenseInfoList (resource *) to the user or role of the key that came from the environment variable ALICLOUD_ACCESS_KEY.`,
			read,
		},
		"no permission, and no project": {
			&listing.PageError{Page: 1,
				Err: &transport.Failure{Kind: transport.Denied, Host: "h", Status: 403, Permission: "CodeArtsIDE:license:list", KeySource: "a file"}},
			"CheckActivationCodeList: no permission",
			inHuawei(`The cloud knows the access key, but its owner may not call this API.`, "HTTP status: 403\n", `Allow the action CodeArtsIDE:license:list (resource *) to the user or role of the key that came from a file. No project was sent; if the licenses belong to one, set huaweicloud.project_id.`),
			huawei(&cloud.Project{}),
		},
		"no permission, and a project was dropped": {
			&listing.PageError{Page: 1,
				Err: &transport.Failure{Kind: transport.Denied, Host: "h", Status: 403, Permission: "CodeArtsIDE:license:list", KeySource: "a file"}},
			"CheckActivationCodeList: no permission",
			inHuawei(`The cloud knows the access key, but its owner may not call this API.`, "HTTP status: 403\n", `Allow the action CodeArtsIDE:license:list (resource *) to the user or role of the key that came from a file. The project of the environment was not sent, because it was set beside another region than cn-north-4; if the licenses belong to a project of cn-north-4, set huaweicloud.project_id.`),
			huawei(&cloud.Project{Dropped: "the environment"}),
		},
		"no permission in a project": {
			&listing.PageError{Page: 1,
				Err: &transport.Failure{Kind: transport.Denied, Host: "h", Status: 403, Permission: "CodeArtsIDE:license:list", KeySource: "a file"}},
			"CheckActivationCodeList: no permission",
			inHuawei(`The cloud knows the access key, but its owner may not call this API.`, "HTTP status: 403\n", `Allow the action CodeArtsIDE:license:list (resource *) to the user or role of the key that came from a file.`),
			huawei(&cloud.Project{ID: "project"}),
		},
		"a proxy that does not connect": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Unreachable, Host: "h", Err: errors.New("502 Bad Gateway")}},
			"CheckActivationCodeList: the host cannot be reached",
			inHuawei(`No connection could be made.`, "Cause:       502 Bad Gateway\n", `Check the network, HTTPS_PROXY and NO_PROXY, that the region "cn-north-4" exists and serves this API (it is documented for cn-north-4, cn-north-9), and that huaweicloud.endpoints.codearts_ide is right if you set it.`),
			huawei(nil),
		},
		"a host that does not exist": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Unresolved, Host: "h", Err: errors.New("no such host")}},
			"CheckActivationCodeList: the host was not found",
			inHuawei(`The host name does not resolve.`, "Cause:       no such host\n", `Check that the region "cn-north-4" exists and serves this API (it is documented for cn-north-4, cn-north-9), that huaweicloud.endpoints.codearts_ide is right if you set it, and that this machine can resolve names.`),
			huawei(nil),
		},
		"a failure after tries, with a cause": {
			&listing.PageError{Page: 7, PagesRead: 6,
				Err: &transport.Failure{Kind: transport.Disconnected, Host: "h", Tries: 6, Err: errors.New("connection reset by peer")}},
			"GetAiRtcLicenseInfoList: the connection broke",
			`The answer ended before it was complete.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList (page 7)
Region:      cn-shanghai
Host:        h
Cause:       connection reset by peer
Tries:       6

What to do: Run Terraform again later, or raise max_retries in the provider block.`,
			read,
		},
		"no time for another try": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Unavailable, Host: "h", Status: 503, Tries: 2, OutOfTime: true}},
			"GetAiRtcLicenseInfoList: the service is unavailable",
			`The cloud could not answer. It would have been tried again, but the read's time of 10m0s did not allow for the pause before it.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList (page 1)
Region:      cn-shanghai
Host:        h
HTTP status: 503
Tries:       2

What to do: Run Terraform again later, or raise max_retries in the provider block. Or raise the data source's timeouts.read.`,
			read,
		},
		"readings that differ": {
			&listing.InconsistentError{Consistent: 2, Readings: []string{"page 3 of 5 has 0 rows where 50 are due, of 230 in all", "230 rows", `231 rows: the list grew from 230; only reading 3 has "17712"`, "2 of 231 rows came twice"}},
			"GetAiRtcLicenseInfoList: the list changed while it was read",
			`The list was read 4 times, and no two readings in a row agreed:
  1. page 3 of 5 has 0 rows where 50 are due, of 230 in all
  2. 230 rows
  3. 231 rows: the list grew from 230; only reading 3 has "17712"
  4. 2 of 231 rows came twice

Either the list changes faster than it can be read, or the API contradicts itself. Nothing was returned, because a row could be missing.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList
Region:      cn-shanghai

What to do: Run Terraform again when nobody is buying or assigning. A list that fits one page is read in one call: narrow it with license_item_id, status or type. If the readings differ in the same way each time, the API is at fault: send them to its support.`,
			read,
		},
		"readings that contradict themselves": {
			&listing.InconsistentError{Readings: []string{"page 1 is empty although the total is 31", "2 of 31 rows came twice"}},
			"GetAiRtcLicenseInfoList: no reading of the list was consistent",
			`The list was read 2 times from its start, and each reading contradicts itself:
  1. page 1 is empty although the total is 31
  2. 2 of 31 rows came twice

Nothing was returned, because a row could be missing.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList
Region:      cn-shanghai

What to do: Run Terraform again when nobody is buying or assigning. If it fails in the same way each time, the API is at fault, and running again does not help: send the lines above to the cloud's support.`,
			read,
		},
		"readings that nothing narrows": {
			&listing.InconsistentError{Consistent: 1, Readings: []string{"3 rows", "2 of 3 rows came twice"}},
			"CheckActivationCodeList: the list changed while it was read",
			`The list was read 2 times, and no two readings in a row agreed:
  1. 3 rows
  2. 2 of 3 rows came twice

Either the list changes faster than it can be read, or the API contradicts itself. Nothing was returned, because a row could be missing.

Cloud:       Huawei Cloud
Operation:   CheckActivationCodeList
Region:      cn-north-4

What to do: Run Terraform again when nobody is buying or assigning. If the readings differ in the same way each time, the API is at fault: send them to its support.`,
			huawei(nil),
		},
		"an empty answer": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Empty, Host: "h", Status: 204, Tries: 3, Err: errors.New("the answer ends too early (HTTP status 204, no content type, 0 bytes)")}},
			"CheckActivationCodeList: the answer was empty",
			inHuawei(`The answer has no body.`, "HTTP status: 204\nCause:       the answer ends too early (HTTP status 204, no content type, 0 bytes)\nTries:       3\n", `Run Terraform again later, or raise max_retries in the provider block.`),
			huawei(nil),
		},
		"a refusal with a code and a request id": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Refused, Host: "h", Status: 406, Code: "IDE.1", RequestID: "id"}},
			"CheckActivationCodeList: the API refused the call",
			inHuawei(`The API answered, but did not do what was asked.`, "HTTP status: 406\nCode:        IDE.1\nRequest id:  id\n", `Look up the code above in the API's documentation, or give the request id to the cloud's support.`),
			huawei(nil),
		},
		"a refusal with a code": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Refused, Host: "h", Status: 406, Code: "IDE.1"}},
			"CheckActivationCodeList: the API refused the call",
			inHuawei(`The API answered, but did not do what was asked.`, "HTTP status: 406\nCode:        IDE.1\n",
				`Look up the code above in the API's documentation.`),
			huawei(nil),
		},
		"a refusal with a request id": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Refused, Host: "h", Status: 406, RequestID: "id"}},
			"CheckActivationCodeList: the API refused the call",
			inHuawei(`The API answered, but did not do what was asked.`, "HTTP status: 406\nRequest id:  id\n",
				`Give the request id to the cloud's support.`),
			huawei(nil),
		},
		"a refusal that says nothing": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Refused, Host: "h", Status: 406}},
			"CheckActivationCodeList: the API refused the call",
			inHuawei(`The API answered with HTTP status 406, and with neither an error code nor a request id.`, "HTTP status: 406\n", `Give the lines above and the time of the call to the cloud's support.`),
			huawei(nil),
		},
		"rows that only another way of paging reaches": {
			&listing.UnreachableRowsError{Rows: 10},
			"GetAiRtcLicenseInfoList: the API does not list all rows",
			`The list seems to end after 10 rows, but there are more. The answer points to a next page by another way of paging, such as a nextToken, which the API does not document for this list. Nothing was returned, because rows are missing.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList
Region:      cn-shanghai

What to do: Report this, with the operation and the region. A list that fits one page is read in one call: narrow it with license_item_id, status or type.`,
			read,
		},
		"a filter that the API ignored": {
			&listing.PageError{Page: 2, PagesRead: 1,
				Err: &listapi.FilterError{Argument: "license_item_id", Wanted: `"17712"`, Row: `"17713"`, Column: "license_item_id", Found: `"17713"`}},
			"GetAiRtcLicenseInfoList: the API ignored a filter",
			`The argument license_item_id asks for "17712", and the API returned the row "17713", in which license_item_id is "17713". Nothing was returned, because a list that is not filtered would pass for one that is.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList (page 2)
Region:      cn-shanghai

What to do: Check the value of license_item_id. If it is right, leave license_item_id out, select the rows with a for expression in the configuration, and report the operation to the cloud's support.`,
			read,
		},
		"time that ran out": {
			&listing.PageError{Page: 4, PagesRead: 3, Err: &transport.Failure{Kind: transport.Stopped, Err: context.DeadlineExceeded}},
			"GetAiRtcLicenseInfoList: the time ran out",
			`The read did not end within 10m0s; 3 pages had been read. Nothing was returned, because a part of a list could pass for the whole.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList (page 4)
Region:      cn-shanghai

What to do: Raise the data source's timeouts.read (it was 10m0s), or max_concurrency if the cloud allows more calls at once.`,
			read,
		},
		"an interruption": {
			&listing.PageError{Page: 1, Err: &transport.Failure{Kind: transport.Stopped, Err: context.Canceled}},
			"GetAiRtcLicenseInfoList: the read was interrupted",
			`The run was stopped; no page had been read. Nothing was returned.

Cloud:       Alibaba Cloud
Operation:   GetAiRtcLicenseInfoList (page 1)
Region:      cn-shanghai

What to do: Run Terraform again.`,
			read,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := diag.NewErrorDiagnostic(test.summary, test.detail)
			if diff := cmp.Diff(want, test.read.Error(test.err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryKind checks that each kind of failure has words of its own, and that
// they name what the person needs.
func TestEveryKind(t *testing.T) {
	needs := map[transport.Kind]string{
		transport.Unexpected:    "alicloud.endpoints.ice",
		transport.Truncated:     "max_retries",
		transport.Empty:         "max_retries",
		transport.TooLarge:      "alicloud.endpoints.ice",
		transport.Redirected:    "alicloud.endpoints.ice",
		transport.BadKey:        "came from a file",
		transport.BadToken:      "came from a file",
		transport.Clock:         "clock: it is 20m0s ahead of the cloud",
		transport.Denied:        "Allow the action some:Action",
		transport.BadParameter:  "arguments",
		transport.WrongEndpoint: "region (cn-shanghai)",
		transport.Refused:       "request id",
		transport.Throttled:     "max_concurrency",
		transport.Unavailable:   "max_retries",
		transport.NonceUsed:     "proxy",
		transport.Unresolved:    `region "cn-shanghai"`,
		transport.Unreachable:   `HTTPS_PROXY and NO_PROXY, that the region "cn-shanghai"`,
		transport.Untrusted:     "certificate",
		transport.Disconnected:  "max_retries",
		transport.TimedOut:      "request_timeout",
		transport.NoCredentials: "guide on authentication",
	}
	for kind, need := range needs {
		d := read.Error(&transport.Failure{Kind: kind, Cloud: "Alibaba Cloud", KeySource: "a file", Permission: "some:Action",
			RequestID: "some-id", ClockSkew: -20 * time.Minute})
		_, next, found := strings.Cut(d.Detail(), "What to do: ")
		if !found || !strings.Contains(next, need) {
			t.Errorf("kind %d does not name %q:\n%s\n%s", kind, need, d.Summary(), d.Detail())
		}
		if kind != transport.Unexpected && strings.Contains(d.Summary(), "not understood") {
			t.Errorf("kind %d has no words of its own", kind)
		}
	}
}

// TestEveryStep checks what is advised if a step of signing in failed, and
// that the failure of the step is shown with the service's code and request id.
func TestEveryStep(t *testing.T) {
	needs := map[transport.Kind]string{
		transport.Unexpected:   "alicloud.endpoints",
		transport.Redirected:   "alicloud.endpoints",
		transport.BadKey:       "came from a profile",
		transport.BadToken:     "Get a new token",
		transport.Denied:       "Allow sts:AssumeRole",
		transport.BadParameter: "names of the role",
		transport.Refused:      "names of the role",
		transport.Clock:        "clock",
		transport.Unresolved:   "HTTPS_PROXY",
		transport.Unreachable:  "metadata service",
		transport.TimedOut:     "HTTPS_PROXY",
		transport.Throttled:    "max_retries",
		transport.Unavailable:  "max_retries",
		transport.Disconnected: "max_retries",
		transport.Empty:        "max_retries",
	}
	for kind, need := range needs {
		step := &transport.Failure{
			Kind: kind, Cloud: "Alibaba Cloud", Operation: "AssumeRole", Host: "sts.example", Status: 403, Code: "Some.Code", Message: "Some words.",
			RequestID: "some-id", Permission: "sts:AssumeRole", KeySource: "a profile",
		}
		d := read.Error(&transport.Failure{Kind: transport.NoCredentials, Cloud: "Alibaba Cloud", Err: fmt.Errorf("a step: %w", step)})
		cause := "Cause:       a step: Alibaba Cloud AssumeRole at sts.example: HTTP status 403: Some.Code: Some words. (request id some-id)"
		_, next, _ := strings.Cut(d.Detail(), "What to do: ")
		if d.Summary() != "GetAiRtcLicenseInfoList: signing in failed" || !strings.Contains(d.Detail(), cause) || !strings.Contains(next, need) {
			t.Errorf("kind %d does not name %q:\n%s\n%s", kind, need, d.Summary(), d.Detail())
		}
	}
}

// TestIdentityAdvice checks what is advised if the identity cannot be asked for: it
// has no rows, no arguments, no permission and, at most services, no region.
func TestIdentityAdvice(t *testing.T) {
	asked := diagnose.Read{Cloud: "Alibaba Cloud", Operation: cloud.OperationIdentity, Block: "alicloud",
		Endpoint: "sts", Timeout: time.Minute}
	for kind, want := range map[transport.Kind]string{
		transport.WrongEndpoint: "The host does not know this API.|Check alicloud.endpoints.sts if you set it.",
		transport.Unresolved:    "The host name does not resolve.|Check that alicloud.endpoints.sts is right if you set it, and that this machine can resolve names.",
		transport.Unreachable:   "No connection could be made.|Check the network, HTTPS_PROXY and NO_PROXY, and that alicloud.endpoints.sts is right if you set it.",
		transport.Denied:        "The cloud refused the call, although it needs no permission.|Check whether a policy denies it to the user or role of the access key, and alicloud.endpoints.sts if you set it.",
		transport.BadParameter:  "The API answered, but did not do what was asked.|Look up the code above in the API's documentation.",
		transport.Unexpected:    "The answer is not what the API documents.|Check alicloud.endpoints.sts if you set it, and whether a proxy answers in the cloud's place. Otherwise report this with the lines above.",
		transport.NoCredentials: "Nothing was read, because signing in did not succeed.|Fix what the cause above names.",
	} {
		detail := asked.Error(&transport.Failure{Kind: kind, Cloud: "Alibaba Cloud", Code: "Some.Code",
			Err: &credential.Problem{Title: "x", Err: errors.New("y")}}).Detail()
		why, _, _ := strings.Cut(detail, "\n")
		_, next, _ := strings.Cut(detail, "What to do: ")
		if diff := cmp.Diff(want, why+"|"+next); diff != "" {
			t.Errorf("kind %d (-want +got):\n%s", kind, diff)
		}
	}
}
