package agent

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/agent/due"
)

// The year: 400 days of one machine, from 2019-09-01. An expiry passes unrenewed,
// is renewed late, the machine is off for a month, a renewal shows two weeks late, a
// code is replaced, another renewal is fetched by hand, and the server cannot be
// reached for some days. What people do, they do at noon.
const (
	yearBegins = "2019-09-01"
	yearDays   = 400
)

// date is a date as the naive model counts: midnight UTC of that date.
func date(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func apart(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// midnight is when a date begins in Tokyo, which has no summer time.
func midnight(d time.Time) time.Time { return d.Add(-9 * time.Hour) }

func civil(d time.Time) term.Day { return term.Day(d.Unix() / 86400) }

// yearly is the machine's year, in the same words as the naive one.
type yearly struct {
	*world
	first, second codec.Code
	file          string
	read          int // lines of file that were read
	hooks         []string
	restart       []string
	allowed       map[string]bool
}

func (y *yearly) day(i int) {
	d := date(yearBegins).AddDate(0, 0, i)
	key := d.Format(time.DateOnly)
	wait(y.t, time.Until(midnight(d).Add(6*time.Hour)))
	if key == "2020-01-21" {
		y.set(&y.mailDown, false)
	}
	wait(y.t, time.Until(midnight(d).Add(12*time.Hour)))
	y.collect(key)
	if y.stop != nil {
		b, err := os.ReadFile(filepath.Join(y.options.Dir, allowedFile))
		y.allowed[key] = strings.Contains(string(b), "antivirus=true\n")
		if library := y.a.UpdatesAllowed("antivirus"); err != nil && i > 0 || library != y.allowed[key] {
			y.t.Errorf("%s: the file says %q, %v; the library %v", key, b, err, library)
		}
	}
	y.noon(key)
	y.collect(key)
	if i%10 == 5 && y.stop != nil { // being started again repeats nothing
		y.off()
		wait(y.t, 3*time.Hour)
		y.on()
	}
	wait(y.t, time.Until(midnight(d).Add(18*time.Hour)))
	if key == "2020-01-19" {
		y.set(&y.mailDown, true)
	}
}

// noon is what people do, really done.
func (y *yearly) noon(key string) {
	switch key {
	case "2019-09-01":
		y.apply(keystore.Issue{Licences: []keystore.Licence{y.made(y.first, civil(date("2020-01-31")))}})
		y.activate(y.first)
	case "2019-09-11":
		y.expect(y.a.Hide("loss-prevention"))
	case "2019-10-01":
		y.expect(y.a.Show("loss-prevention"))
	case "2020-05-03":
		y.apply(keystore.Renew{Code: y.first, Expires: civil(date("2020-07-31"))})
	case "2020-05-20":
		y.off()
	case "2020-06-21":
		y.on()
	case "2020-06-25":
		y.check(NothingToUpdate)
	case "2020-07-20":
		y.apply(keystore.Renew{Code: y.first, Expires: civil(date("2020-10-31")), ShowsFrom: civil(date("2020-08-03"))})
	case "2020-08-10":
		y.apply(keystore.Replace{Old: y.first, New: y.made(y.second, civil(date("2020-10-31")))})
	case "2020-09-05":
		y.activate(y.second)
	case "2020-09-20":
		y.apply(keystore.Renew{Code: y.second, Expires: civil(date("2020-11-30"))})
		y.check(Updated)
	case "2020-09-30":
		y.set(&y.down, true)
	case "2020-10-03":
		y.set(&y.down, false)
	}
}

func (y *yearly) expect(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Error(err)
	}
}

func (y *yearly) check(want Outcome) {
	y.t.Helper()
	if r, err := y.a.Check(y.t.Context()); err != nil || r.Outcome != want {
		y.t.Errorf("check: %+v, %v, want %s", r, err, want)
	}
}

// collect reads what programs were run since the last time.
func (y *yearly) collect(key string) {
	all := lines(y.t, y.file)
	for _, line := range all[y.read:] {
		told := map[string]string{}
		words := strings.Fields(line)
		for _, w := range words[1:] {
			name, value, _ := strings.Cut(w, "=")
			told[name] = value
		}
		if words[0] == "hook" {
			y.hooks = append(y.hooks, key+" "+told["event"])
		} else {
			y.restart = append(y.restart, fmt.Sprintf("%s %s %s %s", key, words[0], told["reason"], told["components"]))
		}
		if told["product"] != "appliance" || told["updates_allowed"] == "" || told["expires"] == "" {
			y.t.Errorf("%s: told %q", key, line)
		}
	}
	y.read = len(all)
}

// byDay sorts what was told by the day on which it was.
func byDay(notes []note) map[string][]string {
	days := map[string][]string{}
	for _, n := range notes {
		key := n.at.In(tokyo).Format(time.DateOnly)
		days[key] = append(days[key], n.text)
	}
	return days
}

// bodies gives the one mail of each day, without its head.
func (y *yearly) bodies() map[string]string {
	all := map[string]string{}
	for key, mails := range byDay(y.mailed) {
		head, rest, _ := strings.Cut(mails[0], "\n")
		_, body, _ := strings.Cut(rest, "\n")
		if len(mails) > 1 || !strings.HasPrefix(head, "ollu-notice-"+key) {
			y.t.Errorf("%s: %d mails, the first %s", key, len(mails), head)
		}
		all[key] = body
	}
	return all
}

func TestYear(t *testing.T) {
	expected := &naive{}
	expected.year()
	first, second := freshCode(t, "IM"), freshCode(t, "IM")
	synctest.Test(t, func(t *testing.T) {
		y := &yearly{first: first, second: second, file: filepath.Join(t.TempDir(), "ran"), allowed: map[string]bool{}}
		y.world = newWorld(t, midnight(date(yearBegins)).Add(8*time.Hour), func(o *Options) {
			o.Hooks = []Hook{{Name: "hook", On: allEvents, Components: []string{"antivirus"}, Program: runs("", y.file, "hook")}}
			o.Services = []Service{
				{Name: "scan", Components: []string{"antivirus"}, Program: runs("", y.file, "scan")},
				{Name: "filter", Components: []string{"spam", "reputation"}, On: []Reason{ReasonCodeChanged}, Program: runs("", y.file, "filter")},
			}
		})
		y.pulse = 6 * time.Hour // what is due is done on time all the same
		y.on()
		for i := range yearDays {
			y.day(i)
		}
		y.off()
		y.compare(expected)
		y.compareWorked(t)
	})
}

// compare holds the machine's year against the naive one.
func (y *yearly) compare(n *naive) {
	asked := y.outage(y.questions())
	same(y.t, "questions", texts(asked), texts(n.asked))
	same(y.t, "hooks", y.hooks, n.hooks)
	same(y.t, "restarts", y.restart, n.restart)
	console, mails := byDay(y.shown), y.bodies()
	y.atMidnight()
	for i := range yearDays {
		key := date(yearBegins).AddDate(0, 0, i).Format(time.DateOnly)
		same(y.t, key+" console", console[key], n.console[key])
		if mails[key] != n.mails[key] {
			y.t.Errorf("%s: mailed\n%s\nwant\n%s", key, mails[key], n.mails[key])
		}
		if got, on := y.allowed[key]; on && got != n.allowed[key] {
			y.t.Errorf("%s: updates allowed: %v", key, got)
		}
	}
}

// atMidnight holds what was told to its hour: that of rows A6 and A7, but on days
// on which there was nothing to tell at midnight, or nobody to tell it.
func (y *yearly) atMidnight() {
	later := []string{"2019-09-01", "2019-10-01", "2020-01-21", "2020-06-21"}
	for _, n := range append(slices.Clone(y.shown), y.mailed...) {
		at := n.at.In(tokyo)
		if at.Format(time.TimeOnly) != "00:00:00" && !slices.Contains(later, at.Format(time.DateOnly)) {
			y.t.Errorf("told at %v: %.60s", at, n.text)
		}
	}
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%s: number %d is %q, want %q", what, i, g, w)
			return
		}
	}
}

