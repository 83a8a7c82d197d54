package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/valyala/fastjson"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/terms"
)

// A manager that holds what would be said today is told nothing; after a change,
// whatever it is, it is told what a product would be told.
func TestSyncTellsWhatChanged(t *testing.T) {
	for name, c := range map[string]struct {
		do     func(h *managersHouse, l keystore.Licence)
		result answer.Result // Valid at first
		same   bool
	}{
		"nothing":             {func(*managersHouse, keystore.Licence) {}, answer.Valid, true},
		"another was renewed": {func(h *managersHouse, _ keystore.Licence) { renew(h, h.active(30), 90) }, answer.Valid, true},
		"a second device":     {func(h *managersHouse, l keystore.Licence) { h.apply(keystore.Activate{Code: l.Code, Device: "rack-2"}) }, answer.Valid, true},
		"an hour":             {func(h *managersHouse, _ keystore.Licence) { h.set(noon.Add(time.Hour)) }, answer.Valid, true},
		"a day":               {func(h *managersHouse, _ keystore.Licence) { h.set(noon.AddDate(0, 0, 1)) }, answer.Valid, true},
		"a renewal":           {func(h *managersHouse, l keystore.Licence) { renew(h, l, 90) }, answer.Valid, false},
		"a suspension":        {func(h *managersHouse, l keystore.Licence) { h.apply(keystore.Suspend{Code: l.Code, Reason: "late"}) }, answer.Suspended, false},
		"a revocation":        {func(h *managersHouse, l keystore.Licence) { h.apply(keystore.Revoke{Code: l.Code, Reason: "refund"}) }, answer.Revoked, false},
		"a replacement": {func(h *managersHouse, l keystore.Licence) {
			h.apply(keystore.Replace{Old: l.Code, New: licence(h.t, 90)})
		}, answer.Replaced, false},
		"the next check": {func(h *managersHouse, _ keystore.Licence) { h.set(noon.AddDate(0, 0, 29)) }, answer.Valid, false},
		"the expiry":     {func(h *managersHouse, _ keystore.Licence) { h.set(noon.AddDate(0, 0, 30)) }, answer.Grace, false},
		"the grace":      {func(h *managersHouse, _ keystore.Licence) { h.set(noon.AddDate(0, 0, 120)) }, answer.Expired, false},
		"another key":    {func(h *managersHouse, _ keystore.Licence) { h.use(2) }, answer.Valid, false},
		"a catalogue":    {func(h *managersHouse, _ keystore.Licence) { h.checker.UseBook(everyThird(h.t)) }, answer.Valid, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newManagersHouse(t, 1)
			l := h.active(30)
			held := h.held(l)
			c.do(h, l)
			s := h.sync(held)
			if c.same != (len(s.Changed) == 0) {
				t.Fatalf("told of %d changes", len(s.Changed))
			}
			if c.same {
				return
			}
			if got := h.open(s.Changed[0].Statement, l); got.Result != c.result || got.Product != "appliance" {
				t.Errorf("told %v of %q, want %v", got.Result, got.Product, c.result)
			}
			if s = h.sync(l.Code.Reveal() + "." + s.Changed[0].Tag); len(s.Changed) != 0 {
				t.Error("told once more of what it holds now")
			}
		})
	}
}

func renew(h *managersHouse, l keystore.Licence, days int) {
	h.apply(keystore.Renew{Code: l.Code, Expires: today + term.Day(days)})
}

// everyThird is a catalogue of the same products, which ask every third day.
func everyThird(t testing.TB) *terms.Book {
	t.Helper()
	var all []*product.Product
	for _, p := range gateways(t).Catalogue().Products() {
		p.Schedule = &term.Schedule{Every: 3}
		all = append(all, p)
	}
	c, err := product.NewCatalogue(all)
	if err != nil {
		t.Fatal(err)
	}
	return terms.NewBook(c)
}

