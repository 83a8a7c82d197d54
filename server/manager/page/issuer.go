package page

import (
	"net/http"

	"ollu/server/manager/report"
	"ollu/server/words"
)

// health is the last sync in one line, on every screen.
type health struct {
	Healthy  bool
	LastGood *moment
	Imported *moment
	NextSync *moment
	Trouble  string // what went wrong the last time, in words
}

// healthOf says when the issuer was heard.
func (v *view) healthOf(site *report.Site) health {
	s := &site.Sync
	h := health{
		Healthy: s.Healthy, LastGood: v.at(s.LastGood), Imported: v.at(s.Imported), NextSync: v.at(s.Next),
	}
	if s.Failures > 0 || !s.Healthy {
		h.Trouble = v.cause(s.Cause, site.Issuer.Server)
	}
	return h
}

// cause says why the issuer was not heard.
func (v *view) cause(name, server string) string {
	switch {
	case name == "":
		return ""
	case words.Has(words.Cause(name)) && name != "status":
		return words.Say(v.Lang, words.Cause(name), words.Args{"server": server})
	case words.Has(words.Verify(name)):
		return words.Say(v.Lang, words.Verify(name), nil)
	}
	return words.Say(v.Lang, words.PageOtherCause, words.Args{"cause": name})
}

// issuerView says whom the manager asks, and how that goes.
type issuerView struct {
	view
	health
	Issuer  report.Issuer
	LastTry *moment
	Now     *moment
	Tries   string
	Mood    stateView
	Waiting bool
	Codes   int
	Count   int
}

func (p *Page) showIssuer(w http.ResponseWriter, r *http.Request, s *session) {
	site, err := p.o.API.Status()
	if err != nil {
		p.unread(w, r, s, err)
		return
	}
	v := &issuerView{view: p.view(w, r, s, words.PageIssuer, &site), Issuer: site.Issuer, Waiting: site.Sync.Waiting}
	v.Codes, v.Count = len(site.Codes), len(site.Products)
	v.health = v.healthOf(&site)
	v.LastTry, v.Now = v.at(site.Sync.LastTry), v.at(site.Time)
	v.Mood = stateView{"current", v.T("healthy")}
	if !v.Healthy {
		v.Mood = stateView{"failed", v.T("unheard")}
	} else if v.Trouble != "" {
		v.Mood = stateView{"stale", v.T("trouble")}
	}
	if n := site.Sync.Failures; n > 0 {
		v.Tries = words.Say(v.Lang, words.PageFailures, words.Args{"count": n})
	}
	p.render(w, http.StatusOK, "issuer", v)
}
