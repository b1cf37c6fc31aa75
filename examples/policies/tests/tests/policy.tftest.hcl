# The rows are variables. All runs but "good" are cases that must fail: in each of them,
# a policy could pass although something is wrong.

variables {
  now = "2026-11-01T00:00:00Z"
}

run "good" {
  command = plan
  module { source = "./modules/policy" }
  variables {
    licenses = [
      { license_item_id = "a", type = 1, status = 1, available_capacity = 600, expired_on = "2026-12-01T00:00:01Z" },
      { license_item_id = "b", type = 1, status = 1, available_capacity = 400, expired_on = "2027-01-01T00:00:00Z" },
      { license_item_id = "ended", type = 1, status = 2, available_capacity = 5, expired_on = "2026-01-01T00:00:00Z" },
      { license_item_id = "vision", type = 2, status = 1, available_capacity = 5, expired_on = "2026-11-02T00:00:00Z" },
    ]
  }
  assert {
    condition     = jsonencode([output.good, output.violations]) == jsonencode([["a", "b"], []])
    error_message = jsonencode([output.good, output.violations])
  }
}

run "nothing_is_there" {
  command = plan
  module { source = "./modules/policy" }
  variables {
    licenses = []
  }
  assert {
    condition     = jsonencode(output.violations) == jsonencode(["0 of capacity for voice calls, and 1000 are wanted"])
    error_message = jsonencode(output.violations)
  }
}

run "the_last_one_ended" {
  command = plan
  module { source = "./modules/policy" }
  variables {
    licenses = [{ license_item_id = "a", type = 1, status = 2, available_capacity = 1000, expired_on = "2026-10-30T00:00:00Z" }]
  }
  assert {
    condition     = jsonencode(output.violations) == jsonencode(["0 of capacity for voice calls, and 1000 are wanted"])
    error_message = jsonencode(output.violations)
  }
}

run "it_ends_soon" {
  command = plan
  module { source = "./modules/policy" }
  variables {
    licenses = [
      { license_item_id = "a", type = 1, status = 1, available_capacity = 1000, expired_on = "2026-12-01T00:00:00Z" },
      { license_item_id = "b", type = 1, status = 1, available_capacity = 999, expired_on = "2027-01-01T00:00:00Z" },
    ]
  }
  assert {
    condition     = jsonencode(output.violations) == jsonencode(["999 of capacity for voice calls, and 1000 are wanted"])
    error_message = jsonencode(output.violations)
  }
}

run "nothing_is_known" {
  command = plan
  module { source = "./modules/policy" }
  variables {
    licenses = [
      { license_item_id = "a", type = 1, status = 1, available_capacity = 1000, expired_on = "2027-01-01T00:00:00Z" },
      { license_item_id = null, type = null, status = null, available_capacity = null, expired_on = null },
      { license_item_id = "a new status", type = 1, status = 3, available_capacity = 1000, expired_on = "2027-01-01T00:00:00Z" },
      { license_item_id = "no end", type = 1, status = 1, available_capacity = 1000, expired_on = null },
      { license_item_id = "no capacity", type = 1, status = 1, available_capacity = null, expired_on = "2027-01-01T00:00:00Z" },
    ]
  }
  assert {
    condition = jsonencode(output.violations) == jsonencode([
      "license without an id cannot be judged", "license a new status cannot be judged",
      "license no end cannot be judged", "license no capacity cannot be judged",
    ])
    error_message = jsonencode(output.violations)
  }
}
