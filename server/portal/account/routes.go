package account

import (
	"embed"
	"io/fs"
	"net/http"

	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/portal/visit"
)

// Addresses of the room.
const (
	companyPath  = "/account"
	supportPath  = "/account/support"
	sellerPath   = "/account/seller"
	mePath       = "/account/me"
	passwordPath = "/account/password"
	factorPath   = "/account/factor"
	setUpPath    = "/account/factor/setup"
	codesPath    = "/account/factor/codes"
	offPath      = "/account/factor/off"
	usersPath    = "/account/users"
	rolePath     = "/account/users/{id}/role"
	removePath   = "/account/users/{id}/remove"
	invitePath   = "/account/invitations"
	withdrawPath = "/account/invitations/close"
	joinPath     = "/join"
)

// Routes are the room's addresses. A path that takes a form has a page as well,
// so that a reload or another language leads somewhere.
func Routes() []visit.Route {
	var all []visit.Route
	add := func(need visit.Need, path string, show, save func(*visit.Visit) error) {
		if show != nil {
			all = append(all, visit.Route{Method: http.MethodGet, Path: path, Need: need, Handle: show})
		}
		if save != nil {
			all = append(all, visit.Route{Method: http.MethodPost, Path: path, Need: need, Handle: save})
		}
	}
	add(visit.For(access.See), companyPath, company.show, nil)
	add(visit.For(access.EditCompany), companyPath, nil, company.save)
	add(visit.For(access.See), supportPath, support.show, nil)
	add(visit.For(access.EditCompany), supportPath, nil, support.save)
	add(visit.For(access.See), sellerPath, showSeller, nil)
	add(visit.LoggedIn, mePath, me.show, me.save)
	add(visit.LoggedIn, passwordPath, showPassword, changePassword)
	add(visit.LoggedIn, factorPath, showFactor, nil)
	add(visit.LoggedIn, setUpPath, showSetUp, switchOn)
	add(visit.LoggedIn, codesPath, showRenewCodes, renewCodes)
	add(visit.LoggedIn, offPath, showSwitchOff, switchOff)
	add(visit.For(access.SetRoles), usersPath, showUsers, nil)
	add(visit.For(access.SetRoles), rolePath, backToUser, setRole)
	add(visit.For(access.SetRoles), removePath, showRemove, removeUser)
	add(visit.For(access.Invite), invitePath, backToUsers, invite)
	add(visit.For(access.Invite), withdrawPath, backToUsers, withdraw)
	add(visit.Anyone, joinPath, showJoin, join)
	return all
}

//go:embed pages
var files embed.FS

// Names of the pages.
const (
	formPage     = "account-form"
	factorPage   = "account-factor"
	setUpPage    = "account-setup"
	recoveryPage = "account-recovery"
	usersPage    = "account-users"
	removePage   = "account-remove"
	joinPage     = "account-join"
)

// Pages are the room's pages.
func Pages() []look.Page {
	own, err := fs.Sub(files, "pages")
	if err != nil {
		panic(err) // the folder's name is not a path: it cannot be built so
	}
	var all []look.Page
	for _, name := range []string{formPage, factorPage, setUpPage, recoveryPage, usersPage, removePage, joinPage} {
		all = append(all, look.Page{Name: name, FS: own})
	}
	return all
}
