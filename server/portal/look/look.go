package look

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"time"

	"ollu/server/words"
)

//go:embed pages
var ownPages embed.FS

// Page is one page: FS holds NAME.html, which defines "title" and "main".
type Page struct {
	Name string
	FS   fs.FS
}

// Options is what a Look is made of.
type Options struct {
	Pages []Page
	Brand string         // name of the portal or its company, in the header; "" a plain name
	Zone  *time.Location // of moments; nil UTC
}

// Look makes pages. It is safe for concurrent use.
type Look struct {
	brand  string
	zone   *time.Location
	assets *assets
	pages  map[pageKey]*template.Template
	parts  map[words.Lang]*template.Template
}

type pageKey struct {
	name string
	lang words.Lang
}

// ErrorPage is the page that says why there is no other; its Data is a Trouble.
const ErrorPage = "error"

// Trouble is what the error page shows.
type Trouble struct {
	Title, Text string
	ID          string // that the log has too; "" none
}

// New parses the pages, each once for a language. The names must differ.
func New(o Options) (*Look, error) {
	l := &Look{brand: o.Brand, zone: o.Zone, assets: newAssets(), pages: map[pageKey]*template.Template{}, parts: map[words.Lang]*template.Template{}}
	if l.zone == nil {
		l.zone = time.UTC
	}
	own, err := fs.Sub(ownPages, "pages")
	if err != nil {
		return nil, fmt.Errorf("look: %w", err)
	}
	for _, lang := range words.Langs {
		if l.parts[lang], err = template.New("parts").Funcs(l.funcs(lang)).ParseFS(own, "field.html"); err != nil {
			return nil, fmt.Errorf("look: the parts: %w", err)
		}
		frame, err := template.New("look").Funcs(l.funcs(lang)).ParseFS(own, "frame.html", "parts.html")
		if err != nil {
			return nil, fmt.Errorf("look: the frame: %w", err)
		}
		for _, p := range append([]Page{{ErrorPage, own}}, o.Pages...) {
			if err := l.add(p, lang, frame); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// add parses a page into a copy of the frame.
func (l *Look) add(p Page, lang words.Lang, frame *template.Template) error {
	key := pageKey{p.Name, lang}
	if l.pages[key] != nil {
		return fmt.Errorf("look: two pages are called %q", p.Name)
	}
	t, err := frame.Clone()
	if err == nil {
		t, err = t.ParseFS(p.FS, p.Name+".html")
	}
	if err != nil {
		return fmt.Errorf("look: page %q: %w", p.Name, err)
	}
	for _, part := range []string{"title", "main"} {
		if t.Lookup(part) == nil {
			return fmt.Errorf("look: page %q defines no %q", p.Name, part)
		}
	}
	l.pages[key] = t
	return nil
}

// Render makes a page, whole, so that half a page never leaves.
func (l *Look) Render(name string, v View) ([]byte, error) {
	t := l.pages[pageKey{name, v.Lang}]
	if t == nil {
		return nil, fmt.Errorf("look: there is no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "frame", &v); err != nil {
		return nil, fmt.Errorf("look: page %q: %w", name, err)
	}
	return b.Bytes(), nil
}
