package deploy

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/profile"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

var anything = product.Manager{Renewal: true, NewCode: true}

func TestWhatIsNewIsDeliveredOnceAndWhatIsCurrentIsLeftAlone(t *testing.T) {
	w, p, c := ready(t, anything)
	if next := w.due(t); !next.IsZero() {
		t.Fatalf("something is due at %v", next)
	}
	d := w.stands(p, c, book.Current, "")
	w.holds(p, c, "2027-03-31")
	if d.Expires != "2027-03-31" || !d.HeldAt.Equal(start) || !d.TriedAt.Equal(start) || d.Failures != 0 {
		t.Fatalf("the delivery is %+v", d)
	}
	w.due(t)
	if n := p.Counts().Pushes; n != 1 {
		t.Fatalf("%d pushes, want 1", n)
	}
	w.says(c, word{expires: "2028-03-31"})
	w.due(t)
	w.stands(p, c, book.Current, "")
	w.holds(p, c, "2028-03-31")
	known, err := w.book.Product(p.Name())
	w.must(err)
	if known.Device != p.Device() || known.Build != "1300" || known.Product != "gateway" || !known.SeenAt.Equal(start) {
		t.Fatalf("the product is known as %+v", known)
	}
}

func TestAWordThatComesWhileTheClockStandsIsDelivered(t *testing.T) {
	w, p, c := ready(t, anything)
	for _, expires := range []string{"2028-01-01", "2028-02-01", "2027-12-01"} {
		w.due(t)
		w.says(c, word{expires: expires})
	}
	w.due(t)
	w.holds(p, c, "2027-12-01")
}

// row M4: another code goes to a product that takes one, and the old one leaves
// its list.
func TestAReplacementReachesAProductThatTakesOne(t *testing.T) {
	w, p, old := ready(t, anything)
	w.due(t)
	fresh := newCode(t)
	w.must(w.book.PutCodes(book.Code{Code: fresh, Replaces: old}))
	w.must(w.book.EditProduct(p.Name(), func(b *book.Product) error { b.Codes = append(b.Codes, fresh); return nil }))
	w.says(old, word{expires: "2027-03-31", result: answer.Replaced})
	w.says(fresh, word{expires: "2029-03-31"})
	w.due(t)
	w.stands(p, fresh, book.Current, "")
	w.holds(p, fresh, "2029-03-31")
	if _, _, ok := p.Part(old); ok {
		t.Fatal("the old code is still in use")
	}
	last := w.pushes()[1].push.Items
	if len(last) != 2 || last[0].Code != "" || last[1].Code != fresh.Reveal() || last[1].Replaces != old.Fingerprint() {
		t.Fatalf("%d items were pushed, or in the wrong order", len(last))
	}
	known, err := w.book.Product(p.Name())
	w.must(err)
	if len(known.Codes) != 1 || known.Codes[0] != fresh {
		t.Fatalf("the product's list is %v", known.Codes)
	}
	w.due(t)
	if n := p.Counts().Pushes; n != 2 {
		t.Fatalf("%d pushes, want 2", n)
	}
}

// rows M3, M4: where no other code is taken it is held back until a person has
// entered it, which the manager finds out by itself.
func TestAReplacementIsHeldBackUntilItWasEntered(t *testing.T) {
	w, p, old := ready(t, product.Manager{Renewal: true})
	w.due(t)
	fresh := newCode(t)
	w.must(w.book.PutCodes(book.Code{Code: fresh, Replaces: old}))
	w.must(w.book.EditProduct(p.Name(), func(b *book.Product) error { b.Codes = append(b.Codes, fresh); return nil }))
	w.says(fresh, word{expires: "2029-03-31"})
	next := w.due(t)
	w.stands(p, fresh, book.HeldBack, book.WhyNewCodeByHand)
	if wait := next.Sub(start); wait < lastPause/2 || wait > lastPause {
		t.Fatalf("it is looked at again after %v", wait)
	}
	if n := len(w.pushes()); n != 1 {
		t.Fatalf("%d pushes, want only the first", n)
	}
	p.Use(fresh, "antivirus")
	w.pass(next.Sub(start))
	w.due(t)
	w.stands(p, fresh, book.Current, "")
	w.holds(p, fresh, "2029-03-31")
}

