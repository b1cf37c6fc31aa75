package functions_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"pgregory.net/rapid"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

// TestDefinitions checks names, types and what may be null, which
// configurations depend on, and that everything is described.
func TestDefinitions(t *testing.T) {
	want := map[string]string{
		"days_until":        "(timestamp string or null, from string) number",
		"parse_time":        "(text string or null, layout_or_preset string, zone string) string",
		"remaining_percent": "(remaining number or null, total number or null) number",
	}
	functions := acctest.NewProtocol(t).Schema().Functions
	for name, function := range functions {
		var parameters []string
		for _, p := range function.Parameters {
			parameter := p.Name + " " + typeName(p.Type)
			if p.AllowNullValue {
				parameter += " or null"
			}
			if p.AllowUnknownValues || p.Description == "" || p.DescriptionKind != tfprotov6.StringKindMarkdown {
				t.Errorf("%s: %s takes what is unknown, or has no description", name, p.Name)
			}
			parameters = append(parameters, parameter)
		}
		if got := fmt.Sprintf("(%s) %s", strings.Join(parameters, ", "), typeName(function.Return.Type)); got != want[name] {
			t.Errorf("%s%s instead of %s", name, got, want[name])
		}
		if function.Summary == "" || function.Description == "" || function.VariadicParameter != nil {
			t.Errorf("%s is not described, or takes any number of arguments", name)
		}
	}
	if len(functions) != len(want) {
		t.Errorf("%d functions instead of %d", len(functions), len(want))
	}
}

func typeName(of tftypes.Type) string {
	return strings.ToLower(strings.TrimPrefix(of.String(), "tftypes."))
}

