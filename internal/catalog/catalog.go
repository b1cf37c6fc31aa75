// Package catalog knows every list that exists. The provider, its documents, its
// tests and its tools take the lists from here.
package catalog

import (
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/aicontent"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/ice"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/outboundbot"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud/codeartside"
)

// Catalog is a number of lists.
type Catalog []*cloud.List

// Lists are the lists that exist, each a data source.
var Lists = Catalog{
	ice.Licenses,
	aicontent.PaidResources,
	outboundbot.Instances,
	codeartside.Licenses,
}

// Clouds returns the names of the blocks of the lists' clouds, sorted.
func (c Catalog) Clouds() []string {
	var clouds []string
	for _, list := range c {
		clouds = append(clouds, list.Cloud())
	}
	slices.Sort(clouds)
	return slices.Compact(clouds)
}

// Services returns the services of a cloud, given the name of its block, in the
// order of their first lists.
func (c Catalog) Services(cloudBlock string) []*cloud.Service {
	var services []*cloud.Service
	for _, list := range c {
		if list.Cloud() == cloudBlock && !slices.Contains(services, list.Service) {
			services = append(services, list.Service)
		}
	}
	return services
}

// Names returns the names of the lists of a service, without the provider's
// prefix, in the order of the catalog.
func (c Catalog) Names(service *cloud.Service) []string {
	var names []string
	for _, list := range c {
		if list.Service == service {
			names = append(names, list.Name)
		}
	}
	return names
}