// What is signed is what a product would be told without a device.
func TestShelfSaysWhatAProductIsTold(t *testing.T) {
	h := newManagersHouse(t, 1)
	for name, l := range map[string]keystore.Licence{
		"active": h.active(30), "of nobody": h.issue(30), "in grace": h.active(-5), "expired": h.active(-100), "not issued": licence(t, 30),
		"perpetual": h.active(0, func(l *keystore.Licence) { l.Perpetual, l.Expires = true, 0 }),
	} {
		s := h.sync(l.Code.Reveal())
		if len(s.Changed) != 1 {
			t.Fatalf("%s: %+v", name, s)
		}
		got, want := h.open(s.Changed[0].Statement, l).Statement, h.signed(l).Statement
		if !sameWords(&got, &want) {
			t.Errorf("%s: %+v\nwant %+v", name, got, want)
		}
	}
}

// A sync notes that somebody asked, as a question does, but not all too often.
func TestSyncNotesThatItAsked(t *testing.T) {
	h := newManagersHouse(t, 1)
	l := h.active(30)
	for _, c := range []struct{ asked, noted time.Duration }{
		{time.Hour, time.Hour}, {time.Hour + time.Minute, time.Hour}, {2*time.Hour - time.Second, time.Hour}, {2 * time.Hour, 2 * time.Hour},
	} {
		h.set(noon.Add(c.asked))
		h.sync(l.Code.Reveal())
		if e, err := h.store.Lookup(l.Code); err != nil || e.LastSeen != noon.Add(c.noted).Unix() {
			t.Errorf("asked %v after noon, noted as %v, %v", c.asked, time.Unix(e.LastSeen, 0).Sub(noon), err)
		}
	}
}

// The revision is never newer than what the statements say.
func TestSyncRevision(t *testing.T) {
	h := newManagersHouse(t, 1)
	l := h.active(30)
	before := h.sync()
	if len(before.Changed) != 0 || before.Revision != strconv.FormatUint(h.feed.Revision(), 10) {
		t.Errorf("%+v at revision %d", before, h.feed.Revision())
	}
	renew(h, l, 90)
	if after := h.sync(); after.Revision == before.Revision {
		t.Error("a renewal did not move the revision")
	}
	plain := newSignedHouse(t)
	l = plain.active(30)
	if _, body := plain.postTo(PathSync, codesBody(l.Code.Reveal())); !strings.HasPrefix(body, `{"revision":"2","changed":[{"at":0,`) {
		t.Errorf("a door without a feed says %s", body)
	}
}

func TestBadSyncs(t *testing.T) {
	core, logs := observer.New(zap.DebugLevel)
	h := newManagersHouse(t, 1, func(o *DoorOptions) { o.Log, o.AccessLog = zap.New(core), true })
	code := h.active(30).Code.Reveal()
	wrong := code[:36] + map[bool]string{true: "3", false: "2"}[code[36] == '2']
	for name, c := range map[string]struct {
		body   string
		status int
		want   string
	}{
		"nothing":         {"", 400, "is not JSON"},
		"half":            {`{"codes":["` + code, 400, "is not JSON"},
		"a list":          {`["` + code + `"]`, 400, "is not JSON"},
		"no codes":        {`{"code":["` + code + `"]}`, 400, "is not JSON"},
		"an object":       {`{"codes":{}}`, 400, "is not JSON"},
		"a number":        {codesBody(code)[:len(codesBody(code))-2] + `,7]}`, 400, "codes[1]: is not a string"},
		"a wrong code":    {codesBody(code, code, wrong), 400, "codes[2]: is no activation code"},
		"an empty code":   {codesBody(""), 400, "codes[0]: is no activation code"},
		"a tag alone":     {codesBody(".AAAAAAAAAAAA"), 400, "codes[0]: is no activation code"},
		"a short tag":     {codesBody(code, code+".AAAA"), 400, "codes[1]: has a tag that is none"},
		"an odd tag":      {codesBody(code + ".AAAAAAAAAAA+"), 400, "codes[0]: has a tag that is none"},
		"two tags":        {codesBody(code + ".AAAAAAAAAAAA.AAAAAAAAAAAA"), 400, "codes[0]: has a tag that is none"},
		"no tag behind":   {codesBody(code + "."), 400, "codes[0]: has a tag that is none"},
		"one too many":    {codesBody(slices.Repeat([]string{code}, MaxSync+1)...), 400, "holds 10001 codes"},
		"far too large":   {strings.Repeat(" ", maxSyncBody+1), 413, "too large"},
		"very deep":       {`{"codes":` + strings.Repeat("[", 1<<19), 400, "is not JSON"},
		"in another case": {codesBody(strings.ToLower(code)), 200, `"at":0`},
		"as it is typed":  {codesBody(strings.ReplaceAll(code, "-", "  ")), 200, `"at":0`},
		"twice":           {codesBody(code, code), 200, `"at":1`},
		"more beside":     {`{"mood":1,"codes":[]}`, 200, `"changed":[]`},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := h.postTo(PathSync, c.body)
			if status != c.status || !strings.Contains(body, c.want) {
				t.Errorf("%d %.300s; want %d with %q", status, body, c.status, c.want)
			}
			if strings.Contains(body, code[3:10]) || strings.Contains(fmt.Sprint(logs.All()), code[3:10]) {
				t.Error("the code is in an answer or a log")
			}
		})
	}
}

