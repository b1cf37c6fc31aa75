# A mocked provider has empty lists. A gate that passes with it passes whenever nothing
# is read. Run this test with
#
#   terraform test -test-directory=mocks
#
# It needs Terraform 1.7 or OpenTofu 1.8.

mock_provider "entitlements" {}

run "the_gate_is_closed" {
  command         = plan
  expect_failures = [output.voice_license_ids]
}
