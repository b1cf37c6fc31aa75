package listapi

import (
	"context"
	"maps"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Fetch calls the API once with the given parameters. Number is the page's
// number, from 1, for logs.
type Fetch func(ctx context.Context, parameters map[string]string, number int) (listing.Page[Row], error)

// Read returns every row that the API has for the given parameters: in the
// API's order if the parameters ask for one, and sorted otherwise. The
// errors are those of listing.List.
func (l *List) Read(ctx context.Context, parameters map[string]string, concurrency int, fetch Fetch) ([]Row, error) {
	rows, err := listing.List[Row]{
		Scheme:      l.Paging.Scheme,
		AppendKey:   l.AppendIdentity,
		Label:       l.label,
		Unique:      l.Unique,
		Concurrency: concurrency,
		Fetch: func(ctx context.Context, request listing.Request) (listing.Page[Row], error) {
			all := l.Paging.Parameters(request)
			maps.Copy(all, parameters)
			return fetch(ctx, all, request.Number)
		},
	}.Read(ctx)
	if err != nil {
		return nil, err
	}
	if !l.ordered(parameters) {
		l.Sort(rows)
	}
	return rows, nil
}

// ordered reports whether the parameters ask the API for an order of its own.
func (l *List) ordered(parameters map[string]string) bool {
	for _, argument := range l.Arguments {
		if argument.Name == l.OrderArgument {
			_, set := parameters[argument.Parameter]
			return set
		}
	}
	return false
}
