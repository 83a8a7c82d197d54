package term_test

import (
	"errors"
	"testing"

	"ollu/codec/term"
)

func TestPeriodAfter(t *testing.T) {
	rows := []struct{ from, period, want string }{
		{"2020-01-31", "1y", "2021-01-31"},
		{"2024-02-29", "1y", "2025-02-28"},
		{"2024-02-29", "12m", "2025-02-28"},
		{"2024-02-29", "4y", "2028-02-29"},
		{"2020-08-31", "18m", "2022-02-28"},
		{"2009-12-15", "30d", "2010-01-14"}, // the trial of section "Dates"
		{"2199-12-31", "1d", "2200-01-01"},
	}
	for _, row := range rows {
		p, err := term.ParsePeriod(row.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.After(dayOf(t, row.from)).String(); got != row.want {
			t.Errorf("%s after %s: %s, want %s", row.period, row.from, got, row.want)
		}
	}
	if d := dayOf(t, "2020-01-31"); (term.Period{}).After(d) != d {
		t.Errorf("the zero period moves a day")
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, s := range []string{
		"", "1", "y", "0y", "0d", "01y", "-1y", "+1y", "1Y", "1 y", "1y ", "1.5y", "1y6m", "1w", "１y",
		"231y", "2761m", "100001d", "99999999999999999999d",
	} {
		p, err := term.ParsePeriod(s)
		if !errors.Is(err, term.ErrPeriod) || p != (term.Period{}) {
			t.Errorf("%q: %v, %v", s, p, err)
		}
	}
}

func TestPeriodText(t *testing.T) {
	var p term.Period
	if err := p.UnmarshalText([]byte("18m")); err != nil {
		t.Fatal(err)
	}
	if text, err := p.MarshalText(); string(text) != "18m" || err != nil {
		t.Errorf("%s, %v", text, err)
	}
	if err := p.UnmarshalText([]byte("18")); err == nil || p.String() != "18m" {
		t.Errorf("%v, %v", p, err)
	}
	if got := (term.Period{}).String(); got != "0d" {
		t.Errorf("the zero period is %s", got)
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"1y", "18m", "30d", "230y", "100000d", "0d", "1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := term.ParsePeriod(s)
		if err != nil {
			return
		}
		if p.String() != s {
			t.Fatalf("%q is written back as %q", s, p)
		}
		if d := term.Day(84005); p.After(d) <= d {
			t.Fatalf("%q after %v is %v", s, d, p.After(d))
		}
	})
}
