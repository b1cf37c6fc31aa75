#!/bin/sh
# Builds the provider and the simulator into .build/, and writes .build/dev.tfrc, a
# CLI configuration with which Terraform and OpenTofu use this provider instead of a
# released one. It works without "terraform init".
set -eu

cd "$(dirname "$0")/.."
commit=$(git rev-parse --short HEAD 2>/dev/null || :)
CGO_ENABLED=0 go build -buildvcs=false -tags=grpcnotrace -ldflags "-X main.commit=$commit" -o .build/ . ./internal/testing/simulator/cmd/simulator

cat >.build/dev.tfrc.$$ <<END
provider_installation {
  dev_overrides {
    "cloud-entitlements/entitlements" = "$(printf '%s' "$PWD/.build" | sed 's/[\\"]/\\&/g')"
  }
  direct {}
}
END
mv .build/dev.tfrc.$$ .build/dev.tfrc
