package bolt

import (
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"ollu/keystore"
)

// guarded runs fn, which reads mapped pages, and turns what a damaged or
// shortened file does to it (a panic of bbolt, a memory fault) into ErrDamaged.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (%v)", keystore.ErrDamaged, p)
		}
	}()
	return fn()
}

// view runs fn on a consistent state of the file.
func (s *Store) view(fn func(*bbolt.Tx) error) error {
	err := guarded(func() error { return s.db.View(fn) })
	if errors.Is(err, bbolt.ErrDatabaseNotOpen) {
		return keystore.ErrClosed
	}
	return err
}
