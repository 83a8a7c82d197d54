package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"ollu/bench/figures"
	"ollu/bench/proc"
	"ollu/bench/stock"
)

const visitorsName = "visitors"

// visitOrder tells the visitors of a portal what to do.
type visitOrder struct {
	Portal  string  // URL
	Users   int     // to log in, when Seconds is 0
	Seconds float64 // to look at pages
	Target  string  // the page that all look at, each again as soon as it has come; "": they browse
	Want    string  // what that page holds
	Think   float64 // seconds between two pages of one who browses, on the average
}

// visitResult is what the visitors saw.
type visitResult struct {
	Pages, LogIns int
	Slow, Usual   float64 // seconds: of the slowest hundredth, and the median
	Bytes         int     // of the last answer's body, as it came
}

// visitors are people at a portal, each with a browser of his own.
type visitors struct {
	client   fasthttp.Client
	sessions []string // cookies, one for each
}

func newVisitors() proc.Job {
	v := nobody()
	return func(question json.RawMessage) (any, error) {
		var o visitOrder
		if err := json.Unmarshal(question, &o); err != nil {
			return nil, err
		}
		switch {
		case o.Seconds == 0:
			return nil, v.arrive(o)
		case o.Target != "":
			return v.all(o, func(i int, r *visitResult, _ *rand.Rand) error { return v.look(o, i, o.Target, o.Want, r) })
		}
		return v.all(o, func(i int, r *visitResult, draw *rand.Rand) error { return v.browse(o, i, r, draw) })
	}
}

// nobody is a portal without visitors.
func nobody() *visitors { return &visitors{client: fasthttp.Client{MaxConnsPerHost: 1000}} }

// arrive logs everybody in.
func (v *visitors) arrive(o visitOrder) error {
	v.sessions = make([]string, o.Users)
	for i := range v.sessions {
		if err := v.logIn(o.Portal, i); err != nil {
			return err
		}
	}
	return nil
}

// logIn is what a browser does with the form that it was shown.
func (v *visitors) logIn(portal string, i int) error {
	q, a := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(q)
	defer fasthttp.ReleaseResponse(a)
	q.SetRequestURI(portal + "/login")
	q.Header.SetMethod(fasthttp.MethodPost)
	q.Header.SetContentType("application/x-www-form-urlencoded")
	q.PostArgs().Set("login", stock.Login(i))
	q.PostArgs().Set("password", stock.Password)
	if err := v.client.Do(q, a); err != nil {
		return err
	}
	cookie := fasthttp.AcquireCookie()
	defer fasthttp.ReleaseCookie(cookie)
	cookie.SetKey("ollu")
	if a.StatusCode() != fasthttp.StatusSeeOther || !a.Header.Cookie(cookie) {
		return fmt.Errorf("the log-in of %s is answered with %d: %.300s", stock.Login(i), a.StatusCode(), a.Body())
	}
	v.sessions[i] = string(cookie.Value())
	return nil
}

// look fetches one page, and notes how long it took.
func (v *visitors) look(o visitOrder, i int, target, want string, r *visitResult) error {
	q, a := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(q)
	defer fasthttp.ReleaseResponse(a)
	q.SetRequestURI(o.Portal + target)
	q.Header.Set("Accept-Encoding", "gzip")
	q.Header.Set("Accept-Language", "ja")
	q.Header.SetCookie("ollu", v.sessions[i])
	if err := v.client.Do(q, a); err != nil {
		return err
	}
	r.Pages, r.Bytes = r.Pages+1, len(a.Body())
	if a.StatusCode() != fasthttp.StatusOK {
		return fmt.Errorf("%s is answered with %d", target, a.StatusCode())
	}
	if want == "" || r.Pages%100 != 1 {
		return nil
	}
	body, err := a.BodyUncompressed()
	if err == nil && !strings.Contains(string(body), want) {
		err = fmt.Errorf("%s does not hold %q: %.300s", target, want, body)
	}
	return err
}

// again is how many pages somebody looks at before he logs in anew.
const again = 10

// browse looks at one page or another, or logs in again, and then reads it.
func (v *visitors) browse(o visitOrder, i int, r *visitResult, draw *rand.Rand) error {
	var err error
	if draw.IntN(again) == 0 {
		r.LogIns++
		err = v.logIn(o.Portal, i)
	} else {
		pages := []string{"/products", "/products/1", "/products?page=2", "/calendar", "/account", "/activity"}
		err = v.look(o, i, pages[draw.IntN(len(pages))], "", r)
	}
	time.Sleep(time.Duration(o.Think * 2 * draw.Float64() * float64(time.Second)))
	return err
}

// all has every visitor do the same over and over until the time is over.
func (v *visitors) all(o visitOrder, do func(i int, r *visitResult, draw *rand.Rand) error) (visitResult, error) {
	end := time.Now().Add(time.Duration(o.Seconds * float64(time.Second)))
	var mu sync.Mutex
	var wg sync.WaitGroup
	var sum visitResult
	var waits []float64
	var failure error
	for i := range v.sessions {
		wg.Go(func() {
			var own visitResult
			var took []float64
			var err error
			draw := rand.New(rand.NewPCG(uint64(i), 13))
			for err == nil && time.Now().Before(end) {
				begun := time.Now()
				err = do(i, &own, draw)
				took = append(took, time.Since(begun).Seconds())
			}
			mu.Lock()
			defer mu.Unlock()
			sum.Pages, sum.LogIns, sum.Bytes = sum.Pages+own.Pages, sum.LogIns+own.LogIns, own.Bytes
			waits = append(waits, took...)
			if err != nil {
				failure = err
			}
		})
	}
	wg.Wait()
	if failure == nil && len(waits) > 0 {
		sum.Slow, sum.Usual = figures.Percentile(waits, 99), figures.Percentile(waits, 50)
	}
	return sum, failure
}
