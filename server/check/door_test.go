package check

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"ollu/codec/answer"
)

func TestFormats(t *testing.T) {
	h := newHouse(t)
	l := h.active(30)
	code := l.Code.Reveal()
	text := "result=valid\nproduct=appliance\ntype=full\nseats=100\ncomponents=antivirus,spam,reputation\n" +
		"expires=2026-12-20\ngrace_ends=2027-03-20\nzone=Asia/Tokyo\ndays_left=30\nupdates_allowed=true\n" +
		"next_check=2026-12-19T00:00:00+09:00\nserver_time=2026-11-20T03:00:00Z"
	status, body := h.get("ac=" + code)
	if status != 200 || body != text {
		t.Errorf("text: %d\n%s\nwant\n%s", status, body, text)
	}
	status, posted := h.post("application/x-www-form-urlencoded", "ac="+code)
	if status != 200 || posted != text {
		t.Errorf("a form body is answered otherwise than a query: %d\n%s", status, posted)
	}
	for name, ask := range map[string]func(*http.Request){
		"format=json":              func(r *http.Request) { r.URL.RawQuery += "&format=json" },
		"Accept: application/json": func(r *http.Request) { r.Header.Set("Accept", "application/json") },
		"Accept: a list":           func(r *http.Request) { r.Header.Set("Accept", "text/html, Application/JSON;q=0.9") },
	} {
		r, err := http.NewRequest(http.MethodGet, h.url+"?ac="+code, nil)
		if err != nil {
			t.Fatal(err)
		}
		ask(r)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		kind := res.Header.Get("Content-Type")
		_, body := h.read(res, nil)
		if s, err := answer.ParseJSON([]byte(body)); err != nil || s.Result != answer.Valid || kind != "application/json" {
			t.Errorf("%s: %s %s %v", name, kind, body, err)
		}
	}
}

func TestBadRequests(t *testing.T) {
	h := newHouse(t)
	l := h.active(30)
	code := l.Code.Reveal()
	for _, c := range []struct{ name, query, want string }{
		{"nothing", "", "parameter ac: is missing"},
		{"an empty code", "ac=", "parameter ac: is missing"},
		{"two codes", "ac=" + code + "&ac=IM-OTHER", "parameter ac: is given twice"},
		{"two devices", "ac=" + code + "&device=a&device=b", "parameter device: is given twice"},
		{"an unknown action", "ac=" + code + "&action=delete", "parameter action"},
		{"activation of nobody", "ac=" + code + "&action=activate", "parameter device: is missing"},
		{"a long device", "ac=" + code + "&device=" + strings.Repeat("d", 65), "parameter device: is longer than 64"},
		{"a device with a line end", "ac=" + code + "&device=a%0Ab", "parameter device: holds something"},
		{"a device that is not ASCII", "ac=" + code + "&device=%E6%A9%9F", "parameter device: holds something"},
		{"a product of binary", "ac=" + code + "&product=%00%ff", "parameter product: holds something"},
		{"a short nonce", "ac=" + code + "&nonce=abc", "parameter nonce"},
		{"a nonce of other letters", "ac=" + code + "&nonce=abcdefghijklmnop%2B", "parameter nonce"},
		{"an unknown language", "ac=" + code + "&lang=fr", "parameter lang"},
		{"an unknown format", "ac=" + code + "&format=xml", "parameter format"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := h.get(c.query)
			if status != http.StatusBadRequest || !strings.HasPrefix(body, "error="+c.want) {
				t.Errorf("%d %s; want 400 with %q", status, body, c.want)
			}
		})
	}
}

// Whatever stands in ac is answered as a code, of whatever length.
func TestEveryCodeIsAnswered(t *testing.T) {
	h := newHouse(t)
	for _, n := range []int{1, 30, 32, 256, 257, 9000} {
		status, body := h.get("ac=" + strings.Repeat("A", n))
		if status != http.StatusOK || !strings.HasPrefix(body, "result=malformed\n") {
			t.Errorf("%d letters: %d %s", n, status, body)
		}
	}
	status, body := h.post("application/x-www-form-urlencoded", "ac=%ff%00"+strings.Repeat("%e3", 15000))
	if status != http.StatusOK || !strings.HasPrefix(body, "result=malformed\n") {
		t.Errorf("binary: %d %s", status, body)
	}
}

