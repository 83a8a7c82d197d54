// Package disktest gives tests a real disk that is small, full or read-only: a
// file system in memory, mounted for as long as the test runs. Mounting needs
// root, or sudo without a password; without either the test fails.
//
// Called by the tests of server/agent and of the programs.
package disktest
