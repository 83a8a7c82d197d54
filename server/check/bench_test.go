package check

import (
	"context"
	"testing"

	"ollu/codec/answer"
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
