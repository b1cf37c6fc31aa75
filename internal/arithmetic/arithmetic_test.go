package arithmetic_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
)

// zones are zones with and without summer time: with half hours, with a change
// of half an hour, with a change in winter, with a day that never was.
var zones = []string{
	"UTC", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "America/St_Johns",
	"America/Sao_Paulo", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "+08:00", "-03:30", "+23:59",
}

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	zone, err := arithmetic.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// moments draws points in time, half of them near a change of the clocks.
func moments(zone *time.Location) *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		year := time.Date(rapid.IntRange(1, 9998).Draw(t, "year"), time.January, 1, 0, 0, 0, 0, time.UTC)
		if rapid.Bool().Draw(t, "recent") {
			year = time.Date(rapid.IntRange(1970, 2060).Draw(t, "recent year"), time.January, 1, 0, 0, 0, 0, time.UTC)
		}
		at := year.Add(time.Duration(rapid.Int64Range(0, 365*24*60*60).Draw(t, "second")) * time.Second)
		if _, change := at.In(zone).ZoneBounds(); !change.IsZero() && rapid.Bool().Draw(t, "near a change") {
			at = change.Add(time.Duration(rapid.Int64Range(-3*60*60, 3*60*60).Draw(t, "seconds after it")) * time.Second)
		}
		return at.UTC()
	})
}

// civil returns what the clocks of a zone show, as the clocks of UTC.
func civil(at time.Time, zone *time.Location) time.Time {
	shown := at.In(zone)
	return time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), shown.Minute(), shown.Second(), shown.Nanosecond(), time.UTC)
}

// TestAt checks that a point in time is always among those at which the clocks
// show what they show then, and that those all show it, in order.
func TestAt(t *testing.T) {
	for _, name := range zones {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			zone := zone(t, name)
			at := moments(zone).Draw(t, "at")
			shown := civil(at, zone)
			found := arithmetic.At(shown, zone)
			here := false
			for i, other := range found {
				here = here || other.Equal(at)
				if !civil(other, zone).Equal(shown) {
					t.Fatalf("the clocks show %s at %s, not %s", civil(other, zone), other, shown)
				}
				if i > 0 && !found[i-1].Before(other) {
					t.Fatalf("not in order: %s", found)
				}
			}
			if !here || len(found) > 2 {
				t.Fatalf("%s is not among %s", at, found)
			}
		}))
	}
}

// TestSkippedAndRepeated checks the hours around every change of the clocks
// until 2036: what was skipped is never found, what was repeated is found twice.
func TestSkippedAndRepeated(t *testing.T) {
	var skipped, repeated int
	for _, name := range zones {
		zone := zone(t, name)
		for at := time.Date(1975, time.January, 1, 0, 0, 0, 0, time.UTC).In(zone); at.Year() < 2036; {
			_, change := at.ZoneBounds()
			if change.IsZero() {
				break
			}
			_, before := change.Add(-time.Second).Zone()
			_, after := change.Zone()
			moved := time.Duration(after-before) * time.Second
			switch middle := civil(change, zone).Add(-moved / 2); {
			case moved > 0:
				skipped++
				if found := arithmetic.At(middle, zone); len(found) != 0 {
					t.Errorf("%s: %s was skipped, and found at %s", name, middle, found)
				}
			case moved < 0:
				repeated++
				if found := arithmetic.At(middle, zone); len(found) != 2 || found[1].Sub(found[0]) != -moved {
					t.Errorf("%s: %s came twice, and is found at %s", name, middle, found)
				}
			}
			at = change
		}
	}
	if skipped < 300 || repeated < 300 {
		t.Errorf("%d changes forward and %d back: the time zones are not those of the world", skipped, repeated)
	}
}

