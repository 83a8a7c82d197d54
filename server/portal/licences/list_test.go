package licences

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// numbers gives the numbers of the lines that a page shows, in order.
func numbers(p *visittest.Page) (all []string) {
	for _, m := range regexp.MustCompile(`<tr id="no-(\d+)">`).FindAllStringSubmatch(p.Body, -1) {
		all = append(all, m[1])
	}
	return all
}

// Row R4: number, product, type, key, registration date, code, expiry; row P2:
// status, seats, console.
func TestListShowsWhatIsOwned(t *testing.T) {
	s, _ := site(t)
	owner := s.Users[visittest.Owner]
	key, _ := codec.NewKey(codec.Prefix{'N', 'M'}, s.Random)
	code := s.Licence(visittest.Hosted, 10, func(l *keystore.Licence) {
		trial(l)
		l.Key, l.Order, l.Seats = key, "PO-77", 1234
	})
	s.Own(owner, code)
	b := s.LogIn(visittest.Owner)
	p := b.Get("/products").Want(http.StatusOK, "Mail Filter Hosted", "FREE (trial)", "PO-77", key.Reveal(), code.Reveal(), "1234", "2026-12-01",
		"Expires soon", "10 days left", "2026-11-21", "Open console", "Mail Gateway Software", "Licence", "Registered by its code", "Valid")
	for _, part := range []string{`href="` + visittest.ConsoleURL + `"`, `data-copy="` + code.Reveal() + `"`, `href="/products/2"`, `href="/products/add"`, `href="/products.csv"`} {
		if !strings.Contains(p.Body, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	b.Speak(words.JA)
	b.Get("/products").Want(http.StatusOK, "製品一覧", "メールフィルタ クラウド版", "FREE（体験版）", "License（製品版）", "まもなく終了", "残り10日", "2026年12月1日")
	viewer := s.LogIn(visittest.Viewer)
	if p := viewer.Get("/products").Want(http.StatusOK, "Mail Filter Hosted"); strings.Contains(p.Body, "/products/add") {
		t.Error("who may only look is led to register a product")
	}
}

// Every status, at the edges of its days.
func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		days   int
		change func(*keystore.Licence)
		after  func(codec.Code) keystore.Change
		want   Status
	}{
		{days: 61, want: Valid},
		{days: 60, want: Ending},
		{days: 1, want: Ending},
		{days: 0, want: Grace},
		{days: -89, want: Grace},
		{days: -90, want: Expired},
		{days: 15, change: trial, want: Valid},
		{days: 14, change: trial, want: Ending},
		{days: 0, change: trial, want: Expired},
		{change: func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 }, want: Valid},
		{days: 100, after: func(c codec.Code) keystore.Change { return keystore.Suspend{Code: c, Reason: "unpaid"} }, want: Pausing},
		{days: -200, after: func(c codec.Code) keystore.Change { return keystore.Revoke{Code: c, Reason: "published"} }, want: Revoked},
	} {
		s, _ := site(t)
		no, code := owned(s, visittest.Appliance, c.days, c.change)
		if c.after != nil {
			s.Do(c.after(code))
		}
		b := s.LogIn(visittest.Owner)
		for _, l := range words.Langs {
			b.Speak(l)
			p := b.Get("/products?status="+c.want.String()).Want(http.StatusOK, words.Say(l, c.want.Word(), nil))
			if got := numbers(p); !slices.Contains(got, fmt.Sprint(no)) {
				t.Errorf("%d days, %s: the lines are %v", c.days, c.want, got)
			}
		}
	}
}

