//go:build bench

// Package benchmark measures the whole provider under a real Terraform CLI, as
// ratios of two programs that run in turn on one machine.
package benchmark

import (
	"encoding/json"
	"fmt"
	"maps"
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
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

const source = "entitlements_ice_airtc_licenses"

// BenchmarkPlan reports how many times as long a plan over many rows takes as
// one whose provider returns a ready-made answer.
func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			cloud := serve(b, source, n, acctest.OneOf("alicloud"))
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

// BenchmarkMemory reports the most memory that the provider takes for each list and
// for the inventory of all of them, as a multiple of the raw JSON of the rows. Lists
// that do not fit one page are read twice. It fails if that is more than what the page
// on speed promises.
func BenchmarkMemory(b *testing.B) {
	measure := func(b *testing.B, cloud *cloud) (peak int64, times float64) {
		ours := cli(b, build(b, "./internal/testing/benchmark/peak"), cloud.block)
		peaks := ours.peaksOf(b, build(b, "."))
		for b.Loop() {
			ours.run(b, "plan")
		}
		peak = slices.Max(peaks())
		times = float64(peak) / float64(cloud.size)
		b.ReportMetric(float64(peak)/(1<<20), "MiB")
		b.ReportMetric(times, "times-raw-JSON")
		b.ReportMetric(0, "ns/op")
		b.Logf("%.1f MiB of JSON", float64(cloud.size)/(1<<20))
		return peak, times
	}
	for _, s := range acctest.Sources {
		b.Run(s.ShortName()+"/10000", func(b *testing.B) {
			if peak, _ := measure(b, serve(b, s.Name, 10_000, s)); peak > 40<<20 {
				b.Errorf("%d MiB", peak>>20)
			}
		})
		b.Run(s.ShortName()+"/100000", func(b *testing.B) {
			if _, times := measure(b, serve(b, s.Name, 100_000, s)); times > 3.0 {
				b.Errorf("%.2f times the JSON", times)
			}
		})
	}
	b.Run("inventory/100000", func(b *testing.B) {
		if _, times := measure(b, serve(b, "entitlements_inventory", 100_000/len(acctest.Sources), acctest.Sources...)); times > 3.0 {
			b.Errorf("%.2f times the JSON", times)
		}
	})
}

// BenchmarkMany reports how many times as long a plan with 50 data sources takes, each
// of a list of 40 rows, as one whose provider returns ready-made answers, and as one
// with 50 data sources of a single text in the smallest provider, for which Terraform
// has 2,000 rows less to do. It fails if that is more than what the page on speed
// promises.
func BenchmarkMany(b *testing.B) {
	const many = "\ndata %q \"test\" {\n  count = 50\n}\n"
	cloud := serve(b, source, 40, acctest.OneOf("alicloud"))
	config := cloud.provider + fmt.Sprintf(many, source)
	ours, ready := cli(b, build(b, "."), config), cli(b, build(b, "./internal/testing/benchmark/readymade"), config)
	ready.env = append(ready.env, "ENTITLEMENTS_READYMADE="+cloud.answer(b))
	minimal := cli(b, build(b, "./internal/testing/benchmark/minimal"), fmt.Sprintf(many, "entitlements_text"))
	var times, readyTimes, minimalTimes []time.Duration
	for b.Loop() {
		times = append(times, ours.run(b, "plan"))
		readyTimes = append(readyTimes, ready.run(b, "plan"))
		minimalTimes = append(minimalTimes, minimal.run(b, "plan"))
	}
	ofReady, ofMinimal := float64(median(times))/float64(median(readyTimes)), float64(median(times))/float64(median(minimalTimes))
	b.ReportMetric(ofReady, "times-ready-made")
	b.ReportMetric(ofMinimal, "times-smallest")
	b.ReportMetric(median(times).Seconds(), "s/plan")
	b.ReportMetric(0, "ns/op")
	if ofReady > 1.2 || ofMinimal > 3.5 {
		b.Errorf("%.2f times as long as ready-made answers, %.2f times as long as the smallest provider", ofReady, ofMinimal)
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

// cloud serves lists from memory, page by page and without looking at who asks, so
// that it takes no time of its own.
type cloud struct {
	endpoints map[string]acctest.Object // of the provider block

	// provider is the provider block, and block that with one data source.
	provider, block string

	// size is that of the rows of all lists as JSON, in bytes.
	size int
}

// serve serves some lists, each with n rows, to a data source.
func serve(b *testing.B, name string, n int, sources ...acctest.Source) *cloud {
	b.Helper()
	c := &cloud{endpoints: map[string]acctest.Object{}}
	for _, s := range sources {
		var rows []json.RawMessage
		for _, row := range lists.Generate(s.API, n, 1) {
			delete(row, "_state")
			encoded, err := json.Marshal(row)
			if err != nil {
				b.Fatal(err)
			}
			rows = append(rows, encoded)
			c.size += len(encoded) + 1
		}
		server := httptest.NewServer(page(s, rows))
		b.Cleanup(server.Close)
		if c.endpoints[s.Cloud] == nil {
			c.endpoints[s.Cloud] = acctest.Object{}
		}
		c.endpoints[s.Cloud][s.Endpoint] = server.URL
	}
	c.provider = "provider \"entitlements\" {\n"
	for _, cloud := range slices.Sorted(maps.Keys(c.endpoints)) {
		c.provider += fmt.Sprintf("  %s {\n    access_key = %q\n    secret_key = %q\n    endpoints {\n", cloud, acctest.Account.AccessKeyID, acctest.Account.SecretKey)
		for endpoint, address := range c.endpoints[cloud] {
			c.provider += fmt.Sprintf("      %s = %q\n", endpoint, address)
		}
		c.provider += "    }\n  }\n"
	}
	c.provider += "}\n"
	c.block = c.provider + fmt.Sprintf("\ndata %q \"test\" {}\n", name)
	return c
}

// page answers with the page that is asked for. A list that is asked for by a filter
// is empty.
func page(s acctest.Source, rows []json.RawMessage) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rows := rows
		if r.URL.Query().Has("status") {
			rows = nil
		}
		size, _ := strconv.Atoi(r.URL.Query().Get(s.Size))
		from, _ := strconv.Atoi(r.URL.Query().Get(s.Page))
		if s.Counting == acctest.PageNumbers {
			from = (from - 1) * size
		}
		from = min(from, len(rows))
		answer := map[string]any{s.List: rows[from:min(from+size, len(rows))], s.Total: len(rows)}
		if s.Within != "" {
			answer = map[string]any{s.Within: answer}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// answer returns a file with the protocol's answer to reading the list.
func (c *cloud) answer(b *testing.B) string {
	b.Helper()
	provider := acctest.NewProtocol(b)
	block := acctest.Object{}
	for cloud, endpoints := range c.endpoints {
		block[cloud] = acctest.Object{"access_key": acctest.Account.AccessKeyID, "secret_key": acctest.Account.SecretKey, "endpoints": endpoints}
	}
	if response := provider.Configure(b, block, nil); len(response.Diagnostics) > 0 {
		b.Fatal(acctest.Text(response.Diagnostics))
	}
	answer := provider.Answer(b.Context(), b, source, nil)
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
