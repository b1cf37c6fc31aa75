# What is left, by instance and package. An instance can have several packages.
output "left" {
  value = {
    for package in data.entitlements_aicontent_paid_resources.all.resources :
    coalesce(package.instance_id, "no id") => "${coalesce(package.resource_package_name, "no name")}: ${package.remain_quantity == null ? "unknown" : package.remain_quantity}"...
  }
}
