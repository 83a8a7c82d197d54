package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ollu/keystore"
)

// Restored says what a restore did.
type Restored struct {
	Backup BackupInfo
	Report keystore.Report
	Kept   string // where the database is that was there before; "" there was none
}

// RestoreBackup puts a backup in the place of the database at path, which no
// process may be using (ErrLocked). Every record of it is verified first; until
// all is well, nothing is changed. The database that was there is kept beside it,
// under a name with the time now in it. progress may be nil. ErrDamaged, ErrNewer.
func RestoreBackup(ctx context.Context, r io.Reader, path string, now time.Time, progress func(done, total int64)) (done Restored, err error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderPerm); err != nil {
		return done, err
	}
	lock, err := lockFile(path)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	b := backupReader{ctx: ctx, r: r}
	if err := b.readHeader(); err != nil {
		return done, err
	}
	copied, err := writeTemp(path, b.copyTo)
	if err != nil {
		return done, err
	}
	defer func() { _ = os.Remove(copied) }()
	done.Backup = b.info
	if done.Report, err = prove(ctx, copied, progress); err != nil {
		return done, unproved(err)
	}
	if lock.File != nil {
		if done.Kept, err = keepAside(path, now); err != nil {
			return done, err
		}
	}
	return done, putInPlace(copied, path, lock.File != nil)
}

// writeTemp writes a new file beside path, syncs it and gives its name.
func writeTemp(path string, write func(io.Writer) error) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // made 0600
	if err != nil {
		return "", err
	}
	if err = errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// prove opens a database, which brings it to the present schema, and verifies it.
func prove(ctx context.Context, path string, progress func(done, total int64)) (keystore.Report, error) {
	s, err := Open(Options{Path: path, Now: func() time.Time { return time.Time{} }, MustExist: true})
	if err != nil {
		return keystore.Report{}, err
	}
	report, err := s.Verify(ctx, progress)
	if err = errors.Join(err, s.Close()); err != nil {
		return report, err
	}
	if !report.OK() {
		return report, fmt.Errorf("%w: %d faults in it, the first: %s", keystore.ErrDamaged, uint64(len(report.Problems))+report.More, report.Problems[0])
	}
	return report, nil
}

// unproved says that a backup is at fault, not the file it was copied to.
func unproved(err error) error {
	if d, ok := errors.AsType[*DamagedError](err); ok {
		err = d.Cause
	}
	return fmt.Errorf("the database in the backup does not hold together, nothing was restored: %w", err)
}

// keepAside gives the database at path a second name.
func keepAside(path string, now time.Time) (kept string, err error) {
	stamp := strings.ReplaceAll(now.UTC().Format("2006-01-02T150405.000Z"), ".", "-")
	kept = path + ".before-restore-" + stamp
	if err := os.Link(path, kept); err != nil {
		return "", fmt.Errorf("keeping the old database aside: %w", err)
	}
	return kept, nil
}

// putInPlace renames the new database to path; when there was none, one that has
// come meanwhile is not replaced.
func putInPlace(from, path string, replace bool) error {
	put := os.Link
	if replace {
		put = os.Rename
	}
	if err := put(from, path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%w: %s was made meanwhile; stop ollu and try again", keystore.ErrLocked, path)
		}
		return err
	}
	return syncFolder(filepath.Dir(path))
}
