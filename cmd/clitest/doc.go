// Package clitest runs the built programs in tests as a person does: in a folder
// of their own, with what they print and their exit code taken down.
//
// A package of a program builds it with [Build] in TestMain, and adds to a [Place]
// what is its own. What every program does alike, [Completes] and [Systemd] check.
//
// Called by the tests of cmd/ollu-agent and cmd/ollu-manager.
package clitest
