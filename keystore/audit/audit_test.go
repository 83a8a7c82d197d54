package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"ollu/codec/term"
)

var noon = time.Date(2026, 11, 20, 3, 4, 5, 6, time.UTC)

// chain logs events and gives the stored entries.
func chain(t *testing.T, events ...Event) [][]byte {
	t.Helper()
	var head Head
	var log [][]byte
	for i := range events {
		var value []byte
		value, head = Append(nil, head, &events[i])
		log = append(log, value)
	}
	if head.Seq != uint64(len(events)) {
		t.Fatalf("head at %d after %d events", head.Seq, len(events))
	}
	return log
}

func entries(log [][]byte) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, value := range log {
			if !yield(Decode(value)) {
				return
			}
		}
	}
}

// sample is one event of each action.
func sample() []Event {
	var all []Event
	for a := Issue; a <= lastAction; a++ {
		all = append(all, Event{
			At: noon.Add(time.Duration(a) * time.Second), Actor: "操作員", Action: a, Fingerprint: "Zm9vYmFyYmF6cXV4cXV1eA",
			Masked: "IM-…-K7Q2M", From: 20908, To: 21274, Device: "host-1", Reason: "unpaid",
		})
	}
	return all
}

func TestEntryIsWhatWasLogged(t *testing.T) {
	events := sample()
	var prev Hash
	for i, value := range chain(t, events...) {
		e, err := Decode(value)
		if err != nil {
			t.Fatal(err)
		}
		if e.Seq != uint64(i+1) || e.Prev != prev || !reflect.DeepEqual(e.Event, events[i]) {
			t.Errorf("entry %d: %+v, logged %+v", i+1, e, events[i])
		}
		prev = e.Hash
	}
}

func TestStoredFormIsKept(t *testing.T) {
	value, head := Append(nil, Head{Seq: 6, Hash: Hash{1}}, &sample()[0])
	const hash = "bd7429ba6f685a32fe12b0c3da0a0949f146177dac9a1a05e7083afc140cc226"
	if head.Seq != 7 || head.Hash.String() != hash {
		t.Errorf("head %d %s: the stored form has changed, and logs that exist no longer verify", head.Seq, head.Hash)
	}
	if len(value) != 69+9+22+12+6+6+32 {
		t.Errorf("%d bytes", len(value))
	}
}

