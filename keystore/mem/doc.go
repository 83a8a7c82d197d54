// Package mem is a licence store in memory. It keeps the promises of package
// keystore as far as a process lives, on the same Plan and the same stored
// records as a store on disk, and passes the same suite (keystore/storetest).
//
// It serves the tests of rooms that use a store: its faults can be switched, so
// that a test sees what a refused write, a lost acknowledgement, a slow disk or
// an unreadable store does to them.
package mem
