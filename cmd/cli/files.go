package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"ollu/server/words"
)

// MaxFile bounds a file that is a key, a password or a licence, in bytes.
const MaxFile = 1 << 20

// Shipped reads a file that came with the product; nil when none is named.
func (a *App) Shipped(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	return a.ReadFile(path)
}

// Secret reads a file that holds one line, and that not everybody may read.
func (a *App) Secret(path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o007 != 0 {
		return "", &Fault{What: a.Say(words.CLIFileOpen, words.Args{"file": path}), Next: a.Say(words.CLICloseFile, nil)}
	}
	b, err := a.ReadFile(path)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// ReadFile reads a whole file that is not empty, and no larger than 1 MiB.
func (a *App) ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, a.Unfit(path, err)
	}
	defer f.Close()
	return a.ReadAll(f, path, MaxFile)
}

// ReadAll is ReadFile of what is open, with a bound in bytes; name is what
// people are told.
func (a *App) ReadAll(r io.Reader, name string, most int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	said := words.ID("")
	switch {
	case err != nil:
		return nil, a.Unfit(name, err)
	case len(b) > most:
		said = words.CLIFileLarge
	case len(strings.TrimSpace(string(b))) == 0:
		said = words.CLIFileEmpty
	default:
		return b, nil
	}
	return nil, &Fault{What: a.Say(said, words.Args{"file": name}), Next: a.Say(words.CLICheckFile, nil)}
}

// Unfit is the fault of a file that cannot be read or used.
func (a *App) Unfit(path string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // the path is told already
	}
	return &Fault{What: a.Say(words.CLIFileNot, words.Args{"file": path, "reason": a.Reason(err)}), Next: a.Say(words.CLICheckFile, nil)}
}

var reasons = []struct {
	is syscall.Errno
	id words.ID
}{
	{syscall.ENOENT, words.FileMissing}, {syscall.EACCES, words.FileDenied}, {syscall.EPERM, words.FileDenied},
	{syscall.EISDIR, words.FileFolder}, {syscall.ENOSPC, words.FileNoRoom}, {syscall.EDQUOT, words.FileNoRoom},
	{syscall.EROFS, words.FileReadOnly},
}

// Reason says why the system refused a file; as the system says it where there
// is no text for it.
func (a *App) Reason(err error) string {
	for _, r := range reasons {
		if errors.Is(err, r.is) {
			return a.Say(r.id, nil)
		}
	}
	return err.Error()
}

// MayWrite refuses to let root write into a folder of another user: what root
// writes there, the program that runs as that user cannot read.
func (a *App) MayWrite(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return nil // it is made, or the system says what is wrong
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Uid == 0 {
		return nil
	}
	owner := strconv.FormatUint(uint64(stat.Uid), 10)
	if u, err := user.LookupId(owner); err == nil {
		owner = u.Username
	} else {
		owner = "#" + owner // as sudo takes a number
	}
	return &Fault{
		What: a.Say(words.CLIOtherOwner, words.Args{"dir": dir, "owner": owner}),
		Next: a.Say(words.CLIRunAs, words.Args{"owner": owner}),
	}
}

// WriteWhole writes a file that only its owner may read, whole or not at all:
// beside its place first, and into it once everything is on disk. An error of
// fill is given as it is; one of the disk is an *fs.PathError or an *os.LinkError.
func WriteWhole(path string, fill func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return f.Close()
}
