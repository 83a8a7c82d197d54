package bolt

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"ollu/keystore"
)

func flushed(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Flush(context.Background()); err != nil {
		t.Fatalf("Flush: %v", err)
	}
}

func noticed(t *testing.T, s *Store, n int, device, version string, at time.Time) {
	t.Helper()
	if _, err := s.Seen(code(n), []byte(device), []byte(version), at); err != nil {
		t.Fatalf("Seen: %v", err)
	}
}

func TestWhatWasSeenIsOnDiskAfterAFlush(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 3)
	must(t, s, keystore.Activate{Code: code(1), Device: "a", Version: "9.0"})
	must(t, s, keystore.Activate{Code: code(1), Device: "b"})
	later := noon.Add(time.Hour)
	noticed(t, s, 0, "", "", later)
	noticed(t, s, 1, "a", "9.1", later.Add(time.Minute))
	noticed(t, s, 1, "stranger", "1", later.Add(2*time.Minute))
	log := s.Stats().Audit
	flushed(t, s)
	if s.Stats().Audit != log {
		t.Error("the notes are in the audit log")
	}
	want := map[int]keystore.Licence{}
	for i := range 3 {
		want[i] = full(t, s, i)
	}
	s = crash(t, s)
	for i, l := range want {
		if got := full(t, s, i); got.LastSeen != l.LastSeen || fmt.Sprint(got.Devices) != fmt.Sprint(l.Devices) {
			t.Errorf("licence %d: %v %v, want %v %v", i, got.LastSeen, got.Devices, l.LastSeen, l.Devices)
		}
	}
	if d := full(t, s, 1).Devices; d[0].Version != "9.1" || !d[0].LastSeen.Equal(later.Add(time.Minute)) || !d[1].LastSeen.Equal(noon) {
		t.Errorf("devices %+v", d)
	}
	sound(t, s)
}

func full(t *testing.T, s *Store, n int) keystore.Licence {
	t.Helper()
	l, err := s.Licence(context.Background(), code(n))
	if err != nil {
		t.Fatalf("Licence: %v", err)
	}
	return l
}

func TestAFlushWithNothingToWriteWritesNothing(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 2)
	noticed(t, s, 0, "", "", noon.Add(time.Hour))
	flushed(t, s)
	before := s.Stats().Commits
	noticed(t, s, 0, "", "", noon) // earlier than what is known
	flushed(t, s)
	if n := s.Stats().Commits - before; n != 0 {
		t.Errorf("%d commits", n)
	}
}

func TestAWaveIsWrittenInPortions(t *testing.T) {
	const n = 2*notePortion + 10
	most, all := 0, 0
	s := opened(t, fresh(t), func(o *Options) {
		o.OnCommit = func(i CommitInfo) { most, all = max(most, i.Notes), all+i.Notes }
	})
	issue(t, s, n)
	for i := range n {
		noticed(t, s, i, "", "", noon.Add(time.Hour))
	}
	flushed(t, s)
	closed(t, s)
	if all != n || most > notePortion {
		t.Errorf("%d notes were written, want %d; %d in one commit, at most %d are to be", all, n, most, notePortion)
	}
}

func TestALicenceWithManyDevicesIsWrittenInPortions(t *testing.T) {
	const n = notePortion + 10
	most, all := 0, 0
	s := opened(t, fresh(t), func(o *Options) {
		o.OnCommit = func(i CommitInfo) { most, all = max(most, i.Notes), all+i.Notes }
	})
	l := licence(0)
	for i := range n {
		l.Devices = append(l.Devices, keystore.Device{ID: fmt.Sprint("host-", i), FirstSeen: noon, LastSeen: noon})
	}
	must(t, s, keystore.Import{Licences: []keystore.Licence{l}})
	for i := range n {
		noticed(t, s, 0, l.Devices[i].ID, "", noon.Add(time.Hour))
	}
	flushed(t, s)
	if all != n || most > notePortion {
		t.Errorf("%d notes were written, want %d; %d in one commit, at most %d are to be", all, n, most, notePortion)
	}
	sound(t, s)
}

func TestADeviceThatWasRemovedIsNotBroughtBackByItsNote(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 1)
	must(t, s, keystore.Activate{Code: code(0), Device: "a"})
	noticed(t, s, 0, "a", "2", noon.Add(time.Hour))
	must(t, s, keystore.RemoveDevice{Code: code(0), Device: "a"})
	flushed(t, s)
	if l := full(t, s, 0); len(l.Devices) != 0 || !l.LastSeen.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v", l)
	}
	s = crash(t, s)
	if l := full(t, s, 0); len(l.Devices) != 0 || !l.LastSeen.Equal(noon.Add(time.Hour)) {
		t.Errorf("after a crash %+v", l)
	}
	sound(t, s)
}

func TestTheStoreFlushesByItself(t *testing.T) {
	path := fresh(t)
	synctest.Test(t, func(t *testing.T) {
		s := opened(t, path, func(o *Options) { o.FlushEvery = 5 * time.Second })
		issue(t, s, 1)
		noticed(t, s, 0, "", "", noon.Add(time.Hour))
		before := s.Stats().Commits
		<-time.After(4 * time.Second)
		synctest.Wait()
		if n := s.Stats().Commits - before; n != 0 {
			t.Errorf("%d commits too early", n)
		}
		<-time.After(2 * time.Second)
		synctest.Wait()
		if n := s.Stats().Commits - before; n != 1 || !s.Stats().OldestNote.IsZero() {
			t.Errorf("%d commits, oldest note %v", n, s.Stats().OldestNote)
		}
		closed(t, s)
	})
}

func TestOldRepeatsAreForgottenInPassing(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 1)
	const n = 3 * pruneAtOnce
	keyed := func(i int, at time.Time) {
		a := keystore.Act{By: "operator", At: at, Change: keystore.Issue{Licences: []keystore.Licence{licence(100 + i)}}, IdempotencyKey: fmt.Sprint("key-", i)}
		if _, err := s.Apply(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		keyed(i, noon)
	}
	if r, _ := s.Verify(context.Background(), nil); r.Repeats != n {
		t.Errorf("%d repeats are kept, want %d", r.Repeats, n)
	}
	const passes = 8
	for i := range passes {
		keyed(n+i, noon.Add(keystore.IdempotencyLife+time.Minute))
	}
	if r, _ := s.Verify(context.Background(), nil); r.Repeats != passes {
		t.Errorf("%d repeats are kept, want %d", r.Repeats, passes)
	}
	sound(t, s)
}
