package visittest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ollu/server/access"
)

// Page is an answer of the site.
type Page struct {
	T        testing.TB
	Path     string
	Status   int
	Header   http.Header
	Location string // where it leads; "" nowhere
	Body     string
}

// Want fails the test unless the page has a status and every text.
func (p *Page) Want(status int, texts ...string) *Page {
	p.T.Helper()
	if p.Status != status {
		p.T.Fatalf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.Text())
	}
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			p.T.Errorf("%s does not say %q:\n%s", p.Path, text, p.Text())
		}
	}
	return p
}

// Leads fails the test unless the answer leads to a path.
func (p *Page) Leads(to string) *Page {
	p.T.Helper()
	if p.Status != http.StatusSeeOther || p.Location != to {
		p.T.Fatalf("%s: %d to %q, want %q\n%s", p.Path, p.Status, p.Location, to, p.Text())
	}
	return p
}

// Doc parses the page.
func (p *Page) Doc() *html.Node {
	p.T.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		p.T.Fatal(err)
	}
	return doc
}

// Text is what one reads of the page, in one line, with its hidden words.
func (p *Page) Text() string {
	var words []string
	for n := range p.Doc().Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Script {
			words = append(words, n.Data)
		}
	}
	return strings.Join(strings.Fields(strings.Join(words, "")), " ")
}

// Fields gives what a browser would send of the page's inputs as they stand, the
// robot check passed.
func (p *Page) Fields() url.Values {
	p.T.Helper()
	all := url.Values{}
	for n := range p.Doc().Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.DataAtom {
		case atom.Input:
			kind := attr(n, "type")
			if kind != "checkbox" && kind != "radio" || has(n, "checked") {
				all.Set(name, attr(n, "value"))
			}
		case atom.Select:
			all.Set(name, chosen(n))
		case atom.Textarea:
			all.Set(name, strings.TrimPrefix(inner(n), "\n"))
		}
	}
	if token := all.Get(access.RobotToken); token != "" {
		all.Set(access.RobotNonce, p.nonce(token))
	}
	return all
}

// With gives Fields with others in their place: pairs of a name and a value.
func (p *Page) With(pairs ...string) url.Values {
	p.T.Helper()
	all := p.Fields()
	for i := 0; i < len(pairs); i += 2 {
		all.Set(pairs[i], pairs[i+1])
	}
	return all
}

// nonce solves a robot check.
func (p *Page) nonce(token string) string {
	p.T.Helper()
	for n := range 1 << 20 {
		try := strconv.Itoa(n)
		sum := sha256.Sum256([]byte(token + ":" + try))
		if binary.BigEndian.Uint32(sum[:])>>(32-robotBits) == 0 {
			return try
		}
	}
	p.T.Fatal("the robot check cannot be solved")
	return ""
}

// Error gives what is said of a field; "" nothing.
func (p *Page) Error(name string) string {
	p.T.Helper()
	id := "f-" + strings.ReplaceAll(name, ".", "-") + "-error"
	for n := range p.Doc().Descendants() {
		if attr(n, "id") == id {
			return strings.TrimSpace(inner(n))
		}
	}
	return ""
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// inner is the text inside a node.
func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// chosen is the value of a select.
func chosen(n *html.Node) (value string) {
	for o := range n.Descendants() {
		if o.DataAtom == atom.Option && has(o, "selected") {
			return attr(o, "value")
		}
	}
	return ""
}

// String is for messages of tests.
func (p *Page) String() string { return fmt.Sprintf("%s: %d %s", p.Path, p.Status, p.Text()) }
