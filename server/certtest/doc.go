// Package certtest is for tests: it makes certificates that no machine trusts by
// itself.
//
// Called by the tests of the packages that speak TLS, in server and cmd.
package certtest
