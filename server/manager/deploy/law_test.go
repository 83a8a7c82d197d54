package deploy

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/profile"
	"ollu/server/manager/book"
	"ollu/server/manager/sitetest"
)

// kinds are products with every mixture of what a manager may do.
var kinds = []product.Manager{
	{Renewal: true, NewCode: true},
	{Renewal: true},
	{NewCode: true},
	{},
	{Renewal: true, NewCode: true, MinBuild: 1244},
	{Renewal: true, MinBuild: 1244},
}

// The law of deliveries: whatever happened to products and manager, once all is
// switched on and time has gone by, every product holds the issuer's present word,
// but for what must not be brought to it; and nothing of that was ever pushed
// (rows M2–M5).
func TestEverythingComesRightAndNothingForbiddenIsPushed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "ollu-law")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		h := newHistory(t, dir, rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 3).Draw(t, "kinds"))
		defer h.tearDown()
		for range rapid.IntRange(3, 30).Draw(t, "steps") {
			h.step(t)
		}
		h.allOn()
		h.settle()
		h.allowed()
	})
}

// history is a site to which things happen.
type history struct {
	*world
	kinds   []product.Manager // of each product
	current [][]codec.Code    // that each product should use now
}

func newHistory(t tester, dir string, kinds []product.Manager) *history {
	h := &history{kinds: kinds, world: setUp(t, dir, sitetest.Options{Count: len(kinds), NewCode: true}, func(o *Options) { o.Patience = 20 * time.Second })}
	for i, may := range kinds {
		h.facts[kind(i)] = gateway(kind(i), may)
	}
	h.publish(nil)
	var records []book.Code
	var said []book.Taken
	for i, p := range h.site.Products() {
		p.SetProduct(kind(i))
		p.SetBuild("1300")
		codes := []codec.Code{newCode(t), newCode(t)}
		for k, c := range codes {
			p.Use(c, component(k))
			records = append(records, book.Code{Code: c})
			said = append(said, h.said(c, word{product: kind(i), component: component(k), expires: "2027-03-31"}))
		}
		h.looksAfter(p, codes...)
		h.current = append(h.current, codes)
	}
	h.must(h.book.PutCodes(records...))
	h.must(h.book.TakeStatements(h.clock(), said...))
	return h
}

func kind(i int) string      { return fmt.Sprintf("kind-%d", i) }
func component(k int) string { return fmt.Sprintf("part-%d", k) }

var (
	faults = []sitetest.Fault{
		sitetest.FaultNone, sitetest.FaultNone, sitetest.FaultRefuse, sitetest.FaultCutBefore, sitetest.FaultCutAfter,
		sitetest.FaultBusy, sitetest.FaultFull, sitetest.FaultPage, sitetest.FaultNonsense, sitetest.FaultMixed,
	}
	dates  = []string{"2027-03-31", "2027-04-30", "2028-03-31", ""}
	ends   = []answer.Result{answer.Valid, answer.Valid, answer.Grace, answer.Suspended, answer.Revoked}
	builds = []string{"", "b1243", "b1244", "1300", "9.1"}
)

