# Gate: every OutboundBot instance has the required tags, and all instances together
# can make enough concurrent calls. Postconditions apply to everything that uses the
# list.

data "entitlements_outboundbot_instances" "all" {
  lifecycle {
    # Tags that the API leaves out are null, and a tag can be empty.
    postcondition {
      condition = alltrue([
        for instance in self.instances : length(setsubtract(
          var.required_tags, [for key, value in coalesce(instance.tags, {}) : key if value != null && value != ""]
        )) == 0
      ])
      error_message = "OutboundBot instances that are not known to have all of the tags ${join(", ", var.required_tags)}:\n  ${join("\n  ", [
        for instance in self.instances : coalesce(instance.instance_id, "an instance without an id")
        if length(setsubtract(var.required_tags, [for key, value in coalesce(instance.tags, {}) : key if value != null && value != ""])) > 0
      ])}"
    }

    # An unknown number counts as zero.
    postcondition {
      condition = sum(concat([0], [
        for instance in self.instances : instance.max_concurrent_conversation if instance.max_concurrent_conversation != null
      ])) >= var.min_concurrent_calls
      error_message = "All OutboundBot instances together are not known to make ${var.min_concurrent_calls} calls at once."
    }
  }
}

output "instance_ids" {
  description = "The instances, to pass to other resources."
  value       = data.entitlements_outboundbot_instances.all.ids
}
