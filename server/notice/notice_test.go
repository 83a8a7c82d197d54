package notice_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/notice"
	"ollu/server/words"
)

var update = flag.Bool("update", false, "write the golden files anew")

var gateway = product.Text{JA: "メールゲートウェイ", EN: "Mail Gateway"}

// listed gives the lines of a body that are about a component.
func listed(body string) (lines []string) {
	for line := range strings.Lines(body) {
		if said, ok := strings.CutPrefix(line, "- "); ok {
			lines = append(lines, strings.TrimSuffix(said, "\n"))
		}
	}
	return lines
}

func day(t *testing.T, s string) term.Day {
	t.Helper()
	d, err := term.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// appliance is one gateway: a component under contract, one on trial, one that
// runs longer, one that never was activated. It gives what its console and its
// mails are about on a day.
func appliance(t *testing.T, d term.Day) (console, mail []notice.Item) {
	t.Helper()
	parts := []struct {
		item    notice.Item
		expires string
		grace   int
	}{
		{notice.Item{Component: "antivirus", Name: worm, Activated: true}, "2020-01-31", 90},
		{notice.Item{Component: "spam-prevention", Name: product.Text{JA: "迷惑メール対策", EN: "Spam prevention"}, Activated: true, Trial: true}, "2020-02-10", 0},
		{notice.Item{Component: "cloud-pre-filter", Activated: true}, "2021-01-31", 90},
		{notice.Item{Component: "data-loss", Name: product.Text{JA: "情報漏えい対策", EN: "Data loss prevention"}}, "2020-01-31", 90},
	}
	for _, p := range parts {
		licence := term.Term{Expires: day(t, p.expires), Grace: p.grace}
		p.item.Notice = licence.ConsoleNotice(d, 60)
		console = append(console, p.item)
		p.item.Notice = licence.MailNotice(d, 15)
		mail = append(mail, p.item)
	}
	return console, mail
}

// What a reader sees, word for word, is kept in testdata; "go test
// ./server/notice -update" writes it anew, to be read before it is committed.
func TestGolden(t *testing.T) {
	for _, l := range words.Langs {
		var b strings.Builder
		for _, s := range []string{"2019-11-30", "2019-12-02", "2020-01-30", "2020-01-31", "2020-02-01", "2020-02-10", "2020-04-30", "2020-05-01"} {
			console, mail := appliance(t, day(t, s))
			fmt.Fprintf(&b, "== %s console\n%s\n", s, strings.Join(notice.Console(l, console), "\n"))
			if subject, body := notice.Mail(l, gateway, "mx1.example.com", mail); subject != "" {
				fmt.Fprintf(&b, "== %s mail\nSubject: %s\n\n%s", s, subject, body)
			}
		}
		golden(t, filepath.Join("testdata", l.String()+".txt"), b.String())
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("%s differs from line %d on; got:\n%s", path, i+1, got)
		}
	}
}

func TestNothingToSay(t *testing.T) {
	quiet := notice.Item{Component: "antivirus", Name: worm, Activated: true}
	never := notice.Item{Component: "antivirus", Name: worm, Notice: term.Notice{Kind: term.Ending, DaysLeft: 3}}
	if lines := notice.Console(words.EN, []notice.Item{quiet}); len(lines) != 0 {
		t.Errorf("the console says %q", lines)
	}
	if lines := notice.Console(words.EN, []notice.Item{never}); len(lines) != 1 || !strings.Contains(lines[0], "not activated") {
		t.Errorf("the console says %q", lines)
	}
	for _, items := range [][]notice.Item{nil, {quiet}, {never}, {quiet, never}} {
		if subject, body := notice.Mail(words.JA, gateway, "mx1", items); subject+body != "" {
			t.Errorf("a mail %q, %q", subject, body)
		}
	}
}

// item is a notice of a component that was activated.
func item(name string, n term.Notice) notice.Item {
	return notice.Item{Component: name, Activated: true, Notice: n}
}

