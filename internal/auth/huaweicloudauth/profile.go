package huaweicloudauth

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// tool is what writes the files of profiles.
var tool = auth.Tool{
	Name: "KooCLI", File: "~/.hcloud/config.json",
	Configure: "hcloud configure init", ConfigureProfile: "hcloud configure set --cli-profile=%s",
}

// profiles is a file of KooCLI.
type profiles = auth.Profiles[profile]

// profile is one profile as KooCLI writes it.
type profile struct {
	Name string `json:"name"`
	Mode string `json:"mode"`

	triple

	Region    string `json:"region"`
	ProjectID string `json:"projectId"`

	AgencyName       string `json:"agencyName"`
	AgencyDomainName string `json:"agencyDomainName"`
	AgencyDomainID   string `json:"agencyDomainId"`
	SourceProfile    string `json:"sourceProfile"`

	SSOAuth struct {
		STSToken triple `json:"stsToken"`
	} `json:"ssoAuth"`
}

// triple is an access key in a profile.
type triple struct {
	AccessKeyID     string `json:"accessKeyId"`
	SecretAccessKey string `json:"secretAccessKey"`
	SecurityToken   string `json:"securityToken"`
}

// modes are the modes of profiles that can be used, in KooCLI's spelling and in the
// order in which errors list them, and what loads a profile of each.
func modes() []auth.Mode[loader] {
	return []auth.Mode[loader]{
		{Name: modeAKSK, Load: Config.loadAKSK},
		{Name: "SSO", Load: Config.loadSSO},
		{Name: "agency", Load: Config.loadAgency},
		{Name: "AssumeRole", Load: Config.loadAgency},
		{Name: "ecsAgency", Load: Config.loadECSAgency},
	}
}

// modeAKSK is the mode of profiles that hold a key.
const modeAKSK = "AKSK"

// loader loads a profile of a file. Visited holds the names of the profiles that
// refer to it, and its own.
type loader func(c Config, file *profiles, p profile, visited []string) (*auth.Credentials, error)

// Modes lists the modes that can be used.
func Modes() string { return auth.ListModes(modes()) }

// namedProfile loads the profile that the block or the environment names.
func (c Config) namedProfile() (*auth.Credentials, error) {
	file, err := auth.ReadProfiles[profile](tool,
		environment.Chosen(c.Path+".shared_config_file", c.ProfilesFile, c.Getenv, FileVariables),
		environment.Chosen(c.Path+".profile", c.Profile, c.Getenv, ProfileVariables))
	if err != nil {
		return nil, err
	}
	return c.load(file, file.Name(), nil)
}

// currentProfile loads the profile that KooCLI uses if nobody names one.
func (c Config) currentProfile() (*auth.Credentials, error) {
	file, err := auth.ReadDefaultProfiles[profile](tool)
	if err != nil {
		return nil, err
	}
	return c.load(file, file.Name(), nil)
}

// Label implements auth.Profile.
func (p profile) Label() string { return p.Name }

// Blank implements auth.Profile.
func (p profile) Blank() bool {
	mode := p.mode()
	return mode == "" || strings.EqualFold(mode, modeAKSK) && p.AccessKeyID == "" && p.SecretAccessKey == ""
}

// load loads the profile with a name. Visited holds the names of the profiles that
// refer to it.
func (c Config) load(file *profiles, name string, visited []string) (*auth.Credentials, error) {
	p, err := file.Find(name, visited)
	if err != nil {
		return nil, err
	}
	credentials, err := c.loadProfile(file, p, append(visited, name))
	if err != nil {
		return nil, file.Unusable(p.Name, fmt.Errorf("%s: %w", file.Describe(p.Name), err))
	}
	credentials.Region, credentials.ProjectID = p.Region, p.ProjectID
	return credentials, nil
}

// mode returns the profile's mode, or AKSK if it has none and a key.
func (p profile) mode() string {
	if p.Mode == "" && p.AccessKeyID != "" {
		return modeAKSK
	}
	return p.Mode
}

func (c Config) loadProfile(file *profiles, p profile, visited []string) (*auth.Credentials, error) {
	mode, known := auth.FindMode(modes(), p.mode())
	if !known {
		return nil, fmt.Errorf("the mode %s cannot be used. Modes that can be used: %s", credential.Quote(p.Mode), Modes())
	}
	return mode.Load(c, file, p, visited)
}

func (Config) loadAKSK(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	return p.static(file.Describe(p.Name))
}

func (Config) loadSSO(file *profiles, p profile, _ []string) (*auth.Credentials, error) {
	credentials, err := p.SSOAuth.STSToken.static(file.Describe(p.Name))
	if err != nil {
		return nil, &credential.Problem{Title: "nobody has signed in", Advice: "Sign in with: hcloud configure sso", Err: err}
	}
	return credentials, nil
}

func (c Config) loadECSAgency(*profiles, profile, []string) (*auth.Credentials, error) {
	return c.ecsAgency(), nil
}

// loadAgency loads a profile with an agency. The huaweicloud provider takes the key
// beside the agency, KooCLI that of another profile.
func (c Config) loadAgency(file *profiles, p profile, visited []string) (*auth.Credentials, error) {
	base, err := p.static(file.Describe(p.Name))
	if p.SourceProfile != "" {
		base, err = c.load(file, p.SourceProfile, visited)
	}
	if err != nil {
		return nil, err
	}
	agency := Agency{Name: p.AgencyName, DomainName: p.AgencyDomainName, DomainID: p.AgencyDomainID}
	if agency.Name == "" || agency.DomainName == "" && agency.DomainID == "" {
		return nil, errors.New("agencyName is missing, or both agencyDomainName and agencyDomainId are")
	}
	return c.assumeAgency(base, agency)
}

// static returns the key itself.
func (t triple) static(source string) (*auth.Credentials, error) {
	key := credential.Key{
		ID: strings.TrimSpace(t.AccessKeyID), Secret: strings.TrimSpace(t.SecretAccessKey), Token: strings.TrimSpace(t.SecurityToken),
		Source: source,
	}
	if key.ID == "" || key.Secret == "" {
		return nil, errors.New("accessKeyId or secretAccessKey is missing")
	}
	return auth.Static(key), nil
}
