package door

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/server/manager/book"
)

func TestProductsAreLearned(t *testing.T) {
	s := newSite(t)
	code, other := s.issue(40), s.issue(50)
	s.manage(code)
	s.manage(other)
	s.cut()
	s.ask(code, "format", "jwt", "device", "rack-1", "version", "9.1", "build", "1330")
	s.door.Close()
	p, err := s.book.Product("rack-1")
	if err != nil || !p.Asks || p.Product != "appliance" || p.Version != "9.1" || p.Build != "1330" || !p.SeenAt.Equal(noon) || !slices.Contains(p.Codes, code) {
		t.Errorf("%v %+v", err, p)
	}
	held := must(s.book.Code(code))
	d, err := s.book.Delivery("rack-1", code)
	if err != nil || d.State != book.Current || d.HeldTag != held.Tag || d.Expires != (today+40).String() {
		t.Errorf("%v %+v", err, d)
	}
	s.pass(time.Minute)
	s.ask(other, "device", "rack-1", "build", "1331")
	s.ask(code) // nobody's
	s.door.Close()
	p = must(s.book.Product("rack-1"))
	if p.Build != "1331" || p.Version != "9.1" || len(p.Codes) != 2 || !p.SeenAt.Equal(s.clock()) {
		t.Errorf("%+v", p)
	}
	// Nothing new: nothing written, until an hour has gone by.
	seen := p.SeenAt
	s.pass(time.Minute)
	s.ask(code, "device", "rack-1")
	s.door.Close()
	if p = must(s.book.Product("rack-1")); !p.SeenAt.Equal(seen) {
		t.Error("written down although nothing was new")
	}
	s.pass(seenEvery)
	s.ask(code, "device", "rack-1")
	s.door.Close()
	if p = must(s.book.Product("rack-1")); p.SeenAt.Equal(seen) {
		t.Error("not seen for an hour, it says")
	}
}

// A product that a person added keeps its codes and its address.
func TestAManagedProductIsRecognised(t *testing.T) {
	s := newSite(t)
	code, old := s.issue(40), s.issue(5)
	s.manage(code)
	s.manage(old)
	if err := s.book.PutProduct(book.Product{Name: "head-office", URL: "http://10.0.0.1:1", Token: "t", Device: "rack", Codes: []codec.Code{code}}); err != nil {
		t.Fatal(err)
	}
	s.cut()
	s.ask(old, "device", "rack", "build", "7")
	s.ask(code, "device", "rack", "build", "7")
	s.door.Close()
	p := must(s.book.Product("head-office"))
	if p.Asks || p.URL == "" || p.Token != "t" || p.Build != "7" || len(p.Codes) != 1 {
		t.Errorf("%+v", p)
	}
	if d := must(s.book.Delivery("head-office", code)); d.State != book.Current {
		t.Errorf("%+v", d)
	}
	if _, err := s.book.Delivery("head-office", old); err == nil {
		t.Error("a code that it shall not use counts as delivered")
	}
}

// What the issuer said to a product counts as held when it was signed for it, or
// says what the shelf holds; what is newer than the shelf is known by its tag.
func TestHandedOnAnswersAreLearned(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	tag := must(s.book.Code(code)).Tag
	held := func() string {
		s.door.Close()
		d, err := s.book.Delivery("rack", code)
		if err != nil {
			return "none"
		}
		return d.HeldTag
	}
	s.ask(code, "nonce", nonce, "device", "rack")
	if got := held(); got != tag {
		t.Errorf("the same in text: %s, want %s", got, tag)
	}
	s.apply(keystore.Suspend{Code: code, Reason: "test"})
	s.ask(code, "nonce", nonce, "device", "rack")
	if got := held(); got != tag {
		t.Errorf("something else, unsigned: %s", got)
	}
	s.ask(code, "nonce", nonce, "device", "rack", "format", "jwt")
	newer := held()
	if s.sync(code); newer != must(s.book.Code(code)).Tag || newer == tag {
		t.Errorf("the newer word is %s, and the product holds %s", must(s.book.Code(code)).Tag, newer)
	}
	// Somebody in the issuer's place is handed back, for the product to refuse, and
	// not believed here.
	s.off.set(func(b *switchboard) {
		b.answer = func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("a.b.c")), Request: r, Header: http.Header{"Content-Type": {"application/jwt"}}}
		}
	})
	if _, body := s.ask(code, "nonce", nonce, "device", "rack", "format", "jwt"); body != "a.b.c" {
		t.Errorf("handed back: %s", body)
	}
	if got := held(); got != newer {
		t.Errorf("a forged answer counts as held: %s", got)
	}
}

func TestNamesOfNewcomers(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	s.cut()
	if err := s.book.PutProduct(book.Product{Name: "taken", Device: "somebody"}); err != nil {
		t.Fatal(err)
	}
	devices := []string{"plain", "taken", "a/b c", "a:b c", strings.Repeat("d", 64), `"><script>`, "..", " "}
	for _, d := range devices {
		s.ask(code, "device", d)
	}
	s.door.Close()
	names := map[string]bool{}
	for _, d := range devices {
		p, err := s.book.ProductByDevice(d)
		if err != nil {
			t.Errorf("%q: %v", d, err)
			continue
		}
		if book.CheckName(p.Name) != nil || names[p.Name] || p.Name == "taken" {
			t.Errorf("%q is called %q", d, p.Name)
		}
		names[p.Name] = true
	}
	if !names["plain"] {
		t.Error("a device that can be a name is not")
	}
}

// A midnight's rush: many products at once, each answered and each learned.
func TestManyAtOnce(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	var all sync.WaitGroup
	const askers, each = 16, 10
	for a := range askers {
		all.Go(func() {
			for i := range each {
				more := []string{"device", fmt.Sprintf("d-%d-%d", a, i), "format", "jwt"}
				if i%2 == 0 {
					more = append(more, "nonce", nonce)
				}
				if status, body := s.ask(code, more...); status != http.StatusOK {
					t.Errorf("%d %s", status, body)
				}
			}
		})
	}
	all.Wait()
	s.door.Close()
	n := 0
	if err := s.book.Products(func(p *book.Product) error { n++; return nil }); err != nil || n != askers*each {
		t.Errorf("%d learned, %v", n, err)
	}
}

// Where too many products came by themselves, new ones are learned again once a
// person has removed some.
func TestRoomIsFoundAgain(t *testing.T) {
	s := newSite(t)
	code := s.issue(40)
	s.manage(code)
	l := s.door.learner
	come := func(device string) bool {
		p, err := l.known(&sighting{at: s.clock(), code: code, device: device})
		if err != nil {
			t.Fatal(err)
		}
		return p != nil
	}
	if !come("first") {
		t.Error("the first product was not learned")
	}
	l.asks = askMost
	if come("one-too-many") {
		t.Error("there is no end to products that ask")
	}
	s.pass(countEvery)
	if !come("after-a-while") {
		t.Error("nothing is learned although there is room")
	}
}
