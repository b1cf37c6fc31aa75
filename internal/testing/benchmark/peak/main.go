// Command peak runs the program that ENTITLEMENTS_PEAK_OF names in its own
// place, and appends the most memory that it took, in KiB, to the file that
// ENTITLEMENTS_PEAK_FILE names.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func main() {
	signal.Ignore(os.Interrupt)
	command := exec.CommandContext(context.Background(), os.Getenv("ENTITLEMENTS_PEAK_OF"), os.Args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = command.Run() // the plugin's own exit code does not matter here
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		log.Fatal("this system does not tell how much memory a program took")
	}
	file, err := os.OpenFile(os.Getenv("ENTITLEMENTS_PEAK_FILE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	_, err = fmt.Fprintln(file, usage.Maxrss)
	if err := errors.Join(err, file.Close()); err != nil {
		log.Fatal(err)
	}
}
