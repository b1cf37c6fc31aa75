package simulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// SchemeKeyPair is the RPC signature with the private half of an RSA key pair, which GenerateSessionAccessKey alone is
// signed with.
const SchemeKeyPair = "RPC SHA256withRSA"

// generateSessionAccessKey turns a key pair into an access key that needs no security token. It is no longer
// documented; this is what its clients send and read.
var generateSessionAccessKey = operation{
	service:      &stsService,
	action:       "GenerateSessionAccessKey",
	parameters:   []string{"PublicKeyId", "DurationSeconds"},
	withoutToken: true,
	authenticate: authenticateKeyPair,
	answer: func(s *Server, x *exchange) (outcome, *failure) {
		asked, inRange := x.params.seconds("DurationSeconds", time.Hour, time.Hour)
		if !inRange {
			return outcome{}, bad("InvalidParameter.DurationSeconds", "The Min/Max value of DurationSeconds is 15min/1hr.")
		}
		pair, _ := s.keyPair(x)
		who := identity{account: ownerOf(x.cloud, pair.AccountID, pair.PublicKeyID), user: pair.UserName}
		key := s.issue(x, pair.Grant, pair.PublicKeyID, who, asked)
		return success(map[string]any{
			"RequestId": x.record.RequestID,
			"SessionAccessKey": map[string]any{
				"SessionAccessKeyId":     key.AccessKeyID,
				"SessionAccessKeySecret": key.SecretKey,
				"Expiration":             isoTime(key.expires),
			},
		}), nil
	},
}

// claimKeyPair reads the signature of a key pair. All but the algorithm is as in the RPC style. Of the clients,
// credentials-go names the pair as AccessKeyId and https://github.com/aliyun/alibaba-cloud-sdk-go as PublicKeyId.
func claimKeyPair(s *signed) *claim {
	c := claimRPC(s)
	c.scheme, c.missing, c.malformed = SchemeKeyPair, "", ""
	all := merge(&exchange{}, s.query, s.form)
	if c.accessKeyID == "" {
		c.accessKeyID = all["PublicKeyId"]
	}
	c.require(
		"PublicKeyId", c.accessKeyID,
		"SignatureMethod", all["SignatureMethod"],
		"SignatureVersion", all["SignatureVersion"],
		"SignatureNonce", c.nonce,
		"Timestamp", c.date,
	)
	if c.signature == "" || all["SignatureMethod"] != "SHA256withRSA" || all["SignatureType"] != "PRIVATEKEY" ||
		all["SignatureVersion"] != "1.0" {
		c.malformed = "Signature"
	}
	return c
}

// keyPair returns the key pair that a request says it is from.
func (s *Server) keyPair(x *exchange) (KeyPair, bool) {
	for _, pair := range s.config.SignIn.KeyPairs {
		if pair.PublicKeyID == x.claim.accessKeyID {
			return pair, true
		}
	}
	return KeyPair{}, false
}

func authenticateKeyPair(s *Server, x *exchange) *failure {
	pair, known := s.keyPair(x)
	return alibaba{}.check(s, x, Account{AccessKeyID: pair.PublicKeyID}, known, func() bool {
		signature, err := base64.StdEncoding.DecodeString(x.claim.signature)
		if err != nil || pair.PublicKey == nil {
			return false
		}
		sum := sha256.Sum256([]byte(x.claim.toSign[0]))
		return rsa.VerifyPKCS1v15(pair.PublicKey, crypto.SHA256, sum[:], signature) == nil
	})
}