// What is asked for is found, in order, and everything else is left out.
func TestListQueries(t *testing.T) {
	s, _ := site(t)
	owned(s, visittest.Appliance, 5, func(l *keystore.Licence) { l.Order = "PO-2026-A" })                              // 2
	_, code := owned(s, visittest.Hosted, -5, func(l *keystore.Licence) { l.Order = "PO-2026-B" })                     // 3
	owned(s, visittest.Hosted, 0, func(l *keystore.Licence) { l.Perpetual, l.Expires, l.Grace = true, 0, 0 })          // 4
	no, _ := owned(s, visittest.Appliance, 300, func(l *keystore.Licence) { l.Note = "the issuer's own, for nobody" }) // 5
	u := s.Users[visittest.Owner]
	s.Do(keystore.RequestOffline{Account: u.Account, No: no, User: u.ID, Note: "ＶＰＮなし in the plant"})
	b := s.LogIn(visittest.Owner)
	last := code.Reveal()[strings.LastIndex(code.Reveal(), "-")+1:]
	for query, want := range map[string]string{
		"":                               "1 2 3 4 5",
		"sort=-no":                       "5 4 3 2 1",
		"sort=product":                   "3 4 2 5 1",
		"sort=expiry":                    "3 2 1 5 4",
		"sort=-expiry":                   "5 1 2 3 4",
		"q=hosted":                       "3 4",
		"q=ＨＯＳＴＥＤ":                       "3 4",
		"q=クラウド":                         "3 4",
		"q=appliance+mail":               "2 5",
		"q=appliance+hosted":             "",
		"q=po-2026":                      "2 3",
		"q=vpnなし":                        "5",
		"q=issuer":                       "",
		"q=" + last:                      "3",
		"q=" + code.Reveal():             "3",
		"q=4":                            "4",
		"q=key":                          "",
		"status=grace":                   "3",
		"status=ending":                  "2",
		"status=valid&sort=-no":          "5 4 1",
		"status=waiting":                 "5",
		"status=revoked":                 "",
		"status=nonsense&sort=xyz":       "1 2 3 4 5",
		"q=%ff%00hosted":                 "",
		"page=7":                         "1 2 3 4 5",
		"page=-1":                        "1 2 3 4 5",
		"q=" + strings.Repeat("a", 5000): "",
	} {
		p := b.Get("/products?" + escape(query)).Want(http.StatusOK)
		if got := strings.Join(numbers(p), " "); got != want {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
		if want == "" {
			p.Want(http.StatusOK, "Nothing matches", "Show all")
		}
	}
	b.Get("/products").Want(http.StatusOK, "All 5", "Valid 3", "Expires soon 1", "Grace period 1", "Offline request 1", "1 to 5 of 5")
	if p := b.Get("/products?q=%3Cscript%3E"); strings.Contains(p.Body, "<script>") || !strings.Contains(p.Body, `value="&lt;script&gt;"`) {
		t.Error("a search is not shown as it was typed")
	}
}

// escape encodes the values of a query that is written plainly.
func escape(query string) string {
	if strings.Contains(query, "%") {
		return query
	}
	v, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	return v.Encode()
}

func TestLongList(t *testing.T) {
	s, _ := site(t)
	crowd(s, 500)
	b := s.LogIn(visittest.Owner)
	seen := map[string]bool{}
	p := b.Get("/products?sort=expiry").Want(http.StatusOK, "1 to 50 of 500", "Page 1 of 10")
	for pages := 1; ; pages++ {
		for _, no := range numbers(p) {
			seen[no] = true
		}
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(p.Body)
		if next == nil {
			if pages != 10 {
				t.Errorf("there are %d pages", pages)
			}
			break
		}
		p = b.Get(strings.ReplaceAll(next[1], "&amp;", "&")).Want(http.StatusOK)
	}
	if len(seen) != 500 {
		t.Errorf("the pages show %d lines of 500", len(seen))
	}
	p.Want(http.StatusOK, "451 to 500 of 500", "Page 10 of 10")
}

func TestEmptyList(t *testing.T) {
	s, _ := site(t)
	u := s.Users[visittest.Owner]
	s.Do(keystore.Unregister{Account: u.Account, No: 1, Reason: "a test"})
	b := s.LogIn(visittest.Owner)
	b.Get("/products").Want(http.StatusOK, "No product is registered yet", "Register a product")
	b.Speak(words.JA)
	b.Get("/products").Want(http.StatusOK, "登録済みの製品はまだありません", "製品を登録する")
	b.Get("/calendar").Want(http.StatusOK, "今後の予定はありません")
}

// A licence that the catalogue, or the store, does not know does not take the
// page away from the others.
func TestListOutlivesWhatIsUnclear(t *testing.T) {
	none := customer.Registration{No: 7, Product: "gone", Code: codec.Code{}, Type: product.Full}
	s, _ := site(t)
	l, err := lineOf(s.Store, s.Desk.Book(), &none, s.Now())
	if err != nil || l.Status != Unclear || l.Dated() || l.Product.EN != "gone" {
		t.Errorf("%+v %v", l, err)
	}
	e := keystore.Entry{Product: "gone", Zone: "Asia/Tokyo", Expires: today - 10, Grace: 30, Seats: 5}
	lease, err := leaseOf(s.Desk.Book(), &e, s.Now())
	if err != nil {
		t.Fatal(err)
	}
	l.fill(&e, &lease)
	if l.Status != Grace || l.DaysLeft != -10 || l.GraceEnds != today+20 || l.Seats != 5 {
		t.Errorf("%+v", l)
	}
	if e.Zone = "Mars/Olympus"; leaseFails(s, &e) == nil {
		t.Error("a zone that there is not was taken")
	}
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := lineOf(s.Store, s.Desk.Book(), &none, s.Now()); err == nil {
		t.Error("a store that cannot be read makes a line")
	}
}

func leaseFails(s *visittest.Site, e *keystore.Entry) error {
	_, err := leaseOf(s.Desk.Book(), e, s.Now())
	return err
}

// A browser that takes compressed pages gets the same page, in lengths that
// differ.
func TestListCompressed(t *testing.T) {
	s, _ := site(t)
	crowd(s, 60)
	b := s.LogIn(visittest.Owner)
	plain := b.Ask(http.MethodGet, "/products", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "identity") })
	lengths := map[int]bool{}
	for range 20 {
		p := b.Ask(http.MethodGet, "/products", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "br, gzip") })
		if p.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(p.Header.Get("Vary"), "Accept-Encoding") || p.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%v", p.Header)
		}
		z, err := gzip.NewReader(strings.NewReader(p.Body))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(z)
		if err != nil || !bytes.Equal(body, []byte(plain.Body)) {
			t.Fatalf("another page: %v", err)
		}
		lengths[len(p.Body)] = true
	}
	if len(lengths) < 4 {
		t.Errorf("the lengths of a compressed page are %v", lengths)
	}
	if odd := b.Ask(http.MethodGet, "/products", nil, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip;q=0") }); odd.Body != plain.Body {
		t.Error("who refuses compression gets it")
	}
}
