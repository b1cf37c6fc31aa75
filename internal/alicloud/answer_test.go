package alicloud

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestClassify checks the codes of the gateway, with the statuses under which
// products have been seen to send them.
func TestClassify(t *testing.T) {
	tests := []struct {
		code     string
		statuses []int
		want     transport.Kind
	}{
		{"Throttling", []int{400, 429, 503, 200}, transport.Throttled},
		{"Throttling.User", []int{400}, transport.Throttled},
		{"Throttling.Api", []int{400}, transport.Throttled},
		{"Rejected.Throttling", []int{400}, transport.Throttled},
		{"ServiceUnavailable", []int{503, 400}, transport.Unavailable},
		{"InternalError", []int{500, 200}, transport.Unavailable},
		{"InternalError.Backend", []int{500}, transport.Unavailable},
		{"Server.Internal.UnknownError", []int{500}, transport.Unavailable},
		{"SignatureNonceUsed", []int{400}, transport.NonceUsed},
		{"InvalidAccessKeyId.NotFound", []int{404, 400}, transport.BadKey},
		{"InvalidAccessKeyId.Inactive", []int{400}, transport.BadKey},
		{"SignatureDoesNotMatch", []int{400, 403}, transport.BadKey},
		{"IncompleteSignature", []int{400}, transport.BadKey},
		{"InvalidSecurityToken.Expired", []int{400, 403}, transport.BadToken},
		{"InvalidSecurityToken.Malformed", []int{400}, transport.BadToken},
		{"InvalidSecurityToken.MismatchWithAccessKey", []int{400}, transport.BadToken},
		{"MissingSecurityToken", []int{400}, transport.BadToken},
		{"InvalidTimeStamp.Expired", []int{400}, transport.Clock},
		{"InvalidTimeStamp.Format", []int{400}, transport.Clock},
		{"Forbidden", []int{403}, transport.Denied},
		{"Forbidden.RAM", []int{403, 400}, transport.Denied},
		{"NoPermission", []int{403, 200}, transport.Denied},
		{"InvalidApi.NotFound", []int{404}, transport.WrongEndpoint},
		{"InvalidAction.NotFound", []int{404}, transport.WrongEndpoint},
		{"InvalidProduct.NotFound", []int{404}, transport.WrongEndpoint},
		{"InvalidVersion", []int{400}, transport.WrongEndpoint},
		{"InvalidProtocol.NeedSsl", []int{400, 404}, transport.WrongEndpoint},
		{"InvalidParameter.PageSize", []int{400}, transport.BadParameter},
		{"MissingPageNo", []int{400}, transport.BadParameter},
		{"SomethingElse", []int{400}, transport.BadParameter},
		{"SomethingElse", []int{502, 504}, transport.Unavailable},
		{"SomethingElse", []int{429}, transport.Throttled},
		{"SomethingElse", []int{200}, transport.Refused},
	}
	for _, test := range tests {
		for _, status := range test.statuses {
			if got := classify(test.code, status); got != test.want {
				t.Errorf("%s with %d: kind %d, want %d", test.code, status, got, test.want)
			}
		}
	}
}

