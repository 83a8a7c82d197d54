// Package certtest is for tests: it makes certificates that no machine trusts by
// itself.
package certtest
