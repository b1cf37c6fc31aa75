// Package arithmetic has the arithmetic that policies over entitlements need: it
// reads the times that clouds write, counts whole days between two of them, and
// computes what is left in percent. It does not depend on Terraform.
package arithmetic

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Shape is a way of writing a point in time.
type Shape struct {
	// name is the layout or the preset.
	name string

	// read returns what a text says: a point in time, or the date and the time
	// of day that the clocks of some zone show.
	read func(text string) (time.Time, error)

	// civil is set if a text of this shape has no zone.
	civil bool
}

// The shapes that have names.
const (
	// RFC3339 is 2026-12-31T00:00:00Z, with any offset and any fraction.
	RFC3339 = "rfc3339"
	// DateTime is 2026-12-31 00:00:00, in a zone that the text does not have.
	DateTime = "datetime"
	// EpochMilliseconds counts from 1970-01-01T00:00:00Z.
	EpochMilliseconds = "epoch_milliseconds"
	// EpochSeconds counts from 1970-01-01T00:00:00Z.
	EpochSeconds = "epoch_seconds"
)

var presets = map[string]Shape{
	RFC3339:           {name: RFC3339, read: ReadRFC3339},
	DateTime:          {name: DateTime, read: layout(time.DateTime), civil: true},
	EpochMilliseconds: {name: EpochMilliseconds, read: count("milliseconds", time.UnixMilli)},
	EpochSeconds:      {name: EpochSeconds, read: count("seconds", func(n int64) time.Time { return time.Unix(n, 0) })},
}

// Presets returns the names of the shapes that have one.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// ShapeOf returns the shape that a preset names or that a layout of Go's
// package time describes. A layout must have year, month and day, and AM or PM
// if its hours are those of a 12-hour clock. It must leave the zone out or have
// it as an offset: several zones share an abbreviation such as CST, and a zone
// that the layout has as fixed text, such as a Z, would not be read.
func ShapeOf(layoutOrPreset string) (Shape, error) {
	if shape, ok := presets[layoutOrPreset]; ok {
		return shape, nil
	}
	shape := Shape{name: layoutOrPreset, read: layout(layoutOrPreset), civil: true}
	unusable := func(reason string) (Shape, error) {
		return Shape{}, fmt.Errorf("%s %s: use one of the presets %s, or a layout that shows how the reference time 2006-01-02 15:04:05 -07:00 is written",
			quote(layoutOrPreset), reason, strings.Join(Presets(), ", "))
	}
	if strings.Contains(layoutOrPreset, "MST") {
		return unusable("has a zone abbreviation, which several zones share")
	}
	// What a layout has is found out from what it writes and reads.
	for _, probe := range []time.Time{
		time.Date(2009, time.November, 17, 20, 34, 58, 0, time.UTC),
		time.Date(1987, time.June, 5, 13, 27, 46, 0, time.UTC),
	} {
		read, err := shape.read(probe.Format(layoutOrPreset))
		if err != nil || read.Year() != probe.Year() || read.YearDay() != probe.YearDay() {
			return unusable("has no year, month and day")
		}
		if read.Hour() != probe.Hour() && read.Hour() != 0 {
			return unusable("has a 12-hour clock without AM or PM")
		}
		elsewhere := probe.Add(-5 * time.Hour).In(time.FixedZone("", 5*60*60)) // the same date and time of day
		shape.civil = shape.civil && elsewhere.Format(layoutOrPreset) == probe.Format(layoutOrPreset)
	}
	// A layout with an offset reads that, whatever text stands beside it, as in GMT-0700.
	if zone := fixedZone(layoutOrPreset); shape.civil && zone != "" {
		return Shape{}, fmt.Errorf("%s has the fixed text %s, which sets no time zone: write Z07:00 instead, which reads Z and offsets such as +08:00; "+
			"if the time ends in a word such as UTC, remove the word from the time and the layout", quote(layoutOrPreset), quote(zone))
	}
	return shape, nil
}

var (
	// words are the elements of a layout that are words.
	words = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`January|Jan|Monday|Mon|PM|pm`) })

	// zoneText is a zone that is fixed text. Hours 00, 07, 08 and 09 after a sign are
	// no element of a layout, but for the -07 of an offset.
	zoneText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:^|[^a-z])(z|utc|gmt|[+-]0[0789]:?[0-9]{2})(?:[^a-z]|$)`)
	})
)

// fixedZone returns the text in a layout without an offset that people take for
// a zone, or "". A Z within a word is none.
func fixedZone(layout string) string {
	if found := zoneText().FindStringSubmatch(words().ReplaceAllString(layout, " ")); found != nil {
		return found[1]
	}
	return ""
}

// NeedsZone reports whether a text of this shape means nothing without a zone.
func (s Shape) NeedsZone() bool { return s.civil }

// Parse returns the point in time that a text of this shape means. The zone is
// used if the text does not have one. If the clocks of that zone showed the time
// twice, because they were put back, Parse returns the earlier point in time and
// sets twice. If they never showed it, because they were put forward past it,
// Parse returns an error.
func (s Shape) Parse(text string, zone *time.Location) (at time.Time, twice bool, err error) {
	at, err = s.read(text)
	if err != nil {
		return time.Time{}, false, err
	}
	if s.civil {
		found := At(at, zone)
		if len(found) == 0 {
			return time.Time{}, false, fmt.Errorf("%s does not exist in the time zone %s: clocks were put forward past it", quote(text), zone)
		}
		at, twice = found[0], len(found) > 1
	}
	if year := at.UTC().Year(); year < 0 || year > 9999 {
		return time.Time{}, false, fmt.Errorf("%s is outside the years 0000 to 9999 in UTC, which RFC 3339 cannot write", quote(text))
	}
	return at.UTC(), twice, nil
}

// WriteRFC3339 writes a point in time in UTC, with a fraction of a second if it
// has one.
func WriteRFC3339(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// rfc3339 is what package time is looser than: it takes an hour of one digit,
// a comma for the point, and an offset of a whole day.
var rfc3339 = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)
})

// ReadRFC3339 reads a point in time as RFC 3339 has it, and nothing looser.
func ReadRFC3339(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || !rfc3339().MatchString(text) {
		return time.Time{}, errors.New(quote(text) + " is not a valid RFC 3339 time, such as 2026-12-31T00:00:00Z" + reason(err))
	}
	return at, nil
}

// layout reads what is written as a layout of package time says.
func layout(layout string) func(string) (time.Time, error) {
	return func(text string) (time.Time, error) {
		at, err := time.Parse(layout, text)
		if err != nil {
			return time.Time{}, fmt.Errorf("%s does not match the layout %s%s", quote(text), quote(layout), reason(err))
		}
		return at, nil
	}
}

// count reads the whole number of some unit since 1970.
func count(unit string, from func(int64) time.Time) func(string) (time.Time, error) {
	return func(text string) (time.Time, error) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("%s is not a whole number of %s that fits into 64 bits", quote(text), unit)
		}
		return from(n), nil
	}
}

// reason returns what package time found wrong with a value, such as a day that
// the month does not have, or "" if that is only that the text did not fit.
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
// down. It is negative if the other is past.
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
