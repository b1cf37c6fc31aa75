package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// maxFile bounds what is read of a file that holds credentials, in bytes.
const maxFile = 1 << 20

// ErrNoHome is the error for a path below a home directory that is not known.
var ErrNoHome = errors.New("the home directory is not known")

// ExpandHome replaces "~" at the beginning of a path by the home directory.
func ExpandHome(path string) (string, error) {
	rest, found := strings.CutPrefix(filepath.ToSlash(path), "~/")
	if !found && path != "~" {
		return path, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("%s cannot be found: %w", credential.ShowPath(path), ErrNoHome)
	}
	return filepath.Join(home, strings.TrimPrefix(rest, "~")), nil
}

// ReadFile reads a file that holds credentials. Its errors name the file and
// show nothing of it; errors.Is finds fs.ErrNotExist in that of a file that is
// not there.
func ReadFile(path string) ([]byte, error) {
	path, err := ExpandHome(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path) // before it is opened: opening a pipe would wait for its other end
	switch {
	case err != nil:
		return nil, unreadable(path, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", credential.ShowPath(path))
	}
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() { _ = file.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	switch {
	case err != nil:
		return nil, unreadable(path, err)
	case len(content) > maxFile:
		return nil, fmt.Errorf("%s is larger than %d KiB, which is not read", credential.ShowPath(path), maxFile>>10)
	}
	return bytes.TrimPrefix(content, []byte("\ufeff")), nil
}

func unreadable(path string, err error) error {
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return fmt.Errorf("%s cannot be read: %w", credential.ShowPath(path), err)
}

// ReadText reads a file that holds one word, such as a token. White space around
// it does not belong to it.
func ReadText(path string) (string, error) {
	content, err := ReadFile(path)
	if err != nil {
		return "", err
	}
	text := string(bytes.TrimSpace(content))
	switch {
	case text == "":
		return "", fmt.Errorf("%s is empty", credential.ShowPath(path))
	case !credential.Printable(text):
		return "", fmt.Errorf("%s holds more than one line or word, and a token is one word", credential.ShowPath(path))
	}
	return text, nil
}

// ReadToken reads a file that holds an OIDC token. File is the setting that names
// the file, and attribute what takes a token itself.
func ReadToken(file environment.Setting, attribute string) (string, error) {
	text, err := ReadText(file.Value)
	if err == nil {
		return text, nil
	}
	err = fmt.Errorf("%s: %w", file.Name, err)
	advice := "Have the token's issuer write it there again, or name another file."
	if !credential.Showable(file.Value) {
		err = fmt.Errorf("%s is not the path of a file: it looks like a token", file.Name)
		advice = "Set it as " + attribute + "."
	}
	return "", credential.Explain(err, "an OIDC token cannot be read", advice)
}

// DecodeFile reads a JSON file into a value, as leniently as the command-line
// tools that own such files: names may be in any case, twice or unknown. The
// errors name the file and the position, and show nothing of the content.
func DecodeFile(path string, into any) error {
	content, err := ReadFile(path)
	if err != nil {
		return err
	}
	if offset, why := decode(content, into); why != "" {
		before := content[:min(max(offset, 0), int64(len(content)))]
		line := 1 + bytes.Count(before, []byte("\n"))
		column := len(before) - bytes.LastIndexByte(before, '\n')
		return fmt.Errorf("%s, line %d, column %d: %s", credential.ShowPath(path), line, column, why)
	}
	return nil
}

// Decode reads JSON that was not read from a file, such as the output of a
// program. Its errors show nothing of the content; errors.Is finds
// io.ErrUnexpectedEOF in that of JSON that was cut off.
func Decode(content []byte, into any) error {
	offset, why := decode(content, into)
	switch {
	case why == "":
		return nil
	case offset == int64(len(content)):
		return fmt.Errorf("%s: %w", why, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("byte %d: %s", offset, why)
}

// decode returns why JSON cannot be read, and the offset at which. The errors
// of the JSON package are not passed on: they quote what they stumble over. It
// is the package with which the clouds' own tools read such files.
func decode(content []byte, into any) (offset int64, why string) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	err := decoder.Decode(into)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return 0, ""
		}
		return decoder.InputOffset(), "there is more behind the JSON"
	}
	var (
		syntactic *json.SyntaxError
		semantic  *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &semantic):
		return semantic.Offset, "the JSON value that ends here is not of the type that belongs there"
	case errors.As(err, &syntactic):
		return max(syntactic.Offset-1, 0), "this is not JSON"
	}
	return int64(len(content)), "the JSON ends too early"
}
