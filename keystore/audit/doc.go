// Package audit is the log of who did what to which licence or account (row B9):
// a chain of entries, each holding the hash of the one before, so that an entry
// that was altered, removed or put in is noticed, and which was the first.
//
// A store appends to the log in the same transaction as the change it tells of,
// so neither is ever there without the other. The log names a code by its
// fingerprint and in masked form, never in full, and holds no password, token or
// mail address in full.
//
// What the chain cannot show by itself is that its newest entries were cut off:
// the store keeps the head (number and hash of the newest entry) beside the log,
// metrics publish it, and Verify compares.
package audit
