// Package answer holds the licence statement: what the issuer says about a
// code at one moment (row L2), its forms on the wire, and the signature that
// lets it be believed over any wire (row B6).
//
// # Statements
//
// It promises that writing a statement allocates nothing and cannot fail, that
// no value can add, hide or end a field, whatever bytes it is made of, and that
// reading back what was written gives the same statement. A tag
// ([Statement.AppendTag]) tells in a few characters whether two say the same. The results are a
// closed list; the zero value of it is the refusal that knows least, never a
// yes. Text and JSON have the same fields in the same order. Readers skip fields
// they do not know, so that a newer server can say more, and refuse whatever
// two readers could understand differently: a field that is there twice, text
// that is not UTF-8.
//
// # Signed forms
//
// A [Signer] writes tokens, which are JWS in compact form with Ed25519 (RFC
// 7515, RFC 8037). There are four kinds: a statement with [Claims] that say for
// whom and for how long, a rotation by which one key of the issuer vouches for
// the next, the facts of a product, and the list of what was revoked (row B5).
// The kind stands in the signed header, so that none can pass for another. A
// signer is immutable, never prints its key, and allocates what crypto/ed25519
// does.
//
// A [KeySet] is what is trusted. It promises:
//
//   - [KeySet.Open], [KeySet.Verify], [KeySet.OpenProduct] and
//     [KeySet.OpenRevocations] accept nothing but what a key of the set signed,
//     byte for byte. The algorithm is never taken from the token, nor is a key;
//     the header is closed, and there is one spelling of each token.
//   - Verify gives a statement only if it is what [Expect] says: this issuer,
//     code and device, and either an echo of the nonce or within its life. The
//     zero Expect accepts nothing that an issuer signs for a code.
//   - [KeySet.Follow] takes in a new key only when a chain of rotations leads to
//     it from a key that is in the set already.
//   - A refusal is a [*VerifyError] with one [Why] of a closed list, which says
//     nothing about the licence, and holds neither code nor nonce nor token.
//   - Verifying costs little more than the signature in it: the payload is read
//     once.
//
// docs/protocol.md is the same for clients in other languages, and
// testdata/signed holds the vectors that they and this package agree on.
//
// Time and keys are handed in. Called by server/check, which writes and signs;
// by server/signing, which keeps the keys; by server/client and server/agent,
// which read and verify.
package answer
