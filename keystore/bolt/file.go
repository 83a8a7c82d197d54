package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"ollu/keystore"
)

// database is an open file with bbolt's handle on it.
type database struct {
	*bbolt.DB
	file *os.File // bbolt's own; for its size
}

// openFile opens a database that exists, and holds its lock. A file that is
// shorter than its pages say is refused before a page of it is touched.
func openFile(o *Options, readOnly bool) (*database, error) {
	if err := checkSize(o); err != nil {
		return nil, err
	}
	db, err := openBolt(o, readOnly)
	if err != nil {
		return nil, explain(o.Path, err)
	}
	if !samePlace(db.file, o.Path) {
		_ = db.Close()
		return nil, fmt.Errorf("%w: %s was replaced while it was being opened: try again", keystore.ErrLocked, o.Path)
	}
	return db, nil
}

// checkSize opens the file for reading, so that bbolt looks at its first two
// pages only, and compares its size with what they say.
func checkSize(o *Options) error {
	info, err := os.Stat(o.Path)
	if err != nil {
		return fmt.Errorf("opening the licence database: %w", err)
	}
	if info.Size() == 0 {
		return explain(o.Path, fmt.Errorf("%w: it is empty", keystore.ErrDamaged))
	}
	db, err := openBolt(o, true)
	if err != nil {
		return explain(o.Path, err)
	}
	defer func() { _ = db.Close() }()
	return guarded(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			if tx.Size() > info.Size() {
				return explain(o.Path, fmt.Errorf("%w: it was cut short, %d of %d bytes are there", keystore.ErrDamaged, info.Size(), tx.Size()))
			}
			return nil
		})
	})
}

// openBolt opens with bbolt; when bbolt fails or panics, the file is closed and
// its lock let go.
func openBolt(o *Options, readOnly bool) (db *database, err error) {
	db = &database{}
	options := *bbolt.DefaultOptions
	options.ReadOnly = readOnly
	options.Timeout = o.LockTimeout
	options.FreelistType = bbolt.FreelistMapType
	options.InitialMmapSize = o.mapBytes()
	options.OpenFile = func(name string, flag int, perm os.FileMode) (*os.File, error) {
		f, err := o.OpenFile(name, flag&^os.O_CREATE, perm)
		db.file = f
		return f, err
	}
	err = guarded(func() (err error) {
		db.DB, err = bbolt.Open(o.Path, filePerm, &options)
		return err
	})
	if err == nil {
		db.AllocSize = allocSize(0)
	}
	if err != nil {
		if db.file != nil {
			_ = abandon(db.file)
		}
		return nil, err
	}
	return db, nil
}

// mapBytes leaves room to grow: mapping anew waits for all who read.
func (o *Options) mapBytes() int {
	size := max(defaultMapSize, o.InitialMapSize)
	if info, err := os.Stat(o.Path); err == nil {
		size = max(size, 2*int(info.Size()))
	}
	return size
}

// samePlace tells whether the open file is still the one at the path: a restore
// or compaction may have put another there before the lock was taken.
func samePlace(f *os.File, path string) bool {
	here, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(here, there)
}

// explain says what an error of opening means and what to do.
func explain(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%w: another ollu is using %s; stop it, or talk to it with --server", keystore.ErrLocked, path)
	case errors.Is(err, keystore.ErrNewer), errors.Is(err, keystore.ErrLocked):
		return fmt.Errorf("%s: %w", path, err)
	case errors.Is(err, keystore.ErrDamaged), errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum),
		errors.Is(err, bolterrors.ErrVersionMismatch):
		return &DamagedError{Path: path, Cause: err}
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the licence database %s cannot be opened: %w; run as the user that owns it", path, err)
	}
	return fmt.Errorf("opening the licence database %s: %w", path, err)
}

// DamagedError says that a file is no whole licence database. It was left as it
// is. errors.Is(err, keystore.ErrDamaged) holds.
type DamagedError struct {
	Path  string
	Cause error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged, or no licence database (%v): it was left as it is; put back a backup with `ollu restore`", e.Path, e.Cause)
}

// Unwrap gives the cause.
func (e *DamagedError) Unwrap() error { return e.Cause }

// Is makes the error match keystore.ErrDamaged.
func (e *DamagedError) Is(target error) bool { return target == keystore.ErrDamaged }

const (
	filePerm   = 0o600
	folderPerm = 0o700
)

// create makes a new database beside its place, whole, and then puts it there,
// so that a file that is there is never half made. Nothing is replaced.
func create(o *Options) error {
	folder := filepath.Dir(o.Path)
	if err := os.MkdirAll(folder, folderPerm); err != nil {
		return fmt.Errorf("making the folder of the licence database: %w", err)
	}
	f, err := os.CreateTemp(folder, filepath.Base(o.Path)+".new-*") // made 0600
	if err != nil {
		return fmt.Errorf("making the licence database: %w", err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := f.Close(); err != nil {
		return err
	}
	if err := initialise(f.Name()); err != nil {
		return fmt.Errorf("making the licence database: %w", err)
	}
	if err := os.Link(f.Name(), o.Path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("making the licence database: %w", err)
	}
	return syncFolder(folder)
}

func initialise(path string) error {
	db, err := bbolt.Open(path, filePerm, nil)
	if err != nil {
		return err
	}
	_, err = migrate(db, migrations)
	return errors.Join(err, db.Close())
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
