//go:build bench

// Package benchmark measures the whole provider under a real Terraform CLI, as
// ratios of two programs that run in turn on one machine.
package benchmark

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

const source = "entitlements_ice_airtc_licenses"

// BenchmarkPlan reports how many times as long a plan over many rows takes as
// one whose provider returns a ready-made answer.
func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			cloud := serve(b, n)
			ours, ready := cli(b, build(b, "."), cloud.block), cli(b, build(b, "./internal/testing/benchmark/readymade"), cloud.block)
			ready.env = append(ready.env, "ENTITLEMENTS_READYMADE="+cloud.answer(b))
			var times, readyTimes []time.Duration
			for b.Loop() {
				times = append(times, ours.run(b, "plan"))
				readyTimes = append(readyTimes, ready.run(b, "plan"))
			}
			b.ReportMetric(median(times).Seconds(), "s/plan")
			b.ReportMetric(float64(median(times))/float64(median(readyTimes)), "times-ready-made")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkMemory reports the most memory that the provider takes for a long
// list, as a multiple of the raw JSON of the list.
func BenchmarkMemory(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			cloud := serve(b, n)
			ours := cli(b, build(b, "./internal/testing/benchmark/peak"), cloud.block)
			peaks := ours.peaksOf(b, build(b, "."))
			for b.Loop() {
				ours.run(b, "plan")
			}
			peak := slices.Max(peaks())
			b.ReportMetric(float64(peak)/(1<<20), "MiB")
			b.ReportMetric(float64(peak)/float64(cloud.size), "times-raw-JSON")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkStart reports how many times as long the provider takes to start,
// and as much memory, as the smallest one that the framework can make.
func BenchmarkStart(b *testing.B) {
	peak := build(b, "./internal/testing/benchmark/peak")
	measure := func(program string) (*terraform, func() []int64) {
		t := cli(b, peak, "")
		return t, t.peaksOf(b, build(b, program))
	}
	ours, peaks := measure(".")
	minimal, minimalPeaks := measure("./internal/testing/benchmark/minimal")
	var times, minimalTimes []time.Duration
	for b.Loop() {
		times = append(times, ours.run(b, "providers", "schema", "-json"))
		minimalTimes = append(minimalTimes, minimal.run(b, "providers", "schema", "-json"))
	}
	b.ReportMetric(float64(median(times))/float64(median(minimalTimes)), "times-smallest")
	b.ReportMetric(float64(median(peaks()))/float64(median(minimalPeaks())), "memory-of-smallest")
	b.ReportMetric(float64(median(peaks()))/(1<<20), "MiB")
	b.ReportMetric(0, "ns/op")
}

// TestSize checks the size of the stripped provider.
func TestSize(t *testing.T) {
	info, err := os.Stat(build(t, "."))
	if err != nil {
		t.Fatal(err)
	}
	if megabytes := float64(info.Size()) / 1e6; megabytes > 23 {
		t.Errorf("the provider has %.1f MB", megabytes)
	}
}

// cloud serves a list from memory, page by page and without looking at who
// asks, so that it takes no time of its own.
type cloud struct {
	url, block string
	size       int
	rows       []simulator.Row
}

func serve(b *testing.B, n int) *cloud {
	b.Helper()
	const size = 50
	c := &cloud{rows: simulator.Generate(lists.ICE, n, 1)}
	var pages [][]byte
	for rows := range slices.Chunk(c.rows, size) {
		page, err := json.Marshal(map[string]any{"Success": true, "TotalCount": n, "LicenseInfoList": rows})
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, page)
		c.size += len(page)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, _ := strconv.Atoi(r.URL.Query().Get("PageNo"))
		_, _ = w.Write(pages[number-1])
	}))
	b.Cleanup(server.Close)
	c.url = server.URL
	c.block = simulator.ProviderBlock(server.URL, acctest.Account) + fmt.Sprintf("\ndata %q \"test\" {}\n", source)
	return c
}

// answer returns a file with the protocol's answer to reading the list.
func (c *cloud) answer(b *testing.B) string {
	b.Helper()
	clouds := &acctest.Clouds{URL: c.url}
	answer := clouds.Configured(b, nil).Answer(b.Context(), b, source, nil)
	if len(answer.Diagnostics) > 0 {
		b.Fatal(acctest.Text(answer.Diagnostics))
	}
	file := filepath.Join(b.TempDir(), "answer")
	if err := os.WriteFile(file, answer.State.MsgPack, 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}

// build builds a program of this module as it is released.
func build(t testing.TB, program string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "terraform-provider-entitlements")
	command := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-tags=grpcnotrace", "-ldflags", "-s -w", "-o", file, program)
	command.Dir = filepath.Join("..", "..", "..")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return file
}

// terraform is a Terraform CLI with a configuration and a provider.
type terraform struct {
	directory string
	env       []string
}

// cli returns a Terraform CLI, named by TF_ACC_TERRAFORM_PATH or on PATH.
func cli(b *testing.B, provider, config string) *terraform {
	b.Helper()
	directory := b.TempDir()
	files := map[string]string{
		"main.tf": "terraform {\n  required_providers {\n    entitlements = {\n      source = \"cloud-entitlements/entitlements\"\n    }\n  }\n}\n" + config,
		"cli.rc":  fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"cloud-entitlements/entitlements\" = %q\n  }\n  direct {}\n}\n", filepath.Dir(provider)),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return &terraform{directory: directory, env: append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(directory, "cli.rc"), "CHECKPOINT_DISABLE=1", "TF_LOG=")}
}

// peaksOf runs a provider under the program that measures memory. It returns
// the peaks in bytes.
func (t *terraform) peaksOf(b *testing.B, provider string) func() []int64 {
	b.Helper()
	file := filepath.Join(t.directory, "peaks")
	t.env = append(t.env, "ENTITLEMENTS_PEAK_OF="+provider, "ENTITLEMENTS_PEAK_FILE="+file)
	return func() []int64 {
		content, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		var peaks []int64
		for _, line := range strings.Fields(string(content)) {
			kib, err := strconv.ParseInt(line, 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			peaks = append(peaks, kib<<10)
		}
		return peaks
	}
}

// run runs a command and returns how long it took.
func (t *terraform) run(b *testing.B, arguments ...string) time.Duration {
	b.Helper()
	program := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if program == "" {
		program = "terraform"
	}
	command := exec.CommandContext(b.Context(), program, arguments...)
	command.Dir, command.Env = t.directory, t.env
	begin := time.Now()
	output, err := command.CombinedOutput()
	took := time.Since(begin)
	if err != nil {
		b.Fatalf("%v\n%s", err, output)
	}
	return took
}

func median[T time.Duration | int64](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
