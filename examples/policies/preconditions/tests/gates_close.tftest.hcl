# Can the gates of this folder fail? Each run requires more than any account has, and
# fails if the gate passes. With your own lists, it catches policies that can never
# fail.
#
#   terraform init
#   terraform test
#
# It needs Terraform 1.6 or OpenTofu 1.6.

run "no_license_is_good_for_a_century" {
  command = plan

  variables {
    days = 36500
  }

  expect_failures = [
    output.voice_license_id,
    output.package_instance_ids,
  ]
}

run "no_license_has_so_much_left" {
  command = plan

  variables {
    min_available_capacity = 1e18
  }

  expect_failures = [output.voice_license_id]
}

run "a_catalog_that_does_not_exist_has_nothing_left" {
  command = plan

  variables {
    catalog = "NO_SUCH_CATALOG"
  }

  expect_failures = [output.package_instance_ids]
}

run "no_instance_has_a_tag_that_nobody_sets" {
  command = plan

  variables {
    required_tags = ["no-such-tag"]
  }

  expect_failures = [data.entitlements_outboundbot_instances.all]
}

run "instances_cannot_make_so_many_calls" {
  command = plan

  variables {
    min_concurrent_calls = 1e18
  }

  expect_failures = [data.entitlements_outboundbot_instances.all]
}

run "there_are_not_so_many_seats" {
  command = plan

  variables {
    seats_wanted          = 1e6
    blocked_seats_allowed = -1
  }

  expect_failures = [output.free_seat_ids]
}
