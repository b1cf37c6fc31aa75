# Every OutboundBot instance has the tags that the company requires. A tag with
# an empty value counts as missing.
package entitlements.tags

import data.entitlements.plan
import data.entitlements.settings

deny contains message if some message in plan.unread.entitlements_outboundbot_instances

deny contains sprintf("%s has no tag %s", [plan.instance_title(row), key]) if {
	some row in plan.rows.entitlements_outboundbot_instances
	is_object(row.tags)
	some key in settings.value.required_tags
	not tagged(row, key)
}

# An instance without tags has an empty map. Null means that the API returned none.
deny contains sprintf("%s cannot be judged: its tags are not known", [plan.instance_title(row)]) if {
	some row in plan.rows.entitlements_outboundbot_instances
	not is_object(row.tags)
}

tagged(row, key) if {
	is_string(row.tags[key])
	row.tags[key] != ""
}
