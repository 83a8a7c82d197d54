package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"ollu/keystore/customer"
	"ollu/server/portal/visit/visittest"
)

// witness stands between browsers and the portal, and keeps what it saw.
type witness struct {
	through http.RoundTripper

	mu   *sync.Mutex
	seen *[]seen
}

// seen is one exchange.
type seen struct {
	method, url string
	answer      http.Header
	status      int
	body        string
}

func (w witness) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := w.through.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	err = errors.Join(err, res.Body.Close())
	res.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.seen = append(*w.seen, seen{r.Method, r.URL.RequestURI(), res.Header.Clone(), res.StatusCode, string(body)})
	return res, err
}

// opens is all that opens something.
func (v *life) opens() []string { return slices.Concat(v.passwords, v.tokens, v.factors, v.cookies) }

// holds tells which of some secrets a text holds: as they are, and without what
// stands between their groups.
func holds(text string, secrets []string) (found []string) {
	plain := strings.NewReplacer("-", "", " ", "")
	folded := strings.ToLower(text)
	bare := plain.Replace(folded)
	for _, s := range secrets {
		s = strings.ToLower(s)
		if strings.Contains(folded, s) || len(plain.Replace(s)) > 12 && strings.Contains(bare, plain.Replace(s)) {
			found = append(found, s)
		}
	}
	return found
}

// everySecret is what opens something, and who somebody is and what he bought.
func (v *life) everySecret() []string { return append(v.opens(), v.personal...) }

// Everything that is done and goes wrong in a portal is walked through once, and
// then looked at from all sides.
func TestAWholeLifeTellsNoSecrets(t *testing.T) {
	v := lives(t)
	for _, side := range []struct {
		name string
		look func(*life, *testing.T)
	}{
		{"the search", searchFinds}, {"the log", logTellsNothing}, {"the metrics", metricsKnowNobody}, {"answers", answersKeepToThemselves},
		{"addresses", addressesHoldNothing}, {"passwords", pagesHoldNoPassword}, {"the store", storeKeepsHashes},
	} {
		t.Run(side.name, func(t *testing.T) { side.look(v, t) })
	}
}

// searchFinds: what is looked for is found where it may be.
func searchFinds(v *life, t *testing.T) {
	pages := ""
	for _, e := range *v.saw.seen {
		pages += e.body
	}
	if found := holds(pages, append(v.personal, v.factors...)); len(found) < 12 {
		t.Errorf("of all secrets the pages hold only %q", found)
	}
	if len(v.passwords) < 6 || len(v.tokens) != 3 || len(v.factors) != 11 || len(v.cookies) < 20 {
		t.Errorf("%d passwords, %d tokens, %d factors, %d cookies came up", len(v.passwords), len(v.tokens), len(v.factors), len(v.cookies))
	}
}

// logTellsNothing: at its most talkative, of all that is done or goes wrong.
func logTellsNothing(v *life, t *testing.T) {
	logged := v.Logged.All()
	if len(logged) < 30 {
		t.Fatalf("only %d entries: the walk met no failures", len(logged))
	}
	for _, e := range logged {
		text, err := json.Marshal(e.ContextMap())
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range holds(e.Message+" "+string(text)+" "+e.Stack, v.everySecret()) {
			t.Errorf("the log has %q: %s %s", secret, e.Message, text)
		}
	}
}

// metricsKnowNobody: they know pages and answers.
func metricsKnowNobody(v *life, t *testing.T) {
	families, err := v.Registry.Gather()
	if err != nil || len(families) < 3 {
		t.Fatalf("%d metrics, %v", len(families), err)
	}
	all := append(v.everySecret(), visittest.Owner, visittest.Viewer, "natori", "127.0.0.1")
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if found := holds(fmt.Sprint(m.GetLabel()), all); len(found) > 0 {
				t.Errorf("%s has %q in its labels", f.GetName(), found)
			}
		}
	}
}

