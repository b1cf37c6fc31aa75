package lists

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// ICE is GetAiRtcLicenseInfoList of Intelligent Media Services, version 2020-11-09.
//
// https://help.aliyun.com/zh/ims/developer-reference/api-ice-2020-11-09-getairtclicenseinfolist
const ICE API = "ice"

var iceService = Service{Cloud: Alicloud, Endpoint: "ice", Product: "ICE", Version: "2020-11-09"}

var ice = List{
	API:        ICE,
	Service:    &iceService,
	Action:     "GetAiRtcLicenseInfoList",
	Parameters: []string{"LicenseItemId", "Status", "Type", "PageNo", "PageSize", "NeedTotalCount"},
	Denied:     "NoPermission",
	// The largest page is not documented; sibling operations of the same API stop at 30, 50 or 100.
	Paging:     Paging{Index: "PageNo", Size: "PageSize", Default: 10, Limit: 50},
	Rows:       []string{"LicenseInfoList"},
	Total:      []string{"TotalCount"},
	Identifier: "LicenseItemId",
	find: func(p *Parameters, rows []Row) []Row {
		item, set := p.Text("LicenseItemId")
		rows = equal(rows, "LicenseItemId", item, set)
		for _, name := range []string{"Status", "Type"} {
			_, set := p.Text(name)
			rows = equal(rows, name, fmt.Sprint(p.Integer(name, 0)), set)
		}
		return rows
	},
	fill: func(body map[string]any, p page) {
		// The document: true, the default, is what makes the answer hold the total.
		if !p.parameters.Flag("NeedTotalCount", true) {
			delete(body, "TotalCount")
		}
	},
	generate: iceRow,
	demo:     iceDemo,
}

func iceRow(i int, r *rand.Rand) Row {
	begin := generatedEpoch.Add(time.Duration(r.IntN(700*24)) * time.Hour)
	days := int64(30 * (1 + r.IntN(24)))
	row := Row{
		"LicenseItemId":     fmt.Sprintf("%d%06d", 177120+r.IntN(10), i),
		"InstanceId":        fmt.Sprintf("ice_CoverAILicense_public_cn-%08x", r.Uint32()),
		"ContractNo":        fmt.Sprintf("2583962673%06d", i),
		"Type":              int64(1 + r.IntN(2)),
		"Status":            int64(1 + r.IntN(2)),
		"LicenseCount":      int64(100 * (1 + r.IntN(100))),
		"AvailableCapacity": int64(r.IntN(10_000_000)),
		"ValidDays":         days,
		"BeginOn":           isoTime(begin),
		"ExpiredOn":         isoTime(begin.AddDate(0, 0, int(days))),
		"CreationTime":      isoTime(begin.Add(-time.Hour)),
		"ModificationTime":  isoTime(begin.Add(time.Hour)),
	}
	switch i % 9 {
	case 2:
		row["LicenseCount"] = beyondFloat(r)
		row["AvailableCapacity"] = beyondFloat(r)
		row["ValidDays"] = beyondFloat(r)
	case 4:
		delete(row, "ContractNo")
		delete(row, "ModificationTime")
	case 5:
		row["ContractNo"] = nil
		row["AvailableCapacity"] = nil
	case 7:
		row["ContractNo"] = ""
	}
	return row
}

// iceDemo is a fleet of voice and vision licenses: most in use, some about to expire, some long gone.
func iceDemo(now time.Time, r *rand.Rand) []Row {
	var rows []Row
	for i := range 84 {
		begin := now.AddDate(0, 0, -r.IntN(300)).Truncate(time.Hour)
		days, status := 365, 1
		switch {
		case i%12 == 3: // expires within the month
			begin = now.AddDate(0, 0, 5+r.IntN(24)-days).Truncate(time.Hour)
		case i%7 == 6: // expired some time ago
			begin = now.AddDate(0, 0, -days-10-r.IntN(200)).Truncate(time.Hour)
			status = 2
		}
		count := int64(500 * (1 + r.IntN(20)))
		capacity := count * 1000
		left := capacity * int64(15+r.IntN(85)) / 100
		if i%15 == 8 { // nearly used up
			left = capacity * int64(1+r.IntN(8)) / 100
		}
		rows = append(rows, Row{
			"LicenseItemId":     fmt.Sprintf("1771290%04d", i+1),
			"InstanceId":        fmt.Sprintf("ice_CoverAILicense_public_cn-demo%04d", i/4+1),
			"ContractNo":        fmt.Sprintf("2583962673%05d", 90000+i/4),
			"Type":              int64(1 + i%2),
			"Status":            int64(status),
			"LicenseCount":      count,
			"AvailableCapacity": left,
			"ValidDays":         int64(days),
			"BeginOn":           isoTime(begin),
			"ExpiredOn":         isoTime(begin.AddDate(0, 0, days)),
			"CreationTime":      isoTime(begin.Add(-26 * time.Hour)),
			"ModificationTime":  isoTime(begin),
		})
	}
	return rows
}
