package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/btcsuite/btcd/btcutil/bech32"
	"github.com/teambition/rrule-go"

	"ollu/bench/figures"
	"ollu/bench/stock"
	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/term"
)

// side is one of the two functions of a micro-benchmark.
type side struct {
	name string
	run  func() error
}

// compare runs both in turn, round by round.
func (b *bench) compare(ours, theirs side) (m measured, err error) {
	testing.Init()
	if err := flag.Set("test.benchtime", b.scale.micro.String()); err != nil {
		return m, err
	}
	sides := [2]side{ours, theirs}
	var times, allocs [2][]float64
	for round := range b.scale.rounds {
		b.progress.say("round %d of %d", round+1, b.scale.rounds)
		for i, s := range sides {
			if err := b.ctx.Err(); err != nil {
				return m, err
			}
			r, err := s.once()
			if err != nil {
				return m, err
			}
			times[i] = append(times[i], float64(r.T.Nanoseconds())/float64(r.N))
			allocs[i] = append(allocs[i], float64(r.MemAllocs)/float64(r.N))
		}
	}
	for i, s := range sides {
		m.note("%s: %s ns, %.0f allocations", s.name, figures.Number(figures.Median(times[i])), figures.Median(allocs[i]))
	}
	m.rounds = figures.Ratios(times[0], times[1])
	return m, nil
}

func (s side) once() (r testing.BenchmarkResult, err error) {
	r = testing.Benchmark(func(tb *testing.B) {
		tb.ReportAllocs()
		for tb.Loop() {
			if err = s.run(); err != nil {
				tb.FailNow()
			}
		}
	})
	if err == nil && r.N == 0 {
		err = fmt.Errorf("%s did not run", s.name)
	}
	return r, err
}

func measureParse(b *bench) (measured, error) {
	code := stock.Code(1).Reveal()
	const checksum = 6
	other, err := bech32.Encode("im", make([]byte, len(code)-len("im1")-checksum))
	if err != nil || len(other) != len(code) {
		return measured{}, fmt.Errorf("the peer's text has %d characters, not %d: %v", len(other), len(code), err)
	}
	return b.compare(
		side{"codec.ParseCode", func() error { _, err := codec.ParseCode(code); return err }},
		side{"bech32.Decode", func() error { _, _, err := bech32.Decode(other); return err }},
	)
}

// graceDays is the grace period of the schedule below.
const graceDays = 90

// measureNextCheck asks both for the next check under the schedule of row A1, at
// moments over the whole life of a licence of one year: a rule set walks from its
// beginning, so it matters when it is asked.
func measureNextCheck(b *bench) (measured, error) {
	tokyo, err := time.LoadLocation(stock.Zone)
	if err != nil {
		return measured{}, err
	}
	t := &term.Term{
		Expires: term.Today(b.now, tokyo) + 200, Grace: graceDays, Zone: tokyo,
		Schedule: &term.Schedule{Every: 30, DayBefore: true, Daily: term.DailyFromGraceEnd},
	}
	rules, err := ruleSet(t, tokyo)
	if err != nil {
		return measured{}, err
	}
	if err := agree(t, rules, noon(t, tokyo, -359)); err != nil {
		return measured{}, err
	}
	m, err := b.nextCheck(t, rules, tokyo, -365, 365)
	if err != nil {
		return m, err
	}
	m.note("asked at noon of every tenth day from a year before the expiry to a year after it, in %s; both give the same checks", stock.Zone)
	before, err := b.nextCheck(t, rules, tokyo, -365, 0)
	m.note("asked before the expiry only: %s (%s)", figures.Number(before.value()), figures.Span(before.rounds))
	return m, err
}

// nextCheck asks both at noon of every tenth of the days, counted from the expiry.
func (b *bench) nextCheck(t *term.Term, rules *rrule.Set, loc *time.Location, from, to int) (measured, error) {
	var moments []time.Time
	for days := from; days < to; days += 10 {
		moments = append(moments, noon(t, loc, days))
	}
	i := 0
	next := func() time.Time {
		if i++; i == len(moments) {
			i = 0
		}
		return moments[i]
	}
	return b.compare(
		side{"Term.NextCheck", func() error { _, _ = t.NextCheck(next()); return nil }},
		side{"Set.After", func() error { _ = rules.After(next(), false); return nil }},
	)
}

