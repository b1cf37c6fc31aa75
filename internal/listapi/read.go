package listapi

import (
	"context"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Fetch calls the API once with the given parameters. Number is the page's
// number, from 1, for logs.
type Fetch func(ctx context.Context, parameters Parameters, number int) (listing.Page[Row], error)

// Read returns every row that the API has for the given arguments: in the
// API's order if they ask for one, and sorted otherwise. The
// errors are those of listing.List.
func (l *List) Read(ctx context.Context, arguments Arguments, concurrency int, fetch Fetch) ([]Row, error) {
	rows, err := listing.List[Row]{
		Scheme:      l.Paging.Scheme,
		AppendKey:   l.AppendIdentity,
		Label:       l.label,
		Unique:      l.Unique,
		Concurrency: concurrency,
		Fetch: func(ctx context.Context, request listing.Request) (listing.Page[Row], error) {
			return fetch(ctx, l.Parameters(arguments, request), request.Number)
		},
	}.Read(ctx)
	if err != nil {
		return nil, err
	}
	if _, ordered := arguments[l.OrderArgument]; !ordered {
		l.Sort(rows)
	}
	return rows, nil
}
