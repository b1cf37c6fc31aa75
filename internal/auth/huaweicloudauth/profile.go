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
	Name: "KooCLI", File: "~/.hcloud/config.json", Configure: "hcloud configure init", ConfigureProfile: "hcloud configure set --cli-profile=%s",
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

// Modes are the modes that can be used, in KooCLI's spelling.
const Modes = "AKSK, SSO, agency, AssumeRole, ecsAgency"

// namedProfile opens the profile that the block or the environment names.
func (f finder) namedProfile() (*auth.Opened, error) {
	file, err := auth.ReadProfiles[profile](tool,
		environment.Chosen(f.Path+".shared_config_file", f.ProfilesFile, f.Getenv, FileVariables),
		environment.Chosen(f.Path+".profile", f.Profile, f.Getenv, ProfileVariables))
	if err != nil {
		return nil, err
	}
	return f.open(file, file.Name(), nil)
}

// currentProfile opens the profile that KooCLI uses where nobody names one.
func (f finder) currentProfile() (*auth.Opened, error) {
	file, err := auth.ReadImpliedProfiles[profile](tool)
	if err != nil {
		return nil, err
	}
	return f.open(file, file.Name(), nil)
}

// Label implements auth.Profile.
func (p profile) Label() string { return p.Name }

// Blank implements auth.Profile.
func (p profile) Blank() bool {
	mode := p.mode()
	return mode == "" || strings.EqualFold(mode, "AKSK") && p.AccessKeyID == "" && p.SecretAccessKey == ""
}

// open opens the profile with a name. Via holds the names of the profiles that
// refer to it.
func (f finder) open(file *profiles, name string, via []string) (*auth.Opened, error) {
	p, err := file.Find(name, via)
	if err != nil {
		return nil, err
	}
	opened, err := f.openProfile(file, p, append(via, name))
	if err != nil {
		return nil, file.Unusable(p.Name, fmt.Errorf("%s: %w", file.Of(p.Name), err))
	}
	opened.Region, opened.ProjectID = p.Region, p.ProjectID
	return opened, nil
}

// mode returns the profile's mode, or AKSK where it has none and a key.
func (p profile) mode() string {
	if p.Mode == "" && p.AccessKeyID != "" {
		return "AKSK"
	}
	return p.Mode
}

func (f finder) openProfile(file *profiles, p profile, via []string) (*auth.Opened, error) {
	source := file.Of(p.Name)
	switch mode := strings.ToLower(p.mode()); mode {
	case "aksk":
		return p.open(source)
	case "sso":
		opened, err := p.SSOAuth.STSToken.open(source)
		if err != nil {
			return nil, &credential.Problem{Title: "nobody has signed in", Advice: "Sign in with: hcloud configure sso", Err: err}
		}
		return opened, nil
	case "ecsagency":
		return f.ecsAgency(), nil
	case "agency", "assumerole":
		// The huaweicloud provider takes the key beside the agency, KooCLI that
		// of another profile.
		base, err := p.open(source)
		if p.SourceProfile != "" {
			base, err = f.open(file, p.SourceProfile, via)
		}
		if err != nil {
			return nil, err
		}
		agency := Agency{Name: p.AgencyName, DomainName: p.AgencyDomainName, DomainID: p.AgencyDomainID}
		if agency.Name == "" || agency.DomainName == "" && agency.DomainID == "" {
			return nil, errors.New("agencyName is missing, or both agencyDomainName and agencyDomainId are")
		}
		return f.assumeAgency(base, agency)
	}
	return nil, fmt.Errorf("the mode %s cannot be used. Modes that can be used: %s", credential.Quote(p.Mode), Modes)
}

// open returns the key itself.
func (t triple) open(source string) (*auth.Opened, error) {
	key := credential.Key{ID: strings.TrimSpace(t.AccessKeyID), Secret: strings.TrimSpace(t.SecretAccessKey), Token: strings.TrimSpace(t.SecurityToken), Source: source}
	if key.ID == "" || key.Secret == "" {
		return nil, errors.New("accessKeyId or secretAccessKey is missing")
	}
	return auth.Static(key), nil
}
