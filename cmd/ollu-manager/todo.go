package main

import (
	"slices"
	"time"

	"ollu/server/manager/book"
	"ollu/server/manager/report"
	"ollu/server/words"
)

// soon is within how many days an end is worth a word.
const soon = 30

// todo says what there is to do and whom to turn to; that there is nothing, if
// so. What is alike for several codes or products is one line.
func (t *site) todo(r *report.Site) []string {
	g := &grouped{site: t, who: map[string][]string{}, text: map[string]func([]string) string{}}
	t.todoSync(g, r)
	followed := map[string]bool{}
	for i := range r.Codes {
		followed[r.Codes[i].Replaces] = true
	}
	for i := range r.Codes {
		if c := &r.Codes[i]; c.Result != "replaced" || !followed[c.Code] {
			t.todoCode(g, c)
		}
	}
	for i := range r.Products {
		t.todoProduct(g, &r.Products[i])
	}
	lines := g.lines()
	if len(lines) == 0 {
		lines = append(lines, t.say(words.CLINothingToDo, nil))
	}
	return lines
}

func (t *site) todoSync(g *grouped, r *report.Site) {
	never := r.Sync.LastGood.IsZero() && r.Sync.Imported.IsZero()
	switch {
	case len(r.Codes) == 0:
		g.once(words.SiteTodoAdd, nil)
	case never && slices.ContainsFunc(r.Codes, func(c report.Code) bool { return c.Type != "" }):
		g.once(words.SiteTodoFirst, nil)
	case never && r.Issuer.Server == "":
		g.once(words.SiteTodoCarry, nil)
	case never:
		g.once(words.SiteTodoNever, nil)
	case !r.Sync.Healthy:
		g.once(words.SiteTodoUnhealthy, nil)
	}
	if r.Sync.Failures > 0 {
		g.once(words.SiteLastFailed, words.Args{
			"when": r.Sync.LastTry.Local(), "failures": r.Sync.Failures, "reason": t.app.reason(r.Sync.Cause, r.Issuer.Server, 0),
		})
	}
	if r.Sync.ClockOff != 0 {
		off := time.Duration(r.Sync.ClockOff) * time.Second
		g.once(words.SiteClockOff, words.Args{"off": max(off, -off)})
		g.once(words.SiteTodoClock, nil)
	}
}

// byResult says what to do about a code that the issuer speaks so of.
var byResult = map[string]words.ID{
	"grace": words.SiteTodoGrace, "expired": words.SiteTodoExpired, "suspended": words.SiteTodoSuspended,
	"replaced": words.SiteTodoReplaced, "unknown": words.SiteTodoUnknown, "revoked": words.SiteTodoRevoked,
}

func (t *site) todoCode(g *grouped, c *report.Code) {
	id, known := byResult[c.Result]
	args := words.Args{"days": soon, "reason": c.Reason}
	switch {
	case c.Result == "revoked" && c.Reason != "":
		id = words.SiteTodoRevokedBy
	case !known && c.Type != "" && !c.Perpetual && c.DaysLeft >= 0 && c.DaysLeft <= soon:
		id, known = words.SiteTodoSoon, true
	}
	if known {
		g.add("codes", id, args, c.Code)
	}
	if c.Problem != "" {
		g.add("codes", words.SiteTodoProblem, words.Args{"reason": t.app.reason(c.Problem, "", 0)}, c.Code)
	}
}

func (t *site) todoProduct(g *grouped, p *report.Product) {
	switch {
	case len(p.Deliveries) > 0 || p.URL == "":
	case p.SeenAt.IsZero():
		g.add("products", words.SiteTodoStale, nil, p.Name)
	default:
		g.add("products", words.SiteTodoUnused, nil, p.Name)
	}
	for i := range p.Deliveries {
		d := &p.Deliveries[i]
		switch why := t.app.why(d.State, d.Why, d.Detail); {
		case d.State == book.Current:
		case why == "" && p.URL == "":
			g.add("products", words.SiteTodoAsks, nil, p.Name)
		case why == "":
			g.add("products", words.SiteTodoStale, nil, p.Name)
		default:
			g.add("products", words.SiteTodoProduct, words.Args{"reason": why}, p.Name)
		}
	}
}

// grouped gathers what is to be said of several under one text.
type grouped struct {
	site  *site
	order []string
	who   map[string][]string
	text  map[string]func([]string) string
}

func (g *grouped) once(id words.ID, args words.Args) { g.add("", id, args, "") }

// add says the text of one more; name is the argument that takes all of them.
func (g *grouped) add(name string, id words.ID, args words.Args, one string) {
	say := func(all []string) string {
		with := words.Args{name: few(all)}
		for k, v := range args {
			with[k] = v
		}
		return g.site.say(id, with)
	}
	alike := say([]string{""})
	if g.text[alike] == nil {
		g.order, g.text[alike] = append(g.order, alike), say
	}
	if !slices.Contains(g.who[alike], one) {
		g.who[alike] = append(g.who[alike], one)
	}
}

// mostNamed is how many are named in one line.
const mostNamed = 5

// few names some, and says that there are more.
func few(all []string) []string {
	if len(all) > mostNamed {
		return append(slices.Clone(all[:mostNamed]), "…")
	}
	return all
}

func (g *grouped) lines() (out []string) {
	for _, alike := range g.order {
		out = append(out, g.text[alike](g.who[alike]))
	}
	return out
}
