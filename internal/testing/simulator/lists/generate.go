package lists

import (
	"math/rand/v2"
	"time"
)

// generatedEpoch is when the oldest generated row begins.
var generatedEpoch = time.Date(2024, time.January, 25, 1, 58, 0, 0, time.UTC)

// Generate returns n rows of an API: the documented sample row first, then rows that differ from call to call only
// if the seed does. A longer list begins with the shorter one.
//
// The rows are meant to be awkward: whole numbers that a float64 cannot hold, fields that are missing, null or empty,
// Chinese text, instances with several packages.
func Generate(api API, n int, seed int64) []Row {
	rows := []Row{}
	l := Of(api)
	if l == nil {
		return rows
	}
	random := seeded(seed)
	for i := range n {
		if i == 0 {
			rows = append(rows, SampleRow(api))
			continue
		}
		rows = append(rows, l.generate(i, random))
	}
	return rows
}

// Demo returns a small, believable inventory of every API as of now: some entries expire within 30 days, some packages
// have less than a tenth left, some licenses are frozen or not paid for, some seats are free. A list without rows for the
// demonstration has generated ones.
func Demo(now time.Time) map[API][]Row {
	rows := make(map[API][]Row, len(All))
	for _, l := range All {
		if l.demo == nil {
			rows[l.API] = Generate(l.API, 60, 1)
			continue
		}
		rows[l.API] = l.demo(now.UTC(), seeded(1))
	}
	return rows
}

func seeded(seed int64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(seed), 0x656e7469746c65)) //nolint:gosec // repeatable, not secret
}

// beyondFloat returns a whole number that a float64 cannot hold.
func beyondFloat(r *rand.Rand) int64 {
	return 1<<53 + 1 + 2*r.Int64N(1<<40)
}

// isoTime writes a time as ICE and CodeArts IDE do.
func isoTime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// plainTime writes a time as AiContent does, which does not say in which time zone.
func plainTime(t time.Time) string {
	return t.Format(time.DateTime)
}
