package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ollu/keystore"
	"ollu/server/disktest"
)

// edit changes the state on disk behind the agent's back, as a person with an
// editor would.
func edit(t testing.TB, a *Agent, change func(*State)) {
	t.Helper()
	s := a.store.View().clone()
	change(s)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(a.o.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(a.o.Dir, stateFile), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFileModes(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	h := newHouse(t)
	a := h.agentIn(filepath.Join(t.TempDir(), "deep", "agent"))
	h.activate(a, h.issue(100), "")
	for name, want := range map[string]os.FileMode{stateFile: 0o600, recoveryFile: 0o600, lockFile: 0o600, allowedFile: 0o644} {
		info, err := os.Stat(filepath.Join(a.o.Dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// A damaged state is set aside with a message and comes back whole: device, codes
// and what was verified.
func TestDamagedState(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100, func(l *keystore.Licence) { l.DeviceLimit = 0 })
	for name, damage := range map[string]func([]byte) []byte{
		"empty":       func([]byte) []byte { return nil },
		"cut short":   func(b []byte) []byte { return b[:len(b)/2] },
		"zeros":       func(b []byte) []byte { return make([]byte, len(b)) },
		"no state":    func([]byte) []byte { return []byte("{}") },
		"two states":  func(b []byte) []byte { return append(b, b...) },
		"null part":   func([]byte) []byte { return []byte(`{"format":1,"parts":{"antivirus":null}}`) },
		"broken code": func(b []byte) []byte { return bytes.Replace(b, []byte(l.Code.Reveal()), []byte("IM-2222"), 1) },
	} {
		a := h.agent()
		h.activate(a, l, "")
		device := a.store.View().Device
		path := filepath.Join(a.o.Dir, stateFile)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, damage(b), 0o600); err != nil {
			t.Fatal(err)
		}
		for who, again := range map[string]*Agent{"running": a, "opened again": h.agentIn(a.o.Dir)} {
			if got := holds(again, "antivirus"); got != "valid "+day(l) || again.store.View().Device != device || !again.UpdatesAllowed("spam") {
				t.Errorf("%s, %s: %s", name, who, got)
			}
		}
		aside, _ := filepath.Glob(path + ".damaged-*")
		if st := a.Status(); len(aside) != 1 || st.SetAside != filepath.Base(aside[0]) {
			t.Errorf("%s: set aside as %q, and the status says %q", name, aside, st.SetAside)
		}
		h.check(a, NothingToUpdate)
		if a.Status().SetAside != "" {
			t.Errorf("%s: the message stays", name)
		}
	}
}

// The state gone, or both copies damaged: what is left is used, and nothing is
// made up.
func TestLostState(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	remove := func(name string) {
		if err := os.Remove(filepath.Join(a.o.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	remove(stateFile)
	if got := holds(h.agentIn(a.o.Dir), "antivirus"); got != "valid "+day(l) {
		t.Errorf("without state.json: %s", got)
	}
	remove(recoveryFile)
	b := h.agentIn(a.o.Dir)
	h.check(b, NothingToUpdate)
	if _, ok := files(t, a.o.Dir)[recoveryFile]; !ok {
		t.Error("the second copy is not made again")
	}
	for _, name := range []string{stateFile, recoveryFile} {
		if err := os.WriteFile(filepath.Join(a.o.Dir, name), []byte("}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := h.agentIn(a.o.Dir)
	if holds(c, "antivirus") != "-" || c.UpdatesAllowed("antivirus") {
		t.Error("both copies damaged, and something is held")
	}
	h.activate(c, l, "")
}

// A newer program's state is left alone.
func TestNewerState(t *testing.T) {
	h := newHouse(t)
	dir := t.TempDir()
	path := filepath.Join(dir, stateFile)
	text := fmt.Sprintf(`{"format":%d}`, stateFormat+1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Dir: dir, Server: h.url}); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("%v", err)
	}
	if got := files(t, dir); len(got) != 1 || got[stateFile] != text {
		t.Errorf("%q", got)
	}
}

// Dates in the state are not believed: editing them, or swapping evidence between
// codes, gains nothing.
func TestEditedState(t *testing.T) {
	h := newHouse(t)
	short, long := h.issue(-200), h.issue(900, func(l *keystore.Licence) { l.Product = "software" })
	lender := h.agent(func(o *Options) { o.Product, o.Device = "software", "rack-1" })
	h.activate(lender, long, "")
	better := lender.store.View().Parts["antivirus"]
	for name, change := range map[string]func(*State){
		"dates": func(s *State) {
			s.Parts["antivirus"].LastGood = noon.AddDate(9, 0, 0)
			s.Parts["antivirus"].Told = PhaseActive
		},
		"another answer":  func(s *State) { s.Parts["antivirus"].Token = better.Token },
		"another code":    func(s *State) { s.Parts["antivirus"] = better },
		"and product":     func(s *State) { s.Parts["antivirus"], s.Product = better, "software" },
		"another device":  func(s *State) { s.Device = "rack-2" },
		"as a code":       func(s *State) { s.Parts["antivirus"].Source = SourceCode },
		"nobody's issuer": func(s *State) { s.Issuer = "" },
	} {
		a := h.agent(func(o *Options) { o.Device = "rack-1" })
		h.activate(a, short, "")
		edit(t, a, change)
		again := h.agentIn(a.o.Dir, func(o *Options) { o.Device = "rack-1" })
		if again.UpdatesAllowed("antivirus") || strings.HasPrefix(holds(again, "antivirus"), "valid") {
			t.Errorf("%s: %s", name, holds(again, "antivirus"))
		}
	}
}

// An answer that was damaged on disk comes back from the second copy.
func TestDamagedToken(t *testing.T) {
	h := newHouse(t)
	l := h.issue(100)
	a := h.agent()
	h.activate(a, l, "")
	edit(t, a, func(s *State) { s.Parts["spam"].Token = string(flipped([]byte(s.Parts["spam"].Token))) })
	for _, again := range []*Agent{a, h.agentIn(a.o.Dir)} {
		if got := holds(again, "spam"); got != "valid "+day(l) {
			t.Error(got)
		}
	}
}

// A full disk refuses a change as a whole; with room again it goes through.
func TestFullDisk(t *testing.T) {
	dir := disktest.Mount(t, "size=256k")
	h := newHouse(t)
	l := h.issue(100)
	a := h.agentIn(dir)
	h.activate(a, l, "")
	ballast := filepath.Join(dir, "ballast")
	disktest.Fill(t, ballast)
	before := files(t, dir)
	h.apply(keystore.Renew{Code: l.Code, Expires: l.Expires + 365})
	if _, err := a.Check(t.Context()); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "room") {
		t.Errorf("a full disk: %v", err)
	}
	if got := holds(a, "antivirus"); got != "valid "+day(l) {
		t.Errorf("what was not saved is held: %s", got)
	}
	for name, text := range files(t, dir) {
		if text != before[name] {
			t.Errorf("%s was changed", name)
		}
	}
	if got := holds(h.agentIn(dir), "antivirus"); got != "valid "+day(l) {
		t.Errorf("opened again: %s", got)
	}
	if err := os.WriteFile(filepath.Join(dir, stateFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := holds(a, "antivirus"); got != "valid "+day(l) {
		t.Errorf("damaged as well: %s", got)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	h.check(a, Updated)
}

const (
	childDir  = "OLLU_AGENT_TEST_DIR"
	childStep = "OLLU_AGENT_TEST_STEP"
)

// TestMain lets the test binary be the program of hooks and services, see program,
// and the other process of the tests below: it counts up in the state until it is
// killed, or a hundred times.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "program" {
		os.Exit(program(os.Args[2], os.Args[3:]))
	}
	dir := os.Getenv(childDir)
	if dir == "" {
		hasten()
		os.Exit(m.Run())
	}
	a, err := Open(Options{Dir: dir})
	for n := 0; err == nil && (n < 100 || os.Getenv(childStep) == "endless"); n++ {
		err = a.store.Update(func(s *State) error {
			s.MailTries++
			s.Device = "child"
			return nil
		})
		if n == 0 {
			fmt.Println("counting")
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(0)
}

func child(t *testing.T, dir, step string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childDir+"="+dir, childStep+"="+step)
	c.Stderr = os.Stderr
	return c
}

// Killed in the middle of writing, over and over: the state is always one that was
// written as a whole, and never goes back.
func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	counted := 0
	for range 10 {
		c := child(t, dir, "endless")
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 16)); err != nil {
			t.Fatal(err)
		}
		timer := time.NewTimer(time.Duration(counted%7) * time.Millisecond)
		<-timer.C
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // killed, as was wanted
		a, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		s := a.store.View()
		if s.MailTries <= counted || s.Device != "child" {
			t.Errorf("%d after %d", s.MailTries, counted)
		}
		counted = s.MailTries
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "*.damaged-*")); len(aside) != 0 {
		t.Errorf("damage: %q", aside)
	}
}

// Two processes and several goroutines write at once, and no change is lost.
func TestTwoProcessesAtOnce(t *testing.T) {
	dir := t.TempDir()
	c := child(t, dir, "")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 2 {
		a, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			wg.Go(func() {
				for range 50 {
					if err := a.store.Update(func(s *State) error { s.MailTries++; return nil }); err != nil {
						t.Error(err)
					}
					if a.store.View().MailTries == 0 {
						t.Error("a change is not seen")
					}
				}
			})
		}
	}
	wg.Wait()
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	a, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.store.View().MailTries; got != 300 {
		t.Errorf("%d changes of 300 are there", got)
	}
}

func TestWrongOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no folder":   {},
		"long device": {Dir: t.TempDir(), Device: strings.Repeat("x", 65)},
		"odd device":  {Dir: t.TempDir(), Device: "装置"},
		"no key set":  {Dir: t.TempDir(), Trust: []byte("key")},
		"no key":      {Dir: t.TempDir(), Trust: []byte(`{"keys":[]}`)},
	} {
		if _, err := Open(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
