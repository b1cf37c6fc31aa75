package accounts

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
)

// DefaultTimeout bounds the read of a list if the user sets no timeouts.read.
const DefaultTimeout = 10 * time.Minute

// Timeouts returns the block that bounds how long a read may take. The text says what is
// read, and the default. It is not that of terraform-plugin-framework-timeouts,
// which takes 0s and -5s.
func Timeouts(something, byDefault string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Time limits. A read that takes longer fails; it never returns a partial list.",
		Attributes: map[string]schema.Attribute{
			"read": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Time limit for reading %s, with all pages and retries: a number and a unit, such as `90s` or `15m`. Default: %s.",
					something, byDefault),
			},
		},
	}
}

// ListTimeout is the default of Timeouts for one list.
var ListTimeout = fmt.Sprintf("`%dm`", DefaultTimeout/time.Minute)

// ReadTimeout reads how long a read may take from the arguments of a data source.
func ReadTimeout(arguments *config.Block, byDefault time.Duration) time.Duration {
	timeouts, _ := arguments.Nested("timeouts")
	return timeouts.Duration("read", byDefault)
}
