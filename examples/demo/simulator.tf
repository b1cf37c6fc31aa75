# Everything that makes this a demonstration: the endpoints of the simulator,
# and a key that it knows and no cloud does. Delete this file to read the real
# clouds, with keys from the environment.

variable "simulator" {
  description = "Where the simulator listens, such as http://127.0.0.1:8080."
  type        = string
}

provider "entitlements" {
  alicloud {
    access_key = "DEMO-ACCESS-KEY-ID"
    secret_key = "demo-secret-key-of-the-simulator"
    endpoints {
      ice         = var.simulator
      aicontent   = var.simulator
      outboundbot = var.simulator
      sts         = var.simulator
    }
  }
  huaweicloud {
    access_key = "DEMO-ACCESS-KEY-ID"
    secret_key = "demo-secret-key-of-the-simulator"
    endpoints {
      codearts_ide = var.simulator
      iam          = var.simulator
      sts          = var.simulator
    }
  }
}
