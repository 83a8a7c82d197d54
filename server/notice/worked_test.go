package notice_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/notice"
	"ollu/server/words"
)

// worked is the example that codec/term was worked out by.
type worked struct {
	Expiry  term.Day `json:"expiry"`
	Grace   int      `json:"grace_days"`
	Ends    term.Day `json:"grace_ends"`
	Console []row    `json:"console_notice"`
	Mail    []row    `json:"mail_notice"`
}

// row is what is said on a day; what its kind does not have is zero.
type row struct {
	On           term.Day
	Notice       string
	DaysLeft     int      `json:"days_left"`
	DaysSince    int      `json:"days_since"`
	GraceLeft    int      `json:"grace_days_left"`
	EndedOn      term.Day `json:"ended_on"`
	GraceEndedOn term.Day `json:"grace_ended_on"`
}

func readWorked(t *testing.T) (worked, *term.Term) {
	t.Helper()
	text, err := os.ReadFile("../../codec/term/testdata/schedule.json")
	if err != nil {
		t.Fatal(err)
	}
	var w worked
	if err := json.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	if len(w.Console) == 0 || len(w.Mail) == 0 {
		t.Fatal("the example holds no notices")
	}
	return w, &term.Term{Expires: w.Expiry, Grace: w.Grace}
}

// on gives what the example says of a day: its last row up to then, with the
// days counted on.
func on(rows []row, d term.Day) row {
	var r row
	for _, next := range rows {
		if next.On <= d {
			r = next
		}
	}
	passed := int(d - r.On)
	r.DaysLeft -= passed
	r.GraceLeft -= passed
	r.DaysSince += passed
	return r
}

// days gives every day of the example and some around it.
func days(w worked) []term.Day {
	var all []term.Day
	for d := w.Expiry - 100; d <= w.Ends+400; d++ {
		all = append(all, d)
	}
	return all
}

var worm = product.Text{JA: "ウイルス対策", EN: "Antivirus"}

// consoleLine writes the line of a day once more, by hand.
func consoleLine(l words.Lang, r row) string {
	type pair struct{ en, ja string }
	plural := "days of the grace period are"
	if r.GraceLeft == 1 {
		plural = "day of the grace period is"
	}
	in := fmt.Sprintf("%d days", r.DaysLeft)
	if r.DaysLeft == 1 {
		in = "1 day"
	}
	line := map[string]pair{
		"ending": {
			fmt.Sprintf("Antivirus: the support contract ends in %s. Please renew the contract.", in),
			fmt.Sprintf("「ウイルス対策」のサポート契約は、あと%d日で終了します。契約の更新手続きをお願いいたします。", r.DaysLeft),
		},
		"grace": {
			fmt.Sprintf("Antivirus: the support contract ended on %v. %d %s left; until then everything keeps working. Please renew the contract.", r.EndedOn, r.GraceLeft, plural),
			fmt.Sprintf("「ウイルス対策」のサポート契約は%sに終了しました。更新猶予期間は残り%d日です。猶予期間中は、すべての機能を引き続きご利用いただけます。契約の更新手続きをお願いいたします。", kanji(r.EndedOn), r.GraceLeft),
		},
		"updates_ended": {
			fmt.Sprintf("Antivirus: updates stopped on %v, because the support contract ended on %v and the grace period ended on %v. Please renew the contract.", r.GraceEndedOn, r.EndedOn, r.GraceEndedOn),
			fmt.Sprintf("「ウイルス対策」のアップデートは%sに停止しました。サポート契約は%sに、更新猶予期間は%sに終了しています。契約の更新手続きをお願いいたします。", kanji(r.GraceEndedOn), kanji(r.EndedOn), kanji(r.GraceEndedOn)),
		},
	}[r.Notice]
	if l == words.JA {
		return line.ja
	}
	return line.en
}

func kanji(d term.Day) string {
	year, month, day := d.Date()
	return fmt.Sprintf("%d年%d月%d日", year, int(month), day)
}

func TestConsoleOfEveryDay(t *testing.T) {
	w, licence := readWorked(t)
	for _, l := range words.Langs {
		for _, d := range days(w) {
			item := notice.Item{Component: "antivirus", Name: worm, Activated: true, Notice: licence.ConsoleNotice(d, 60)}
			got := notice.Console(l, []notice.Item{item})
			want := consoleLine(l, on(w.Console, d))
			if want == "" && len(got) == 0 {
				continue
			}
			if len(got) != 1 || got[0] != want {
				t.Fatalf("%v in %v: %q, want %q", d, l, got, want)
			}
		}
	}
}

// mailLine writes the line of a day once more, by hand.
func mailLine(l words.Lang, r row) string {
	ja := l == words.JA
	days := func(n int) string {
		if n == 1 {
			return "1 day"
		}
		return fmt.Sprintf("%d days", n)
	}
	left := days(r.GraceLeft) + " of the grace period are left"
	if r.GraceLeft == 1 {
		left = "1 day of the grace period is left"
	}
	switch {
	case r.Notice == "":
		return ""
	case r.Notice == "ending" && ja:
		return fmt.Sprintf("「ウイルス対策」のサポート契約は、あと%d日で終了します。", r.DaysLeft)
	case r.Notice == "ending":
		return fmt.Sprintf("Antivirus: the support contract ends in %s.", days(r.DaysLeft))
	case r.DaysSince == 0 && ja:
		return fmt.Sprintf("「ウイルス対策」のサポート契約は本日終了しました。更新猶予期間は残り%d日です。", r.GraceLeft)
	case r.DaysSince == 0:
		return fmt.Sprintf("Antivirus: the support contract ended today. %s.", left)
	case r.GraceLeft == 0 && ja:
		return fmt.Sprintf("「ウイルス対策」のサポート契約は%d日前に終了しました。更新猶予期間は残り0日となり、アップデートは停止しました。", r.DaysSince)
	case r.GraceLeft == 0:
		return fmt.Sprintf("Antivirus: the support contract ended %s ago. %s, and updates have stopped.", days(r.DaysSince), left)
	case ja:
		return fmt.Sprintf("「ウイルス対策」のサポート契約は%d日前に終了しました。更新猶予期間は残り%d日です。", r.DaysSince, r.GraceLeft)
	}
	return fmt.Sprintf("Antivirus: the support contract ended %s ago. %s.", days(r.DaysSince), left)
}

func TestMailOfEveryDay(t *testing.T) {
	w, licence := readWorked(t)
	mails := 0
	for _, l := range words.Langs {
		for _, d := range days(w) {
			item := notice.Item{Component: "antivirus", Name: worm, Activated: true, Notice: licence.MailNotice(d, 15)}
			subject, body := notice.Mail(l, gateway, "mx1", []notice.Item{item})
			want := mailLine(l, on(w.Mail, d))
			if (want == "") != (subject == "") || (want == "") != (body == "") {
				t.Fatalf("%v in %v: subject %q, body %q, want the line %q", d, l, subject, body, want)
			}
			if want == "" {
				continue
			}
			mails++
			if got := listed(body); len(got) != 1 || got[0] != want {
				t.Fatalf("%v in %v: %q, want %q", d, l, got, want)
			}
		}
	}
	if mails != 2*(15+w.Grace+1) {
		t.Errorf("%d mails, want one on each of E-15 to E+G in each language", mails)
	}
}
