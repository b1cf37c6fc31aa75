package signin

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// issuer remembers what the sign-in services gave out.
type issuer struct {
	mu   sync.Mutex
	keys map[string]*issued
	// tokens are those of the metadata services and of the OAuth server, with the time until which they are good.
	tokens map[string]time.Time
	// bearers are who has a token of the IAM of Huawei Cloud.
	bearers map[string]issuedBearer
}

// issuedBearer is who has a token, until it expires.
type issuedBearer struct {
	bearer
	until time.Time
}

// issued is a temporary key.
type issued struct {
	gateway.Account
	// principal is who it was given to, as a [Trust] names it, identity whom it belongs to.
	principal string
	identity  gateway.Identity
	expires   time.Time
}

// add remembers a key of a cloud.
func (i *issuer) add(cloud lists.Cloud, key issued) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.keys == nil {
		i.keys = make(map[string]*issued)
	}
	i.keys[string(cloud)+" "+key.AccessKeyID] = &key
}

// find returns a key of a cloud as it is now. One that expires without a security token is no longer known; the
// documents do not say what becomes of it.
func (i *issuer) find(cloud lists.Cloud, accessKeyID string, now time.Time) (issued, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	key, known := i.keys[string(cloud)+" "+accessKeyID]
	if !known {
		return issued{}, false
	}
	current := *key
	current.TokenExpired = current.TokenExpired || !now.Before(current.expires)
	return current, !current.TokenExpired || current.SecurityToken != ""
}

// expire makes all keys expire.
func (i *issuer) expire() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, key := range i.keys {
		key.TokenExpired = true
	}
}

// newToken gives out a token of some kind.
func (i *issuer) newToken(kind string, until time.Time) string {
	token := randomText("", 32)
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.tokens == nil {
		i.tokens = make(map[string]time.Time)
	}
	i.tokens[kind+" "+token] = until
	return token
}

// hasToken reports whether a token was given out and is still good.
func (i *issuer) hasToken(kind, token string, now time.Time) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	until, known := i.tokens[kind+" "+token]
	return known && now.Before(until)
}

// addBearer remembers who has a token.
func (i *issuer) addBearer(token string, who issuedBearer) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.bearers == nil {
		i.bearers = make(map[string]issuedBearer)
	}
	i.bearers[token] = who
}

// findBearer returns who has a token that is still good.
func (i *issuer) findBearer(token string, now time.Time) (bearer, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	who, known := i.bearers[token]
	return who.bearer, known && now.Before(who.until)
}

// use makes a token, given out or not, one that cannot be used again. It reports whether this was the first time.
func (i *issuer) use(kind, token string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.tokens == nil {
		i.tokens = make(map[string]time.Time)
	}
	key := "used " + kind + " " + token
	_, used := i.tokens[key]
	i.tokens[key] = time.Time{}
	return !used
}

// issue gives a temporary key to a principal, for as long as it asked for or as the configuration says.
func (s *Services) issue(x *exchange, grant Grant, principal string, who gateway.Identity, asked time.Duration) issued {
	lifetime := asked
	switch {
	case grant.Lifetime > 0:
		lifetime = grant.Lifetime
	case s.config.Lifetime > 0:
		lifetime = s.config.Lifetime
	}
	key := issued{Account: temporaryKey(x.Cloud.Name()), principal: principal, identity: who, expires: x.Now.Add(lifetime)}
	key.Denied, key.ProjectID = grant.Denied, grant.ProjectID
	if x.operation.withoutToken {
		key.SecurityToken = ""
	}
	s.issuer.add(x.Cloud.Name(), key)
	x.issued = key.AccessKeyID
	return key
}

// temporaryKey makes a key as the STS of Alibaba Cloud or the IAM of Huawei Cloud write them. Real security tokens are base64,
// with every sign in it that a signature or a query must encode.
func temporaryKey(cloud lists.Cloud) gateway.Account {
	if cloud == lists.Huaweicloud {
		return gateway.Account{
			AccessKeyID:   "HSTA" + strings.ToUpper(hex.EncodeToString(randomBytes(8))),
			SecretKey:     randomText("", 40),
			SecurityToken: randomText("gQpjbi1ub3J0aC00+/", 96) + "==",
		}
	}
	return gateway.Account{
		AccessKeyID:   "STS." + randomText("", 24),
		SecretKey:     randomText("", 44),
		SecurityToken: randomText("CAIS+/", 96) + "==",
	}
}

// randomText returns n random letters and digits after a prefix.
func randomText(prefix string, n int) string {
	text := base64.RawURLEncoding.EncodeToString(randomBytes(n))
	return prefix + strings.NewReplacer("-", "a", "_", "b").Replace(text)[:n]
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// trusts reports whether the caller of an authentic request is among those that are trusted.
func (s *Services) trusts(x *exchange, trusted Trust) bool {
	key, _ := s.issuer.find(x.Cloud.Name(), x.Claim.AccessKeyID, x.Now)
	principals := []string{x.Claim.AccessKeyID, key.principal, x.principal}
	return trusted == nil || slices.ContainsFunc(principals, func(principal string) bool {
		return principal != "" && slices.Contains(trusted, principal)
	})
}

// iamTime writes a time as the IAM of Huawei Cloud does.
func iamTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
