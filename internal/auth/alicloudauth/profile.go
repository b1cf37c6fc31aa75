package alicloudauth

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
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

// loader loads a profile of a file. Visited holds the names of the profiles that
// refer to it, and its own.
type loader func(c Config, file *profiles, p profile, visited []string) (*auth.Credentials, error)

// The modes that a profile has even if it does not name them, in aliyun-cli's
// spelling.
const (
	modeAK         = "AK"
	modeStsToken   = "StsToken"
	modeRAMRoleARN = "RamRoleArn"
	modeECSRAMRole = "EcsRamRole"
	modeExternal   = "External"
	modeOIDC       = "OIDC"
	modeCloudSSO   = "CloudSSO"
	modeRsaKeyPair = "RsaKeyPair"
)

// modes are the modes of profiles that can be used, in aliyun-cli's spelling and in
// the order in which errors list them, and what loads a profile of each.
func modes() []auth.Mode[loader] {
	return []auth.Mode[loader]{
		{Name: modeAK, Load: Config.loadAK},
		{Name: modeStsToken, Load: Config.loadStsToken},
		{Name: modeRAMRoleARN, Load: Config.loadRAMRoleARN},
		{Name: modeECSRAMRole, Load: Config.loadECSRAMRole},
		{Name: "RamRoleArnWithRoleName", Load: Config.loadRAMRoleARNWithRoleName},
		{Name: "ChainableRamRoleArn", Load: Config.loadChainableRAMRoleARN},
		{Name: modeExternal, Load: Config.loadExternal},
		{Name: "CredentialsURI", Load: Config.loadCredentialsURI},
		{Name: modeOIDC, Load: Config.loadOIDC},
		{Name: modeCloudSSO, Load: Config.loadCloudSSO},
		{Name: "OAuth", Load: Config.loadOAuth},
		{Name: modeRsaKeyPair, Load: Config.loadRsaKeyPair},
	}
}

// Modes lists the modes that can be used.
func Modes() string { return auth.ListModes(modes()) }

// namedProfile loads the profile that the block or the environment names.
func (c Config) namedProfile() (*auth.Credentials, error) {
	file, err := auth.ReadProfiles[profile](tool,
		environment.Chosen(c.Path+".shared_credentials_file", c.ProfilesFile, c.Getenv, FileVariables),
		environment.Chosen(c.Path+".profile", c.Profile, c.Getenv, ProfileVariables))
	if err != nil {
		return nil, err
	}
	return c.load(file, file.Name(), nil)
}

// currentProfile loads the profile that aliyun-cli uses if nobody names one.
func (c Config) currentProfile() (*auth.Credentials, error) {
	if _, name := environment.FirstSet(c.ifTrue, ignoreVariables...); name != "" {
		return nil, auth.EmptyError(fmt.Sprintf("%s is not looked at, because %s is true", tool.File, name))
	}
	file, err := auth.ReadDefaultProfiles[profile](tool)
	if err != nil {
		return nil, err
	}
	return c.load(file, file.Name(), nil)
}

// ifTrue reads a variable that counts only if it is "true".
func (c Config) ifTrue(name string) string {
	if value := c.Getenv(name); strings.EqualFold(value, "true") {
		return value
	}
	return ""
}

// Label implements auth.Profile.
func (p profile) Label() string { return p.Name }

// Blank implements auth.Profile: a profile is blank as aliyun-cli creates
// it, before it is configured.
func (p profile) Blank() bool {
	return (p.Mode == "" || p.Mode == modeAK) && p == profile{Name: p.Name, Mode: p.Mode, RegionID: p.RegionID}
}

// load loads the profile with a name. Visited holds the names of the profiles that
// refer to it.
func (c Config) load(file *profiles, name string, visited []string) (*auth.Credentials, error) {
	p, err := file.Find(name, visited)
	if err != nil {
		return nil, err
	}
	return c.loadProfile(file, p, append(visited, name))
}

func (c Config) loadProfile(file *profiles, p profile, visited []string) (*auth.Credentials, error) {
	mode := p.mode()
	if known, found := auth.FindMode(modes(), mode); found {
		if known.Name == modeExternal {
			if err := c.externalForbidden(cmp.Or(file.Chosen.Name, c.Path)+": "+file.Describe(p.Name), "process_command"); err != nil {
				return nil, err
			}
		}
		credentials, err := known.Load(c, file, p, visited)
		if err != nil {
			return nil, file.Unusable(p.Name, fmt.Errorf("%s (mode %s): %w", file.Describe(p.Name), known.Name, err))
		}
		credentials.Region, credentials.STS = p.RegionID, p.sts()
		return credentials, nil
	}
	why := fmt.Sprintf("has the mode %s, which cannot be used. Modes that can be used: %s", credential.Quote(mode), Modes())
	switch {
	case mode == "":
		why = "has no mode and no credentials"
	case strings.EqualFold(mode, "BearerToken"):
		why = "has the mode BearerToken, and the APIs that are read here take no bearer token but an access key." +
			" Modes that can be used: " + Modes()
	}
	return nil, file.Unusable(p.Name, fmt.Errorf("%s %s", file.Describe(p.Name), why))
}