func TestACodeTheProductDoesNotHaveIsNotForcedOnIt(t *testing.T) {
	w, p, c := ready(t, product.Manager{Renewal: true})
	p.Forget()
	w.due(t)
	w.stands(p, c, book.HeldBack, book.WhyNewCodeByHand)
	if n := len(w.pushes()); n != 0 {
		t.Fatalf("%d pushes of a code that the product does not have", n)
	}
}

func TestANewCodeIsEnteredInAnEmptyProduct(t *testing.T) {
	w, p, c := ready(t, anything)
	p.Forget()
	w.due(t)
	w.holds(p, c, "2027-03-31")
	p.Forget() // and once more after it was installed anew
	w.byHand(t, Select{Product: p.Name()})
	w.due(t)
	w.stands(p, c, book.Current, "")
	w.holds(p, c, "2027-03-31")
}

// row M4: where a renewal is made by hand, the date that the product shows says
// whether it was.
func TestARenewalIsHeldBackWhereItIsMadeByHand(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	w.describe(product.Manager{})
	w.says(c, word{expires: "2028-03-31"})
	w.due(t)
	w.stands(p, c, book.HeldBack, book.WhyRenewalByHand)
	w.holds(p, c, "2027-03-31")

	w.pass(time.Hour)
	w.says(c, word{expires: "2027-03-31", result: answer.Suspended})
	w.due(t)
	w.stands(p, c, book.Current, "")
	if part, _, _ := p.Part(c); part.Result != "suspended" {
		t.Fatalf("the product shows %+v", part)
	}
}

// row M5: the build that counts is the one that the product has now.
func TestABuildBelowTheLeastIsHeldBackUntilItIsUpgraded(t *testing.T) {
	w, p, c := ready(t, product.Manager{Renewal: true, NewCode: true, MinBuild: 1244})
	p.SetBuild("b1243")
	w.due(t)
	w.stands(p, c, book.HeldBack, book.WhyBuildTooOld)
	p.SetBuild("")
	w.byHand(t, Select{})
	w.stands(p, c, book.HeldBack, book.WhyBuildUnknown)
	p.SetBuild("b1244")
	w.byHand(t, Select{})
	w.stands(p, c, book.Current, "")

	w.says(c, word{expires: "2028-03-31"})
	p.SetBuild("b1200") // set back
	w.due(t)
	w.stands(p, c, book.HeldBack, book.WhyBuildTooOld)
	for _, x := range w.pushes() {
		if x.build != "b1244" {
			t.Fatalf("a push went to build %q", x.build)
		}
	}
}

func TestACodeForAnotherProductIsHeldBack(t *testing.T) {
	w, p, _ := ready(t, anything)
	w.describe(anything, "other")
	c := newCode(t)
	w.manages(c)
	w.must(w.book.EditProduct(p.Name(), func(b *book.Product) error { b.Codes = append(b.Codes, c); return nil }))
	w.says(c, word{expires: "2027-03-31", product: "other"})
	w.due(t)
	w.stands(p, c, book.HeldBack, book.WhyOtherProduct)

	delete(w.facts, "other") // nor is it described
	w.publish(nil)
	if r := w.byHand(t, Select{}); counted(r) != "0 delivered, 0 failed, 1 held back, 0 waiting" {
		t.Fatal(counted(r))
	}
}

func TestNothingIsPushedOfWhatTheIssuerHasNotSpoken(t *testing.T) {
	w := newWorld(t, sitetest.Options{Count: 2, Product: "gateway"})
	silent, undescribed := newCode(t), newCode(t)
	w.manages(silent, undescribed)
	a, b := w.site.Products()[0], w.site.Products()[1]
	a.Use(silent)
	b.Use(undescribed)
	w.looksAfter(a, silent)
	w.looksAfter(b, undescribed)
	w.says(undescribed, word{expires: "2027-03-31"})
	delete(w.facts, "gateway")
	w.publish(nil)
	if r := w.byHand(t, Select{}); counted(r) != "0 delivered, 0 failed, 0 held back, 2 waiting" {
		t.Fatalf("the report is %+v", r)
	}
	if next := w.due(t); !next.IsZero() || len(w.pushes()) != 0 {
		t.Fatalf("%d pushes, next %v", len(w.pushes()), next)
	}
}

