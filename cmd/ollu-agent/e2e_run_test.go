package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/mail/mailtest"
)

// keep starts `ollu-agent run` and returns once it runs.
func (p place) keep(t *testing.T, more ...string) *clitest.Process {
	t.Helper()
	r := p.Start(t, "ollu-agent", append([]string{"run"}, more...)...)
	clitest.Eventually(t, "the agent runs", func() bool {
		select {
		case <-r.Ended:
			t.Fatalf("the agent ended: %s", r.Stderr.String())
		default:
		}
		return strings.Contains(r.Stderr.String(), "running")
	})
	return r
}

// While it runs it tells people: lines on the console, and a mail in Japanese
// through a server that wants STARTTLS and a password (rows A6 and A7).
func TestRunTellsPeople(t *testing.T) {
	n := startNode(t)
	catcher := mailtest.Start(t, mailtest.Options{User: "gw", Password: "mail-s3cret"})
	p := activated(t, n, n.issue("--expires", in(t, 10)))
	p.Write(t, "password", "mail-s3cret\n")
	p.Write(t, "ollu-agent.yaml", fmt.Sprintf(`lang: ja
host: gw-tokyo-01
ca_file: %q
mail:
  host: %s
  port: %d
  user: gw
  password_file: password
  from: licence@gw.example.com
  to: [admin@example.com, "Ops <ops@example.com>"]
`, catcher.CAFile(), catcher.Host(), catcher.Port()))
	r := p.keep(t)
	mail := catcher.Wait(1)[0]
	clitest.Eventually(t, "the notice stands on the console", func() bool {
		return strings.Contains(r.Stdout.String(), "「迷惑メール対策」のサポート契約は、あと10日で終了します。")
	})
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
	d := mail.Decode(t)
	if !strings.Contains(d.Subject, "gw-tokyo-01") || !strings.Contains(d.Subject, "サポート契約の終了まであと10日です") {
		t.Errorf("subject %q", d.Subject)
	}
	if !strings.Contains(d.Body, "「ウイルス対策とコンテンツフィルタ」のサポート契約は、あと10日で終了します。") {
		t.Errorf("body %q", d.Body)
	}
	if !mail.TLS || mail.User != "gw" || len(mail.To) != 2 || mail.From != "licence@gw.example.com" {
		t.Errorf("it came as %+v", mail)
	}
	if log := r.Stderr.String(); strings.Contains(log, "s3cret") {
		t.Errorf("the log holds the password: %s", log)
	}
}

// systemd is told when the agent is ready and when it stops; a second agent on
// the same folder is refused.
func TestRunAsAService(t *testing.T) {
	systemd, heard := clitest.Systemd(t)
	p := newPlace(t)
	r := p.with(systemd).Start(t, "ollu-agent", "run", "--log-level", "debug")
	<-r.Ended
	if r.Cmd.ProcessState.ExitCode() != cli.Failed {
		t.Errorf("a flag that run does not have was taken: %s", r.Stderr.String())
	}
	r = p.with(systemd).keep(t)
	if got := heard(); got != "READY=1" {
		t.Errorf("heard %q", got)
	}
	clitest.Eventually(t, "a second agent is refused", func() bool {
		second := p.Start(t, "ollu-agent", "run")
		select {
		case <-second.Ended:
			return strings.Contains(second.Stderr.String(), "is running on ./agent already; stop that one first")
		case <-time.After(time.Second): // it came before the first
			second.Kill()
			return false
		}
	})
	if code := r.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, r.Stderr.String())
	}
	if got := heard(); got != "STOPPING=1" {
		t.Errorf("heard %q", got)
	}
}

// hooked is a configuration whose hooks and services write down what they are
// run for.
const hooked = `hooks:
  - name: note
    on: [activated, updated, grace, expired, restored]
    run: [/bin/sh, -c, 'echo "$OLLU_EVENT $OLLU_COMPONENT $OLLU_EXPIRES" >> noted']
services:
  - name: scan
    run: [/bin/sh, -c, 'echo "scan $OLLU_REASON" >> noted']
  - name: sender-filter
    components: [spam-prevention, sender-reputation]
    run: [/bin/sh, -c, 'echo "filter $OLLU_REASON" >> noted']
  - name: policy
    components: [data-loss-prevention]
    run: [/bin/sh, -c, 'echo "policy $OLLU_REASON" >> noted']
`

