// Package simulator answers the list APIs of this provider on loopback, and the services that clouds have for
// signing in, so that tests and demonstrations need neither a cloud account nor a network.
//
// It answers as the clouds do, as far as public documents say. Every signature is verified, by code written from the
// published signing rules and not by the SDKs that produced it: a request that is accepted here was signed as the
// documents say. Parameters are filtered on, pages are cut, errors carry the codes and the bodies that the gateways
// send. Where a document is silent, the comment beside the code says what was chosen.
//
// Wherever the documents leave room, or contradict themselves, a field of [Config] selects the other reading: page
// sizes clamped below what was asked, totals left out, the table's spelling instead of the example's. [Config.Fault]
// and [Config.Alter] break single pages.
//
// The sign-in services of [Config.SignIn] give out temporary keys, which the lists take until they expire: what signed
// a request shows where its key is from. Services differ by path and action, never by host, so that
// one URL can stand in for all of them. [Server.SignIns] records their requests, [Config.SignInFault] breaks them and
// [Server.Expire] ends their keys.
//
// Every key belongs to an account, and to a user or the session of a role in it. Both clouds say it to a caller that
// asks (GetCallerIdentity, GET /v5/caller-identity), and the records say it of each request. [Config.AccountRows] are the
// rows of single accounts, so that one server can be several of them; [RefuseCallerIdentity] breaks the answer.
//
// The package is the server, and names what its users need. What it simulates is in the packages below: each list API in
// lists, each way to sign in in signin, what the gateways of the clouds do in gateway, and the verification of
// signatures in signature.
package simulator
