# One object for each active batch. Put your own resource in its place.
resource "terraform_data" "batch" {
  for_each = toset(data.entitlements_ice_airtc_licenses.vision.ids)

  input = each.key
}
