package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/codec/profile"
	"ollu/server/mail/mailtest"
)

// A check under the name of another product is refused, and nothing is lost by it.
func TestCheckOfAnotherProduct(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	p := activated(t, n, n.issue("--expires", in(t, 100)))
	before := p.Read(t, "agent/state.json")
	p.agent(t, "check", "--product", "mail-gateway-software").
		Want(t, cli.Failed, "", "The licence in use is for mail-gateway-appliance, and mail-gateway-software was named")
	p.agent(t, "check", "--product", "mail-gateway-software", "--lang", "ja").Want(t, cli.Failed, "", "確認と変更は行いませんでした")
	if after := p.Read(t, "agent/state.json"); after != before {
		t.Errorf("it changed the state to %s", after)
	}
	p.wantStanding(t, "valid", in(t, 100), true)
	p.agent(t, "check", "--product", gateway).Want(t, cli.Done, "nothing to update", "")

	wrong := p.with("OLLU_AGENT_PRODUCT=mail-gateway-software")
	wrong.agent(t, "status").Want(t, cli.Done, "The licence is for mail-gateway-appliance, and another product is configured", "")
	r := wrong.keep(t)
	clitest.Eventually(t, "it is told", func() bool { return strings.Contains(r.Stderr.String(), "another product is configured") })
	r.Kill()
	p.wantStanding(t, "valid", in(t, 100), true)
}

// Nothing entered is a no, for every command that asks about it.
func TestNothingEntered(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	for _, command := range []string{"status", "check", "explain"} {
		if out := p.agent(t, command); out.Code != cli.No {
			t.Errorf("%s: %+v", command, out)
		}
	}
}

// With both copies of the state damaged, what helps is to enter the codes again;
// each damaged file is kept.
func TestBothCopiesDamaged(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	p := activated(t, n, code)
	for range 3 {
		p.Write(t, "agent/state.json", "{")
		p.Write(t, "agent/recovery.json", "{")
		p.agent(t, "status").Want(t, cli.No, "its second copy was damaged too: enter the codes again with ollu-agent activate CODE", "the second copy of the codes is damaged too")
	}
	p.agent(t, "status", "--lang", "ja").Want(t, cli.No, "コードをもう一度入力してください", "")
	if left, _ := filepath.Glob(filepath.Join(p.Dir, "agent", "state.json.damaged*")); len(left) != 3 {
		t.Errorf("set aside are %v", left)
	}
}

// A description of a product that is none, or of another product, is told.
func TestWrongFacts(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	p := newPlace(t)
	n.publish(p, "/ollu/products/"+gateway+".jwt", "facts.jwt")
	n.publish(p, "/ollu/keys.json", "keys.json")
	for facts, c := range map[string][2]string{
		"keys.json": {"keys.json is not the signed description of a product.", "署名付きの製品情報ファイルではありません"},
		"facts.jwt": {"facts.jwt describes the product mail-gateway-appliance, and x is configured.", "の情報ですが"},
	} {
		here := p.with("OLLU_AGENT_FACTS="+facts, "OLLU_AGENT_PRODUCT=x")
		here.agent(t, "status").Want(t, cli.Failed, "", c[0])
		here.agent(t, "config", "check").Want(t, cli.No, c[0], "")
		here.agent(t, "run", "--lang", "ja").Want(t, cli.Failed, "", c[1])
	}
	p.with("OLLU_AGENT_FACTS=facts.jwt").agent(t, "config", "check").Want(t, cli.Done, "sound", "")
}

// What begins with a hyphen is no file, and the failure says how to write one.
func TestHyphens(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.Write(t, "-renewal.lic", "x")
	p.agent(t, "import", "-renewal.lic").Want(t, cli.Failed, "", "There is no flag -r.\nnext: What begins with a hyphen is taken for a flag: write a file of that name as ./-NAME.")
	p.agent(t, "import", "-renewal.lic", "--lang", "ja").Want(t, cli.Failed, "", "./-NAME")
	p.with("OLLU_AGENT_SERVER=http://127.0.0.1:1").agent(t, "import", "./-renewal.lic").Want(t, cli.Failed, "", "no key of the issuer")
	if out := p.agent(t, "activate", "-"+exampleCode); out.Code != cli.Failed || strings.Contains(out.Stderr, exampleCode[3:7]) {
		t.Errorf("%+v", out)
	}
}

