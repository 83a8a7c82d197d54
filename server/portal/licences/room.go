package licences

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"sync"
	"time"

	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
)

// room serves the pages of one portal.
type room struct {
	keep     *keep
	watching sync.Once
}

// Routes gives the addresses of this room. The list that it keeps is watched from
// the first request on, for as long as the store is open: take Routes once for a
// portal.
func Routes() []visit.Route { return newRoom(keepBytes).routes() }

func newRoom(max int) *room { return &room{keep: newKeep(max)} }

func (r *room) routes() []visit.Route {
	see := visit.For(access.See)
	return []visit.Route{
		{Method: http.MethodGet, Path: "/products", Need: see, Handle: r.list},
		{Method: http.MethodGet, Path: "/products.csv", Need: visit.For(access.Download), Handle: r.table},
		{Method: http.MethodGet, Path: "/products/{no}", Need: see, Handle: r.detail},
		{Method: http.MethodGet, Path: "/products/{no}/certificate", Need: see, Handle: r.certificate},
		{Method: http.MethodPost, Path: "/products/{no}/file", Need: visit.For(access.Download), Handle: r.file},
		{Method: http.MethodGet, Path: "/products/{no}/offline", Need: see, Handle: r.offline},
		{Method: http.MethodPost, Path: "/products/{no}/offline", Need: visit.For(access.RequestOffline), Handle: r.requestOffline},
		{Method: http.MethodGet, Path: "/products/{no}/release", Need: visit.For(access.ReleaseDevice), Handle: r.askRelease},
		{Method: http.MethodPost, Path: "/products/{no}/release", Need: visit.For(access.ReleaseDevice), Handle: r.release},
		{Method: http.MethodGet, Path: "/calendar", Need: see, Handle: r.calendar},
		{Method: http.MethodPost, Path: "/calendar/feed", Need: visit.For(access.SetFeed), Handle: r.setFeed},
		{Method: http.MethodGet, Path: "/calendar/{file}", Need: visit.Anyone, Handle: r.feed},
		{Method: http.MethodGet, Path: "/activity", Need: see, Handle: r.activity},
	}
}

//go:embed pages
var pages embed.FS

// pageNames are the pages of this room; each is a file of that name.
var pageNames = []string{
	"licences-list", "licences-detail", "licences-certificate", "licences-offline", "licences-release",
	"licences-calendar", "licences-activity",
}

// Pages gives the pages of this room.
func Pages() []look.Page {
	own, err := fs.Sub(pages, "pages")
	if err != nil {
		panic(err) // the program was built without them
	}
	all := make([]look.Page, len(pageNames))
	for i, name := range pageNames {
		all[i] = look.Page{Name: name, FS: own}
	}
	return all
}

// watch has the store tell of changes, from the first call on.
func (r *room) watch(s keystore.Store) {
	r.watching.Do(func() { s.Watch(r.keep.changed) })
}

// stock gives all that the visitor's account owns, as it is at this moment. The
// room watches from before it is read.
func (r *room) stock(v *visit.Visit) (*stock, error) {
	r.watch(v.Desk.Store)
	reading := r.keep.begin()
	defer r.keep.end(reading)
	return r.stockIn(v, reading, v.Account)
}

// stockIn gives the list that is kept of an account, or reads it. a is as this
// request has read it.
func (r *room) stockIn(v *visit.Visit, reading *reading, a *customer.Account) (*stock, error) {
	at, book := place{account: a.ID}, v.Desk.Book()
	if k, ok := r.keep.get(at); ok && k.good(a.Revision, book, v.Now) {
		return k.stock, nil
	}
	s, err := readStock(v.R.Context(), v.Desk.Store, book, a.ID, v.Now)
	if err != nil {
		return nil, err
	}
	r.keep.put(reading, at, kept{stamp: s.stamp, stock: s}, s.codes())
	return s, nil
}

// registration reads the line that an address names, of the visitor's account. A
// number that is not his is not there.
func registration(v *visit.Visit) (reg customer.Registration, err error) {
	no, err := strconv.Atoi(v.R.PathValue("no"))
	if err != nil || no < 1 || strconv.Itoa(no) != v.R.PathValue("no") {
		return reg, visit.ErrNotFound
	}
	err = v.Read(func(b customer.Book) error {
		reg, err = b.Registration(v.Account.ID, no)
		return err
	})
	if err != nil {
		return reg, fmt.Errorf("number %d of the account: %w", no, err)
	}
	return reg, nil
}

// address is where a line's page is, or with a word behind it what belongs to it.
func address(no int, behind string) string { return "/products/" + strconv.Itoa(no) + behind }

// endOfDay is when the day that now belongs to ends in a zone.
func endOfDay(now time.Time, zone *time.Location) time.Time {
	return (term.Today(now, zone) + 1).Start(zone)
}
