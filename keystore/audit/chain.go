package audit

import "iter"

// Append adds the entry that logs ev after head to dst in its stored form, and
// gives the new head. The caller stores the bytes under the new head's Seq.
func Append(dst []byte, head Head, ev *Event) ([]byte, Head) { return dst, head }

// Decode reads a stored entry and checks its hash.
func Decode(value []byte) (Entry, error) { return Entry{}, nil }

// Verify walks entries that follow after and gives the head it ends with. A
// *BrokenError names the first entry that does not belong.
func Verify(after Head, entries iter.Seq2[Entry, error]) (Head, error) { return after, nil }
