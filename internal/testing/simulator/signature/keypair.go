package signature

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
)

// SchemeKeyPair is the RPC signature with the private half of an RSA key pair, which only GenerateSessionAccessKey is signed
// with.
const SchemeKeyPair = "RPC SHA256withRSA"

// KeyPair reads the signature of a key pair. All but the algorithm is as in the RPC style. Of the clients, credentials-go
// names the pair as AccessKeyId and https://github.com/aliyun/alibaba-cloud-sdk-go as PublicKeyId. [Claim.VerifyKeyPair]
// verifies it.
func KeyPair(m *Message) *Claim {
	c := RPC(m)
	c.Scheme, c.Missing, c.Malformed = SchemeKeyPair, "", ""
	all := rpcParameters(m)
	if c.AccessKeyID == "" {
		c.AccessKeyID = all.Get("PublicKeyId")
	}
	c.require(
		"PublicKeyId", c.AccessKeyID,
		"SignatureMethod", all.Get("SignatureMethod"),
		"SignatureVersion", all.Get("SignatureVersion"),
		"SignatureNonce", c.Nonce,
		"Timestamp", c.Date,
	)
	if c.Signature == "" || all.Get("SignatureMethod") != "SHA256withRSA" || all.Get("SignatureType") != "PRIVATEKEY" ||
		all.Get("SignatureVersion") != "1.0" {
		c.Malformed = "Signature"
	}
	return c
}

// VerifyKeyPair reports whether the signature was made with the private half of this key pair.
func (c *Claim) VerifyKeyPair(public *rsa.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(c.Signature)
	if err != nil || public == nil {
		return false
	}
	sum := sha256.Sum256([]byte(c.ToSign[0]))
	return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature) == nil
}
