# Only the instances with this tag.
data "entitlements_outboundbot_instances" "production" {
  tags = {
    env = "prod"
  }
}
