package arithmetic

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // for machines without a time zone database of their own
)

// offset is what RFC 3339 writes for a zone that never changes.
var offset = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]([01][0-9]|2[0-3]):[0-5][0-9]$`) })

// Zone returns the time zone of an IANA name such as Asia/Shanghai, of UTC, or
// of a fixed offset such as +08:00. The machine's own zone has no name here,
// because what it means differs from machine to machine.
func Zone(name string) (*time.Location, error) {
	if offset().MatchString(name) {
		at, err := time.Parse("-07:00", name)
		return at.Location(), err
	}
	if name == "" || strings.EqualFold(name, "local") || strings.EqualFold(name, "localtime") {
		return nil, errNoZone(name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, errNoZone(name)
	}
	return zone, nil
}

func errNoZone(name string) error {
	return errors.New(quote(name) + " is not a valid time zone: use an IANA name such as Asia/Shanghai, UTC, or an offset such as +08:00")
}

// At returns the points in time at which the clocks of a zone show a date and a
// time of day, the earliest first: one as a rule, none where the clocks were
// put forward past it, two where they were put back to show it again. The zone
// of civil itself does not matter.
func At(civil time.Time, zone *time.Location) []time.Time {
	shown := time.Date(civil.Year(), civil.Month(), civil.Day(), civil.Hour(), civil.Minute(), civil.Second(), civil.Nanosecond(), time.UTC)
	// No clock was ever a day away from UTC, and none was moved twice within
	// two days, so that only the offsets of the day before and of the day
	// after can be those of the moment. (Time.ZoneBounds would say when
	// clocks were moved, but is wrong at the end of leap years to come.)
	var found []time.Time
	for _, day := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		offset := offsetAt(shown.Add(day), zone)
		at := shown.Add(-offset)
		if offsetAt(at, zone) == offset && !slices.ContainsFunc(found, at.Equal) {
			found = append(found, at)
		}
	}
	slices.SortFunc(found, time.Time.Compare)
	return found
}

// offsetAt returns how far the clocks of a zone are ahead of UTC.
func offsetAt(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}
