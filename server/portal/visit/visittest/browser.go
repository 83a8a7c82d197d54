package visittest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"ollu/keystore/customer"
	"ollu/server/words"
)

// Browser asks the site, and keeps its cookies.
type Browser struct {
	Site   *Site
	Lang   words.Lang // that it prefers
	Client *http.Client
}

// Browser opens one in which nobody is logged in.
func (s *Site) Browser(l words.Lang) *Browser {
	s.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.T.Fatal(err)
	}
	transport := &http.Transport{}
	s.T.Cleanup(transport.CloseIdleConnections)
	return &Browser{Site: s, Lang: l, Client: &http.Client{
		Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// LogIn opens a browser in English in which a user of the one account is logged
// in.
func (s *Site) LogIn(login string) *Browser {
	s.T.Helper()
	return s.Enter(s.Users[login])
}

// Enter opens a browser in English in which any user is logged in.
func (s *Site) Enter(u customer.User) *Browser {
	s.T.Helper()
	b := s.Browser(words.EN)
	b.Speak(words.EN)
	if p := b.Post(frontDoor, url.Values{"user": {string(u.ID)}}); p.Status != http.StatusOK {
		s.T.Fatalf("%s cannot log in: %d %s", u.Login, p.Status, p.Body)
	}
	return b
}

// Speak chooses a language, as the switch in the pages does.
func (b *Browser) Speak(l words.Lang) {
	u, err := url.Parse(b.Site.URL)
	if err != nil {
		b.Site.T.Fatal(err)
	}
	b.Lang = l
	b.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "lang", Value: l.String(), Path: "/"}})
}

// Get asks for a page, as it is answered: a redirect is not followed.
func (b *Browser) Get(path string) *Page {
	b.Site.T.Helper()
	return b.Ask(http.MethodGet, path, nil)
}

// Post sends a form. A redirect is not followed.
func (b *Browser) Post(path string, form url.Values) *Page {
	b.Site.T.Helper()
	return b.Ask(http.MethodPost, path, strings.NewReader(form.Encode()))
}

// Open gets a page and follows redirects.
func (b *Browser) Open(path string) *Page {
	b.Site.T.Helper()
	return b.Follow(b.Get(path))
}

// Submit sends a form and follows redirects.
func (b *Browser) Submit(path string, form url.Values) *Page {
	b.Site.T.Helper()
	return b.Follow(b.Post(path, form))
}

// Follow gets what an answer leads to; where it leads nowhere, it is given back.
func (b *Browser) Follow(p *Page) *Page {
	b.Site.T.Helper()
	for range 10 {
		if p.Location == "" {
			return p
		}
		p = b.Get(p.Location)
	}
	b.Site.T.Fatalf("redirects without an end, at last to %s", p.Location)
	return nil
}

// Ask sends a request as a browser does that shows a page of the site itself;
// change may make it another.
func (b *Browser) Ask(method, path string, body io.Reader, change ...func(*http.Request)) *Page {
	t := b.Site.T
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.Site.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", b.Lang.String())
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.Site.URL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, c := range change {
		c(r)
	}
	res, err := b.Client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &Page{T: t, Path: path, Status: res.StatusCode, Header: res.Header, Location: res.Header.Get("Location"), Body: string(text)}
}
