package portal

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
	"ollu/server/words"
)

// Every page of every route, to a stranger and to an owner, in both languages.
func TestPagesAreSound(t *testing.T) {
	s := start(t)
	for _, l := range words.Langs {
		for name, b := range map[string]*visittest.Browser{"a stranger": s.Browser(l), "an owner": s.LogIn(visittest.Owner)} {
			b.Speak(l)
			seen := 0
			for _, rt := range Routes() {
				if posts(rt) {
					continue
				}
				p := request(b, rt)
				if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") || p.Location != "" {
					continue
				}
				seen++
				t.Run(l.String()+" "+name+" "+rt.Path, func(t *testing.T) { sound(t, p, l) })
			}
			if seen < 5 {
				t.Fatalf("%s saw %d pages only", name, seen)
			}
		}
	}
}

// sound fails the test where a page is not what a browser, a screen reader or the
// portal's policy asks of it.
func sound(t *testing.T, p *visittest.Page, l words.Lang) {
	t.Helper()
	balanced(t, p.Body)
	ids, seen := map[string]bool{}, map[atom.Atom]int{}
	var nodes []*html.Node
	for n := range p.Doc().Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		nodes = append(nodes, n)
		seen[n.DataAtom]++
		if id := attr(n, "id"); id != "" && ids[id] {
			t.Errorf("two elements have the id %q", id)
		} else {
			ids[id] = true
		}
	}
	for tag, want := range map[atom.Atom]int{atom.H1: 1, atom.Main: 1, atom.Title: 1, atom.Style: 0, atom.Base: 0, atom.Iframe: 0} {
		if seen[tag] != want {
			t.Errorf("%d elements %s, want %d", seen[tag], tag, want)
		}
	}
	for _, n := range nodes {
		inline(t, n)
		refers(t, n, ids)
		labelled(t, n, nodes)
		if n.DataAtom == atom.Html && attr(n, "lang") != l.String() {
			t.Errorf("the page says that it is %q", attr(n, "lang"))
		}
	}
}

// inline finds what the policy would not let run, and what comes from elsewhere.
func inline(t *testing.T, n *html.Node) {
	t.Helper()
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") {
			t.Errorf("<%s %s=%q> is inline", n.Data, a.Key, a.Val)
		}
		if a.Key == "src" && !strings.HasPrefix(a.Val, "/assets/") && !strings.HasPrefix(a.Val, "data:image/") {
			t.Errorf("<%s src=%q> loads what is not the portal's", n.Data, a.Val)
		}
	}
	if n.DataAtom == atom.Script && (attr(n, "src") == "" || n.FirstChild != nil) {
		t.Error("a script is inline")
	}
}

// refers finds references to nothing.
func refers(t *testing.T, n *html.Node, ids map[string]bool) {
	t.Helper()
	for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "headers"} {
		for _, id := range strings.Fields(attr(n, key)) {
			if !ids[id] {
				t.Errorf("<%s %s=%q> names what is not there", n.Data, key, id)
			}
		}
	}
	if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && !ids[to] {
		t.Errorf("a link leads to #%s, which is not there", to)
	}
}

// labelled finds inputs and buttons without a name.
func labelled(t *testing.T, n *html.Node, nodes []*html.Node) {
	t.Helper()
	switch {
	case n.DataAtom == atom.Button || n.DataAtom == atom.A:
		if strings.TrimSpace(inner(n)) == "" && attr(n, "aria-label") == "" {
			t.Errorf("<%s href=%q> has no words", n.Data, attr(n, "href"))
		}
	case n.DataAtom == atom.Img && !hasAttr(n, "alt"):
		t.Errorf("the picture %q has no alt", attr(n, "src"))
	case (n.DataAtom == atom.Input && attr(n, "type") != "hidden") || n.DataAtom == atom.Select || n.DataAtom == atom.Textarea:
		if attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != "" || within(n, atom.Label) {
			return
		}
		if !slices.ContainsFunc(nodes, func(l *html.Node) bool { return l.DataAtom == atom.Label && attr(l, "for") == attr(n, "id") }) {
			t.Errorf("the input %q has no label", attr(n, "name"))
		}
	}
}

