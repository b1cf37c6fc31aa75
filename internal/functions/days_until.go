package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
)

// daysUntil is days_until(timestamp, from).
type daysUntil struct{}

func (daysUntil) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "days_until"
}

func (daysUntil) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Whole days from one time until another",
		MarkdownDescription: "Returns the whole days from `from` until `timestamp`, rounded down. " +
			"A day is 24 hours. A time less than a day ahead is `0` days away. A time in the past is negative: a second ago is `-1`.\n\n" +
			"Both times are in RFC 3339, with any offset and any fraction of a second. If `timestamp` is null, so is the result: a row without `expires_at` never expires, or its API does not return when. A policy must decide what that means, because a comparison with null is an error.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "timestamp", AllowNullValue: true, MarkdownDescription: "The time to count to, in RFC 3339, such as the `expires_at` of a row, or null."},
			function.StringParameter{Name: "from", MarkdownDescription: "The time to count from, in RFC 3339, such as `plantimestamp()`."},
		},
		Return: function.Int64Return{},
	}
}

func (daysUntil) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var timestamp types.String
	var from string
	if resp.Error = req.Arguments.Get(ctx, &timestamp, &from); resp.Error != nil {
		return
	}
	// A wrong argument is an error although the other is null.
	begin, err := arithmetic.ReadRFC3339(from)
	if err != nil {
		resp.Error = wrong(1, err.Error())
		return
	}
	if timestamp.IsNull() {
		resp.Error = resp.Result.Set(ctx, types.Int64Null())
		return
	}
	end, err := arithmetic.ReadRFC3339(timestamp.ValueString())
	if err != nil {
		resp.Error = wrong(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, types.Int64Value(arithmetic.Days(end, begin)))
}
