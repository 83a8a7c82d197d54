package visit_test

import (
	"net/http"
	"net/url"
	"testing"

	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
	"ollu/server/portal/visit/visittest"
)

func show(v *visit.Visit) error {
	return v.Show(http.StatusOK, look.ErrorPage, look.Trouble{Title: "Here", Text: "you are"})
}

var routes = []visit.Route{
	{Method: http.MethodGet, Path: "/", Need: visit.Anyone, Handle: show},
	{Method: http.MethodGet, Path: "/login", Need: visit.LoggedOut, Handle: show},
	{Method: http.MethodGet, Path: "/products", Need: visit.LoggedIn, Handle: show},
	{Method: http.MethodGet, Path: "/account/users", Need: visit.For(access.SetRoles), Handle: show},
	{Method: http.MethodPost, Path: "/save", Need: visit.Anyone, Handle: func(v *visit.Visit) error {
		if _, err := v.Form(); err != nil {
			return err
		}
		return v.Go("/")
	}},
}

func TestNeeds(t *testing.T) {
	s := visittest.New(t, routes, nil)
	stranger, viewer, owner := s.Browser(0), s.LogIn(visittest.Viewer), s.LogIn(visittest.Owner)
	stranger.Get("/").Want(http.StatusOK, "Here", "Log in")
	stranger.Get("/products").Leads("/login")
	viewer.Get("/login").Leads("/products")
	viewer.Get("/products").Want(http.StatusOK, "Here", "Log out")
	viewer.Get("/account/users").Want(http.StatusForbidden, "You may not do this")
	owner.Get("/account/users").Want(http.StatusOK, "Here")
	stranger.Post("/save", url.Values{}).Leads("/")
}
