package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/server/agent/clock"
	"ollu/server/agent/due"
)

const (
	runLock = "run.lock"
	// usualPulse is how often the state is looked at when nothing is due: another
	// process may have changed it, and the clock may have been set.
	usualPulse = time.Minute
)

// teller is what is kept in memory. What must survive is in the state; this
// bridges the time in which a state cannot be saved. All but the first two belong
// to Run.
type teller struct {
	mu  sync.Mutex
	ran map[uint64]bool // what ran and could not be taken off the queue

	pulse    time.Duration // 0: usualPulse
	watch    watch
	suspect  bool      // the server shall say what time it is
	failures int       // in a row, of saving what a check found
	hold     time.Time // no check until then
	shown    term.Day  // the day of the last console notice
	mailed   term.Day  // the day of the last mail
}

// keep remembers that something queued ran.
func (t *teller) keep(q Queued) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ran == nil {
		t.ran = map[uint64]bool{}
	}
	t.ran[q.Sequence] = true
}

// open tells whether something queued is still to be run.
func (t *teller) open(q Queued) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.ran[q.Sequence]
}

// Run keeps the licence up to date until ctx ends: it asks when a check is due,
// tells the product when a phase begins, shows and mails the notices of the day,
// and runs what is queued (rows A1, A2, A6, A7). What is due follows from the
// state alone, so a check that was missed while nothing ran is made up for at once.
// One process at a time runs on a folder; a second one is refused.
func (a *Agent) Run(ctx context.Context) error {
	if err := os.MkdirAll(a.o.Dir, 0o755); err != nil {
		return fmt.Errorf("making the folder of the state: %w", err)
	}
	unlock, err := tryLock(filepath.Join(a.o.Dir, runLock))
	if errors.Is(err, errHeld) {
		return fmt.Errorf("an agent is running on %s already; stop that one first: %w", a.o.Dir, err)
	}
	if err != nil {
		return err
	}
	defer unlock()
	var beside sync.WaitGroup
	defer beside.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	beside.Go(func() { a.drainOnWake(ctx) })
	if s := a.store.View(); s.misnamed() {
		a.o.Log.Error("another product is configured than the licence is for, so the server is not asked",
			zap.String("configured", s.Product), zap.String("licence", s.kept.product))
	}
	a.tell.suspect = a.store.View().Clock.Read(a.o.Now()).Condition != clock.Right
	for {
		began := a.now()
		a.tick(ctx)
		if ctx.Err() != nil || !pause(ctx, a.untilNext(began)) {
			return nil
		}
	}
}

// tick does all that is due. Checks come first: what they find may make a notice
// needless.
func (a *Agent) tick(ctx context.Context) {
	a.keepTime()
	a.askDue(ctx)
	a.turn()
	a.showNotices()
	a.mailNotices(ctx)
	a.drain(ctx)
}

// askDue asks about the codes whose check is due.
func (a *Agent) askDue(ctx context.Context) {
	s := a.store.View()
	now := a.at(s)
	codes := a.dueCodes(s, now)
	if len(codes) == 0 || s.misnamed() || now.Before(a.tell.hold) && a.tell.hold.Sub(now) <= due.MaxWait {
		return
	}
	a.tell.suspect = false
	report, err := a.refresh(ctx, codes, false)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		a.tell.failures++
		a.tell.hold = now.Add(due.Retry(a.tell.failures, a.random(), 0))
		a.o.Log.Error("what a check found could not be saved", zap.Error(err))
	default:
		a.tell.failures, a.tell.hold = 0, time.Time{}
		for i := range report.Parts {
			p := &report.Parts[i]
			a.o.Log.Info("checked", zap.String("component", p.Component), zap.String("code", p.Code),
				zap.String("outcome", string(p.Outcome)), zap.String("result", p.Result), zap.String("cause", p.Cause))
		}
	}
}

// dueCodes gives the codes to ask about now, each once.
func (a *Agent) dueCodes(s *State, now time.Time) []codec.Code {
	var codes []codec.Code
	for _, component := range s.components() {
		at, ok := a.dueAt(s, component, now)
		if code := s.Parts[component].Code; ok && (a.tell.suspect || !at.After(now)) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// dueAt gives when a component is to be asked about, which may be past; false for
// never. Moments that lie further ahead than they can have been set come from a
// clock that was wrong then.
func (a *Agent) dueAt(s *State, component string, now time.Time) (time.Time, bool) {
	p := s.Parts[component]
	switch {
	case !s.askable(p.Code):
		return time.Time{}, false
	case p.RetryAt.Sub(now) > due.MaxWait || p.LastGood.Sub(now) > clock.Slack:
		return now, true
	case !p.RetryAt.IsZero():
		return p.RetryAt, true
	}
	l, ok := s.lease(component, now)
	if !ok {
		return p.LastCheck.Add(due.MaxWait), true
	}
	next, ok := due.Next(&l.Term, p.LastGood, l.ServerNext)
	if next.IsZero() {
		return next, ok
	}
	return next.Add(due.Spread(s.Device, term.Today(next, l.Term.Zone), a.o.Spread)), ok
}

// turn tells the product of the phases that have begun, and sees to it that the
// file updates_allowed is right.
func (a *Agent) turn() {
	s := a.store.View()
	now := a.at(s)
	right := !s.licensed() || a.allowedIsRight(s)
	for component, l := range s.leases(now) {
		right = right && s.Parts[component].Told == l.Phase()
	}
	if right {
		return
	}
	if err := a.change(Tick, func(*State) error { return nil }); err != nil {
		a.o.Log.Error("what the calendar brings could not be saved", zap.Error(err))
	}
}

// untilNext gives how long nothing is due that was not due when the last tick
// began: until a check, a midnight in the zone of a licence, another try at a
// mail, and never longer than a pulse.
func (a *Agent) untilNext(began time.Time) time.Duration {
	s := a.store.View()
	now := a.at(s)
	next := now.Add(cmp.Or(a.tell.pulse, usualPulse))
	sooner := func(at time.Time) {
		if at.After(began) && at.Before(next) {
			next = at
		}
	}
	for component, l := range s.leases(now) {
		sooner((term.Today(began, l.Term.Zone) + 1).Start(l.Term.Zone))
		if at, ok := a.dueAt(s, component, now); ok {
			sooner(at)
		}
	}
	zone := s.zone(now)
	sooner((term.Today(began, zone) + 1).Start(zone))
	sooner(s.MailNext)
	sooner(a.tell.hold)
	return max(next.Sub(now), 0)
}