func texts(times []time.Time) (all []string) {
	for _, at := range times {
		all = append(all, at.In(tokyo).Format(time.RFC3339Nano))
	}
	return all
}

// outage takes out the questions of the days without a network, which are tried
// again and again, each time after a longer wait, until one gets through.
func (y *yearly) outage(asked []time.Time) (others []time.Time) {
	begins, ends := midnight(date("2020-10-01")), midnight(date("2020-10-03")).Add(12*time.Hour)
	var tries []time.Time
	for _, at := range asked {
		if at.Before(begins) {
			others = append(others, at)
			continue
		}
		tries = append(tries, at)
	}
	if len(tries) < 10 || !tries[0].Equal(begins) || tries[len(tries)-2].After(ends) ||
		tries[len(tries)-1].Before(ends) || tries[len(tries)-1].Sub(ends) > due.MaxWait {
		y.t.Errorf("the outage of %v to %v: asked at %v", begins, ends, tries)
	}
	for i := range len(tries) - 1 {
		most := min(2*time.Minute<<min(i, 10), due.MaxWait)
		if gap := tries[i+1].Sub(tries[i]); gap < most/2 || gap > most {
			y.t.Errorf("try %d came after %v, want %v to %v", i+1, gap, most/2, most)
		}
	}
	return others
}

