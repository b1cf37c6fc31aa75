package alicloudauth

import (
	"cmp"
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

// tool is what writes the files of profiles.
var tool = auth.Tool{
	Name: "aliyun-cli", File: "~/.aliyun/config.json", Configure: "aliyun configure", ConfigureProfile: "aliyun configure --profile %s",
}

// ignoreVariables are the switches of aliyun-cli and of the SDK that make them
// not look at the file of profiles unasked.
var ignoreVariables = []string{"ALIBABA_CLOUD_IGNORE_PROFILE", "ALIBABACLOUD_IGNORE_PROFILE", "ALIBABA_CLOUD_CLI_PROFILE_DISABLED"}

// profiles is a file of aliyun-cli.
type profiles = auth.Profiles[profile]

// profile is one profile as aliyun-cli writes it. Times are in Unix seconds.
type profile struct {
	Name     string `json:"name"`
	Mode     string `json:"mode"`
	RegionID string `json:"region_id"`

	AccessKeyID     string `json:"access_key_id"`
	AccessKeySecret string `json:"access_key_secret"`
	STSToken        string `json:"sts_token"`
	STSExpiration   int64  `json:"sts_expiration"`
	STSRegion       string `json:"sts_region"`
	STSEndpoint     string `json:"sts_endpoint"`
	EnableVPC       bool   `json:"enable_vpc"`

	RoleName       string `json:"ram_role_name"`
	RoleARN        string `json:"ram_role_arn"`
	SessionName    string `json:"ram_session_name"`
	ExpiredSeconds int64  `json:"expired_seconds"`
	ExternalID     string `json:"external_id"`
	Policy         string `json:"policy"`
	SourceProfile  string `json:"source_profile"`

	OIDCProviderARN string `json:"oidc_provider_arn"`
	OIDCTokenFile   string `json:"oidc_token_file"`
	OIDCToken       string `json:"oidc_token"`

	PrivateKey  string `json:"private_key"`
	KeyPairName string `json:"key_pair_name"`

	ProcessCommand string `json:"process_command"`
	CredentialsURI string `json:"credentials_uri"`

	SignInURL         string `json:"cloud_sso_sign_in_url"`
	SSOAccountID      string `json:"cloud_sso_account_id"`
	SSOAccessConfig   string `json:"cloud_sso_access_config"`
	SSOAccessToken    string `json:"access_token"`
	SSOAccessTokenEnd int64  `json:"cloud_sso_access_token_expire"`

	OAuthSite           string `json:"oauth_site_type"`
	OAuthAccessToken    string `json:"oauth_access_token"`
	OAuthAccessTokenEnd int64  `json:"oauth_access_token_expire"`

	// Expiration is what the output of a program may have in the place of
	// STSExpiration, in RFC 3339.
	Expiration string `json:"expiration"`
}

// opener opens a profile of a file. Via holds the names of the profiles that refer
// to it, and its own.
type opener func(file *profiles, p profile, via []string) (*auth.Opened, error)

// modes are the modes of profiles that can be used, in aliyun-cli's spelling,
// and what opens a profile of each.
func (f finder) modes() map[string]opener {
	return map[string]opener{
		"AK":                     f.openAK,
		"StsToken":               f.openStsToken,
		"RamRoleArn":             f.openRAMRoleARN,
		"EcsRamRole":             func(_ *profiles, p profile, _ []string) (*auth.Opened, error) { return f.ecsRole(p.RoleName) },
		"RamRoleArnWithRoleName": f.openRAMRoleARNWithRoleName,
		"ChainableRamRoleArn":    f.openChainableRAMRoleARN,
		"External":               f.openExternal,
		"CredentialsURI":         f.openCredentialsURI,
		"OIDC":                   f.openOIDC,
		"CloudSSO":               f.openCloudSSO,
		"OAuth":                  f.openOAuth,
		"RsaKeyPair":             f.openRsaKeyPair,
	}
}

// ofMode returns what opens a profile of a mode, which may be written in any case,
// and aliyun-cli's spelling of the mode. It returns nil if the mode cannot be used.
func (f finder) ofMode(mode string) (known string, open opener) {
	for known, open := range f.modes() {
		if strings.EqualFold(mode, known) {
			return known, open
		}
	}
	return "", nil
}

// Modes are the modes that can be used, in the order in which errors list them.
const Modes = "AK, StsToken, RamRoleArn, EcsRamRole, RamRoleArnWithRoleName, ChainableRamRoleArn, External, CredentialsURI, OIDC, CloudSSO, OAuth, RsaKeyPair"

// namedProfile opens the profile that the block or the environment names.
func (f finder) namedProfile() (*auth.Opened, error) {
	file, err := auth.ReadProfiles[profile](tool,
		environment.Chosen(f.Path+".shared_credentials_file", f.ProfilesFile, f.Getenv, FileVariables),
		environment.Chosen(f.Path+".profile", f.Profile, f.Getenv, ProfileVariables))
	if err != nil {
		return nil, err
	}
	return f.open(file, file.Name(), nil)
}

// currentProfile opens the profile that aliyun-cli uses where nobody names one.
func (f finder) currentProfile() (*auth.Opened, error) {
	if _, name := environment.FirstSet(f.whereTrue, ignoreVariables...); name != "" {
		return nil, auth.ErrNothing(fmt.Sprintf("%s is not looked at, because %s is true", tool.File, name))
	}
	file, err := auth.ReadImpliedProfiles[profile](tool)
	if err != nil {
		return nil, err
	}
	return f.open(file, file.Name(), nil)
}

// whereTrue reads a variable that counts only where it says "true".
func (f finder) whereTrue(name string) string {
	if value := f.Getenv(name); strings.EqualFold(value, "true") {
		return value
	}
	return ""
}

// Label implements auth.Profile.
func (p profile) Label() string { return p.Name }

// Blank implements auth.Profile: a profile is blank as aliyun-cli creates
// it, before it is configured.
func (p profile) Blank() bool {
	return (p.Mode == "" || p.Mode == "AK") && p == profile{Name: p.Name, Mode: p.Mode, RegionID: p.RegionID}
}

// open opens the profile with a name. Via holds the names of the profiles that
// refer to it.
func (f finder) open(file *profiles, name string, via []string) (*auth.Opened, error) {
	p, err := file.Find(name, via)
	if err != nil {
		return nil, err
	}
	return f.openProfile(file, p, append(via, name))
}

func (f finder) openProfile(file *profiles, p profile, via []string) (*auth.Opened, error) {
	mode := p.mode()
	if known, open := f.ofMode(mode); open != nil {
		if known == "External" {
			if err := f.externalForbidden(cmp.Or(file.Chosen.Name, f.Path)+": "+file.Of(p.Name), "process_command"); err != nil {
				return nil, err
			}
		}
		opened, err := open(file, p, via)
		if err != nil {
			return nil, file.Unusable(p.Name, fmt.Errorf("%s (mode %s): %w", file.Of(p.Name), known, err))
		}
		opened.Region, opened.STS = p.RegionID, p.sts()
		return opened, nil
	}
	why := fmt.Sprintf("has the mode %s, which cannot be used. Modes that can be used: %s", credential.Quote(mode), Modes)
	switch {
	case mode == "":
		why = "has no mode and no credentials"
	case strings.EqualFold(mode, "BearerToken"):
		why = "has the mode BearerToken, and the APIs that are read here take no bearer token but an access key. Modes that can be used: " + Modes
	}
	return nil, file.Unusable(p.Name, fmt.Errorf("%s %s", file.Of(p.Name), why))
}

// mode returns the profile's mode, or what aliyun-cli takes for it where there
// is none.
func (p profile) mode() string {
	switch {
	case p.Mode != "":
		return p.Mode
	case p.AccessKeyID != "" && p.AccessKeySecret != "" && p.STSToken != "":
		return "StsToken"
	case p.AccessKeyID != "" && p.AccessKeySecret != "" && p.RoleARN != "":
		return "RamRoleArn"
	case p.AccessKeyID != "" && p.AccessKeySecret != "":
		return "AK"
	case p.PrivateKey != "" && p.KeyPairName != "":
		return "RsaKeyPair"
	case p.RoleName != "":
		return "EcsRamRole"
	case p.ProcessCommand != "":
		return "External"
	case p.OIDCProviderARN != "" && p.OIDCTokenFile != "" && p.RoleARN != "":
		return "OIDC"
	case p.SignInURL != "":
		return "CloudSSO"
	}
	return ""
}

// reason is why a profile cannot be used, in words that hold nothing of it: it may
// be shown of what a program printed.
type reason string

func (r reason) Error() string { return string(r) }

// field is a field of a profile.
type field struct{ name, value string }

// need fails where a profile lacks what its mode needs.
func need(fields ...field) error {
	for _, field := range fields {
		if field.value == "" {
			return reason(field.name + " is missing")
		}
	}
	return nil
}

// key returns the access key in a profile.
func (p profile) key(file *profiles) credential.Key {
	return credential.Key{
		ID: strings.TrimSpace(p.AccessKeyID), Secret: strings.TrimSpace(p.AccessKeySecret), Token: strings.TrimSpace(p.STSToken),
		Source: file.Of(p.Name),
	}
}

// cached returns the temporary key that aliyun-cli left in a profile when it
// signed in, as far as it is still good for a while.
func (p profile) cached(file *profiles) (credential.Key, bool) {
	key := p.key(file)
	key.Expires = time.Unix(p.STSExpiration, 0)
	return key, key.Check() == nil && key.Token != "" && time.Until(key.Expires) > 5*time.Minute
}

// sts returns what the profile says of the service to sign in with.
func (p profile) sts() auth.STS {
	return auth.STS{Endpoint: p.STSEndpoint, Region: p.STSRegion, VPC: p.EnableVPC}
}

// roleVariables are the variables from which aliyun-cli takes the role of a
// profile that needs one and names none.
var roleVariables = []string{"ALIBABACLOUD_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"}

// role returns the role of a profile of a mode that needs one.
func (f finder) role(p profile) (Role, error) {
	role := Role{ARN: p.RoleARN, SessionName: p.SessionName, Policy: p.Policy, ExternalID: p.ExternalID, Seconds: p.ExpiredSeconds}
	if err := environment.FillShaped(f.Getenv, &role.ARN, roleVariables, ARNShape); err != nil {
		return role, err
	}
	return role, need(field{"ram_role_arn", role.ARN})
}

func (f finder) openAK(file *profiles, p profile, _ []string) (*auth.Opened, error) {
	key := p.key(file)
	key.Token = "" // as aliyun-cli does: the mode says that there is none
	return auth.Static(key), need(field{"access_key_id", key.ID}, field{"access_key_secret", key.Secret})
}

func (f finder) openStsToken(file *profiles, p profile, _ []string) (*auth.Opened, error) {
	key := p.key(file)
	return auth.Static(key), need(field{"access_key_id", key.ID}, field{"access_key_secret", key.Secret}, field{"sts_token", key.Token})
}

func (f finder) openRAMRoleARN(file *profiles, p profile, _ []string) (*auth.Opened, error) {
	key := p.key(file)
	if err := need(field{"access_key_id", key.ID}, field{"access_key_secret", key.Secret}); err != nil {
		return nil, err
	}
	role, err := f.role(p)
	if err != nil {
		return nil, err
	}
	base := auth.Static(key)
	base.Region, base.STS = p.RegionID, p.sts()
	opened, err := f.assumeRole(base, role, p.sts())
	if err == nil {
		opened.Beneath = base
	}
	return opened, err
}

func (f finder) openRAMRoleARNWithRoleName(_ *profiles, p profile, _ []string) (*auth.Opened, error) {
	role, err := f.role(p)
	if err != nil {
		return nil, err
	}
	base, err := f.ecsRole(p.RoleName)
	if err != nil {
		return nil, err
	}
	return f.assumeRole(base, role, p.sts())
}

func (f finder) openChainableRAMRoleARN(file *profiles, p profile, via []string) (*auth.Opened, error) {
	if err := need(field{"source_profile", p.SourceProfile}); err != nil {
		return nil, err
	}
	role, err := f.role(p)
	if err != nil {
		return nil, err
	}
	base, err := f.open(file, p.SourceProfile, via)
	if err != nil {
		return nil, err
	}
	return f.assumeRole(base, role, p.sts())
}

func (f finder) openOIDC(file *profiles, p profile, _ []string) (*auth.Opened, error) {
	oidc := OIDC{Role: Role{ARN: p.RoleARN, SessionName: p.SessionName, Policy: p.Policy, Seconds: p.ExpiredSeconds}, ProviderARN: p.OIDCProviderARN, TokenFile: p.OIDCTokenFile}
	if oidc.TokenFile == "" {
		oidc.Token = p.OIDCToken
	}
	return f.oidcRole(oidc, p.sts(), "oidc_token_file of "+file.Of(p.Name))
}

// openCredentialsURI opens a profile with a credentials URI, or with that of the
// environment if the profile has none.
func (f finder) openCredentialsURI(file *profiles, p profile, _ []string) (*auth.Opened, error) {
	uri := environment.Chosen("credentials_uri of "+file.Of(p.Name), p.CredentialsURI, f.Getenv, URIVariables)
	if err := need(field{"credentials_uri", uri.Value}); err != nil {
		return nil, err
	}
	return f.uri(uri)
}

// openExternal opens what a program prints: a profile without a name. What it
// leaves out, such as a role, is that of the file's profile, but for the key and
// its token, which belong together.
func (f finder) openExternal(file *profiles, p profile, via []string) (*auth.Opened, error) {
	command, err := splitCommand(p.ProcessCommand)
	if err != nil {
		return nil, err
	}
	return &auth.Opened{Renewable: true, Obtain: func(ctx context.Context) (credential.Key, error) {
		of := "the process_command of " + file.Of(p.Name)
		output, err := run(ctx, command)
		if err != nil {
			return credential.Key{}, failedProgram(fmt.Errorf("%s: %w", of, err))
		}
		printed := p
		printed.Mode, printed.ProcessCommand, printed.AccessKeyID, printed.AccessKeySecret, printed.STSToken, printed.STSExpiration = "", "", "", "", "", 0
		if err := auth.Decode(output, &printed); err != nil {
			return credential.Key{}, failedProgram(fmt.Errorf("what %s printed: %w", of, err))
		}
		printed.Name = p.Name
		switch mode, open := f.ofMode(printed.mode()); {
		case printed.mode() == "" && printed.AccessKeyID != printed.AccessKeySecret: // one of them is there
			err := need(field{"access_key_id", printed.AccessKeyID}, field{"access_key_secret", printed.AccessKeySecret})
			return credential.Key{}, failedProgram(fmt.Errorf("what %s printed cannot be used: %w. What was printed is not shown", of, err))
		case printed.mode() == "":
			return credential.Key{}, failedProgram(fmt.Errorf("%s printed a profile that has no mode and no credentials", of))
		case open == nil:
			return credential.Key{}, failedProgram(fmt.Errorf("%s printed a mode that cannot be used. Modes that can be used: %s", of, Modes))
		case mode == "External":
			return credential.Key{}, failedProgram(fmt.Errorf("%s printed another profile of the mode External, which is not followed", of))
		}
		key, err := f.keyOf(ctx, file, printed, via)
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
	}}, nil
}

// keyOf signs in with a profile once.
func (f finder) keyOf(ctx context.Context, file *profiles, p profile, via []string) (credential.Key, error) {
	opened, err := f.openProfile(file, p, via)
	if err != nil {
		return credential.Key{}, err
	}
	key, err := opened.Obtain(ctx)
	if err == nil {
		err = key.Check()
	}
	return key, err
}

// failedProgram is the problem of a program that was to print credentials.
func failedProgram(err error) error {
	return credential.Explain(err, "a program that prints credentials failed", "Run the process_command by hand to see what it says, and fix it.")
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

// word tells whether a text is made of what codes and ids are made of. Nothing in
// it is quoted or encoded.
func word(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._-", r)
	})
}

// holds tells whether a word has a value in it, of any length, of a profile that
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
