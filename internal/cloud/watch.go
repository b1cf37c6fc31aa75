package cloud

import (
	"context"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Watch is given the body of each answer for a page with a status of the 200s, and
// the page that it is, or why it is none. Pages that are fetched at once are given at
// once.
type Watch func(body []byte, page listing.Page[listapi.Row], err error)

type watchKey struct{}

// Watched returns a context in which Client.Read gives what it reads to watch too.
func Watched(ctx context.Context, watch Watch) context.Context {
	return context.WithValue(ctx, watchKey{}, watch)
}

// watching returns the Watch of a context, which does nothing if there is none.
func watching(ctx context.Context) Watch {
	if watch, ok := ctx.Value(watchKey{}).(Watch); ok {
		return watch
	}
	return func([]byte, listing.Page[listapi.Row], error) {}
}