// A mail that is refused for good is shown by status, and is not tried again that
// day.
func TestRefusedMail(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	catcher := mailtest.Start(t, mailtest.Options{User: "gw", Password: "mail-s3cret"})
	p := activated(t, n, n.issue("--expires", in(t, 10)))
	p.Write(t, "password", "another\n")
	p.Write(t, "ollu-agent.yaml", fmt.Sprintf("ca_file: %q\nmail: {host: %s, port: %d, user: gw, password_file: password, from: a@example.com, to: [b@example.com]}\n",
		catcher.CAFile(), catcher.Host(), catcher.Port()))
	r := p.keep(t)
	clitest.Eventually(t, "the refusal is told", func() bool { return strings.Contains(r.Stderr.String(), "was refused for good") })
	clitest.Eventually(t, "status shows it", func() bool { return p.status(t).MailRefused != "" })
	p.agent(t, "status").Want(t, cli.Done, "did not let us sign in, check user and password", "")
	p.agent(t, "status", "--lang", "ja").Want(t, cli.Done, "前回の通知メールは送信を拒否されたため", "")
	r.Kill()
	p.Write(t, "password", "mail-s3cret\n")
	again := p.keep(t)
	<-time.After(time.Second)
	again.Kill()
	if strings.Contains(again.Stderr.String(), "mail") {
		t.Errorf("it was tried again: %s", again.Stderr.String())
	}
}

// An older state that is put back is put right by the next check, and by the next
// push.
func TestRolledBackState(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	code := n.issue("--expires", in(t, 100))
	p := activated(t, n, code)
	old, spare := p.Read(t, "agent/state.json"), p.Read(t, "agent/recovery.json")
	back := func() {
		p.Write(t, "agent/state.json", old)
		p.Write(t, "agent/recovery.json", spare)
	}
	<-time.After(1100 * time.Millisecond)
	n.ollu("license", "renew", code, "--expires", in(t, 465))
	p.agent(t, "check").Want(t, cli.Done, in(t, 465), "")
	back()
	p.wantStanding(t, "valid", in(t, 100), true)
	p.agent(t, "check").Want(t, cli.Done, in(t, 465), "")
	back()
	l := p.listens(t)
	l.wants(statementPush(n.statement(code)), profile.Taken, "")
	p.wantStanding(t, "valid", in(t, 465), true)
	back() // under a running agent
	l.wants(statementPush(n.statement(code)), profile.Taken, "")
	p.wantStanding(t, "valid", in(t, 465), true)
}

// A clock that was set back, or leapt ahead, is told, changes no date, and is put
// right by the server's word. The mark in the state stands for the machine's clock,
// which a test cannot set.
func TestClockSet(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	code := n.issue("--expires", in(t, 20))
	p := activated(t, n, code)
	for days, c := range map[int][3]string{
		40: {"set_back", "Set back: it is ", "遅れています"}, -200: {"ahead", "In doubt: it is ", "進んでいます"},
	} {
		state := clitest.Parse[map[string]any](t, p.Read(t, "agent/state.json"))
		mark := time.Now().UTC().AddDate(0, 0, days).Format(time.RFC3339)
		state["clock"] = map[string]any{"wall": mark, "trusted": mark}
		text, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		p.Write(t, "agent/state.json", string(text))
		if got := p.status(t).Clock.Condition; got != c[0] {
			t.Errorf("%d days: the clock is %s, want %s", days, got, c[0])
		}
		p.agent(t, "status").Want(t, cli.Done, c[1], "")
		p.agent(t, "status", "--lang", "ja").Want(t, cli.Done, c[2], "")
		if out := p.agent(t, "explain", "--json"); out.Code != cli.Done {
			t.Errorf("explain: %+v", out)
		}
		p.agent(t, "check").Want(t, cli.Done, "nothing to update", "")
		if got := p.status(t).Clock.Condition; got != "right" {
			t.Errorf("%d days: after a check the clock is %s", days, got)
		}
		p.wantStanding(t, "valid", in(t, 20), true)
	}
}
