package shelf

import (
	"fmt"
	"slices"
	"testing"

	"ollu/codec"
	"ollu/keystore"
)

// sweep takes all notes away, in portions of most.
func sweep(s *Shelf, most int) (notes []Note, portions int) {
	for w, more := s.Sweep(), true; more; portions++ {
		notes, more = w.Next(notes, most)
	}
	return notes, portions
}

func TestASweepTakesWhatWasNotedAndOnlyOnce(t *testing.T) {
	s := full(t, 300)
	var want []Note
	for i := uint64(0); i < 300; i += 7 {
		want = append(want, Note{Code: numbered(i), At: 1_000_000 + int64(i)})
		s.Seen(numbered(i), nil, nil, 1_000_000+int64(i))
	}
	if got := s.Oldest(); got != 1_000_000 {
		t.Errorf("Oldest = %d", got)
	}
	got, portions := sweep(s, 5)
	if !slices.Equal(got, want) || portions < len(want)/5 {
		t.Errorf("got %d codes in %d portions, want %d", len(got), portions, len(want))
	}
	if got, _ := sweep(s, 5); len(got) != 0 || s.Oldest() != 0 {
		t.Errorf("%d codes were still noted, oldest %d", len(got), s.Oldest())
	}
}

func TestANoteThatIsNotLaterIsNoNote(t *testing.T) {
	s := full(t, 3)
	for _, now := range []int64{1999, 2000} {
		s.Seen(numbered(2), nil, nil, now)
		if got, _ := sweep(s, 9); len(got) != 0 {
			t.Errorf("seen at %d, known at 2000: noted %v", now, got)
		}
	}
}

func TestWhatWasNotWrittenCanBeMarkedAgain(t *testing.T) {
	s := full(t, 3)
	s.Seen(numbered(1), nil, nil, 9000)
	if _, err := s.PutDevice(numbered(2), "host", "", 1); err != nil {
		t.Fatal(err)
	}
	s.Seen(numbered(2), []byte("host"), nil, 9001)
	notes, _ := sweep(s, 9)
	if len(notes) != 2 || !notes[1].Code.IsZero() || notes[1].At != 9001 {
		t.Fatalf("swept %+v, want a licence and a device", notes)
	}
	for i := range notes {
		s.Mark(&notes[i])
	}
	if again, _ := sweep(s, 9); !slices.Equal(again, notes) {
		t.Errorf("swept %v, then %v", notes, again)
	}
}

func TestWithoutADeviceTheLicenceAnswersForItself(t *testing.T) {
	for _, c := range []struct {
		standing keystore.Standing
		devices  uint32
		want     bool
	}{
		{keystore.Issued, 0, false}, {keystore.Activated, 0, true}, {keystore.Activated, 2, true},
		{keystore.Suspended, 1, true}, {keystore.Revoked, 0, false},
	} {
		s := New()
		if err := s.Put(numbered(1), &keystore.Entry{Standing: c.standing, Devices: c.devices}); err != nil {
			t.Fatal(err)
		}
		if got, found := s.Seen(numbered(1), nil, nil, 5); !found || got != c.want {
			t.Errorf("%s with %d devices: registered %t, want %t", c.standing, c.devices, got, c.want)
		}
	}
}

func TestAVersionTextIsKeptUntilItIsWritten(t *testing.T) {
	s, id := full(t, 1), []byte("host")
	if _, err := s.PutDevice(numbered(0), "host", "9.0", 1); err != nil {
		t.Fatal(err)
	}
	see := func(version string, want string) {
		t.Helper()
		s.Seen(numbered(0), id, []byte(version), 2)
		if _, got, found := s.Device(numbered(0), id); !found || got != want {
			t.Errorf("after %q: noted version %q, want %q", version, got, want)
		}
	}
	see("9.0", "")
	see("", "")
	see("9.1", "9.1")
	if notes, _ := sweep(s, 9); len(notes) != 1 {
		t.Errorf("%d notes, want 1", len(notes))
	}
	see("9.1", "9.1")
	see("9.2", "9.2")
	s.Written(&Version{numbered(0), "host", "9.1"}) // the older text
	see("9.2", "9.2")
	s.Written(&Version{numbered(0), "host", "9.2"})
	see("9.2", "")
	see("9.3", "9.3")
	s.RemoveDevice(numbered(0), "host")
	if len(s.versions.texts) != 0 {
		t.Errorf("kept %v of a device that is gone", s.versions.texts)
	}
}

func TestVersionTextsAreBounded(t *testing.T) {
	s := full(t, 1)
	s.versions.texts = map[DeviceHash]Version{}
	for i := range maxVersions {
		s.versions.texts[DeviceHash{uint64(i), 0}] = Version{}
	}
	if _, err := s.PutDevice(numbered(0), "host", "1", 1); err != nil {
		t.Fatal(err)
	}
	s.Seen(numbered(0), []byte("host"), []byte("2"), 9)
	if _, got, _ := s.Device(numbered(0), []byte("host")); got != "" {
		t.Errorf("noted %q beyond the bound", got)
	}
	clear(s.versions.texts)
	s.Seen(numbered(0), []byte("host"), []byte("2"), 9)
	if _, got, _ := s.Device(numbered(0), []byte("host")); got != "2" {
		t.Errorf("noted %q once there was room, want 2", got)
	}
}

// What one shelf noted, another recalls: forward only, and nothing about what it
// does not hold.
func TestNotesAreRecalledByAnotherShelf(t *testing.T) {
	here, there := full(t, 50), full(t, 40)
	for i := uint64(0); i < 50; i++ {
		for _, s := range []*Shelf{here, there} {
			if _, err := s.PutDevice(numbered(i), "host", "", 5); err != nil {
				t.Fatal(err)
			}
		}
		here.Seen(numbered(i), nil, nil, 1_000_000+int64(i))
		here.Seen(numbered(i), []byte("host"), nil, 2_000_000+int64(i))
	}
	there.Seen(numbered(7), []byte("host"), nil, 9_999_999)
	var notes []Note
	for w, more := here.SweepAll(), true; more; {
		notes, more = w.Next(notes, 8)
	}
	for i := range notes {
		there.Recall(&notes[i])
	}
	for i := uint64(0); i < 40; i++ {
		want := 2_000_000 + int64(i)
		if i == 7 {
			want = 9_999_999
		}
		e, _ := there.Lookup(numbered(i))
		if at, _, found := there.Device(numbered(i), []byte("host")); !found || at != want || e.LastSeen != want {
			t.Errorf("licence %d: recalled %d for the device, %d for the licence, want %d", i, at, e.LastSeen, want)
		}
	}
	if again, _ := sweep(here, 9); len(again) != 100 {
		t.Errorf("a walk over all took the marks away: %d notes are left, want 100", len(again))
	}
}

func BenchmarkSeen(b *testing.B) {
	const n = 100_000
	s := full(b, n)
	codes, ids := make([]codec.Code, n), make([][]byte, n)
	for i := range codes {
		codes[i], ids[i] = numbered(uint64(i)), []byte(fmt.Sprint("host", i))
		if _, err := s.PutDevice(codes[i], string(ids[i]), "9", 1); err != nil {
			b.Fatal(err)
		}
	}
	version := []byte("9")
	for i := 0; b.Loop(); i++ {
		s.Seen(codes[i%n], ids[i%n], version, int64(1<<40+i))
	}
}
