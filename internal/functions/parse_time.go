package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
)

// parseTime is parse_time(text, layout_or_preset, zone).
type parseTime struct{}

func (parseTime) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_time"
}

func (parseTime) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "A time as RFC 3339 in UTC, from the shapes in which clouds write it",
		MarkdownDescription: "Reads a time and returns it in RFC 3339 and UTC, with a fraction of a second where it has one, as `timecmp`, `timeadd` and `days_until` take it. How the time is written is said by a preset:\n\n" +
			"| preset | a time | who writes so |\n| --- | --- | --- |\n" +
			"| `aicontent` | `2026-12-31 00:00:00` | AiContent |\n" +
			"| `epoch_milliseconds` | `1798675200000`, milliseconds since 1970-01-01 UTC | OutboundBot |\n" +
			"| `epoch_seconds` | `1798675200`, seconds since then | |\n" +
			"| `rfc3339` | `2026-12-31T08:00:00+08:00` | ICE, CodeArts IDE |\n\n" +
			"or by a layout: the reference time, 15:04:05 on 2 January 2006 and seven hours behind UTC, written in the same way, such as `02/01/2006 15:04` or `2006-01-02T15:04:05-0700`. This is the notation of Go's package [time](https://pkg.go.dev/time#pkg-constants). A layout needs year, month and day; what it leaves out of the time of day is zero. Abbreviations of zones (`MST`) are refused, because several zones share them.\n\n" +
			"Where clocks were put back, a time of day comes twice: the earlier one is returned, so that nothing expires later than it says. Where clocks were put forward, a time of day is skipped: that is an error. So is a date that does not exist, such as 29 February 2025.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "text", MarkdownDescription: "The time as the cloud wrote it. A number is taken as its digits."},
			function.StringParameter{Name: "layout_or_preset", MarkdownDescription: "How it is written: one of the presets `aicontent`, `epoch_milliseconds`, `epoch_seconds` and `rfc3339`, or a layout."},
			function.StringParameter{Name: "zone", MarkdownDescription: "The time zone of the clocks that showed the time: an IANA name such as `Asia/Shanghai`, `UTC`, or an offset such as `+08:00`. A time that says its own offset, as with `rfc3339`, or that counts from 1970, stays what it is whatever is given here."},
		},
		Return: function.StringReturn{},
	}
}

func (parseTime) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text, shapeName, zoneName string
	if resp.Error = req.Arguments.Get(ctx, &text, &shapeName, &zoneName); resp.Error != nil {
		return
	}
	shape, err := arithmetic.ShapeOf(shapeName)
	if err != nil {
		resp.Error = wrong(1, err.Error())
		return
	}
	zone, err := arithmetic.Zone(zoneName)
	if err != nil {
		resp.Error = wrong(2, err.Error())
		return
	}
	at, _, err := shape.Parse(text, zone)
	if err != nil {
		resp.Error = wrong(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, arithmetic.WriteRFC3339(at))
}
