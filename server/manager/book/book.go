package book

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// What the book may answer instead of what was asked. Test with errors.Is.
var (
	// ErrNotFound: no such code or product.
	ErrNotFound = errors.New("not found")
	// ErrClosed: the book was closed.
	ErrClosed = errors.New("the manager's state file is closed")
	// ErrInUse: another process holds the file.
	ErrInUse = errors.New("the manager's state file is in use by another process")
	// ErrDamaged: the file, or a record in it, does not hold together. Nothing in
	// it was changed.
	ErrDamaged = errors.New("the manager's state file is damaged")
	// ErrNewer: a later version of the program has written the file.
	ErrNewer = errors.New("the manager's state file was written by a later version of this program: upgrade it")
	// ErrInvalid: what was to be put in cannot be kept, such as a product whose
	// name is no name.
	ErrInvalid = errors.New("invalid")
	// ErrNotWritten: the disk failed while a change was written. Reading goes on;
	// nothing more is written until the file is opened again, because what is on
	// the disk is uncertain.
	ErrNotWritten = errors.New("the disk failed while the manager's state was being written: check the disk, then restart the manager")
	// ErrQueueFull: so many devices wait to be registered already that no other
	// one is taken (MaxQueue).
	ErrQueueFull = errors.New("too many devices wait to be registered: let the manager sync first")
)

// Options are what Open needs; the zero value is good.
type Options struct {
	// Timeout is how long to wait for another process to let go of the file;
	// default 1 s.
	Timeout time.Duration
}

const defaultTimeout = time.Second

// Book is the open file. Many may use it at once.
type Book struct {
	path string
	db   *bbolt.DB
	file *os.File // bbolt's own

	closed atomic.Bool
	stuck  atomic.Bool // bbolt was stopped while it held its locks: nobody may ask it anything
	failed atomic.Bool // ErrNotWritten
}

// Open opens the file at path, and makes it, with its folder, when there is
// none. A file that others may read is closed to them. ErrInUse, ErrDamaged,
// ErrNewer.
func Open(path string, o Options) (*Book, error) {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("making the manager's state file: %w", err)
	}
	b, err := openFile(path, o.Timeout)
	if err != nil {
		return nil, explain(path, err)
	}
	err = b.migrate(migrations)
	if err == nil {
		err = b.verify()
	}
	if err != nil {
		return nil, errors.Join(explain(path, err), b.Close())
	}
	return b, nil
}

// Close lets go of the file. Closing twice is no fault.
func (b *Book) Close() error {
	switch {
	case b.closed.Swap(true):
		return nil
	case b.stuck.Load():
		return abandon(b.file)
	}
	return b.db.Close()
}

// Snapshot writes the whole file as it is at this moment, while it is in use.
// What is written can be opened as a book.
func (b *Book) Snapshot(w io.Writer) error {
	err := b.view(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
	if err != nil {
		return fmt.Errorf("copying the manager's state: %w", err)
	}
	return nil
}
