package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// schema returns the data source's schema. What it says of each source comes
// from the source's declaration.
func (i *inventory) schema() schema.Schema {
	attributes := map[string]schema.Attribute{
		"sources": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Names of the data sources to read, without the prefix `entitlements_`: " + codes(names(i.sources)) + ". Default: those of every cloud that has a block in the provider (an empty one is enough) or in an account that is read; missing credentials are an error." + i.onlyNamed() + " If no cloud has a block and there are no accounts, those of every cloud that has credentials, and a warning names the other clouds. `sources_read` says what was read.",
		},
		"accounts": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Names of the accounts to read: those of `account` blocks of the provider, and `default` for the provider's own credentials. Default: all of them. Each source is read in the accounts that have its cloud. If several accounts of a cloud are read, their ids are asked for; two with the same id are an error.",
		},
		"regions": schema.MapAttribute{
			Optional: true, ElementType: types.SetType{ElemType: types.StringType},
			MarkdownDescription: "Regions to read, by the name of the source, such as `{ ice_airtc_licenses = [\"cn-shanghai\", \"cn-beijing\"] }`. Default: the one region that the source's own data source reads." + i.withoutRegions(),
		},
		"expires_before": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Only rows that expire before this time, in RFC 3339, such as `timeadd(plantimestamp(), \"720h\")`; rows that have already expired are included. Rows of a source that declares no expiry are left out. A row whose expiry is null or cannot be read is an error, because it could be what expires; see `keep_unjudged`. One that has ended is kept.",
		},
		"below_remaining_percent": schema.NumberAttribute{
			Optional:            true,
			MarkdownDescription: "Only rows with a `remaining_percent` below this number, from `0` to `100`. Rows of a source that declares no `remaining` are left out. A row of which the percentage cannot be known is an error; see `keep_unjudged`.",
		},
		"keep_unjudged": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether `expires_before` and `below_remaining_percent` keep the rows that they cannot judge, whose `notes` say why. Default: `false`, which makes such rows an error.",
		},
		"states": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Only rows in one of these states: " + codes(stateNames()) + ".",
		},
		"sources_read": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Names of the data sources that were read, sorted, without the prefix `entitlements_`. Each of them was read completely.",
		},
		"accounts_read": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Names of the accounts that were read, sorted. An account that is not here was not read.",
		},
		"entitlements": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "What you own, after the filters, sorted by `cloud`, `account`, `source`, `region` and `id`, then by the rest of the row.",
			NestedObject:        schema.NestedAttributeObject{Attributes: i.columnAttributes()},
		},
		"summary": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "Counts of the rows in `entitlements`, and of those that cannot be judged.",
			Attributes: map[string]schema.Attribute{
				"by_cloud":   countAttribute("Number of rows by cloud. Every cloud that was read is included, with `0` if it has no rows."),
				"by_account": countAttribute("Number of rows by account. Every account that was read is included, with `0` if it has no rows."),
				"by_source":  countAttribute("Number of rows by source. Every source that was read is included, with `0` if it has no rows."),
				"by_state":   countAttribute("Number of rows by state. Every state is included, with `0` if no row is in it."),
				"earliest_expiry": schema.StringAttribute{
					Computed:            true,
					MarkdownDescription: "The earliest `expires_at`, in RFC 3339 and UTC. It is in the past if a row has expired; set `states` to `[\"active\"]` to leave out rows that are known to have expired. Null if no row has an `expires_at`.",
				},
				"unjudged": schema.Int64Attribute{
					Computed:            true,
					MarkdownDescription: "Number of rows that no rule about states and expiry can judge, of all that were read, whatever the filters keep: those whose state is `unknown` and that have no `expires_at`, and those whose source declares an expiry, that have none, and that have not ended (`expired`, `deleted`).",
				},
			},
		},
	}
	for _, source := range i.sources {
		if name := source.zoneArgument(); name != "" {
			attributes[name] = schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: fmt.Sprintf("Time zone of the times of `%s`, which its API returns without one: an IANA name such as `Asia/Shanghai`, `UTC`, or an offset such as `+08:00`. If it is not set, `starts_at` and `expires_at` of these rows are null, and `notes` says why.", source.list.Name),
			}
		}
	}
	return schema.Schema{
		MarkdownDescription: "Everything you own on all clouds and in all accounts, in one list with the same columns, so that one rule covers it all. It reads the other data sources of this provider in parallel. If one of them fails, the whole read fails: there is no partial inventory." + i.leftOut(),
		Attributes:          attributes,
		Blocks: map[string]schema.Block{"timeouts": accounts.Timeouts("the whole inventory",
			fmt.Sprintf("`%dm`, and %s for each list", defaultTimeout/time.Minute, accounts.ListTimeout))},
	}
}

