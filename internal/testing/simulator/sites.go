package simulator

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// WrongSite is what a cloud answers on a site that the account is not on. Without it, Alibaba Cloud refuses an account of the
// other site as not applicable, and on the international site as unknown; Huawei Cloud has two codes, of which the first comes.
type WrongSite string

// The answers on a wrong site. The first four are of Alibaba Cloud.
//
// https://github.com/aliyun/terraform-provider-alicloud/blob/master/alicloud/service_alicloud_bss_open_api.go,
// https://github.com/huaweicloud/terraform-provider-huaweicloud/blob/master/huaweicloud/config/config.go
const (
	NotApplicable  WrongSite = "NotApplicable"
	UnknownAccount WrongSite = "InvalidCaller"
	// EmptyList is an answer that looks like one to an account which has nothing.
	EmptyList WrongSite = "EmptyList"
	// UnknownProduct refuses a product code of the other site. Without a product code, the list is empty.
	UnknownProduct WrongSite = "UnknownProduct"

	WrongSiteCBC0150 WrongSite = "CBC.0150"
	WrongSiteCBC0156 WrongSite = "CBC.0156"
)

// sites returns the site that the caller is on and the one that is asked. A host that belongs to no site is asked as one of
// the caller's own.
func (s *Server) sites(x *gateway.Exchange) (own, asked Site) {
	own = cmp.Or(s.config.Sites[x.Record.AccountID], Domestic)
	if x.List.Service.Sites == nil {
		return own, own
	}
	host := strings.TrimSuffix(x.Host, ":443")
	return own, cmp.Or(x.List.Service.Sites[host], s.config.HostSites[x.Host], own)
}

// elsewhere reports whether the caller is on another site than the one that is asked.
func (s *Server) elsewhere(x *gateway.Exchange) bool {
	own, asked := s.sites(x)
	return own != asked
}

// wrongSite is the refusal on a site that the caller is not on; nil if it is, or if the answer is an empty list.
func (s *Server) wrongSite(x *gateway.Exchange) *gateway.Failure {
	own, asked := s.sites(x)
	if own == asked {
		return nil
	}
	cloud := x.Cloud.Name()
	answer := s.config.WrongSite[cloud]
	if cloud == lists.Huaweicloud {
		if own == Europe || asked == Europe { // another partition, with keys of its own
			return gateway.OtherPartition(x)
		}
		code := string(cmp.Or(answer, WrongSiteCBC0150))
		const message = "Access denied. The customer does not belong to the website you are now at."
		return &gateway.Failure{Status: http.StatusForbidden, Code: code, Message: message}
	}
	if answer == "" && asked == International {
		answer = UnknownAccount
	}
	switch cmp.Or(answer, NotApplicable) {
	case UnknownAccount:
		return gateway.BadRequest("InvalidCaller", "The specified account not exists.")
	case UnknownProduct:
		if _, named := x.Params.Text("ProductCode"); named { // the code of this message is not known
			return gateway.BadRequest("InvalidParameter", "not found article by given param")
		}
		return nil
	case EmptyList:
		return nil
	}
	return gateway.BadRequest("NotApplicable", "This API is not applicable for caller.")
}
