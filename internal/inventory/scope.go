package inventory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/sync/errgroup"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// part is what is read at once: one list of one account in one region.
type part struct {
	*source
	account, region string
	client          *cloud.Client
	accountID       listapi.Cell // of text; null if it is not known

	// named is set if the configuration names the region.
	named bool
}

// String names the part in errors.
func (p *part) String() string {
	text := p.list.Name
	if p.account != accounts.Default {
		text += fmt.Sprintf(", account %q", p.account)
	}
	if p.named {
		text += ", region " + p.region
	}
	return text
}

// compare orders parts as their rows are ordered.
func (p *part) compare(other *part) int {
	return cmp.Or(
		strings.Compare(p.list.Cloud(), other.list.Cloud()), strings.Compare(p.account, other.account),
		strings.Compare(p.list.Name, other.list.Name), strings.Compare(p.region, other.region),
	)
}

// scope is everything that is read.
type scope struct {
	parts []*part // in the order of their rows

	// lacking are the clouds that are not read because they have no credentials
	// and nothing says that they are to be read, and why there are none.
	lacking map[string]error
}

// sources returns the names of the sources that are read, sorted.
func (s *scope) sources() []string {
	return s.distinct(func(p *part) string { return p.list.Name })
}

// accounts returns the names of the accounts that are read, sorted.
func (s *scope) accounts() []string { return s.distinct(func(p *part) string { return p.account }) }

func (s *scope) distinct(of func(*part) string) []string {
	set := map[string]bool{}
	for _, part := range s.parts {
		set[of(part)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// choose returns what is to be read. If that cannot be known or is not possible,
// the response says why.
func (i *inventory) choose(
	ctx context.Context, arguments *arguments, req datasource.ReadRequest, resp *datasource.ReadResponse,
) (*scope, bool) {
	clients := i.configured
	names := arguments.accounts
	if names == nil {
		names = slices.Sorted(maps.Keys(clients.Accounts))
	}
	own := clients.Accounts[accounts.Default]
	declared := false // whether the provider block itself has a cloud
	for _, access := range own {
		declared = declared || access.Declared
	}
	onlyDefault := arguments.accounts != nil && slices.Equal(names, []string{accounts.Default})
	if !onlyDefault || !declared {
		possible := fmt.Sprintf("accounts = [%q]", accounts.Default)
		if !declared {
			possible += ", with a block of each cloud,"
		}
		if !clients.FindAccounts(ctx, possible, req, resp) {
			return nil, false
		}
	}
	// Without any block, nothing says which clouds are meant.
	implied := !declared && len(clients.Accounts) == 1
	chosen := &scope{lacking: map[string]error{}}
	usable := true
	for _, account := range names {
		clouds, known := clients.Accounts[account]
		if !known {
			arguments.WrongElement("accounts", account,
				fmt.Sprintf("has %q, which is not the name of an account block in the provider. The accounts are %s.", account, strings.Join(slices.Sorted(maps.Keys(clients.Accounts)), ", ")))
			continue
		}
		for _, source := range i.sources {
			access, has := clouds[source.list.Cloud()]
			if !has || !arguments.asksFor(source) || !access.Declared && !implied {
				continue
			}
			if _, found := clients.Find(ctx, account, source.list.Cloud(), req, resp); !found {
				usable = false
				continue
			}
			client := access.Client()
			if missing := client.MissingCredentials(); implied && arguments.sources == nil && missing != nil {
				chosen.lacking[client.Name()] = missing
				continue
			}
			chosen.add(source, account, client, arguments.regions[source.list.Name])
		}
	}
	// A mistake is an error at once: what becomes known later does not correct it.
	if resp.Diagnostics.Append(arguments.Found.Mistakes...); resp.Diagnostics.HasError() {
		resp.Deferred = nil
	}
	if resp.Diagnostics.HasError() || !usable {
		return nil, false
	}
	if len(chosen.lacking) > 0 && len(chosen.parts) == 0 {
		resp.Diagnostics.Append(nothingToSignInWith(chosen.lacking))
		return nil, false
	}
	i.checkScope(chosen, arguments)
	resp.Diagnostics.Append(arguments.Found.Mistakes...)
	slices.SortFunc(chosen.parts, (*part).compare)
	return chosen, !resp.Diagnostics.HasError()
}

// add adds the parts of a source in an account: one for each region, or the one
// that its own data source would read.
func (s *scope) add(source *source, account string, client *cloud.Client, regions []string) {
	if regions == nil {
		s.parts = append(s.parts, &part{source: source, account: account, client: client, region: client.Region(source.list, "")})
	}
	for _, region := range regions {
		s.parts = append(s.parts, &part{source: source, account: account, client: client, region: region, named: true})
	}
}

// checkScope reports what is named and not read.
func (i *inventory) checkScope(chosen *scope, arguments *arguments) {
	if arguments.Found.Mistakes.HasError() {
		return
	}
	sources, read := chosen.sources(), chosen.accounts()
	for _, source := range i.sources {
		name := source.list.Name
		if slices.Contains(arguments.sources, name) && !slices.Contains(sources, name) {
			cloud := source.list.Cloud()
			arguments.WrongElement("sources", name, fmt.Sprintf(
				"has %q, but no account that is read has the cloud %s. Add the block %s to the provider or to an account (in the provider, an empty one is enough), or leave the source out.",
				name, cloud, cloud))
		}
	}
	for _, account := range arguments.accounts {
		if !slices.Contains(read, account) {
			whose := "the account"
			if account == accounts.Default {
				whose = "the provider itself"
			}
			arguments.WrongElement("accounts", account, fmt.Sprintf(
				"has %q, but nothing is read of it: %s has no block of a cloud that the sources need. Add the block, or leave the account out.", account, whose))
		}
	}
	regions, _ := arguments.Map("regions")
	for _, source := range slices.Sorted(maps.Keys(arguments.regions)) {
		if !slices.Contains(sources, source) {
			regions.WrongKey(source, fmt.Sprintf("has %q, which is not read. sources_read would be %s.", source, strings.Join(sources, ", ")))
		}
	}
	if len(chosen.parts) == 0 && !arguments.Found.Mistakes.HasError() {
		arguments.Found.Mistakes.AddError("entitlements_inventory: nothing to read",
			"Neither the provider nor an account has the block of a cloud, so that there is nothing to read.\n\n"+
				"What to do: Add the block of a cloud to the provider (an empty one is enough), or to an account.")
	}
}

// nothingToSignInWith is the error if no cloud has credentials.
func nothingToSignInWith(lacking map[string]error) diag.Diagnostic {
	return diag.NewErrorDiagnostic("entitlements_inventory: no credentials",
		"No cloud has credentials, so that there is nothing to read.\n\n"+reasons(lacking)+
			"\n\nWhat to do: Set the credentials of at least one cloud, in the provider block or in the environment.")
}

// warnOfClouds names the clouds that are not read for lack of credentials. Their
// names are in the summary, because Terraform shows only the first of the warnings
// that have the same one.
func (s *scope) warnOfClouds() diag.Diagnostics {
	if len(s.lacking) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(
		"entitlements_inventory: not read for lack of credentials: "+strings.Join(slices.Sorted(maps.Keys(s.lacking)), ", "),
		"The provider block has no block of a cloud, so that every cloud is read which has credentials, and no other.\n\n"+reasons(s.lacking)+
			"\n\nWhat to do: Add the block of each cloud that is to be read to the provider: an empty one is enough, and missing credentials are an error then. "+
			"Or name in sources what is to be read.")}
}

func reasons(lacking map[string]error) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(lacking)) {
		texts = append(texts, name+": "+lacking[name].Error())
	}
	return strings.Join(texts, "\n\n")
}

