package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"ollu/keystore"
)

// fileLock holds the lock that an open store holds, without looking into the
// file. File is nil when there is none.
type fileLock struct{ *os.File }

// lockFile takes the lock at once, or gives ErrLocked.
func lockFile(path string) (fileLock, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fileLock{}, nil
	}
	if err != nil {
		return fileLock{}, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("%w: an ollu is using %s; stop it first", keystore.ErrLocked, path)
	}
	if err != nil {
		_ = f.Close()
		return fileLock{}, err
	}
	return fileLock{f}, nil
}

// abandon lets go of a file that bbolt was stopped in the middle of. Closing it is
// not enough: bbolt's mapping, which nobody can end now, would keep the lock.
func abandon(f *os.File) error {
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}

// Close lets go of the lock.
func (l fileLock) Close() error {
	if l.File == nil {
		return nil
	}
	return l.File.Close()
}