// compareWorked holds the first period against the worked example of rows A1, A6
// and A7.
func (y *yearly) compareWorked(t *testing.T) {
	var worked struct {
		Checks  []struct{ At time.Time }
		Console []workedNotice `json:"console_notice"`
		Mail    []workedNotice `json:"mail_notice"`
	}
	b, err := os.ReadFile("../../codec/term/testdata/schedule.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &worked); err != nil {
		t.Fatal(err)
	}
	asked := y.questions()[1:] // the first was the activation
	for i, c := range worked.Checks {
		if !asked[i].Equal(c.At) {
			t.Errorf("check %d at %v, want %v", i, asked[i], c.At)
		}
	}
	console, mails := byDay(y.shown), y.bodies()
	for _, w := range worked.Console {
		if w.On < "2020-05-04" { // renewed then
			w.compare(t, "console", slices.DeleteFunc(console[w.On], func(l string) bool { return !strings.HasPrefix(l, "antivirus") }))
		}
	}
	for _, w := range worked.Mail {
		if body := mails[w.On]; w.Notice == nil {
			w.compare(t, "mail", nil)
			if body != "" {
				t.Errorf("%s: mailed %s", w.On, body)
			}
		} else {
			_, line, _ := strings.Cut(body, "- antivirus")
			line, _, _ = strings.Cut(line, "\n")
			w.compare(t, "mail", []string{line})
		}
	}
}

// workedNotice is one notice of the worked example.
type workedNotice struct {
	On            string
	Notice        *string
	DaysLeft      *int   `json:"days_left"`
	DaysSince     *int   `json:"days_since"`
	GraceDaysLeft *int   `json:"grace_days_left"`
	EndedOn       string `json:"ended_on"`
	GraceEndedOn  string `json:"grace_ended_on"`
}

// compare looks for every number and date of the example in the line that was
// told.
func (w *workedNotice) compare(t *testing.T, where string, told []string) {
	t.Helper()
	if w.Notice == nil {
		if len(told) > 0 {
			t.Errorf("%s of %s: %q, want nothing", where, w.On, told)
		}
		return
	}
	if len(told) != 1 {
		t.Errorf("%s of %s: %q", where, w.On, told)
		return
	}
	for _, n := range []*int{w.DaysLeft, w.DaysSince, w.GraceDaysLeft} {
		if n != nil && *n != 0 && !strings.Contains(told[0], fmt.Sprint(*n)) {
			t.Errorf("%s of %s does not say %d: %s", where, w.On, *n, told[0])
		}
	}
	for _, day := range []string{w.EndedOn, w.GraceEndedOn} {
		if !strings.Contains(told[0], day) {
			t.Errorf("%s of %s does not say %s: %s", where, w.On, day, told[0])
		}
	}
}
