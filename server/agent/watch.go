package agent

import (
	"time"

	"go.uber.org/zap"

	"ollu/server/agent/clock"
)

const (
	// markAge is how old the mark of the clock on disk may become while running.
	markAge = time.Hour
	// oddStep is a step ahead that makes the agent ask for the time; machines that
	// are suspended for the night take smaller ones every day.
	oddStep = 24 * time.Hour
)

// watch keeps an eye on the machine's clock while running, by means of the
// monotonic clock, which nobody sets and which stands still in a suspended machine.
type watch struct {
	wall, mono time.Time  // what the two clocks said at the last look
	mark       clock.Mark // what was on disk then
	marked     time.Time  // since when it has been, by the monotonic clock
}

// look reads the clocks, and gives by how much the machine's was set since the
// last look and for how long the program has run since the mark was made.
func (w *watch) look(mark clock.Mark, wall, mono time.Time) (step, ran time.Duration) {
	if w.mono.IsZero() {
		w.mono, w.wall = mono, wall
	}
	if w.marked.IsZero() || w.mark != mark {
		w.mark, w.marked = mark, w.mono
	}
	step = clock.Step(w.wall, wall, mono.Sub(w.mono))
	w.wall, w.mono = wall, mono
	return step, mono.Sub(w.marked)
}

// keepTime notes the time on disk: now and then, at every pulse while the clock is
// not believed, and at once when it was set.
func (a *Agent) keepTime() {
	s, wall := a.store.View(), a.o.Now()
	step, ran := a.tell.watch.look(s.Clock, wall, time.Now())
	r := s.Clock.Read(wall)
	if step != 0 {
		a.stepped(r, step)
	}
	due := step != 0 || r.Condition != clock.Right || r.Now.Sub(s.Clock.Trusted) >= markAge
	if !due || !s.licensed() {
		return
	}
	err := a.store.Update(func(s *State) error { s.Clock = s.Clock.Note(wall, ran); return nil })
	if err != nil {
		a.o.Log.Error("the time could not be saved", zap.Error(err))
	}
}

// stepped tells of a clock that was set, and has the server asked what time it is
// where that may matter.
func (a *Agent) stepped(r clock.Reading, step time.Duration) {
	a.tell.suspect = a.tell.suspect || step > oddStep || r.Condition != clock.Right
	a.o.Log.Warn("the clock was set, or the machine was suspended", zap.Duration("by", step),
		zap.Stringer("clock", r.Condition), zap.Time("goes_by", r.Now))
}
