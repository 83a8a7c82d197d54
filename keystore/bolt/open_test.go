package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ollu/codec/term"
	"ollu/keystore"
)

func TestANewStoreIsItsOwnersAlone(t *testing.T) {
	path := fresh(t)
	closed(t, opened(t, path))
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): fs.ModeDir | 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestNothingIsMadeUnlessAskedFor(t *testing.T) {
	path := fresh(t)
	for _, o := range []Options{{Path: path, Now: clock, ReadOnly: true}, {Path: path, Now: clock, MustExist: true}} {
		if s, err := Open(o); !errors.Is(err, fs.ErrNotExist) || s != nil {
			t.Errorf("Open = %v, %v", s, err)
		}
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	if _, err := Open(Options{Path: path}); err == nil {
		t.Error("opened without a clock")
	}
}

// TestMain serves as the second process: with a path in its environment it opens
// that store and prints the error, or registers accounts until it is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("OLLU_TEST_REGISTER"); path != "" {
		fmt.Fprintln(os.Stderr, registerOn(path, os.Stdout))
		os.Exit(1)
	}
	if path := os.Getenv("OLLU_TEST_OPEN"); path != "" {
		_, err := Open(Options{Path: path, Now: clock, LockTimeout: time.Millisecond})
		fmt.Println(errors.Is(err, keystore.ErrLocked), err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestASecondProcessIsTurnedAway(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 1)
	second := exec.Command(os.Args[0])
	second.Env = append(os.Environ(), "OLLU_TEST_OPEN="+path)
	out, err := second.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "true ") || !strings.Contains(string(out), "--server") {
		t.Errorf("%v: %s", err, out)
	}
	sound(t, s)
}

func TestAFileThatWasReplacedWhileItWasOpenedIsNotUsed(t *testing.T) {
	path := fresh(t)
	closed(t, opened(t, path))
	opens := 0
	_, err := Open(Options{Path: path, Now: clock, OpenFile: func(name string, flag int, perm os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, perm)
		if opens++; opens == 2 { // the one that would be used
			written(t, path+".other", contents(t, path))
			err = errors.Join(err, os.Rename(path+".other", path))
		}
		return f, err
	}})
	if !errors.Is(err, keystore.ErrLocked) {
		t.Errorf("Open = %v", err)
	}
	closed(t, opened(t, path))
}

func TestReadersShareAFileThatNobodyWrites(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 3)
	closed(t, s)
	readOnly := func(o *Options) { o.ReadOnly = true }
	a, b := opened(t, path, readOnly), opened(t, path, readOnly)
	for _, s := range []*Store{a, b} {
		sound(t, s)
		if e, err := s.Lookup(code(2)); err != nil || e.Seats != 3 {
			t.Errorf("Lookup = %+v, %v", e, err)
		}
		if _, err := s.Apply(t.Context(), act(keystore.Suspend{Code: code(1)})); !errors.Is(err, keystore.ErrUnavailable) {
			t.Errorf("Apply = %v", err)
		}
		if err := s.Ready(); !errors.Is(err, keystore.ErrUnavailable) {
			t.Errorf("Ready = %v", err)
		}
		closed(t, s)
	}
}

// refused opens a file that must be refused as want and left as it is.
func refused(t *testing.T, path string, want error, says string) {
	t.Helper()
	before := contents(t, path)
	s, err := Open(Options{Path: path, Now: clock})
	defer func() { _ = s.Close() }()
	if s != nil || !errors.Is(err, want) || !strings.Contains(err.Error(), says) {
		t.Errorf("Open = %v, %v, want %v with %q", s, err, want, says)
	}
	if !bytes.Equal(contents(t, path), before) {
		t.Error("the file was changed")
	}
}

func TestWhatIsNoStoreIsLeftAlone(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 100)
	whole := snapshot(t, s)
	other := filepath.Join(t.TempDir(), "ollu.db")
	for name, b := range map[string][]byte{
		"empty": {}, "text": []byte("not a database\n"), "zeros": make([]byte, 1<<16),
		"half": whole[:len(whole)/2], "a page less": whole[:len(whole)-4096], "two pages": whole[:8192], "five pages": whole[:5*4096],
	} {
		t.Run(name, func(t *testing.T) {
			written(t, other, b)
			refused(t, other, keystore.ErrDamaged, "ollu restore")
		})
	}
	t.Run("another program's", func(t *testing.T) {
		written(t, other, nil)
		tamper(t, other, func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("things")); return err })
		refused(t, other, keystore.ErrDamaged, "ollu restore")
	})
}

