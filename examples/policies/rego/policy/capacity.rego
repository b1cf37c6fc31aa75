# The total capacity does not fall below a minimum. Unlike the policy on expiry, this
# one denies if the last license is gone.
package entitlements.capacity

import data.entitlements.plan
import data.entitlements.settings

deny contains message if {
	some type in ["entitlements_ice_airtc_licenses", "entitlements_outboundbot_instances"]
	some message in plan.unread[type]
}

# An unknown capacity counts as zero here, and is denied below.
deny contains sprintf("active ICE licenses of type %s have %v of capacity left together, less than %v", [type, left, least]) if {
	wanted("entitlements_ice_airtc_licenses")
	some type, least in settings.value.min_available_capacity
	left := sum([least_read |
		some seen in plan.readings.entitlements_ice_airtc_licenses
		least_read := available(seen, type)
	])
	left < least
}

deny contains sprintf("all OutboundBot instances together make %v calls at once, less than %v", [calls, settings.value.min_concurrent_calls]) if {
	wanted("entitlements_outboundbot_instances")
	calls := sum([least_read |
		some seen in plan.readings.entitlements_outboundbot_instances
		least_read := min({row.max_concurrent_conversation | some row in seen})
		is_number(least_read)
	])
	calls < settings.value.min_concurrent_calls
}

deny contains sprintf("%s cannot be judged: its capacity is not known", [plan.license_title(row)]) if {
	some row in plan.rows.entitlements_ice_airtc_licenses
	not judged(row)
}

deny contains sprintf("%s cannot be judged: its capacity is not known", [plan.instance_title(row)]) if {
	some row in plan.rows.entitlements_outboundbot_instances
	not is_number(row.max_concurrent_conversation)
}

# A list that may be empty, and is, has no minimum.
wanted(type) if not type in settings.value.none_expected

wanted(type) if count(plan.rows[type]) > 0

# The capacity that a license adds to its type. A license that two data blocks have
# read counts once, with the lower capacity, and only if both read it as active and of
# this type.
available(seen, type) := min({row.available_capacity | some row in seen}) if {
	every row in seen {
		row.status == 1
		sprintf("%v", [row.type]) == type
		is_number(row.available_capacity)
	}
}

judged(row) if {
	is_number(row.status)
	row.status != 1
}

judged(row) if {
	row.status == 1
	is_number(row.type)
	is_number(row.available_capacity)
}
