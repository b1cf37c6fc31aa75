# The lists that a plan has read, from "terraform show -json" of a saved plan. Every
# policy next to this file needs it.
package entitlements.plan

import data.entitlements.settings

# For each data source: the attribute with its rows, the identifier of a row if there
# is one, and the arguments that filter rows.
sources := {
	"entitlements_ice_airtc_licenses": {"rows": "licenses", "id": "license_item_id", "filters": ["license_item_id", "status", "type"]},
	"entitlements_aicontent_paid_resources": {"rows": "resources", "filters": ["resource_type", "group_by"]},
	"entitlements_outboundbot_instances": {"rows": "instances", "id": "instance_id", "filters": ["name", "resource_group_id", "tags"]},
	"entitlements_codearts_ide_licenses": {"rows": "licenses", "id": "id", "filters": ["license_id", "user_id", "status"]},
}

# The time to judge at is the time of the plan, so the same plan has the same result
# tomorrow.
now := time.parse_rfc3339_ns(input.timestamp)

# Every list that was read during planning, by address, including those in modules.
lists[resource.address] := resource if {
	walk(input.prior_state.values, [path, resource])
	path[count(path) - 2] == "resources"
	every step in path { module_step(step) }
	resource.mode == "data"
	resource.type in object.keys(sources)
}

module_step(step) if is_number(step)

module_step(step) if step in {"root_module", "child_modules", "resources"}

# The rows of all lists of a data source, each once.
rows[type] := {row |
	some list in lists
	list.type == type
	some row in list.values[source.rows]
} if {
	some type, source in sources
}

# The same rows by account and identifier. If a row changes between the reads of two
# data blocks, it has two readings.
readings[type][key] contains row if {
	some list in lists
	type := list.type
	some row in list.values[sources[type].rows]
	key := [account(list), row[sources[type].id]]
}

# The account of a list.
account(list) := object.get(list.values, "account", "default")

# The filters that a list was read with, by name.
filters(list) := {name: list.values[name] |
	some name in sources[list.type].filters
	not list.values[name] in [null, {}]
}

whole[type] contains list.address if {
	some list in lists
	type := list.type
	filters(list) == {}
	is_array(list.values[sources[type].rows])
}

whole_accounts[type] contains account(list) if {
	some type, addresses in whole
	some address in addresses
	list := lists[address]
}

# Reasons why a policy on a data source must not pass, whatever its rows are. A policy
# denies these, so it never passes on rows that were not read.
unread[type] contains message if {
	some type, _ in sources
	some message in problems
}

unread[type] contains message if {
	some change in input.resource_changes
	change.mode == "data"
	change.type in object.keys(sources)
	type := change.type
	"read" in change.change.actions
	message := sprintf("%s is read only when the plan is applied", [change.address])
}

unread[type] contains message if {
	some type, _ in sources
	not type in settings.value.none_expected
	not whole[type]
	message := sprintf("the plan has read no %s without a filter", [type])
}

unread[type] contains message if {
	some type, names in settings.value.accounts
	some name in names
	not name in object.get(whole_accounts, type, set())
	message := sprintf("the plan has read no %s of account %s without a filter", [type, name])
}

unread[type] contains message if {
	some type, _ in whole
	not type in settings.value.none_expected
	count(rows[type]) == 0
	message := sprintf("%s found nothing; if that is right, name it in none_expected", [type])
}

# Reasons why nothing can be judged.
problems contains message if {
	some problem in settings.problems
	message := sprintf("setting: %s", [problem])
}

problems contains sprintf("no data source is called %v, which none_expected names", [type]) if {
	some type in settings.value.none_expected
	not type in object.keys(sources)
}

problems contains sprintf("no data source is called %v, which accounts names", [type]) if {
	some type, _ in settings.value.accounts
	not type in object.keys(sources)
}

problems contains "the input is no plan as \"terraform show -json\" of Terraform 1.5 or newer writes it" if not is_plan

problems contains "the plan has errors" if input.errored == true

problems contains "the plan is not complete" if input.complete == false

# A plan that read nothing has no prior_state; a state has no planned_values.
is_plan if {
	is_object(input.planned_values)
	now
}

# Whether the status of an AiContent package says that it has expired. Only the status
# ACTIVE is documented.
default not_active(_) := false

not_active(row) if {
	is_string(row.resource_status)
	row.resource_status != "ACTIVE"
}

# The names of rows in messages.
license_title(row) := sprintf("ICE license %s", [known(row, "license_item_id", "without an id")])

package_title(row) := sprintf("AiContent package %s, %s", [
	known(row, "instance_id", "without an id"),
	known(row, "resource_package_code", "no code"),
])

instance_title(row) := sprintf("OutboundBot instance %s", [known(row, "instance_id", "without an id")])

seat_title(row) := sprintf("seat %s", [known(row, "id", "without an id")])

known(row, name, otherwise) := object.get(row, name, null) if {
	not object.get(row, name, null) in [null, ""]
} else := otherwise