// TestAFileThatStopsBboltIsLetGo: its free list is none, which bbolt meets in the
// middle of opening.
func TestAFileThatStopsBboltIsLetGo(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 40)
	whole := snapshot(t, s)
	closed(t, s)
	bad := bytes.Clone(whole)
	list := int(native.Uint64(bad[pageHeader+32:])) * 4096
	bad[list+8] ^= 0x40
	for range 2 {
		written(t, path, bad)
		refused(t, path, keystore.ErrDamaged, "ollu restore")
	}
	written(t, path, whole)
	sound(t, opened(t, path))
}

func TestAStoreOfAnyOlderSchemaIsBroughtUp(t *testing.T) {
	for from := range schema() + 1 {
		t.Run(fmt.Sprint(from), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ollu.db")
			written(t, path, nil)
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := migrate(db, migrations[:from]); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if from < schema() {
				if _, err := Open(Options{Path: path, Now: clock, ReadOnly: true}); err == nil {
					t.Error("opened for reading only")
				}
			}
			s := opened(t, path)
			issue(t, s, 1)
			sound(t, s)
		})
	}
}

// TestMigrationsRunOnceAndInOrder brings a real store to schemas to come.
func TestMigrationsRunOnceAndInOrder(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 1)
	closed(t, s)
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var ran []int
	step := func(n int, err error) migration {
		return func(*bbolt.Tx) error { ran = append(ran, n); return err }
	}
	failing := errors.New("no")
	now := schema()
	for _, c := range []struct {
		steps []migration
		from  int
		ran   string
		err   error
	}{
		{append(migrations[:now:now], step(1, nil), step(2, failing)), now, "[1 2]", failing},
		{append(migrations[:now:now], step(1, nil), step(2, nil)), now, "[1 2]", nil}, // the failure left it as it was
		{append(migrations[:now:now], step(1, nil), step(2, nil)), now + 2, "[]", nil},
		{migrations, now + 2, "[]", keystore.ErrNewer},
	} {
		ran = nil
		from, err := migrate(db, c.steps)
		if from != c.from || fmt.Sprint(ran) != c.ran || !errors.Is(err, c.err) {
			t.Errorf("from %d, ran %v, %v; want %+v", from, ran, err, c)
		}
	}
	_ = db.Close()
	refused(t, path, keystore.ErrNewer, "upgrade")
}

func TestClosingTwiceAndAtOnce(t *testing.T) {
	s := opened(t, fresh(t))
	done := make(chan error)
	for range 4 {
		go func() { done <- s.Close() }()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestTheFileIsFullyReadAtOpen(t *testing.T) {
	const n, each = 5000, 3
	path := fresh(t)
	s := opened(t, path)
	var all []keystore.Licence
	for i := range n {
		l := licence(i)
		l.Expires = term.Day(20_000 + i)
		for d := range i % (each + 1) {
			l.Devices = append(l.Devices, keystore.Device{ID: fmt.Sprint("host-", d), FirstSeen: noon, LastSeen: noon})
		}
		all = append(all, l)
	}
	must(t, s, keystore.Import{Licences: all})
	closed(t, s)
	s = opened(t, path)
	for i := range n {
		e, err := s.Lookup(code(i))
		if want := all[i].Entry(); err != nil || e.Expires != want.Expires || int(e.Devices) != i%(each+1) {
			t.Fatalf("licence %d: %+v, %v", i, e, err)
		}
		for d := range each + 1 {
			if got, err := s.Seen(code(i), []byte(fmt.Sprint("host-", d)), nil, noon); err != nil || got != (d < i%(each+1)) {
				t.Fatalf("licence %d device %d: %t, %v", i, d, got, err)
			}
		}
	}
	sound(t, s)
}
