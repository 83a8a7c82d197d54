package visit

import "ollu/server/access"

// Route is one address and what answers it.
type Route struct {
	Method string // GET (HEAD with it) or POST
	Path   string // a pattern of net/http, without method and host: "/products/{no}"
	Need   Need
	Handle func(*Visit) error
}

// Need says who may use a route.
type Need struct {
	kind  needKind
	right access.Right
}

type needKind uint8

const (
	anyone needKind = iota
	loggedOut
	loggedIn
	withRight
)

// Who may come. LoggedOut sends somebody who is logged in to the products,
// LoggedIn and For somebody who is not to the log-in.
var (
	Anyone    = Need{kind: anyone}
	LoggedOut = Need{kind: loggedOut}
	LoggedIn  = Need{kind: loggedIn}
)

// For needs somebody whose role gives him a right.
func For(right access.Right) Need { return Need{withRight, right} }

// LogIn tells whether the route needs somebody who is logged in.
func (n Need) LogIn() bool { return n.kind == loggedIn || n.kind == withRight }

// Right gives the right that is needed; false where none is.
func (n Need) Right() (right access.Right, ok bool) { return n.right, n.kind == withRight }
