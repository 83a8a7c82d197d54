package page

import (
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"ollu/server/words"
)

// signedIn lets only those in who signed in, and only forms that are theirs.
func (p *Page) signedIn(next func(http.ResponseWriter, *http.Request, *session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, came := p.sessions.of(r)
		if s == nil {
			to := "/sign-in"
			if came {
				to += "?ended"
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		if r.Method == http.MethodPost && !same(r.PostFormValue("form"), s.word) {
			p.refuse(w, r, s, http.StatusForbidden, words.PageOldForm)
			return
		}
		next(w, r, s)
	}
}

// signInView is what the sign-in screen shows.
type signInView struct {
	view
	Form  string
	Wrong string
	Ended string
}

func (p *Page) showSignIn(w http.ResponseWriter, r *http.Request) {
	if s, _ := p.sessions.of(r); s != nil {
		http.Redirect(w, r, pathProducts, http.StatusSeeOther)
		return
	}
	v := &signInView{view: p.view(w, r, nil, words.PageSignIn, nil)}
	if r.URL.Query().Has("ended") {
		keep(w, r, sessionCookie, "", -time.Second)
		v.Ended = words.Say(v.Lang, words.PageEnded, words.Args{"idle": Idle})
	}
	p.askToken(w, r, v, http.StatusOK)
}

// askToken shows the form. It bears the word that the browser's cookie has.
func (p *Page) askToken(w http.ResponseWriter, r *http.Request, v *signInView, status int) {
	if c, err := r.Cookie(formCookie); err == nil && len(c.Value) == base64.RawURLEncoding.EncodedLen(secretBytes) {
		v.Form = c.Value // another tab may show the form as well
	} else if v.Form, err = secret(p.o.Random); err != nil {
		p.broken(w, err)
		return
	}
	keep(w, r, formCookie, v.Form, 0)
	p.render(w, status, "signin", v)
}

// signIn checks the token.
func (p *Page) signIn(w http.ResponseWriter, r *http.Request) {
	v := &signInView{view: p.view(w, r, nil, words.PageSignIn, nil)}
	if c, err := r.Cookie(formCookie); err != nil || c.Value == "" || !same(c.Value, r.PostFormValue("form")) {
		v.Wrong = v.T("old_form")
		p.askToken(w, r, v, http.StatusForbidden)
		return
	}
	if wait := p.tries.take(r.RemoteAddr); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		v.Wrong = words.Say(v.Lang, words.PageTooManyTries, words.Args{"wait": wait.Round(time.Second) + time.Second})
		p.askToken(w, r, v, http.StatusTooManyRequests)
		return
	}
	if !same(r.PostFormValue("token"), p.o.Token) {
		p.o.Log.Warn("somebody tried to sign in with a wrong token")
		v.Wrong = v.T("wrong_token")
		p.askToken(w, r, v, http.StatusUnauthorized)
		return
	}
	cookie, err := p.sessions.begin()
	if err != nil {
		p.broken(w, err)
		return
	}
	keep(w, r, sessionCookie, cookie, 0)
	keep(w, r, formCookie, "", -time.Second)
	http.Redirect(w, r, pathProducts, http.StatusSeeOther)
}

func (p *Page) signOut(w http.ResponseWriter, r *http.Request, _ *session) {
	p.sessions.end(r)
	keep(w, r, sessionCookie, "", -time.Second)
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// Tokens tried from one address: some at once, then one every few seconds.
const (
	triesAtOnce = 5
	triesEvery  = 10 * time.Second
	triersMost  = 10_000
)

// tries limits how often a token is tried.
type tries struct {
	now func() time.Time

	mu  sync.Mutex
	all map[netip.Addr]*rate.Limiter
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, all: map[netip.Addr]*rate.Limiter{}}
}

// take takes one try from the address's allowance, or gives how long to wait.
func (t *tries) take(remote string) time.Duration {
	host, _, _ := net.SplitHostPort(remote)
	addr := household(host)
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	l := t.all[addr]
	if l == nil {
		if len(t.all) >= triersMost {
			clear(t.all)
		}
		l = rate.NewLimiter(rate.Every(triesEvery), triesAtOnce)
		t.all[addr] = l
	}
	held := l.ReserveN(now, 1)
	wait := held.DelayFrom(now)
	if wait > 0 {
		held.CancelAt(now)
	}
	return wait
}

// household is what counts as one asker: an IPv4 address, or the /64 that a
// household or host has of IPv6. What has no address shares one allowance.
func household(host string) netip.Addr {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr
	}
	net, _ := addr.Prefix(64) // every IPv6 address has one
	return net.Addr()
}
