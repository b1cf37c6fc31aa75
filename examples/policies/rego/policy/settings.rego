# The settings of the policies. data.entitlements_settings, such as settings.json next
# to this folder, overrides the defaults.
package entitlements.settings

defaults := {
	# Number of days before its expiry from which on a license or package is denied.
	"days": 30,
	# Number of days for which an expired row is denied although its status says that it
	# has expired.
	"ended_days": 30,
	# Ids of rows that may expire, because they were renewed or are no longer needed, and
	# that may have a status that is not documented.
	"accepted": [],
	# A package with less than this percentage left is denied.
	"percent": 10,
	# The UTC offset of AiContent's times, such as "+08:00". With null, a time is the
	# earliest moment that it can mean.
	"aicontent_utc_offset": null,
	# Maximum number of normal seats that may be unassigned.
	"spare_seats": 5,
	# Keys of the tags that every OutboundBot instance must have.
	"required_tags": ["env", "department"],
	# Minimum total available_capacity of all active ICE licenses, by type.
	"min_available_capacity": {"1": 1000, "2": 1000},
	# Minimum total max_concurrent_conversation of all OutboundBot instances.
	"min_concurrent_calls": 100,
	# Data sources that a plan does not need to have, or that may be empty.
	"none_expected": [],
	# The accounts that a plan must read, by data source, such as
	# {"entitlements_ice_airtc_licenses": ["default", "prod"]}. If there are none, one
	# account is enough.
	"accounts": {},
}

default given := {}

given := data.entitlements_settings

value[name] := object.get(given, name, preset) if some name, preset in defaults

# Rego compares numbers with strings without an error, so a setting with a wrong type
# could make a policy pass. It is a violation of every policy instead.
problems contains "entitlements_settings is not an object" if not is_object(given)

problems contains sprintf("no setting is called %s", [name]) if {
	is_object(given)
	some name, _ in given
	not name in object.keys(defaults)
}

problems contains sprintf("%s must be a whole number, 0 or more", [name]) if {
	some name in ["days", "ended_days", "spare_seats"]
	not whole(value[name])
}

problems contains "percent must be a number from 0 to 100" if not percentage(value.percent)

problems contains "aicontent_utc_offset must be null, or an offset such as +08:00" if not offset(value.aicontent_utc_offset)

problems contains "accepted must be a list of ids" if not texts(value.accepted)

problems contains "required_tags must be a list of keys" if not texts(value.required_tags)

problems contains "min_available_capacity must be an object of numbers" if not only_numbers(value.min_available_capacity)

problems contains "min_concurrent_calls must be a number" if not is_number(value.min_concurrent_calls)

problems contains "none_expected must be a list of data sources" if not texts(value.none_expected)

problems contains "accounts must be an object of lists of accounts" if not only_texts(value.accounts)

whole(number) if {
	is_number(number)
	number >= 0
	floor(number) == number
}

percentage(number) if {
	is_number(number)
	number >= 0
	number <= 100
}

offset(null)

offset(text) if regex.match(`^[+-][01][0-9]:[0-5][0-9]$`, text)

texts(list) if {
	is_array(list)
	every text in list { is_string(text) }
}

only_numbers(given_object) if {
	is_object(given_object)
	every _, number in given_object { is_number(number) }
}

only_texts(given_object) if {
	is_object(given_object)
	every _, list in given_object { texts(list) }
}
