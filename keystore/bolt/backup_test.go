package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ollu/keystore"
)

func backup(t *testing.T, s *Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBackup(context.Background(), s, &b); err != nil {
		t.Fatalf("WriteBackup: %v", err)
	}
	return b.Bytes()
}

func restore(b []byte, path string) (Restored, error) {
	return RestoreBackup(context.Background(), bytes.NewReader(b), path, noon, nil)
}

// others lists what lies in a folder beside the database.
func others(t *testing.T, path string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() != filepath.Base(path) {
			names = append(names, f.Name())
		}
	}
	return names
}

func TestABackupIsRestoredWhole(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 500)
	must(t, s, keystore.Activate{Code: code(3), Device: "host", Version: "9.0"})
	noticed(t, s, 3, "host", "9.1", noon.AddDate(0, 0, 1))
	b := backup(t, s)
	want, head := full(t, s, 3), s.Stats().Audit
	must(t, s, keystore.Revoke{Code: code(3), Reason: "after the backup"})

	path := fresh(t)
	done, err := restore(b, path)
	if err != nil || done.Kept != "" || done.Report.Licences != 500 || done.Backup.Schema != schema() {
		t.Fatalf("%+v, %v", done, err)
	}
	if left := others(t, path); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	restored := opened(t, path)
	if got := full(t, restored, 3); fmt.Sprint(got, got.Devices) != fmt.Sprint(want, want.Devices) || restored.Stats().Audit != head {
		t.Errorf("restored %v %v, want %v %v", got, got.Devices, want, want.Devices)
	}
	must(t, restored, keystore.Suspend{Code: code(4)})
	sound(t, restored)
}

func TestARestoreKeepsWhatWasThere(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 5)
	b := backup(t, s)
	must(t, s, keystore.Suspend{Code: code(1)})
	if _, err := restore(b, path); !errors.Is(err, keystore.ErrLocked) {
		t.Fatalf("restored into a store in use: %v", err)
	}
	closed(t, s)
	before := contents(t, path)
	done, err := restore(b, path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(contents(t, done.Kept), before) || !strings.HasPrefix(done.Kept, path+".before-restore-2026-11-20T12") {
		t.Errorf("kept as %s", done.Kept)
	}
	if left := others(t, path); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if e, _ := opened(t, path).Lookup(code(1)); e.Standing != keystore.Issued {
		t.Errorf("restored: %v", e.Standing)
	}
}

func TestARestoreRepairsADamagedDatabase(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 5)
	b := backup(t, s)
	closed(t, s)
	written(t, path, []byte("rubbish"))
	if _, err := restore(b, path); err != nil {
		t.Fatal(err)
	}
	sound(t, opened(t, path))
}

func TestWhatIsNoWholeBackupChangesNothing(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 50)
	b := backup(t, s)
	closed(t, s)
	head := bytes.IndexByte(b, '\n') + 1
	flipped := func(at int) []byte {
		c := bytes.Clone(b)
		c[at] ^= 0x10
		return c
	}
	newer := func(what string) []byte {
		return append(bytes.Replace(b[:head:head], []byte(what), []byte(what+"9"), 1), b[head:]...)
	}
	before := contents(t, path)
	for name, c := range map[string]struct {
		backup []byte
		want   error
	}{
		"empty": {nil, keystore.ErrDamaged}, "no line": {bytes.Repeat([]byte("x"), 2*headerLimit), keystore.ErrDamaged},
		"a database": {b[head:], keystore.ErrDamaged}, "the line alone": {b[:head], keystore.ErrDamaged},
		"half": {b[:len(b)/2], keystore.ErrDamaged}, "no checksum": {b[:len(b)-32], keystore.ErrDamaged},
		"a byte less": {b[:len(b)-1], keystore.ErrDamaged}, "a byte more": {append(bytes.Clone(b), 0), keystore.ErrDamaged},
		"flipped in the line": {flipped(head - 5), keystore.ErrDamaged}, "flipped": {flipped(head + 20_000), keystore.ErrDamaged},
		"flipped in the checksum": {flipped(len(b) - 1), keystore.ErrDamaged},
		"newer framing":           {newer(`"version":1`), keystore.ErrNewer}, "newer schema": {newer(fmt.Sprintf(`"schema":%d`, schema())), keystore.ErrNewer},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := restore(c.backup, path); !errors.Is(err, c.want) {
				t.Errorf("RestoreBackup = %v, want %v", err, c.want)
			}
			if !bytes.Equal(contents(t, path), before) || len(others(t, path)) != 0 {
				t.Errorf("something was changed: %v", others(t, path))
			}
		})
	}
}