func noon(t *term.Term, loc *time.Location, days int) time.Time {
	return (t.Expires + term.Day(days)).Start(loc).Add(12 * time.Hour)
}

// ruleSet is the term's schedule as a set of recurrences, from a year before the
// expiry on. A set has one rule: the days from the end of grace on, without end in
// sight; the checks before them, and the day before the expiry, are single dates.
func ruleSet(t *term.Term, loc *time.Location) (*rrule.Set, error) {
	at := func(days int) time.Time { return (t.Expires + term.Day(days)).Start(loc) }
	daily, err := rrule.NewRRule(rrule.ROption{Freq: rrule.DAILY, Dtstart: at(graceDays), Until: at(3 * 365)})
	if err != nil {
		return nil, err
	}
	s := &rrule.Set{}
	s.RRule(daily)
	s.RDate(at(-1))
	for days := -360; days < graceDays; days += 30 {
		s.RDate(at(days))
	}
	return s, nil
}

// agree makes sure that both sides give the same checks.
func agree(t *term.Term, rules *rrule.Set, from time.Time) error {
	for at := from; at.Before(from.AddDate(2, 0, 0)); {
		ours, ok := t.NextCheck(at)
		theirs := rules.After(at, false)
		if !ok || !ours.Equal(theirs) {
			return fmt.Errorf("after %v the next check is %v here and %v there", at, ours, theirs)
		}
		at = ours
	}
	return nil
}

func measureAnswer(b *bench) (measured, error) {
	s, err := statement()
	if err != nil {
		return measured{}, err
	}
	peer := peerOf(&s)
	want, err := json.Marshal(peer)
	if err != nil {
		return measured{}, err
	}
	buf := s.AppendJSON(nil)
	if string(buf) != string(want) {
		return measured{}, fmt.Errorf("the answers differ: %s and %s", buf, want)
	}
	m, err := b.compare(
		side{"AppendJSON", func() error { buf = s.AppendJSON(buf[:0]); return nil }},
		side{"json.Marshal", func() error { _, err := json.Marshal(peer); return err }},
	)
	m.note("both write the same %d bytes; the struct's dates are strings already, its moments are not", len(want))
	return m, err
}

// statement is a full answer.
func statement() (answer.Statement, error) {
	tokyo, err := time.LoadLocation(stock.Zone)
	now := time.Date(2026, 6, 15, 3, 4, 5, 0, time.UTC)
	l := stock.Licence(1, now, true)
	return answer.Statement{
		Result: answer.Valid, Issued: true, Product: l.Product, Type: l.Type, Seats: l.Seats, Components: l.Components,
		Expires: l.Expires, GraceEnds: l.Expires + graceDays, Zone: l.Zone, DaysLeft: 61, UpdatesAllowed: true,
		NextCheck: time.Date(2026, 6, 16, 0, 0, 0, 0, tokyo), ServerTime: now,
	}, err
}

// marshalled is the same answer as a struct.
type marshalled struct {
	Result         string    `json:"result"`
	Product        string    `json:"product"`
	Type           string    `json:"type"`
	Seats          uint32    `json:"seats"`
	Components     []string  `json:"components"`
	Expires        string    `json:"expires"`
	GraceEnds      string    `json:"grace_ends"`
	Zone           string    `json:"zone"`
	DaysLeft       int       `json:"days_left"`
	UpdatesAllowed bool      `json:"updates_allowed"`
	NextCheck      time.Time `json:"next_check"`
	ServerTime     time.Time `json:"server_time"`
	Hint           string    `json:"hint,omitempty"`
}

func peerOf(s *answer.Statement) *marshalled {
	return &marshalled{
		Result: s.Result.String(), Product: s.Product, Type: s.Type.String(), Seats: s.Seats, Components: s.Components,
		Expires: s.Expires.String(), GraceEnds: s.GraceEnds.String(), Zone: s.Zone, DaysLeft: s.DaysLeft,
		UpdatesAllowed: s.UpdatesAllowed, NextCheck: s.NextCheck, ServerTime: s.ServerTime,
	}
}
