package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// The worked example of rows A1, A6 and A7: expiry 2020-01-31, 90 days of
// grace, 30 days between checks, Tokyo.
var workedFlags = []string{"schedule", "--expires", "2020-01-31", "--grace", "90", "--interval", "30", "--zone", "Asia/Tokyo"}

func worked(t *testing.T, from, to string) outcome {
	t.Helper()
	return ollu(t, append(slices.Clone(workedFlags), "--from", from, "--to", to, "--json")...)
}

func TestScheduleChecks(t *testing.T) {
	out := worked(t, "2019-09-01", "2020-05-02")
	out.want(t, exitDone, `"checks"`, "")
	var d scheduleDocument
	if err := json.Unmarshal([]byte(out.stdout), &d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range d.Checks {
		got = append(got, relative(c.Day)+" "+c.Phase+" "+c.At.Format("2006-01-02T15:04:05Z07:00"))
	}
	want := []string{
		"E-150 active 2019-09-03T00:00:00+09:00", "E-120 active 2019-10-03T00:00:00+09:00",
		"E-90 active 2019-11-02T00:00:00+09:00", "E-60 active 2019-12-02T00:00:00+09:00",
		"E-30 active 2020-01-01T00:00:00+09:00", "E-1 active 2020-01-30T00:00:00+09:00",
		"E grace 2020-01-31T00:00:00+09:00", "E+30 grace 2020-03-01T00:00:00+09:00",
		"E+60 grace 2020-03-31T00:00:00+09:00", "E+90 expired 2020-04-30T00:00:00+09:00",
		"E+91 expired 2020-05-01T00:00:00+09:00", "E+92 expired 2020-05-02T00:00:00+09:00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("checks:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if days := 30 + 31 + 30 + 31 + 31 + 29 + 31 + 30 + 2; len(d.ConsoleNotices) != days || len(d.MailNotices) != days {
		t.Errorf("%d console and %d mail notices, want one for each of %d days", len(d.ConsoleNotices), len(d.MailNotices), days)
	}
}

// Without an interval the checks are those on the day before, on the expiry, and
// daily once grace has ended.
func TestScheduleWithoutAnInterval(t *testing.T) {
	out := ollu(t, "schedule", "--expires", "2020-01-31", "--interval", "0", "--from", "2019-09-01", "--to", "2020-05-01", "--json")
	out.want(t, exitDone, `"checks"`, "")
	var got []string
	for _, c := range parse[scheduleDocument](t, out.stdout).Checks {
		got = append(got, relative(c.Day))
	}
	if want := []string{"E-1", "E", "E+90", "E+91"}; !slices.Equal(got, want) {
		t.Errorf("checks on %v, want %v", got, want)
	}
}

func TestScheduleNotices(t *testing.T) {
	for _, c := range []struct{ on, console, mail string }{
		{"2019-12-01", `{"on":"2019-12-01","notice":null}`, `{"on":"2019-12-01","notice":null}`},
		{"2020-01-16", `{"on":"2020-01-16","notice":"ending","days_left":15}`, `{"on":"2020-01-16","notice":"ending","days_left":15}`},
		{"2020-01-31", `{"on":"2020-01-31","notice":"grace","ended_on":"2020-01-31","grace_days_left":90}`,
			`{"on":"2020-01-31","notice":"grace","days_since":0,"grace_days_left":90}`},
		{"2020-04-30", `{"on":"2020-04-30","notice":"updates_ended","ended_on":"2020-01-31","grace_ended_on":"2020-04-30"}`,
			`{"on":"2020-04-30","notice":"grace","days_since":90,"grace_days_left":0}`},
		{"2020-05-01", `{"on":"2020-05-01","notice":"updates_ended","ended_on":"2020-01-31","grace_ended_on":"2020-04-30"}`,
			`{"on":"2020-05-01","notice":null}`},
	} {
		var d struct {
			Console []json.RawMessage `json:"console_notices"`
			Mail    []json.RawMessage `json:"mail_notices"`
		}
		out := worked(t, c.on, c.on)
		if err := json.Unmarshal([]byte(out.stdout), &d); err != nil || len(d.Console) != 1 || len(d.Mail) != 1 {
			t.Fatalf("%v, %d console and %d mail notices on one day", err, len(d.Console), len(d.Mail))
		}
		if got := compact(t, string(d.Console[0])); got != c.console {
			t.Errorf("console %s, want %s", got, c.console)
		}
		if got := compact(t, string(d.Mail[0])); got != c.mail {
			t.Errorf("mail %s, want %s", got, c.mail)
		}
	}
}

func TestScheduleForPeople(t *testing.T) {
	out := ollu(t, append(slices.Clone(workedFlags), "--from", "2019-11-01", "--to", "2020-06-30")...)
	for _, line := range []string{
		"Expires 2020-01-31, grace of 90 days ends 2020-04-30 (Asia/Tokyo)",
		"2020-01-30 00:00 +09:00  E-1    active",
		"console  2019-12-02  2020-01-30  the contract ends in 60 … 1 days",
		"console  2020-04-30  2020-06-30  updates have ended: contract on 2020-01-31, grace on 2020-04-30",
		"mail     2020-01-31  2020-04-30  the contract has ended, 90 … 0 days of grace left",
	} {
		out.want(t, exitDone, line, "")
	}
}

func TestScheduleRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		what string
	}{
		"no expiry":        {nil, "the expiry is missing"},
		"unknown zone":     {[]string{"--expires", "2027-01-31", "--zone", "Asia/Tokio"}, `no time zone "Asia/Tokio"`},
		"backwards":        {[]string{"--expires", "2027-01-31", "--from", "2027-02-01", "--to", "2027-01-01"}, "before the first"},
		"negative grace":   {[]string{"--expires", "2027-01-31", "--grace", "-1"}, "--grace -1"},
		"endless interval": {[]string{"--expires", "2027-01-31", "--interval", "99999999"}, "every 99999999 days"},
		"type alone":       {[]string{"--expires", "2027-01-31", "--type", "trial"}, "--type needs a product"},
		"both":             {[]string{"--expires", "2027-01-31", "--product", "x", "--grace", "1"}, "[grace product]"},
	} {
		t.Run(name, func(t *testing.T) {
			ollu(t, append([]string{"schedule"}, c.args...)...).want(t, exitFailed, "", c.what)
		})
	}
}