func TestTheSubjectSaysTheMostPressing(t *testing.T) {
	ending := func(n int) notice.Item { return item("ending", term.Notice{Kind: term.Ending, DaysLeft: n}) }
	grace := func(since, left int) notice.Item {
		return item("grace", term.Notice{Kind: term.InGrace, DaysSince: since, GraceDaysLeft: left})
	}
	ended := item("ended", term.Notice{Kind: term.UpdatesEnded})
	rows := []struct {
		items []notice.Item
		want  string
	}{
		{[]notice.Item{ending(9), ending(1), ending(15)}, "the support contract of ending ends in 1 day"},
		{[]notice.Item{ending(1), grace(30, 60), grace(89, 1)}, "the support contract of grace has ended, 1 day of grace left"},
		{[]notice.Item{grace(30, 60), grace(90, 0), ending(2)}, "the support contract of grace has ended, updates have stopped"},
		{[]notice.Item{grace(30, 60), ended}, "the support contract of ended has ended, updates have stopped"},
	}
	for _, row := range rows {
		subject, body := notice.Mail(words.EN, gateway, "", row.items)
		if want := "Licence notice for Mail Gateway: " + row.want; subject != want {
			t.Errorf("subject %q, want %q", subject, want)
		}
		if got := listed(body); len(got) != len(row.items) {
			t.Errorf("%d lines, want one for each of %d items", len(got), len(row.items))
		}
	}
}

// While anything still works the mail does not say that all has stopped, and
// the other way round.
func TestWhatFollows(t *testing.T) {
	working := item("a", term.Notice{Kind: term.InGrace, DaysSince: 1, GraceDaysLeft: 5})
	stopped := item("b", term.Notice{Kind: term.InGrace, DaysSince: 90})
	follows, over := words.Say(words.JA, words.MailWhatFollows, nil), words.Say(words.JA, words.UpdatesStopped, nil)
	for _, row := range []struct {
		items []notice.Item
		keeps bool
	}{
		{[]notice.Item{working, stopped}, true},
		{[]notice.Item{stopped}, false},
	} {
		_, body := notice.Mail(words.JA, gateway, "mx1", row.items)
		if strings.Contains(body, follows) != row.keeps || strings.Contains(body, over) == row.keeps {
			t.Errorf("keeps working %v:\n%s", row.keeps, body)
		}
	}
}

func TestAdvice(t *testing.T) {
	n := term.Notice{Kind: term.Ending, DaysLeft: 5}
	contract, trial := item("a", n), item("b", n)
	trial.Trial = true
	renew, buy := words.Say(words.EN, words.Renew, nil), words.Say(words.EN, words.Buy, nil)
	_, body := notice.Mail(words.EN, gateway, "mx1", []notice.Item{contract, trial, contract})
	if strings.Count(body, renew) != 1 || strings.Count(body, buy) != 1 {
		t.Errorf("not each advice once:\n%s", body)
	}
	lines := notice.Console(words.EN, []notice.Item{contract, trial})
	if !strings.Contains(lines[0], renew) || !strings.Contains(lines[1], buy) || !strings.Contains(lines[1], "the trial ends") {
		t.Errorf("lines %q", lines)
	}
}

// Names come from outside: whatever they are, a console line and a subject stay
// one line, and a body has the lines that it is made of.
func FuzzNames(f *testing.F) {
	f.Add("Antivirus", "mx1", "Mail Gateway")
	f.Add("a\r\nBcc: x@example.com\r\n\r\nbody", "mx1\nSubject: y", "p\x1b[2J")
	f.Add("", "", "{where}")
	f.Fuzz(func(t *testing.T, component, host, name string) {
		items := []notice.Item{
			{Component: component, Notice: term.Notice{}},
			item(component, term.Notice{Kind: term.Ending, DaysLeft: 3}),
			{Name: product.Text{JA: component}, Activated: true, Notice: term.Notice{Kind: term.InGrace, GraceDaysLeft: 3}},
		}
		for _, l := range words.Langs {
			subject, body := notice.Mail(l, product.Text{EN: name}, host, items)
			_, plain := notice.Mail(l, product.Text{EN: "p"}, "h", items[:2])
			for _, line := range append(notice.Console(l, items), subject) {
				if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
					t.Fatalf("not one printable line: %q", line)
				}
			}
			if strings.Count(body, "\n") != strings.Count(plain, "\n")+1 {
				t.Fatalf("lines were added to the body:\n%s", body)
			}
		}
	})
}

func TestItemsAreNotChanged(t *testing.T) {
	console, _ := appliance(t, day(t, "2020-02-10"))
	before := slices.Clone(console)
	notice.Console(words.JA, console)
	notice.Mail(words.JA, gateway, "mx1", console)
	if !slices.Equal(before, console) {
		t.Error("the caller's items were changed")
	}
}