// TestExplain reads errors in the shapes in which the gateway and the services
// send them.
func TestExplain(t *testing.T) {
	tests := map[string]struct {
		body string
		want transport.Failure
	}{
		"the gateway's": {
			`{"RequestId":"id","HostId":"ice.cn-shanghai.aliyuncs.com","Code":"Throttling.User","Message":"Request was denied due to user flow control.","Recommend":"https://api.aliyun.com/troubleshoot?q=x"}`,
			transport.Failure{Kind: transport.Throttled, Code: "Throttling.User",
				Message: "Request was denied due to user flow control.", RequestID: "id"},
		},
		"in lower camel case": {
			`{"requestId":"id","code":"NoPermission","message":"m","accessDeniedDetail":{}}`,
			transport.Failure{Kind: transport.Denied, Code: "NoPermission", Message: "m", RequestID: "id"},
		},
		"with a diagnosis": {
			`{"Code":"NoPermission","Message":"m","AccessDeniedDetail":{"AuthAction":"ice:X","EncodedDiagnosticMessage":"AQEAAAAA"}}`,
			transport.Failure{Kind: transport.Denied, Code: "NoPermission", Message: "m", Diagnosis: "AQEAAAAA"},
		},
		"with a text for a diagnosis": {
			`{"Code":"NoPermission","AccessDeniedDetail":"denied"}`,
			transport.Failure{Kind: transport.Denied, Code: "NoPermission"},
		},
		"of other types": {
			`{"Code":17,"Message":{"a":["b"]},"RequestId":[1]}`,
			transport.Failure{Kind: transport.BadParameter, Code: "17", Message: `{"a":["b"]}`, RequestID: "[1]"},
		},
		"of nulls": {
			`{"Code":null,"Message":null,"RequestId":null}`,
			transport.Failure{Kind: transport.BadParameter},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fields, err := jsonfields.Decode([]byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, Explain(fields, 400)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFailed distinguishes successes from failures that come with status 200.
func TestFailed(t *testing.T) {
	tests := map[string]*transport.Failure{
		// Success decides.
		`{"Success":true,"Code":"Success","HttpStatusCode":"httpStatusCode"}`: nil,
		`{"success":true,"errCode":"UNKNOWN_ERROR","errMessage":"未知错误"}`:      nil,
		`{"Success":"true"}`:                                                         nil,
		`{"Success":"TRUE","Code":"NoPermission"}`:                                   nil,
		`{"Success":false,"Code":"NoPermission","Message":"m","RequestId":"id"}`:     {Kind: transport.Denied, Code: "NoPermission", Message: "m", RequestID: "id"},
		`{"success":false,"errCode":"Throttling","errMessage":"m","requestId":"id"}`: {Kind: transport.Throttled, Code: "Throttling", Message: "m", RequestID: "id"},
		`{"Success":"false","Code":"OK"}`:                                            {Kind: transport.Refused, Code: "OK"},
		`{"Success":false,"Code":"OK","errCode":"NoPermission"}`:                     {Kind: transport.Denied, Code: "NoPermission"},
		`{"Success":false}`:                                                          {Kind: transport.Refused},

		// It says nothing.
		`{"Success":{}}`: {Kind: transport.Unexpected, Message: "the answer does not say whether the call succeeded"},
		`{"Success":1}`:  {Kind: transport.Unexpected, Message: "the answer does not say whether the call succeeded"},
		`{"Success":1,"Code":"OK","RequestId":"id"}`:                {Kind: transport.Unexpected, Code: "OK", Message: "the answer does not say whether the call succeeded", RequestID: "id"},
		`{"success":{},"errCode":"UNKNOWN_ERROR","errMessage":"m"}`: {Kind: transport.Unexpected, Code: "UNKNOWN_ERROR", Message: "the answer does not say whether the call succeeded"},
		`{"Success":0,"Code":"Throttling"}`:                         {Kind: transport.Throttled, Code: "Throttling"},
		`{"Success":null,"Code":"Throttling"}`:                      {Kind: transport.Throttled, Code: "Throttling"},
		`{"Success":"","Code":"Throttling"}`:                        {Kind: transport.Throttled, Code: "Throttling"},

		// There is none.
		`{}`:                                 nil,
		`{"Code":"OK"}`:                      nil,
		`{"code":"ok","Message":"anything"}`: nil,
		`{"Code":"SUCCESS"}`:                 nil,
		`{"Code":"200"}`:                     nil,
		`{"Code":200}`:                       nil,
		`{"Code":""}`:                        nil,
		`{"Code":null,"errCode":null}`:       nil,
		`{"Code":"NoPermission","Message":"m","RequestId":"id"}`: {Kind: transport.Denied, Code: "NoPermission", Message: "m", RequestID: "id"},
		`{"Code":"Throttling.User"}`:                             {Kind: transport.Throttled, Code: "Throttling.User"},
		`{"code":"ServiceUnavailable","requestId":"id"}`:         {Kind: transport.Unavailable, Code: "ServiceUnavailable", RequestID: "id"},
		`{"errCode":"UNKNOWN_ERROR","errMessage":"m"}`:           {Kind: transport.Refused, Code: "UNKNOWN_ERROR", Message: "m"},
		`{"Code":"","errCode":"InvalidAccessKeyId.NotFound"}`:    {Kind: transport.BadKey, Code: "InvalidAccessKeyId.NotFound"},
		`{"Code":"OK","errCode":"NoPermission"}`:                 {Kind: transport.Denied, Code: "NoPermission"},
		`{"Code":429}`:                                           {Kind: transport.Throttled, Code: "429"},
		`{"Code":"503"}`:                                         {Kind: transport.Unavailable, Code: "503"},
		`{"Code":0}`:                                             {Kind: transport.Refused, Code: "0"},
		`{"Code":false}`:                                         {Kind: transport.Refused, Code: "false"},
		`{"Code":{}}`:                                            {Kind: transport.Refused, Code: "{}"},

		// A failure says so in another way.
		`{"Error":{"Code":"NoPermission","Message":"m","RequestId":"id"},"Data":[]}`:      {Kind: transport.Denied, Code: "NoPermission", Message: "m", RequestID: "id"},
		`{"error":{"code":"Throttling","message":"m"},"requestId":"id"}`:                  {Kind: transport.Throttled, Code: "Throttling", Message: "m", RequestID: "id"},
		`{"Code":"OK","Message":"Success","Error":{"Code":"NoPermission","Message":"m"}}`: {Kind: transport.Denied, Code: "NoPermission", Message: "m"},
		`{"Error":{"Message":"m"}}`:                                                                      {Kind: transport.Refused, Message: "m"},
		`{"ErrCode":"NoPermission","ErrMessage":"m"}`:                                                    {Kind: transport.Denied, Code: "NoPermission", Message: "m"},
		`{"errorCode":"Throttling.User","errorMessage":"m"}`:                                             {Kind: transport.Throttled, Code: "Throttling.User", Message: "m"},
		`{"ErrorCode":"ServiceUnavailable","ErrorMessage":"m"}`:                                          {Kind: transport.Unavailable, Code: "ServiceUnavailable", Message: "m"},
		`{"AccessDeniedDetail":{"AuthAction":"ice:X","EncodedDiagnosticMessage":"AQ"},"RequestId":"id"}`: {Kind: transport.Denied, RequestID: "id", Diagnosis: "AQ"},
		`{"accessDeniedDetail":{"authAction":"x"},"Code":"OK"}`:                                          {Kind: transport.Denied, Code: "OK"},
		`{"HttpStatusCode":403,"Message":"m","RequestId":"id"}`:                                          {Kind: transport.Denied, Message: "m", RequestID: "id"},
		`{"httpStatusCode":"429","Code":null}`:                                                           {Kind: transport.Throttled},
		`{"HttpStatusCode":503,"Code":""}`:                                                               {Kind: transport.Unavailable},
		`{"HttpStatusCode":400,"LicenseInfoList":[]}`:                                                    {Kind: transport.BadParameter},
		`{"HttpStatusCode":599}`:                                                                         {Kind: transport.Unavailable},
		`{"HttpStatusCode":403,"Code":"Throttling"}`:                                                     {Kind: transport.Throttled, Code: "Throttling"},

		// It does not.
		`{"Error":{},"error":null,"Code":"OK"}`:                            nil,
		`{"Error":{"Code":"","Message":null}}`:                             nil,
		`{"AccessDeniedDetail":{},"accessDeniedDetail":null}`:              nil,
		`{"AccessDeniedDetail":{"AuthAction":null,"NoPermissionType":""}}`: nil,
		`{"HttpStatusCode":200}`:                                           nil,
		`{"HttpStatusCode":0}`:                                             nil,
		`{"HttpStatusCode":399}`:                                           nil,
		`{"HttpStatusCode":600}`:                                           nil,
		`{"HttpStatusCode":"httpStatusCode"}`:                              nil,
		`{"HttpStatusCode":403,"Code":"OK"}`:                               nil,
		`{"Success":true,"HttpStatusCode":403}`:                            nil,
		`{"success":true,"Error":{"Code":"NoPermission"},"ErrorCode":"x","AccessDeniedDetail":{"AuthAction":"x"}}`: nil,
		string(simulator.Sample(lists.ICE)):         nil,
		string(simulator.Sample(lists.AiContent)):   nil,
		string(simulator.Sample(lists.OutboundBot)): nil,
	}
	for body, want := range tests {
		fields, err := jsonfields.Decode([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, Failed(fields)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
}

func TestTags(t *testing.T) {
	tags := map[string]string{}
	want := map[string]string{}
	for i := range 12 {
		tags[fmt.Sprintf("key%02d", i)] = fmt.Sprint(i)
		want[fmt.Sprintf("Tag.%d.Key", i+1)] = fmt.Sprintf("key%02d", i)
		want[fmt.Sprintf("Tag.%d.Value", i+1)] = fmt.Sprint(i)
	}
	if diff := cmp.Diff(want, Tags("Tag")(tags)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
