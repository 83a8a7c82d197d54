package main

import (
	"strings"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/server/agent"
)

// activated gives a place whose agent has taken a code in.
func activated(t *testing.T, n *node, code string) place {
	t.Helper()
	p := newPlace(t)
	if out := p.agent(t, "activate", code, "--server", n.url); out.Code != cli.Done {
		t.Fatalf("activate: %d %s%s", out.Code, out.Stdout, out.Stderr)
	}
	return p
}

// status gives what the agent says of itself.
func (p place) status(t *testing.T) agent.Status {
	t.Helper()
	return clitest.Parse[agent.Status](t, p.agent(t, "status", "--json").Stdout)
}

// wantStanding fails unless the main part is so.
func (p place) wantStanding(t *testing.T, result, expires string, updates bool) {
	t.Helper()
	s := p.status(t)
	got := "never"
	if s.Expires != nil {
		got = s.Expires.String()
	}
	if s.Result != result || got != expires || s.UpdatesAllowed != updates {
		t.Errorf("%s until %s, updates %t; want %s until %s, updates %t", s.Result, got, s.UpdatesAllowed, result, expires, updates)
	}
}

// The life of a licence as its user sees it, in both languages.
func TestALife(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 100), "--seats", "50")
	p := newPlace(t)
	ja := p.with("LANG=ja_JP.UTF-8")

	p.agent(t, "status").Want(t, cli.No, "What to do    Run ollu-agent activate CODE.", "")
	ja.agent(t, "status").Want(t, cli.No, "ollu-agent activate CODE を実行してください。", "")
	p.agent(t, "check").Want(t, cli.No, "", "next: Run ollu-agent activate CODE.")
	p.agent(t, "activate", code).Want(t, cli.Failed, "", "No licence server is set up: give its address.\nnext: Add --server")
	p.agent(t, "activate", code, "--server", n.url).Want(t, cli.Done, "Spam prevention, Sender reputation, IP profiler: activated. The expiry is "+in(t, 100), "")
	ja.agent(t, "activate", code).Want(t, cli.Done, "に更新するライセンス情報はありません。", "")

	p.agent(t, "status").Want(t, cli.Done, "IM-…-"+code[len(code)-5:], "")
	p.agent(t, "status").Want(t, cli.Done, "Details online  https://licence.example.com/licence\n", "")
	p.agent(t, "status").Want(t, cli.Done, "50     Active         "+in(t, 100)+" (100 days left)  "+in(t, 190)+"         Allowed", "")
	ja.agent(t, "status").Want(t, cli.Done, "期限内                "+in(t, 100)+" (あと100日)", "")
	p.wantStanding(t, "valid", in(t, 100), true)

	p.agent(t, "check").Want(t, cli.Done, "there is nothing to update. The expiry is "+in(t, 100)+", as before.", "")
	n.ollu("license", "renew", code, "--expires", in(t, 465))
	ja.agent(t, "check").Want(t, cli.Done, "のライセンス情報を更新しました。新しい有効期限は", "")
	p.agent(t, "check").Want(t, cli.Done, "nothing to update", "")
	p.wantStanding(t, "valid", in(t, 465), true)

	p.agent(t, "notices").Want(t, cli.Done, "Data-loss prevention: not activated yet.", "")
	p.agent(t, "notices", "--hide", "data-loss-prevention").Want(t, cli.Done, "--show data-loss-prevention", "")
	p.agent(t, "notices").Want(t, cli.Done, "There are no notices.", "")
	p.agent(t, "status").Want(t, cli.Done, "Not activated (notice hidden)", "")
	ja.agent(t, "notices", "--show", "data-loss-prevention").Want(t, cli.Done, "「情報漏えい対策」のお知らせを再び表示します。", "")
	ja.agent(t, "notices").Want(t, cli.Done, "はまだアクティベーションされていません", "")
	p.agent(t, "notices", "--hide", "antivirus").Want(t, cli.No, "", "next: ")
	p.agent(t, "notices", "--hide", "nothing").Want(t, cli.Failed, "", "This product has no component nothing; it has: antivirus")
	p.agent(t, "notices", "--hide", "a", "--show", "b").Want(t, cli.Failed, "", "do not go together: --hide, --show.\nnext: See ollu-agent notices --help.")
	if strings.Contains(p.Read(t, "agent/updates_allowed"), code) {
		t.Error("a code stands in a file that everybody can read")
	}
}

// What the issuer decided shows at the next check, told as what it is.
func TestDecisionsOfTheIssuer(t *testing.T) {
	n := startNode(t)
	for name, c := range map[string]struct {
		expires  int
		do       []string
		exit     int
		result   string
		updates  bool
		en, ja   string
		standing string
	}{
		"grace":     {-10, nil, cli.Done, "grace", true, "within its grace period", "更新猶予期間中です", "Grace period"},
		"expired":   {-100, nil, cli.Done, "expired", false, "updates have stopped", "アップデートは停止しています", "Expired"},
		"revoked":   {100, []string{"revoke", "--reason", "x"}, cli.No, "revoked", false, "withdrawn by its issuer", "取り消されています", "Revoked"},
		"suspended": {100, []string{"suspend", "--reason", "x"}, cli.No, "suspended", false, "suspended for the time being", "一時的に停止されています", "Suspended"},
		"replaced":  {100, []string{"replace"}, cli.No, "replaced", false, "enter the new code", "新しいアクティベーションコードを入力", "Replaced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code := n.issue("--expires", in(t, c.expires))
			p := activated(t, n, code)
			if c.do != nil {
				n.ollu(append([]string{"license", c.do[0], code}, c.do[1:]...)...)
				p.agent(t, "check").Want(t, c.exit, c.en, "")
			}
			p.agent(t, "check", "--lang", "ja").Want(t, c.exit, c.ja, "")
			p.wantStanding(t, c.result, in(t, c.expires), c.updates)
			p.agent(t, "status").Want(t, cli.Done, c.standing, "")
			p.agent(t, "status").Want(t, cli.Done, c.en, "")
		})
	}
}

