// Command simulator serves the list APIs of the entitlements provider on loopback, and the services that say who a caller is,
// for demonstrations and for trying things out without a cloud account.
//
//	go run ./internal/testing/simulator/cmd/simulator
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "simulator:", err)
		stop()
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	listen, readyFile string
	rows              int
	account           simulator.Account
	rate              int
	latency           time.Duration
	requests          bool
}

func parse(arguments []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("simulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on")
	flags.IntVar(&o.rows, "rows", -1, "serve this `number` of generated rows per list instead of the demonstration")
	flags.StringVar(&o.readyFile, "ready-file", "", "write the URL to this `file` once requests are answered")
	flags.StringVar(&o.account.AccessKeyID, "access-key", simulator.DemoAccessKeyID, "access key that both clouds know")
	flags.StringVar(&o.account.SecretKey, "secret-key", simulator.DemoSecretKey, "its secret")
	flags.StringVar(&o.account.SecurityToken, "security-token", "", "its security token, which makes it a temporary key")
	flags.StringVar(&o.account.AccountID, "account-id", "", "account that it belongs to in both clouds, made up of the key where not given")
	flags.StringVar(&o.account.UserName, "user-name", "", "user that it belongs to in the account")
	flags.IntVar(&o.rate, "rate", 0, "calls per second that each cloud answers, 0 for all")
	flags.DurationVar(&o.latency, "latency", 0, "how long every answer takes")
	flags.BoolVar(&o.requests, "requests", false, "log a line per request to stderr")
	if err := flags.Parse(arguments); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return o, nil
}

func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	o, err := parse(arguments, stderr)
	if err != nil {
		return err
	}
	listener, err := listenOnLoopback(ctx, o.listen)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           newSimulator(o, stderr),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute + o.latency,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 20,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	url := "http://" + listener.Addr().String()
	fmt.Fprintf(stdout, "# Simulated clouds at %s\n%s%s", url, accounts(o.account), simulator.ProviderBlock(url, o.account))
	if o.readyFile != "" {
		if err := writeAtomically(o.readyFile, url+"\n"); err != nil {
			return errors.Join(err, server.Close())
		}
	}

	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(last)
}

// accounts says who the key belongs to in each cloud.
func accounts(account simulator.Account) string {
	return fmt.Sprintf("# The key belongs to the account %s of Alibaba Cloud and %s of Huawei Cloud.\n\n",
		account.AlicloudID(), account.HuaweicloudID())
}

func newSimulator(o options, stderr io.Writer) *simulator.Server {
	rows := simulator.Demo(time.Now())
	if o.rows >= 0 {
		for api := range rows {
			rows[api] = simulator.Generate(api, o.rows, 1)
		}
	}
	config := simulator.DemoConfig(o.account, rows)
	config.RatePerSecond = o.rate
	config.Latency = o.latency
	config.OnUnknown = func(description string) {
		fmt.Fprintf(stderr, "not covered by the documents: %s\n", description)
	}
	if o.requests {
		config.OnAnswer = func(r simulator.Request) {
			fmt.Fprintf(stderr, "%-11s page %d attempt %d: %d %s\n", r.API, r.Page, r.Attempt, r.Status, r.ErrorCode)
		}
	}
	return simulator.New(config)
}

// listenOnLoopback refuses every other address: what is served here is protected by keys that anybody may read.
func listenOnLoopback(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("-listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("-listen: %q is not a loopback address", host)
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}

// writeAtomically makes the file appear with all of its content at once.
func writeAtomically(path, content string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return os.Rename(file.Name(), path)
}