// TestZone lists what is a time zone and what is not.
func TestZone(t *testing.T) {
	at := time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"UTC": "12:00", "Asia/Shanghai": "20:00", "Europe/Berlin": "14:00", "+08:00": "20:00",
		"-03:30": "08:30", "+00:00": "12:00", "-23:59": "12:01",
	} {
		if got := at.In(zone(t, name)).Format("15:04"); got != want {
			t.Errorf("%s: %s instead of %s", name, got, want)
		}
	}
	for _, name := range []string{
		"", "Local", "local", "localtime", "Mars/Olympus", "CST6", "+8", "+0800", "08:00", "+24:00", "+08:60", "../UTC", "Asia/Shanghai ",
		"GMT+8:00",
	} {
		if zone, err := arithmetic.Zone(name); err == nil || !strings.Contains(err.Error(), "use an IANA name such as Asia/Shanghai") {
			t.Errorf("%q: %s, %v", name, zone, err)
		}
	}
}

// TestRoundTrip writes points in time in every shape and reads them again.
func TestRoundTrip(t *testing.T) {
	for _, name := range zones {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			zone := zone(t, name)
			at := moments(zone).Draw(t, "at")
			texts := map[string]string{
				arithmetic.RFC3339:                at.In(zone).Format(time.RFC3339Nano),
				arithmetic.EpochSeconds:           fmt.Sprint(at.Unix()),
				arithmetic.EpochMilliseconds:      fmt.Sprint(at.UnixMilli()),
				arithmetic.DateTime:               civil(at, zone).Format(time.DateTime),
				"Mon, 02 Jan 2006 15:04:05 -0700": at.In(zone).Format(time.RFC1123Z),
				"02/01/2006 03:04:05 PM":          civil(at, zone).Format("02/01/2006 03:04:05 PM"),
				"2006 002 15h04m05":               civil(at, zone).Format("2006 002 15h04m05"),
			}
			if offset := at.In(zone).Format("-07:00:00"); !strings.HasSuffix(offset, ":00") {
				return // clocks that were seconds off, before there were time zones
			}
			for shapeName, text := range texts {
				shape, err := arithmetic.ShapeOf(shapeName)
				if err != nil {
					t.Fatal(err)
				}
				got, twice, err := shape.Parse(text, zone)
				if err != nil {
					t.Fatalf("%s: %s: %v", shapeName, text, err)
				}
				// What comes twice is the earlier one, whichever was written.
				if !got.Equal(at) && (!twice || got.After(at) || !civil(got, zone).Equal(civil(at, zone))) || got.Location() != time.UTC {
					t.Fatalf("%s: %s became %s instead of %s", shapeName, text, got, at)
				}
				if again, err := arithmetic.ReadRFC3339(arithmetic.WriteRFC3339(got)); err != nil || !again.Equal(got) {
					t.Fatalf("%s was written and read as %s, %v", got, again, err)
				}
			}
		}))
	}
}

