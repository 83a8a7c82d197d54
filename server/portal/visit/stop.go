package visit

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"ollu/keystore"
	"ollu/server/access"
	"ollu/server/words"
)

// stop is a route with its door: what the mux finds.
type stop struct {
	door  *door
	route Route
}

type visitKey struct{}

func withVisit(ctx context.Context, v *Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// ServeHTTP implements http.Handler. It has the route answered; r has the values
// of the path.
func (s *stop) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	v := r.Context().Value(visitKey{}).(*Visit) // the door put it there
	v.R = r
	if err := s.serve(v); err != nil {
		s.door.tell(v, err)
	}
}

func (s *stop) serve(v *Visit) error {
	need := s.route.Need
	switch {
	case v.switchLang():
		return nil
	case need.LogIn() && v.User == nil:
		return v.askToLogIn()
	case need.kind == withRight && !access.May(v.User.Role, need.right):
		return ErrForbidden
	case need.kind == loggedOut && v.User != nil:
		return v.Go(homePath)
	}
	err := s.route.Handle(v)
	if errors.Is(err, keystore.ErrEnded) {
		return v.end()
	}
	return err
}

// end answers whose session has ended while he was asking for something.
func (v *Visit) end() error {
	if err := v.Desk.Sessions.LogOut(v.ctx()); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return v.askToLogIn()
}

// maxWanted is how long an address may be that is kept for after the log-in: no
// page of the portal has one nearly as long.
const maxWanted = 2 << 10

// Where one goes who is, and who is not, logged in.
const (
	homePath  = "/products"
	logInPath = "/login"
)

// askToLogIn sends somebody to the log-in, and notes where he wanted to go.
func (v *Visit) askToLogIn() error {
	if wanted := v.R.URL.RequestURI(); v.R.Method == http.MethodGet && len(wanted) <= maxWanted {
		v.put(wantedName, wanted)
	}
	v.Note("info", words.LookLogInFirst, nil)
	return v.Go(logInPath)
}

// visit begins one.
func (d *door) visit(w http.ResponseWriter, r *http.Request) *Visit {
	return &Visit{W: &answer{ResponseWriter: w}, R: r, Desk: d.desk, Now: d.desk.Now(), Lang: d.desk.Lang, Address: d.desk.address(r)}
}

// identify finds who is logged in. A session that is none any more is ended.
func (v *Visit) identify() error {
	id, epoch, ok := v.Desk.Sessions.User(v.ctx())
	if !ok {
		return nil
	}
	u, a, err := v.Desk.who(v.ctx(), id, epoch)
	if err != nil {
		return err
	}
	if u != nil {
		v.User, v.Account = u, a
		return nil
	}
	if err := v.Desk.Sessions.LogOut(v.ctx()); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}
