// Package codec holds the words that both ends of the wire must agree on: the
// activation code and the registration key.
//
// It promises that what a person typed becomes one canonical form or a typed
// error that says where to look, before anything is looked up (row B4):
// every one to four wrong symbols in an activation code, and every one to
// three in a registration key, are noticed, and so is every swap of two
// symbols. One or two wrong symbols of a code, and one of a key, are located
// and a correction is offered. Parsing a canonical code allocates nothing.
//
// A code is a word of the Reed–Solomon code RS(31,27) over GF(32); a key is a
// word of the shortened code with 18 symbols, 3 of them checks. The whole
// format is written down in docs/activation-code.md, from which it can be
// built again in another language; testdata/vectors and testdata/offline hold
// the examples.
//
// A code that is well formed has not therefore been issued: only the store
// knows that. The exception is an offline code (row L7), which carries its terms
// and a tag that only holders of the product's OfflineKey can make or check: a
// code with one changed bit, of another product or of another issuer, is
// refused. Code and Key print masked; Reveal and MarshalText give them in full.
//
// Called by keystore (records), server (the update endpoint, the admin API, the
// signing keys and the agent) and cmd. It calls nothing of the house, and has no
// clock, disk, network, logger or randomness of its own.
package codec