// inside is what only somebody who knows how the portal is built would write.
var inside = regexp.MustCompile(`goroutine|\.go:\d|runtime\.|keystore|customer\.|<nil>|%!|0xc0|argon2|out of range|panic`)

// answersKeepToThemselves: none leads out of the portal, is kept by whoever passes
// it on, tells a password or a session's id, or says how the portal is built.
func answersKeepToThemselves(v *life, t *testing.T) {
	if n := len(*v.saw.seen); n < 300 {
		t.Fatalf("only %d exchanges", n)
	}
	closed := append(slices.Clone(v.passwords), v.cookies...)
	for _, e := range *v.saw.seen {
		name := fmt.Sprintf("%s %.60s (%d)", e.method, e.url, e.status)
		if to := e.answer.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
			t.Errorf("%s leads to %q", name, to)
		}
		if keep := e.answer.Get("Cache-Control"); keep != "no-store" && !(keep == "private, no-cache" && strings.HasPrefix(e.url, v.feed)) {
			t.Errorf("%s: Cache-Control is %q", name, keep)
		}
		if found := holds(e.body, closed); len(found) > 0 {
			t.Errorf("%s tells %q", name, found)
		}
		if found := inside.FindString(e.body); found != "" {
			t.Errorf("%s says %q of its making", name, found)
		}
		if server := e.answer.Get("Server") + e.answer.Get("X-Powered-By"); server != "" {
			t.Errorf("%s says that it is %q", name, server)
		}
		if kind := e.answer.Get("Content-Type"); e.body != "" && !strings.Contains(kind, "charset=utf-8") && !strings.HasSuffix(e.url, "/file") {
			t.Errorf("%s is of the type %q", name, kind)
		}
	}
}

// addressesHoldNothing: histories and the logs of proxies would keep it. The secret
// of a calendar is the exception: it is nothing but an address.
func addressesHoldNothing(v *life, t *testing.T) {
	for _, e := range *v.saw.seen {
		for _, text := range []string{e.url, e.answer.Get("Location")} {
			if plain, err := url.QueryUnescape(text); err == nil {
				text = plain
			}
			if found := holds(strings.ReplaceAll(text, v.feed, ""), v.everySecret()); len(found) > 0 {
				t.Errorf("%s %.80s holds %q", e.method, text, found)
			}
		}
	}
}

// pagesHoldNoPassword: none that was right, wrong, too short or chosen anew.
func pagesHoldNoPassword(v *life, t *testing.T) {
	pages := 0
	for _, e := range *v.saw.seen {
		if !strings.HasPrefix(e.answer.Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		p := visittest.Page{T: t, Body: e.body}
		for n := range p.Doc().Descendants() {
			if attr(n, "type") == "password" && attr(n, "value") != "" {
				t.Errorf("%s %s fills a password in", e.method, e.url)
			}
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages", pages)
	}
}

// storeKeepsHashes: what opens something is there as a hash alone, but in mails
// that wait, which are gone once they are sent, and but for the key that makes the
// codes of a second factor.
func storeKeepsHashes(v *life, t *testing.T) {
	var before, after bytes.Buffer
	if err := v.Store.Snapshot(t.Context(), &before); err != nil {
		t.Fatal(err)
	}
	if len(holds(before.String(), v.tokens)) == 0 {
		t.Error("no mail waits: the search proves nothing")
	}
	delivered(t, v.Site, "ollu")
	if err := v.Store.Snapshot(t.Context(), &after); err != nil {
		t.Fatal(err)
	}
	for _, secret := range holds(after.String(), v.opens()) {
		t.Errorf("the store has %q", secret)
	}
	v.Read(func(b customer.Book) error {
		u, err := b.UserByLogin("natori.hanako")
		if !strings.HasPrefix(u.Password, "$argon2id$v=19$") {
			t.Errorf("the password is kept as %.12s…", u.Password)
		}
		return err
	})
}