// TestCalls calls the functions as Terraform does.
func TestCalls(t *testing.T) {
	p := acctest.NewProtocol(t)
	call := func(name string, arguments ...any) []any { return append([]any{name}, arguments...) }
	tests := []struct {
		call []any
		want any // a result, or "argument N: ..."
	}{
		{call("days_until", "2026-12-31T00:00:00Z", "2026-12-01T00:00:00Z"), int64(30)},
		{call("days_until", "2026-12-31T00:00:00+08:00", "2026-12-31T00:00:00Z"), int64(-1)},
		{call("days_until", "2026-12-31", "2026-12-01T00:00:00Z"), `argument 0: "2026-12-31" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{call("days_until", "2026-12-31T00:00:00Z", ""), `argument 1: "" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{call("days_until", "2026-13-31T00:00:00Z", "2026-12-01T00:00:00Z"), `argument 0: "2026-13-31T00:00:00Z" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z: month out of range`},

		{call("days_until", nil, "2026-12-01T00:00:00Z"), nil},
		{call("days_until", acctest.NoValue, "2026-12-01T00:00:00Z"), nil},
		{call("days_until", nil, "2026-12-01"), `argument 1: "2026-12-01" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},

		{call("parse_time", "2025-09-10 00:00:00", "datetime", "Asia/Shanghai"), "2025-09-09T16:00:00Z"},
		{call("parse_time", nil, "datetime", "Asia/Shanghai"), nil},
		{call("parse_time", acctest.NoValue, "rfc3339", "UTC"), nil},
		{call("parse_time", nil, "aicontent", "UTC"), `argument 1: "aicontent" has no year, month and day: use one of the presets datetime, epoch_milliseconds, epoch_seconds, rfc3339, or a layout that shows how the reference time 2006-01-02 15:04:05 -07:00 is written`},
		{call("parse_time", nil, "datetime", "CST"), `argument 2: "CST" is not a valid time zone: use an IANA name such as Asia/Shanghai, UTC, or an offset such as +08:00`},
		{call("parse_time", "2026-12-31T15:04:05Z", "2006-01-02T15:04:05Z", "Asia/Shanghai"), `argument 1: "2006-01-02T15:04:05Z" has the fixed text "Z", which sets no time zone: write Z07:00 instead, which reads Z and offsets such as +08:00; if the time ends in a word such as UTC, remove the word from the time and the layout`},
		{call("parse_time", "2026-12-31T15:04:05Z", "2006-01-02T15:04:05Z07:00", "Asia/Shanghai"), "2026-12-31T15:04:05Z"},
		{call("parse_time", "1578469042851", "epoch_milliseconds", "UTC"), "2020-01-08T07:37:22.851Z"},
		{call("parse_time", "31/12/2026 23:59", "02/01/2006 15:04", "+08:00"), "2026-12-31T15:59:00Z"},
		{call("parse_time", "2026-10-25 02:30:00", "datetime", "Europe/Berlin"), "2026-10-25T00:30:00Z"},
		{call("parse_time", "soon", "datetime", "UTC"), `argument 0: "soon" does not match the layout "2006-01-02 15:04:05"`},
		{call("parse_time", "2026-03-29 02:30:00", "datetime", "Europe/Berlin"), `argument 0: "2026-03-29 02:30:00" does not exist in the time zone Europe/Berlin: clocks were put forward past it`},
		{call("parse_time", "2025-09-10", "YYYY-MM-DD", "UTC"), `argument 1: "YYYY-MM-DD" has no year, month and day: use one of the presets datetime, epoch_milliseconds, epoch_seconds, rfc3339, or a layout that shows how the reference time 2006-01-02 15:04:05 -07:00 is written`},
		{call("parse_time", "2025-09-10 00:00:00", "datetime", "CST"), `argument 2: "CST" is not a valid time zone: use an IANA name such as Asia/Shanghai, UTC, or an offset such as +08:00`},
		{call("parse_time", "2025-09-10T00:00:00Z", "rfc3339", ""), `argument 2: "" is not a valid time zone: use an IANA name such as Asia/Shanghai, UTC, or an offset such as +08:00`},

		{call("remaining_percent", int64(1), int64(1000)), acctest.Decimal("0.1")},
		{call("remaining_percent", int64(333), int64(1000)), acctest.Decimal("33.3")},
		{call("remaining_percent", acctest.Decimal("0.7"), int64(7)), int64(10)},
		{call("remaining_percent", int64(9007199254740993), int64(9007199254740993)), int64(100)},
		{call("remaining_percent", int64(0), int64(5)), int64(0)},
		{call("remaining_percent", int64(-1), int64(4)), int64(-25)},
		{call("remaining_percent", nil, int64(5)), nil},
		{call("remaining_percent", int64(5), nil), nil},
		{call("remaining_percent", nil, nil), nil},
		{call("remaining_percent", nil, int64(0)), nil},
		{call("remaining_percent", acctest.NoValue, int64(5)), nil},
		{call("remaining_percent", int64(5), acctest.NoValue), nil},
		{call("remaining_percent", int64(0), int64(0)), "argument 1: the total is zero"},
		{call("remaining_percent", int64(5), int64(-1)), "argument 1: the total is negative"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.call...), func(t *testing.T) {
			got, err := p.Call(t, test.call[0].(string), test.call[1:]...)
			if err != nil {
				got = "argument " + fmt.Sprint(*err.FunctionArgument) + ": " + err.Text
			}
			if got != test.want {
				t.Errorf("%v\ninstead of\n%v", got, test.want)
			}
		})
	}
}

// TestPercentReachesTerraform checks that no digit is lost on the way: what the
// protocol carries is what the digits of the quotient would be read as. The
// totals are powers of ten, so that the quotients end.
func TestPercentReachesTerraform(t *testing.T) {
	p := acctest.NewProtocol(t)
	rapid.Check(t, func(rt *rapid.T) {
		zeros := rapid.IntRange(3, 18).Draw(rt, "zeros")
		total := int64(1)
		for range zeros {
			total *= 10
		}
		remaining := rapid.Int64Range(0, total).Draw(rt, "remaining")
		digits := fmt.Sprintf("%0*d", zeros+1, remaining) // the fraction's point is zeros-2 from the right
		point := len(digits) - (zeros - 2)
		want := strings.TrimLeft(digits[:point], "0") + "." + strings.TrimRight(digits[point:], "0")
		want = strings.TrimSuffix(want, ".")
		if want == "" || want[0] == '.' {
			want = "0" + want
		}
		got, err := p.Call(t, "remaining_percent", remaining, total)
		if err != nil || fmt.Sprint(got) != want {
			rt.Fatalf("%d of %d: %v instead of %s, %v", remaining, total, got, want, err)
		}
	})
}
