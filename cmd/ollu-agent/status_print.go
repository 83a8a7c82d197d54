package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"ollu/cmd/cli"
	"ollu/server/agent"
	"ollu/server/words"
)

// printStatus writes the licence screen (row A9): a table of the components, and
// what concerns all of them.
func (a *app) printStatus(w io.Writer, s *agent.Status) error {
	if len(s.Parts) > 0 {
		if err := a.parts(s).Print(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	var t cli.Table
	label := func(id words.ID, value string) { t.Fact(a.Say(id, nil), value) }
	label(words.LabelProduct, s.Product)
	label(words.CLIZone, s.Zone)
	a.checks(&t, s)
	label(words.LabelUnheard, a.span(s.UnheardFor))
	label(words.CLIEnvironment, a.environment(s))
	if !s.DeliveredAt.IsZero() {
		label(words.CLIDelivered, cli.Moment(s.DeliveredAt.In(zoneOf(s))))
	}
	label(words.LabelPage, s.LicencePage)
	label(words.LabelServer, s.Server)
	label(words.LabelDevice, s.Device)
	label(words.LabelTrust, a.trust(s))
	label(words.LabelClock, a.clock(s))
	for i, todo := range a.todo(s) {
		name := ""
		if i == 0 {
			name = a.Say(words.CLITodo, nil)
		}
		t.Row(name, todo)
	}
	return t.Print(w)
}

func (a *app) parts(s *agent.Status) *cli.Table {
	var t cli.Table
	var header []string
	for _, id := range []words.ID{
		words.LabelComponent, words.LabelType, words.LabelCode, words.LabelSeats, words.LabelState,
		words.LabelExpires, words.LabelGraceEnds, words.LabelUpdates,
	} {
		header = append(header, a.Say(id, nil))
	}
	t.Row(header...)
	for i := range s.Parts {
		p := &s.Parts[i]
		if p.Type == "" {
			t.Row(a.name(p), "-", cmp.Or(p.Code, "-"), "-", a.standing(p))
			continue
		}
		grace := "-"
		if p.GraceEnds != nil {
			grace = p.GraceEnds.String()
		}
		updates := pick(p.UpdatesAllowed, words.UpdatesOn, words.UpdatesOff)
		t.Row(a.name(p), a.Say(words.Type(p.Type), nil), cmp.Or(p.Code, "-"), strconv.FormatUint(uint64(p.Seats), 10),
			a.standing(p), a.expiry(p), grace, a.Say(updates, nil))
	}
	return &t
}

// expiry writes an expiry, and how far away it is.
func (a *app) expiry(p *agent.PartStatus) string {
	if p.Expires == nil || p.DaysLeft == nil {
		return a.Say(words.Perpetual, nil)
	}
	distance := a.Say(words.CLIEndsToday, nil)
	switch days := *p.DaysLeft; {
	case days > 0:
		distance = a.Say(words.CLIDaysLeft, words.Args{"days": days})
	case days < 0:
		distance = a.Say(words.CLIDaysOver, words.Args{"days": -days})
	}
	return fmt.Sprintf("%s (%s)", p.Expires, distance)
}

// checks writes when the server was asked last and when it is asked next; where
// components differ, each its own line.
func (a *app) checks(t *cli.Table, s *agent.Status) {
	zone := zoneOf(s)
	a.lines(t, s, words.LabelLastCheck, words.NotYet, func(p *agent.PartStatus) string {
		if p.LastCheck.IsZero() {
			return ""
		}
		return cli.Moment(p.LastCheck.In(zone)) + ": " + a.Say(words.Short(string(p.LastOutcome)), nil)
	})
	a.lines(t, s, words.LabelNextCheck, words.NoneScheduled, func(p *agent.PartStatus) string {
		return cli.Moment(p.NextCheck)
	})
}

// zoneOf is where the times of a status are told: that of the licence, or else of
// this machine.
func zoneOf(s *agent.Status) *time.Location {
	if z, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
		return z
	}
	return s.Clock.Now.Location()
}

// lines writes one fact of the components that have a licence: once where it is
// the same for all, or else with the names of whom it is for.
func (a *app) lines(t *cli.Table, s *agent.Status, label, none words.ID, of func(*agent.PartStatus) string) {
	var values []string
	who := map[string][]string{}
	for i := range s.Parts {
		p := &s.Parts[i]
		if !held(p) {
			continue
		}
		value := cmp.Or(of(p), a.Say(none, nil))
		if who[value] == nil {
			values = append(values, value)
		}
		who[value] = append(who[value], a.name(p))
	}
	for i, value := range values {
		name := ""
		if i == 0 {
			name = a.Say(label, nil)
		}
		if len(values) > 1 {
			value += " (" + strings.Join(who[value], ", ") + ")"
		}
		t.Row(name, value)
	}
}

// span writes a length of time in seconds; "" for none.
func (a *app) span(seconds int64) string {
	if seconds == 0 {
		return ""
	}
	return a.Say(words.CLISpan, words.Args{"span": time.Duration(seconds) * time.Second})
}

func (a *app) environment(s *agent.Status) string {
	return a.Say(map[agent.Environment]words.ID{
		agent.Online: words.CLIOnline, agent.Managed: words.CLIManager, agent.Offline: words.CLIOffline,
	}[s.Environment], nil)
}

func (a *app) trust(s *agent.Status) string {
	id := words.CLITrustVendor
	switch {
	case len(s.Trust.Keys) == 0:
		id = words.CLITrustNone
	case s.Trust.FirstUse:
		id = words.CLITrustFirst
	}
	return a.Say(id, words.Args{"issuer": cmp.Or(s.Trust.Issuer, "-"), "keys": s.Trust.Keys})
}

func (a *app) clock(s *agent.Status) string {
	seconds := func(n int64) time.Duration { return time.Duration(max(n, -n)) * time.Second }
	id := words.CLIClockRight
	switch s.Clock.Condition {
	case "set_back":
		id = words.CLIClockSetBack
	case "ahead":
		id = words.CLIClockAhead
	}
	return a.Say(id, words.Args{"off": seconds(s.Clock.Off), "left": seconds(s.Clock.Left)})
}

// todo says what there is to do; that there is nothing, if so.
func (a *app) todo(s *agent.Status) (lines []string) {
	add := func(line string) {
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	switch {
	case s.SetAside != "" && !licensed(s):
		add(a.Say(words.CLISetAsideAll, words.Args{"file": s.SetAside}))
	case s.SetAside != "":
		add(a.Say(words.CLISetAside, words.Args{"file": s.SetAside}))
	case !licensed(s):
		add(a.Say(words.CLINeedCode, nil))
	}
	if s.LicenceOf != "" {
		add(a.Say(words.CLIOtherProduct, words.Args{"product": s.LicenceOf}))
	}
	if s.MailRefused != "" {
		add(a.Say(words.CLIMailRefused, words.Args{"reason": cli.OneLine(s.MailRefused)}))
	}
	for i := range s.Parts {
		p := &s.Parts[i]
		switch {
		case !held(p):
			continue
		case p.Result == "":
			add(a.Say(words.CLIAskNow, nil))
		case p.Result != "valid":
			add(a.Say(words.Result(p.Result), nil))
		}
		if p.RevokedAt != nil {
			add(a.Say(words.CLIRevoked, words.Args{"when": cli.Moment(p.RevokedAt.In(zoneOf(s))), "reason": cli.OneLine(p.Reason)}))
		}
		if p.LastOutcome == agent.CouldNotComplete && p.LastCause != "offline" {
			add(a.reason(p.LastCause, words.Args{"server": s.Server, "status": "…"}))
		}
		if !p.NextCheck.IsZero() && p.NextCheck.Add(overdue).Before(s.Clock.Now) {
			add(a.Say(words.CLIRunMissing, words.Args{"when": p.NextCheck}))
		}
	}
	if len(lines) == 0 {
		add(a.Say(words.CLINothingToDo, nil))
	}
	return lines
}

// overdue is how late a check is when nobody can be running that would make it.
const overdue = 26 * time.Hour
