// Package sitetest gives tests a whole site of products in one process: product
// agents by the hundred, each with an address, a profile listener and a token of
// its own, that verify the issuer's signature and keep what they hold in memory.
//
// A simulated product obeys the rules of a real one where a manager can see them:
// it takes what the issuer signed, for its product, not older than what it holds,
// and another code only where it may. It does not work out the calendar: its
// results are those of the statement, or "revoked" by the list. It can be switched
// off, be slow, refuse the token, cut the line before or after it took something,
// be something else altogether, report another build, and ask a manager's door by
// itself; and it counts what it got.
//
// A site runs inside a test ([New]), or in a process of its own with an endpoint
// through which it is looked at and changed ([Serve], [Remote]): so it can stand in
// a network that its test does not reach otherwise.
//
// Called by tests of server/manager and of the programs.
package sitetest