// One paragraph says what is so and what to do (row A11).
func TestExplain(t *testing.T) {
	n := startNode(t)
	newPlace(t).agent(t, "explain").Want(t, cli.No, "activate the product first", "")
	code := n.issue("--expires", in(t, 20))
	p := activated(t, n, code)
	ja := p.with("LANG=ja_JP.UTF-8")
	for _, c := range []struct {
		do               func()
		question, answer string
		en, ja           string
	}{
		{func() {}, "renewal", "not_yet", "does not show a renewal yet", "まだ反映されていません"},
		{func() { n.ollu("license", "renew", code, "--expires", in(t, 385)) }, "renewal", "visible", "run a check to take it over", "反映してください"},
		{n.Kill, "connectivity", "refused", "check the address and the port", "接続が拒否されました"},
	} {
		c.do()
		p.agent(t, "explain").Want(t, cli.Done, c.en, "")
		ja.agent(t, "explain").Want(t, cli.Done, c.ja, "")
		out := p.agent(t, "explain", "--json")
		found := false
		for _, step := range clitest.Parse[agent.Explanation](t, out.Stdout).Steps {
			found = found || step.Question == c.question && step.Answer == c.answer
		}
		if !found {
			t.Errorf("no step %s with the answer %s in %s", c.question, c.answer, out.Stdout)
		}
		if text := p.agent(t, "explain").Stdout; strings.Count(text, "\n") != 1 || strings.Contains(text, code) {
			t.Errorf("not one paragraph, or it holds the code: %s", text)
		}
	}
	p.wantStanding(t, "valid", in(t, 20), true) // explaining takes nothing over
}

// report is what --json prints of an agent.Report.
type report struct {
	Outcome agent.Outcome
	Parts   []struct {
		Component, Code, Cause, Result string
		Outcome                        agent.Outcome
		NewExpires                     string `json:"new_expires"`
	}
}

// mistype changes the last symbol of a code.
func mistype(code string) string {
	last := "2"
	if strings.HasSuffix(code, last) {
		last = "3"
	}
	return code[:len(code)-1] + last
}

func TestJSON(t *testing.T) {
	n := startNode(t)
	code := n.issue("--expires", in(t, 30))
	p := newPlace(t)
	if r := clitest.Parse[refusal](t, p.agent(t, "activate", "--json", mistype(code), "--server", n.url).Stdout); r.Outcome != "refused" || len(r.Positions) == 0 || r.Suggestion != code {
		t.Errorf("a mistyped code as JSON: %+v", r)
	}
	r := clitest.Parse[report](t, p.agent(t, "activate", "--json", code, "--server", n.url).Stdout)
	if r.Outcome != agent.Updated || len(r.Parts) != 5 || strings.Contains(r.Parts[0].Code, code[8:13]) {
		t.Errorf("activate as JSON: %+v", r)
	}
	p.agent(t, "status", "--json").Want(t, cli.Done, `"en": "Antivirus and content filter"`, "")
	s := p.status(t)
	if s.LastOutcome != agent.Updated || s.LastCheck.IsZero() || s.NextCheck.IsZero() || len(s.Parts) != 6 || s.Parts[5].Result != "not_activated" {
		t.Errorf("status as JSON: %+v", s)
	}
	if r := clitest.Parse[report](t, p.agent(t, "check", "--json").Stdout); r.Outcome != agent.NothingToUpdate {
		t.Errorf("check as JSON: %+v", r)
	}
	lines := clitest.Parse[[]noticeLine](t, p.agent(t, "notices", "--json").Stdout)
	if len(lines) != 6 || *lines[0].Notice != "ending" || *lines[0].DaysLeft != 30 || lines[5].Notice != nil || lines[5].Activated {
		t.Errorf("notices as JSON: %+v", lines)
	}
	n.Kill()
	out := p.agent(t, "check", "--json")
	if r := clitest.Parse[report](t, out.Stdout); out.Code != cli.Failed || r.Outcome != agent.CouldNotComplete || r.Parts[0].Cause != "refused" {
		t.Errorf("check without a server as JSON: %d %+v", out.Code, r)
	}
}

// A code on standard input is taken as one on the command line.
func TestCodeFromStdin(t *testing.T) {
	n := startNode(t)
	p := newPlace(t)
	p.Stdin = "\n  " + strings.ToLower(n.issue("--expires", in(t, 100))) + "\r\n"
	p.agent(t, "activate", "-", "--server", n.url).Want(t, cli.Done, "activated", "")
	p.Stdin = " \n"
	p.agent(t, "activate", "-").Want(t, cli.Failed, "", "next: Give one activation code in one line.")
}
