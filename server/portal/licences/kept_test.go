package licences

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/bolt"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/terms"
	"ollu/server/words"
)

// keptPage tells whether the first page of the owner's list is kept, and counts.
func keptPage(s *visittest.Site, r *room, l words.Lang) bool {
	u := s.Users[visittest.Owner]
	var a customer.Account
	s.Read(func(b customer.Book) (err error) { a, err = b.Account(u.Account); return err })
	k, ok := r.keep.get(place{account: a.ID, user: u.ID, lang: l, query: Query{Page: 1}})
	return ok && k.good(a.Revision, s.Desk.Book(), s.Now())
}

// Whatever changes the page, the next one says so; and in between it is not made
// again.
func TestKeptListIsExact(t *testing.T) {
	u := func(s *visittest.Site) customer.User { return s.Users[visittest.Owner] }
	for name, c := range map[string]struct {
		days   int
		change func(s *visittest.Site, b *visittest.Browser, code codec.Code)
		says   string
	}{
		"a renewal by the operator": {30, func(s *visittest.Site, _ *visittest.Browser, code codec.Code) {
			s.Do(keystore.Renew{Code: code, Expires: today + 395})
		}, "2027-12-21"},
		"a suspension": {30, func(s *visittest.Site, _ *visittest.Browser, code codec.Code) {
			s.Do(keystore.Suspend{Code: code, Reason: "unpaid"})
		}, "Suspended 1"},
		"a new code": {30, func(s *visittest.Site, _ *visittest.Browser, code codec.Code) {
			next, _ := codec.NewCode(codec.Prefix{'I', 'M'}, s.Random)
			s.Do(keystore.Replace{Old: code, New: keystore.Licence{Code: next, Seats: 4321}})
		}, "4321"},
		"a product registered": {30, func(s *visittest.Site, _ *visittest.Browser, _ codec.Code) {
			owned(s, visittest.Hosted, 500, nil)
		}, "Mail Filter Hosted"},
		"a product taken away": {30, func(s *visittest.Site, _ *visittest.Browser, _ codec.Code) {
			s.Do(keystore.Unregister{Account: u(s).Account, No: 1, Reason: "a test"})
		}, "1 to 1 of 1"},
		"an offline code requested": {30, func(s *visittest.Site, _ *visittest.Browser, _ codec.Code) {
			s.Do(keystore.RequestOffline{Account: u(s).Account, No: 2, User: u(s).ID, Note: "plant"})
		}, "Offline request 1"},
		"the company's name": {30, func(s *visittest.Site, _ *visittest.Browser, _ codec.Code) {
			s.Do(keystore.EditCompany{Account: u(s).Account, EmergencyMail: "e@example.com", Company: customer.Company{
				Name: "Example Industries", Postcode: "1000001", Prefecture: "JP-13", Address1: "1", Address2: "2",
			}})
		}, "Example Industries"},
		"the turn of the day": {61, func(s *visittest.Site, _ *visittest.Browser, _ codec.Code) {
			s.Pass(12 * time.Hour) // 03:00 to 15:00 UTC: midnight in Tokyo
		}, "Expires soon 1"},
		"the end of grace": {-89, func(s *visittest.Site, _ *visittest.Browser, _ codec.Code) { s.Pass(12 * time.Hour) }, "Expired 1"},
		"a renewal that shows from tomorrow": {5, func(s *visittest.Site, b *visittest.Browser, code codec.Code) {
			s.Do(keystore.Renew{Code: code, Expires: today + 370, ShowsFrom: today + 1, Seats: 7777})
			if p := b.Get("/products").Want(http.StatusOK, "Expires soon 1"); strings.Contains(p.Body, "7777") {
				t.Error("a renewal is shown before its day")
			}
			s.Pass(12 * time.Hour)
		}, "7777"},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := site(t)
			_, code := owned(s, visittest.Appliance, c.days, nil)
			b := s.LogIn(visittest.Owner)
			first := b.Get("/products").Want(http.StatusOK)
			if strings.Contains(first.Text(), c.says) {
				t.Fatalf("the page says %q beforehand", c.says)
			}
			if !keptPage(s, r, words.EN) || b.Get("/products").Body != first.Body {
				t.Fatal("the page was made again")
			}
			c.change(s, b, code)
			b.Get("/products").Want(http.StatusOK, c.says)
			if !keptPage(s, r, words.EN) {
				t.Error("the new page is not kept")
			}
		})
	}
}

