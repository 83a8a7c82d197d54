package manager

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"
)

const (
	// pulse is how often it is looked at what is due: the clock may have been set,
	// and a sync may have been made by hand.
	pulse = time.Minute
	// idle is for how long no delivery is looked for when none is due: what is new
	// is told.
	idle = 10 * time.Minute
	// rounds is how many rounds of deliveries may be under way at once: products
	// that do not answer hold up one, and not what came after it.
	rounds = 4
)

// Run keeps the site up to date until ctx ends: it asks about every code daily at
// 00:00, or at once when that was missed, again and ever less often when the
// issuer is not reached, waits for changes in between, and has delivered what is
// new or is to be tried again (rows M1–M3, B2). It returns nil once all of that
// has stopped, which is at once.
func (m *Manager) Run(ctx context.Context) error {
	var group sync.WaitGroup
	for _, loop := range []func(context.Context){m.syncDaily, m.waitForChanges, m.deliver} {
		group.Go(func() { loop(ctx) })
	}
	group.Wait()
	return nil
}

// syncDaily syncs whenever it is due.
func (m *Manager) syncDaily(ctx context.Context) {
	if m.asker == nil {
		return
	}
	p := &plan{zone: m.o.Zone, spread: m.o.Spread, retry: m.o.Retry, random: m.chance}
	m.follow(p)
	defer m.follow(nil)
	for {
		at, ok := m.due(p)
		if ok && !at.After(m.o.Now()) {
			_, _ = m.syncAll(ctx) // noted and logged there
			at, ok = m.due(p)
		}
		wait := pulse
		if ok {
			wait = min(max(at.Sub(m.o.Now()), min(time.Second, m.o.Retry)), pulse)
		}
		if !pause(ctx, wait) {
			return
		}
	}
}

// due gives when the next sync is due; false when the book cannot be read.
func (m *Manager) due(p *plan) (time.Time, bool) {
	marks, err := m.marks()
	if err != nil {
		m.log.Error("the time of the last sync cannot be read", zap.Error(err))
		return time.Time{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return p.next(&marks, m.after, m.o.Now()), true
}

func (m *Manager) follow(p *plan) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.plan = p
}

// pause waits, and tells whether it waited to the end.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// deliver has delivered what is due, at once whenever something is new.
func (m *Manager) deliver(ctx context.Context) {
	ended := make(chan time.Duration, rounds) // how long until something is due again
	timer := time.NewTimer(0)
	defer timer.Stop()
	running, wanted := 0, false
	for {
		select {
		case <-ctx.Done():
			for ; running > 0; running-- {
				<-ended
			}
			return
		case <-m.kick:
			wanted = true
		case <-timer.C:
			wanted = true
		case wait := <-ended:
			running--
			timer.Reset(wait)
		}
		if wanted && running < rounds {
			wanted = false
			running++
			go func() { ended <- m.round(ctx) }()
		}
	}
}

// round delivers what is due, and gives how long nothing is due then.
func (m *Manager) round(ctx context.Context) time.Duration {
	next, err := m.o.Deployer.Due(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		m.log.Error("deliveries could not be made", zap.Error(err))
		return pulse
	case next.IsZero():
		return idle
	}
	return min(max(next.Sub(m.o.Now()), min(time.Second, m.o.Retry)), idle)
}
