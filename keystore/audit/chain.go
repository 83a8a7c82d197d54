package audit

import (
	"fmt"
	"iter"
)

// BrokenError names the first place where the chain does not hold.
type BrokenError struct {
	Seq   uint64 // the first entry that cannot be trusted
	Why   string
	Cause error // what reading it gave; may be nil
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("the audit log is broken at entry %d: %s; compare with a backup or an earlier export", e.Seq, e.Why)
}

// Unwrap gives the cause.
func (e *BrokenError) Unwrap() error { return e.Cause }

// Verify walks entries that are to follow after, and gives the head it ends
// with; the caller compares that with the head it keeps elsewhere. An entry that
// is missing, out of place, altered or unreadable ends the walk with a
// *BrokenError.
func Verify(after Head, entries iter.Seq2[Entry, error]) (Head, error) {
	head := after
	for e, err := range entries {
		if err != nil {
			return head, &BrokenError{Seq: head.Seq + 1, Why: err.Error(), Cause: err}
		}
		if why := fault(head, &e); why != "" {
			return head, &BrokenError{Seq: head.Seq + 1, Why: why}
		}
		head = Head{Seq: e.Seq, Hash: e.Hash}
	}
	return head, nil
}

// fault says why e may not follow head, or "".
func fault(head Head, e *Entry) string {
	switch {
	case e.Seq != head.Seq+1:
		return fmt.Sprintf("entry %d stands in its place", e.Seq)
	case e.Prev != head.Hash:
		return "it does not continue the entry before it"
	case e.sum() != e.Hash:
		return "its content does not have its hash"
	}
	return ""
}
