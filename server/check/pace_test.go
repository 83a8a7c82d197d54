package check

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Long work rests three times as long as it worked when others came meanwhile,
// and not when there is nobody else.
func TestPace(t *testing.T) {
	for name, c := range map[string]struct {
		others  func(m *Metrics)
		took    time.Duration
		resting time.Duration
	}{
		"alone":                {func(*Metrics) {}, time.Millisecond, 0},
		"others are there":     {func(m *Metrics) { m.inFlight.Add(1) }, time.Millisecond, 3 * time.Millisecond},
		"others came and went": {func(m *Metrics) { m.came.Add(1) }, time.Millisecond, 3 * time.Millisecond},
		"a clock that jumped":  {func(m *Metrics) { m.came.Add(1) }, time.Hour, mostRest},
		"a clock that stands":  {func(m *Metrics) { m.came.Add(1) }, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at, m := noon, NewMetrics(prometheus.NewRegistry())
				p := pace{now: func() time.Time { return at }, metrics: m}
				m.begins()
				p.long.Add(1)
				begun := time.Now()
				p.slice(func() { c.others(m); at = at.Add(c.took) })
				if rested := time.Since(begun); rested != c.resting {
					t.Errorf("rested %v, want %v", rested, c.resting)
				}
			})
		})
	}
}

// One waits in line for the other, but neither for ever nor while the door closes.
func TestLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closing := make(chan struct{})
		l := newLine(closing)
		if err := l.enter(); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if err := l.enter(); !errors.Is(err, errSyncLine) || time.Since(begun) != lineTime {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		second := make(chan error, 2)
		go func() { second <- l.enter() }()
		synctest.Wait()
		l.leave()
		if err := <-second; err != nil {
			t.Error(err)
		}
		go func() { second <- l.enter() }()
		synctest.Wait()
		close(closing)
		if err := <-second; !errors.Is(err, errSyncLine) {
			t.Errorf("%v when the door closes", err)
		}
	})
}
