#!/bin/sh
# Runs the benchmarks of rows and pages in the provider, and of plans, starts and
# memory with a real Terraform CLI, and checks the size of the binary. Only ratios
# can be compared; times differ between machines.
set -eu

cd "$(dirname "$0")/.."
cli=$(tools/terraform-cli.sh)
. tools/plain-env.sh
export TF_ACC_TERRAFORM_PATH="$cli"

go test -run='^$' -bench='Rows|Readings|Encodings' -benchtime=5x ./internal/listsource
go test -run='^$' -bench=Pages -benchtime=3x ./internal/provider
go test -count=1 -tags=bench -bench='Plan|Many|Start' -benchtime=7x -timeout=30m ./internal/testing/benchmark
# Peaks hardly differ from run to run, and these plans are long.
go test -run='^$' -tags=bench -bench=Memory -benchtime=1x -timeout=30m ./internal/testing/benchmark
