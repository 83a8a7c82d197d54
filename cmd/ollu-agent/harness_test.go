package main

import (
	"os"
	"testing"

	"ollu/cmd/clitest"
)

// programs is the folder of the built binaries, ollu-agent and ollu.
var programs string

func TestMain(m *testing.M) { os.Exit(clitest.Build(m, &programs, ".", "../ollu")) }

// place is where programs run.
type place struct{ clitest.Place }

func newPlace(t *testing.T) place { return place{clitest.Place{Programs: programs, Dir: t.TempDir()}} }

// with gives the place with more in its environment.
func (p place) with(env ...string) place { return place{p.With(env...)} }

// agent runs ollu-agent.
func (p place) agent(t *testing.T, args ...string) clitest.Outcome {
	t.Helper()
	return p.Run(t, "ollu-agent", args...)
}
