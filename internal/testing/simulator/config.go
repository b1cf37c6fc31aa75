package simulator

import (
	"net/http"
	"time"
)

// API names one list API.
type API string

// Row is one entry of a list, by the field names of its API. An absent key is a field that is left out of the answer,
// a nil value is sent as null. Keys that start with an underscore are for the simulator alone and are never sent.
type Row map[string]any

// Account is an access key that one of the clouds knows.
type Account struct {
	AccessKeyID string
	SecretKey   string
	// SecurityToken makes this a temporary key: requests must carry exactly this token.
	SecurityToken string
	// TokenExpired makes the cloud refuse the security token as expired.
	TokenExpired bool
	// Inactive makes the cloud refuse the key as disabled.
	Inactive bool
	// Denied holds the APIs that this key has no permission for.
	Denied map[API]bool
	// ProjectID, when set, is the project that the key has its permissions in: Huawei Cloud requests must name it in
	// X-Project-Id.
	ProjectID string
	// AccountID is the account that the key belongs to; without it, see [Account.AlicloudID]. UserName is the user in
	// it. Without one, the key is that of the account itself on Alibaba Cloud, and of some user on Huawei Cloud.
	AccountID, UserName string
}

// Config says what the simulated clouds hold and how they behave. Its zero value is two clouds without a single known
// key, behaving as documented. The maps must not be changed after [New], and the functions are called concurrently.
type Config struct {
	// Alicloud and Huaweicloud are the keys that each cloud knows.
	Alicloud, Huaweicloud []Account
	// SignIn is what the services know that give out temporary keys.
	SignIn SignIn
	// Rows is what each list holds. [New] copies it.
	Rows map[API][]Row
	// AccountRows is what the lists of single accounts hold, by the identifier of the account, whichever key reads them.
	// An account that is named here has nothing of Rows: a list that is not here is empty. [New] copies it.
	AccountRows map[string]map[API][]Row
	// Now is the clouds' clock; time.Now when nil.
	Now func() time.Time

	// PageLimit is the page size above which a larger one is cut down without a word, as these APIs are reported to
	// do (https://github.com/mondoohq/mql/pull/9302). Where it is not set: 50 for ICE and OutboundBot, 100 for
	// AiContent and CodeArts IDE. CodeArts IDE answers a limit outside its documented range of 1 to 100 with an error
	// whatever is set here.
	PageLimit map[API]int
	// OffsetCountsPages makes the offset of CodeArts IDE count pages; the document says only 偏移量 (offset).
	OffsetCountsPages bool
	// IgnoresPaging makes an API return everything at once, whatever page is asked for. OutboundBot then leaves out
	// TotalCount, PageNumber and PageSize too, as it did before 2024-04-22, when its paging was added.
	IgnoresPaging map[API]bool
	// TotalMissing leaves the total out of the answer.
	TotalMissing map[API]bool
	// TableSpelling makes CodeArts IDE answer as the table of its document says (iterms, iterms_before, and
	// total_count and status as strings) instead of as the example beside it does.
	TableSpelling bool
	// RatePerSecond, above 0, is how many calls of the list APIs each cloud answers in any one second. It throttles the
	// rest.
	RatePerSecond int
	// Latency is how long every answer takes.
	Latency time.Duration

	// Fault is asked about every request that is authentic and permitted. What it returns answers instead of the
	// API; nil lets the API answer. [ErrorAnswer] makes the most common kind. An [http.ResponseController] of the
	// writer can hijack the connection. What SetRows changes meanwhile is in the answer.
	Fault func(Request) http.HandlerFunc
	// SignInFault is asked about every request to a sign-in service that is authentic, before anything else is looked
	// at. What it returns answers instead of the service; nil lets that answer. [ErrorAnswer] with no API makes an
	// error in the form of the service.
	SignInFault func(SignInRequest) http.HandlerFunc
	// Alter may change an answer before it is sent: the top-level members of the body, whose rows are a []Row under
	// their documented name. It sees what Fault let through.
	Alter func(r Request, body map[string]any)
	// OnUnknown is told of every request that the documents do not cover: an unknown path, action, version or method,
	// and any parameter that the API does not document, or that came twice. The request is answered as the cloud
	// would all the same.
	OnUnknown func(description string)
	// OnAnswer is told of every request, but those of sign-ins, when it has been answered.
	OnAnswer func(Request)
}

// Request is one request as it arrived, and how it was answered.
type Request struct {
	// API is empty when the request was for none of the known lists.
	API                API
	Method, Path, Host string
	// Parameters holds the parameters of the API as decoded, those of paging included; nothing of the signature.
	Parameters map[string]string
	// AccessKeyID, SecurityToken and ProjectID are who the request said it was.
	AccessKeyID, SecurityToken, ProjectID string
	// AccountID and Principal are who the key belongs to, once its signature is verified: the identifier of the account,
	// and the ARN or URN of a user or of the session of a role.
	AccountID, Principal string
	UserAgent            string
	// Region is the RegionId parameter or the x-acs-region-id header, where one was sent.
	Region string
	// Signature is the signature scheme, for instance [SchemeACS3].
	Signature string
	// Page is the page that was asked for, counted from 1; 0 when the paging parameters make no sense.
	Page int
	// Attempt counts, from 1, the requests for the same API with the same parameters.
	Attempt int
	// RequestID is the identifier that the answer carries.
	RequestID string
	// Status and ErrorCode are what was answered; Status is 0 until then, ErrorCode is empty when all went well.
	Status    int
	ErrorCode string
}
