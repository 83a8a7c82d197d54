package keystore

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// table is the plainest store: a View of maps that takes Writes in.
type table struct {
	licences map[codec.Code]Licence
	devices  map[string]Device
	keys     map[codec.Key]RegKey
	repeats  map[string]Repeat
	tables   [customer.TableCount]map[string][]byte
	failAt   int // the read that fails, counted from 1; 0 none
	reads    int
}

var errDisk = errors.New("the disk is gone")

func newTable() *table {
	v := &table{licences: map[codec.Code]Licence{}, devices: map[string]Device{}, keys: map[codec.Key]RegKey{}, repeats: map[string]Repeat{}}
	for i := range v.tables {
		v.tables[i] = map[string][]byte{}
	}
	return v
}

func (v *table) read() error {
	v.reads++
	if v.reads == v.failAt {
		return errDisk
	}
	return nil
}

func (v *table) Licence(c codec.Code) (Licence, bool, error) {
	l, found := v.licences[c]
	return l, found, v.read()
}

func (v *table) Device(c codec.Code, id string) (Device, bool, error) {
	d, found := v.devices[c.Reveal()+id]
	return d, found, v.read()
}

func (v *table) RegKey(k codec.Key) (RegKey, bool, error) {
	r, found := v.keys[k]
	return r, found, v.read()
}

func (v *table) Repeat(key string) (Repeat, bool, error) {
	r, found := v.repeats[key]
	return r, found, v.read()
}

func (v *table) Get(t customer.Table, key []byte) ([]byte, bool, error) {
	value, found := v.tables[t][string(key)]
	return value, found, v.read()
}

func (v *table) Scan(t customer.Table, prefix, from []byte, backwards bool) iter.Seq2[customer.Item, error] {
	keys := slices.Sorted(maps.Keys(v.tables[t]))
	if backwards {
		slices.Reverse(keys)
	}
	return func(yield func(customer.Item, error) bool) {
		if err := v.read(); err != nil {
			yield(customer.Item{}, err)
			return
		}
		for _, key := range keys {
			early := from != nil && ((backwards && key > string(from)) || (!backwards && key < string(from)))
			if early || !strings.HasPrefix(key, string(prefix)) {
				continue
			}
			if !yield(customer.Item{Key: []byte(key), Value: v.tables[t][key]}, nil) {
				return
			}
		}
	}
}

func (v *table) take(w Writes) {
	for _, p := range w.Tables {
		if p.Value == nil {
			delete(v.tables[p.Table], string(p.Key))
			continue
		}
		v.tables[p.Table][string(p.Key)] = p.Value
	}
	for _, l := range w.Licences {
		v.licences[l.Code] = l
	}
	for _, d := range w.Devices {
		v.devices[d.Code.Reveal()+d.Device.ID] = d.Device
	}
	for _, d := range w.Removed {
		delete(v.devices, d.Code.Reveal()+d.Device.ID)
	}
	for _, k := range w.Keys {
		v.keys[k.Key] = k
	}
	if w.Repeat != nil {
		v.repeats[w.Repeat.Key] = *w.Repeat
	}
}

// life is one act of every kind, each of which can follow the one before.
func life() []Change { return append(issuerLife(), customerLife()...) }

// issuerLife is the part of it that is about licences.
func issuerLife() []Change {
	l := plain()
	heir, key := codes(2)
	third, _ := codes(3)
	l.Key = key
	imported := rich()
	imported.Code, imported.Key = third, codec.Key{}
	imported.Devices = []Device{{ID: "old", LastSeen: noon}}
	return []Change{
		Issue{Licences: []Licence{l}},
		Import{Licences: []Licence{imported, l}},
		Activate{Code: l.Code, Device: "d1"},
		Activate{Code: l.Code, Device: "d2"},
		RemoveDevice{Code: l.Code, Device: "d1"},
		SignFile{Code: l.Code, Until: 20900, KeyID: "k"},
		Renew{Code: l.Code, Expires: l.Expires + 365, ShowsFrom: 20800},
		Renew{Code: l.Code, Expires: l.Expires + 700},
		Suspend{Code: l.Code, Reason: "unpaid"},
		Resume{Code: l.Code},
		Revoke{Code: l.Code, Reason: "leaked"},
		Resume{Code: l.Code},
		Replace{Old: l.Code, New: Licence{Code: heir}},
	}
}

