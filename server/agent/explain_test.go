package agent

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/server/words"
)

func TestExplain(t *testing.T) {
	code := freshCode(t, "IM")
	second := freshCode(t, "IM")
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, midnight(date("2020-03-01")).Add(12*time.Hour))
		a, err := Open(w.options)
		if err != nil {
			t.Fatal(err)
		}
		w.a = a
		expect := func(name, want string, contains ...string) {
			t.Helper()
			before := files(t, w.options.Dir)
			e := a.Explain(t.Context())
			var got []string
			for _, s := range e.Steps {
				got = append(got, s.Question+":"+s.Answer)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %s, want %s", name, strings.Join(got, " "), want)
			}
			for _, part := range append(contains, "") {
				if !strings.Contains(e.Text, part) || strings.ContainsAny(e.Text, "{}[]\n") {
					t.Errorf("%s: does not say %q: %s", name, part, e.Text)
				}
			}
			if strings.Contains(e.Text, code.Reveal()) {
				t.Errorf("%s: shows the code", name)
			}
			for file, text := range files(t, w.options.Dir) {
				if before[file] != text {
					t.Errorf("%s: changed %s", name, file)
				}
			}
		}
		expect("nothing", "licence:not_activated", "No activation code")

		w.apply(keystore.Issue{Licences: []keystore.Licence{w.made(code, civil(date("2020-07-01")))}})
		w.activate(code)
		const online = " environment:online connectivity:reached"
		expect("active", "licence:valid code:unchanged renewal:none"+online+" next_check:2020-03-02T15:00:00Z", "2020-07-01", "2020-03-03 00:00")

		w.apply(keystore.Renew{Code: code, Expires: civil(date("2020-08-01"))})
		expect("renewed", "licence:valid code:unchanged renewal:visible"+online+" next_check:2020-03-02T15:00:00Z", "2020-08-01", "run a check")
		if _, err := a.Check(t.Context()); err != nil {
			t.Fatal(err)
		}

		wait(t, time.Until(midnight(date("2020-08-02"))))
		if _, err := a.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect("in grace", "licence:grace code:unchanged renewal:not_yet"+online+" next_check:2020-08-30T15:00:00Z", "two weeks", "2020-10-30")

		w.set(&w.down, true)
		wait(t, 10*dayLong)
		expect("unreachable", "licence:grace code:not_known renewal:not_known environment:online connectivity:network next_check:2020-08-30T15:00:00Z",
			"cannot be reached", "10 days", "dates that were verified last")
		w.turn(-30 * dayLong)
		expect("clock set back", "licence:grace code:not_known renewal:not_known environment:online connectivity:network next_check:2020-08-30T15:00:00Z clock:set_back",
			"set back by 20 days")
		w.set(&w.down, false)
		w.turn(-dayLong)
		expect("clock late", "licence:grace code:unchanged renewal:not_yet"+online+" next_check:2020-08-30T15:00:00Z clock:off", "24 hours off")
		w.turn(0)

		w.apply(keystore.Replace{Old: code, New: w.made(second, civil(date("2021-08-01")))})
		expect("replaced", "licence:grace code:replaced renewal:not_known"+online+" next_check:2020-08-30T15:00:00Z", "new activation code was issued")
		w.activate(second)
		wait(t, time.Until(midnight(date("2022-01-01"))))
		expect("expired, and missed", "licence:expired code:unchanged renewal:not_yet"+online+" next_check:now", "whether the agent is running")
		if _, err := a.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect("expired", "licence:expired code:unchanged renewal:not_yet"+online+" next_check:2022-01-01T15:00:00Z", "updates have stopped")
	})
}

func TestExplainWithoutAServer(t *testing.T) {
	h := newHouse(t)
	for _, lang := range words.Langs {
		a := h.agent(func(o *Options) { o.Server, o.Lang = "", lang })
		if _, err := a.Import(t.Context(), h.file(h.licence(10))); err != nil {
			t.Fatal(err)
		}
		e := a.Explain(t.Context())
		if len(e.Steps) != 4 || e.Steps[3].Answer != string(Offline) || !strings.Contains(e.Text, words.Say(lang, words.ExplainOfflineRenew, nil)) {
			t.Errorf("%+v", e)
		}
	}
}

// Behind a manager: an answer from its shelf, fresh or old (row A11).
func TestExplainBehindAManager(t *testing.T) {
	h := newHouse(t)
	a := h.agent(func(o *Options) { o.Insist = false })
	l := h.issue(20)
	h.activate(a, l, "")
	for want, age := range map[string]int{"current": 1, "stale": 5} {
		at := h.clock.now().AddDate(0, 0, -age)
		file := h.file(l, func(c *answer.Claims, _ *answer.Statement) {
			c.Device, c.IssuedAt, c.Expires = a.Status().Device, at, at.AddDate(0, 0, 7)
		})
		h.wire.lying(saying(func([]byte) ([]byte, string) { return file, jwt }))
		e := a.Explain(t.Context())
		found := ""
		for _, s := range e.Steps {
			if s.Question == "delivery" {
				found = s.Answer
			}
		}
		if found != want {
			t.Errorf("%s: %+v", want, e)
		}
	}
}