func TestEveryAlteredByteIsNoticed(t *testing.T) {
	value := chain(t, sample()[3])[0]
	for i := range value {
		altered := slices.Clone(value)
		altered[i] ^= 0x20
		if _, err := Decode(altered); err == nil {
			t.Errorf("byte %d can be altered", i)
		}
	}
	for n := range value {
		if _, err := Decode(value[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	value[0] = version + 1
	if _, err := Decode(value); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer version: %v", err)
	}
}

func TestVerifyNamesTheFirstBrokenEntry(t *testing.T) {
	forged := sample()[4]
	forged.Reason = "paid"
	for name, x := range map[string]struct {
		spoil func(log [][]byte) [][]byte
		seq   uint64
	}{
		"removed":           {func(log [][]byte) [][]byte { return slices.Delete(log, 4, 5) }, 5},
		"first removed":     {func(log [][]byte) [][]byte { return log[1:] }, 1},
		"swapped":           {func(log [][]byte) [][]byte { log[2], log[3] = log[3], log[2]; return log }, 3},
		"twice":             {func(log [][]byte) [][]byte { return slices.Insert(log, 6, log[5]) }, 7},
		"damaged":           {func(log [][]byte) [][]byte { log[7][80] ^= 1; return log }, 8},
		"forged, with hash": {func(log [][]byte) [][]byte { log[4] = forge(t, log[3], &forged); return log }, 6},
		"forged at the end": {func(log [][]byte) [][]byte { return append(log, chain(t, forged)...) }, uint64(lastAction) + 2},
	} {
		log := x.spoil(chain(t, append(sample(), sample()[0])...))
		_, err := Verify(Head{}, entries(log))
		var broken *BrokenError
		if !errors.As(err, &broken) || broken.Seq != x.seq {
			t.Errorf("%s: %v, want entry %d", name, err, x.seq)
		}
	}
}

// forge gives an entry that follows prev rightly, but tells something else.
func forge(t *testing.T, prev []byte, ev *Event) []byte {
	t.Helper()
	e, err := Decode(prev)
	if err != nil {
		t.Fatal(err)
	}
	value, _ := Append(nil, Head{Seq: e.Seq, Hash: e.Hash}, ev)
	return value
}

func TestVerifyGoesOnFromAHead(t *testing.T) {
	log := chain(t, sample()...)
	half, err := Verify(Head{}, entries(log[:5]))
	if err != nil || half.Seq != 5 {
		t.Fatalf("first half: %+v, %v", half, err)
	}
	head, err := Verify(half, entries(log[5:]))
	if err != nil || head.Seq != uint64(len(log)) {
		t.Errorf("second half: %+v, %v", head, err)
	}
	if _, err := Verify(Head{Seq: 5}, entries(log[5:])); err == nil {
		t.Error("entries that follow another log are taken")
	}
}

func TestExportCanBeVerified(t *testing.T) {
	var exported []Entry
	for _, value := range chain(t, append(sample(), Event{Action: Issue})...) {
		e, err := Decode(value)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back Entry
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, e) {
			t.Fatalf("%s: %v, read back %+v, was %+v", text, err, back, e)
		}
		exported = append(exported, back)
	}
	exported[2].Reason += "."
	_, err := Verify(Head{}, func(yield func(Entry, error) bool) {
		for _, e := range exported {
			if !yield(e, nil) {
				return
			}
		}
	})
	var broken *BrokenError
	if !errors.As(err, &broken) || broken.Seq != 3 {
		t.Errorf("an altered export: %v", err)
	}
}

func TestExportForm(t *testing.T) {
	e, err := Decode(chain(t, Event{
		At: noon, Actor: "admin", Action: Renew, Fingerprint: "f", Masked: "IM-…-K7Q2M", From: 20908, To: 21274, ShowsFrom: 20800,
	})[0])
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(e)
	want := `{"seq":1,"at":"2026-11-20T03:04:05.000000006Z","actor":"admin","action":"renew","fingerprint":"f","masked":"IM-…-K7Q2M",` +
		`"from":"2027-03-31","to":"2028-03-31","shows_from":"2026-12-13","prev":"` + strings.Repeat("0", 64) + `","hash":"` + e.Hash.String() + `"}`
	if err != nil || string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	for _, bad := range []string{`{"action":"sing"}`, `{"hash":"12"}`, `{"hash":"` + strings.Repeat("g", 64) + `"}`, `{"from":"2027-02-30"}`, `[`} {
		if err := new(Entry).UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}

func TestActionNames(t *testing.T) {
	for a := Issue; a <= lastAction; a++ {
		text, err := a.MarshalText()
		var back Action
		if err != nil || back.UnmarshalText(text) != nil || back != a || string(text) != a.String() {
			t.Errorf("%d: %q, %v, back %d", a, text, err, back)
		}
	}
	for _, a := range []Action{0, lastAction + 1} {
		if _, err := a.MarshalText(); err == nil || !strings.HasPrefix(a.String(), "Action(") {
			t.Errorf("%d has a name: %v", a, a)
		}
	}
	if err := new(Action).UnmarshalText(nil); err == nil {
		t.Error("no name is an action")
	}
}

func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	e, err := Decode(chain(t, Event{Action: Issue, Actor: strings.Repeat("操", 100), Reason: strings.Repeat("a", 70000)})[0])
	if err != nil || len(e.Actor) != 255 || !utf8.ValidString(e.Actor) || len(e.Reason) != 65535 {
		t.Errorf("%v: %d and %d bytes", err, len(e.Actor), len(e.Reason))
	}
	if e, _ := Decode(chain(t, Event{Action: Issue, Actor: "a" + strings.Repeat("操", 100)})[0]); len(e.Actor) != 253 || !utf8.ValidString(e.Actor) {
		t.Errorf("%d bytes", len(e.Actor))
	}
}

func TestAppendAllocatesNothing(t *testing.T) {
	events, buf := sample(), make([]byte, 0, 512)
	if n := testing.AllocsPerRun(100, func() { _, _ = Append(buf, Head{}, &events[0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAnyEventComesBack(t *testing.T) {
	short := rapid.StringN(0, 60, 255)
	rapid.Check(t, func(t *rapid.T) {
		ev := Event{
			At: time.Unix(0, rapid.Int64Min(1).Draw(t, "at")).UTC(), Action: Action(rapid.IntRange(1, int(lastAction)).Draw(t, "action")),
			Actor: short.Draw(t, "actor"), Fingerprint: short.Draw(t, "fingerprint"), Masked: short.Draw(t, "masked"),
			Device: short.Draw(t, "device"), Other: short.Draw(t, "other"), Reason: rapid.String().Draw(t, "reason"),
			From: term.Day(rapid.Int32().Draw(t, "from")), To: term.Day(rapid.Int32().Draw(t, "to")), ShowsFrom: term.Day(rapid.Int32().Draw(t, "shows")),
		}
		value, head := Append([]byte("before"), Head{Seq: 41, Hash: Hash{9}}, &ev)
		e, err := Decode(value[len("before"):])
		if err != nil || !reflect.DeepEqual(e, Entry{Seq: 42, Event: ev, Prev: Hash{9}, Hash: head.Hash}) {
			t.Fatalf("%v: %+v, was %+v", err, e, ev)
		}
	})
}

// FuzzDecode: what is accepted is what Append would have stored.
func FuzzDecode(f *testing.F) {
	for _, ev := range sample() {
		value, _ := Append(nil, Head{}, &ev)
		f.Add(value[:len(value)-hashSize])
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		if e, err := Decode(body); err == nil {
			t.Fatalf("a hash was guessed: %+v", e)
		}
		sum := sha256.Sum256(body)
		value := append(slices.Clone(body), sum[:]...)
		e, err := Decode(value)
		if err != nil {
			return
		}
		again, head := Append(nil, Head{Seq: e.Seq - 1, Hash: e.Prev}, &e.Event)
		if !bytes.Equal(again, value) || head.Hash != e.Hash {
			t.Fatalf("%x is read as %+v, which is stored as %x", value, e, again)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	events, buf := sample(), make([]byte, 0, 512)
	var head Head
	b.ReportAllocs()
	for b.Loop() {
		_, head = Append(buf, head, &events[2])
	}
}

func BenchmarkVerify(b *testing.B) {
	value, _ := Append(nil, Head{}, &sample()[0])
	e, err := Decode(value)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if why := fault(Head{}, &e); why != "" {
			b.Fatal(why)
		}
	}
}