func TestCarriedCodesAndProductsThatOnlyAskAreLeftAlone(t *testing.T) {
	w, p, c := ready(t, anything)
	w.must(w.book.PutCodes(book.Code{Code: c, Carried: true}))
	w.says(c, word{expires: "2027-03-31"})
	w.must(w.book.PutProduct(book.Product{Name: "asks", Device: "d", Asks: true, Codes: []codec.Code{c}}))
	w.due(t)
	if n := p.Counts(); n.Pushes+n.Probes != 0 {
		t.Fatalf("the product of a carried code met %+v", n)
	}
	w.must(w.book.PutCodes(book.Code{Code: c}))
	w.says(c, word{expires: "2027-03-31"})
	r := w.byHand(t, Select{})
	if counted(r) != "1 delivered, 0 failed, 0 held back, 1 waiting" {
		t.Fatalf("the report is %+v", r)
	}
}

func TestByHandWhatWasNamedIsPushedOnceMore(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	for _, sel := range []Select{{}, {Product: p.Name()}, {Code: c}} {
		w.byHand(t, sel)
	}
	if n := p.Counts().Pushes; n != 3 {
		t.Fatalf("%d pushes, want 3: the first, and two by name", n)
	}
	for _, sel := range []Select{{Product: "nobody"}, {Code: newCode(t)}} {
		if _, err := w.d.Deploy(t.Context(), sel); !errors.Is(err, book.ErrNotFound) {
			t.Fatalf("deploying what is not there: %v", err)
		}
	}
}

func TestAReportSaysWhatWasDoneAndHidesTheCode(t *testing.T) {
	w, p, c := ready(t, anything)
	p.SetFault(sitetest.FaultRefuse)
	r := w.byHand(t, Select{})
	text, err := json.Marshal(r)
	w.must(err)
	for _, part := range []string{`"delivered":0`, `"failed":1`, `"held_back":0`, `"name":"product-0000"`, `"state":"failed"`, `"why":"not_trusted"`, `"next_try":"2026-`, c.Fingerprint()} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%s does not have %s", text, part)
		}
	}
	if strings.Contains(string(text), c.Reveal()) || strings.Contains(string(text), p.Token()) {
		t.Errorf("%s tells a secret", text)
	}
}

// row B5: keys, description and revocations go along, and are not sent again.
func TestWhatElseAProductGets(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	first := w.pushes()[0].push
	if len(first.Keys) == 0 || first.Facts == "" || first.Revocations != "" {
		t.Fatalf("the first push has keys %q, facts %q, revocations %q", first.Keys, first.Facts, first.Revocations)
	}
	w.says(c, word{expires: "2028-03-31"})
	w.due(t)
	if second := w.pushes()[1].push; len(second.Keys) != 0 || second.Facts != "" {
		t.Fatalf("the second push has keys %q, facts %q again", second.Keys, second.Facts)
	}
	w.pass(time.Hour)
	w.publish([]answer.Revocation{{Subject: c.Fingerprint(), At: w.clock(), Reason: "not paid"}})
	w.due(t)
	third := w.pushes()[2].push
	if len(third.Items) != 0 || third.Revocations == "" {
		t.Fatalf("the third push has %d items, revocations %q", len(third.Items), third.Revocations)
	}
	if part, _, _ := p.Part(c); part.Result != "revoked" {
		t.Fatalf("the product shows %+v", part)
	}
	w.due(t)
	if n := len(w.pushes()); n != 3 {
		t.Fatalf("%d pushes, want 3", n)
	}
}

