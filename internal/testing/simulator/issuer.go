package simulator

import (
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"
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
	Account
	// principal is who it was given to, as a [Trust] names it, identity whom it belongs to.
	principal string
	identity  identity
	expires   time.Time
}

// add remembers a key of a cloud.
func (i *issuer) add(cloud string, key issued) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.keys == nil {
		i.keys = make(map[string]*issued)
	}
	i.keys[cloud+" "+key.AccessKeyID] = &key
}

// find returns a key of a cloud as it is now. One that expires without a security token is no longer known; the
// documents do not say what becomes of it.
func (i *issuer) find(cloud, accessKeyID string, now time.Time) (issued, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	key, known := i.keys[cloud+" "+accessKeyID]
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
func (s *Server) issue(x *exchange, grant Grant, principal string, who identity, asked time.Duration) issued {
	lifetime := asked
	switch {
	case grant.Lifetime > 0:
		lifetime = grant.Lifetime
	case s.config.SignIn.Lifetime > 0:
		lifetime = s.config.SignIn.Lifetime
	}
	key := issued{Account: x.cloud.temporaryKey(), principal: principal, identity: who, expires: x.now.Add(lifetime)}
	key.Denied, key.ProjectID = grant.Denied, grant.ProjectID
	if x.operation.withoutToken {
		key.SecurityToken = ""
	}
	s.issuer.add(x.cloud.name(), key)
	x.issued = key.AccessKeyID
	return key
}

// temporaryKey makes a key as STS writes them. Real security tokens are base64, with every sign in it that a signature
// or a query must encode.
func (alibaba) temporaryKey() Account {
	return Account{
		AccessKeyID:   "STS." + randomText("", 24),
		SecretKey:     randomText("", 44),
		SecurityToken: randomText("CAIS+/", 96) + "==",
	}
}

// temporaryKey makes a key as IAM writes them.
func (huawei) temporaryKey() Account {
	return Account{
		AccessKeyID:   "HSTA" + strings.ToUpper(randomHex(8)),
		SecretKey:     randomText("", 40),
		SecurityToken: randomText("gQpjbi1ub3J0aC00+/", 96) + "==",
	}
}

// randomText returns n random letters and digits after a prefix.
func randomText(prefix string, n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	text := base64.RawURLEncoding.EncodeToString(b)
	return prefix + strings.NewReplacer("-", "a", "_", "b").Replace(text)[:n]
}

// trusts reports whether the caller of an authentic request is among those that are trusted.
func (s *Server) trusts(x *exchange, trusted Trust) bool {
	key, _ := s.issuer.find(x.cloud.name(), x.claim.accessKeyID, x.now)
	principals := []string{x.claim.accessKeyID, key.principal, x.principal}
	return trusted == nil || slices.ContainsFunc(principals, func(principal string) bool {
		return principal != "" && slices.Contains(trusted, principal)
	})
}

// iamTime writes a time as the IAM of Huawei Cloud does.
func iamTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
