#!/bin/sh
# Runs the benchmarks: rows and pages within the provider, and plans, starts and
# memory of the whole provider under a real Terraform CLI, and checks the size of
# its program. What counts are the ratios; times differ from machine to machine.
set -eu

cd "$(dirname "$0")/.."
cli=$(tools/terraform-cli.sh)
. tools/plain-env.sh
export TF_ACC_TERRAFORM_PATH="$cli"

go test -run='^$' -bench='Rows|Encodings' -benchtime=5x ./internal/listsource
go test -run='^$' -bench=Pages -benchtime=3x ./internal/provider
go test -count=1 -tags=bench -bench=. -benchtime=7x -timeout=30m ./internal/testing/benchmark
