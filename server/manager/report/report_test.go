package report

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/manager/book"
)

var (
	tokyo = mustZone("Asia/Tokyo")
	noon  = time.Date(2026, 11, 20, 12, 0, 0, 0, tokyo)
	today = term.Today(noon, tokyo)
)

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func open(t testing.TB) *book.Book {
	t.Helper()
	b, err := book.Open(filepath.Join(t.TempDir(), "manager.db"), book.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func newCode(t testing.TB) codec.Code {
	t.Helper()
	c, err := codec.NewCode(codec.Prefix{'S', 'U'}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stated is what the issuer said some days ago of a licence that expires so many
// days from today.
func stated(result answer.Result, days int) answer.Statement {
	return answer.Statement{
		Result: result, Issued: true, Product: "suite", Type: product.Full, Seats: 10, Expires: today + term.Day(days),
		GraceEnds: today + term.Day(days+90), Zone: "Asia/Tokyo", DaysLeft: days + 10, UpdatesAllowed: result >= answer.NotActivated,
		ServerTime: noon.AddDate(0, 0, -10),
	}
}

// held puts a code with a statement into a book.
func held(t testing.TB, b *book.Book, s answer.Statement, tag string) codec.Code {
	t.Helper()
	c := newCode(t)
	record := book.Code{Code: c, Added: noon, Note: "second floor"}
	if tag != "" {
		record.Tag, record.Token = tag, "a.b.c"
		record.Signed = answer.Signed{Statement: s, Claims: answer.Claims{Issuer: "ollu", IssuedAt: noon.AddDate(0, 0, -10)}}
	}
	if err := b.PutCodes(record); err != nil {
		t.Fatal(err)
	}
	return c
}

func build(t testing.TB, b *book.Book) Site {
	t.Helper()
	site, err := Build(b, noon, Options{Server: "http://licence.example.com", Waiting: true, Next: noon.Add(time.Hour), Off: 90 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// An empty site is lists without entries, and healthy: there is nobody to hear of.
func TestEmpty(t *testing.T) {
	site := build(t, open(t))
	text, err := json.Marshal(site)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"codes":[]`, `"products":[]`, `"key_ids":[]`, `"healthy":true`, `"waiting":true`, `"clock_off":5400`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	for _, absent := range []string{"last_good", "last_try", "imported", "0001-01-01"} {
		if strings.Contains(string(text), absent) {
			t.Errorf("%s is in %s", absent, text)
		}
	}
}

// A statement is told as of now, and its code masked.
func TestCodes(t *testing.T) {
	for name, c := range map[string]struct {
		said    answer.Result
		days    int
		want    string
		updates bool
	}{
		"valid":                             {answer.Valid, 5, "valid", true},
		"in grace since":                    {answer.Valid, -5, "grace", true},
		"on the day":                        {answer.Valid, 0, "grace", true},
		"ended since":                       {answer.Grace, -90, "expired", false},
		"revoked, and ended":                {answer.Revoked, -90, "revoked", false},
		"suspended, and in grace":           {answer.Suspended, -5, "suspended", false},
		"not activated":                     {answer.NotActivated, 5, "not_activated", true},
		"the issuer's word is not improved": {answer.Grace, 5, "grace", true},
	} {
		b := open(t)
		code := held(t, b, stated(c.said, c.days), "tag")
		got := build(t, b).Codes[0]
		if got.Result != c.want || got.DaysLeft != c.days || got.UpdatesAllowed != c.updates {
			t.Errorf("%s: %s, %d days, updates %v", name, got.Result, got.DaysLeft, got.UpdatesAllowed)
		}
		if got.Code != code.String() || got.ID != code.Fingerprint() || got.Type != "full" || got.Expires != (today+term.Day(c.days)).String() || got.Note != "second floor" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What was never issued, is perpetual, or was never heard of has no dates.
func TestCodesWithoutDates(t *testing.T) {
	b := open(t)
	perpetual := stated(answer.Valid, 5)
	perpetual.Perpetual = true
	for want, s := range map[string]answer.Statement{"unknown": {Result: answer.Unknown}, "valid": perpetual, "": {}} {
		tag := "tag"
		if want == "" {
			tag = ""
		}
		id := held(t, b, s, tag).Fingerprint()
		codes := build(t, b).Codes
		got := codes[slices.IndexFunc(codes, func(c Code) bool { return c.ID == id })]
		if got.Result != want || got.Expires != "" || got.GraceEnds != "" || got.DaysLeft != 0 {
			t.Errorf("%q: %+v", want, got)
		}
	}
}

// The reason of a revocation comes from the signed list, if the issuer signed it.
func TestReasons(t *testing.T) {
	for name, forged := range map[string]bool{"signed": false, "forged": true} {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := answer.NewSigner(key)
		if err != nil {
			t.Fatal(err)
		}
		b := open(t)
		code := held(t, b, stated(answer.Revoked, 5), "tag")
		list := answer.Revocations{Issuer: "ollu", IssuedAt: noon, List: []answer.Revocation{{Subject: code.Fingerprint(), At: noon, Reason: "returned"}}}
		var keys answer.KeySet
		keys.Add(signer.Public())
		i := book.Issuer{Name: "ollu", Keys: keys.AppendJWKS(nil, nil), Revocations: string(signer.AppendRevocations(nil, &list))}
		want := "returned"
		if forged {
			i.Name, want = "another", ""
		}
		if err := b.PutIssuer(i); err != nil {
			t.Fatal(err)
		}
		site := build(t, b)
		if got := site.Codes[0].Reason; got != want || !slices.Equal(site.Issuer.KeyIDs, keys.IDs()) {
			t.Errorf("%s: %q, keys %v", name, got, site.Issuer.KeyIDs)
		}
	}
}

// A product is as good as the worst of its deliveries; what it shall have and
// never got is stale.
func TestProducts(t *testing.T) {
	b := open(t)
	current, renewed, held1, unheard := held(t, b, stated(answer.Valid, 5), "new"), held(t, b, stated(answer.Valid, 6), "new"), held(t, b, stated(answer.Valid, 7), "new"), held(t, b, answer.Statement{}, "")
	put := func(name string, codes ...codec.Code) {
		t.Helper()
		if err := b.PutProduct(book.Product{Name: name, URL: "http://" + name, Token: "a secret", Codes: codes}); err != nil {
			t.Fatal(err)
		}
	}
	put("all", current, renewed, held1, unheard)
	put("none")
	put("one", current)
	put("fresh", renewed)
	err := b.PutDeliveries(
		book.Delivery{Product: "all", Code: current, HeldTag: "new", State: book.Failed, Why: book.WhyUnreachable, Failures: 3},
		book.Delivery{Product: "all", Code: renewed, HeldTag: "old", State: book.Current, Expires: "2026-01-01"},
		book.Delivery{Product: "all", Code: held1, State: book.HeldBack, Why: book.WhyBuildTooOld, Detail: "1243"},
		book.Delivery{Product: "one", Code: current, HeldTag: "new", State: book.Current},
	)
	if err != nil {
		t.Fatal(err)
	}
	site := build(t, b)
	want := map[string]book.State{"all": book.HeldBack, "fresh": book.Stale, "none": book.Current, "one": book.Current}
	for _, p := range site.Products {
		if p.State != want[p.Name] {
			t.Errorf("%s: %s", p.Name, p.State)
		}
		delete(want, p.Name)
	}
	if len(want) > 0 || !slices.IsSortedFunc(site.Products, func(a, b Product) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("products %+v", site.Products)
	}
	byCode := map[string]Delivery{}
	for _, d := range site.Products[0].Deliveries {
		byCode[d.ID] = d
	}
	for code, want := range map[codec.Code]Delivery{
		current: {State: book.Current, Wanted: (today + 5).String()},
		renewed: {State: book.Stale, Wanted: (today + 6).String(), Expires: "2026-01-01"},
		held1:   {State: book.HeldBack, Why: book.WhyBuildTooOld, Detail: "1243", Wanted: (today + 7).String()},
		unheard: {State: book.Stale, Why: book.WhyNoStatement},
	} {
		want.Code, want.ID = code.String(), code.Fingerprint()
		if got := byCode[want.ID]; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if text, err := json.Marshal(site); err != nil || strings.Contains(string(text), "a secret") || strings.Contains(string(text), current.Reveal()) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestHealth(t *testing.T) {
	for name, c := range map[string]struct {
		m       book.Marks
		codes   int
		healthy bool
	}{
		"no codes":                   {book.Marks{}, 0, true},
		"never":                      {book.Marks{}, 1, false},
		"just now":                   {book.Marks{LastGood: noon}, 1, true},
		"two days ago":               {book.Marks{LastGood: noon.Add(-HealthyFor)}, 1, true},
		"more than two days ago":     {book.Marks{LastGood: noon.Add(-HealthyFor - time.Second)}, 1, false},
		"but a file":                 {book.Marks{LastGood: noon.Add(-HealthyFor - time.Second), Imported: noon}, 1, true},
		"and an old file":            {book.Marks{LastGood: noon.Add(-90 * HealthyFor), Imported: noon.Add(-3 * HealthyFor)}, 1, false},
		"in a moment":                {book.Marks{LastGood: noon.Add(Slack)}, 1, true},
		"in the future":              {book.Marks{LastGood: noon.Add(Slack + time.Second)}, 1, false},
		"tried in vain, heard today": {book.Marks{LastGood: noon.Add(-time.Hour), LastTry: noon, Failures: 9, Cause: "timeout"}, 1, true},
	} {
		err := Health(&c.m, c.codes, noon)
		if (err == nil) != c.healthy {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && c.m.Cause != "" && !strings.Contains(err.Error(), c.m.Cause) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The worst state is one of those given, and none of them is worse.
func TestWorst(t *testing.T) {
	all := []book.State{book.Current, book.Stale, book.HeldBack, book.Failed}
	rapid.Check(t, func(t *rapid.T) {
		states := rapid.SliceOf(rapid.SampledFrom(all)).Draw(t, "states")
		worst := Worst(states...)
		if len(states) == 0 && worst != book.Current || len(states) > 0 && !slices.Contains(states, worst) {
			t.Errorf("%s of %v", worst, states)
		}
		for _, s := range states {
			if Severity(s) > Severity(worst) {
				t.Errorf("%s of %v", worst, states)
			}
		}
	})
}

// Time takes away and never gives.
func TestAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := stated(answer.Result(rapid.IntRange(0, answer.Results-1).Draw(t, "result")), rapid.IntRange(-200, 200).Draw(t, "days"))
		s.UpdatesAllowed = rapid.Bool().Draw(t, "updates")
		first := noon.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "first")))
		then := first.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "then")))
		a, b := At(s, first), At(s, then)
		if a.Result > s.Result || b.Result > a.Result || b.UpdatesAllowed && !a.UpdatesAllowed || a.UpdatesAllowed && !s.UpdatesAllowed || b.DaysLeft > a.DaysLeft {
			t.Errorf("%+v, then %+v", a, b)
		}
		if twice := At(a, then); twice.Result != b.Result || twice.DaysLeft != b.DaysLeft {
			t.Errorf("%+v in one step, %+v in two", b, twice)
		}
	})
}

// BenchmarkBuild is the report on 100,000 codes.
func BenchmarkBuild(b *testing.B) {
	book, codes := open(b), make([]codec.Code, 0)
	for range 100_000 {
		codes = append(codes, newCode(b))
	}
	put(b, book, codes)
	b.ReportAllocs()
	for b.Loop() {
		if site := build(b, book); len(site.Codes) != len(codes) {
			b.Fatal(len(site.Codes))
		}
	}
}

func put(t testing.TB, b *book.Book, codes []codec.Code) {
	t.Helper()
	records := make([]book.Code, len(codes))
	for i, c := range codes {
		records[i] = book.Code{Code: c, Tag: "tag", Token: strings.Repeat("x", 800), Signed: answer.Signed{Statement: stated(answer.Valid, i%300), Claims: answer.Claims{Issuer: "ollu", IssuedAt: noon}}}
	}
	if err := b.PutCodes(records...); err != nil {
		t.Fatal(err)
	}
}
