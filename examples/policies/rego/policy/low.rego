# No package has less than a percentage left. Only the list of AiContent has both
# amounts.
package entitlements.low

import data.entitlements.plan
import data.entitlements.settings
import data.entitlements.times

deny contains message if some message in plan.unread.entitlements_aicontent_paid_resources

deny contains sprintf("%s has less than %v percent left: %v of %v", [plan.package_title(row), settings.value.percent, row.remain_quantity, row.quantity]) if {
	some row in current
	known(row)
	row.remain_quantity * 100 < row.quantity * settings.value.percent
}

deny contains sprintf("%s cannot be judged: it is not known how much is left", [plan.package_title(row)]) if {
	some row in current
	not known(row)
}

# A package that has expired, in its status and in every time zone, cannot run low.
current contains row if {
	some row in plan.rows.entitlements_aicontent_paid_resources
	not over(row)
}

over(row) if {
	plan.not_active(row)
	times.moment(row.expire_time, times.latest) < plan.now
}

# A quantity of zero, or an unknown amount, has no percentage.
known(row) if {
	is_number(row.quantity)
	is_number(row.remain_quantity)
	row.quantity > 0
	row.remain_quantity >= 0
}