// A catalogue that was read again is shown at once.
func TestKeptListFollowsTheCatalogue(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	var book atomic.Pointer[terms.Book]
	book.Store(s.Desk.Book())
	s.Desk.Book = book.Load
	s.Serve(Routes())
	b := s.LogIn(visittest.Owner)
	b.Get("/products").Want(http.StatusOK, "Mail Gateway Software")
	p, _ := s.Catalogue.Product(visittest.Software)
	renamed := *p
	renamed.Name = product.Text{JA: "another", EN: "Renamed Gateway"}
	c, err := product.NewCatalogue([]*product.Product{&renamed})
	if err != nil {
		t.Fatal(err)
	}
	book.Store(terms.NewBook(c))
	b.Get("/products").Want(http.StatusOK, "Renamed Gateway")
}

// What is kept of one visitor is for him alone: his language, his name, his role.
func TestKeptListIsOnesOwn(t *testing.T) {
	s, _ := site(t)
	owner, viewer := s.LogIn(visittest.Owner), s.LogIn(visittest.Viewer)
	other, _ := stranger(s)
	for range 2 {
		owner.Speak(words.EN)
		owner.Get("/products").Want(http.StatusOK, "Products", "Register a product", visittest.Owner+" Log out")
		owner.Speak(words.JA)
		owner.Get("/products").Want(http.StatusOK, "製品一覧", "製品を登録する")
		if p := viewer.Get("/products").Want(http.StatusOK, visittest.Viewer+" Log out"); strings.Contains(p.Text(), "Register a product") {
			t.Error("a viewer sees an owner's page")
		}
		if p := other.Get("/products").Want(http.StatusOK, "1 to 1 of 1"); strings.Contains(p.Text(), "tester") {
			t.Error("a stranger sees another's page")
		}
	}
	// What an address says beside the parameters that count is not kept with the page.
	if p := owner.Get("/products?utm=%22evil%22&lang2=x"); strings.Contains(p.Body, "evil") {
		t.Error("an odd address comes back in the page")
	}
	if p := owner.Get("/products?status=valid&x=1"); !strings.Contains(p.Body, `href="/products?status=valid&amp;lang=en"`) {
		t.Error("the page does not lead to itself in the other language")
	}
}

// A note is shown once, and not kept.
func TestNoteIsNotKept(t *testing.T) {
	s, r := site(t)
	_, code := owned(s, visittest.Appliance, 100, nil)
	activated(s, code, "gw-1")
	b := s.LogIn(visittest.Owner)
	b.Get("/products").Want(http.StatusOK)
	b.Post("/products/2/release", url.Values{"device": {"gw-1"}}).Leads("/products/2#devices")
	b.Get("/products").Want(http.StatusOK, "gw-1 was released.")
	if p := b.Get("/products"); strings.Contains(p.Text(), "was released") {
		t.Error("a note is shown twice")
	}
	if !keptPage(s, r, words.EN) {
		t.Error("the page without the note is not kept")
	}
}

// meddler is a store in which something happens between the two readings that a
// page is made of: who asks, and what he owns.
type meddler struct {
	keystore.Store
	readings  atomic.Int32
	in        int32 // before which reading; 0 none
	something func()
}

func (m *meddler) Customers(ctx context.Context, fn func(customer.Book) error) error {
	if n := m.readings.Add(1); n == m.in {
		m.something()
	}
	return m.Store.Customers(ctx, fn)
}

