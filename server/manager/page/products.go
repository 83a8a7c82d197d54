package page

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"ollu/server/manager/book"
	"ollu/server/manager/report"
	"ollu/server/words"
)

const searchMost = 200 // bytes

// states in the order of the tiles: what a person should look at comes first.
var states = []book.State{book.Failed, book.HeldBack, book.Stale, book.Current}

// productsView is the managed-product licence screen (row M3).
type productsView struct {
	view
	health
	Tiles  []tile
	All    tile
	Search string
	State  string
	States []choice
	Rows   []productRow
	Zone   string // of every date shown, when it is the same for all
	Pager  pager
	Back   string
	Pushes bool // the manager delivers to some product
}

// tile counts the products in one state, and shows them alone.
type tile struct {
	State, Name, Link string
	Count             int
	Here              bool
}

type choice struct {
	Value, Name string
	Chosen      bool
}

// productRow is one product with its codes.
type productRow struct {
	Name, Product, Version, Build, URL string
	State                              stateView
	Codes                              []deliveryRow
	Span                               int
	Pushed                             bool // the manager delivers to it: it does not only ask
}

// deliveryRow is one code in a product.
type deliveryRow struct {
	Code, ID, Note string
	State          stateView
	Why            string
	Issuer         *stateView // what the issuer says of the code where that is not that it is valid
	Reason         string     // the issuer's
	Held, Wanted   string     // the expiry that the product holds, and the issuer's where it differs
	Zone           string
	Profile, Next  *moment
	Failures       string
}

// stateView is a state, for the eye and in words.
type stateView struct{ Name, Text string }

func (p *Page) showProducts(w http.ResponseWriter, r *http.Request, s *session) {
	site, err := p.o.API.Status()
	if err != nil {
		p.unread(w, r, s, err)
		return
	}
	q := r.URL.Query()
	v := &productsView{view: p.view(w, r, s, words.PageProducts, &site), Search: clip(q.Get("q")), State: q.Get("state")}
	v.health = v.healthOf(&site)
	v.tiles(&site)
	v.Pushes = slices.ContainsFunc(site.Products, func(p report.Product) bool { return p.URL != "" })
	found := filtered(site.Products, v.Search, v.State, notes(&site))
	v.Pager = v.page(r, len(found))
	v.Back = r.URL.RequestURI()
	codes := codesByID(&site)
	for i := range found[v.Pager.from:v.Pager.to] {
		v.Rows = append(v.Rows, v.row(&found[v.Pager.from+i], codes))
	}
	v.Zone = common(v.zones)
	p.render(w, http.StatusOK, "products", v)
}

func clip(search string) string {
	search = strings.TrimSpace(search)
	if len(search) > searchMost {
		return strings.ToValidUTF8(search[:searchMost], "")
	}
	return search
}

func codesByID(site *report.Site) map[string]*report.Code {
	all := make(map[string]*report.Code, len(site.Codes))
	for i := range site.Codes {
		all[site.Codes[i].ID] = &site.Codes[i]
	}
	return all
}

// notes gives the notes that people made about codes, by the codes' ids.
func notes(site *report.Site) map[string]string {
	all := map[string]string{}
	for i := range site.Codes {
		if n := site.Codes[i].Note; n != "" {
			all[site.Codes[i].ID] = n
		}
	}
	return all
}

// tiles counts the products by state.
func (v *productsView) tiles(site *report.Site) {
	count := map[book.State]int{}
	for i := range site.Products {
		count[site.Products[i].State]++
	}
	v.All = tile{Name: v.T("all_products"), Count: len(site.Products), Link: pathProducts, Here: v.State == ""}
	v.States = []choice{{"", v.T("any_state"), v.State == ""}}
	for _, s := range states {
		name, here := v.state(s).Text, v.State == string(s)
		v.Tiles = append(v.Tiles, tile{string(s), name, pathProducts + "?state=" + string(s), count[s], here})
		v.States = append(v.States, choice{string(s), name, here})
	}
}

func (v *view) state(s book.State) stateView {
	return stateView{strings.ReplaceAll(string(s), "_", "-"), words.Say(v.Lang, words.ManagerState(string(s)), nil)}
}

// filtered gives the products that fit, the ones to look at first.
func filtered(all []report.Product, search, state string, notes map[string]string) []report.Product {
	search = strings.ToLower(search)
	var found []report.Product
	for _, p := range all {
		if (state == "" || string(p.State) == state) && (search == "" || mentions(&p, search, notes)) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b report.Product) int {
		return cmp.Or(report.Severity(b.State)-report.Severity(a.State), strings.Compare(a.Name, b.Name))
	})
	return found
}

func mentions(p *report.Product, search string, notes map[string]string) bool {
	in := func(s string) bool { return strings.Contains(strings.ToLower(s), search) }
	return in(p.Name) || in(p.Product) || in(p.Build) || in(p.Version) || in(p.URL) || in(p.Device) ||
		slices.ContainsFunc(p.Deliveries, func(d report.Delivery) bool { return in(d.Code) || in(notes[d.ID]) })
}

func (v *productsView) row(p *report.Product, codes map[string]*report.Code) productRow {
	out := productRow{
		Name: p.Name, Product: p.Product, Version: p.Version, Build: p.Build, URL: p.URL,
		State: v.state(p.State), Span: max(1, len(p.Deliveries)), Pushed: p.URL != "",
	}
	for i := range p.Deliveries {
		out.Codes = append(out.Codes, v.delivery(&p.Deliveries[i], codes[p.Deliveries[i].ID]))
	}
	return out
}

func (v *productsView) delivery(d *report.Delivery, c *report.Code) deliveryRow {
	if c == nil {
		c = &report.Code{}
	}
	out := deliveryRow{
		Code: d.Code, ID: d.ID, Note: c.Note, State: v.state(d.State), Zone: c.Zone,
		Profile: v.at(d.Profile), Held: v.day(d.Expires),
	}
	if d.Why != "" && d.State != book.Current {
		out.Why = words.ManagerBecause(v.Lang, d.Why, d.Detail)
	}
	if d.State == book.Failed {
		out.Next = v.at(d.NextTry)
		if d.Failures > 1 {
			out.Failures = words.Say(v.Lang, words.PageFailures, words.Args{"count": d.Failures})
		}
	}
	if d.Wanted != d.Expires {
		out.Wanted = v.day(d.Wanted)
	}
	out.judge(v, c)
	if c.Perpetual && out.Held == "" {
		out.Held, out.Zone = words.Say(v.Lang, words.Perpetual, nil), ""
	}
	return out
}

// judge adds what the issuer says of a code that is not valid. A product that has
// taken that is current, and not in order.
func (d *deliveryRow) judge(v *productsView, c *report.Code) {
	if c.Result == "" || c.Result == "valid" {
		return
	}
	said := v.result(c.Result)
	d.Issuer, d.Reason = &said, c.Reason
	if d.State.Name == string(book.Current) {
		d.State.Name = "settled"
	}
}

// zones goes over the zones of the dates that are shown.
func (v *productsView) zones(yield func(*string) bool) {
	for i := range v.Rows {
		for j := range v.Rows[i].Codes {
			if !yield(&v.Rows[i].Codes[j].Zone) {
				return
			}
		}
	}
}
