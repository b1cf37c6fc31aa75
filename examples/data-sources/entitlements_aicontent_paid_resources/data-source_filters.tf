# All types, in the order of the API.
data "entitlements_aicontent_paid_resources" "ordered" {
  resource_type   = "ALL"
  order_by        = "resourceId"
  order_direction = "ASC"
}
