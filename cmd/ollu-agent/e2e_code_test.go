package main

import (
	"strings"
	"testing"

	"ollu/cmd/cli"
)

// What a code is for is obeyed (rows L3 and L4): components, links, prefixes,
// what is not sold, other products.
func TestComponents(t *testing.T) {
	n := startNode(t)
	spam := n.issueFor("mail-gateway-software", "--prefix", "AS", "--expires", in(t, 200))
	virus := n.issueFor("mail-gateway-software", "--prefix", "IM", "--expires", in(t, 100))
	p := newPlace(t)
	p.Write(t, "ollu-agent.yaml", "server: "+n.url+"\nproduct: mail-gateway-software\n")

	p.agent(t, "activate", virus, "--component", "antivirus").Want(t, cli.Done, "Antivirus and content filter: activated.", "")
	p.agent(t, "activate", spam, "--component", "spam-prevention").
		Want(t, cli.Done, "Spam prevention, Sender reputation, IP profiler: activated. The expiry is "+in(t, 200), "")
	for component, want := range map[string]string{
		"antivirus": in(t, 100), "spam-prevention": in(t, 200), "sender-reputation": in(t, 200), "ip-profiler": in(t, 200),
	} {
		for _, part := range p.status(t).Parts {
			if part.Component == component && (part.Expires == nil || part.Expires.String() != want) {
				t.Errorf("%s expires %v, want %s", component, part.Expires, want)
			}
		}
	}
	ja := p.with("LC_ALL=ja_JP.UTF-8")
	for _, c := range []struct {
		component, en, ja string
		exit              int
	}{
		{"antivirus", "Codes that begin with AS are not for antivirus, whose codes begin with: IM", "ASで始まるコード", cli.No},
		{"mail-encryption", "mail-encryption is not sold", "販売されていない", cli.No},
		{"sender-reputation", "sender-reputation has no code of its own: it is activated together with spam-prevention", "専用のコードがありません", cli.No},
		{"spam", "This product has no component spam; it has: antivirus", "コンポーネント「spam」はありません", cli.Failed},
	} {
		p.agent(t, "activate", spam, "--component", c.component).Want(t, c.exit, "", "ollu-agent: "+c.en)
		ja.agent(t, "activate", spam, "--component", c.component).Want(t, c.exit, "", c.ja)
		ja.agent(t, "activate", spam, "--component", c.component).Want(t, c.exit, "", "\n対処: ")
	}
}

// A code of another product is a wrong code, also with a prefix that both have;
// one that nobody issued is told as that, and one that has expired as that.
func TestWrongCodes(t *testing.T) {
	n := startNode(t)
	p := activated(t, n, n.issue("--expires", in(t, 100)))
	other := n.issueFor("mail-gateway-software", "--expires", in(t, 300))
	p.agent(t, "activate", other).Want(t, cli.No, "", "it was issued for another product")
	p.agent(t, "activate", other, "--lang", "ja").Want(t, cli.No, "", "別の製品用に発行されたもの")
	p.agent(t, "activate", exampleCode).Want(t, cli.No, "", "is not known to the licence server")
	p.wantStanding(t, "valid", in(t, 100), true)
	if out := p.agent(t, "activate", n.issue("--expires", in(t, -200))); strings.Contains(out.Stderr, "not known") || strings.Contains(out.Stderr, "wrong") {
		t.Errorf("an expired code was told as a wrong one: %+v", out)
	}
	p.wantStanding(t, "valid", in(t, 100), true)
}

// A typing error is found before anything is asked, and the correction offered.
func TestTypingErrors(t *testing.T) {
	p := newPlace(t)
	const wrong = "IM-2CPJ-7SATU-ALE5G-FUKB6-8TM5N-D55BR"
	out := p.agent(t, "activate", wrong)
	out.Want(t, cli.No, "Probably meant: "+exampleCode, "look at symbol 31, counted without the hyphens")
	p.agent(t, "activate", wrong, "--lang=ja").Want(t, cli.No, "正しくは次のコードと思われます: "+exampleCode, "31文字目を確認してください")
	p.agent(t, "activate", exampleCode[:30]).Want(t, cli.No, "", "31 are expected")
	p.agent(t, "activate", "").Want(t, cli.No, "", "The activation code has 0 symbols")
	if strings.Contains(out.Stderr, exampleCode[8:13]) {
		t.Errorf("stderr holds a code: %s", out.Stderr)
	}
}

// The number of devices is the issuer's business, and told as that.
func TestDeviceLimit(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 100), "--device-limit", "1")
	activated(t, n, code)
	newPlace(t).agent(t, "activate", code, "--server", n.url).Want(t, cli.No, "", "in use on as many installations as the licence allows")
}
