# The module's own tests: the rows are variables, so they need no cloud, no key
# and no provider. Run them in the module's folder with "terraform init" and
# "terraform test". They need Terraform 1.6 or OpenTofu 1.6.

variables {
  now = "2026-11-01T00:00:00Z"
}

run "all_is_well" {
  command = plan

  variables {
    ice_licenses = [
      { license_item_id = "1", status = 1, expired_on = "2027-11-01T00:00:00Z" },
      { license_item_id = "2", status = 2, expired_on = "2026-10-01T00:00:00Z" },
    ]
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 10, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "b", resource_package_code = "P", resource_status = "EXPIRED", quantity = 100, remain_quantity = 0, expire_time = "2026-10-01 00:00:00" },
    ]
  }

  assert {
    condition     = length(output.violations) == 0
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "expiring_and_low" {
  command = plan

  variables {
    ice_licenses = [
      { license_item_id = "at the deadline", status = 1, expired_on = "2026-12-01T00:00:00Z" },
      { license_item_id = "a second later", status = 1, expired_on = "2026-12-01T00:00:01Z" },
      { license_item_id = "past, and not said to be", status = 1, expired_on = "2026-10-01T00:00:00Z" },
    ]
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "ACTIVE", quantity = 1000, remain_quantity = 99, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "b", resource_package_code = "P", resource_status = "ACTIVE", quantity = 9223372036854775807, remain_quantity = 922337203685477580, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "c", resource_package_code = "P", resource_status = "ACTIVE", quantity = 9223372036854775800, remain_quantity = 922337203685477580, expire_time = "2027-11-01 00:00:00" },
    ]
  }

  expect_failures = [check.nothing_expires_soon, check.nothing_runs_low]

  assert {
    condition = output.expiring == [
      "ICE license at the deadline: 2026-12-01T00:00:00Z",
      "ICE license past, and not said to be: 2026-10-01T00:00:00Z",
    ]
    error_message = "Expiring: ${join(", ", output.expiring)}"
  }

  assert {
    condition = output.low == [
      "AiContent package a, P: 99 of 1000 left",
      "AiContent package b, P: 922337203685477580 of 9223372036854775807 left",
    ]
    error_message = "Low: ${join(", ", output.low)}"
  }
}

# 2026-12-01 at 14:00 is within 30 days of 2026-11-01 00:00 UTC only in UTC+14, not
# in Shanghai.
run "a_time_without_a_zone_is_the_earliest_that_it_can_mean" {
  command = plan

  variables {
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 100, expire_time = "2026-12-01 14:00:00" },
      { instance_id = "b", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 100, expire_time = "2026-12-01 14:00:01" },
    ]
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition     = output.expiring == ["AiContent package a, P: 2026-12-01 14:00:00"]
    error_message = "Expiring: ${join(", ", output.expiring)}"
  }
}

run "a_time_in_a_chosen_zone" {
  command = plan

  variables {
    aicontent_utc_offset = "+08:00"
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 100, expire_time = "2026-12-01 08:00:00" },
      { instance_id = "b", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 100, expire_time = "2026-12-01 08:00:01" },
    ]
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition     = output.expiring == ["AiContent package a, P: 2026-12-01 08:00:00"]
    error_message = "Expiring: ${join(", ", output.expiring)}"
  }
}

# Until 12:00 UTC, 2026-11-01 00:00 is not past everywhere.
run "what_ended_may_not_have_ended_everywhere" {
  command = plan

  variables {
    now        = "2026-11-01T11:59:00Z"
    ended_days = 0
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "EXPIRED", quantity = 100, remain_quantity = 100, expire_time = "2026-11-01 00:00:00" },
      { instance_id = "b", resource_package_code = "P", resource_status = "EXPIRED", quantity = 100, remain_quantity = 100, expire_time = "2026-10-31 23:58:00" },
    ]
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition     = output.expiring == ["AiContent package a, P: 2026-11-01 00:00:00"]
    error_message = "Expiring: ${join(", ", output.expiring)}"
  }
}

