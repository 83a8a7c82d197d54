package signing

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	dirMode  = 0o700
	fileMode = 0o600
	// maxFile is far more than any file of a ring has.
	maxFile = 4 << 20
)

// disk is the file system, seen step by step: before each step that changes
// something, broken is asked, and its error stops the work there, as a power
// cut does. A nil broken never stops it.
type disk struct {
	broken func(step string) error
}

func (d disk) step(name, path string) error {
	if d.broken == nil {
		return nil
	}
	return d.broken(name + " " + filepath.Base(path))
}

// write puts a file into its place, whole or not at all, for its owner alone.
func (d disk) write(path string, text []byte) error {
	temporary := path + ".new"
	if err := d.fill(temporary, text); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := d.rename(temporary, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// fill writes a file anew and has it on disk when it returns.
func (d disk) fill(path string, text []byte) (err error) {
	if err := d.step("create", path); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // left by a process that was killed, with whatever mode
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := give(f, filepath.Dir(path)); err != nil {
		return err
	}
	if err := d.step("write", path); err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return err
	}
	if err := d.step("sync", path); err != nil {
		return err
	}
	return f.Sync()
}

// rename moves a file or folder, and has it on disk when it returns.
func (d disk) rename(from, to string) error {
	if err := d.step("rename", to); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return d.syncDir(filepath.Dir(to))
}

// settle moves a folder into its place, where there is none or an empty one.
func (d disk) settle(from, to string) error {
	if err := d.remove(to); err != nil {
		return err
	}
	return d.rename(from, to)
}

// remove deletes a file or an empty folder; one that is gone already is as good.
func (d disk) remove(path string) error {
	if err := d.step("remove", path); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncDir has the names in a folder on disk.
func (d disk) syncDir(path string) (err error) {
	if err := d.step("sync folder", path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// folder makes an empty folder for its owner alone, in place of what an
// interrupted attempt left there.
func (d disk) folder(path string) error {
	if err := d.step("make folder", path); err != nil {
		return err
	}
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	if err := os.Mkdir(path, dirMode); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(give(f, filepath.Dir(path)), f.Close())
}

// give makes the owner of a folder the owner of what root makes in it: the
// server that reads it may run as a user of its own.
func give(f *os.File, folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(folder)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 {
		return nil
	}
	return f.Chown(int(owner.Uid), int(owner.Gid))
}

// read returns a file that only its owner can read.
func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, damaged("%s is missing", path)
	}
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, unreadable(err)
	}
	if err := private(path, info, fileMode); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, unreadable(err)
	}
	if len(b) > maxFile {
		return nil, damaged("%s is far too large", path)
	}
	return b, nil
}

func unreadable(err error) error {
	return refuse(err, "make it belong to the user that the server runs as", "the signing keys cannot be read: %v", err)
}

// private refuses what others than the owner can get at.
func private(path string, info fs.FileInfo, mode fs.FileMode) error {
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return refuse(ErrExposed, fmt.Sprintf("run chmod %o %s, and if somebody may have read it, replace the key: ollu signing rotate, then retire KEYID --compromised", mode, path),
		"%s can be read by others (mode %04o)", path, info.Mode().Perm())
}
