// Package simtest is what the tests of the simulator share: clouds that know a caller, the caller, who signs requests by hand
// and not with an SDK, and what it is answered.
package simtest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// The access key of the caller, in both clouds.
const (
	Key    = "LTAIexample"
	Secret = "example-secret"
)

// Now is the time of the clouds of [Known].
var Now = time.Date(2026, time.March, 14, 15, 9, 26, 0, time.UTC)

// Known is a configuration in which both clouds know the caller of [NewCaller], and the time stands still.
func Known(change ...func(*simulator.Config)) simulator.Config {
	c := simulator.Config{
		Alicloud:    []simulator.Account{{AccessKeyID: Key, SecretKey: Secret}},
		Huaweicloud: []simulator.Account{{AccessKeyID: Key, SecretKey: Secret}},
		Rows:        make(map[simulator.API][]simulator.Row),
		Now:         func() time.Time { return Now },
		AllProjects: true, // so that a list has all of its rows
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// Serve starts a server in whose requests the documents must cover everything.
func Serve(t *testing.T, config simulator.Config) *simulator.Server {
	t.Helper()
	if config.OnUnknown == nil {
		config.OnUnknown = func(description string) { t.Errorf("unknown: %s", description) }
	}
	return simulator.New(config)
}

// AllAPIs are the lists, in the order of the table.
var AllAPIs = func() []simulator.API {
	apis := make([]simulator.API, len(lists.Known()))
	for i, l := range lists.Known() {
		apis[i] = l.API
	}
	return apis
}()

// Ask returns the parameters that ask an API for a page.
func Ask(api simulator.API, page, size int) map[string]string {
	paging := lists.Of(api).Paging
	if paging.Offset != "" {
		return set{paging.Offset: strconv.Itoa((page - 1) * size), paging.Size: strconv.Itoa(size)}
	}
	return set{paging.Index: strconv.Itoa(page), paging.Size: strconv.Itoa(size)}
}

type set = map[string]string

// The digests of nothing.
const (
	EmptySHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	EmptyMD5    = "1B2M2Y8AsgTpgAmY7PhCfg=="
)

// OtherSHA256 is the digest of another body.
const OtherSHA256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

// STSVersion is the version of STS of Alibaba Cloud.
const STSVersion = "2015-04-01"

// Tag is a tag of an instance of OutboundBot.
func Tag(key, value string) map[string]any {
	return map[string]any{"Key": key, "Value": value}
}

// Decode is json.Unmarshal without the detour of numbers through float64.
func Decode(encoded []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// Signed is a list and a scheme that its requests may be signed with.
type Signed struct {
	Scheme string
	API    simulator.API
}

// AlicloudLists are the lists of Alibaba Cloud with each scheme that its requests may be signed with.
func AlicloudLists() []Signed {
	var signed []Signed
	for _, l := range lists.Known() {
		switch {
		case l.Service.Cloud != lists.Alicloud:
			continue
		case l.Path == "":
			signed = append(signed, Signed{signature.SchemeRPC, l.API})
		default:
			signed = append(signed, Signed{signature.SchemeROA, l.API})
		}
		signed = append(signed, Signed{signature.SchemeACS3, l.API})
	}
	return signed
}

// IdentityOf is who a cloud takes the caller of [NewCaller] for.
func IdentityOf(api simulator.API) (account, principal string) {
	known := simulator.Account{AccessKeyID: Key}
	if lists.Of(api).Service.Cloud == lists.Huaweicloud {
		return known.HuaweicloudID(), "iam::" + known.HuaweicloudID() + ":user:simulated-user"
	}
	return known.AlicloudID(), "acs:ram::" + known.AlicloudID() + ":root"
}
