package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"ollu/keystore"
)

func TestAHundredActivatorsShareCommits(t *testing.T) {
	const callers, each = 100, 20
	var infos []CommitInfo
	s := opened(t, fresh(t), func(o *Options) { o.OnCommit = func(i CommitInfo) { infos = append(infos, i) } })
	issue(t, s, callers)
	before := s.Stats().Commits
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for d := range each {
				id := fmt.Sprint("host-", d)
				must(t, s, keystore.Activate{Code: code(i), Device: id})
				if e, err := s.Lookup(code(i)); err != nil || int(e.Devices) != d+1 {
					t.Errorf("activated %d devices, answered %d, %v", d+1, e.Devices, err)
				}
				if registered, err := s.Seen(code(i), []byte(id), nil, noon); !registered || err != nil {
					t.Errorf("activated, and then registered %t, %v", registered, err)
				}
			}
		})
	}
	all.Wait()
	commits := s.Stats().Commits - before
	if commits > callers*each/4 {
		t.Errorf("%d commits for %d acts", commits, callers*each)
	}
	sound(t, s)
	closed(t, s)
	acts := 0
	for _, info := range infos[1:] {
		acts += info.Acts
	}
	if info := infos[1]; acts != callers*each || info.FileBytes <= 0 || info.Sync <= 0 {
		t.Errorf("OnCommit was told of %d acts, want %d, and of %+v", acts, callers*each, info)
	}
}

func TestActsOfAGroupSeeEachOtherAndARefusalDisturbsNone(t *testing.T) {
	s := opened(t, fresh(t))
	l := licence(0)
	l.DeviceLimit = 3
	must(t, s, keystore.Issue{Licences: []keystore.Licence{l}})
	before := s.Stats().Commits
	waiting, release := hold(t, s)
	const callers = 8
	var done, refused atomic.Int32
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			_, err := s.Apply(context.Background(), act(keystore.Activate{Code: code(0), Device: fmt.Sprint(i)}))
			switch {
			case err == nil:
				done.Add(1)
			case errors.Is(err, keystore.ErrDeviceLimit):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	<-waiting
	for len(s.queue) < callers {
		runtime.Gosched()
	}
	release()
	all.Wait()
	if done.Load() != 3 || refused.Load() != callers-3 || s.Stats().Commits != before+1 {
		t.Errorf("%d done, %d refused, in %d commits", done.Load(), refused.Load(), s.Stats().Commits-before)
	}
	sound(t, s)
}

func TestAnActWhoseCallerLeftIsNotDone(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 2)
	waiting, release := hold(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	left := make(chan error)
	go func() {
		_, err := s.Apply(ctx, act(keystore.Suspend{Code: code(0)}))
		left <- err
	}()
	<-waiting
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("Apply = %v", err)
	}
	release()
	must(t, s, keystore.Suspend{Code: code(1)})
	if e, _ := s.Lookup(code(0)); e.Standing != keystore.Issued {
		t.Errorf("it was done all the same: %v", e.Standing)
	}
}

func TestAFullQueueLetsTheCallerLeave(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 1)
	_, release := hold(t, s)
	defer release()
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	for range 2 * queueLength {
		all.Go(func() {
			if _, err := s.Apply(ctx, act(keystore.Suspend{Code: code(0)})); !errors.Is(err, context.Canceled) {
				t.Errorf("Apply = %v", err)
			}
		})
	}
	for len(s.queue) < queueLength {
		runtime.Gosched()
	}
	cancel()
	all.Wait()
}

func TestAReadThatLastsHoldsNoWriterUp(t *testing.T) {
	s := opened(t, fresh(t))
	issue(t, s, 100)
	reading, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- s.Snapshot(context.Background(), &gate{reading: reading, goOn: goOn})
	}()
	<-reading
	for i := range 20 { // the file grows meanwhile
		var all []keystore.Licence
		for n := range 500 {
			all = append(all, licence(1000+i*500+n))
		}
		must(t, s, keystore.Issue{Licences: all})
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
	sound(t, s)
}

// gate says when it is first written to, and then waits.
type gate struct {
	once    sync.Once
	reading chan<- struct{}
	goOn    <-chan struct{}
}

func (g *gate) Write(p []byte) (int, error) {
	g.once.Do(func() { close(g.reading); <-g.goOn })
	return len(p), nil
}
