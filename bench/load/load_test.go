package load

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// serve answers with handle on a free port of the loopback.
func serve(t *testing.T, handle fasthttp.RequestHandler) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &fasthttp.Server{Handler: handle}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Serve(l); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if err := s.Shutdown(); err != nil {
			t.Error(err)
		}
		wg.Wait()
	})
	return l.Addr().String()
}

func numbered(t *testing.T, n int) *Requests {
	t.Helper()
	r := &Requests{}
	for i := range n {
		if err := r.Add(Get(nil, "/"+string(rune('a'+i)))); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestRunAsksEachOnceInOrder(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]int{}
	addr := serve(t, func(ctx *fasthttp.RequestCtx) {
		mu.Lock()
		defer mu.Unlock()
		asked[string(ctx.Path())]++
		ctx.SetBodyString("ok " + string(ctx.Path()))
	})
	got, err := Run(Spec{Addr: addr, Conns: 3, From: 2, To: 20, Want: "ok"}, numbered(t, 26))
	if err != nil || got.Answers != 18 || got.Wrong != 0 {
		t.Fatalf("Run = %+v, %v", got, err)
	}
	mu.Lock()
	defer mu.Unlock()
	for i := range 26 {
		want := 0
		if i >= 2 && i < 20 {
			want = 1
		}
		if path := "/" + string(rune('a'+i)); asked[path] != want {
			t.Errorf("%s was asked %d times, want %d", path, asked[path], want)
		}
	}
}

func TestRunWithSeveralUnderWay(t *testing.T) {
	var served, wrong atomic.Int64
	addr := serve(t, func(ctx *fasthttp.RequestCtx) {
		served.Add(1)
		if string(ctx.Path()) == "/c" {
			wrong.Add(1)
			ctx.SetBodyString("no")
			return
		}
		ctx.SetBodyString("ok " + strings.Repeat("x", 5000))
	})
	got, err := Run(Spec{Addr: addr, Conns: 4, Depth: 3, Seconds: 0.1, Want: "ok"}, numbered(t, 5))
	if err != nil || int64(got.Answers) != served.Load() || int64(got.Wrong) != wrong.Load() || got.Wrong == 0 || got.Answers%3 != 0 {
		t.Fatalf("Run = %+v, %v; %d were served, %d of them wrong", got, err, served.Load(), wrong.Load())
	}
}

func TestRunForAWhile(t *testing.T) {
	var served atomic.Int64
	addr := serve(t, func(ctx *fasthttp.RequestCtx) {
		served.Add(1)
		ctx.SetBodyString(strings.Repeat("x", 5000))
	})
	got, err := Run(Spec{Addr: addr, Conns: 4, Seconds: 0.1, Want: "xxx"}, numbered(t, 5))
	if err != nil || got.Wrong != 0 || got.Answers < 4 || int64(got.Answers) != served.Load() {
		t.Errorf("Run = %+v, %v; the server counts %d", got, err, served.Load())
	}
	if got.Seconds < 0.1 || got.PerSecond() <= 0 {
		t.Errorf("took %v s, %v/s", got.Seconds, got.PerSecond())
	}
}

func TestRunCountsWrongAnswers(t *testing.T) {
	addr := serve(t, func(ctx *fasthttp.RequestCtx) {
		switch string(ctx.Path()) {
		case "/a":
			ctx.SetStatusCode(503)
		case "/b":
			ctx.SetBodyString("other")
			return
		}
		ctx.SetBodyString("ok")
	})
	got, err := Run(Spec{Addr: addr, Conns: 1, To: 3, Want: "ok"}, numbered(t, 3))
	if err != nil || got.Answers != 3 || got.Wrong != 2 || !strings.Contains(got.Sample, "503") {
		t.Errorf("Run = %+v, %v", got, err)
	}
}

func TestRunRefusesWhatItCannotDo(t *testing.T) {
	for _, s := range []Spec{
		{Addr: "127.0.0.1:1", Conns: 1, To: 1},
		{Addr: "localhost:80", Conns: 1, To: 1},
		{Addr: "127.0.0.1:1", Conns: 0, To: 1},
		{Addr: "127.0.0.1:1", Conns: 1, To: 99},
		{Addr: "127.0.0.1:1", Conns: 1, Depth: 2, To: 1},
	} {
		if got, err := Run(s, numbered(t, 3)); err == nil {
			t.Errorf("Run(%+v) = %+v, want an error", s, got)
		}
	}
}

func TestRunNoticesAClosedConnection(t *testing.T) {
	addr := serve(t, func(ctx *fasthttp.RequestCtx) { ctx.SetConnectionClose() })
	if got, err := Run(Spec{Addr: addr, Conns: 1, To: 3}, numbered(t, 3)); err == nil {
		t.Errorf("Run = %+v, want an error", got)
	}
}

func TestAnswerSize(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nhello"
	for n := range len(answer) {
		head, whole, err := answerSize([]byte(answer[:n]))
		complete := n >= len(answer)-5
		if err != nil || complete != (whole == len(answer)) || complete != (head == len(answer)-5) {
			t.Errorf("of the first %d bytes: head %d, whole %d, %v", n, head, whole, err)
		}
	}
	for _, bad := range []string{"HTTP/1.1 200 OK\r\n\r\n", "H\r\nContent-Length: x\r\n\r\n", "H\r\nContent-Length: -1\r\n\r\n"} {
		if _, _, err := answerSize([]byte(bad)); err == nil {
			t.Errorf("answerSize(%q) gave no error", bad)
		}
	}
}

func TestRequestsHaveOneLength(t *testing.T) {
	r := numbered(t, 2)
	if err := r.Add(Get(nil, "/longer")); err == nil {
		t.Error("a request of another length was taken")
	}
	if want := "GET /b HTTP/1.1\r\nHost: localhost\r\n\r\n"; r.Len() != 2 || string(r.At(1)) != want {
		t.Errorf("%d requests, the second %q", r.Len(), r.At(1))
	}
}

func TestWave(t *testing.T) {
	var served atomic.Int64
	addr := serve(t, func(ctx *fasthttp.RequestCtx) {
		served.Add(1)
		ctx.SetBodyString("ok")
	})
	part := func(from, to int, want string) WaveSpec {
		return WaveSpec{Addr: addr, From: from, To: to, At: time.Now().Add(20 * time.Millisecond), Spread: 50 * time.Millisecond, Want: want}
	}
	got := Wave(t.Context(), part(0, 26, "ok"), numbered(t, 26))
	got.Join(Wave(t.Context(), part(26, 40, "ok"), numbered(t, 14)))
	if len(got.Errors) != 0 || len(got.Waits) != 40 || served.Load() != 40 || got.Took <= 0 {
		t.Errorf("Wave = %+v, %d served", got, served.Load())
	}
	for _, wait := range got.Waits {
		if wait < 0 || wait > got.Took+0.02 {
			t.Errorf("an answer after %v s, in a wave of %v s", wait, got.Took)
		}
	}
	if got := Wave(t.Context(), part(0, 20, "no"), numbered(t, 20)); len(got.Errors) != 20 {
		t.Errorf("%d wrong answers noticed of 20", len(got.Errors))
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if got := Wave(over, part(0, 20, "ok"), numbered(t, 20)); len(got.Errors) != 20 {
		t.Errorf("%d errors of 20 after the end", len(got.Errors))
	}
}

func TestReadAnswerThatBreaksOff(t *testing.T) {
	for _, text := range []string{"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", strings.Repeat("x", 4096)} {
		if err := readAnswer(bytes.NewReader([]byte(text)), ""); err == nil {
			t.Errorf("readAnswer(%.40q) gave no error", text)
		}
	}
}

func TestPost(t *testing.T) {
	var served atomic.Int64
	addr := serve(t, func(ctx *fasthttp.RequestCtx) {
		served.Add(1)
		if string(ctx.Request.Header.ContentType()) != "application/json" {
			ctx.SetStatusCode(415)
		}
		ctx.SetBody(ctx.PostBody())
	})
	bodies := [][]byte{[]byte(`["yes","yes"]`), []byte(`["yes", "yes"]`), []byte(`["yes",  "yes"]`)}
	if err := Post(t.Context(), "http://"+addr, bodies, "yes", 2, 2); err != nil || served.Load() != 3 {
		t.Errorf("Post = %v, %d served", err, served.Load())
	}
	if err := Post(t.Context(), "http://"+addr, bodies, "no", 2, 2); err == nil || !strings.Contains(err.Error(), "0 answers") {
		t.Errorf("Post = %v, want an error for answers without the mark", err)
	}
}
