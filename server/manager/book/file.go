package book

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
)

const (
	filePerm   = 0o600
	folderPerm = 0o700
	mapSize    = 1 << 28               // bytes of addresses: to map more, a writer waits for all who read
	growSize   = 1 << 18               // bytes that the file grows by at least
	lockPause  = 20 * time.Millisecond // between two tries to take the lock
)

// openFile opens a file that exists. It is locked, closed to others and checked
// before bbolt reads a page of it.
func openFile(path string, timeout time.Duration) (*Book, error) {
	options := *bbolt.DefaultOptions
	options.Timeout = timeout
	options.FreelistType = bbolt.FreelistMapType
	options.InitialMmapSize = mapSize
	b := &Book{path: path}
	options.OpenFile = func(name string, flag int, _ os.FileMode) (*os.File, error) {
		if b.file != nil { // bbolt reads it a second time, for a snapshot
			return os.OpenFile(name, flag&^os.O_CREATE, filePerm)
		}
		f, err := claim(name, timeout)
		b.file = f
		return f, err
	}
	err := guarded(func() (err error) {
		b.db, err = bbolt.Open(path, filePerm, &options)
		return err
	})
	if err != nil {
		if b.file != nil {
			_ = abandon(b.file)
		}
		return nil, err
	}
	b.db.AllocSize = growSize
	return b, nil
}

// abandon lets go of a file that bbolt was stopped in the middle of: its mapping,
// which nobody can end now, would keep the lock.
func abandon(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

// claim opens the file, takes its lock and looks through its pages.
func claim(path string, timeout time.Duration) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	err = lock(f, timeout)
	if err == nil {
		err = samePlace(f, path)
	}
	if err == nil {
		err = tighten(f)
	}
	if err == nil {
		err = checkPages(f)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// lock takes the file's lock, or gives ErrInUse when it was not to be had in
// time.
func lock(f *os.File, timeout time.Duration) error {
	for waited := time.Duration(0); ; waited += lockPause {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return err
		case waited >= timeout:
			return fmt.Errorf("%w: stop the other ollu-manager, or talk to it", ErrInUse)
		}
		time.Sleep(lockPause)
	}
}

// samePlace makes sure that the open file is still the one at the path: somebody
// may have moved it aside while its lock was waited for.
func samePlace(f *os.File, path string) error {
	here, err := f.Stat()
	if err != nil {
		return err
	}
	there, err := os.Stat(path)
	if err != nil || !os.SameFile(here, there) {
		return fmt.Errorf("%w: it was replaced while it was being opened: try again", ErrInUse)
	}
	return nil
}

// tighten takes the rights of others to the file away: secrets are in it.
func tighten(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Mode().Perm()&^filePerm == 0 {
		return err
	}
	return f.Chmod(filePerm)
}

// create makes a new book beside its place, whole, and then puts it there, so
// that a file that is there was never half made. Nothing is replaced.
func create(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil // opening it says what is wrong with it
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderPerm); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+"-*") // made 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(f.Close(), initialise(f.Name())); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(folder)
}

// initialise makes an empty book of an empty file.
func initialise(path string) error {
	db, err := bbolt.Open(path, filePerm, nil)
	if err != nil {
		return err
	}
	b := &Book{path: path, db: db}
	return errors.Join(b.migrate(migrations), b.Close())
}

// syncFolder makes the names in a folder durable.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