func countAttribute(description string) schema.Attribute {
	return schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: description}
}

// names returns the sorted names of sources.
func names(sources []*source) []string {
	var names []string
	for _, source := range sources {
		names = append(names, source.list.Name)
	}
	slices.Sort(names)
	return names
}

func stateNames() []string {
	var names []string
	for _, state := range listapi.States {
		names = append(names, string(state))
	}
	return names
}

// columnAttributes returns the attributes of a row.
func (i *inventory) columnAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.NumberAttribute{Computed: true, MarkdownDescription: description}
	}
	clouds := map[string]bool{}
	for _, source := range i.sources {
		clouds[source.list.Cloud()] = true
	}
	return map[string]schema.Attribute{
		"account":    text("Name of the account that was read: that of its `account` block, or `default`."),
		"account_id": text("Id of the account in its cloud. It is known if several accounts of the cloud are read, and null otherwise."),
		"cloud":      text("Cloud from which it was bought, as named in the provider block: " + codes(slices.Sorted(maps.Keys(clouds))) + "."),
		"source":     text("Data source that lists it, without the prefix `entitlements_`: " + codes(names(i.sources)) + "."),
		"region":     text("Region that was read" + i.regions() + "."),
		"id":         text("Id. " + i.from(func(e listapi.Entitlement) string { return orElse(e.ID, e.Whole) }) + " It is not always unique: an AiContent instance has a row for each of its packages."),
		"parent_id":  text("Id of what it belongs to or was bought with. " + i.from(func(e listapi.Entitlement) string { return e.ParentID })),
		"name":       text("Name. " + i.from(func(e listapi.Entitlement) string { return e.Name })),
		"kind": text("What was bought. " + i.from(func(e listapi.Entitlement) string { return orElse(e.Kind, e.KindElse) }) +
			i.words(func(e listapi.Entitlement) map[string]string { return e.Kinds })),
		"state": text("What the status means: " + codes(stateNames()) + ". Derived from `status` unless something else is said: " + i.states() + " Anything else, and null, is `unknown`."),
		"status": text("Status as the API returns it, with numbers as digits. " +
			i.from(func(e listapi.Entitlement) string { return e.Status })),
		"unit":      text("Unit of `total` and `remaining`. " + i.from(func(e listapi.Entitlement) string { return e.Unit }) + i.words(func(e listapi.Entitlement) map[string]string { return e.Units }) + i.units()),
		"total":     number("Quantity that was bought, in `unit`, or else in the unit of `kind`, to the last digit. " + i.from(func(e listapi.Entitlement) string { return e.Total })),
		"remaining": number("Quantity that is left, in the unit of `total`, to the last digit. " + i.from(func(e listapi.Entitlement) string { return e.Remaining }) + " The available capacity of ICE is not included, because its unit is not licenses."),
		"remaining_percent": schema.NumberAttribute{
			Computed:            true,
			MarkdownDescription: "`remaining` in percent of `total`, as exact as Terraform's numbers. Null if one of the two is null or `total` is zero or less.",
		},
		"assignee":   text("Id of the user to whom it is assigned. " + i.from(func(e listapi.Entitlement) string { return e.Assignee })),
		"auto_renew": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the cloud renews it by itself. " + i.from(func(e listapi.Entitlement) string { return e.AutoRenew }) + i.renewals()},
		"starts_at":  text("When it starts, in RFC 3339 and UTC. " + i.from(func(e listapi.Entitlement) string { return e.StartsAt })),
		"expires_at": text("When it expires, in RFC 3339 and UTC. " + i.from(func(e listapi.Entitlement) string { return e.ExpiresAt }) + " It may be in the past, whatever `status` is."),
		"tags":       schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Tags. " + i.from(func(e listapi.Entitlement) string { return e.Tags })},
		"notes": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Notes on the row, usually none: `" + pastNote + "` if that is so, or the name of an attribute, a colon, and why it is null or which of two possible times it is.",
		},
	}
}

// from says from which columns of which sources an attribute comes.
func (i *inventory) from(column func(listapi.Entitlement) string) string {
	var columns []string
	for _, source := range i.sources {
		if name := column(source.list.Entitlement); name != "" {
			columns = append(columns, fmt.Sprintf("`%s` of `%s`", name, source.list.Name))
		}
	}
	if len(columns) == 0 {
		return "No source says it: null."
	}
	text := "From " + strings.Join(columns, ", ")
	if len(columns) < len(i.sources) {
		text += "; null for other sources"
	}
	return text + "."
}

