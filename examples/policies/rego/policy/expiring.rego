# No license and no package expires within a number of days.
#
# An expired row is also denied for ended_days, whatever its status: a policy that
# passes on the day of the outage is worse than no policy. If its status does not say
# that it has expired, it is denied after that too. The ids in accepted may expire.
package entitlements.expiring

import data.entitlements.plan
import data.entitlements.settings
import data.entitlements.times

deny contains message if {
	some type in ["entitlements_ice_airtc_licenses", "entitlements_aicontent_paid_resources"]
	some message in plan.unread[type]
}

deny contains sprintf("%s ends within %d days: %s", [row.title, settings.value.days, row.ends]) if {
	some row in rows
	times.moment(row.ends, row.earliest) <= days_from_now(settings.value.days)
	not past(row)
	not accepted(row)
}

deny contains sprintf("%s has ended: %s", [row.title, row.ends]) if {
	some row in rows
	past(row)
	not long_over(row)
	not accepted(row)
}

deny contains sprintf("%s cannot be judged: it is not known when it ends", [row.title]) if {
	some row in rows
	not times.moment(row.ends, row.earliest)
}

# What may not be usable although it has not ended.
deny contains sprintf("%s cannot be judged: its status, %v, is not known", [row.title, row.status]) if {
	some row in rows
	not documented(row)
	times.moment(row.ends, row.earliest) > plan.now
	not accepted(row)
}

# A rule on rows that are all over holds.
deny contains sprintf("nothing is in use in %s; if that is right, name it in none_expected", [type]) if {
	some type in ["entitlements_ice_airtc_licenses", "entitlements_aicontent_paid_resources"]
	not type in settings.value.none_expected
	of_type := {row | some row in rows; row.type == type}
	count(of_type) > 0
	every row in of_type { long_over(row) }
}

days_from_now(days) := plan.now + ((((days * 24) * 60) * 60) * 1000000000)

past(row) if times.moment(row.ends, row.latest) < plan.now

long_over(row) if {
	row.over
	times.moment(row.ends, row.latest) < days_from_now(0 - settings.value.ended_days)
}

accepted(row) if row.id in settings.value.accepted

documented(row) if row.status in statuses[row.type]

statuses := {
	"entitlements_ice_airtc_licenses": [1, 2],
	"entitlements_aicontent_paid_resources": ["ACTIVE"],
}

# Status 2 of ICE is expired. AiContent documents only the status ACTIVE.
rows contains {
	"type": "entitlements_ice_airtc_licenses",
	"id": object.get(row, "license_item_id", null),
	"title": plan.license_title(row),
	"ends": object.get(row, "expired_on", null),
	"earliest": "",
	"latest": "",
	"status": object.get(row, "status", null),
	"over": object.get(row, "status", null) == 2,
} if {
	some row in plan.rows.entitlements_ice_airtc_licenses
}

rows contains {
	"type": "entitlements_aicontent_paid_resources",
	"id": object.get(row, "instance_id", null),
	"title": plan.package_title(row),
	"ends": object.get(row, "expire_time", null),
	"earliest": times.earliest,
	"latest": times.latest,
	"status": object.get(row, "resource_status", null),
	"over": plan.not_active(row),
} if {
	some row in plan.rows.entitlements_aicontent_paid_resources
}
