terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Set keys in the environment: ALICLOUD_ACCESS_KEY with ALICLOUD_SECRET_KEY, and
# HW_ACCESS_KEY with HW_SECRET_KEY. A cloud that no data source uses needs neither keys
# nor settings.
provider "entitlements" {
  alicloud {
    region = "cn-shanghai"
  }
  huaweicloud {
    # The project of cn-north-4 in which the licenses were bought.
    project_id = "0123456789abcdef0123456789abcdef"
  }
}
