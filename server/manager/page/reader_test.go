package page

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// reader is a browser without a screen.
type reader struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

func read(t *testing.T, h http.Handler) *reader {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Transport: &http.Transport{}}
	t.Cleanup(c.CloseIdleConnections)
	return &reader{t, server, c}
}

// get gives the status and the text of a screen, redirects followed.
func (r *reader) get(path string) (int, string) {
	r.t.Helper()
	res, err := r.client.Get(r.server.URL + path)
	return r.answer(res, err)
}

func (r *reader) post(path string, form url.Values) (int, string) {
	r.t.Helper()
	res, err := r.client.PostForm(r.server.URL+path, form)
	return r.answer(res, err)
}

func (r *reader) answer(res *http.Response, err error) (int, string) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

var formWord = regexp.MustCompile(`name="form" value="([^"]+)"`)

// word gives what the forms of a screen bear.
func word(t *testing.T, body string) string {
	t.Helper()
	m := formWord.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no form:\n%s", body)
	}
	return m[1]
}

// signIn signs in, and gives the word of the forms from then on.
func (r *reader) signIn() string {
	r.t.Helper()
	_, body := r.get("/sign-in")
	status, body := r.post("/sign-in", url.Values{"token": {token}, "form": {word(r.t, body)}})
	if status != http.StatusOK || !strings.Contains(body, `id="sign-out"`) {
		r.t.Fatalf("%d %s", status, body)
	}
	return word(r.t, body)
}
