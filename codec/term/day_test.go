package term_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"ollu/codec/term"
)

// Every day there is, counted up by hand.
func TestEveryDay(t *testing.T) {
	lengths := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	var want term.Day
	for year := term.MinYear; year <= term.MaxYear; year++ {
		lengths[1] = 28
		if year%400 == 0 || year%4 == 0 && year%100 != 0 {
			lengths[1] = 29
		}
		for month, length := range lengths {
			for day := 1; day <= length; day++ {
				sameDay(t, want, year, time.Month(month+1), day)
				want++
			}
			if _, err := term.Civil(year, time.Month(month+1), length+1); !errors.Is(err, term.ErrDay) {
				t.Fatalf("%d-%d-%d: %v", year, month+1, length+1, err)
			}
		}
	}
	if want.Valid() || !(want - 1).Valid() {
		t.Errorf("%v is not the first day past the calendar", want)
	}
}

func sameDay(t *testing.T, want term.Day, year int, month time.Month, day int) {
	t.Helper()
	if d, err := term.Civil(year, month, day); d != want || err != nil {
		t.Fatalf("%d-%d-%d is day %d (%v), want %d", year, month, day, d, err, want)
	}
	if y, m, d := want.Date(); y != year || m != month || d != day {
		t.Fatalf("day %d is %d-%d-%d, want %d-%d-%d", want, y, m, d, year, month, day)
	}
	text := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	if want.String() != text {
		t.Fatalf("day %d is written %v, want %s", want, want, text)
	}
	if d, err := term.ParseDay(text); d != want || err != nil {
		t.Fatalf("%s is day %d (%v), want %d", text, d, err, want)
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, s := range []string{
		"", "2020-1-31", "2020-01-31 ", " 2020-01-31", "20200131", "2020/01/31", "2020-01-31T00:00:00Z",
		"2020-02-30", "2021-02-29", "2100-02-29", "2020-00-10", "2020-13-10", "2020-01-00", "2020-04-31",
		"1969-12-31", "2200-01-01", "0000-01-01", "9999-12-31", "+020-01-31", "2020--1-31", "２020-01-31",
		"2O20-01-31", "2020-01-3\x00", string(make([]byte, 1<<20)),
	} {
		d, err := term.ParseDay(s)
		if !errors.Is(err, term.ErrDay) || d != 0 {
			t.Errorf("%.30q: %v, %v", s, d, err)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("%.30q: an error of %d characters", s, len(err.Error()))
		}
	}
}

func TestCivilRefuses(t *testing.T) {
	for _, c := range [][3]int{
		{1969, 12, 31}, {2200, 1, 1}, {2020, 0, 1}, {2020, 13, 1}, {2020, 1, 0}, {2020, 1, -1},
		{math.MaxInt, 1, 1}, {math.MinInt, 1, 1}, {2020, math.MaxInt, 1}, {2020, 1, math.MaxInt},
	} {
		if _, err := term.Civil(c[0], time.Month(c[1]), c[2]); !errors.Is(err, term.ErrDay) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestDayText(t *testing.T) {
	type row struct{ On term.Day }
	in := row{dayOf(t, "2024-02-29")}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"On":"2024-02-29"}` {
		t.Fatalf("%s, %v", text, err)
	}
	var out row
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("%v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"On":"2023-02-29"}`), &out); !errors.Is(err, term.ErrDay) || out != in {
		t.Errorf("an impossible date: %v, %v", out, err)
	}
	past := dayOf(t, "2199-12-31") + 1
	if _, err := past.MarshalText(); !errors.Is(err, term.ErrDay) || past.String() != "2200-01-01" {
		t.Errorf("%v past the calendar: %v", past, err)
	}
}

// Days that no calendar of ours has can still be shown.
func TestFarDaysAreWritten(t *testing.T) {
	for d, want := range map[term.Day]string{
		-1: "1969-12-31", 2932896: "9999-12-31", 2932897: "10000-01-01", -719529: "-0001-12-31", -719528: "0000-01-01",
		math.MaxInt32: "5881580-07-11", math.MinInt32: "-5877641-06-23",
	} {
		if d.String() != want {
			t.Errorf("day %d is written %v, want %s", int(d), d, want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	rows := []struct {
		from string
		n    int
		want string
	}{
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2020-01-31", 1, "2020-02-29"},
		{"2020-01-31", 13, "2021-02-28"},
		{"2020-01-31", 3, "2020-04-30"},
		{"2020-12-31", 2, "2021-02-28"},
		{"2020-03-31", -1, "2020-02-29"},
		{"2020-01-15", -1, "2019-12-15"},
		{"2020-01-15", -12, "2019-01-15"},
		{"2020-11-30", 1, "2020-12-30"},
		{"2020-05-31", 0, "2020-05-31"},
		{"2199-12-31", 1, "2200-01-31"},
		{"1970-01-01", -1, "1969-12-01"},
	}
	for _, row := range rows {
		if got := dayOf(t, row.from).AddMonths(row.n).String(); got != row.want {
			t.Errorf("%s and %d months: %s, want %s", row.from, row.n, got, row.want)
		}
	}
	for _, n := range []int{math.MaxInt, 1 << 40} {
		if up, down := term.Day(0).AddMonths(n), term.Day(0).AddMonths(-n); up != math.MaxInt32 || down != math.MinInt32 {
			t.Errorf("%d months: %d and %d", n, int(up), int(down))
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2020-01-31", "2024-02-29", "1970-01-01", "2199-12-31", "2200-01-01", "20200131", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := term.ParseDay(s)
		if err != nil {
			if !errors.Is(err, term.ErrDay) || d != 0 {
				t.Fatalf("%q: %v, %v", s, d, err)
			}
			return
		}
		if got := string(d.Append(nil)); got != s {
			t.Fatalf("%q is written back as %q", s, got)
		}
	})
}

func FuzzDay(f *testing.F) {
	f.Add(int32(0))
	f.Add(int32(84005))
	f.Add(int32(84006))
	f.Add(int32(-1))
	f.Fuzz(func(t *testing.T, n int32) {
		d := term.Day(n)
		text := string(d.Append([]byte("on ")))[3:]
		back, err := term.ParseDay(text)
		if d.Valid() != (err == nil) || d.Valid() && back != d {
			t.Fatalf("day %d is written %q and read as %v, %v", n, text, back, err)
		}
	})
}