// TestParse lists what the texts of each shape mean, and what is wrong with
// those that mean nothing.
func TestParse(t *testing.T) {
	tests := []struct{ shape, text, zone, want string }{
		{"datetime", "2025-09-10 00:00:00", "Asia/Shanghai", "2025-09-09T16:00:00Z"},
		{"datetime", "2025-09-10 00:00:00", "UTC", "2025-09-10T00:00:00Z"},
		{"datetime", "2025-09-10 00:00:00.250", "+08:00", "2025-09-09T16:00:00.25Z"},
		{"datetime", "2024-02-29 23:59:59", "UTC", "2024-02-29T23:59:59Z"},
		{"datetime", "2000-02-29 00:00:00", "UTC", "2000-02-29T00:00:00Z"},
		{"datetime", "2025-02-29 00:00:00", "UTC", `"2025-02-29 00:00:00" does not match the layout "2006-01-02 15:04:05": day out of range`},
		{"datetime", "1900-02-29 00:00:00", "UTC", `"1900-02-29 00:00:00" does not match the layout "2006-01-02 15:04:05": day out of range`},
		{"datetime", "2026-12-31 23:59:60", "UTC", `"2026-12-31 23:59:60" does not match the layout "2006-01-02 15:04:05": second out of range`},
		{"datetime", "2026-12-31", "UTC", `"2026-12-31" does not match the layout "2006-01-02 15:04:05"`},
		{"datetime", "", "UTC", `"" does not match the layout "2006-01-02 15:04:05"`},
		// Summer time: skipped, and repeated.
		{"datetime", "2026-03-29 01:59:59", "Europe/Berlin", "2026-03-29T00:59:59Z"},
		{"datetime", "2026-03-29 02:30:00", "Europe/Berlin", `"2026-03-29 02:30:00" does not exist in the time zone Europe/Berlin: clocks were put forward past it`},
		{"datetime", "2026-03-29 03:00:00", "Europe/Berlin", "2026-03-29T01:00:00Z"},
		{"datetime", "2026-10-25 02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z twice"},
		{"datetime", "2026-10-25 03:00:00", "Europe/Berlin", "2026-10-25T02:00:00Z"},
		{"datetime", "2011-12-30 12:00:00", "Pacific/Apia", `"2011-12-30 12:00:00" does not exist in the time zone Pacific/Apia: clocks were put forward past it`},
		{"datetime", "0000-01-01 00:00:00", "+08:00", `"0000-01-01 00:00:00" is outside the years 0000 to 9999 in UTC, which RFC 3339 cannot write`},
		{"datetime", "9999-12-31 23:59:59", "-08:00", `"9999-12-31 23:59:59" is outside the years 0000 to 9999 in UTC, which RFC 3339 cannot write`},
		// A time that says its own offset.
		{"rfc3339", "2026-12-31T00:00:00+08:00", "Europe/Berlin", "2026-12-30T16:00:00Z"},
		{"rfc3339", "2020-12-23T13:33:49Z", "UTC", "2020-12-23T13:33:49Z"},
		{"rfc3339", "2020-12-23T13:33Z", "UTC", `"2020-12-23T13:33Z" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{"rfc3339", "2020-12-23T13:33:49", "UTC", `"2020-12-23T13:33:49" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{"rfc3339", "2020-12-23T1:33:49Z", "UTC", `"2020-12-23T1:33:49Z" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{"rfc3339", "2020-12-23T01:33:49,5Z", "UTC", `"2020-12-23T01:33:49,5Z" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{"rfc3339", "2020-12-23T01:33:49+24:00", "UTC", `"2020-12-23T01:33:49+24:00" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z`},
		{"rfc3339", "2020-12-23T01:33:49.5-23:59", "UTC", "2020-12-24T01:32:49.5Z"},
		{"rfc3339", "2021-02-29T00:00:00Z", "UTC", `"2021-02-29T00:00:00Z" is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z: day out of range`},
		{"2006-01-02T15:04:05-0700", "2026-12-31T00:00:00+0800", "UTC", "2026-12-30T16:00:00Z"},
		{"2006-01-02T15:04:05Z07:00", "2026-12-31T00:00:00Z", "Asia/Shanghai", "2026-12-31T00:00:00Z"},
		{"2006-01-02T15:04:05Z07:00", "2026-12-31T00:00:00+08:00", "UTC", "2026-12-30T16:00:00Z"},
		{"2006-01-02T15:04:05Z0700", "2026-12-31T00:00:00Z", "Asia/Shanghai", "2026-12-31T00:00:00Z"},
		{"2006-01-02T15:04:05Z0700", "2026-12-31T00:00:00+0800", "UTC", "2026-12-30T16:00:00Z"},
		{"Mon Jan 02 2006 15:04:05 GMT-0700", "Thu Dec 31 2026 00:00:00 GMT+0800", "UTC", "2026-12-30T16:00:00Z"},
		{"2006-01-02 15:04:05 -0700 UTC", "2026-12-31 00:00:00 +0000 UTC", "Asia/Shanghai", "2026-12-31T00:00:00Z"},
		{"02/01/2006", "31/12/2026", "Asia/Shanghai", "2026-12-30T16:00:00Z"},
		{"Jan 2, 2006 at 3:04pm", "Dec 31, 2026 at 7:05pm", "UTC", "2026-12-31T19:05:00Z"},
		{"epoch_milliseconds", "1578469042851", "Asia/Shanghai", "2020-01-08T07:37:22.851Z"},
		{"epoch_milliseconds", "-1", "UTC", "1969-12-31T23:59:59.999Z"},
		{"epoch_milliseconds", "253402300800000", "UTC", `"253402300800000" is outside the years 0000 to 9999 in UTC, which RFC 3339 cannot write`},
		{"epoch_milliseconds", "9223372036854775808", "UTC", `"9223372036854775808" is not a whole number of milliseconds that fits into 64 bits`},
		{"epoch_milliseconds", "1.5e12", "UTC", `"1.5e12" is not a whole number of milliseconds that fits into 64 bits`},
		{"epoch_seconds", "1578469042", "UTC", "2020-01-08T07:37:22Z"},
		{"epoch_seconds", "", "UTC", `"" is not a whole number of seconds that fits into 64 bits`},
	}
	for _, test := range tests {
		t.Run(test.shape+"/"+test.text+"/"+test.zone, func(t *testing.T) {
			shape, err := arithmetic.ShapeOf(test.shape)
			if err != nil {
				t.Fatal(err)
			}
			at, twice, err := shape.Parse(test.text, zone(t, test.zone))
			got := arithmetic.WriteRFC3339(at)
			if twice {
				got += " twice"
			}
			if err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestShapeOf lists layouts that cannot be read without guessing.
func TestShapeOf(t *testing.T) {
	for layout, want := range map[string]string{
		"":                              `"" has no year, month and day`,
		"15:04:05":                      "has no year, month and day",
		"01-02 15:04":                   "has no year, month and day",
		"2006-01":                       "has no year, month and day",
		"YYYY-MM-DD hh:mm:ss":           "has no year, month and day",
		"%Y-%m-%d":                      "has no year, month and day",
		"DATETIME":                      "has no year, month and day",
		"2006-01-02 03:04:05":           "has a 12-hour clock without AM or PM",
		"Mon Jan _2 15:04:05 MST 2006":  "has a zone abbreviation, which several zones share",
		"2006-01-02 15:04:05 MST":       "has a zone abbreviation, which several zones share",
		"Monday, 02-Jan 15:04:05 -0700": "has no year, month and day",
	} {
		_, err := arithmetic.ShapeOf(layout)
		const presets = "datetime, epoch_milliseconds, epoch_seconds, rfc3339"
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), presets) {
			t.Errorf("%q: %v", layout, err)
		}
	}
}

// TestFixedZone lists layouts with a zone as fixed text, which would be read in
// any zone without a word, and layouts that only look like these.
func TestFixedZone(t *testing.T) {
	for layout, fixed := range map[string]string{
		"2006-01-02T15:04:05Z":                "Z",
		"2006-01-02T15:04:05.000Z":            "Z",
		"2006-01-02T15:04Z":                   "Z",
		"20060102T150405Z":                    "Z",
		"2006-01-02 15:04:05 Z":               "Z",
		"2006-01-02Z15:04:05":                 "Z",
		"2006-01-02 03:04PMZ":                 "Z",
		"02Jan2006Z":                          "Z",
		"2006-01-02t15:04:05z":                "z",
		"2006-01-02 15:04:05 UTC":             "UTC",
		"2006-01-02 15:04:05UTC":              "UTC",
		"2006-01-02 15:04:05 (UTC)":           "UTC",
		"2006-01-02 15:04:05 UTC+8":           "UTC",
		"2006-01-02 15:04:05 utc":             "utc",
		"UTC 2006-01-02 15:04:05":             "UTC",
		"Mon, 02 Jan 2006 15:04:05 GMT":       "GMT",
		"Monday, 2 January 2006 3:04 PM, GMT": "GMT",
		"2006-01-02T15:04:05+08:00":           "+08:00",
		"2006-01-02T15:04:05+0800":            "+0800",
		"2006-01-02 15:04:05 +00:00":          "+00:00",
		"2006-01-02 15:04:05 -0800":           "-0800",
		"2006-01-02 15:04:05 +07:00":          "+07:00",
		"2006-01-02T15:04:05Z07:00":           "",
		"2006-01-02T15:04:05Z0700":            "",
		"2006-01-02T15:04:05Z07":              "",
		"2006-01-02T15:04:05.999Z07:00":       "",
		"20060102T150405Z0700":                "",
		"2006-01-02T15:04:05-07:00":           "",
		"2006-01-02 15:04:05 -0700":           "",
		"2006-01-02 15:04:05 -0700 UTC":       "", // as Go prints a time
		"Mon Jan 02 2006 15:04:05 GMT-0700":   "", // as JavaScript prints one
		"2006-01-02 15:04:05":                 "",
		"2006-01-02 15:04 Zeit":               "",
		"2006-01-02 Shenzhen 15:04":           "",
		"2006-01-02 CZ":                       "",
		"Ends GMTX 2006-01-02":                "",
		"2006-01-02+15:04:05":                 "",
		"2006-01-02-15:04:05":                 "",
		"2006-002T15:04:05":                   "",
		"02/01/2006":                          "",
	} {
		want := ""
		if fixed != "" {
			want = fmt.Sprintf("%q has the fixed text %q, which sets no time zone: write Z07:00 instead, which reads Z and offsets such as +08:00; "+
				"if the time ends in a word such as UTC, remove the word from the time and the layout", layout, fixed)
		}
		got := ""
		if _, err := arithmetic.ShapeOf(layout); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q instead of %q", layout, got, want)
		}
	}
}

// TestDays checks that days are rounded down, against arithmetic without limits.
func TestDays(t *testing.T) {
	nanos := func(at time.Time) *big.Int {
		n := new(big.Int).Mul(big.NewInt(at.Unix()), big.NewInt(1e9))
		return n.Add(n, big.NewInt(int64(at.Nanosecond())))
	}
	draw := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-62167219200, 253402300799).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "nanoseconds"))
	})
	rapid.Check(t, func(t *rapid.T) {
		until, from := draw.Draw(t, "until"), draw.Draw(t, "from")
		if rapid.Bool().Draw(t, "close") {
			until = from.Add(time.Duration(rapid.Int64Range(-3*86400e9, 3*86400e9).Draw(t, "apart")))
		}
		want, rest := new(big.Int).DivMod(new(big.Int).Sub(nanos(until), nanos(from)), big.NewInt(86400e9), new(big.Int)) // rounds down
		if got := arithmetic.Days(until, from); want.Cmp(big.NewInt(got)) != 0 {
			t.Fatalf("%d instead of %s", got, want)
		}
		back := new(big.Int).Neg(want)
		if rest.Sign() != 0 {
			back.Sub(back, big.NewInt(1))
		}
		if got := arithmetic.Days(from, until); back.Cmp(big.NewInt(got)) != 0 {
			t.Fatalf("%d back instead of %s", got, back)
		}
	})
}

