package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
)

// parseTime is parse_time(text, layout_or_preset, zone).
type parseTime struct{}

func (parseTime) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_time"
}

func (parseTime) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Converts a time to RFC 3339 in UTC",
		MarkdownDescription: "Reads a time and returns it in RFC 3339 and UTC, with a fraction of a second if it has one. `timecmp`, `timeadd` and `days_until` accept the result. If `text` is null, so is the result.\n\n" +
			"`layout_or_preset` is a preset:\n\n" +
			"| Preset | Example | Used by |\n| --- | --- | --- |\n" +
			"| `datetime` | `2026-12-31 00:00:00` | AiContent |\n" +
			"| `epoch_milliseconds` | `1798675200000`, milliseconds since 1970-01-01 UTC | OutboundBot |\n" +
			"| `epoch_seconds` | `1798675200`, seconds since then | |\n" +
			"| `rfc3339` | `2026-12-31T08:00:00+08:00` | ICE, CodeArts IDE |\n\n" +
			"or a layout in the notation of Go's package [time](https://pkg.go.dev/time#pkg-constants): the reference time, 15:04:05 on 2 January 2006 and seven hours behind UTC, written like the text. Examples are `02/01/2006 15:04` and `2006-01-02T15:04:05Z07:00`. A layout must have year, month and day. Parts of the time of day that it leaves out are zero.\n\n" +
			"`Z07:00` reads `Z` and offsets such as `+08:00`; `-0700` reads offsets such as `+0800`. A layout that has `Z`, `UTC`, `GMT` or `+08:00` as fixed text and no offset is an error, because the text would not set the time zone. So is a layout with a zone abbreviation (`MST`), because several zones share one.\n\n" +
			"When clocks are put back, a time of day occurs twice. The function returns the earlier one, so that nothing expires later than expected. When clocks are put forward, a time of day is skipped; such a time is an error. So is a date that does not exist, such as 29 February 2025.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "text", AllowNullValue: true, MarkdownDescription: "The time as the cloud wrote it, or null. A number is converted to its digits."},
			function.StringParameter{Name: "layout_or_preset", MarkdownDescription: "How the time is written: one of the presets `datetime`, `epoch_milliseconds`, `epoch_seconds` and `rfc3339`, or a layout."},
			function.StringParameter{Name: "zone", MarkdownDescription: "The time zone of the time: an IANA name such as `Asia/Shanghai`, `UTC`, or an offset such as `+08:00`. It must be valid, but is not used if the time has its own offset, as with `rfc3339`, or counts from 1970."},
		},
		Return: function.StringReturn{},
	}
}

func (parseTime) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text types.String
	var shapeName, zoneName string
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
	if text.IsNull() {
		resp.Error = resp.Result.Set(ctx, types.StringNull())
		return
	}
	at, _, err := shape.Parse(text.ValueString(), zone)
	if err != nil {
		resp.Error = wrong(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, types.StringValue(arithmetic.WriteRFC3339(at)))
}
