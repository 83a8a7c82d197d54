package page

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ollu/codec/term"
	"ollu/server/manager/report"
	"ollu/server/words"
)

// view is what every screen needs.
type view struct {
	Lang    words.Lang
	Title   string
	Site    string
	Version string
	Path    string
	Word    string // that the forms bear; "" nobody is signed in
	Notes   []noteView
	Other   string // address of the same screen in the other language
	Refresh int    // seconds after which the screen shows itself again; 0: it does not
	zone    *time.Location
}

// view makes what a screen begins with. s is nil where nobody is signed in, and
// site where the screen shows nothing of it.
func (p *Page) view(w http.ResponseWriter, r *http.Request, s *session, title words.ID, site *report.Site) view {
	l := p.lang(w, r)
	v := view{
		Lang: l, Title: words.Say(l, title, nil), Site: p.o.Site, Version: p.o.Version,
		Path: r.URL.Path, Other: inLang(r.URL, 1-l), zone: p.zone(site),
	}
	if s != nil {
		v.Word = s.word
		v.Notes = p.notes(l, s, v.zone)
		if p.work.running() != nil {
			v.Refresh = p.refresh
		}
	}
	return v
}

// T says a text of the page in the reader's language.
func (v *view) T(name string) string { return words.Say(v.Lang, words.Page(name), nil) }

// Tabs are the screens, in order.
func (v *view) Tabs() []tab {
	return []tab{
		{pathProducts, v.T("products"), v.Path == pathProducts},
		{pathCodes, v.T("codes"), v.Path == pathCodes},
		{pathIssuer, v.T("issuer"), v.Path == pathIssuer},
	}
}

type tab struct {
	Path, Name string
	Here       bool
}

// moment is a point in time as a person and as a machine reads it. Offset is
// that from UTC.
type moment struct{ Text, Offset, ISO string }

// at says when something was, in the one zone of the screen; nil for never.
func (v *view) at(t time.Time) *moment {
	if t.IsZero() {
		return nil
	}
	t = t.In(v.zone)
	text, offset, _ := strings.Cut(words.Say(v.Lang, words.PageValue, words.Args{"value": t}), " (")
	return &moment{text, "(" + offset, t.Format(time.RFC3339)}
}

// day says a civil date YYYY-MM-DD; what is none is shown as it is.
func (v *view) day(date string) string {
	d, err := term.ParseDay(date)
	if err != nil {
		return date
	}
	return words.Say(v.Lang, words.PageValue, words.Args{"value": d})
}

// zone gives the zone of every moment on a screen: the one that was set, that of
// the site's licences where they share one, or the machine's.
func (p *Page) zone(site *report.Site) *time.Location {
	if p.o.Zone != nil {
		return p.o.Zone
	}
	name := ""
	if site != nil {
		name = sharedZone(site.Codes)
	}
	zone, err := time.LoadLocation(name)
	if name == "" || err != nil {
		return time.Local
	}
	return zone
}

// sharedZone gives the name of the zone of all codes that have one; "" where
// there are several, or none.
func sharedZone(codes []report.Code) string {
	one := ""
	for i := range codes {
		name := codes[i].Zone
		if one != "" && name != "" && name != one {
			return ""
		}
		one = cmp.Or(one, name)
	}
	return one
}

// lang gives the reader's language: as chosen now, as chosen before, as the
// browser asks, or the manager's own.
func (p *Page) lang(w http.ResponseWriter, r *http.Request) words.Lang {
	if l, err := words.ParseLang(r.URL.Query().Get("lang")); err == nil {
		keep(w, r, langCookie, l.String(), 365*24*time.Hour)
		return l
	}
	if c, err := r.Cookie(langCookie); err == nil {
		if l, err := words.ParseLang(c.Value); err == nil {
			return l
		}
	}
	for asked := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		asked, _, _ = strings.Cut(strings.TrimSpace(asked), ";")
		asked, _, _ = strings.Cut(asked, "-")
		if l, err := words.ParseLang(strings.ToLower(asked)); err == nil {
			return l
		}
	}
	return p.o.Lang
}

// inLang gives the address of a screen in another language, from the screen itself:
// the path of one that there is not may be anything, even another site's address.
func inLang(u *url.URL, l words.Lang) string {
	q := u.Query()
	q.Set("lang", l.String())
	return "?" + q.Encode()
}
