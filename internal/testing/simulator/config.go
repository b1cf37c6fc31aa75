package simulator

import (
	"net/http"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

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
	// Now is the clouds' clock; time.Now if nil.
	Now func() time.Time

	// PageLimit is the page size above which a larger one is cut down without a word, as these APIs are reported to
	// do (https://github.com/mondoohq/mql/pull/9302). Without it, each list
	// has the largest page that its declaration says. CodeArts IDE answers a limit outside its documented range of 1 to 100 with an error
	// whatever is set here.
	PageLimit map[API]int
	// OffsetCountsPages makes an offset count pages; the document of CodeArts IDE says only 偏移量 (offset).
	OffsetCountsPages bool
	// IgnoresPaging makes an API return everything at once, whatever page is asked for. OutboundBot then leaves out
	// TotalCount, PageNumber and PageSize too, as it did before 2024-04-22, when its paging was added.
	IgnoresPaging map[API]bool
	// TotalMissing leaves the total out of the answer.
	TotalMissing map[API]bool
	// TableSpelling makes CodeArts IDE answer as the table of its document says (iterms, iterms_before, and
	// total_count and status as strings) instead of as the example beside it does.
	TableSpelling bool
	// AllProjects makes the resource packages of Huawei Cloud's billing center those of all enterprise projects if no project is named, as a
	// comment of the SDK says. The pages say that only those outside of all projects come.
	AllProjects bool
	// Sites are the sites of accounts, by their identifier. All others are on [Domestic].
	Sites map[string]Site
	// HostSites are the sites of hosts (with their ports) beside the documented ones. Any other host belongs to the site of
	// whoever asks.
	HostSites map[string]Site
	// WrongSite is what each cloud answers on a site that the account is not on.
	WrongSite map[lists.Cloud]WrongSite
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
	// OnUnknown is called for every request that the documents do not cover: an unknown path, action, version or method,
	// and any parameter that the API does not document, or that came twice. The request is answered as the cloud
	// would all the same.
	OnUnknown func(description string)
	// OnAnswer is called for every request that is not a sign-in, when it has been answered.
	OnAnswer func(Request)
}

// settings are the parts of the configuration that concern one list.
func (c *Config) settings(api API) lists.Settings {
	return lists.Settings{
		PageLimit:         int64(c.PageLimit[api]),
		OffsetCountsPages: c.OffsetCountsPages,
		IgnoresPaging:     c.IgnoresPaging[api],
		TotalMissing:      c.TotalMissing[api],
		TableSpelling:     c.TableSpelling,
		AllProjects:       c.AllProjects,
	}
}
