package manager

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"ollu/codec/term"
	"ollu/server/client"
	"ollu/server/manager/book"
)

const (
	// Waits after polls that failed in a row. The first is never longer than that
	// of a sync.
	firstPollWait = 5 * time.Second
	maxPollWait   = 10 * time.Minute
	// longHeld is after how long a wait that breaks was a good one: something on the
	// way cuts connections that are silent.
	longHeld = 30 * time.Second
	// Between two syncs after wakes lies so much time at least: what comes within it
	// is asked about together. The first wake is followed at once.
	wakeGap    = time.Second
	wakeAllGap = time.Minute // where every code is asked about
)

// poller is the memory of the long poll.
type poller struct {
	since    string    // the revision that is waited since
	synced   string    // the revision of the sync that since came from
	barred   time.Time // nobody may wait at the issuer until then
	failures int       // in a row
	woken    time.Time // the last sync after a wake
	wokenAll time.Time // the last of every code
}

// waitForChanges holds a long poll after each good sync, and asks at once about
// the codes that it is woken for (row B2). An issuer that lets nobody wait is not
// asked to again before tomorrow.
func (m *Manager) waitForChanges(ctx context.Context) {
	if m.asker == nil || m.o.LongPoll <= 0 {
		return
	}
	p := &poller{}
	for ctx.Err() == nil {
		x, ok := m.toWaitFor(p)
		if !ok {
			m.rest(ctx, pulse)
			continue
		}
		wait := m.poll(ctx, p, x)
		if wait > 0 && !pause(ctx, wait) {
			return
		}
	}
}

// rest waits until something is new to wait for, or for so long.
func (m *Manager) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-m.poke:
	case <-ctx.Done():
	}
}

// toWaitFor gives what to wait for; false when there is nothing, or not now.
func (m *Manager) toWaitFor(p *poller) (*index, bool) {
	marks, err := m.marks()
	if err != nil || marks.LastGood.IsZero() || marks.Revision == "" || m.o.Now().Before(p.barred) {
		return nil, false
	}
	p.follow(&marks)
	x, err := m.watched()
	if err != nil {
		m.log.Error("the codes to wait for cannot be read", zap.Error(err))
		return nil, false
	}
	return x, len(x.marks) > 0
}

// follow waits since the last sync of every code, where that is a newer one.
func (p *poller) follow(m *book.Marks) {
	if m.Revision != p.synced {
		p.since, p.synced = m.Revision, m.Revision
	}
}

// poll waits once, and gives how long not to wait again.
func (m *Manager) poll(ctx context.Context, p *poller, x *index) time.Duration {
	began := m.o.Now()
	w, err := m.wait(ctx, p.since, x)
	quiet := err == nil && !w.All && len(w.Marks) == 0
	switch {
	case ctx.Err() != nil, isOver(x):
		return 0
	case err == nil && !quiet:
		if err = m.woken(ctx, p, x, &w); err == nil {
			p.failures = 0
			return 0
		}
	case quiet && m.o.Now().Sub(began) >= m.o.LongPoll/2:
		p.failures, p.since = 0, w.Revision
		return 0
	case absent(err):
		p.barred = (term.Today(m.o.Now(), m.o.Zone) + 1).Start(m.o.Zone)
		m.log.Info("the issuer lets nobody wait for changes: they are asked for daily")
		return 0
	}
	if m.o.Now().Sub(began) > longHeld {
		p.failures = 0
	}
	p.failures++
	wait := backoff(p.failures, min(firstPollWait, m.o.Retry), maxPollWait, m.chance(), retryAfter(err))
	m.log.Debug("waiting for changes failed", zap.Int("failures", p.failures), zap.Duration("again_in", wait), zap.Error(err))
	return wait
}

func isOver(x *index) bool {
	select {
	case <-x.over:
		return true
	default:
		return false
	}
}

// wait holds one long poll, which ends when codes come or go.
func (m *Manager) wait(ctx context.Context, since string, x *index) (client.Woken, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-x.over:
			cancel()
		case <-ctx.Done():
		}
	}()
	m.holds(true)
	defer m.holds(false)
	return m.asker.Wait(ctx, since, x.marks, m.o.LongPoll)
}

func (m *Manager) holds(waiting bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting = waiting
}

// woken asks about the codes that may have changed. Wakes that follow each other
// closely wait out the gap, in which more is gathered.
func (m *Manager) woken(ctx context.Context, p *poller, x *index, w *client.Woken) error {
	now := m.o.Now()
	gap := wakeGap - now.Sub(p.woken)
	if w.All {
		gap = max(gap, wakeAllGap-now.Sub(p.wokenAll))
	}
	if gap > 0 && !pause(ctx, gap) {
		return nil
	}
	p.woken = m.o.Now()
	if w.All {
		p.wokenAll = p.woken
		_, err := m.syncAll(ctx)
		return err
	}
	if err := m.syncSome(ctx, x, w.Marks); err != nil {
		return err
	}
	p.since = w.Revision
	return nil
}

// syncSome asks about the codes with these marks, has delivered what is new, and
// then looks at what the issuer publishes beside it.
func (m *Manager) syncSome(ctx context.Context, x *index, marks []uint32) error {
	if err := m.take(ctx); err != nil {
		return err
	}
	defer m.release()
	s := m.begin()
	err := s.some(ctx, x.with(marks))
	m.noteSome(s, nil)
	if s.news {
		m.stir(false)
		s.news = false
		err = errors.Join(err, s.published(ctx, false))
	}
	if s.news {
		m.stir(false)
	}
	m.log.Info("woken", zap.Int("codes", s.report.Codes), zap.Int("changed", s.report.Changed), zap.Error(err))
	return err
}
