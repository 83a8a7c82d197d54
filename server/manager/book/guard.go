package book

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"syscall"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// guarded runs fn, which reads mapped pages. A file that is damaged or shortened
// makes bbolt panic, or the machine fault; both become ErrDamaged.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if foreign, ok := p.(callerPanic); ok {
			panic(foreign.value)
		}
		if _, ok := p.(runtime.Error); ok {
			err = fmt.Errorf("%w: its pages do not hold together", ErrDamaged)
		} else if p != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
	}()
	return fn()
}

// callerPanic carries a panic of a caller's function past guarded, which is not
// to take it for damage.
type callerPanic struct{ value any }

// call runs a function of a caller within a transaction.
func call(fn func() error) error {
	defer func() {
		if p := recover(); p != nil {
			panic(callerPanic{p})
		}
	}()
	return fn()
}

// view runs fn on a consistent state of the file. When it cannot even begin,
// bbolt keeps its locks.
func (b *Book) view(fn func(*bbolt.Tx) error) error {
	if err := b.usable(); err != nil {
		return err
	}
	begun, ended := false, false
	err := guarded(func() error {
		err := b.db.View(func(tx *bbolt.Tx) error { begun = true; return fn(tx) })
		ended = true
		return err
	})
	return b.judge(err, begun || ended)
}

// update runs fn as one durable change, which is made whole or not at all. When
// it is stopped in the middle, bbolt keeps its locks.
func (b *Book) update(fn func(*bbolt.Tx) error) error {
	if err := b.usable(); err != nil {
		return err
	}
	if b.failed.Load() {
		return ErrNotWritten
	}
	written, ended := false, false
	err := guarded(func() error {
		err := b.db.Update(func(tx *bbolt.Tx) error {
			err := fn(tx)
			written = err == nil
			return err
		})
		ended = true
		return err
	})
	if err != nil && written && ended && !harmless(err) {
		b.failed.Store(true)
		return fmt.Errorf("%w: %w", ErrNotWritten, err)
	}
	return b.judge(err, ended)
}

// change is update for what often changes nothing: then nothing is written.
func (b *Book) change(fn func(*bbolt.Tx) (changed bool, err error)) error {
	err := b.update(func(tx *bbolt.Tx) error {
		changed, err := fn(tx)
		if err == nil && !changed {
			return errSame
		}
		return err
	})
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

var errSame = errors.New("nothing changes")

// harmless tells whether a commit that failed left the disk as it was: where
// there was no room, the page that makes a change valid was not reached.
func harmless(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

func (b *Book) usable() error {
	switch {
	case b.closed.Load():
		return ErrClosed
	case b.stuck.Load():
		return damaged(b.path, errors.New("it was changed by somebody else while it was open"))
	}
	return nil
}

// judge says what an error of a transaction means. After one that left bbolt's
// locks taken, nobody may ask it anything any more, not even to close.
func (b *Book) judge(err error, free bool) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return ErrClosed
	case errors.Is(err, ErrDamaged):
		if !free {
			b.stuck.Store(true)
		}
		return damaged(b.path, err)
	case harmless(err):
		return fmt.Errorf("writing the manager's state: %w: free disk space and try again", err)
	}
	return err
}

// damagedError says that the file is no whole book, and what to do.
// errors.Is(err, ErrDamaged) holds.
type damagedError struct {
	path  string
	cause error
}

func damaged(path string, cause error) error {
	if _, ok := errors.AsType[*damagedError](cause); ok {
		return cause
	}
	return &damagedError{path, cause}
}

func (e *damagedError) Error() string {
	return fmt.Sprintf("%s is damaged, or not a manager's state (%v): move it aside and put back a copy; "+
		"without one, add the codes and products again and sync, or import the last file", e.path, e.cause)
}

// Unwrap gives the cause.
func (e *damagedError) Unwrap() error { return e.cause }

// Is makes the error match ErrDamaged.
func (e *damagedError) Is(target error) bool { return target == ErrDamaged }

// explain says what an error of opening means, and what to do.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, ErrInUse), errors.Is(err, ErrNewer):
		return fmt.Errorf("%s: %w", path, err)
	case errors.Is(err, ErrDamaged), errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum),
		errors.Is(err, bolterrors.ErrVersionMismatch):
		return damaged(path, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the manager's state file cannot be opened: %w; run as the user that owns it", err)
	}
	return fmt.Errorf("opening the manager's state file: %w", err)
}
