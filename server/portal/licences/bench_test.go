package licences

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
)

// door is a portal without a network, with a list of 500 lines and a visitor.
func door(b *testing.B, keepBytes int) (h http.Handler, s *visittest.Site, cookies []*http.Cookie) {
	b.Helper()
	s = visittest.Prepare(b, Pages())
	h, err := visit.New(s.Desk, append(s.Extra(), newRoom(keepBytes).routes()...))
	if err != nil {
		b.Fatal(err)
	}
	s.Start(h)
	crowd(s, 500)
	return h, s, cookiesOf(b, s)
}

func cookiesOf(b *testing.B, s *visittest.Site) []*http.Cookie {
	b.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	return s.LogIn(visittest.Owner).Client.Jar.Cookies(u)
}

// repeat asks the handler again and again.
func repeat(b *testing.B, h http.Handler, address string, cookies []*http.Cookie) {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
		size = w.Body.Len()
	}
	b.ReportMetric(float64(size), "bytes")
}

// The list of an account with 500 lines, kept and made each time, beside a file of
// the same server.
func BenchmarkList(b *testing.B) {
	kept, s, cookies := door(b, keepBytes)
	b.Run("static", func(b *testing.B) { repeat(b, kept, s.URL+s.Desk.Look.Asset("app.css"), nil) })
	b.Run("kept", func(b *testing.B) { repeat(b, kept, s.URL+"/products", cookies) })
	b.Run("made", func(b *testing.B) {
		h, s, cookies := door(b, 0)
		repeat(b, h, s.URL+"/products", cookies)
	})
}

// fifty asks for a path from 50 connections at once, and reports the time that
// 99 of 100 requests keep.
func fifty(b *testing.B, address string, cookies []*http.Cookie) {
	b.Helper()
	const users = 50
	var (
		mu  sync.Mutex
		all []time.Duration
	)
	for b.Loop() {
		var wg sync.WaitGroup
		for range users {
			wg.Go(func() {
				took := user(b, address, cookies)
				mu.Lock()
				defer mu.Unlock()
				all = append(all, took...)
			})
		}
		wg.Wait()
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "µs/p99")
	b.ReportMetric(float64(all[len(all)/2].Microseconds()), "µs/p50")
}

// user asks forty times, on one connection.
func user(b *testing.B, address string, cookies []*http.Cookie) (took []time.Duration) {
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	for range 40 {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			b.Error(err)
			return nil
		}
		r.Header.Set("Accept-Encoding", "gzip")
		for _, c := range cookies {
			r.AddCookie(c)
		}
		begun := time.Now()
		res, err := transport.RoundTrip(r)
		if err != nil || res.StatusCode != http.StatusOK {
			b.Errorf("%v %v", res, err)
			return nil
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		took = append(took, time.Since(begun))
	}
	return took
}

// Fifty users at once, over the network of this machine.
func BenchmarkFifty(b *testing.B) {
	_, s, cookies := door(b, keepBytes)
	b.Run("static", func(b *testing.B) { fifty(b, s.URL+s.Desk.Look.Asset("app.css"), nil) })
	b.Run("list", func(b *testing.B) { fifty(b, s.URL+"/products", cookies) })
	b.Run("static again", func(b *testing.B) { fifty(b, s.URL+s.Desk.Look.Asset("app.css"), nil) })
}