// TestABackupOfDamagedRecordsIsNotRestored: the frame is whole, what is in it is
// not.
func TestABackupOfDamagedRecordsIsNotRestored(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 50)
	s.tally.counts[licences].sum++ // the next commit writes it
	must(t, s, keystore.Suspend{Code: code(1)})
	path := fresh(t)
	if _, err := restore(backup(t, s), path); !errors.Is(err, keystore.ErrDamaged) || strings.Contains(err.Error(), "put back a backup") {
		t.Errorf("RestoreBackup = %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it was put in place")
	}
}

func TestABackupThatCannotBeWrittenSaysSo(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 1)
	no := errors.New("no")
	if err := WriteBackup(context.Background(), s, failing{no}); !errors.Is(err, no) {
		t.Errorf("WriteBackup = %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := WriteBackup(ctx, s, new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
		t.Errorf("WriteBackup = %v", err)
	}
	closed(t, s)
	if err := WriteBackup(context.Background(), s, new(bytes.Buffer)); !errors.Is(err, keystore.ErrClosed) {
		t.Errorf("WriteBackup = %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestCompactionGivesSpaceBackAndLosesNothing(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 20_000)
	for i := range 20 {
		var all []keystore.Licence
		for n := range 1000 {
			all = append(all, licence(100_000+i*1000+n))
		}
		must(t, s, keystore.Issue{Licences: all})
	}
	if _, _, err := Compact(context.Background(), path, nil); !errors.Is(err, keystore.ErrLocked) {
		t.Fatalf("compacted a store in use: %v", err)
	}
	want, head := full(t, s, 77), s.Stats().Audit
	closed(t, s)
	steps := 0
	before, after, err := Compact(context.Background(), path, func(done, total int64) {
		if steps++; done > total {
			t.Errorf("%d of %d", done, total)
		}
	})
	if err != nil || after >= before || steps == 0 {
		t.Errorf("from %d to %d bytes in %d steps, %v", before, after, steps, err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != after || info.Mode() != 0o600 || len(others(t, path)) != 0 {
		t.Errorf("%v, %v, left behind: %v", info, err, others(t, path))
	}
	s = opened(t, path)
	if got := full(t, s, 77); fmt.Sprint(got) != fmt.Sprint(want) || s.Stats().Audit != head {
		t.Errorf("compacted: %v, want %v", got, want)
	}
	must(t, s, keystore.Suspend{Code: code(1)})
	sound(t, s)
}

// A restored file is as long as what is in it; a compacted one has the length
// that the driver gives files.
func TestCompactionNeverGrowsAFile(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 10)
	path := filepath.Join(t.TempDir(), "ollu.db")
	f, err := os.Create(path)
	if err == nil {
		err = errors.Join(s.Snapshot(context.Background(), f), f.Chmod(0o600), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	whole := contents(t, path)
	before, after, err := Compact(context.Background(), path, nil)
	if err != nil || before != int64(len(whole)) || after != before || len(others(t, path)) != 0 {
		t.Errorf("from %d to %d bytes, %v", before, after, err)
	}
	if !bytes.Equal(contents(t, path), whole) {
		t.Error("the file was changed all the same")
	}
}

func TestACompactionThatEndsEarlyChangesNothing(t *testing.T) {
	path := fresh(t)
	s := opened(t, path)
	issue(t, s, 10)
	closed(t, s)
	before := contents(t, path)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Compact(ctx, path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Compact = %v", err)
	}
	if !bytes.Equal(contents(t, path), before) || len(others(t, path)) != 0 {
		t.Errorf("something was changed: %v", others(t, path))
	}
	if _, _, err := Compact(context.Background(), path+".none", nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Compact of nothing = %v", err)
	}
}