func TestAListAloneThatFailsIsTriedAgainLater(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	w.publish([]answer.Revocation{{Subject: c.Fingerprint(), At: w.clock()}})
	w.must(p.Off())
	next := w.due(t)
	if wait := next.Sub(start); wait < time.Minute || wait > 90*time.Second {
		t.Fatalf("it is tried again after %v", wait)
	}
	w.stands(p, c, book.Current, "") // which the word about it still is
	w.must(p.On())
	w.due(t)
	if n := len(w.pushes()); n != 1 {
		t.Fatal("it was tried again too early")
	}
	w.pass(next.Sub(start))
	if next := w.due(t); !next.IsZero() || len(p.Revocations().List) != 1 {
		t.Fatalf("the product has %d revocations, next %v", len(p.Revocations().List), next)
	}
}

func TestAListAloneIsNotPushedToABuildThatIsTooOld(t *testing.T) {
	w, p, c := ready(t, product.Manager{Renewal: true, NewCode: true, MinBuild: 1244})
	w.due(t)
	p.SetBuild("1000")
	w.publish([]answer.Revocation{{Subject: c.Fingerprint(), At: w.clock()}})
	w.due(t)
	if n := len(w.pushes()); n != 1 {
		t.Fatalf("%d pushes, want 1", n)
	}
}

func TestProbe(t *testing.T) {
	w, p, c := ready(t, anything)
	b, err := w.book.Product(p.Name())
	w.must(err)
	h, err := w.d.Probe(t.Context(), &b)
	w.must(err)
	if h.Device != p.Device() || h.Build != "1300" || len(h.Parts) != 1 || h.Parts[0].Subject != c.Fingerprint() {
		t.Fatalf("it holds %+v", h)
	}
	b.Token = "another secret"
	_, err = w.d.Probe(t.Context(), &b)
	failed, ok := errors.AsType[*ProbeError](err)
	if !ok || failed.Why != book.WhyNotTrusted || strings.Contains(err.Error(), "secret") {
		t.Fatalf("a wrong token gives %v", err)
	}
}

func TestWhatIsRemovedMeanwhileIsNotBroughtBack(t *testing.T) {
	for name, remove := range map[string]func(*world, *sitetest.Product, codec.Code) error{
		"the product": func(w *world, p *sitetest.Product, _ codec.Code) error { return w.book.RemoveProduct(p.Name()) },
		"the code":    func(w *world, _ *sitetest.Product, c codec.Code) error { _, err := w.book.RemoveCodes(c); return err },
	} {
		t.Run(name, func(t *testing.T) {
			w, p, c := ready(t, anything)
			w.o.Transport = func(*book.Product) (http.RoundTripper, error) {
				return roundTrip(func(r *http.Request) (*http.Response, error) {
					resp, err := w.idle.RoundTrip(r)
					if r.Method == http.MethodPost {
						w.must(remove(w, p, c))
					}
					return resp, err
				}), nil
			}
			w.d = New(w.o)
			if next := w.due(t); !next.IsZero() {
				t.Fatalf("something is due at %v", next)
			}
			if _, err := w.book.Delivery(p.Name(), c); !errors.Is(err, book.ErrNotFound) {
				t.Fatalf("its delivery: %v", err)
			}
			_, product := w.book.Product(p.Name())
			_, code := w.book.Code(c)
			if !errors.Is(errors.Join(product, code), book.ErrNotFound) {
				t.Fatal("it is back")
			}
		})
	}
}

func TestABodyIsWhatTheProductReads(t *testing.T) {
	items := []profile.Item{{Statement: "a.b.c"}, {Code: "X", Statement: "d.e.f"}}
	e := extras{keys: extra{"k", []byte(`{"keys":[]}`)}, facts: text(`f"<>`), list: text("l")}
	for _, e := range []extras{{}, e, {list: e.list}} {
		b := bodyOf(items, e)
		raw := flat(t, b)
		var push profile.Push
		if err := json.Unmarshal(raw, &push); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		again, err := json.Marshal(push)
		if err != nil || string(again) != string(raw) || int64(len(raw)) != b.size() {
			t.Fatalf("it reads as %s, of %s (%v), size %d", again, raw, err, b.size())
		}
	}
}