// identify asks for the ids of the accounts of each cloud of which several are
// read. Two with the same id are an error, because all that they own would be
// there twice. One that cannot be asked is a warning, unless the time for the whole
// read ended meanwhile: then no list is at fault.
func (s *scope) identify(ctx context.Context, timeout time.Duration) (warnings diag.Diagnostics, failed diag.Diagnostic) {
	type identity struct {
		client *cloud.Client
		cloud  string
		parts  []*part
		id     string
		err    error
	}
	var all []*identity
	of := map[[2]string]*identity{}
	number := map[string]int{} // of accounts, by cloud
	for _, part := range s.parts {
		key := [2]string{part.list.Cloud(), part.account}
		if of[key] == nil {
			of[key] = &identity{client: part.client, cloud: part.list.Cloud()}
			all = append(all, of[key])
			number[part.list.Cloud()]++
		}
		of[key].parts = append(of[key].parts, part)
	}
	var group errgroup.Group
	group.SetLimit(mostAtOnce)
	for _, identity := range all {
		if number[identity.cloud] > 1 {
			group.Go(func() error {
				asked, err := identity.client.Identity(ctx)
				identity.id, identity.err = asked.AccountID, err
				return nil
			})
		}
	}
	_ = group.Wait() // no function returns an error
	byID := map[[2]string][]string{}
	for _, identity := range all {
		if identity.id != "" {
			for _, part := range identity.parts {
				part.accountID = listapi.TextCell(identity.id)
			}
			key := [2]string{identity.cloud, identity.id}
			byID[key] = append(byID[key], strconv.Quote(identity.parts[0].account))
		}
		if identity.err != nil {
			own := diagnose.NewIdentity(identity.client, timeout).Error(identity.err)
			if ctx.Err() != nil && reasonOf(identity.err) >= outOfTime {
				return nil, diag.NewErrorDiagnostic(
					fmt.Sprintf("entitlements_inventory: the id of the account %q of %s: %s", identity.parts[0].account, identity.cloud, own.Summary()),
					"It is asked for because several accounts of the cloud are read, and no list is read before it is known or refused.\n\n"+own.Detail())
			}
			warnings.AddWarning(fmt.Sprintf("entitlements_inventory: the id of the account %q of %s is not known", identity.parts[0].account, identity.cloud),
				"It was read all the same, and account_id is null in its rows. If it is the same as another account that is read, all that it owns is there twice.\n\n"+
					own.Summary()+"\n\n"+own.Detail())
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(byID), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if names := byID[key]; len(names) > 1 {
			return nil, diag.NewAttributeErrorDiagnostic(path.Root("accounts"), "entitlements_inventory: accounts are the same",
				fmt.Sprintf("The accounts %s are one and the same account of %s, with the id %q. Nothing was read, because all that it owns would be there more than once.\n\n"+
					"What to do: Name in accounts those to read, and only one of these, or correct the credentials of the others.",
					strings.Join(names, " and "), key[0], key[1]))
		}
	}
	return warnings, nil
}
