package page

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"ollu/codec/term"
	"ollu/server/manager/report"
	"ollu/server/words"
)

// codesView lists the codes of the site.
type codesView struct {
	view
	health
	Search         string
	Rows           []codeRow
	Pager          pager
	Back           string
	Zone           string // of every date shown, when it is the same for all
	Seats, Updates string // what they are called
}

// codeRow is one code, masked.
type codeRow struct {
	Code, ID, Note, Replaces   string
	Carried                    bool
	Product, Type              string
	Seats                      uint32
	State                      stateView
	Expires, Grace, Zone, Left string
	Updates                    string
	Signed, Changed            *moment
	Problem, Reason            string
}

func (p *Page) showCodes(w http.ResponseWriter, r *http.Request, s *session) {
	site, err := p.o.API.Status()
	if err != nil {
		p.unread(w, r, s, err)
		return
	}
	v := &codesView{view: p.view(w, r, s, words.PageCodes, &site), Search: clip(r.URL.Query().Get("q"))}
	v.health = v.healthOf(&site)
	found := matching(site.Codes, v.Search)
	v.Pager = v.page(r, len(found))
	v.Back = r.URL.RequestURI()
	v.Seats, v.Updates = words.Say(v.Lang, words.LabelSeats, nil), words.Say(v.Lang, words.LabelUpdates, nil)
	for i := range found[v.Pager.from:v.Pager.to] {
		v.Rows = append(v.Rows, v.row(&found[v.Pager.from+i]))
	}
	v.Zone = common(func(yield func(*string) bool) {
		for i := range v.Rows {
			if !yield(&v.Rows[i].Zone) {
				return
			}
		}
	})
	p.render(w, http.StatusOK, "codes", v)
}

// matching gives the codes that fit, those that end first before the others.
func matching(all []report.Code, search string) []report.Code {
	search = strings.ToLower(search)
	var found []report.Code
	for _, c := range all {
		text := strings.ToLower(strings.Join([]string{c.Code, c.Note, c.Product, c.Result, c.Expires, c.ID}, "\n"))
		if strings.Contains(text, search) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b report.Code) int {
		return cmp.Or(cmp.Compare(urgency(&a), urgency(&b)), cmp.Compare(a.DaysLeft, b.DaysLeft), strings.Compare(a.Code, b.Code))
	})
	return found
}

// urgency puts first what a person may have to do something about.
func urgency(c *report.Code) int {
	switch {
	case c.Problem != "" || c.Result == "":
		return 0
	case c.Result == "grace" || c.Result == "valid" && !c.Perpetual || c.Result == "not_activated":
		return 1
	case c.Perpetual:
		return 2
	}
	return 3 // over: expired, revoked, replaced
}

// tones says how results look; what is not in it looks like a refusal.
var tones = map[string]string{"valid": "current", "grace": "held-back", "": "stale", "not_activated": "stale"}

func (v *codesView) row(c *report.Code) codeRow {
	out := codeRow{
		Code: c.Code, ID: c.ID, Note: c.Note, Replaces: c.Replaces, Carried: c.Carried,
		Product: c.Product, Seats: c.Seats, Zone: c.Zone, Reason: c.Reason,
		State:   v.result(c.Result),
		Expires: v.day(c.Expires), Grace: v.day(c.GraceEnds),
		Signed: v.at(c.SignedAt), Changed: v.at(c.ChangedAt),
	}
	if id := words.Type(c.Type); words.Has(id) {
		out.Type = words.Say(v.Lang, id, nil)
	}
	if c.Perpetual {
		out.Zone = ""
		out.Expires = words.Say(v.Lang, words.Perpetual, nil)
	}
	if _, err := term.ParseDay(c.Expires); err == nil {
		out.Left = v.left(c.DaysLeft)
	}
	if c.Result != "" {
		out.Updates = words.Say(v.Lang, map[bool]words.ID{true: words.UpdatesOn, false: words.UpdatesOff}[c.UpdatesAllowed], nil)
	}
	if c.Problem != "" {
		out.Problem = c.Problem
		if id := words.Verify(c.Problem); words.Has(id) {
			out.Problem = words.Say(v.Lang, id, nil)
		}
	}
	return out
}

// result gives the look and the word of a result; "" is a code that the issuer
// has not answered about.
func (v *view) result(name string) stateView {
	tone, known := tones[name]
	if !known {
		tone = "failed"
	}
	id := words.State(name)
	switch name {
	case "":
		id = words.PageNoAnswer
	case "valid":
		id = words.StateActive
	case "unknown", "malformed":
		id = words.PageUnknownCode
	}
	return stateView{tone, words.Say(v.Lang, id, nil)}
}

// left says how many days there are to an expiry, or how many since.
func (v *view) left(days int) string {
	switch {
	case days > 0:
		return words.Say(v.Lang, words.PageDaysLeft, words.Args{"days": days})
	case days == 0:
		return words.Say(v.Lang, words.PageEndsToday, nil)
	}
	return words.Say(v.Lang, words.PageDaysAgo, words.Args{"days": -days})
}