// actOf is the n-th act of a life, with a letter; what only customers do is done
// for the account.
func actOf(n int, c Change) Act {
	a := Act{By: "operator", At: noon.Add(time.Duration(n) * time.Hour), Change: c, IdempotencyKey: fmt.Sprint("key ", n), Digest: [32]byte{byte(n)}}
	a.Letters = []customer.Letter{letter(n)}
	if r, more := c.(Register); more && r.Account == nil {
		a.For = firm().ID
	}
	return a
}

// live plays the first n acts of a life.
func live(t *testing.T, n int) *table {
	t.Helper()
	v := newTable()
	for i, c := range life()[:n] {
		w, _, err := Plan(v, actOf(i, c))
		if err != nil {
			t.Fatalf("%v: %v", c, err)
		}
		v.take(w)
	}
	return v
}

// stored is all the licences of the table as a driver would keep them.
func (v *table) stored() map[codec.Code]string {
	all := map[codec.Code]string{}
	for c, l := range v.licences {
		all[c] = string(AppendLicence(nil, &l))
	}
	return all
}

// TestPlanIsPure: the same view and act give the same, and neither is touched.
func TestPlanIsPure(t *testing.T) {
	for n, c := range life() {
		v := live(t, n)
		before := v.stored()
		w1, r1, err1 := Plan(v, actOf(n, c))
		w2, r2, err2 := Plan(v, actOf(n, c))
		if !reflect.DeepEqual(w1, w2) || !reflect.DeepEqual(r1, r2) || err1 != nil || err2 != nil {
			t.Errorf("%v: planned twice, not the same: %v, %v", c, err1, err2)
		}
		if !reflect.DeepEqual(v.stored(), before) {
			t.Errorf("%v: the view was changed", c)
		}
		if !reflect.DeepEqual(c, life()[n]) {
			t.Errorf("%v: the act was changed", c)
		}
	}
}

// TestPlanNeedsEveryRead: when any one read fails, the act is not planned.
func TestPlanNeedsEveryRead(t *testing.T) {
	for n, c := range life() {
		for fail := 1; ; fail++ {
			v := live(t, n)
			v.reads, v.failAt = 0, fail
			w, r, err := Plan(v, actOf(n, c))
			if v.reads < fail {
				break
			}
			if !errors.Is(err, errDisk) || !w.Empty() || !reflect.DeepEqual(r, Receipt{}) {
				t.Errorf("%v, read %d fails: %v, writes %+v", c, fail, err, w)
			}
		}
	}
}

// TestEveryRepetitionWritesNothing: and each of its reads is needed too.
func TestEveryRepetitionWritesNothing(t *testing.T) {
	v := live(t, len(life()))
	for n, c := range life() {
		v.reads, v.failAt = 0, 0
		w, r, err := Plan(v, actOf(n, c))
		if err != nil || !w.Empty() || !r.Replayed {
			t.Errorf("%v: %v, replayed %v, writes %+v", c, err, r.Replayed, w)
		}
		for v.failAt = v.reads; v.failAt > 0; v.failAt-- {
			v.reads = 0
			if _, _, err := Plan(v, actOf(n, c)); !errors.Is(err, errDisk) {
				t.Errorf("%v, read %d fails: %v", c, v.failAt, err)
			}
		}
	}
}

// TestWritesCanBeStored: what Plan writes is what its record gives back.
func TestWritesCanBeStored(t *testing.T) {
	for n, c := range life() {
		w, _, err := Plan(live(t, n), actOf(n, c))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range w.Licences {
			back := Licence{Code: l.Code}
			if err := DecodeLicence(&back, AppendLicence(nil, &l)); err != nil || !reflect.DeepEqual(back, l) {
				t.Errorf("%v: %v\n got %#v\nwant %#v", c, err, back, l)
			}
		}
		back := Repeat{Key: w.Repeat.Key}
		if err := DecodeRepeat(&back, AppendRepeat(nil, w.Repeat)); err != nil || back.Digest != w.Repeat.Digest {
			t.Errorf("%v: repeat %+v, %v", c, back, err)
		}
	}
}

// TestOneLogEntryForEachTouched is row B9. That a file was signed is logged too,
// though the licence stays as it was.
func TestOneLogEntryForEachTouched(t *testing.T) {
	for n, c := range issuerLife() {
		w, _, err := Plan(live(t, n), actOf(n, c))
		want := len(w.Licences) + len(w.Keys)
		if _, signed := c.(SignFile); signed && want == 0 {
			want = 1
		}
		if err != nil || len(w.Audit) != want {
			t.Errorf("%v: %d log entries for %d licences, %d keys, %v", c, len(w.Audit), len(w.Licences), len(w.Keys), err)
		}
		for _, ev := range w.Audit {
			if ev.At != noon.Add(time.Duration(n)*time.Hour) || ev.Actor != "operator" || ev.Fingerprint == "" {
				t.Errorf("%v: logged %+v", c, ev)
			}
		}
	}
}

