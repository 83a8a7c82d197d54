package licences

import (
	"time"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/terms"
	"ollu/server/words"
)

// checksAhead is how many of the coming checks are shown.
const checksAhead = 6

// Told is what a product is told at the beginning of a day, or on today's now, if
// nothing is changed until then (row B1).
type Told struct {
	Day       term.Day
	Result    answer.Result
	Perpetual bool
	DaysLeft  int
	Updates   bool
}

// Word says the answer.
func (t Told) Word() words.ID {
	if t.Result == answer.NotActivated {
		return words.StateNotActivated
	}
	return words.LicencesStatusWord(t.Result.String())
}

// Tone is the answer's colour.
func (t Told) Tone() string {
	switch t.Result {
	case answer.Valid:
		return "ok"
	case answer.Grace:
		return "warn"
	case answer.NotActivated:
		return "info"
	case answer.Suspended:
		return "held"
	}
	return "bad"
}

// foresight looks ahead for one licence.
type foresight struct {
	book  *terms.Book
	entry keystore.Entry
	now   time.Time
}

// foresee leaves out a renewal that does not show yet (row L5): it is not told to
// anybody before its day.
func foresee(b *terms.Book, e keystore.Entry, today term.Day, now time.Time) *foresight {
	if e.HasPending && e.ShowsFrom > today {
		e.HasPending = false
	}
	return &foresight{b, e, now}
}

// on tells of a day.
func (f *foresight) on(d term.Day) (Told, error) {
	l, err := f.book.At(&f.entry, f.now)
	if err != nil {
		return Told{}, err
	}
	at := d.Start(l.Term.Zone)
	if at.Before(f.now) {
		at = f.now
	}
	l, err = f.book.At(&f.entry, at)
	return f.told(&l), err
}

func (f *foresight) told(l *terms.Lease) Told {
	var s answer.Statement
	l.Tell(&s, &f.entry)
	l.Settle(&s, &f.entry, f.entry.Devices > 0)
	return Told{Day: l.State.Today, Result: s.Result, Perpetual: s.Perpetual, DaysLeft: s.DaysLeft, Updates: s.UpdatesAllowed}
}

// checks follows a product that asks whenever it was told to.
func (f *foresight) checks() (all []Told, err error) {
	l, err := f.book.At(&f.entry, f.now)
	for err == nil && len(all) < checksAhead && !l.State.NextCheck.IsZero() {
		if l, err = f.book.At(&f.entry, l.State.NextCheck); err == nil {
			all = append(all, f.told(&l))
		}
	}
	return all, err
}
