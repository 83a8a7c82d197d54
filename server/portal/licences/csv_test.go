package licences

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

func TestCSV(t *testing.T) {
	s, _ := site(t)
	crowd(s, 120)
	key, err := codec.NewKey(codec.Prefix{'I', 'M'}, s.Random)
	if err != nil {
		t.Fatal(err)
	}
	no, code := owned(s, visittest.Appliance, 20, func(l *keystore.Licence) {
		l.Key, l.Order = key, `=HYPERLINK("http://evil.example.com","x")`
	})
	owned(s, visittest.Hosted, 0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 })
	b := s.LogIn(visittest.Viewer)
	p := b.Get("/products.csv?status=expired").Want(http.StatusOK)
	if kind := p.Header.Get("Content-Type"); kind != "text/csv; charset=utf-8" || p.Header.Get("Content-Disposition") != `attachment; filename="products.csv"` {
		t.Errorf("%v", p.Header)
	}
	text, marked := strings.CutPrefix(p.Body, "\xef\xbb\xbf")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 1+122 || len(rows[0]) != len(csvColumns) || strings.Count(text, "\r\n") != len(rows) {
		t.Fatalf("%d rows, marked as UTF-8: %v, %v", len(rows), marked, err)
	}
	want := []string{"121", "Mail Gateway Appliance", "Licence", key.Reveal(), "2026-11-21", code.Reveal(), "100", "2026-12-11", "2027-03-11", "Expires soon", `'=HYPERLINK("http://evil.example.com","x")`}
	if got := rows[no]; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q, want %q", got, want)
	}
	if got := rows[122]; got[7] != "None (perpetual)" || got[8] != "" {
		t.Errorf("%q", got)
	}
	b.Speak(words.JA)
	if p := b.Get("/products.csv"); !strings.HasPrefix(p.Body, "\ufeff番号,製品,販売形態,") {
		t.Errorf("%.80q", p.Body)
	}
}

func TestHarmless(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "plain": "plain", "a=b": "a=b", "=1+1": "'=1+1", "+81": "'+81", "-1": "'-1", "@SUM": "'@SUM", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "日本": "日本", "|cmd": "'|cmd", "%x": "'%x",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}

// A line of which nothing is known has empty cells, not zeros.
func TestUnclearCells(t *testing.T) {
	l := Line{No: 3, ID: "gone", Status: Unclear, Registered: today}
	l.named(nil)
	if got := strings.Join(cells(&l, words.EN), "|"); got != "3|gone|Licence||2026-11-21|||||Please ask us|" {
		t.Error(got)
	}
}
