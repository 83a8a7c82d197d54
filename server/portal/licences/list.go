package licences

import (
	"net/http"

	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// listPage is what the list's page shows.
type listPage struct {
	Query       Query
	Lines       []Line
	Total       int // of the account
	Found       int // of them that are asked for
	First, Last int // places of the lines shown, from 1
	Pages       int
	Chips       []chip
	Register    bool // the visitor may register a product
	Download    bool
}

// chip is one status with how many lines have it.
type chip struct {
	Status
	Name  string // in addresses; "" all
	Count int
	Here  bool
}

// Prev and Following are the pages beside this one.
func (p *listPage) Prev() int      { return p.Query.Page - 1 }
func (p *listPage) Following() int { return p.Query.Page + 1 }

// Narrow tells whether less than everything is asked for.
func (p *listPage) Narrow() bool { return p.Query.narrow() }

// list shows the products of an account (rows R4, P2).
func (r *room) list(v *visit.Visit) error {
	r.watch(v.Desk.Store)
	q := queryOf(v.R.URL.Query())
	at := place{account: v.Account.ID, user: v.User.ID, lang: v.Lang, query: q}
	noted := v.Noted()
	if k, ok := r.keep.get(at); ok && !noted && k.good(v.Account.Revision, v.Desk.Book(), v.Now) {
		return k.send(v)
	}
	reading := r.keep.begin()
	defer r.keep.end(reading)
	s, err := r.stockIn(v, reading, v.Account)
	if err != nil {
		return err
	}
	page := pageOf(v, s, q)
	if noted {
		return v.Show(http.StatusOK, "licences-list", page)
	}
	plain, err := v.Desk.Look.Render("licences-list", viewOf(v, q, page))
	if err != nil {
		return err
	}
	made := kept{stamp: s.stamp, plain: plain, zipped: zip(plain)}
	if s.revision == v.Account.Revision { // else the page's head is older than its list
		r.keep.put(reading, at, made, s.codes())
	}
	return made.send(v)
}

// viewOf is what visit.Visit.Show would make of a request that asks for q in no
// other way than Link does, and without notes.
func viewOf(v *visit.Visit, q Query, data any) look.View {
	return look.View{
		Lang: v.Lang, Path: "/products", Other: q.inLang(words.EN + words.JA - v.Lang), Status: http.StatusOK,
		User: v.User, Account: v.Account, Data: data,
		Support: look.Support{Mail: v.Desk.SupportMail, Phone: v.Desk.SupportPhone, URL: v.Desk.SupportURL},
	}
}

// pageOf chooses what is asked for.
func pageOf(v *visit.Visit, s *stock, q Query) *listPage {
	lines := q.pick(s.lines, v.Lang)
	p := &listPage{
		Total: len(s.lines), Found: len(lines), Pages: max(1, (len(lines)+perPage-1)/perPage),
		Chips: chips(s, q), Register: v.May(access.Register), Download: v.May(access.Download),
	}
	q.Page = min(q.Page, p.Pages)
	p.Query = q
	from := (q.Page - 1) * perPage
	p.Lines = lines[from:min(from+perPage, len(lines))]
	p.First, p.Last = from+1, from+len(p.Lines)
	return p
}

// chips counts the lines by status; a status that none has is left out, unless it
// is the one asked for.
func chips(s *stock, q Query) []chip {
	all := []chip{{Count: len(s.lines), Here: q.Status == ""}}
	for status, n := range s.counts {
		name := Status(status).String()
		if n > 0 || q.Status == name {
			all = append(all, chip{Status(status), name, n, q.Status == name})
		}
	}
	return all
}
