# The module's own tests: the rows are variables, so they need no cloud, no key and
# no provider. Run them in the module's folder with "terraform init" and "terraform
# test". They need Terraform 1.6 or OpenTofu 1.6.

run "the_first_run" {
  command = plan

  variables {
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "1", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "2", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "the_first_run_found_nothing" {
  command = plan

  variables {
    inventory = { entitlements = [] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "the_last_run_found_nothing" {
  command = plan

  variables {
    previous = []
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [var.previous]
}

run "everything_has_ended_and_is_gone" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "expired", starts_at = null, expires_at = "2020-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [] }
  }

  expect_failures = [output.current]
}

run "nothing_has_changed" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "2", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "1", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "something_new" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "1", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "2", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

# A name, a state, an order or an end may change.
run "what_changes_is_still_there" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = "a", kind = "voice", state = "active", starts_at = "2020-01-01T00:00:00Z", expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = "o", name = "b", kind = "voice", state = "frozen", starts_at = null, expires_at = null },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = null, id = "1", kind = "voice", name = "b", parent_id = "o", region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "frozen" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "something_is_gone" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["ice_airtc_licenses of default in cn-shanghai: 1 voice"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "everything_is_gone" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "unknown", starts_at = null, expires_at = null },
    ]
    inventory = { entitlements = [] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["ice_airtc_licenses of default in cn-shanghai: 1 voice", "ice_airtc_licenses of default in cn-shanghai: 2 voice"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "something_is_gone_and_accepted" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    accepted = ["1"]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "2", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "what_ended_may_go" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "expired", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "deleted", starts_at = null, expires_at = null },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "3", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2001-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "4", parent_id = null, name = null, kind = "voice", state = "unknown", starts_at = null, expires_at = "2001-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "5", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "5", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "5", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "what_is_used_up_or_has_no_end_may_not" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "used_up", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = null },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "3", parent_id = null, name = null, kind = "voice", state = "frozen", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "4", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "4", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["ice_airtc_licenses of default in cn-shanghai: 1 voice", "ice_airtc_licenses of default in cn-shanghai: 2 voice", "ice_airtc_licenses of default in cn-shanghai: 3 voice"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "what_ended_and_is_still_listed_is_there" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "expired", starts_at = null, expires_at = "2001-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2001-01-01T00:00:00Z", id = "1", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "expired" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "it_moved_to_another_account" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "prod", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-beijing", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "prod", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "1", kind = "voice", name = null, parent_id = null, region = "cn-shanghai", source = "ice_airtc_licenses", starts_at = null, state = "active" },
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "2", kind = "voice", name = null, parent_id = null, region = "cn-beijing", source = "ice_airtc_licenses", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "it_is_gone_from_one_of_two_accounts" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "prod", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "prod", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["ice_airtc_licenses of default in cn-shanghai: 1 voice"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "the_same_id_in_another_source_is_something_else" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "outboundbot_instances", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = null, state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "2", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["ice_airtc_licenses of default in cn-shanghai: 1 voice"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

# An instance of AiContent has a row for each of its packages.
run "one_of_several_rows_with_an_id" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "B", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "C", kind = "AI_VIDEO", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "C", kind = "AI_VIDEO", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["aicontent_paid_resources of default in cn-shanghai: airec-1 AI_ORAL B"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "one_of_several_rows_was_replaced" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "B", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = "C", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["aicontent_paid_resources of default in cn-shanghai: airec-1 AI_ORAL B"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "the_kind_of_a_row_was_replaced" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_VIDEO", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["aicontent_paid_resources of default in cn-shanghai: airec-1 AI_ORAL"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "one_of_two_equal_rows" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["aicontent_paid_resources of default in cn-shanghai: airec-1 AI_ORAL"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "two_equal_rows" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "airec-1", kind = "AI_ORAL", name = null, parent_id = null, region = "cn-shanghai", source = "aicontent_paid_resources", starts_at = null, state = "active" },
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "airec-1", kind = "AI_ORAL", name = null, parent_id = null, region = "cn-shanghai", source = "aicontent_paid_resources", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "the_one_of_two_equal_rows_that_had_ended" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "expired", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "airec-1", kind = "AI_ORAL", name = null, parent_id = null, region = "cn-shanghai", source = "aicontent_paid_resources", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "the_one_of_two_equal_rows_that_had_not_ended" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "expired", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "expired", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["aicontent_paid_resources of default in cn-shanghai: airec-1 AI_ORAL"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "one_of_two_equal_rows_has_ended_since" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = "airec-1", parent_id = null, name = null, kind = "AI_ORAL", state = "expired", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "airec-1", kind = "AI_ORAL", name = null, parent_id = null, region = "cn-shanghai", source = "aicontent_paid_resources", starts_at = null, state = "active" },
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = "airec-1", kind = "AI_ORAL", name = null, parent_id = null, region = "cn-shanghai", source = "aicontent_paid_resources", starts_at = null, state = "expired" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

# What has no id cannot be found again in another account.
run "without_an_id" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "B", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "prod", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "B", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [output.current]

  assert {
    condition     = output.vanished[*].title == ["aicontent_paid_resources of default in cn-shanghai: without an id AI_ORAL A"]
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }
}

run "without_an_id_and_accepted" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "A", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "B", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    accepted = ["aicontent_paid_resources of default in cn-shanghai: without an id AI_ORAL A"]
    inventory = { entitlements = [
      { cloud = "alicloud", account = "default", source = "aicontent_paid_resources", region = "cn-shanghai", id = null, parent_id = null, name = "B", kind = "AI_ORAL", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  assert {
    condition     = output.vanished[*].title == []
    error_message = "Vanished: ${jsonencode(output.vanished)}"
  }

  assert {
    condition = jsonencode(output.current) == jsonencode([
      { account = "default", cloud = "alicloud", expires_at = "2999-01-01T00:00:00Z", id = null, kind = "AI_ORAL", name = "B", parent_id = null, region = "cn-shanghai", source = "aicontent_paid_resources", starts_at = null, state = "active" },
    ])
    error_message = "Current: ${jsonencode(output.current)}"
  }
}

run "a_filtered_inventory" {
  command = plan

  variables {
    previous = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ]
    inventory = { states = ["active"], entitlements = [
      { cloud = "alicloud", account = "default", source = "ice_airtc_licenses", region = "cn-shanghai", id = "1", parent_id = null, name = null, kind = "voice", state = "active", starts_at = null, expires_at = "2999-01-01T00:00:00Z" },
    ] }
  }

  expect_failures = [var.inventory]
}