func TestImportRefusesWhatCannotBe(t *testing.T) {
	open := &Tombstone{At: noon}
	early := time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)
	for field, changes := range map[string][]func(*Licence){
		"standing":   {func(l *Licence) { l.Standing = Standings }, func(l *Licence) { l.Suspension = open }, func(l *Licence) { l.Standing, l.Revocation = Activated, open }},
		"pending":    {func(l *Licence) { l.Pending = &PendingRenewal{} }, func(l *Licence) { l.Pending = &PendingRenewal{Expires: 21000} }},
		"issued":     {func(l *Licence) { l.Issued = -1 }},
		"issued_at":  {func(l *Licence) { l.IssuedAt = early }, func(l *Licence) { l.LastSeen = noon.AddDate(300, 0, 0) }},
		"suspension": {func(l *Licence) { l.Suspension = &Tombstone{At: early, LiftedAt: noon} }, func(l *Licence) { l.Suspension = &Tombstone{By: "\xff", LiftedAt: noon} }},
		"revocation": {func(l *Licence) { l.Revocation = &Tombstone{LiftedAt: noon, Reason: strings.Repeat("r", 501)} }},
		"renewals": {
			func(l *Licence) { l.Renewals = []Renewal{{From: 20000}} },
			func(l *Licence) { l.Renewals = []Renewal{{From: 20000, To: 20001, At: early}} },
			func(l *Licence) { l.Renewals = []Renewal{{From: 20000, To: 20001, By: strings.Repeat("b", 129)}} },
			func(l *Licence) { l.Renewals = make([]Renewal, 1001) },
		},
		"device":  {func(l *Licence) { l.Devices = []Device{{ID: ""}} }},
		"devices": {func(l *Licence) { l.Devices = []Device{{ID: "d"}, {ID: "d"}} }, func(l *Licence) { l.Devices = []Device{{ID: "d", LastSeen: early}} }},
	} {
		for i, change := range changes {
			l := plain()
			change(&l)
			w, r, err := Plan(newTable(), Act{By: "operator", At: noon, Change: Import{Licences: []Licence{l}}})
			if err != nil || len(w.Licences) != 0 || r.Rows[0].Outcome != RowRefused || !strings.HasPrefix(r.Rows[0].Reason, "invalid "+field+":") {
				t.Errorf("%s %d: %v, %+v", field, i, err, r.Rows)
			}
		}
	}
}

// TestUnknownZoneStopsARenewal: what day it is there cannot be told.
func TestUnknownZoneStopsARenewal(t *testing.T) {
	v, l := newTable(), plain()
	l.Zone = "Mars/Olympus"
	v.licences[l.Code] = l
	w, _, err := Plan(v, Act{By: "operator", At: noon, Change: Renew{Code: l.Code, Expires: l.Expires + 1}})
	if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "Mars/Olympus") || !w.Empty() {
		t.Errorf("%v, %+v", err, w)
	}
}

func TestActsOutsideTheCalendarAreRefused(t *testing.T) {
	l := plain()
	for _, at := range []time.Time{{}, noon.AddDate(-60, 0, 0), noon.AddDate(200, 0, 0)} {
		if _, _, err := Plan(newTable(), Act{By: "operator", At: at, Change: Issue{Licences: []Licence{l}}}); !errors.Is(err, ErrInvalid) {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

func TestSeatsOfARenewalAreLogged(t *testing.T) {
	w, _, err := Plan(live(t, 1), actOf(1, Renew{Code: plain().Code, Expires: 21274, Seats: 7}))
	if err != nil || w.Audit[0].Reason != "seats 7" || w.Audit[0].Action != audit.Renew || w.Audit[0].To != term.Day(21274) {
		t.Errorf("%v: %+v", err, w.Audit)
	}
}

func BenchmarkPlanImport(b *testing.B) {
	const n = 1000
	rows := make([]Licence, n)
	for i := range rows {
		rows[i] = plain()
		rows[i].Code, _ = codes(uint64(i + 1))
	}
	v := newTable()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Plan(v, Act{By: "operator", At: noon, Change: Import{Licences: rows}}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/row")
}