func (h *history) step(t *rapid.T) {
	i := rapid.IntRange(0, len(h.kinds)-1).Draw(t, "product")
	p := h.site.Products()[i]
	k := rapid.IntRange(0, 1).Draw(t, "code")
	switch rapid.SampledFrom([]string{
		"say", "say", "say", "replace", "enter", "fault", "off", "on", "build", "forget", "pass", "pass", "due", "due", "byhand", "restart",
	}).Draw(t, "what") {
	case "say":
		h.pass(time.Second)
		h.says(h.current[i][k], word{
			product: kind(i), component: component(k),
			expires: rapid.SampledFrom(dates).Draw(t, "expires"), result: rapid.SampledFrom(ends).Draw(t, "result"),
		})
	case "replace":
		h.replace(i)
	case "enter":
		p.Use(h.current[i][k], component(k))
	case "fault":
		p.SetFault(rapid.SampledFrom(faults).Draw(t, "fault"))
	case "off":
		h.must(p.Off())
	case "on":
		h.must(p.On())
	case "build":
		p.SetBuild(rapid.SampledFrom(builds).Draw(t, "build"))
	case "forget":
		p.Forget()
	case "pass":
		h.pass(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
	case "due":
		h.round()
	case "byhand":
		_, err := h.d.Deploy(t.Context(), rapid.SampledFrom([]Select{{}, {Product: p.Name()}}).Draw(t, "selected"))
		h.must(err)
	case "restart":
		h.restart()
	}
}

// replace has the issuer put another code in the place of a product's first.
func (h *history) replace(i int) {
	old := h.current[i][0]
	c := newCode(h.world)
	h.must(h.book.PutCodes(book.Code{Code: c, Replaces: old}))
	h.must(h.book.EditProduct(h.site.Products()[i].Name(), func(p *book.Product) error {
		p.Codes = append(p.Codes, c)
		return nil
	}))
	h.pass(time.Second)
	h.says(old, word{product: kind(i), component: component(0), expires: "2027-03-31", result: answer.Replaced})
	h.says(c, word{product: kind(i), component: component(0), expires: "2029-03-31"})
	h.current[i][0] = c
}

func (h *history) round() time.Time {
	next, err := h.d.Due(h.background())
	h.must(err)
	return next
}

func (h *history) allOn() {
	for _, p := range h.site.Products() {
		h.must(p.On())
		p.SetFault(sitetest.FaultNone)
	}
}

// settle lets time go by until nothing is left but what is held back for good.
func (h *history) settle() {
	h.pass(24 * time.Hour)
	for range 30 {
		next := h.round()
		open := h.open()
		if len(open) == 0 {
			return
		}
		if next.IsZero() {
			h.Fatalf("nothing is due, but this is not right: %v", open)
		}
		h.pass(max(0, next.Sub(h.clock())))
	}
	h.Fatalf("after many rounds this is not right: %v", h.open())
}

// open gives the deliveries that are neither current nor forbidden.
func (h *history) open() (open []string) {
	for i, p := range h.site.Products() {
		b, err := h.book.Product(p.Name())
		h.must(err)
		if !slices.Contains(b.Codes, h.current[i][0]) || !slices.Contains(b.Codes, h.current[i][1]) {
			h.Fatalf("%s shall use %v, which lacks one of %v", p.Name(), b.Codes, h.current[i])
		}
		for _, c := range b.Codes {
			code, err := h.book.Code(c)
			h.must(err)
			part, _, has := p.Part(c)
			right := has && part.Result == code.Signed.Result.String() && part.Expires == expiry(&code)
			if !right && !h.mayNot(i, p, &code, has, part.Expires) {
				d, _ := h.book.Delivery(p.Name(), c)
				open = append(open, fmt.Sprintf("%s %v: holds %+v; %s %s %s, next %v", kind(i), c, part, d.State, d.Why, d.Detail, d.NextTry))
			}
		}
	}
	return open
}

// mayNot tells, from the rows alone, whether a word must not be brought.
func (h *history) mayNot(i int, p *sitetest.Product, c *book.Code, has bool, shown string) bool {
	may, build := h.kinds[i], p.Build()
	switch {
	case may.MinBuild > 0 && build != "b1244" && build != "1300":
		return true
	case !has && c.Signed.Result != answer.Valid && c.Signed.Result != answer.Grace:
		return true // no product can be made to take it up
	case !has:
		return !may.NewCode || h.replaced(i, c)
	}
	return !may.Renewal && shown != expiry(c)
}

// replaced tells whether the code is the one before a product's present one.
func (h *history) replaced(i int, c *book.Code) bool { return !slices.Contains(h.current[i], c.Code) }

// allowed looks at every push there was.
func (h *history) allowed() {
	for _, x := range h.pushes() {
		i := slices.IndexFunc(h.site.Products(), func(p *sitetest.Product) bool { return p.Name() == x.name })
		may := h.kinds[i]
		if may.MinBuild > 0 && x.build != "b1244" && x.build != "1300" {
			h.Fatalf("something was pushed to build %q of a product that needs %d (row M5)", x.build, may.MinBuild)
		}
		for _, item := range x.push.Items {
			h.item(may, &x.held, &item)
		}
	}
}

func (h *history) item(may product.Manager, held *profile.Holding, item *profile.Item) {
	if item.Code != "" && !may.NewCode {
		h.Fatalf("a code was pushed to a product that takes none (row M4)")
	}
	keys, _, err := answer.ParseJWKS(h.keys())
	h.must(err)
	raw, _, err := keys.Open(answer.TypeStatement, []byte(item.Statement))
	h.must(err)
	said, err := answer.ParseJSON(raw)
	h.must(err)
	for _, part := range held.Parts {
		if part.Component == said.Components[0] && !may.Renewal && item.Code == "" {
			if c := expiry(&book.Code{Signed: answer.Signed{Statement: said}}); part.Expires != c {
				h.Fatalf("the expiry was moved from %q to %q where a person does that (row M4)", part.Expires, c)
			}
		}
	}
}
