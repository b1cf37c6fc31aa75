package keys

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// defaultFile is the file of profiles that the tool writes.
const (
	tool        = "KooCLI"
	defaultFile = "~/.hcloud/config.json"
)

// profiles is a file of KooCLI.
type profiles = credential.Profiles[profile]

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

// supported are the modes that can be used, in KooCLI's spelling.
const supported = "AKSK, SSO, agency, AssumeRole, ecsAgency"

// namedProfile opens the profile that the block or the environment names.
func (f finder) namedProfile() (*credential.Opened, error) {
	file, err := credential.ReadProfiles[profile](credential.FirstOf(f.ProfilesFile, f.first(FileVariables), defaultFile), tool)
	if err != nil {
		return nil, err
	}
	return f.open(file, credential.FirstOf(f.Profile, f.first(ProfileVariables), file.Current), nil)
}

// currentProfile opens the profile that KooCLI uses where nobody names one.
func (f finder) currentProfile() (*credential.Opened, error) {
	file, err := credential.ReadImpliedProfiles[profile](defaultFile, tool)
	if err != nil {
		return nil, err
	}
	return f.open(file, file.Current, nil)
}

// Label implements credential.Profile.
func (p profile) Label() string { return p.Name }

// Blank implements credential.Profile.
func (p profile) Blank() bool {
	mode := p.mode()
	return mode == "" || strings.EqualFold(mode, "AKSK") && p.AccessKeyID == "" && p.SecretAccessKey == ""
}

// open opens the profile with a name. Via holds the names of the profiles that
// refer to it.
func (f finder) open(file *profiles, name string, via []string) (*credential.Opened, error) {
	p, err := file.Find(name, via)
	if err != nil {
		return nil, err
	}
	opened, err := f.openProfile(file, p, append(via, name))
	if err != nil {
		return nil, fmt.Errorf("the profile %q of %s: %w", p.Name, file.Path, err)
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

func (f finder) openProfile(file *profiles, p profile, via []string) (*credential.Opened, error) {
	source := fmt.Sprintf("the profile %q of %s", p.Name, file.Path)
	switch mode := strings.ToLower(p.mode()); mode {
	case "aksk":
		return p.open(source)
	case "sso":
		opened, err := p.SSOAuth.STSToken.open(source)
		if err != nil {
			return nil, fmt.Errorf("%w. Sign in with: hcloud configure sso", err)
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
	return nil, fmt.Errorf("the mode %q cannot be used. Modes that can be used: %s", p.Mode, supported)
}

// open returns the key itself.
func (t triple) open(source string) (*credential.Opened, error) {
	key := credential.Key{ID: strings.TrimSpace(t.AccessKeyID), Secret: strings.TrimSpace(t.SecretAccessKey), Token: strings.TrimSpace(t.SecurityToken), Source: source}
	if key.ID == "" || key.Secret == "" {
		return nil, errors.New("accessKeyId or secretAccessKey is missing")
	}
	return credential.Static(key), nil
}
