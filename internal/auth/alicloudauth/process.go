package alicloudauth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"runtime"
	"strings"
	"time"
	"unicode"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

const (
	// maxRun bounds how long a program may take that prints credentials, as the
	// vendor's SDK does.
	maxRun = time.Minute

	// maxOutput bounds what it may print, in bytes.
	maxOutput = 64 << 10
)

// run runs a program and returns what it printed. What it printed to its
// standard error is not shown: it may be anything, also credentials.
func run(ctx context.Context, command []string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, maxRun)
	defer cancel()
	process := exec.CommandContext(limited, command[0], command[1:]...) //nolint:gosec // the user names the program
	process.WaitDelay = time.Second                                     // for what it left behind that holds its output
	var output boundedBuffer
	process.Stdout = &output
	err := process.Run()
	program := credential.ShowPath(command[0])
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case limited.Err() != nil:
		return nil, fmt.Errorf("%s did not end within %s", program, maxRun)
	case output.full:
		return nil, fmt.Errorf("%s printed more than %d KiB", program, maxOutput>>10)
	case errors.As(err, &exit):
		return nil, fmt.Errorf("%s failed (%s). Run the command by hand to see what it says", program, exit.ProcessState)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // then it ended well, and something that it started goes on
		return nil, fmt.Errorf("%s cannot be run: %w", program, unquoted(err))
	}
	return output.content, nil
}

// unquoted returns the cause of an error that quotes the command which it is
// about. People write secrets in front of it, as in a shell.
func unquoted(err error) error {
	var (
		lookup *exec.Error
		start  *fs.PathError
	)
	switch {
	case errors.As(err, &lookup):
		return lookup.Err
	case errors.As(err, &start):
		return start.Err
	}
	return err
}

// boundedBuffer takes no more than maxOutput bytes. It has no method but Write,
// so that nothing is copied into it past the bound.
type boundedBuffer struct {
	content []byte
	full    bool
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if len(b.content)+len(p) > maxOutput {
		b.full = true
		return 0, errors.New("too much output")
	}
	b.content = append(b.content, p...)
	return len(p), nil
}

// splitCommand splits a command into the program and its arguments, as the
// vendor's SDK does: at white space that is not within quotes, with the
// backslash as an escape if it does not separate the parts of a path.
func splitCommand(command string) ([]string, error) {
	escapes := runtime.GOOS != "windows"
	var (
		words   []string
		word    strings.Builder
		within  bool // a word has begun
		quote   rune // the quote that is open, or 0
		escaped bool
	)
	for _, r := range command {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`\n", r) {
				word.WriteRune('\\')
			}
			if r != '\n' {
				word.WriteRune(r)
			}
			escaped = false
		case r == '\\' && escapes && quote != '\'':
			escaped, within = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, within = r, true
		case quote == 0 && unicode.IsSpace(r):
			if within {
				words = append(words, word.String())
				word.Reset()
				within = false
			}
		default:
			word.WriteRune(r)
			within = true
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("the process_command ends within quotes or behind a backslash")
	}
	if within {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("process_command is missing")
	}
	return words, nil
}
