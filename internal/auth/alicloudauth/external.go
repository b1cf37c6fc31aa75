package alicloudauth

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// disableVariable is the switch of aliyun-cli that forbids credentials from
// programs and credentials URIs.
const disableVariable = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS"

// externalForbidden fails if credentials may not come from programs and
// credentials URIs. Setting is what says to do so.
func (c Config) externalForbidden(setting, what string) error {
	if value := c.Forbids(disableVariable); value != "1" && !strings.EqualFold(value, "true") {
		return nil
	}
	return &credential.Problem{
		Title:  "external credentials are forbidden",
		Advice: fmt.Sprintf("Sign in in another way, or unset %s.", disableVariable),
		Err:    fmt.Errorf("%s: the environment variable %s forbids to sign in with a %s", setting, disableVariable, what),
	}
}

// loadExternal loads a profile whose credentials a program prints, as a profile without
// a name. What it leaves out, such as a role, is taken from the file's profile, but
// for the key and its token, which belong together.
func (c Config) loadExternal(file *profiles, p profile, visited []string) (*auth.Credentials, error) {
	command, err := splitCommand(p.ProcessCommand)
	if err != nil {
		return nil, err
	}
	return auth.NewCredentials(func(ctx context.Context) (credential.Key, error) {
		of := "the process_command of " + file.Describe(p.Name)
		output, err := run(ctx, command)
		if err != nil {
			return credential.Key{}, failedProgram(fmt.Errorf("%s: %w", of, err))
		}
		printed := p
		printed.Mode, printed.ProcessCommand = "", ""
		printed.AccessKeyID, printed.AccessKeySecret, printed.STSToken, printed.STSExpiration = "", "", "", 0
		if err := auth.Decode(output, &printed); err != nil {
			return credential.Key{}, failedProgram(fmt.Errorf("what %s printed: %w", of, err))
		}
		printed.Name = p.Name
		switch mode, found := auth.FindMode(modes(), printed.mode()); {
		case printed.mode() == "" && printed.AccessKeyID != printed.AccessKeySecret: // one of them is there
			err := need(field{"access_key_id", printed.AccessKeyID}, field{"access_key_secret", printed.AccessKeySecret})
			return credential.Key{}, failedProgram(fmt.Errorf("what %s printed cannot be used: %w. What was printed is not shown", of, err))
		case printed.mode() == "":
			return credential.Key{}, failedProgram(fmt.Errorf("%s printed a profile that has no mode and no credentials", of))
		case !found:
			return credential.Key{}, failedProgram(fmt.Errorf("%s printed a mode that cannot be used. Modes that can be used: %s", of, Modes()))
		case mode.Name == modeExternal:
			return credential.Key{}, failedProgram(fmt.Errorf("%s printed another profile of the mode External, which is not followed", of))
		}
		key, err := c.retrieve(ctx, file, printed, visited)
		if err != nil {
			return credential.Key{}, unprinted(err, of, printed, p)
		}
		if key.Expires.IsZero() {
			key.Expires, _ = time.Parse(time.RFC3339, printed.Expiration)
		}
		if key.Expires.IsZero() && printed.STSExpiration != 0 {
			key.Expires = time.Unix(printed.STSExpiration, 0)
		}
		key.Source = of
		return key, nil
	}), nil
}

// retrieve retrieves the key of a profile once.
func (c Config) retrieve(ctx context.Context, file *profiles, p profile, visited []string) (credential.Key, error) {
	credentials, err := c.loadProfile(file, p, visited)
	if err != nil {
		return credential.Key{}, err
	}
	return credentials.RetrieveUncached(ctx)
}

// failedProgram is the problem of a program that was to print credentials.
func failedProgram(err error) error {
	const advice = "Run the process_command by hand to see what it says, and fix it."
	return credential.Explain(err, "a program that prints credentials failed", advice)
}

// unprinted returns what may be said of why a profile cannot be used that a
// program printed: words that are the same whatever was printed, and of a step of
// signing in how it failed.
func unprinted(err error, of string, printed, own profile) error {
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ended) {
			return ended
		}
	}
	var (
		failure *transport.Failure
		fixed   reason
		problem *credential.Problem
	)
	if errors.As(err, &failure) { // the program did its work
		for inner := failure; errors.As(inner.Err, &inner); {
			failure = inner
		}
		return fmt.Errorf("what %s printed: %w", of, bare(failure, of, printed, own))
	}
	why := ""
	if errors.As(err, &problem) && problem.Title == environment.WrongVariable {
		return problem // without what is around it: nothing in it was printed
	}
	if errors.As(err, &problem) && problem.Title != auth.UnusableProfile {
		why = ": " + problem.Title // one of a few texts that never change
	}
	if errors.As(err, &fixed) {
		why += ": " + fixed.Error()
	} else if why == "" && errors.Is(err, fs.ErrNotExist) {
		why = ": it names a file that does not exist"
	}
	return failedProgram(fmt.Errorf("what %s printed cannot be used%s. What was printed is not shown", of, why))
}

// bare returns what may be said of a step of signing in with a profile that a
// program printed. A service repeats what it was sent, so that its message is left
// out.
func bare(failure *transport.Failure, of string, printed, own profile) *transport.Failure {
	shown := &transport.Failure{
		Kind: failure.Kind, Cloud: failure.Cloud, Operation: failure.Operation, Host: failure.Host,
		Status: failure.Status, Permission: failure.Permission, Tries: failure.Tries,
		RetryAfter: failure.RetryAfter, ClockSkew: failure.ClockSkew, OutOfTime: failure.OutOfTime,
	}
	if failure.KeySource != "" {
		shown.KeySource = of
	}
	if printed.RoleName != own.RoleName {
		shown.Operation = "sign-in" // the metadata service is asked for the role by its name
	}
	if printed.STSEndpoint != own.STSEndpoint || printed.STSRegion != own.STSRegion ||
		printed.SignInURL != own.SignInURL || printed.CredentialsURI != own.CredentialsURI {
		shown.Host = credential.NotShown
	}
	if word(failure.Code) && !holds(failure.Code, printed, own) {
		shown.Code = failure.Code
	}
	if word(failure.RequestID) && !holds(failure.RequestID, printed, own) {
		shown.RequestID = failure.RequestID
	}
	return shown
}

// word reports whether a text is made of what codes and ids are made of. Nothing in
// it is quoted or encoded.
func word(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._-", r)
	})
}

// holds reports whether a word has a value in it, of any length, of a profile that
// another does not have.
func holds(text string, printed, own profile) bool {
	values, known := reflect.ValueOf(printed), reflect.ValueOf(own)
	for i := range values.NumField() {
		value := values.Field(i)
		said := strings.ToLower(strings.TrimSpace(fmt.Sprint(value)))
		if !value.IsZero() && !value.Equal(known.Field(i)) && strings.Contains(strings.ToLower(text), said) {
			return true
		}
	}
	return false
}
