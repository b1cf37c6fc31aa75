package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

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
			"A day is 24 hours. What lies less than a day ahead is `0` days away, and everything that is past is negative: a second ago is `-1`.\n\n" +
			"Both times are RFC 3339, with any offset and any fraction of a second. Neither may be null: a row that has no `expires_at` never expires, or its API does not say when, and a policy has to say what that means.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "timestamp", MarkdownDescription: "The time to count to, in RFC 3339, such as the `expires_at` of a row."},
			function.StringParameter{Name: "from", MarkdownDescription: "The time to count from, in RFC 3339, such as `plantimestamp()`."},
		},
		Return: function.Int64Return{},
	}
}

func (daysUntil) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var texts [2]string
	if resp.Error = req.Arguments.Get(ctx, &texts[0], &texts[1]); resp.Error != nil {
		return
	}
	timestamp, err := arithmetic.ReadRFC3339(texts[0])
	if err != nil {
		resp.Error = wrong(0, err.Error())
		return
	}
	from, err := arithmetic.ReadRFC3339(texts[1])
	if err != nil {
		resp.Error = wrong(1, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, arithmetic.Days(timestamp, from))
}
