package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"ollu/cmd/cli"
	"ollu/cmd/clitest"
)

// liar stands between agent and server, and answers questions about codes in its
// own way; keys and products pass through.
type liar struct {
	*httptest.Server
	mu  sync.Mutex
	lie func(w http.ResponseWriter, form url.Values)
}

func startLiar(t *testing.T, n *node) *liar {
	t.Helper()
	l := &liar{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if r.Method == http.MethodPost && l.lie != nil {
			l.lie(w, r.PostForm)
			return
		}
		pass(t, w, n, r)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *liar) tells(lie func(w http.ResponseWriter, form url.Values)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lie = lie
}

// pass hands a request on to the server.
func pass(t *testing.T, w http.ResponseWriter, n *node, r *http.Request) {
	if r.Method == http.MethodPost {
		_, _ = w.Write(answerOf(t, w, n, r.PostForm))
		return
	}
	res, err := http.Get(n.url + r.URL.Path)
	if err != nil {
		t.Error(err)
		return
	}
	defer res.Body.Close()
	w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
	w.WriteHeader(res.StatusCode)
	_, _ = io.Copy(w, res.Body)
}

// answerOf asks the server the same, and gives its answer.
func answerOf(t *testing.T, w http.ResponseWriter, n *node, form url.Values) []byte {
	res, err := http.PostForm(n.url+"/ollu/license_update.aspx", form)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
	return b
}

// altered changes one letter of a token's signature.
func altered(token []byte) []byte {
	at := len(token) - 20
	if token[at] == 'A' {
		token[at] = 'B'
	} else {
		token[at] = 'A'
	}
	return token
}

// Nothing that a lying network says changes anything: it is "could not complete",
// told as what it is, and the dates stand.
func TestALyingServer(t *testing.T) {
	n, foreign := startNode(t), startNode(t)
	code := n.issue("--expires", in(t, 100))
	foreign.home.Write(t, "stock.csv", fmt.Sprintf("code,product,expires\n%s,%s,%s\n", code, gateway, in(t, 4000)))
	foreign.ollu("license", "import", "stock.csv")
	l := startLiar(t, n)
	p := newPlace(t)
	p.agent(t, "activate", code, "--server", l.URL).Want(t, cli.Done, "activated", "")
	device := p.status(t).Device

	old := answerOf(t, httptest.NewRecorder(), n, url.Values{"ac": {code}, "device": {device}, "format": {"jwt"}, "nonce": {"AAAAAAAAAAAAAAAAAAAAAA"}})
	page := func(w http.ResponseWriter, _ url.Values) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><body>Please log in</body></html>")
	}
	for name, c := range map[string]struct {
		lie     func(w http.ResponseWriter, form url.Values)
		en, ja  string
		another string // cause
	}{
		"replayed": {func(w http.ResponseWriter, _ url.Values) {
			w.Header().Set("Content-Type", "application/jwt")
			_, _ = w.Write(old)
		}, "as a recorded answer does: find out what stands between this product and the licence server. Where a manager answers", "過去の応答が再送された", "other_nonce"},
		"signed by another": {func(w http.ResponseWriter, form url.Values) {
			_, _ = w.Write(answerOf(t, w, foreign, form))
		}, "a key that this product does not trust", "信頼していない鍵", "unknown_key"},
		"altered": {func(w http.ResponseWriter, form url.Values) {
			_, _ = w.Write(altered(answerOf(t, w, n, form)))
		}, "Its signature does not match", "署名と内容が一致しません", "bad_signature"},
		"for another device": {func(w http.ResponseWriter, form url.Values) {
			form.Set("device", "another")
			_, _ = w.Write(answerOf(t, w, n, form))
		}, "Where a manager answers in place of the licence server, write require_fresh: false", "require_fresh: false を記入", "other_device"},
		"for another code": {func(w http.ResponseWriter, form url.Values) {
			form.Set("ac", exampleCode)
			_, _ = w.Write(answerOf(t, w, n, form))
		}, "It is about another activation code", "別のアクティベーションコード", "other_code"},
		"unsigned": {func(w http.ResponseWriter, _ url.Values) {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "result=revoked\n")
		}, "is not the answer of a licence server", "応答として認識できません", "answer"},
		"cut short": {func(w http.ResponseWriter, form url.Values) {
			b := answerOf(t, w, n, form)
			w.Header().Set("Content-Length", fmt.Sprint(len(b)))
			_, _ = w.Write(b[:len(b)/2])
		}, "broke before the whole answer had arrived", "途中で切断されました", "broken"},
		"a page": {page, "as the log-in page of a network or of a proxy does", "ログインページの可能性", "portal"},
		"forbidden": {func(w http.ResponseWriter, form url.Values) {
			w.WriteHeader(http.StatusForbidden)
			page(w, form)
		}, "does not let the request", "接続を許可していません", "proxy_refused"},
		"sent elsewhere": {func(w http.ResponseWriter, _ url.Values) {
			w.Header().Set("Location", "http://portal.example/")
			w.WriteHeader(http.StatusFound)
		}, "as the log-in page of a network", "ログインページ", "portal"},
		"busy": {func(w http.ResponseWriter, _ url.Values) {
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, "is busy at the moment", "ollu-manager add で追加されていること", "busy"},
	} {
		t.Run(name, func(t *testing.T) {
			l.tells(c.lie)
			p.agent(t, "check").Want(t, cli.Failed, "could not be completed. ", "next: ")
			p.agent(t, "check").Want(t, cli.Failed, c.en, "next: ")
			p.agent(t, "check", "--lang", "ja").Want(t, cli.Failed, c.ja, "対処: ")
			p.agent(t, "check").Want(t, cli.Failed, "The dates that were verified last stand: the expiry is "+in(t, 100), "next: ")
			r := clitest.Parse[report](t, p.agent(t, "check", "--json").Stdout)
			if r.Outcome != "could_not_complete" || r.Parts[0].Cause != c.another || r.Parts[0].NewExpires != in(t, 100) {
				t.Errorf("reported as %+v, want cause %s", r, c.another)
			}
			p.wantStanding(t, "valid", in(t, 100), true)
			p.agent(t, "status").Want(t, cli.Done, "Could not be completed", "")
		})
	}
	l.tells(nil)
	p.agent(t, "check").Want(t, cli.Done, "nothing to update", "")
	if strings.Contains(p.agent(t, "status").Stdout, "Could not be completed") {
		t.Error("the server was heard, and status does not say so")
	}
}
