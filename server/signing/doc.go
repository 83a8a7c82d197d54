// Package signing keeps the issuer's private keys: the ring of Ed25519 keys
// that statements are signed with, and the master key of offline codes (rows
// B6, L7).
//
// A ring is a folder of its own, signing/ in the data directory, mode 0700:
//
//	keyring.json   issuer, the keys with their states, and the rotations, 0600
//	KEYID.pem      one private key, PKCS#8, 0600
//	offline.key    master key of offline codes, one line of base64url, 0600
//
// Promises:
//
//   - A change is there as a whole or not at all, whenever the power goes:
//     what is new is on disk first, keyring.json takes it in by one rename,
//     and what is out of use is removed last. Changes exclude each other, also
//     between processes.
//   - A folder or file that others can read, or that does not hold together,
//     is refused with an [Error] that says what to do. A ring is never made
//     anew in the place of a damaged one: everyone who trusts the old keys
//     would be cut off.
//   - A key that was replaced stays published until all that it signed has run
//     out, files with a long life included: [Ring.SignFile] notes how long
//     before it signs.
//   - At a rotation every key that is still held vouches for the new one, so
//     that who knows any of them follows by itself (see answer.KeySet.Follow).
//     These statements stay published for good, except those by and for a
//     compromised key.
//   - Neither a private key nor the master key is ever printed: not by %v, not
//     in an error. Nobody but [Ring.Export] gives them out, and no backup of
//     the store holds them.
//
// A [Ring] is a view of the folder as it was when it was opened; methods that
// change the folder leave the view as it is, so open it again afterwards. The
// clock and the randomness are handed in.
//
// Called by server, which opens the ring at start and at a reload, by
// server/adminapi, which signs licence files and makes offline codes, and by
// the operator's commands.
package signing
