package signin

import (
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/gateway"
)

// generateSessionAccessKey turns a key pair into an access key that needs no security token. It is no longer
// documented; this is what its clients send and read.
var generateSessionAccessKey = operation{
	service:      &stsService,
	action:       "GenerateSessionAccessKey",
	parameters:   []string{"PublicKeyId", "DurationSeconds"},
	withoutToken: true,
	authenticate: authenticateKeyPair,
	answer: func(s *Services, x *exchange) (gateway.Outcome, *gateway.Failure) {
		asked, inRange := seconds(x.Params, "DurationSeconds", time.Hour, time.Hour)
		if !inRange {
			return gateway.Outcome{}, gateway.BadRequest("InvalidParameter.DurationSeconds", "The Min/Max value of DurationSeconds is 15min/1hr.")
		}
		pair, _ := s.keyPair(x)
		who := gateway.Identity{Account: gateway.OwnerOf(x.Cloud, pair.AccountID, pair.PublicKeyID), User: pair.UserName}
		key := s.issue(x, pair.Grant, pair.PublicKeyID, who, asked)
		return success(map[string]any{
			"RequestId": x.Record.RequestID,
			"SessionAccessKey": map[string]any{
				"SessionAccessKeyId":     key.AccessKeyID,
				"SessionAccessKeySecret": key.SecretKey,
				"Expiration":             isoTime(key.expires),
			},
		}), nil
	},
}

// keyPair returns the key pair that a request says it is from.
func (s *Services) keyPair(x *exchange) (KeyPair, bool) {
	for _, pair := range s.config.KeyPairs {
		if pair.PublicKeyID == x.Claim.AccessKeyID {
			return pair, true
		}
	}
	return KeyPair{}, false
}

func authenticateKeyPair(s *Services, x *exchange) *gateway.Failure {
	pair, known := s.keyPair(x)
	account := gateway.Account{AccessKeyID: pair.PublicKeyID}
	return gateway.Alicloud{}.Check(s.options.Guards, x.Exchange, account, known, func() bool {
		return x.Claim.VerifyKeyPair(pair.PublicKey)
	})
}
