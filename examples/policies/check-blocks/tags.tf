# Policy: every OutboundBot instance has the tags that the company requires.

variable "required_tags" {
  description = "Keys of the tags that every instance must have. A tag with an empty value counts as missing."
  type        = set(string)
  default     = ["env", "department"]
}

locals {
  # An instance without tags has an empty map. Null means that the API returned none.
  tags_unjudged = [
    for instance in data.entitlements_outboundbot_instances.all.instances : coalesce(instance.instance_id, "an instance without an id")
    if instance.tags == null
  ]

  tags_missing = [
    for instance in data.entitlements_outboundbot_instances.all.instances : {
      title = coalesce(instance.instance_id, "an instance without an id")
      keys  = setsubtract(var.required_tags, [for key, value in instance.tags : key if value != null && value != ""])
    }
    if instance.tags != null
  ]
  tags_untagged = [for row in local.tags_missing : "${row.title}: ${join(", ", row.keys)}" if length(row.keys) > 0]
}

check "instances_are_tagged" {
  assert {
    condition     = length(local.tags_untagged) == 0
    error_message = "OutboundBot instances without a required tag:\n  ${join("\n  ", local.tags_untagged)}"
  }

  assert {
    condition     = length(local.tags_unjudged) == 0
    error_message = "OutboundBot instances whose tags the API left out, so that they cannot be judged:\n  ${join("\n  ", local.tags_unjudged)}"
  }
}

output "untagged_instances" {
  description = "OutboundBot instances with their missing tags."
  value       = local.tags_untagged
}
