package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/shape"
)

// Unset returns a provider block in which nothing is set, so that all settings are
// those of the environment.
func Unset(ctx context.Context) tftypes.Value {
	of, _ := providerSchema().Type().TerraformType(ctx).(tftypes.Object) // a block is an object
	values := map[string]tftypes.Value{}
	for name, attribute := range of.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	return tftypes.NewValue(of, values)
}

// Shape reads a list, given its name without the provider's prefix, as a provider
// block says. It returns the shape of what the cloud answers, and what in it is not as
// the list is declared. If reading fails, there may be both a record and an error.
func Shape(ctx context.Context, version, name string, block tftypes.Value) (*shape.Record, []string, error) {
	i := slices.IndexFunc(catalog.Lists, func(list *cloud.List) bool { return list.Name == name })
	if i < 0 {
		var names []string
		for _, list := range catalog.Lists {
			names = append(names, list.Name)
		}
		slices.Sort(names)
		return nil, nil, fmt.Errorf("there is no list of this name. The lists are %s", strings.Join(names, ", "))
	}
	list := catalog.Lists[i]
	clients, _ := readSettings(block, PublicServices).clients(userAgent(version, "none"))
	access := clients.Accounts[accounts.Default][list.Cloud()]
	if access.Mistakes.HasError() {
		return nil, nil, described(access.Mistakes.Errors()...)
	}
	ctx, cancel := context.WithTimeout(ctx, accounts.DefaultTimeout)
	defer cancel()
	client := access.Client()
	record, err := shape.Take(ctx, client, list, version)
	if err != nil {
		if len(record.Pages) == 0 && record.Failure.Status == 0 {
			record = nil // nothing was answered
		}
		err = described(diagnose.NewRead(client, list, client.Region(list, ""), accounts.DefaultTimeout).Error(err))
	}
	if record == nil {
		return nil, nil, err
	}
	return record, record.Differences(list), err
}

// described returns diagnostics as an error.
func described(diagnostics ...diag.Diagnostic) error {
	var texts []error
	for _, diagnostic := range diagnostics {
		texts = append(texts, errors.New(diagnostic.Summary()+"\n\n"+diagnostic.Detail()))
	}
	return errors.Join(texts...)
}
