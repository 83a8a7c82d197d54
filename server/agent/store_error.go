package agent

import "ollu/server/words"

// A StateError says that the state cannot be read or written. Nothing was changed.
type StateError struct {
	ID          words.ID
	Dir         string // folder of the state
	Form, Known int    // of words.StateNewer: the state's form, and the last that is known
	Err         error  // what the system said; nil for words.StateNewer
}

func (e *StateError) Error() string {
	return words.Say(words.EN, e.ID, words.Args{"dir": e.Dir, "reason": e.Err, "form": e.Form, "known": e.Known})
}

func (e *StateError) Unwrap() error { return e.Err }

func (s *store) unread(err error) error {
	return &StateError{ID: words.StateUnread, Dir: s.dir, Err: err}
}

func (s *store) unsaved(err error) error {
	return &StateError{ID: words.StateUnsaved, Dir: s.dir, Err: err}
}
