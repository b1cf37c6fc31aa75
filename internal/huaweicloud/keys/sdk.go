package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"gopkg.in/ini.v1"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// defaultSDKFile is the credentials file of the vendor's SDK, and sdkSection the
// part of it for services that belong to a region.
const (
	defaultSDKFile = "~/.huaweicloud/credentials"
	sdkSection     = "basic"
)

// openDefaultSDKFile opens the SDK's credentials file where nobody names one.
func openDefaultSDKFile() (*credential.Opened, error) {
	opened, err := openSDKFile(defaultSDKFile)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, credential.ErrNoHome) {
		return nil, credential.ErrNothing("there is no " + defaultSDKFile)
	}
	return opened, err
}

// openSDKFile opens a credentials file of the SDK, as the SDK itself does.
func openSDKFile(path string) (*credential.Opened, error) {
	content, err := credential.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the SDK's credentials file: %w", err)
	}
	file, err := ini.Load(content)
	if err != nil {
		return nil, fmt.Errorf("the SDK's credentials file: %s%s: this is no line of an INI file", path, lineOf(content, err))
	}
	section := file.Section(sdkSection)
	key := credential.Key{
		ID: section.Key("ak").String(), Secret: section.Key("sk").String(), Token: section.Key("security_token").String(),
		Source: fmt.Sprintf("the section [%s] of %s", sdkSection, path),
	}
	if key.ID == "" || key.Secret == "" {
		return nil, fmt.Errorf("the SDK's credentials file: %s has no ak and sk in a section [%s]", path, sdkSection)
	}
	opened := credential.Static(key)
	opened.ProjectID = section.Key("project_id").String()
	return opened, nil
}

// lineOf says at which line an INI file is malformed, as far as the error tells.
// The error itself is not shown: it quotes the line.
func lineOf(content []byte, err error) string {
	var malformed ini.ErrDelimiterNotFound
	if !errors.As(err, &malformed) {
		return ""
	}
	before, _, found := bytes.Cut(content, []byte(malformed.Line))
	if !found {
		return ""
	}
	return fmt.Sprintf(", line %d", 1+bytes.Count(before, []byte("\n")))
}