// Hooks run for each component, services once for an action, and only where
// something came of it (rows A3, A4, A10).
func TestHooks(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	p := newPlace(t)
	p.Write(t, "ollu-agent.yaml", "server: "+n.url+"\n"+hooked)
	noted := func() map[string]int {
		t.Helper()
		counts := map[string]int{}
		for line := range strings.Lines(p.Read(t, "noted")) {
			counts[strings.Fields(line)[0]]++
			counts[strings.TrimSpace(line)]++
		}
		p.Write(t, "noted", "")
		return counts
	}
	p.agent(t, "activate", code).Want(t, cli.Done, "activated", "")
	got := noted()
	if got["activated"] != 5 || got["scan code_changed"] != 1 || got["filter code_changed"] != 1 || got["policy"] != 0 || got["activated ip-profiler "+in(t, 100)] != 1 {
		t.Errorf("an activation ran %v", got)
	}
	p.agent(t, "check").Want(t, cli.Done, "nothing to update", "")
	if got := noted(); len(got) != 0 {
		t.Errorf("a check without news ran %v", got)
	}
	n.ollu("license", "renew", code, "--expires", in(t, 465))
	p.agent(t, "check").Want(t, cli.Done, "updated", "")
	if got := noted(); got["updated"] != 5 || got["scan manual_update"] != 1 || got["filter manual_update"] != 1 || got["scan"] != 1 {
		t.Errorf("a check with news ran %v", got)
	}
	n.ollu("license", "revoke", code, "--reason", "x")
	p.agent(t, "check").Want(t, cli.No, "has changed", "")
	if got := noted(); got["expired"] != 5 || got["expired antivirus "+in(t, 465)] != 1 {
		t.Errorf("a revoked licence ran %v", got)
	}
	n.ollu("license", "resume", code)
	p.agent(t, "check").Want(t, cli.Done, "the licence was updated. The expiry is ", "")
	if got := noted(); got["restored"] != 5 {
		t.Errorf("a licence that was given back ran %v", got)
	}
}

// A hook that was cut off by kill -9 runs again with the next agent.
func TestAHookSurvivesAKill(t *testing.T) {
	n := startNode(t)
	p := newPlace(t)
	p.Write(t, "ollu-agent.yaml", `server: `+n.url+`
hooks:
  - name: slow
    on: [activated]
    components: [antivirus]
    run: [/bin/sh, -c, 'if [ ! -e begun ]; then touch begun; exec sleep 30; fi; echo done > "done"']
`)
	r := p.Start(t, "ollu-agent", "activate", n.issue("--expires", in(t, 100)))
	clitest.Eventually(t, "the hook has begun", func() bool { return p.has("begun") })
	r.Kill()
	p.wantStanding(t, "valid", in(t, 100), true)
	again := p.keep(t)
	clitest.Eventually(t, "the hook runs again", func() bool { return p.has("done") })
	if code := again.Stop(t); code != cli.Done {
		t.Errorf("exit code %d: %s", code, again.Stderr.String())
	}
}

func (p place) has(name string) bool {
	_, err := os.Stat(filepath.Join(p.Dir, name))
	return err == nil
}

// kills is how often the running agent is killed while the state changes.
const kills = 15

// A killed agent leaves a state that the next one goes on with.
func TestKillLosesNothing(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	p := activated(t, n, code)
	device := p.status(t).Device
	for i := range kills {
		r := p.keep(t)
		expires := in(t, 101+i)
		n.ollu("license", "renew", code, "--expires", expires)
		check := p.Start(t, "ollu-agent", "check")
		if i%2 == 0 {
			<-check.Ended
		}
		r.Kill()
		check.Kill()
		s := p.status(t)
		if s.Result != "valid" || s.Device != device || s.SetAside != "" {
			t.Fatalf("after kill %d: %+v", i+1, s)
		}
		if i%2 == 0 && s.Expires.String() != expires {
			t.Errorf("after kill %d a check that was done is lost: %s, want %s", i+1, s.Expires, expires)
		}
	}
	p.agent(t, "check").Want(t, cli.Done, "The expiry is "+in(t, 100+kills), "")
	if left, err := filepath.Glob(filepath.Join(p.Dir, "agent", "*.damaged*")); err != nil || len(left) > 0 {
		t.Errorf("files were damaged: %v %v", left, err)
	}
}
