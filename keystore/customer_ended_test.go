package keystore

import (
	"errors"
	"testing"

	"ollu/keystore/customer"
)

// TestWhatASessionStoodOnIsLookedAtAgain: an act of a user counts while his epoch
// is that of when he proved who he is, and he is of the account.
func TestWhatASessionStoodOnIsLookedAtAgain(t *testing.T) {
	a, u, g := firm().ID, owner().ID, guest().ID
	for what, c := range map[string]struct {
		take  Change // from the user
		user  customer.ID
		epoch uint64
		want  error
	}{
		"nothing":            {nil, u, 0, nil},
		"nobody is named":    {SetPassword{User: u, Hash: phc}, "", 0, nil},
		"another password":   {SetPassword{User: u, Hash: phc}, u, 0, ErrEnded},
		"and logged in anew": {SetPassword{User: u, Hash: phc}, u, 1, nil},
		"another role":       {SetRole{User: g, Role: customer.Owner}, g, 0, ErrEnded},
		"another's password": {SetPassword{User: g, Hash: phc}, u, 0, nil},
		"he was removed":     {RemoveUser{User: g}, g, 0, ErrEnded},
		"an epoch to come":   {nil, u, 7, ErrEnded},
		"nobody's id":        {nil, someID(99), 0, ErrEnded},
	} {
		w := newTown(t)
		if c.take != nil {
			w.must("", c.take)
		}
		act := Act{By: "x", At: noon, For: a, User: c.user, Epoch: c.epoch, Change: SetFeed{Account: a, Hash: someHash(70)}}
		writes, _, err := Plan(w, act)
		if !errors.Is(err, c.want) || (c.want != nil) != writes.Empty() {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}
