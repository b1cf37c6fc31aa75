package huaweicloud

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestExplain reads the errors that the gateway and CodeArts IDE document.
func TestExplain(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   transport.Failure
	}{
		"throttled": {429, `{"error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second","error_code":"APIGW.0308","request_id":"id"}`,
			transport.Failure{Kind: transport.Throttled, Code: "APIGW.0308", Message: "The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second", RequestID: "id", RetryAfter: time.Second}},
		"throttled by a tenant's gateway": {429, `{"error_msg":"limit:5,time:5 minute","error_code":"APIG.0308"}`,
			transport.Failure{Kind: transport.Throttled, Code: "APIG.0308", Message: "limit:5,time:5 minute", RetryAfter: 5 * time.Minute}},
		"a wrong key": {401, `{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail","error_code":"APIGW.0301"}`, transport.Failure{Kind: transport.BadKey, Code: "APIGW.0301", Message: "Incorrect IAM authentication information: verify aksk signature fail"}},
		"a wrong secret": {401, `{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:GET|/v2/licenses/||x-sdk-date:20261122T000000Z|x-security-token:expired|","error_code":"APIGW.0301"}`,
			transport.Failure{Kind: transport.BadKey, Code: "APIGW.0301", Message: "Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:GET|/v2/licenses/||x-sdk-date:20261122T000000Z|x-security-token:expired|"}},
		"a locked key":     {401, `{"error_msg":"AK access failed to reach the limit,forbidden","error_code":"APIGW.0301"}`, transport.Failure{Kind: transport.BadKey, Code: "APIGW.0301", Message: "AK access failed to reach the limit,forbidden"}},
		"a wrong token":    {401, `{"error_msg":"Incorrect IAM authentication information: decrypt token fail","error_code":"APIGW.0301"}`, transport.Failure{Kind: transport.BadToken, Code: "APIGW.0301", Message: "Incorrect IAM authentication information: decrypt token fail"}},
		"an old date":      {401, `{"error_msg":"Incorrect app authentication information: x-sdk-date expired","error_code":"APIGW.0303"}`, transport.Failure{Kind: transport.Clock, Code: "APIGW.0303", Message: "Incorrect app authentication information: x-sdk-date expired"}},
		"denied":           {403, `{"error_code":"common.01010003","error_msg":"No permissions for any one of the roles: [te_admin, readonly] ,or action"}`, transport.Failure{Kind: transport.Denied, Code: "common.01010003", Message: "No permissions for any one of the roles: [te_admin, readonly] ,or action"}},
		"denied with 401":  {401, `{"error_code":"IDE.0.000005","error_msg":"权限不足"}`, transport.Failure{Kind: transport.Denied, Code: "IDE.0.000005", Message: "权限不足"}},
		"denied by IDE":    {403, `{"error_code":"IDE.00040014"}`, transport.Failure{Kind: transport.Denied, Code: "IDE.00040014"}},
		"denied by APIG":   {403, `{"error_code":"APIGW.0302"}`, transport.Failure{Kind: transport.Denied, Code: "APIGW.0302"}},
		"a parameter":      {400, `{"error_code":"IDE.00000097"}`, transport.Failure{Kind: transport.BadParameter, Code: "IDE.00000097"}},
		"retry, they say":  {406, `{"error_code":"IDE.00000040","error_msg":"HTTP access error, please retry"}`, transport.Failure{Kind: transport.Unavailable, Code: "IDE.00000040", Message: "HTTP access error, please retry"}},
		"an unpaid order":  {406, `{"error_code":"IDE.00900007"}`, transport.Failure{Kind: transport.Refused, Code: "IDE.00900007"}},
		"no such license":  {404, `{"error_code":"IDE.00900001"}`, transport.Failure{Kind: transport.Refused, Code: "IDE.00900001"}},
		"no such API":      {404, `{"error_code":"APIGW.0101"}`, transport.Failure{Kind: transport.WrongEndpoint, Code: "APIGW.0101"}},
		"0201 of the user": {400, `{"error_code":"APIGW.0201"}`, transport.Failure{Kind: transport.BadParameter, Code: "APIGW.0201"}},
		"0201 of backends": {502, `{"error_code":"APIGW.0201"}`, transport.Failure{Kind: transport.Unavailable, Code: "APIGW.0201"}},
		"of other types":   {403, `{"error_code":[1],"error_msg":{"a":1},"request_id":7}`, transport.Failure{Kind: transport.Denied, Code: "[1]", Message: `{"a":1}`, RequestID: "7"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fields, err := jsonfields.Decode([]byte(test.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, Explain(fields, test.status)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestFailed distinguishes successes from failures that come with status 200.
func TestFailed(t *testing.T) {
	tests := map[string]*transport.Failure{
		`{"status":"success","result":{}}`: nil,
		`{"status":"SUCCESS"}`:             nil,
		`{"result":{}}`:                    nil,
		`{"status":null,"error_code":null,"error_msg":null,"error":null,"code":null}`:                  nil,
		`{"status":"success","error_code":"","error_msg":"","error":{},"code":0,"message":"whatever"}`: nil,
		`{"error_code":"0","error_msg":"success","error":false}`:                                       nil,
		`{"code":200,"error":[]}`: nil,

		`{"status":"error","error_code":"IDE.00040014","error_msg":"m"}`: {Kind: transport.Denied, Code: "IDE.00040014", Message: "m"},
		`{"status":"error"}`: {Kind: transport.Refused},
		`{"status":"ERROR","message":"m","request_id":"id"}`:                                {Kind: transport.Refused, Message: "m", RequestID: "id"},
		`{"status":"success","error_code":"IDE.00000040"}`:                                  {Kind: transport.Unavailable, Code: "IDE.00000040"},
		`{"error_code":"APIGW.0308","error_msg":"limit:1,time:2 second","request_id":"id"}`: {Kind: transport.Throttled, Code: "APIGW.0308", Message: "limit:1,time:2 second", RequestID: "id", RetryAfter: 2 * time.Second},
		`{"errorCode":"APIGW.0302","errorMsg":"m","requestId":"id"}`:                        {Kind: transport.Denied, Code: "APIGW.0302", Message: "m", RequestID: "id"},
		`{"error_code":0,"code":"APIGW.0302"}`:                                              {Kind: transport.Denied, Code: "APIGW.0302"},
		`{"code":"IDE.00040014","message":"m"}`:                                             {Kind: transport.Denied, Code: "IDE.00040014", Message: "m"},
		`{"code":403}`:                                                                      {Kind: transport.Denied, Code: "403"},
		`{"code":"429","message":"slower"}`:                                                 {Kind: transport.Throttled, Code: "429", Message: "slower"},
		`{"code":1}`:                                                                        {Kind: transport.Refused, Code: "1"},
		`{"error_code":true}`:                                                               {Kind: transport.Refused, Code: "true"},
		`{"error_msg":"权限不足"}`:                                                              {Kind: transport.Refused, Message: "权限不足"},
		`{"error_code":"0","error_msg":"m"}`:                                                {Kind: transport.Refused, Message: "m"},
		`{"error":{"code":403,"message":"m","title":"Forbidden"},"request_id":"id"}`:        {Kind: transport.Denied, Code: "403", Message: "m", RequestID: "id"},
		`{"error":{"error_code":"EPS.0004","error_msg":"m","request_id":"within"},"request_id":"id"}`: {Kind: transport.Refused, Code: "EPS.0004", Message: "m", RequestID: "within"},
		`{"status":"error","error":{},"error_code":"IDE.00000040"}`:                                   {Kind: transport.Unavailable, Code: "IDE.00000040"},
		`{"error":"invalid_request","status":"success"}`:                                              {Kind: transport.Refused, Message: "invalid_request"},
		`{"error":true}`: {Kind: transport.Refused, Message: "true"},

		`{"status":200}`:      {Kind: transport.Unexpected, Message: "the answer does not say whether the call succeeded"},
		`{"status":false}`:    {Kind: transport.Unexpected, Message: "the answer does not say whether the call succeeded"},
		`{"status":"failed"}`: {Kind: transport.Unexpected, Message: "the answer does not say whether the call succeeded"},
		`{"status":"failed","error_code":"IDE.00040014"}`: {Kind: transport.Denied, Code: "IDE.00040014"},
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