// TestDaysTable lists cases that are known to go wrong.
func TestDaysTable(t *testing.T) {
	for _, test := range []struct {
		until, from string
		want        int64
	}{
		{"2026-12-31T00:00:00Z", "2026-12-01T00:00:00Z", 30},
		{"2026-12-31T00:00:00Z", "2026-12-01T00:00:01Z", 29},
		{"2026-12-31T00:00:00Z", "2026-12-31T00:00:00Z", 0},
		{"2026-12-31T23:59:59Z", "2026-12-31T00:00:00Z", 0},
		{"2026-12-31T00:00:00Z", "2026-12-31T00:00:00.000000001Z", -1},
		{"2026-12-30T00:00:00Z", "2026-12-31T00:00:00Z", -1},
		{"2026-12-29T23:59:59Z", "2026-12-31T00:00:00Z", -2},
		{"2026-12-31T00:00:00+08:00", "2026-12-30T16:00:00Z", 0},
		{"2026-12-31T07:59:59+08:00", "2026-12-31T00:00:00Z", -1},
		{"2024-03-01T00:00:00Z", "2024-02-28T00:00:00Z", 2}, // a leap day between
		{"2025-03-01T00:00:00Z", "2025-02-28T00:00:00Z", 1},
		{"2100-03-01T00:00:00Z", "2100-02-28T00:00:00Z", 1}, // no leap year
		{"2000-03-01T00:00:00Z", "2000-02-28T00:00:00Z", 2}, // a leap year
		{"2024-02-29T00:00:00Z", "2023-02-28T00:00:00Z", 366},
		{"2026-03-30T00:00:00+02:00", "2026-03-29T00:00:00+01:00", 0}, // a day of 23 hours
		{"9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", 3652424},     // longer than a time.Duration
	} {
		until, err := arithmetic.ReadRFC3339(test.until)
		if err != nil {
			t.Fatal(err)
		}
		from, err := arithmetic.ReadRFC3339(test.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := arithmetic.Days(until, from); got != test.want {
			t.Errorf("from %s until %s: %d days instead of %d", test.from, test.until, got, test.want)
		}
	}
}

// TestPercent checks that the result is the number that the exact quotient
// becomes when its digits are read, for whole numbers of 64 bits.
func TestPercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.Int64().Draw(t, "part")
		whole := rapid.Int64Range(1, 1<<62).Draw(t, "whole")
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(part), big.NewInt(100)), big.NewInt(whole))
		want, _, err := big.ParseFloat(exact.FloatString(400), 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		got := arithmetic.Percent(new(big.Float).SetInt64(part), new(big.Float).SetInt64(whole))
		if got.Cmp(want) != 0 {
			t.Fatalf("%s instead of %s", got.Text('g', 160), want.Text('g', 160))
		}
	})
}

