package huaweicloudauth

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

const (
	// homeRegion is where the cloud is signed in to if no region is known: the
	// one region in which CodeArts IDE exists.
	homeRegion = "cn-north-4"

	// Europe is a part of the cloud of its own, with its own keys. Its regions
	// begin with europeRegions, and its account type is europe.
	europe        = "Europe"
	europeRegion  = "eu-west-101"
	europeRegions = "eu-west-1"
)

// stsRegions are the regions in which the Security Token Service is known to be:
// https://github.com/huaweicloud/huaweicloud-sdk-go-v3/blob/master/services/sts/v1/region/region.go
var stsRegions = []string{
	"cn-north-4", "cn-east-3", "cn-south-1", "cn-southwest-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
	"sa-brazil-1", "la-south-2", "af-south-1", "tr-west-1",
}

// region returns the region to sign in to: that which the block names, else the
// environment's, else the profile's.
func (c Config) region(profile string) string {
	region := cmp.Or(c.Region, c.first(huaweicloud.RegionVariables), profile)
	switch {
	case c.AccountType == europe && !strings.HasPrefix(region, europeRegions):
		return europeRegion
	case region == "":
		return homeRegion
	}
	return region
}

// iam returns where Identity and Access Management is.
func (c Config) iam(profileRegion string) (transport.Target, error) {
	return c.service("iam", c.IAM, c.region(profileRegion))
}

// sts returns where the Security Token Service is. Outside Europe that is in the
// home region if it is not in the region.
func (c Config) sts(profileRegion string) (transport.Target, error) {
	region := c.region(profileRegion)
	if !strings.HasPrefix(region, europeRegions) && !slices.Contains(stsRegions, region) {
		region = homeRegion
	}
	return c.service("sts", c.STS, region)
}

// service returns where a service to sign in with is in a region, unless it is
// elsewhere.
func (c Config) service(name string, elsewhere transport.Endpoint, region string) (transport.Target, error) {
	target := transport.Target{UserAgent: c.Options.UserAgent, Region: region, Endpoint: elsewhere}
	if elsewhere != (transport.Endpoint{}) {
		return target, nil
	}
	if !transport.IsHostLabel(region) || !credential.Showable(region) { // a host is shown in errors
		return target, errors.New("the region in which to sign in cannot be part of a host name")
	}
	domain := ".myhuaweicloud.com"
	if c.AccountType == europe {
		domain = ".myhuaweicloud.eu"
	}
	target.Endpoint = transport.HTTPS(name + "." + region + domain)
	return target, nil
}

// identify returns what asks whose a key is, which needs no permission. The
// vendor's SDK knows no such service in Europe.
func (c Config) identify() auth.Identify {
	return c.Options.Identify(func(credentials *auth.Credentials) (auth.SignedRequest[credential.Identity], error) {
		target, err := c.sts(credentials.Region)
		switch {
		case err != nil:
			return auth.SignedRequest[credential.Identity]{}, err
		case c.STS == transport.Endpoint{} && (c.AccountType == europe || strings.HasPrefix(target.Region, europeRegions)):
			advice := "Set " + c.Path + ".endpoints.sts"
			if len(c.AllowedAccountIDs) > 0 {
				advice += ", or leave " + c.Path + ".allowed_account_ids out"
			}
			return auth.SignedRequest[credential.Identity]{}, &credential.Problem{
				Title:  "no identity service is known",
				Advice: advice + ": in Europe, no service is known that could be asked whose a key is.",
				Err:    errors.New("in Europe, Huawei Cloud has no known service that could be asked whose a key is"),
			}
		}
		return auth.SignedRequest[credential.Identity]{
			Call: transport.Call{Operation: "GetCallerIdentity", Region: target.Region, Host: target.Endpoint.Host},
			Sign: func(ctx context.Context, key credential.Key) (*transport.Request, error) {
				return huaweicloud.Sign(ctx, dialect.Call{Method: http.MethodGet, Path: "/v5/caller-identity"}, key, target)
			},
			Decode: func(body []byte, _ string) (credential.Identity, error) {
				var answer struct {
					AccountID    string `json:"account_id"`
					PrincipalURN string `json:"principal_urn"`
					PrincipalID  string `json:"principal_id"`
				}
				err := auth.Decode(body, &answer)
				return credential.Identity{AccountID: answer.AccountID, ARN: answer.PrincipalURN, PrincipalID: answer.PrincipalID}, err
			},
			Explain: huaweicloud.Explain,
		}, nil
	})
}
