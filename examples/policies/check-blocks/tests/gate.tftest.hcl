# In plan and apply, a check block only warns. In "terraform test", it fails, so one run
# turns all check blocks of this folder into a gate:
#
#   terraform init
#   terraform test
#
# It reads the real lists, creates nothing, and ends with status 1 if a policy fails.
# It needs Terraform 1.6 or OpenTofu 1.6.

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