// mode returns the profile's mode, or what aliyun-cli takes for it if it names
// none.
func (p profile) mode() string {
	switch {
	case p.Mode != "":
		return p.Mode
	case p.AccessKeyID != "" && p.AccessKeySecret != "" && p.STSToken != "":
		return modeStsToken
	case p.AccessKeyID != "" && p.AccessKeySecret != "" && p.RoleARN != "":
		return modeRAMRoleARN
	case p.AccessKeyID != "" && p.AccessKeySecret != "":
		return modeAK
	case p.PrivateKey != "" && p.KeyPairName != "":
		return modeRsaKeyPair
	case p.RoleName != "":
		return modeECSRAMRole
	case p.ProcessCommand != "":
		return modeExternal
	case p.OIDCProviderARN != "" && p.OIDCTokenFile != "" && p.RoleARN != "":
		return modeOIDC
	case p.SignInURL != "":
		return modeCloudSSO
	}
	return ""
}

// reason says why a profile cannot be used, in words that show nothing of it, so
// that it may also be shown of what a program printed.
type reason string

func (r reason) Error() string { return string(r) }

// field is a field of a profile.
type field struct{ name, value string }

// need fails if a profile lacks what its mode needs.
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
		Source: file.Describe(p.Name),
	}
}

// cached returns the temporary key that aliyun-cli left in a profile when it
// signed in, and whether it is still good for a while.
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
func (c Config) role(p profile) (Role, error) {
	role := Role{ARN: p.RoleARN, SessionName: p.SessionName, Policy: p.Policy, ExternalID: p.ExternalID, Seconds: p.ExpiredSeconds}
	if err := environment.FillShaped(c.Getenv, &role.ARN, roleVariables, ARNShape); err != nil {
		return role, err
	}
	return role, need(field{"ram_role_arn", role.ARN})
}

func (Config) loadAK(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	key := p.key(file)
	key.Token = "" // as aliyun-cli does: the mode says that there is none
	return auth.Static(key), need(field{"access_key_id", key.ID}, field{"access_key_secret", key.Secret})
}

func (Config) loadStsToken(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	key := p.key(file)
	return auth.Static(key), need(field{"access_key_id", key.ID}, field{"access_key_secret", key.Secret}, field{"sts_token", key.Token})
}

func (c Config) loadECSRAMRole(_ *profiles, p profile, _ []string) (*auth.Credentials, error) {
	return c.ecsRole(p.RoleName)
}

func (c Config) loadRAMRoleARN(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	key := p.key(file)
	if err := need(field{"access_key_id", key.ID}, field{"access_key_secret", key.Secret}); err != nil {
		return nil, err
	}
	role, err := c.role(p)
	if err != nil {
		return nil, err
	}
	base := auth.Static(key)
	base.Region, base.STS = p.RegionID, p.sts()
	credentials, err := c.assumeRole(base, role, p.sts())
	if err == nil {
		credentials.WithoutRole = base
	}
	return credentials, err
}

func (c Config) loadRAMRoleARNWithRoleName(_ *profiles, p profile, _ []string) (*auth.Credentials, error) {
	role, err := c.role(p)
	if err != nil {
		return nil, err
	}
	base, err := c.ecsRole(p.RoleName)
	if err != nil {
		return nil, err
	}
	return c.assumeRole(base, role, p.sts())
}

func (c Config) loadChainableRAMRoleARN(file *profiles, p profile, visited []string) (*auth.Credentials, error) {
	if err := need(field{"source_profile", p.SourceProfile}); err != nil {
		return nil, err
	}
	role, err := c.role(p)
	if err != nil {
		return nil, err
	}
	base, err := c.load(file, p.SourceProfile, visited)
	if err != nil {
		return nil, err
	}
	return c.assumeRole(base, role, p.sts())
}

func (c Config) loadOIDC(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	oidc := OIDCRole{
		Role:        Role{ARN: p.RoleARN, SessionName: p.SessionName, Policy: p.Policy, Seconds: p.ExpiredSeconds},
		ProviderARN: p.OIDCProviderARN,
		TokenFile:   p.OIDCTokenFile,
	}
	if oidc.TokenFile == "" {
		oidc.Token = p.OIDCToken
	}
	return c.assumeRoleWithOIDC(oidc, p.sts(), "oidc_token_file of "+file.Describe(p.Name))
}

// loadCredentialsURI loads a profile with a credentials URI, or with that of the
// environment if the profile has none.
func (c Config) loadCredentialsURI(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	uri := environment.Chosen("credentials_uri of "+file.Describe(p.Name), p.CredentialsURI, c.Getenv, URIVariables)
	if err := need(field{"credentials_uri", uri.Value}); err != nil {
		return nil, err
	}
	return c.credentialsURI(uri)
}
