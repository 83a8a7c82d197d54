package words

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"ollu/codec/product"
	"ollu/codec/term"
)

func TestWhatCannotBeSaidIsVisible(t *testing.T) {
	if got := Say(EN, "no.such_text", nil); got != "[no.such_text]" || Has("no.such_text") {
		t.Errorf("an unknown text: %q", got)
	}
	got := Say(EN, NoticeEnding, Args{"name": "Spam prevention", "what": "it", "advice": "Do."})
	if got != "Spam prevention: it ends in {days} {days|day|days}. Do." {
		t.Errorf("without an argument: %q", got)
	}
	if Say(7, ResultValid, nil) != Say(EN, ResultValid, nil) {
		t.Error("a language that is none is not taken as English")
	}
}

func TestFill(t *testing.T) {
	rows := []struct {
		wording string
		args    Args
		want    string
	}{
		{"plain", nil, "plain"},
		{"{a}{b}", Args{"a": "x", "b": 2}, "x2"},
		{"{n} {n|day|days}", Args{"n": 1}, "1 day"},
		{"{n} {n|day|days}", Args{"n": 0}, "0 days"},
		{"{n} {n|day|days}", Args{"n": uint16(1)}, "1 day"},
		{"{n} {n|day|days}", Args{"n": -1}, "-1 days"},
		{"{n|day|days}", Args{"n": "1"}, "days"},
		{"{a}", Args{"a": "{b}", "b": "no"}, "{b}"},
		{"ends {a", Args{"a": "open"}, "ends open"},
	}
	for _, row := range rows {
		if got := fill(EN, row.wording, row.args); got != row.want {
			t.Errorf("%q with %v: %q, want %q", row.wording, row.args, got, row.want)
		}
	}
}

func TestValues(t *testing.T) {
	day, err := term.ParseDay("2020-01-31")
	if err != nil {
		t.Fatal(err)
	}
	tokyo := time.FixedZone("JST", 9*3600)
	rows := []struct {
		value  any
		en, ja string
	}{
		{day, "2020-01-31", "2020年1月31日"},
		{time.Date(2020, 4, 30, 0, 5, 59, 0, tokyo), "2020-04-30 00:05 (UTC+09:00)", "2020年4月30日 00:05 (UTC+09:00)"},
		{time.Date(2020, 4, 30, 23, 0, 0, 0, time.UTC), "2020-04-30 23:00 (UTC)", "2020年4月30日 23:00 (UTC)"},
		{-time.Second, "0 seconds", "0秒"},
		{time.Second, "1 second", "1秒"},
		{119 * time.Second, "119 seconds", "119秒"},
		{2 * time.Minute, "2 minutes", "2分"},
		{47*time.Hour + 59*time.Minute, "47 hours", "47時間"},
		{40 * 24 * time.Hour, "40 days", "40日"},
		{[]string{"a", "b\nc"}, "a, b c", "a、b c"},
		{product.Trial, "trial", "trial"},
		{-12345, "-12345", "-12345"},
		{"迷惑メール対策\r\nBcc: x\x1b[31m\u202e", "迷惑メール対策  Bcc: x [31m ", "迷惑メール対策  Bcc: x [31m "},
	}
	for _, row := range rows {
		if got := written(EN, row.value); got != row.en {
			t.Errorf("%v in English: %q, want %q", row.value, got, row.en)
		}
		if got := written(JA, row.value); got != row.ja {
			t.Errorf("%v in Japanese: %q, want %q", row.value, got, row.ja)
		}
	}
}

func TestLang(t *testing.T) {
	for _, l := range Langs {
		text, err := l.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Lang
		if err := back.UnmarshalText(text); err != nil || back != l {
			t.Errorf("%v is written %s and read as %v, %v", l, text, back, err)
		}
	}
	for _, s := range []string{"", "JA", "jp", "en_GB", "de"} {
		if _, err := ParseLang(s); err == nil || !strings.Contains(err.Error(), "ja or en") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestLangOf(t *testing.T) {
	both := product.Text{JA: "スイート", EN: "Suite"}
	if EN.Of(both) != "Suite" || JA.Of(both) != "スイート" {
		t.Error("not the name of the language")
	}
	if JA.Of(product.Text{EN: "Suite"}) != "Suite" || EN.Of(product.Text{JA: "スイート"}) != "スイート" {
		t.Error("a name in one language is not taken for both")
	}
}

// Whatever comes from outside, a text stays one line that can be printed.
func FuzzSay(f *testing.F) {
	f.Add("Spam prevention", "a\r\nb")
	f.Add("{days}", "\x00\x1b]0;x\x07\u2028")
	f.Add("\xff\xfe", "迷惑メール対策")
	f.Fuzz(func(t *testing.T, name, host string) {
		for _, l := range Langs {
			for _, said := range []string{
				Say(l, NoticeNeverActivated, Args{"name": name}),
				Say(l, MailWhere, Args{"product": name, "host": host}),
			} {
				if i := strings.IndexFunc(said, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
					t.Fatalf("%q does not print at %d", said, i)
				}
			}
		}
	})
}