// A page whose head is older than its list is shown at most to who asked for it
// then.
func TestHeadAndListAreOfOneMoment(t *testing.T) {
	s := visittest.Prepare(t, Pages())
	u := s.Users[visittest.Owner]
	m := &meddler{Store: s.Store, something: func() {
		s.Do(keystore.EditCompany{Account: u.Account, EmergencyMail: "e@example.com", Company: customer.Company{
			Name: "Example Industries", Postcode: "1000001", Prefecture: "JP-13", Address1: "1", Address2: "2",
		}})
	}}
	s.Desk.Store = m
	s.Serve(Routes())
	b := s.LogIn(visittest.Owner)
	m.in = m.readings.Load() + 2
	if p := b.Get("/products").Want(http.StatusOK); strings.Contains(p.Text(), "Example Industries") {
		t.Fatal("the change came before who asked was read")
	}
	if n := m.readings.Load(); n != m.in {
		t.Fatalf("the page took %d readings", n)
	}
	b.Get("/products").Want(http.StatusOK, "Example Industries")
}

// onDisk opens a store on disk that holds the owner's account, and one licence of
// it that is registered as the second.
func onDisk(s *visittest.Site) keystore.Store {
	s.T.Helper()
	store, err := bolt.Open(bolt.Options{Path: s.T.TempDir() + "/ollu.db", Now: s.Now})
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = store.Close() })
	u := s.Users[visittest.Owner]
	var a customer.Account
	var lines []customer.Registration
	s.Read(func(b customer.Book) (err error) {
		if a, err = b.Account(u.Account); err == nil {
			lines, err = b.Registrations(a.ID)
		}
		return err
	})
	var codes []codec.Code
	var licences []keystore.Licence
	for _, line := range lines {
		l, err := s.Store.Licence(context.Background(), line.Code)
		if err != nil {
			s.T.Fatal(err)
		}
		codes, licences = append(codes, l.Code), append(licences, l)
	}
	for _, c := range []keystore.Change{keystore.Issue{Licences: licences}, keystore.Register{Account: &a, User: &u, Codes: codes}} {
		if _, err := store.Apply(context.Background(), keystore.Act{By: "operator", At: s.Now(), Change: c}); err != nil {
			s.T.Fatal(err)
		}
	}
	return store
}

// However changes and readings cross, who asks after a change was answered sees
// it, whichever store it is.
func TestKeptListUnderChanges(t *testing.T) {
	for name, store := range map[string]func(*visittest.Site) keystore.Store{
		"in memory": func(s *visittest.Site) keystore.Store { return s.Store },
		"on disk":   onDisk,
	} {
		t.Run(name, func(t *testing.T) {
			s, r := visittest.Prepare(t, Pages()), newRoom(keepBytes)
			_, code := owned(s, visittest.Appliance, 100, nil)
			s.Desk.Store = store(s)
			s.Serve(r.routes())
			cross(t, s, code)
			if len(r.keep.making) != 0 {
				t.Errorf("%d readings never ended", len(r.keep.making))
			}
		})
	}
}

// cross renews a licence again and again while three visitors look at the list.
func cross(t *testing.T, s *visittest.Site, code codec.Code) {
	var answered atomic.Int64 // the seats that the last answered renewal gave
	answered.Store(100)
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		b := s.LogIn(visittest.Owner)
		wg.Go(func() {
			for {
				least := answered.Load()
				if seats := seatsOf(b.Get("/products")); seats < least {
					t.Errorf("a page shows %d seats after %d were answered", seats, least)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := range int64(300) {
		act := keystore.Act{By: "operator", At: s.Now(), Change: keystore.Renew{Code: code, Expires: today + 200, Seats: uint32(101 + n), Shorten: true}}
		if _, err := s.Desk.Store.Apply(t.Context(), act); err != nil {
			t.Error(err)
			break
		}
		answered.Store(101 + n)
	}
	close(done)
	wg.Wait()
}

// seatsOf reads the seats of the second line.
func seatsOf(p *visittest.Page) (n int64) {
	_, line, _ := strings.Cut(p.Body, `<tr id="no-2">`)
	_, cell, _ := strings.Cut(line, `data-label="Seats">`)
	_, _ = fmt.Sscan(cell, &n)
	return n
}