// Other methods and media types are refused, and so is what cannot be answered now.
func TestManagersPathsTakeNothingElse(t *testing.T) {
	h := newManagersHouse(t, 1)
	for _, path := range []string{PathSync, PathWait} {
		if status, _, _, head := h.fetch("GET", path); status != 405 || head.Get("Allow") != "POST" {
			t.Errorf("GET %s: %d, Allow %q", path, status, head.Get("Allow"))
		}
		res, err := http.Post(h.base()+path, "text/plain", strings.NewReader("{}"))
		if status, body := h.read(res, err); status != 400 || !strings.Contains(body, "application/json") {
			t.Errorf("%s as text: %d %s", path, status, body)
		}
	}
	h.door.UseSigning(nil)
	if status, _ := h.postTo(PathSync, codesBody()); status != 503 {
		t.Errorf("a sync without a key: %d", status)
	}
	h.use(1)
	l := h.active(30)
	h.store.Close()
	for _, body := range []string{codesBody(l.Code.Reveal()), codesBody(l.Code.Reveal() + ".AAAAAAAAAAAA")} {
		if status, _ := h.postTo(PathSync, body); status != 503 {
			t.Errorf("a sync without a store: %d", status)
		}
	}
}

// A sync counts against an address as a batch of as many does.
func TestSyncIsLimited(t *testing.T) {
	h := newManagersHouse(t, 1, func(o *DoorOptions) { o.Limit = Limit{PerSecond: 0.1, Burst: 3} })
	h.sync(slices.Repeat([]string{h.active(30).Code.Reveal()}, 5*questionsPerRequest)...)
	for _, path := range []string{PathSync, PathWait} {
		if status, _ := h.postTo(path, "{}"); status != http.StatusTooManyRequests {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// Ten thousand codes at once are told in their order, and while they are signed
// products go on being answered.
func TestSyncOfTenThousand(t *testing.T) {
	h := newManagersHouse(t, 1)
	all := make([]keystore.Licence, MaxSync)
	codes := make([]string, MaxSync)
	for i := range all {
		all[i] = licence(t, 30+i%100)
		codes[i] = all[i].Code.Reveal()
	}
	h.apply(keystore.Import{Licences: all})
	asked, ended := 0, make(chan synced, 1)
	go func() { ended <- h.sync(codes...) }()
	var s synced
	for s.Revision == "" {
		select {
		case s = <-ended:
		default:
			if h.ask(all[asked%len(all)]).Result != answer.NotActivated {
				t.Fatal("a product was told something else meanwhile")
			}
			asked++
		}
	}
	if asked < 10 {
		t.Errorf("%d questions were answered during a first sync", asked)
	}
	held := make([]string, MaxSync)
	for i, c := range s.Changed {
		if c.At != i {
			t.Fatalf("place %d holds %d", i, c.At)
		}
		if i%500 == 0 && h.open(c.Statement, all[i]).Statement.Expires != all[i].Expires {
			t.Errorf("the statement at %d is another's", i)
		}
		held[i] = codes[i] + "." + c.Tag
	}
	for _, i := range []int{17, 4711, 9999} {
		renew(h, all[i], 300)
	}
	s = h.sync(held...)
	if len(s.Changed) != 3 || s.Changed[0].At != 17 || s.Changed[1].At != 4711 || s.Changed[2].At != 9999 {
		t.Errorf("after three renewals: %+v", s)
	}
	m := h.door.metrics
	if c, u := testutil.ToFloat64(m.syncChanged), testutil.ToFloat64(m.syncUnchanged); c != MaxSync+3 || u != MaxSync-3 {
		t.Errorf("counted %v changed and %v unchanged", c, u)
	}
	if n := testutil.ToFloat64(m.signedShelf); n != MaxSync+3 {
		t.Errorf("counted %v signatures", n)
	}
}

// Whatever is sent as a sync, it is answered with one of the statuses, and what is
// refused is never repeated.
func FuzzSync(f *testing.F) {
	h := newManagersHouse(f, 1)
	code := h.active(30).Code.Reveal()
	for _, body := range []string{"", "{}", codesBody(), codesBody(code), codesBody(code+".AAAAAAAAAAAA", "x"), `{"codes":["\ud800",null,[]]}`, `{"codes":"` + code + `"}`} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		ctx := newRequest("", "application/json", body)
		ctx.Request.SetRequestURI(PathSync)
		h.door.Handle(ctx)
		out := string(ctx.Response.Body())
		switch status := ctx.Response.StatusCode(); {
		case status == 200 && strings.HasPrefix(out, `{"revision":"`) && strings.HasSuffix(out, "]}\n"):
		case (status == 400 || status == 413) && strings.HasPrefix(out, "error="):
		default:
			t.Fatalf("%q: %d %s", body, status, out)
		}
		if strings.Contains(out, code[3:]) {
			t.Errorf("%q: %s", body, out)
		}
		plain, ok := plainCodes(nil, []byte(body))
		if all, err := jsonCodes(new(fastjson.Parser), nil, []byte(body)); ok && err == nil && fmt.Sprintf("%q", plain) != fmt.Sprintf("%q", all) {
			t.Errorf("%q is read as %q, or as %q", body, plain, all)
		}
	})
}

// A door that shuts down sends away a sync that still stands in line.
func TestDrainOfASync(t *testing.T) {
	h := newManagersHouse(t, 1)
	all := make([]keystore.Licence, 500)
	var codes []string
	for i := range all {
		all[i] = licence(t, 30)
		codes = append(codes, all[i].Code.Reveal())
	}
	h.apply(keystore.Import{Licences: all})
	if err := h.door.line.enter(); err != nil { // so that it has to wait
		t.Fatal(err)
	}
	answered := make(chan int, 1)
	go func() {
		status, _ := h.postTo(PathSync, codesBody(codes...))
		answered <- status
	}()
	await(t, func() bool { return h.door.pace.long.Load() == 1 })
	down := make(chan error, 1)
	go func() { down <- h.door.Shutdown(context.Background()) }()
	if status := <-answered; status != 503 {
		t.Errorf("who stood in line when the door closed got %d", status)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
}

// Who fetches much and reads nothing does not fill the memory: the others are told
// to come again, and may as soon as it is given up.
func TestUnsentSyncsAreBounded(t *testing.T) {
	h := newManagersHouse(t, 1)
	code := h.active(30).Code.Reveal()
	many := slices.Repeat([]string{code}, MaxSync)
	c := h.dial("POST " + PathSync + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(codesBody(many...))) + "\r\n\r\n" + codesBody(many...))
	await(t, func() bool { return h.door.unsent.Load() > longAnswer })
	h.door.unsent.Add(mostUnsent)
	if status, body := h.postTo(PathSync, codesBody(code)); status != 503 || !strings.Contains(body, "ask again later") {
		t.Errorf("%d %.200s", status, body)
	}
	c.Close()
	await(t, func() bool { return h.door.unsent.Load() == mostUnsent })
	h.door.unsent.Add(-mostUnsent)
	if got := h.sync(many...); len(got.Changed) != MaxSync {
		t.Errorf("%d statements", len(got.Changed))
	}
	await(t, func() bool { return h.door.unsent.Load() == 0 })
}
