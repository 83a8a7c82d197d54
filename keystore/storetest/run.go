package storetest

import (
	"testing"

	"ollu/keystore"
)

// Options say what a driver can do beyond the Store interface. A nil field leaves
// the tests that need it out.
type Options struct {
	// Reopen ends the store as a program does that stops, and opens the same data
	// again.
	Reopen func(t *testing.T, s keystore.Store) keystore.Store
	// Restore opens a new store from what Snapshot wrote; an error when that is
	// damaged.
	Restore func(t *testing.T, snapshot []byte) (keystore.Store, error)
	// Hold makes every Apply wait before anything is durable, until release is
	// called, which may be done twice; waiting is closed once one waits.
	Hold func(t *testing.T, s keystore.Store) (waiting <-chan struct{}, release func())
	// Unopened are stores that were never opened: nil, zero.
	Unopened []keystore.Store
	// NoAllocation: Lookup and Seen allocate nothing.
	NoAllocation bool
}

// Run tests the stores that open gives: each empty, its clean-up registered with
// the test it is given.
func Run(t *testing.T, open func(t *testing.T) keystore.Store, o Options) {
	for _, part := range [][]test{
		lookupTests, issueTests, importTests, deviceTests, renewTests, standingTests, replaceTests, offlineTests,
		repeatTests, listTests, keyTests, auditTests, closedTests, diskTests, watchTests, raceTests, modelTests,
		registerTests, userTests, letterTests,
	} {
		for _, x := range part {
			t.Run(x.name, func(t *testing.T) {
				k := newKit(t, open(t), o)
				x.run(k)
				k.sound()
			})
		}
	}
}

type test struct {
	name string
	run  func(k *kit)
}
