package checks_test

import data.checks

check(name, kind, status, problems) := {
	"address": {"kind": kind, "name": name, "to_display": sprintf("%s.%s", [kind, name])},
	"status": status,
	"instances": [{"status": status, "problems": [{"message": message} | some message in problems]}],
}

test_all_is_well if {
	count(checks.deny) == 0 with input as {"checks": [
		check("a", "check", "pass", []),
		check("b", "output_value", "unknown", []),
	]}
}

test_violations if {
	checks.deny == {
		"check.a: first",
		"check.a: second",
		"check.b cannot be judged: its status in the plan is unknown",
		"check.c cannot be judged: its status in the plan is error",
		"check.d fails, and the plan does not say why",
	} with input as {"checks": [
		check("a", "check", "fail", ["first", "second"]),
		check("b", "check", "unknown", []),
		check("c", "check", "error", []),
		check("d", "check", "fail", []),
		check("e", "check", "pass", []),
	]}
}

test_no_checks if {
	every plan in [{}, {"checks": []}, {"checks": [check("a", "output_value", "pass", [])]}] {
		checks.deny == {"the plan has no check blocks"} with input as plan
	}
}