// orElse names a column, and the one that is used if that one says nothing.
func orElse(column, other string) string {
	if other == "" {
		return column
	}
	return column + "`, or else `" + other
}

// onlyNamed says which sources are not read by default.
func (i *inventory) onlyNamed() string {
	var named []string
	for _, source := range i.sources {
		if source.list.Entitlement.OnlyNamed {
			named = append(named, source.list.Name)
		}
	}
	if named == nil {
		return ""
	}
	slices.Sort(named)
	return " The lists of the billing centers, " + codes(named) + ", are read only if they are named here, because what they list can be what the other sources list, and because they need other permissions."
}

// regions says which sources have a region in each row.
func (i *inventory) regions() string {
	var columns []string
	for _, source := range i.sources {
		if source.region.declared() {
			columns = append(columns, fmt.Sprintf("`%s` of `%s`", source.region.name, source.list.Name))
		}
	}
	if columns == nil {
		return ""
	}
	return "; for sources that list all regions of an account at once, " + strings.Join(columns, ", ") + ", which may be null"
}

// withoutRegions says which sources cannot be asked for regions.
func (i *inventory) withoutRegions() string {
	if i.regions() == "" {
		return ""
	}
	return " A source that lists all regions of an account at once cannot be a key."
}

// units says when there is no unit.
func (i *inventory) units() string {
	var text strings.Builder
	for _, source := range i.sources {
		if e := source.list.Entitlement; e.RemainingUnit != "" {
			fmt.Fprintf(&text, " If `%s` of `%s` is not the same, `unit` and `remaining` are null.", e.RemainingUnit, source.list.Name)
		}
	}
	return text.String()
}

// renewals says which values mean that the cloud renews.
func (i *inventory) renewals() string {
	var text strings.Builder
	for _, source := range i.sources {
		var renews, not []string
		for _, value := range slices.Sorted(maps.Keys(source.list.Entitlement.Renews)) {
			if source.list.Entitlement.Renews[value] {
				renews = append(renews, value)
			} else {
				not = append(not, value)
			}
		}
		if renews != nil {
			fmt.Fprintf(&text, " For `%s`, `true` for %s, `false` for %s, and null for anything else.", source.list.Name, codes(renews), codes(not))
		}
	}
	return text.String()
}

// words says which words stand for numbers.
func (i *inventory) words(of func(listapi.Entitlement) map[string]string) string {
	var text strings.Builder
	for _, source := range i.sources {
		meant := of(source.list.Entitlement)
		var words []string
		for _, number := range slices.Sorted(maps.Keys(meant)) {
			words = append(words, fmt.Sprintf("`%s` for %s", meant[number], number))
		}
		if len(words) > 0 {
			fmt.Fprintf(&text, " For `%s`, %s, and any other number as digits.", source.list.Name, strings.Join(words, ", "))
		}
	}
	return text.String()
}

// leftOut says which lists are not in the inventory, and why.
func (i *inventory) leftOut() string {
	var text strings.Builder
	for _, list := range i.excluded {
		fmt.Fprintf(&text, " It leaves out `entitlements_%s`. %s", list.Name, list.Excluded)
	}
	return text.String()
}

// states says how the state of each source is derived.
func (i *inventory) states() string {
	var sources []string
	for _, source := range i.sources {
		e := source.list.Entitlement
		var words []string
		for _, status := range slices.Sorted(maps.Keys(e.States)) {
			words = append(words, fmt.Sprintf("`%s` is `%s`", status, e.States[status]))
		}
		if filter := e.StateFilter; filter != nil {
			for _, word := range slices.Sorted(maps.Keys(filter.States)) {
				words = append(words, fmt.Sprintf("what is listed with `%s = %q` is `%s`", filter.Argument, word, filter.States[word]))
			}
		}
		if e.UsedUpAtZero {
			words = append(words, fmt.Sprintf("`%s` with no `%s` left is `%s`", listapi.Active, e.Remaining, listapi.UsedUp))
		}
		if e.Listed != "" {
			words = append(words, fmt.Sprintf("every listed row is `%s`", e.Listed))
		}
		sources = append(sources, fmt.Sprintf("for `%s`, %s", source.list.Name, strings.Join(words, ", ")))
	}
	return strings.Join(sources, "; ") + "."
}

// codes lists names as code.
func codes(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
