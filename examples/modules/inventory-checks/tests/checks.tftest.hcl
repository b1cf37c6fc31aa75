# The module's own tests: rows go in as variables, so they need no cloud, no key and
# no provider. Run them in the module's folder with "terraform init" and "terraform
# test". They need Terraform 1.6 or OpenTofu 1.6.

variables {
  now     = "2026-11-01T00:00:00Z"
  sources = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
}

run "all_is_well" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "ended", kind = "voice", state = "expired", status = "2", total = null, remaining = null, remaining_percent = null, expires_at = "2026-10-01T23:59:59Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "ended", kind = "AI_ORAL", state = "unknown", status = "EXPIRED", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2026-10-01T23:59:59Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "gone", kind = "codeartside.basic", state = "deleted", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
      ]
    }
  }

  assert {
    condition     = jsonencode(output.violations) == jsonencode([])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "nothing_is_there" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements  = []
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "aicontent_paid_resources: nothing is in use",
      "codearts_ide_licenses: nothing is in use",
      "ice_airtc_licenses: nothing is in use",
      "outboundbot_instances: nothing is in use",
      "account default: nothing is in use",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

# A mocked provider gives this.
run "nothing_was_read" {
  command = plan

  variables {
    inventory = {
      sources_read  = []
      accounts_read = []
      entitlements  = []
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "aicontent_paid_resources: it was not read",
      "codearts_ide_licenses: it was not read",
      "ice_airtc_licenses: it was not read",
      "outboundbot_instances: it was not read",
      "account default: it was not read",
      "aicontent_paid_resources: nothing is in use",
      "codearts_ide_licenses: nothing is in use",
      "ice_airtc_licenses: nothing is in use",
      "outboundbot_instances: nothing is in use",
      "account default: nothing is in use",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "a_source_was_not_read" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
      ]
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "codearts_ide_licenses: it was not read",
      "codearts_ide_licenses: nothing is in use",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "an_account_was_not_read" {
  command = plan

  variables {
    accounts = ["default", "prod"]
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
      ]
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "account prod: it was not read",
      "account prod: nothing is in use",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

# So does the key of another account.
run "an_account_has_nothing" {
  command = plan

  variables {
    accounts = ["default", "prod"]
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default", "prod"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
      ]
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "account prod: nothing is in use",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "an_account_has_lost_a_cloud" {
  command = plan

  variables {
    sources       = ["codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
    accounts      = ["default", "prod"]
    none_expected = ["outboundbot_instances prod"]
    inventory = {
      sources_read  = ["codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default", "prod"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "prod", source = "ice_airtc_licenses", id = "2", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition     = jsonencode(output.violations) == jsonencode(["codearts_ide_licenses prod: nothing is in use"])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "an_account_may_have_nothing" {
  command = plan

  variables {
    accounts      = ["default", "prod"]
    none_expected = ["prod", "outboundbot_instances"]
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default", "prod"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
      ]
    }
  }

  assert {
    condition     = jsonencode(output.violations) == jsonencode([])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "everything_in_a_source_has_ended" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "expired", status = "2", total = null, remaining = null, remaining_percent = null, expires_at = "2026-01-01T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.everything_was_read]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "ice_airtc_licenses: nothing is in use",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "expiring" {
  command = plan

  variables {
    accepted = ["renewed", "aicontent_paid_resources airec-2 AI_VIDEO"]
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "2", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2026-12-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "3", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2026-12-01T00:00:01Z", notes = [] },
        { account = "prod", source = "ice_airtc_licenses", id = "4", kind = null, state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2026-11-02T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "renewed", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2026-11-02T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-2", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2026-11-02T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-2", kind = "AI_VIDEO", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2026-11-02T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "ice_airtc_licenses 2 voice: 2026-12-01T00:00:00Z",
      "ice_airtc_licenses prod 4: 2026-11-02T00:00:00Z",
      "aicontent_paid_resources airec-2 AI_ORAL: 2026-11-02T00:00:00Z",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "what_ended_is_not_passed_over" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "2", kind = "voice", state = "expired", status = "2", total = null, remaining = null, remaining_percent = null, expires_at = "2026-10-02T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "3", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2020-01-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "4", kind = "voice", state = "unknown", status = "3", total = null, remaining = null, remaining_percent = null, expires_at = "2026-10-30T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "5", kind = "AI_ORAL", state = "unknown", status = null, total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2020-01-01T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "ice_airtc_licenses 2 voice: 2026-10-02T00:00:00Z",
      "ice_airtc_licenses 3 voice: 2020-01-01T00:00:00Z",
      "ice_airtc_licenses 4 voice: 2026-10-30T00:00:00Z",
      "aicontent_paid_resources 5 AI_ORAL: 2020-01-01T00:00:00Z",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "what_ended_long_ago" {
  command = plan

  variables {
    sources = ["ice_airtc_licenses"]
    inventory = {
      sources_read  = ["ice_airtc_licenses"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "over", kind = "voice", state = "expired", status = "2", total = null, remaining = null, remaining_percent = null, expires_at = "2020-01-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "used up", kind = "voice", state = "used_up", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2020-01-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "new", kind = "voice", state = "unknown", status = "3", total = null, remaining = null, remaining_percent = null, expires_at = "2020-01-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "null", kind = "voice", state = "unknown", status = null, total = null, remaining = null, remaining_percent = null, expires_at = "2020-01-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "frozen", kind = "voice", state = "frozen", status = "4", total = null, remaining = null, remaining_percent = null, expires_at = "2020-01-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "over some day", kind = "voice", state = "expired", status = "2", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = ["expires_at: the API gave no expired_on"] },
      ]
    }
  }

  expect_failures = [check.nothing_expires_soon, check.everything_can_be_judged]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "ice_airtc_licenses null voice: 2020-01-01T00:00:00Z",
      "ice_airtc_licenses frozen voice: 2020-01-01T00:00:00Z",
      "ice_airtc_licenses over some day voice: expires_at: the API gave no expired_on",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "running_low" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "2", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 100, remaining_percent = 10, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "3", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 99, remaining_percent = 9.9, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "4", kind = "AI_ORAL", state = "used_up", status = "ACTIVE", total = 1000, remaining = 0, remaining_percent = 0, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "5", kind = "voice", state = "used_up", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.enough_is_left]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "aicontent_paid_resources 3 AI_ORAL: 99 of 1000 left",
      "aicontent_paid_resources 4 AI_ORAL: 0 of 1000 left",
      "ice_airtc_licenses 5 voice: nothing of what was bought left",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "blocked" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "2", kind = "codeartside.basic", state = "frozen", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "3", kind = "codeartside.basic", state = "unpaid", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "4", kind = "voice", state = "expired", status = "2", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.nothing_is_blocked]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "codearts_ide_licenses 2 codeartside.basic is frozen",
      "codearts_ide_licenses 3 codeartside.basic is unpaid",
      "ice_airtc_licenses 4 voice is expired",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "what_renews_itself" {
  command = plan

  variables {
    sources = ["alicloud_billing_instances"]
    inventory = {
      sources_read  = ["alicloud_billing_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "alicloud_billing_instances", id = "renews", kind = "rds", state = "active", status = "Normal", total = null, remaining = null, remaining_percent = null, auto_renew = true, expires_at = "2026-11-02T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_instances", id = "not", kind = "rds", state = "active", status = "Normal", total = null, remaining = null, remaining_percent = null, auto_renew = false, expires_at = "2026-11-02T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_instances", id = "unsaid", kind = "rds", state = "active", status = "Normal", total = null, remaining = null, remaining_percent = null, auto_renew = null, expires_at = "2026-11-02T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_instances", id = "was not renewed", kind = "rds", state = "expired", status = "Expired", total = null, remaining = null, remaining_percent = null, auto_renew = true, expires_at = "2026-10-31T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_instances", id = "frozen", kind = "rds", state = "frozen", status = "4", total = null, remaining = null, remaining_percent = null, auto_renew = true, expires_at = "2026-11-02T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.nothing_expires_soon, check.nothing_is_blocked]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "alicloud_billing_instances not rds: 2026-11-02T00:00:00Z",
      "alicloud_billing_instances unsaid rds: 2026-11-02T00:00:00Z",
      "alicloud_billing_instances was not renewed rds: 2026-10-31T00:00:00Z",
      "alicloud_billing_instances frozen rds is frozen",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "what_renews_itself_is_reported_if_asked" {
  command = plan

  variables {
    sources         = ["alicloud_billing_instances"]
    report_renewing = true
    inventory = {
      sources_read  = ["alicloud_billing_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "alicloud_billing_instances", id = "renews", kind = "rds", state = "active", status = "Normal", total = null, remaining = null, remaining_percent = null, auto_renew = true, expires_at = "2026-11-02T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.nothing_expires_soon]

  assert {
    condition     = jsonencode(output.violations) == jsonencode(["alicloud_billing_instances renews rds: 2026-11-02T00:00:00Z"])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "packages_by_unit" {
  command = plan

  variables {
    sources = ["alicloud_billing_resource_packages"]
    inventory = {
      sources_read  = ["alicloud_billing_resource_packages"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "alicloud_billing_resource_packages", id = "full", kind = "FPT", state = "active", status = "Available", unit = "GB", total = 40, remaining = 4, remaining_percent = 10, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_resource_packages", id = "low", kind = "FPT", state = "active", status = "Available", unit = "GB", total = 40, remaining = 3.9, remaining_percent = 9.75, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_resource_packages", id = "calls", kind = "FPT", state = "active", status = "Available", unit = null, total = 1000, remaining = 1, remaining_percent = 0.1, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "alicloud_billing_resource_packages", id = "spent", kind = "FPT", state = "used_up", status = "Available", unit = "GB", total = 40, remaining = 0, remaining_percent = 0, auto_renew = true, expires_at = "2027-11-01T00:00:00Z", notes = [] },
      ]
    }
  }

  expect_failures = [check.enough_is_left]

  assert {
    condition = jsonencode(output.low_by_unit) == jsonencode({
      ""   = ["alicloud_billing_resource_packages calls FPT: 1 of 1000 left"]
      "GB" = ["alicloud_billing_resource_packages low FPT: 3.9 of 40 GB left", "alicloud_billing_resource_packages spent FPT: 0 of 40 GB left"]
    })
    error_message = "Found: ${jsonencode(output.low_by_unit)}"
  }
}

run "not_known" {
  command = plan

  variables {
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "2", kind = "voice", state = "unknown", status = "3", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = null, kind = null, state = "unknown", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "ice_airtc_licenses", id = "4", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = ["starts_at: no begin_on", "expires_at: no expired_on"] },
        { account = "default", source = "aicontent_paid_resources", id = "5", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 0, remaining = 500, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = ["remaining_percent: the total is zero"] },
      ]
    }
  }

  expect_failures = [check.everything_can_be_judged]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "ice_airtc_licenses 2 voice: its status, 3, is not known",
      "codearts_ide_licenses without an id: its status, null, is not known",
      "ice_airtc_licenses 4 voice: starts_at: no begin_on; expires_at: no expired_on",
      "aicontent_paid_resources 5 AI_ORAL: remaining_percent: the total is zero",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "everything_is_null" {
  command = plan

  variables {
    sources = ["ice_airtc_licenses"]
    inventory = {
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = null, kind = null, state = "unknown", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = ["expires_at: no expired_on"] },
      ]
    }
  }

  expect_failures = [check.everything_was_read, check.everything_can_be_judged]

  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "ice_airtc_licenses: nothing is in use",
      "account default: nothing is in use",
      "ice_airtc_licenses without an id: its status, null, is not known",
      "ice_airtc_licenses without an id: expires_at: no expired_on",
    ])
    error_message = "Found: ${join(", ", output.violations)}"
  }
}

run "settings_are_checked" {
  command = plan

  variables {
    sources    = []
    accounts   = []
    days       = 1.5
    ended_days = -1
    percent    = 101
    now        = "yesterday"
    inventory = {
      states        = ["active"]
      sources_read  = ["aicontent_paid_resources", "codearts_ide_licenses", "ice_airtc_licenses", "outboundbot_instances"]
      accounts_read = ["default"]
      entitlements = [
        { account = "default", source = "ice_airtc_licenses", id = "1", kind = "voice", state = "active", status = "1", total = null, remaining = null, remaining_percent = null, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "aicontent_paid_resources", id = "airec-1", kind = "AI_ORAL", state = "active", status = "ACTIVE", total = 1000, remaining = 500, remaining_percent = 50, expires_at = "2027-11-01T00:00:00Z", notes = [] },
        { account = "default", source = "codearts_ide_licenses", id = "s", kind = "codeartside.basic", state = "active", status = "0", total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
        { account = "default", source = "outboundbot_instances", id = "b", kind = null, state = "active", status = null, total = null, remaining = null, remaining_percent = null, expires_at = null, notes = [] },
      ]
    }
  }

  expect_failures = [var.inventory, var.sources, var.accounts, var.days, var.ended_days, var.percent, var.now]
}
