package faulty

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Settings are the provider's settings of these names.
type Settings struct {
	RequestTimeout             time.Duration
	MaxRetries, MaxConcurrency int
}

// Defaults are the settings of a provider block that has none of them.
var Defaults = Settings{RequestTimeout: 30 * time.Second, MaxRetries: 5, MaxConcurrency: 8}

// ReadTimeout is how long a data source may be read if timeouts.read is not set.
const ReadTimeout = 10 * time.Minute

// Reader reads one list as its data source does, without the provider and its
// protocol around it: most of the time of a test would go there.
type Reader struct {
	list   *cloud.List
	client *cloud.Client
}

// NewReader returns a reader of a list that is served at an address.
func NewReader(t testing.TB, source acctest.Source, address string, account simulator.Account, settings Settings) *Reader {
	t.Helper()
	endpoint, err := transport.ParseEndpoint(address)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(catalog.Lists, func(list *cloud.List) bool { return "entitlements_"+list.Name == source.Name })
	list := catalog.Lists[i]
	key := credential.Key{ID: account.AccessKeyID, Secret: account.SecretKey, Token: account.SecurityToken, Source: "a test"}
	name := list.Service.Dialect.Name
	return &Reader{list: list, client: cloud.New(cloud.Settings{
		Name: name, Block: list.Cloud(), UserAgent: "a test", Concurrency: settings.MaxConcurrency,
		Endpoints:   map[string]transport.Endpoint{list.Service.Name: endpoint},
		Credentials: auth.NewChain(auth.ChainConfig{Sources: []auth.Source{auth.BlockKey(list.Cloud()+".access_key", key)}}),
	}, transport.New(transport.Options{
		Cloud: name, Timeout: settings.RequestTimeout, Retries: settings.MaxRetries, Concurrency: settings.MaxConcurrency,
	}))}
}

// Reader returns a reader of the cloud's list.
func (f *Cloud) Reader(t testing.TB, settings Settings) *Reader {
	t.Helper()
	return NewReader(t, f.Source, f.URL, acctest.Account, settings)
}

// Read reads the list without filters. It returns the rows as
// acctest.Source.Expect has them, or the text of the diagnostic, which is empty if
// the read did not fail. Rows beside an error fail the test.
func (r *Reader) Read(ctx context.Context, t testing.TB, timeout time.Duration) (rows []any, failure string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	region := r.client.Region(r.list, "")
	read, err := r.client.Read(ctx, r.list, region, nil)
	if err != nil {
		if read.Rows != nil {
			t.Errorf("%d rows came with an error", len(read.Rows))
		}
		diagnostic := diagnose.NewRead(r.client, r.list, region, timeout).Error(err)
		return nil, diagnostic.Summary() + "\n" + diagnostic.Detail()
	}
	rows = []any{}
	for _, row := range read.Rows {
		values := acctest.Object{}
		for i, column := range r.list.Columns {
			values[column.Name] = valueOf(column, row.Cell(i))
		}
		rows = append(rows, values)
	}
	return rows, ""
}

// valueOf returns a cell as a Go value.
func valueOf(column listapi.Column, cell listapi.Cell) any {
	switch {
	case cell.IsNull():
		return nil
	case column.Type == listapi.Int64:
		return cell.Number()
	case column.Type == listapi.Bool:
		return cell.Truth()
	case column.Type == listapi.StringMap:
		values := acctest.Object{}
		for _, entry := range cell.Entries() {
			values[entry.Name] = valueOf(listapi.Column{Type: listapi.String}, entry.Value)
		}
		return values
	}
	return cell.Text()
}
