# Every check block of a plan passes. A check block only warns; this policy turns its
# warning into a violation. Use it on plans that have check blocks, such as those of
# the folder check-blocks.
package checks

deny contains sprintf("%s: %s", [check.address.to_display, problem.message]) if {
	some check in blocks
	check.status == "fail"
	some instance in check.instances
	some problem in instance.problems
}

deny contains sprintf("%s cannot be judged: its status in the plan is %s", [check.address.to_display, check.status]) if {
	some check in blocks
	not check.status in {"pass", "fail"}
}

deny contains sprintf("%s fails, and the plan does not say why", [check.address.to_display]) if {
	some check in blocks
	check.status == "fail"
	count([problem | some instance in check.instances; some problem in instance.problems]) == 0
}

deny contains "the plan has no check blocks" if count(blocks) == 0

blocks contains check if {
	some check in input.checks
	check.address.kind == "check"
}
