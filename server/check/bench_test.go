package check

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
	"ollu/keystore/bolt"
)

// BenchmarkAsk is one question from its bytes to its statement in JSON.
func BenchmarkAsk(b *testing.B) {
	h := newHouse(b)
	l := h.active(30)
	q := &Question{Code: []byte(l.Code.Reveal()), Product: []byte("appliance")}
	var s answer.Statement
	out := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		if err := h.checker.Ask(context.Background(), &s, q, noon); err != nil {
			b.Fatal(err)
		}
		out = s.AppendJSON(out[:0])
	}
}

// BenchmarkHandle is one whole request, without the connection.
func BenchmarkHandle(b *testing.B) {
	h := newHouse(b)
	ctx := newRequest("ac="+h.active(30).Code.Reveal()+"&product=appliance&format=json", "", "")
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		h.door.Handle(ctx)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
}

// BenchmarkUnsigned and BenchmarkSigned are one whole request each, without the
// connection, about the same codes of a stock that no processor's cache holds,
// as text and as a token that was signed before.
func BenchmarkUnsigned(b *testing.B) { benchmarkForm(b, "text") }
func BenchmarkSigned(b *testing.B)   { benchmarkForm(b, "jwt") }

func benchmarkForm(b *testing.B, format string) {
	const popular = 10_000
	door, codes := stocked(b, 20*MaxBatch)
	door.UseSigning(&Signing{Signer: newSigner(b, 1), Issuer: "example"})
	queries := make([][]byte, popular)
	for i := range queries {
		queries[i] = []byte("product=appliance&format=" + format + "&ac=" + codes[i])
	}
	ctx := newRequest("", "", "")
	ask := func(i int) {
		ctx.Request.URI().SetQueryStringBytes(queries[i%popular])
		ctx.Response.Reset()
		door.Handle(ctx)
	}
	for i := range popular {
		ask(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ask(i)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
}

// BenchmarkFresh is one whole request that is signed for itself.
func BenchmarkFresh(b *testing.B) {
	h := newSignedHouse(b)
	ctx := newRequest("format=jwt&nonce="+aNonce+"&ac="+h.active(30).Code.Reveal(), "", "")
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		h.door.Handle(ctx)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
}

// BenchmarkBatch is full batches over a stock that no processor's cache holds,
// without the connection. Beside the time of a batch it tells that of a question.
func BenchmarkBatch(b *testing.B) {
	const stock = 20 * MaxBatch
	door, codes := stocked(b, stock)
	var bodies []string
	for some := range slices.Chunk(codes, MaxBatch) {
		bodies = append(bodies, `{"queries":[{"product":"appliance","ac":"`+strings.Join(some, `"},{"product":"appliance","ac":"`)+`"}]}`)
	}
	ctx := newRequest("", "application/json", "")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ctx.Request.SetBodyString(bodies[i%len(bodies)])
		ctx.Response.Reset()
		door.Handle(ctx)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/MaxBatch, "ns/question")
}

// stocked is a door before a store on disk with so many active licences, and
// their codes in no order.
func stocked(b testing.TB, n int) (*Door, []string) {
	b.Helper()
	store, err := bolt.Open(bolt.Options{Path: filepath.Join(b.TempDir(), "ollu.db"), Now: func() time.Time { return noon }, FlushEvery: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	metrics := NewMetrics(prometheus.NewRegistry())
	checker, err := New(Options{Store: store, Book: gateways(b), Metrics: metrics})
	if err != nil {
		b.Fatal(err)
	}
	all := make([]keystore.Licence, n)
	codes := make([]string, n)
	for i := range all {
		all[i] = licence(b, 30)
		all[i].Standing, all[i].ActivatedAt = keystore.Activated, noon
		codes[i] = all[i].Code.Reveal()
	}
	for some := range slices.Chunk(all, MaxBatch) {
		if _, err := store.Apply(context.Background(), keystore.Act{By: "bench", At: noon, Change: keystore.Import{Licences: some}}); err != nil {
			b.Fatal(err)
		}
	}
	rand.Shuffle(n, func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	return NewDoor(DoorOptions{Checker: checker, Metrics: metrics, KeptAnswers: 1 << 17, Now: func() time.Time { return noon }}), codes
}

// BenchmarkSync is full syncs over a stock that no processor's cache holds: of
// what is unchanged, and of what is seen for the first time.
func BenchmarkSync(b *testing.B) {
	door, codes := stocked(b, 20*MaxSync)
	door.UseSigning(&Signing{Signer: newSigner(b, 1), Issuer: "example"})
	for name, tagged := range map[string]bool{"unchanged": true, "first": false} {
		b.Run(name, func(b *testing.B) {
			var bodies []string
			for some := range slices.Chunk(codes, MaxSync) {
				bodies = append(bodies, codesBody(heldOf(b, door, some, tagged)...))
			}
			ctx := newRequest("", "application/json", "")
			ctx.Request.SetRequestURI(PathSync)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ctx.Request.SetBodyString(bodies[i%len(bodies)])
				ctx.Response.Reset()
				door.Handle(ctx)
			}
			if ctx.Response.StatusCode() != 200 {
				b.Fatal(ctx.Response.StatusCode())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/MaxSync, "ns/code")
		})
	}
}

// heldOf gives codes as a manager sends them, with the tags of what is said of
// them now.
func heldOf(b *testing.B, door *Door, codes []string, tagged bool) (held []string) {
	b.Helper()
	for _, text := range codes {
		code, err := codec.ParseCode(text)
		if err != nil {
			b.Fatal(err)
		}
		var s answer.Statement
		if err := door.checker.shelf(&s, code, noon); err != nil {
			b.Fatal(err)
		}
		if tagged {
			text += "." + string(s.AppendTag(nil, door.signer.Load().Signer.KeyID()))
		}
		held = append(held, text)
	}
	return held
}
