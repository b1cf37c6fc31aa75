package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
)

// defaultTimeout bounds a read if the user sets no timeouts.read.
const defaultTimeout = 10 * time.Minute

// Timeouts returns the block that bounds how long reading something takes. It is
// not that of terraform-plugin-framework-timeouts, which takes 0s and -5s.
func Timeouts(something string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Time limits. A read that takes longer fails; it never returns a partial list.",
		Attributes: map[string]schema.Attribute{
			"read": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Time limit for reading %s, with all pages and retries: a number and a unit, such as `90s` or `15m`. Default: `%dm`.",
					something, defaultTimeout/time.Minute),
				Validators: []validator.String{durationValidator{}},
			},
		},
	}
}

// ReadTimeout returns how long a read may take.
func ReadTimeout(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) time.Duration {
	var configured types.Object
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("timeouts"), &configured)...)
	text, set := configured.Attributes()["read"].(types.String)
	if !set || text.IsNull() || text.IsUnknown() {
		return defaultTimeout
	}
	timeout, err := config.ParseDuration(text.ValueString())
	if err != nil {
		resp.Diagnostics.Append(invalidTimeout(path.Root("timeouts").AtName("read"), text.ValueString(), err))
	}
	return timeout
}

func invalidTimeout(at path.Path, text string, err error) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Invalid argument", fmt.Sprintf("%s = %q %s.", at, text, err))
}

// durationValidator refuses what is not a duration above zero.
type durationValidator struct{}

// Description implements validator.Describer.
func (durationValidator) Description(context.Context) string { return "a duration above zero" }

// MarkdownDescription implements validator.Describer.
func (v durationValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (durationValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := config.ParseDuration(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(invalidTimeout(req.Path, req.ConfigValue.ValueString(), err))
	}
}