run "what_is_not_known_is_not_passed_over" {
  command = plan

  variables {
    ice_licenses = [
      { license_item_id = null, status = null, expired_on = null },
      { license_item_id = "1", status = 1, expired_on = "" },
    ]
    aicontent_resources = [
      { instance_id = "a", resource_package_code = null, resource_status = null, quantity = 100, remain_quantity = 100, expire_time = null },
      { instance_id = "b", resource_package_code = "P", resource_status = "ACTIVE", quantity = 0, remain_quantity = 0, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "c", resource_package_code = "P", resource_status = "ACTIVE", quantity = null, remain_quantity = 5, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "d", resource_package_code = "P", resource_status = "ACTIVE", quantity = 5, remain_quantity = null, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "e", resource_package_code = "P", resource_status = "ACTIVE", quantity = 5, remain_quantity = -1, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "f", resource_package_code = "P", resource_status = "ACTIVE", quantity = 5, remain_quantity = 5, expire_time = "never" },
    ]
  }

  expect_failures = [check.everything_can_be_judged]

  assert {
    condition = output.unjudged == [
      "ICE license without an id: it is not known when it ends",
      "ICE license 1: it is not known when it ends",
      "AiContent package a, no code: it is not known when it ends",
      "AiContent package f, P: it is not known when it ends",
      "AiContent package b, P: it is not known how much is left",
      "AiContent package c, P: it is not known how much is left",
      "AiContent package d, P: it is not known how much is left",
      "AiContent package e, P: it is not known how much is left",
    ]
    error_message = "Not judged: ${join(", ", output.unjudged)}"
  }

  assert {
    condition     = length(output.expiring) == 0 && length(output.low) == 0
    error_message = "Found: ${join(", ", concat(output.expiring, output.low))}"
  }
}

run "a_new_status_is_not_a_good_one" {
  command = plan

  variables {
    accepted = ["accepted"]
    ice_licenses = [
      { license_item_id = "1", status = 1, expired_on = "2027-11-01T00:00:00Z" },
      { license_item_id = "new", status = 3, expired_on = "2027-11-01T00:00:00Z" },
      { license_item_id = "null", status = null, expired_on = "2027-11-01T00:00:00Z" },
      { license_item_id = "accepted", status = 3, expired_on = "2027-11-01T00:00:00Z" },
    ]
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 10, expire_time = "2027-11-01 00:00:00" },
      { instance_id = "new", resource_package_code = "P", resource_status = "FROZEN", quantity = 100, remain_quantity = 10, expire_time = "2027-11-01 00:00:00" },
    ]
  }

  expect_failures = [check.everything_can_be_judged]

  assert {
    condition = output.violations == [
      "ICE license new: its status, 3, is not known",
      "ICE license null: its status, null, is not known",
      "AiContent package new, P: its status, FROZEN, is not known",
    ]
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "an_empty_list_is_not_a_good_one" {
  command = plan

  variables {
    ice_licenses = []
  }

  expect_failures = [check.there_is_something_to_judge]

  assert {
    condition     = output.violations == ["ice_licenses: nothing in use was found; if that is right, set allow_empty"]
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "an_empty_list_may_be_right" {
  command = plan

  variables {
    ice_licenses        = []
    aicontent_resources = []
    allow_empty         = true
  }

  assert {
    condition     = length(output.violations) == 0
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "no_list_is_no_pass" {
  command = plan

  expect_failures = [check.there_is_something_to_judge]

  assert {
    condition     = output.violations == ["neither ice_licenses nor aicontent_resources was given"]
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

# The day after an outage, the status says expired.
run "what_ended_lately_is_not_passed_over" {
  command = plan

  variables {
    accepted = ["renewed", "b"]
    ice_licenses = [
      { license_item_id = "ended", status = 2, expired_on = "2026-10-02T00:00:00Z" },
      { license_item_id = "ended before", status = 2, expired_on = "2026-10-01T23:59:59Z" },
      { license_item_id = "in a new status", status = 3, expired_on = "2026-01-01T00:00:00Z" },
      { license_item_id = "renewed", status = 2, expired_on = "2026-10-31T00:00:00Z" },
      { license_item_id = "in use", status = 1, expired_on = "2027-11-01T00:00:00Z" },
    ]
    aicontent_resources = [
      { instance_id = "a", resource_package_code = "P", resource_status = "EXPIRED", quantity = 100, remain_quantity = 0, expire_time = "2026-10-30 00:00:00" },
      { instance_id = "b", resource_package_code = "P", resource_status = "ACTIVE", quantity = 100, remain_quantity = 100, expire_time = "2026-11-02 00:00:00" },
    ]
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition = output.violations == [
      "ICE license ended: 2026-10-02T00:00:00Z",
      "ICE license in a new status: 2026-01-01T00:00:00Z",
      "AiContent package a, P: 2026-10-30 00:00:00",
    ]
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "a_list_in_which_everything_has_ended_is_empty" {
  command = plan

  variables {
    ice_licenses = [{ license_item_id = "1", status = 2, expired_on = "2026-01-01T00:00:00Z" }]
  }

  expect_failures = [check.there_is_something_to_judge]

  assert {
    condition     = output.violations == ["ice_licenses: nothing in use was found; if that is right, set allow_empty"]
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "settings_are_checked" {
  command = plan

  variables {
    days                 = 1.5
    ended_days           = -1
    percent              = 101
    aicontent_utc_offset = "8"
    now                  = "yesterday"
    ice_licenses         = [{ license_item_id = "1", status = 1, expired_on = "2027-11-01T00:00:00Z" }]
  }

  expect_failures = [var.days, var.ended_days, var.percent, var.aicontent_utc_offset, var.now]
}
