package agent

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.uber.org/zap"

	"ollu/server/agent/hook"
)

// queue adds something to be run once this state is on disk.
func (s *State) queue(kind, name, component, detail string, at time.Time) {
	s.Sequence++
	s.Outbox = append(s.Outbox, Queued{
		Sequence: s.Sequence, Kind: kind, Name: name, Component: component, Detail: detail, At: at.Round(0).UTC(),
	})
}

const (
	outboxLock = "outbox.lock"
	maxTries   = 3
	retryPause = 2 * time.Second
)

// drain runs what is queued, in order, each until it succeeds or was tried three
// times. It is taken off the queue after it ran: a process that is killed in
// between runs it again. One process at a time drains, without holding the
// state's lock; the others wait for it.
func (a *Agent) drain(ctx context.Context) {
	if len(a.store.View().Outbox) == 0 {
		return
	}
	unlock, err := waitLock(ctx, filepath.Join(a.o.Dir, outboxLock))
	if err != nil {
		a.o.Log.Warn("hooks and restarts wait for another time", zap.Error(err))
		return
	}
	defer unlock()
	for ctx.Err() == nil {
		s := a.store.View()
		i := slices.IndexFunc(s.Outbox, a.tell.open)
		if i < 0 || !a.deliver(ctx, s, s.Outbox[i]) {
			return
		}
	}
}

// deliver runs one thing that is queued and notes how it went; false when the
// caller gave up meanwhile, which is no try.
func (a *Agent) deliver(ctx context.Context, s *State, q Queued) bool {
	err := a.execute(ctx, s, &q)
	if ctx.Err() != nil {
		return false
	}
	q.Tries++
	log := a.o.Log.With(zap.String("kind", q.Kind), zap.String("name", q.Name), zap.String("component", q.Component),
		zap.String("detail", q.Detail), zap.Int("try", q.Tries))
	again := false
	switch {
	case err == nil:
		log.Info("ran")
	case q.Tries < maxTries && !errors.Is(err, errGone):
		again = true
		log.Warn("failed, it is tried again", zap.Error(err))
	default:
		log.Error("failed, and is given up", zap.Error(err))
	}
	if err := a.note(q, again); err != nil {
		a.tell.keep(q) // it must not run for ever because the disk is full
		log.Error("that it ran could not be saved; it may run again after a restart", zap.Error(err))
	}
	return !again || pause(ctx, retryPause)
}

// note writes down that something queued was run.
func (a *Agent) note(q Queued, again bool) error {
	return a.store.Update(func(s *State) error {
		i := slices.IndexFunc(s.Outbox, func(o Queued) bool { return o.Sequence == q.Sequence })
		switch {
		case i < 0:
		case again:
			s.Outbox[i] = q
		default:
			s.Outbox = slices.Delete(s.Outbox, i, i+1)
		}
		return nil
	})
}

var errGone = errors.New("it is no longer set up")

// execute runs the program of something that is queued.
func (a *Agent) execute(ctx context.Context, s *State, q *Queued) error {
	p, ok := a.program(q)
	if !ok {
		return errGone
	}
	output, err := hook.Run(ctx, p, a.environ(s, q))
	if len(output) > 0 {
		a.o.Log.Info("output", zap.String("name", q.Name), zap.String("output", strings.ToValidUTF8(string(output), "�")))
	}
	return err
}

func (a *Agent) program(q *Queued) (hook.Program, bool) {
	for _, h := range a.o.Hooks {
		if q.Kind == kindHook && h.Name == q.Name {
			return h.Program, true
		}
	}
	for _, s := range a.o.Services {
		if q.Kind == kindService && s.Name == q.Name {
			return s.Program, true
		}
	}
	return hook.Program{}, false
}

// plain makes one line of a name that a statement brought: a control character
// would begin another line, or end the text.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name)
}

// environ is what a program is told: what happened, and what is so now, which
// may be more than what happened when it is run late. A code is never in it.
func (a *Agent) environ(s *State, q *Queued) []string {
	components := strings.Split(q.Component, ",")
	env := []string{
		"OLLU_COMPONENT=" + plain(components[0]), "OLLU_COMPONENTS=" + plain(q.Component), "OLLU_PRODUCT=" + plain(s.Product),
	}
	if q.Kind == kindService {
		env = append(env, "OLLU_REASON="+q.Detail)
	} else {
		env = append(env, "OLLU_EVENT="+q.Detail)
	}
	l, ok := s.lease(components[0], a.at(s))
	if !ok {
		return env
	}
	env = append(env, "OLLU_RESULT="+l.Result.String(), fmt.Sprintf("OLLU_UPDATES_ALLOWED=%t", l.Allowed))
	if !l.Term.Perpetual {
		env = append(env, "OLLU_EXPIRES="+l.Term.Expires.String(), "OLLU_GRACE_ENDS="+l.State.GraceEnds.String())
	}
	return env
}