func TestALoadIsNeverLongerThanAProductReads(t *testing.T) {
	long := text(strings.Repeat("l", profile.MaxBody-100))
	items := make([]profile.Item, 400)
	for i := range items {
		items[i].Statement = strings.Repeat("s", answer.MaxToken)
	}
	for name, c := range map[string]struct {
		items []profile.Item
		list  extra
		brief bool
		want  int
	}{
		"all":                {items: items[:3], list: text("l"), want: 3},
		"the list waits":     {items: items[:3], list: long, brief: true, want: 3},
		"many take two":      {items: items, list: text("l"), brief: true, want: 200},
		"the list by itself": {items: items[:0], list: long, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := loadOf(c.items, extras{list: c.list})
			if l.items != c.want || l.size() > profile.MaxBody || l.size() == 0 || (l.extras.list.tag == "") != c.brief {
				t.Fatalf("%d items, %d bytes, list %q", l.items, l.size(), l.extras.list.tag)
			}
		})
	}
	if l := loadOf(nil, extras{list: text(strings.Repeat("l", profile.MaxBody))}); l.body != nil {
		t.Fatalf("a list that is too long goes in %d bytes", l.size())
	}
}

// A product that was set back to how it was before is found out within a day, and
// one that is off is then looked for ever more rarely, though nothing is to be
// brought to it.
func TestAProductThatWasSetBackIsFoundOutWithinADay(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	p.Forget()
	p.Use(c, "antivirus")
	w.due(t)
	if n := p.Counts(); n.Pushes+n.Probes != 2 {
		t.Fatalf("the product met %+v", n)
	}
	w.pass(lookIn)
	w.due(t)
	w.holds(p, c, "2027-03-31")

	w.must(p.Off())
	w.pass(lookIn)
	for last := time.Duration(0); last < 4*time.Hour; {
		wait := w.due(t).Sub(w.clock())
		if wait <= last {
			t.Fatalf("it is looked for after %v, and before that after %v", wait, last)
		}
		w.stands(p, c, book.Current, "")
		last = wait
		w.pass(wait)
	}
	w.must(p.On())
	if next := w.due(t); !next.IsZero() {
		t.Fatalf("something is due at %v", next)
	}
}

func TestAProductThatLostItsKeysIsGivenThemAgain(t *testing.T) {
	w := newWorld(t, sitetest.Options{Count: 1, Product: "gateway", NewCode: true})
	p, c := w.site.Products()[0], newCode(t)
	w.manages(c)
	w.looksAfter(p, c)
	w.says(c, word{expires: "2027-03-31"})
	w.due(t)
	p.SetKeys(nil)
	w.says(c, word{expires: "2028-03-31"})
	next := w.due(t)
	if d := w.stands(p, c, book.Failed, book.WhyRefused); d.Detail != "unknown_key" && d.Detail != profile.WhyNoKeys {
		t.Fatalf("it was refused as %q", d.Detail)
	}
	w.pass(next.Sub(start))
	w.due(t)
	w.holds(p, c, "2028-03-31")
}

func TestAFullDiskIsNotPushedToOverAndOver(t *testing.T) {
	w, p, c := ready(t, anything)
	w.due(t)
	p.SetFault(sitetest.FaultFull)
	w.says(c, word{expires: "2028-03-31"})
	w.publish([]answer.Revocation{{Subject: newCode(t).Fingerprint(), At: w.clock()}})
	next := w.due(t)
	w.stands(p, c, book.Failed, book.WhyNotSaved)
	if n := p.Counts().Pushes; n != 2 {
		t.Fatalf("%d pushes, want 2", n)
	}
	p.SetFault(sitetest.FaultNone)
	w.pass(2 * next.Sub(start))
	w.due(t)
	w.holds(p, c, "2028-03-31")
	if again := w.pushes()[2].push; again.Revocations == "" || len(again.Items) != 1 {
		t.Fatal("the list that was not saved does not come again")
	}
}
