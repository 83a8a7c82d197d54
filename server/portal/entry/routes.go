package entry

import (
	"embed"
	"io/fs"
	"net/http"

	"ollu/server/portal/look"
	"ollu/server/portal/visit"
)

// Addresses of the portal that this package leads to.
const (
	logInPath  = "/login"
	factorPath = "/login/factor"
	homePath   = "/products"
)

// Routes are the addresses of the way in and out.
func Routes() []visit.Route {
	get, post := http.MethodGet, http.MethodPost
	return []visit.Route{
		{Method: get, Path: "/", Need: visit.LoggedOut, Handle: showHome},
		{Method: get, Path: logInPath, Need: visit.LoggedOut, Handle: showLogIn},
		{Method: post, Path: logInPath, Need: visit.LoggedOut, Handle: logIn},
		{Method: get, Path: factorPath, Need: visit.LoggedOut, Handle: showFactor},
		{Method: post, Path: factorPath, Need: visit.LoggedOut, Handle: takeFactor},
		{Method: post, Path: "/logout", Need: visit.Anyone, Handle: logOut},
		{Method: get, Path: "/forgot", Need: visit.LoggedOut, Handle: showForgot},
		{Method: post, Path: "/forgot", Need: visit.LoggedOut, Handle: forgot},
		{Method: get, Path: "/reset", Need: visit.Anyone, Handle: showReset},
		{Method: post, Path: "/reset", Need: visit.Anyone, Handle: reset},
		{Method: get, Path: "/help", Need: visit.Anyone, Handle: showHelp},
		{Method: get, Path: "/terms", Need: visit.Anyone, Handle: showTerms},
	}
}

//go:embed pages
var files embed.FS

// Names of the pages.
const (
	homePage   = "entry-home"
	logInPage  = "entry-login"
	factorPage = "entry-factor"
	forgotPage = "entry-forgot"
	sentPage   = "entry-sent"
	resetPage  = "entry-reset"
	choicePage = "entry-reset-choice"
	helpPage   = "entry-help"
	termsPage  = "entry-terms"
)

// Pages are the pages that the routes show.
func Pages() []look.Page {
	within, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // the name is not that of a folder: impossible with the one embedded above
	}
	var all []look.Page
	for _, name := range []string{homePage, logInPage, factorPage, forgotPage, sentPage, resetPage, choicePage, helpPage, termsPage} {
		all = append(all, look.Page{Name: name, FS: within})
	}
	return all
}
