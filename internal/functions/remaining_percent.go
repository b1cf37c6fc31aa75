package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
)

// remainingPercent is remaining_percent(remaining, total).
type remainingPercent struct{}

func (remainingPercent) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "remaining_percent"
}

func (remainingPercent) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "How much is left, in percent",
		MarkdownDescription: "Returns how much of `total` is left, in percent. The result is as exact as Terraform's numbers, about 150 digits: `remaining_percent(1, 1000)` equals `0.1`. " +
			"If `remaining` or `total` is null, so is the result. It is negative if more was used than was bought, and above 100 if more is left than was bought. " +
			"A total of zero or less is an error.",
		Parameters: []function.Parameter{
			function.NumberParameter{Name: "remaining", AllowNullValue: true, MarkdownDescription: "What is left, in any unit, or null."},
			function.NumberParameter{Name: "total", AllowNullValue: true, MarkdownDescription: "What was bought, in the same unit and above zero, or null."},
		},
		Return: function.NumberReturn{},
	}
}

func (remainingPercent) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var remaining, total types.Number
	if resp.Error = req.Arguments.Get(ctx, &remaining, &total); resp.Error != nil {
		return
	}
	if remaining.IsNull() || total.IsNull() {
		resp.Error = resp.Result.Set(ctx, types.NumberNull())
		return
	}
	part, whole := remaining.ValueBigFloat(), total.ValueBigFloat()
	switch {
	case part.IsInf():
		resp.Error = wrong(0, "what is left is infinite")
	case whole.IsInf():
		resp.Error = wrong(1, "the total is infinite")
	case whole.Sign() == 0:
		resp.Error = wrong(1, "the total is zero")
	case whole.Sign() < 0:
		resp.Error = wrong(1, "the total is negative")
	default:
		resp.Error = resp.Result.Set(ctx, types.NumberValue(arithmetic.Percent(part, whole)))
	}
}