// What a newer agent may send, or what says the same twice, is no mistake.
func TestHarmlessParameters(t *testing.T) {
	h := newHouse(t)
	code := h.active(30).Code.Reveal()
	for _, query := range []string{
		"ac=" + code + "&mood=sunny",
		"ac=" + code + "&ac=" + code,
		"ac=" + code + "&product=&device=&lang=ja&version=9.1&build=1252&nonce=abcdefghijklmnop",
	} {
		if status, body := h.get(query); status != 200 || !strings.HasPrefix(body, "result=valid") {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
}

func TestOtherRequests(t *testing.T) {
	h := newHouse(t)
	code := h.active(30).Code.Reveal()
	base := strings.TrimSuffix(h.url, Path)
	for _, c := range []struct {
		method, url, contentType, body string
		status                         int
	}{
		{"GET", base + "/", "", "", 404},
		{"GET", base + Path + "/x", "", "", 404},
		{"PUT", h.url + "?ac=" + code, "", "", 405},
		{"HEAD", h.url + "?ac=" + code, "", "", 405},
		{"DELETE", h.url + "?ac=" + code, "", "", 405},
		{"POST", h.url, "text/plain", "ac=" + code, 400},
		{"POST", h.url, "multipart/form-data; boundary=x", "--x\r\n\r\n--x--\r\n", 400},
		{"POST", h.url, "application/x-www-form-urlencoded", "ac=" + strings.Repeat("A", 1<<20), 413},
		{"POST", h.url, "application/json", strings.Repeat(" ", maxJSON+1), 413},
		{"GET", h.url + "?ac=" + strings.Repeat("A", 20<<10), "", "", 431},
	} {
		t.Run(fmt.Sprint(c.method, c.status, len(c.body)), func(t *testing.T) {
			r, err := http.NewRequest(c.method, c.url, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			status, body := h.read(http.DefaultClient.Do(r))
			if status != c.status || strings.Contains(body, "result=") {
				t.Errorf("%d %s; want %d", status, body, c.status)
			}
		})
	}
}

// A body without end is cut off at the limit, not read for ever.
func TestEndlessBody(t *testing.T) {
	h := newHouse(t)
	r, err := http.NewRequest(http.MethodPost, h.url, io.MultiReader(strings.NewReader("ac="), zeros{}))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return // the door closed the connection while we were still sending
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", res.StatusCode)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// Connections that say nothing, or say it too slowly, are closed by the door.
func TestSlowConnections(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) { o.ReadTimeout, o.IdleTimeout = 150*time.Millisecond, 150*time.Millisecond })
	for name, first := range map[string]string{
		"silent":       "",
		"half a line":  "GET /ollu/lic",
		"half a body":  "POST " + Path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nac=",
		"an idle rest": "GET " + Path + " HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", h.address())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := io.WriteString(c, first); err != nil {
				t.Fatal(err)
			}
			if err := c.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(c); err != nil {
				t.Errorf("the door did not close the connection: %v", err)
			}
		})
	}
}

// A trickle of bytes does not keep a connection: the time is for the whole
// request.
func TestTrickle(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) { o.ReadTimeout = 200 * time.Millisecond })
	c, err := net.Dial("tcp", h.address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	closed := make(chan struct{})
	go func() { defer close(closed); io.Copy(io.Discard, c) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case <-closed:
			return
		case <-tick.C:
			io.WriteString(c, "X") // fails once the door has closed
		case <-deadline:
			t.Fatal("the door let a trickle go on for ten seconds")
		}
	}
}

func TestRateLimit(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) { o.Limit = Limit{PerSecond: 0.1, Burst: 3} })
	code := h.active(30).Code.Reveal()
	for i := range 3 {
		if status, body := h.get("ac=" + code); status != 200 {
			t.Fatalf("request %d: %d %s", i, status, body)
		}
	}
	res, err := http.Get(h.url + "?ac=" + code)
	if err != nil {
		t.Fatal(err)
	}
	if res.Header.Get("Retry-After") != "10" {
		t.Errorf("Retry-After is %q, want 10 seconds", res.Header.Get("Retry-After"))
	}
	if status, body := h.read(res, nil); status != http.StatusTooManyRequests {
		t.Errorf("%d %s", status, body)
	}
}

