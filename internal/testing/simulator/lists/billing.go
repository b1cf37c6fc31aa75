package lists

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// The billing centers. Their facts are from the vendors' SDKs (alibaba-cloud-sdk-go services/bssopenapi, huaweicloud-sdk-go-v3
// services/bss/v2 and services/eps/v1) and the pages of the operations.
var (
	bssOpenAPIService = Service{
		Cloud: Alicloud, Endpoint: "bssopenapi", Product: "BssOpenApi", Version: "2017-12-14",
		Sites: map[string]Site{"business.aliyuncs.com": Domestic, "business.ap-southeast-1.aliyuncs.com": International},
	}
	bssService = Service{
		Cloud: Huaweicloud, Endpoint: "bss",
		Sites: map[string]Site{
			"bss.myhuaweicloud.com": Domestic, "bss-intl.myhuaweicloud.com": International, "bss.myhuaweicloud.eu": Europe,
		},
		Codes: Codes{Denied: "CBC.0151", Invalid: "CBC.0100", Broken: "CBC.0999"},
	}
	// One host is for two sites, which any account of these may ask.
	epsService = Service{
		Cloud: Huaweicloud, Endpoint: "eps",
		Sites: map[string]Site{"eps.eu-west-101.myhuaweicloud.eu": Europe},
		// The codes are not documented in one place; these are chosen.
		Codes: Codes{Denied: "EPS.0004", Invalid: "EPS.0013", Broken: "EPS.0999", Nested: true},
	}
)

// utcTime reads a parameter with a time, which is written in UTC and to the second.
func utcTime(p *Parameters, name string) (at time.Time, set bool) {
	text, set := p.Text(name)
	if !set {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || len(text) != len("2006-01-02T15:04:05Z") || !strings.HasSuffix(text, "Z") {
		p.Reject(name)
		return time.Time{}, false
	}
	return at, true
}

// between keeps the rows whose field has a time from that of one parameter to that of another, both included, as far as they are
// set. That the ends are included is not documented.
func between(p *Parameters, rows []Row, field, begin, end string) []Row {
	from, hasFrom := utcTime(p, begin)
	to, hasTo := utcTime(p, end)
	if !hasFrom && !hasTo {
		return rows
	}
	return where(rows, func(row Row) bool {
		text, _ := row[field].(string)
		at, err := time.Parse(time.RFC3339, text)
		return err == nil && (!hasFrom || !at.Before(from)) && (!hasTo || !at.After(to))
	})
}

// anyOf keeps the rows whose field is one of the values in a parameter, which commas separate. Case counts unless fold is set.
func anyOf(p *Parameters, rows []Row, field, parameter string, fold bool) []Row {
	list, set := p.Text(parameter)
	if !set {
		return rows
	}
	wanted := map[string]bool{}
	for _, value := range strings.Split(list, ",") {
		if fold {
			value = strings.ToLower(value)
		}
		wanted[value] = true
	}
	return where(rows, func(row Row) bool {
		value := fmt.Sprint(row[field])
		if fold {
			value = strings.ToLower(value)
		}
		return row[field] != nil && wanted[value]
	})
}

// same keeps the rows whose fields are what the parameters say, as far as they are set. Names alternate: parameter, field.
func same(p *Parameters, rows []Row, parametersAndFields ...string) []Row {
	for i := 0; i+1 < len(parametersAndFields); i += 2 {
		value, set := p.Text(parametersAndFields[i])
		rows = equal(rows, parametersAndFields[i+1], value, set)
	}
	return rows
}

// text is a member of a JSON body that may be null, or empty, without selecting anything.
var text = Member{Kind: Text}

// generatedTime is a time of a generated row.
func generatedTime(r *rand.Rand) time.Time {
	return generatedEpoch.Add(time.Duration(r.IntN(700*24)) * time.Hour)
}

// decimalText is a decimal as the billing centers write it: as text, with digits that a float64 loses, and with zeros behind.
func decimalText(i int, r *rand.Rand) string {
	switch i % 5 {
	case 0:
		return fmt.Sprintf("%d.000", r.IntN(10_000))
	case 1:
		return fmt.Sprintf("%d.%018d", beyondFloat(r), r.Int64N(1e18))
	case 2:
		return "0"
	}
	return fmt.Sprintf("%d.%02d", r.IntN(1000), r.IntN(100))
}
