package huaweicloudauth

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"gopkg.in/ini.v1"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// defaultSDKFile is the credentials file of the vendor's SDK, and sdkSection the
// part of it for services that belong to a region.
const (
	defaultSDKFile = "~/.huaweicloud/credentials"
	sdkSection     = "basic"
)

// loadDefaultSDKFile loads the SDK's credentials file if nobody names one.
func loadDefaultSDKFile() (*auth.Credentials, error) {
	if _, err := auth.ReadFile(defaultSDKFile); errors.Is(err, fs.ErrNotExist) || errors.Is(err, auth.ErrNoHome) {
		return nil, auth.EmptyError("there is no " + defaultSDKFile)
	}
	return loadSDKFile(environment.Setting{Value: defaultSDKFile})
}

// loadSDKFile loads a credentials file of the SDK, as the SDK itself does.
func loadSDKFile(named environment.Setting) (*auth.Credentials, error) {
	content, err := auth.ReadFile(named.Value)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &credential.Problem{
			Title:  "the SDK's credentials file does not exist",
			Advice: fmt.Sprintf("Set %s to a file that exists, or unset it.", named.Name),
			Err:    fmt.Errorf("%s, but that file does not exist", named),
		}
	}
	var credentials *auth.Credentials
	if err == nil {
		credentials, err = parseSDKFile(content, credential.ShowPath(named.Value))
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", cmp.Or(named.Name, "the SDK's credentials file"), err)
	}
	advice := fmt.Sprintf("Fix the file: a section [%s] with ak and sk.", sdkSection)
	return credentials, credential.Explain(err, "the SDK's credentials file cannot be used", advice)
}

// parseSDKFile reads the content of a credentials file of the SDK.
func parseSDKFile(content []byte, path string) (*auth.Credentials, error) {
	file, err := ini.Load(content)
	if err != nil {
		return nil, fmt.Errorf("%s%s: this is not a line of an INI file", path, lineOf(content, err))
	}
	section := file.Section(sdkSection)
	values := map[string]string{}
	for _, name := range []string{"ak", "sk", "security_token", "project_id"} {
		// As it is written: the library follows references from value to value,
		// through whatever circle they make.
		values[name] = section.Key(name).Value()
		if strings.Contains(values[name], "%(") {
			return nil, fmt.Errorf("in %s the value of %s refers to another one with %%(…)s, which is not followed here", path, name)
		}
	}
	key := credential.Key{
		ID: values["ak"], Secret: values["sk"], Token: values["security_token"],
		Source: fmt.Sprintf("the section [%s] of %s", sdkSection, path),
	}
	if key.ID == "" || key.Secret == "" {
		return nil, fmt.Errorf("%s has no ak and sk in a section [%s]", path, sdkSection)
	}
	credentials := auth.Static(key)
	credentials.ProjectID = values["project_id"]
	return credentials, nil
}

// lineOf says at which line an INI file is malformed, if the error does.
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
