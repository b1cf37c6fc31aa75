// Package arithmetic does the sums that policies over entitlements need: points
// in time from the shapes in which clouds write them, whole days between two of
// them, and what is left in percent. It knows nothing of Terraform.
package arithmetic

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Shape is a way of writing a point in time.
type Shape struct {
	// name is the layout or the preset.
	name string

	// read returns what a text says: a point in time, or the date and the time
	// of day that the clocks of some zone show.
	read func(text string) (time.Time, error)

	// civil is set where a text says nothing of its zone.
	civil bool
}

// The shapes that have names.
const (
	// RFC3339 is 2026-12-31T00:00:00Z, with any offset and any fraction.
	RFC3339 = "rfc3339"
	// AiContent is 2026-12-31 00:00:00, in a zone that the text does not say.
	AiContent = "aicontent"
	// EpochMilliseconds counts from 1970-01-01T00:00:00Z.
	EpochMilliseconds = "epoch_milliseconds"
	// EpochSeconds counts from 1970-01-01T00:00:00Z.
	EpochSeconds = "epoch_seconds"
)

var presets = map[string]Shape{
	RFC3339:           {name: RFC3339, read: ReadRFC3339},
	AiContent:         {name: AiContent, read: layout(time.DateTime), civil: true},
	EpochMilliseconds: {name: EpochMilliseconds, read: count("milliseconds", time.UnixMilli)},
	EpochSeconds:      {name: EpochSeconds, read: count("seconds", func(n int64) time.Time { return time.Unix(n, 0) })},
}

// Presets returns the names of the shapes that have one.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// ShapeOf returns the shape that a preset names or that a layout of Go's
// package time describes. A layout must tell years, months and days, tell
// morning from evening where it has hours, and leave the zone out or write it
// as an offset: an abbreviation such as CST is that of several zones.
func ShapeOf(layoutOrPreset string) (Shape, error) {
	if shape, ok := presets[layoutOrPreset]; ok {
		return shape, nil
	}
	shape := Shape{name: layoutOrPreset, read: layout(layoutOrPreset), civil: true}
	unusable := func(reason string) (Shape, error) {
		return Shape{}, fmt.Errorf("%s %s: write one of the presets %s, or a layout that shows how the reference time 2006-01-02 15:04:05 -07:00 would be written",
			quote(layoutOrPreset), reason, strings.Join(Presets(), ", "))
	}
	if strings.Contains(layoutOrPreset, "MST") {
		return unusable("has the abbreviation of a zone, which may mean several")
	}
	// What a layout tells is found out from what it writes and reads.
	for _, probe := range []time.Time{
		time.Date(2009, time.November, 17, 20, 34, 58, 0, time.UTC),
		time.Date(1987, time.June, 5, 13, 27, 46, 0, time.UTC),
	} {
		read, err := shape.read(probe.Format(layoutOrPreset))
		if err != nil || read.Year() != probe.Year() || read.YearDay() != probe.YearDay() {
			return unusable("does not tell years, months and days")
		}
		if read.Hour() != probe.Hour() && read.Hour() != 0 {
			return unusable("does not tell morning from evening")
		}
		elsewhere := time.Date(probe.Year(), probe.Month(), probe.Day(), probe.Hour(), probe.Minute(), probe.Second(), 0, time.FixedZone("", 5*60*60))
		shape.civil = shape.civil && elsewhere.Format(layoutOrPreset) == probe.Format(layoutOrPreset)
	}
	return shape, nil
}

// NeedsZone tells whether a text of this shape means nothing without a zone.
func (s Shape) NeedsZone() bool { return s.civil }

// Parse returns the point in time that a text of this shape means. The zone is
// that of the clocks, where the text does not say it. Where these showed the
// same twice, because they were put back, the earlier one is returned and twice
// is set; where they never showed it, because they were put forward past it,
// that is an error.
func (s Shape) Parse(text string, zone *time.Location) (at time.Time, twice bool, err error) {
	at, err = s.read(text)
	if err != nil {
		return time.Time{}, false, err
	}
	if s.civil {
		found := At(at, zone)
		if len(found) == 0 {
			return time.Time{}, false, fmt.Errorf("%s never was in the time zone %s, where clocks were put forward past it", quote(text), zone)
		}
		at, twice = found[0], len(found) > 1
	}
	if year := at.UTC().Year(); year < 0 || year > 9999 {
		return time.Time{}, false, fmt.Errorf("%s is outside the years 0000 to 9999 in UTC, which RFC 3339 cannot write", quote(text))
	}
	return at.UTC(), twice, nil
}

// WriteRFC3339 writes a point in time in UTC, with a fraction of a second where
// it has one.
func WriteRFC3339(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// rfc3339 is what package time is looser than: it takes an hour of one digit,
// a comma for the point, and an offset of a whole day.
var rfc3339 = regexp.MustCompile(`^[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)

// ReadRFC3339 reads a point in time as RFC 3339 has it, and nothing looser.
func ReadRFC3339(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || !rfc3339.MatchString(text) {
		return time.Time{}, errors.New(quote(text) + " is no time of RFC 3339, such as 2026-12-31T00:00:00Z" + reason(err))
	}
	return at, nil
}

// layout reads what is written as a layout of package time says.
func layout(layout string) func(string) (time.Time, error) {
	return func(text string) (time.Time, error) {
		at, err := time.Parse(layout, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("%s is not written as %s%s", quote(text), quote(layout), reason(err))
		}
		return at, nil
	}
}

// count reads the whole number of some unit since 1970.
func count(unit string, from func(int64) time.Time) func(string) (time.Time, error) {
	return func(text string) (time.Time, error) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("%s is no whole number of %s of 64 bits", quote(text), unit)
		}
		return from(n), nil
	}
}

// reason returns what package time found wrong with a value, such as a day that
// the month does not have, where it says more than that something did not fit.
func reason(err error) string {
	var wrong *time.ParseError
	if errors.As(err, &wrong) && strings.HasPrefix(wrong.Message, ": ") && strings.HasSuffix(wrong.Message, "out of range") {
		return wrong.Message
	}
	return ""
}

// quote quotes a text that may come from anywhere.
func quote(text string) string { return fmt.Sprintf("%.80q", text) }

// Days returns the whole days from one point in time until another, rounded
// down: it is negative once the other is past.
func Days(until, from time.Time) int64 {
	const day = 24 * 60 * 60
	// Not through a time.Duration, which ends after 292 years.
	seconds := until.Unix() - from.Unix()
	if until.Nanosecond() < from.Nanosecond() {
		seconds--
	}
	days := seconds / day
	if seconds%day < 0 {
		days--
	}
	return days
}