// TestPercentTable compares with the literals that a user would write.
func TestPercentTable(t *testing.T) {
	number := func(digits string) *big.Float {
		number, _, err := big.ParseFloat(digits, 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	for _, test := range [][3]string{
		{"1", "1000", "0.1"}, {"1", "8", "12.5"}, {"333", "1000", "33.3"}, {"0", "5", "0"}, {"5", "5", "100"}, {"7", "5", "140"},
		{"-1", "1000", "-0.1"},
		{"9223372036854775807", "9223372036854775807", "100"}, {"9007199254740993", "9007199254740993000", "0.1"}, {"0.7", "7", "10"},
		{"1e4000", "1e4002", "1"}, {"1e-4000", "1e-4002", "10000"},
	} {
		if got := arithmetic.Percent(number(test[0]), number(test[1])); got.Cmp(number(test[2])) != 0 {
			t.Errorf("%s of %s: %s instead of %s", test[0], test[1], got.Text('g', 160), test[2])
		}
	}
}

// FuzzParse reads anything in any shape: no panic, and what is returned can be
// written as RFC 3339 and read again.
func FuzzParse(f *testing.F) {
	f.Add("2025-09-10 00:00:00", "datetime", "Asia/Shanghai")
	f.Add("1578469042851", "epoch_milliseconds", "UTC")
	f.Add("2026-12-31T00:00:00+08:00", "rfc3339", "+08:00")
	f.Add("2026-03-29 02:30:00", "2006-01-02 15:04:05", "Europe/Berlin")
	f.Add("Dec 31, 2026 at 7:05pm", "Jan 2, 2006 at 3:04pm", "Pacific/Apia")
	f.Fuzz(func(t *testing.T, text, shapeName, zoneName string) {
		shape, err := arithmetic.ShapeOf(shapeName)
		if err != nil {
			return
		}
		zone, err := arithmetic.Zone(zoneName)
		if err != nil {
			return
		}
		at, _, err := shape.Parse(text, zone)
		if err != nil {
			return
		}
		if again, err := arithmetic.ReadRFC3339(arithmetic.WriteRFC3339(at)); err != nil || !again.Equal(at) {
			t.Errorf("%q as %q in %q: %s was read again as %s, %v", text, shapeName, zoneName, at, again, err)
		}
	})
}
