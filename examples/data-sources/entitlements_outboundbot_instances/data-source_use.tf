# The calls that each instance can make at the same time, by name and id.
output "concurrent_calls" {
  value = {
    for instance in data.entitlements_outboundbot_instances.production.instances :
    "${instance.instance_name} (${instance.instance_id})" => instance.max_concurrent_conversation
  }
}
