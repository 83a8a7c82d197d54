package register

import (
	"embed"
	"io/fs"
	"net/http"

	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
)

// Routes are the addresses of both flows, and of the licence details.
func Routes() []visit.Route {
	get, post := http.MethodGet, http.MethodPost
	routes := []visit.Route{
		{Method: get, Path: "/register/details", Need: visit.Anyone, Handle: showDetails},
		{Method: post, Path: "/register/details", Need: visit.Anyone, Handle: takeDetails},
		{Method: get, Path: "/licence", Need: visit.Anyone, Handle: showLookUp},
		{Method: post, Path: "/licence", Need: visit.Anyone, Handle: lookUp},
	}
	for _, f := range []flow{newcomer, further} {
		need, done := visit.Anyone, visit.LoggedIn
		if !f.first {
			need = visit.For(access.Register)
			done = need
		}
		routes = append(routes,
			visit.Route{Method: get, Path: f.path(stepKey), Need: need, Handle: f.showKey},
			visit.Route{Method: post, Path: f.path(stepKey), Need: need, Handle: f.takeKey},
			visit.Route{Method: get, Path: f.path(stepProduct), Need: need, Handle: f.showProduct},
			visit.Route{Method: get, Path: f.path(stepTerms), Need: need, Handle: f.showTerms},
			visit.Route{Method: post, Path: f.path(stepTerms), Need: need, Handle: f.takeTerms},
			visit.Route{Method: get, Path: f.path(stepConfirm), Need: need, Handle: f.showConfirm},
			visit.Route{Method: post, Path: f.path(stepConfirm), Need: need, Handle: f.takeConfirm},
			visit.Route{Method: get, Path: f.path(stepDone), Need: done, Handle: f.showDone},
		)
	}
	return routes
}

//go:embed pages
var files embed.FS

// pageFiles gives each page with the parts that pages have in common behind it.
type pageFiles struct{ fs.FS }

// ReadFile implements fs.ReadFileFS.
func (p pageFiles) ReadFile(name string) ([]byte, error) {
	page, err := fs.ReadFile(p.FS, name)
	if err != nil {
		return nil, err
	}
	parts, err := fs.ReadFile(p.FS, "parts.html")
	return append(page, parts...), err
}

// Pages are the pages that the routes show.
func Pages() []look.Page {
	pages, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // the program was built without them
	}
	var all []look.Page
	for _, name := range []string{
		"register-key", "register-taken", "register-product", "register-terms", "register-details", "register-confirm", "register-done",
		"licence",
	} {
		all = append(all, look.Page{Name: name, FS: pageFiles{pages}})
	}
	return all
}
