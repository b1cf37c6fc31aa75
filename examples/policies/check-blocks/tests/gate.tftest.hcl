# A check block only warns in plan and apply. In "terraform test" it fails, so
# that one run makes a gate of all the check blocks of this folder:
#
#   terraform init
#   terraform test
#
# It reads the real lists, creates nothing, and ends with status 1 if a policy does
# not hold. Needs Terraform 1.6 or OpenTofu 1.6.

variables {
  days                   = 30
  percent                = 10
  spare_seats            = 5
  required_tags          = ["env", "department"]
  min_concurrent_calls   = 100
  min_available_capacity = { "1" = 1000, "2" = 1000 }
}

run "policies" {
  command = plan
}
