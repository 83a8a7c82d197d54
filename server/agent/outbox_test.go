package agent

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ollu/server/agent/hook"
)

// queued makes an agent whose queue holds hooks of these names.
func queued(t testing.TB, dir string, hooks []Hook, names ...string) *Agent {
	t.Helper()
	a, err := Open(Options{Dir: dir, Product: "appliance", Hooks: hooks})
	if err != nil {
		t.Fatal(err)
	}
	err = a.store.Update(func(s *State) error {
		for _, name := range names {
			s.queue(kindHook, name, "antivirus", string(EventGrace), time.Now())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func left(a *Agent) (names []string) {
	for _, q := range a.store.View().Outbox {
		names = append(names, fmt.Sprint(q.Name, q.Tries))
	}
	return names
}

func TestOutboxRunsInOrder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ran")
	hooks := []Hook{{Name: "a", Program: runs("", file, "a")}, {Name: "b", Program: runs("", file, "b")}}
	a := queued(t, t.TempDir(), hooks, "a", "b", "gone", "a")
	a.drain(t.Context())
	got := lines(t, file)
	want := "a event=grace component=antivirus components=antivirus product=appliance"
	if len(got) != 3 || got[0] != want || got[1] != "b"+want[1:] || got[2] != want || len(left(a)) != 0 {
		t.Errorf("%q, left %v", got, left(a))
	}
}

func TestOutboxTriesThreeTimes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ran")
	hooks := []Hook{{Name: "bad", Program: runs("fails", file, "bad")}, {Name: "good", Program: runs("", file, "good")}}
	a := queued(t, t.TempDir(), hooks, "bad", "good")
	synctest.Test(t, func(t *testing.T) { a.drain(t.Context()) })
	var names []string
	for _, line := range lines(t, file) {
		names = append(names, strings.Fields(line)[0])
	}
	if got := strings.Join(names, " "); got != "bad bad bad good" || len(left(a)) != 0 {
		t.Errorf("%s, left %v", got, left(a))
	}
}

// Giving up is no try: what was interrupted is there the next time.
func TestOutboxInterrupted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ran")
	a := queued(t, t.TempDir(), []Hook{{Name: "slow", Program: runs("hangs", file, "slow")}}, "slow")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { a.drain(ctx); close(done) }()
	await(t, func() bool { return len(lines(t, file)) == 1 })
	cancel()
	<-done
	if got := left(a); len(got) != 1 || got[0] != "slow0" {
		t.Errorf("left %v", got)
	}
}

// await waits for something that happens in another process.
func await(t testing.TB, so func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 4000 {
		if so() {
			return
		}
		<-tick.C
	}
	t.Fatal("it does not come to be")
}

// A program may itself ask the agent to change its state, and several processes
// drain one queue: nothing runs twice, and nobody waits for himself.
func TestOutboxIsSharedAndHoldsNoLock(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "ran")
	var hooks []Hook
	var names []string
	for i := range 5 {
		name := fmt.Sprint("hook", i)
		hooks = append(hooks, Hook{Name: name, Program: runs("", file, name)})
		names = append(names, name)
	}
	nested := hook.Program{Run: []string{os.Args[0], "program", "changes", dir}, Timeout: 30 * time.Second}
	hooks = append(hooks, Hook{Name: "nested", Program: nested})
	queued(t, dir, hooks, append(names, "nested")...)
	var all sync.WaitGroup
	for range 4 {
		a, err := Open(Options{Dir: dir, Hooks: hooks})
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() { a.drain(t.Context()) })
	}
	all.Wait()
	a := queued(t, dir, nil)
	if got := lines(t, file); len(got) != 5 || len(left(a)) != 0 || a.store.View().MailTries != 1 {
		t.Errorf("ran %q, left %v, %d changes", got, left(a), a.store.View().MailTries)
	}
}

// Killed while a hook runs: it runs again afterwards, and what ran before does not.
func TestOutboxSurvivesAKill(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "ran")
	hooks := []Hook{{Name: "first", Program: runs("", file, "first")}, {Name: "second", Program: runs("hangs", file, "second")}}
	a := queued(t, dir, hooks, "first", "second")
	c := exec.Command(os.Args[0], "program", "drains", dir, file)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return len(lines(t, file)) == 2 })
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // killed, as was wanted
	if got := left(a); len(got) != 1 || got[0] != "second0" {
		t.Errorf("left %v", got)
	}
	a.o.Hooks[1].Program = runs("", file, "second")
	a.drain(t.Context())
	got := lines(t, file)
	if len(got) != 3 || !strings.HasPrefix(got[0], "first") || !strings.HasPrefix(got[2], "second") || len(left(a)) != 0 {
		t.Errorf("ran %q, left %v", got, left(a))
	}
}

// drains is the process that is killed.
func drains(dir, file string) int {
	a, err := Open(Options{Dir: dir, Hooks: []Hook{
		{Name: "first", Program: runs("", file, "first")}, {Name: "second", Program: runs("hangs", file, "second")},
	}})
	if err != nil {
		fmt.Println(err)
		return 2
	}
	a.drain(context.Background())
	return 0
}

// changes is a hook that uses the agent itself.
func changes(dir string) int {
	a, err := Open(Options{Dir: dir})
	if err == nil {
		err = a.store.Update(func(s *State) error { s.MailTries++; return nil })
	}
	if err != nil {
		fmt.Println(err)
		return 2
	}
	return 0
}

func TestOutboxWaitsForItsLock(t *testing.T) {
	a := queued(t, t.TempDir(), nil, "a")
	unlock, err := tryLock(filepath.Join(a.o.Dir, outboxLock))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	a.drain(ctx)
	if got := left(a); len(got) != 1 || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("left %v, %v", got, ctx.Err())
	}
	unlock()
	a.drain(t.Context())
	if got := left(a); len(got) != 0 {
		t.Errorf("left %v", got)
	}
}