func TestRateExempt(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) {
		o.Limit = Limit{PerSecond: 0.1, Burst: 1, Exempt: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	})
	code := h.active(30).Code.Reveal()
	for range 5 {
		if status, body := h.get("ac=" + code); status != 200 {
			t.Fatalf("%d %s", status, body)
		}
	}
}

// Shutting down lets a request under way finish, and takes no new one.
func TestDrain(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	waiting, release := h.store.Hold()
	answered := make(chan string, 1)
	go func() {
		_, body := h.get("action=activate&device=a&ac=" + l.Code.Reveal())
		answered <- body
	}()
	<-waiting
	down := make(chan error, 1)
	go func() { down <- h.door.Shutdown(context.Background()) }()
	release()
	if body := <-answered; !strings.HasPrefix(body, "result=valid") {
		t.Errorf("the request under way got %s", body)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", h.address(), time.Second); err == nil {
		t.Error("the door still takes connections")
	}
}

// A connection over which nothing came must not hold up the shutting down.
func TestDrainDoesNotWaitForTheSilent(t *testing.T) {
	h := newHouse(t, func(o *DoorOptions) { o.ReadTimeout, o.Now = time.Hour, time.Now })
	c, err := net.Dial("tcp", h.address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if status, body := h.get("ac=x"); status != http.StatusOK { // by now the other connection is taken
		t.Fatalf("%d %s", status, body)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	if err := h.door.Shutdown(ctx); err != nil {
		t.Errorf("shut down: %v", err)
	}
}

// Two requests on one connection are answered apart: nothing of the first
// shows in the second.
func TestPipelinedRequestsDoNotMix(t *testing.T) {
	h := newHouse(t)
	a, b := h.active(30), h.active(-200)
	c, err := net.Dial("tcp", h.address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	line := "GET " + Path + "?%s HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, q := range []string{"ac=" + a.Code.Reveal() + "&device=rack-1&version=1&build=2", "ac=" + b.Code.Reveal()} {
		fmt.Fprintf(c, line, q)
	}
	in := bufio.NewReader(c)
	for _, want := range []string{"result=valid", "result=expired"} {
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, body := h.read(res, nil); !strings.HasPrefix(body, want) {
			t.Errorf("%s; want %s", body, want)
		}
	}
}

// FuzzRequest: whatever is asked, the door answers with one of its statuses,
// does not fall over, and never calls a code valid that was not issued.
func FuzzRequest(f *testing.F) {
	h := newSignedHouse(f)
	issued := h.active(30)
	known := issued.Code.Reveal()
	for _, s := range []string{"", "ac=" + known, "ac=" + strings.ToLower(known) + "&device=rack-1", "ac=%ff%00&format=json", "ac=IM&ac=IM", "action=activate&device=x&ac=" + known, "%zz&=&&ac", "format=jwt&ac=" + known, "format=jwt&nonce=0123456789abcdef&device=%22%5c&ac=" + known, "format=jwt&ac=x"} {
		f.Add(s, "", "")
		f.Add("", "application/x-www-form-urlencoded", s)
	}
	f.Add("", "application/json", `{"queries":[{"ac":"`+known+`"},{"ac":"x","device":"\ud800"}]}`)
	f.Add("", "application/json", `{"queries":[[],{},null]}`)
	f.Fuzz(func(t *testing.T, query, kind, body string) {
		status, out := h.handle(query, kind, body)
		switch status {
		case 200, 400, 405, 413, 431:
		default:
			t.Fatalf("%q %q %q: status %d %s", query, kind, body, status, out)
		}
		if strings.HasPrefix(out, "eyJ") { // signed: verified elsewhere
			return
		}
		if strings.Contains(out, "valid") && !strings.Contains(out, "appliance") && !strings.Contains(out, "is") {
			t.Errorf("%q %q %q: %s", query, kind, body, out)
		}
	})
}

// handle runs one request through the door without a connection.
func (h *house) handle(query, kind, body string) (int, string) {
	ctx := newRequest(query, kind, body)
	h.door.Handle(ctx)
	return ctx.Response.StatusCode(), string(ctx.Response.Body())
}

func TestUnavailableSaysWhenToComeBack(t *testing.T) {
	h := newHouse(t)
	l := h.issue(30)
	h.store.Close()
	res, err := http.Get(h.url + "?" + url.Values{"ac": {l.Code.Reveal()}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 503 || res.Header.Get("Retry-After") != "30" {
		t.Errorf("%d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	res.Body.Close()
}
