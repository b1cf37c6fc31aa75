# A mocked provider has empty lists. A gate that it passes is open whenever nothing is
# read. Run it with
#
#   terraform test -test-directory=mocks
#
# It needs Terraform 1.7 or OpenTofu 1.8.

mock_provider "entitlements" {}

run "the_gate_is_closed" {
  command         = plan
  expect_failures = [output.voice_license_ids]
}