// balanced finds elements that are not closed where they should be.
func balanced(t *testing.T, body string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		name, _ := z.TagName()
		switch tag := string(name); {
		case kind == html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("not closed: %v", open)
			}
			return
		case kind == html.StartTagToken && !slices.Contains(void, tag):
			open = append(open, tag)
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag {
				t.Errorf("</%s> closes %v", tag, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

var void = []string{"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}

// Links and forms lead to what there is.
func TestNothingLeadsNowhere(t *testing.T) {
	s := start(t)
	mux := http.NewServeMux()
	for _, rt := range Routes() {
		path := rt.Path
		if path == "/" {
			path = "/{$}"
		}
		mux.HandleFunc(rt.Method+" "+path, func(http.ResponseWriter, *http.Request) {})
	}
	followed := 0
	for _, b := range []*visittest.Browser{s.Browser(words.EN), s.LogIn(visittest.Owner), s.LogIn(visittest.Viewer)} {
		for _, rt := range Routes() {
			if posts(rt) {
				continue
			}
			p := request(b, rt)
			for method, to := range leads(p) {
				followed++
				r, err := http.NewRequest(method, to, nil)
				if err != nil {
					t.Fatal(err)
				}
				if _, pattern := mux.Handler(r); pattern == "" && !strings.HasPrefix(to, "/assets/") {
					t.Errorf("%s leads to %s %s, which is not there", p.Path, method, to)
				}
			}
		}
	}
	if followed < 300 {
		t.Fatalf("only %d links were found", followed)
	}
}

// leads gives where a page leads to within the portal, by method.
func leads(p *visittest.Page) func(yield func(method, to string) bool) {
	return func(yield func(method, to string) bool) {
		if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			return
		}
		for n := range p.Doc().Descendants() {
			method, to := http.MethodGet, attr(n, "href")
			if n.DataAtom == atom.Form {
				method, to = strings.ToUpper(attr(n, "method")), attr(n, "action")
				if to == "" {
					to = p.Path
				}
				if method == "" {
					method = http.MethodGet
				}
			}
			if strings.HasPrefix(to, "/") && !yield(method, to) {
				return
			}
		}
	}
}

func TestEveryRouteHasTheHeaders(t *testing.T) {
	s := start(t)
	for _, rt := range Routes() {
		guarded(t, request(s.Browser(words.EN), rt), rt)
		guarded(t, request(s.LogIn(visittest.Owner), rt), rt)
	}
	for _, b := range []*visittest.Browser{s.Browser(words.EN), s.LogIn(visittest.Owner)} {
		for _, path := range []string{"/nothing", "/robots.txt", "/assets/none.css", "/products/"} {
			guarded(t, b.Get(path), visit.Route{Path: path})
		}
	}
}

func guarded(t *testing.T, p *visittest.Page, rt visit.Route) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s %s: %s is %q", rt.Method, rt.Path, name, got)
		}
	}
	policy := p.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%s %s: the policy %q lacks %s", rt.Method, rt.Path, policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || p.Header.Get("Permissions-Policy") == "" {
		t.Errorf("%s %s: %q", rt.Method, rt.Path, policy)
	}
	if keep := p.Header.Get("Cache-Control"); !strings.Contains(keep, "no-store") {
		t.Errorf("%s %s: Cache-Control is %q", rt.Method, rt.Path, keep)
	}
}

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	s := start(t)
	b := s.LogIn(visittest.Owner)
	for _, rt := range Routes() {
		if posts(rt) {
			body := strings.NewReader("note=" + strings.Repeat("x", visit.MaxForm))
			b.Ask(rt.Method, at(s, rt), body).Want(http.StatusRequestEntityTooLarge)
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	s := start(t)
	b := s.LogIn(visittest.Owner)
	for _, rt := range Routes() {
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
			p := b.Ask(method, at(s, rt), nil).Want(http.StatusMethodNotAllowed)
			if !strings.Contains(p.Header.Get("Allow"), rt.Method) {
				t.Errorf("%s %s allows %q", method, rt.Path, p.Header.Get("Allow"))
			}
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func within(n *html.Node, tag atom.Atom) bool {
	for up := range n.Ancestors() {
		if up.DataAtom == tag {
			return true
		}
	}
	return false
}

func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
