package bolt

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"ollu/keystore"
)

// guarded runs fn, which reads mapped pages, and turns what a damaged or
// shortened file does to it (a panic of bbolt, a memory fault) into ErrDamaged.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error: // its text is about this program, and helps nobody with the file
			err = fmt.Errorf("%w (its pages do not hold together)", keystore.ErrDamaged)
		default:
			err = fmt.Errorf("%w (%v)", keystore.ErrDamaged, p)
		}
	}()
	return fn()
}

// view runs fn on a consistent state of the file. When not even the first pages
// can be read, as when somebody cut the file short, bbolt keeps its locks: then
// nobody may ask it anything any more, not even to close.
func (s *Store) view(fn func(*bbolt.Tx) error) error {
	if s.lost.Load() {
		return errLost
	}
	begun := false
	err := guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error { begun = true; return fn(tx) })
	})
	switch {
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return keystore.ErrClosed
	case !begun && errors.Is(err, keystore.ErrDamaged):
		s.lost.Store(true)
		return errLost
	}
	return err
}

// beginRead begins a transaction that its caller rolls back.
func (s *Store) beginRead() (tx *bbolt.Tx, err error) {
	if s.lost.Load() {
		return nil, errLost
	}
	err = guarded(func() error { tx, err = s.db.Begin(false); return err })
	switch {
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return nil, keystore.ErrClosed
	case errors.Is(err, keystore.ErrDamaged):
		s.lost.Store(true)
		return nil, errLost
	}
	return tx, err
}

// beginWrite begins the writer's transaction.
func (s *Store) beginWrite() (tx *bbolt.Tx, err error) {
	if s.lost.Load() {
		return nil, errLost
	}
	err = guarded(func() error { tx, err = s.db.Begin(true); return err })
	if errors.Is(err, keystore.ErrDamaged) {
		s.lost.Store(true)
		return nil, errLost
	}
	return tx, err
}

var errLost = fmt.Errorf("%w: the database file was changed by somebody else; restart ollu", keystore.ErrUnavailable)
