package signing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// locked runs change while nobody else reads or changes the ring in dir, in this
// process or another. The lock is on the folder around the ring, which stays in
// its place when the ring itself is replaced.
func locked(dir string, change func() error) error { return lock(dir, syscall.LOCK_EX, change) }

// reading is locked for those who change nothing. Where there is no folder
// around, there is nothing to wait for.
func reading(dir string, look func() error) error {
	err := lock(dir, syscall.LOCK_SH, look)
	if errors.Is(err, errAround) {
		return look()
	}
	return err
}

var errAround = errors.New("the folder around the signing keys cannot be opened")

func lock(dir string, how int, run func() error) (err error) {
	around := filepath.Dir(filepath.Clean(dir))
	f, err := os.Open(around)
	if err != nil {
		return fmt.Errorf("%w: %w", errAround, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }() // lets go of the lock
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("lock the signing keys in %s: %w", around, err)
	}
	return run()
}
