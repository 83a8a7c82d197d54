package page

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"go.uber.org/zap"

	"ollu/server/words"
)

//go:embed assets
var assets embed.FS

// screens holds a set of templates for each screen: the frame and its inside.
var screens = func() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"signin", "products", "codes", "issuer", "message"} {
		all[name] = template.Must(template.New(name).Funcs(template.FuncMap{"pair": makePair}).ParseFS(assets, "assets/frame.html", "assets/parts.html", "assets/"+name+".html"))
	}
	return all
}()

// pair hands a part of a screen its own row and the screen it stands on.
type pair struct{ View, Row any }

func makePair(view, row any) pair { return pair{view, row} }

// render shows a screen. It is made whole first, so that half a page never
// leaves.
func (p *Page) render(w http.ResponseWriter, status int, screen string, v any) {
	var b bytes.Buffer
	if err := screens[screen].ExecuteTemplate(&b, "frame", v); err != nil {
		p.broken(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader may be gone
}

// broken answers where not even a screen can be made.
func (p *Page) broken(w http.ResponseWriter, err error) {
	p.o.Log.Error("a screen could not be shown", zap.Error(err))
	plain(w, http.StatusInternalServerError, "the page could not be made; look at the manager's log")
}

// messageView is a screen with one thing to say.
type messageView struct {
	view
	Says, Detail string
}

// refuse says why there is nothing else to show.
func (p *Page) refuse(w http.ResponseWriter, r *http.Request, s *session, status int, why words.ID) {
	v := &messageView{view: p.view(w, r, s, words.PageCannot, nil)}
	v.Says = words.Say(v.Lang, why, nil)
	p.render(w, status, "message", v)
}

// unread says that the manager's records cannot be read.
func (p *Page) unread(w http.ResponseWriter, r *http.Request, s *session, err error) {
	p.o.Log.Error("the state of the site cannot be read", zap.Error(err))
	v := &messageView{view: p.view(w, r, s, words.PageCannot, nil), Detail: err.Error()}
	v.Says = words.Say(v.Lang, words.PageUnread, nil)
	p.render(w, http.StatusServiceUnavailable, "message", v)
}

func (p *Page) nothingHere(w http.ResponseWriter, r *http.Request) {
	s, _ := p.sessions.of(r)
	p.refuse(w, r, s, http.StatusNotFound, words.PageNothingHere)
}

// asset serves one embedded file.
func asset(name, kind string) http.HandlerFunc {
	body, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // the program was built without it
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(body)
	}
}
