package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is a buffer that may be read while it is written.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func TestRun(t *testing.T) {
	ready := filepath.Join(t.TempDir(), "url")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr output
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{
			"-ready-file", ready, "-requests", "-rows", "3", "-secret-key", "hidden", "-account-id", "1000000000000001",
		}, &stdout, &stderr)
	}()

	var url string
	for deadline := time.Now().Add(5 * time.Second); url == "" && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		content, _ := os.ReadFile(ready)
		url = strings.TrimSpace(string(content))
	}
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("ready file says %q\n%s", url, stderr.String())
	}
	for path, want := range map[string]int{"/v2/licenses": http.StatusUnauthorized, "/nothing": http.StatusNotFound} {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}

	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("run: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("does not stop")
	}
	const belongs = "# The key belongs to the account 1000000000000001 of Alibaba Cloud and 1000000000000001 of Huawei Cloud.\n"
	for _, want := range []string{url, belongs, `provider "entitlements"`, `secret_key = "hidden"`} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %s in\n%s", want, stdout.String())
		}
	}
	for _, want := range []string{"codeartside page 1 attempt 1: 401 APIGW.0301", "GET /nothing: path"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("no %s in\n%s", want, stderr.String())
		}
	}
	if strings.Contains(stderr.String(), "hidden") {
		t.Errorf("secret in the log:\n%s", stderr.String())
	}
	if files, _ := os.ReadDir(filepath.Dir(ready)); len(files) != 1 {
		t.Errorf("%d files beside the ready file", len(files)-1)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, arguments := range [][]string{
		{"-listen", "0.0.0.0:0"},
		{"-listen", ":0"},
		{"-listen", "192.0.2.1:0"},
		{"-listen", "example.com:0"},
		{"-listen", "127.0.0.1"},
		{"-listen", "127.0.0.1:99999"},
		{"-ready-file", filepath.Join(t.TempDir(), "no", "such", "folder")},
		{"-no-such-flag"},
		{"extra"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if err := run(ctx, arguments, io.Discard, io.Discard); err == nil || ctx.Err() != nil {
			t.Errorf("%q: %v", arguments, err)
		}
		cancel()
	}
	var help bytes.Buffer
	err := run(t.Context(), []string{"-h"}, io.Discard, &help)
	if !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-ready-file") {
		t.Errorf("help: %v\n%s", err, help.String())
	}
}
