package book

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

func TestABookIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "manager.db")
	must(t, opened(t, path).Close())
	mode := func(path string) fs.FileMode {
		info, err := os.Stat(path)
		must(t, err)
		return info.Mode().Perm()
	}
	if mode(path) != 0o600 || mode(filepath.Dir(path)) != 0o700 {
		t.Errorf("file %v, folder %v", mode(path), mode(filepath.Dir(path)))
	}
	must(t, os.Chmod(path, 0o644))
	must(t, opened(t, path).Close())
	if mode(path) != 0o600 {
		t.Errorf("a file that others could read is %v after it was opened", mode(path))
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside it: %v, %v", left, err)
	}
}

func TestASecondOpenIsRefusedUntilTheFirstCloses(t *testing.T) {
	path := fresh(t)
	first := opened(t, path)
	if _, err := Open(path, Options{Timeout: time.Millisecond}); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), path) {
		t.Fatalf("Open = %v", err)
	}
	if _, err := first.CountCodes(); err != nil {
		t.Errorf("the first book: %v", err)
	}
	must(t, first.Close())
	opened(t, path)
}

func TestOpenWaitsForWhoIsAboutToClose(t *testing.T) {
	path := fresh(t)
	first := opened(t, path)
	begun := make(chan struct{})
	go func() {
		<-begun
		_ = first.Close()
	}()
	close(begun)
	second, err := Open(path, Options{Timeout: time.Minute})
	must(t, err)
	must(t, second.Close())
}

func TestAClosedBookSaysSo(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.Close())
	must(t, b.Close())
	_, err := b.Code(code(1))
	for what, err := range map[string]error{"Code": err, "PutCodes": b.PutCodes(held(1)), "Snapshot": b.Snapshot(&bytes.Buffer{})} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// setFormat writes a format number that this program would not.
func setFormat(t *testing.T, path string, n uint32) {
	t.Helper()
	db, err := bbolt.Open(path, filePerm, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error {
		return put(tx.Bucket(metaBucket), formatKey, binary.BigEndian.AppendUint32(nil, n))
	}))
	must(t, db.Close())
}

func TestAFileOfALaterVersionIsLeftAsItIs(t *testing.T) {
	path := fresh(t)
	must(t, opened(t, path).Close())
	setFormat(t, path, uint32(len(migrations)+1))
	before, err := os.ReadFile(path)
	must(t, err)
	if _, err := Open(path, Options{}); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "upgrade") {
		t.Errorf("Open = %v", err)
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("it was changed")
	}
}

func TestAnUpgradeIsMadeWholeOrNotAtAll(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1)))
	ours := errors.New("the second step fails")
	added := func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("added")); return err }
	fails := func(*bbolt.Tx) error { return ours }
	format := func() (n int) {
		must(t, b.view(func(tx *bbolt.Tx) (err error) { n, err = formatOf(tx); return err }))
		return n
	}
	now := len(migrations)
	steps := append(migrations[:now:now], added, fails)
	if err := b.migrate(steps); !errors.Is(err, ours) || format() != now {
		t.Fatalf("%v, format %d", err, format())
	}
	must(t, b.migrate(steps[:now+1]))
	must(t, b.migrate(steps[:now+1]))
	if c, err := b.Code(code(1)); err != nil || c.Note != "rack 4" || format() != now+1 {
		t.Errorf("after the upgrade: %v, %v, format %d", c, err, format())
	}
}

func TestAFileThatIsNoBookIsLeftAsItIs(t *testing.T) {
	other := fresh(t)
	db, err := bbolt.Open(other, filePerm, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("things")); return err }))
	must(t, db.Close())
	text, err := os.ReadFile(other)
	must(t, err)
	for what, content := range map[string][]byte{"empty": nil, "text": bytes.Repeat([]byte("text "), 9999), "another database": text} {
		path := fresh(t)
		must(t, os.WriteFile(path, content, filePerm))
		_, err := Open(path, Options{})
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "move it aside") {
			t.Errorf("%s: %v", what, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, content) {
			t.Errorf("%s: it was changed", what)
		}
	}
}

func TestAFolderInTheWayIsSaid(t *testing.T) {
	_, err := Open(t.TempDir(), Options{})
	if err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("Open = %v", err)
	}
}

func TestASnapshotIsABook(t *testing.T) {
	b := opened(t, fresh(t))
	must(t, b.PutCodes(held(1)))
	var copied bytes.Buffer
	must(t, b.Snapshot(&copied))
	must(t, b.PutCodes(held(2)))
	path := fresh(t)
	must(t, os.WriteFile(path, copied.Bytes(), filePerm))
	c := opened(t, path)
	if n, err := c.CountCodes(); n != 1 || err != nil {
		t.Errorf("%d codes, %v", n, err)
	}
	if got, err := c.Code(code(1)); err != nil || got.Note != "rack 4" {
		t.Errorf("%v, %v", got, err)
	}
}
