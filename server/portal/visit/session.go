package visit

import (
	"go.uber.org/zap"

	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/look"
	"ollu/server/words"
)

// Names of what a session holds of this package. Rooms take other names.
const (
	notesName  = access.Passing + "notes"
	wantedName = access.Passing + "wanted"
)

// maxNotes is how many notes wait at most.
const maxNotes = 8

// Note tells something on the next page that is shown: this request's, or the
// one that Go leads to. Tones are "ok", "info", "warn" and "bad".
func (v *Visit) Note(tone string, id words.ID, args words.Args) {
	var notes []look.Note
	_, _ = v.Desk.Sessions.GetJSON(v.ctx(), notesName, &notes) // what cannot be read is replaced
	if len(notes) >= maxNotes {
		notes = notes[1:]
	}
	note := look.Note{Tone: tone, Text: v.Say(id, args)}
	if err := v.Desk.Sessions.PutJSON(v.ctx(), notesName, append(notes, note)); err != nil {
		v.Desk.Log.Warn("a note of the portal could not be kept", zap.Error(err))
	}
}

// Noted tells whether a note waits for the next page: one that is kept for others
// must not take its place.
func (v *Visit) Noted() bool { return v.Desk.Sessions.Get(v.ctx(), notesName) != "" }

// takeNotes gives the notes that wait, and takes them away.
func (v *Visit) takeNotes() []look.Note {
	var notes []look.Note
	if found, _ := v.Desk.Sessions.GetJSON(v.ctx(), notesName, &notes); found {
		v.Desk.Sessions.Remove(v.ctx(), notesName)
	}
	return notes
}

func (v *Visit) put(name, value string) {
	if err := v.Desk.Sessions.Put(v.ctx(), name, value); err != nil {
		v.Desk.Log.Warn("a value of a session could not be kept", zap.String("name", name), zap.Error(err))
	}
}

// HalfLogIn makes the session that of a user whose second factor is missing.
// Where he wanted to go is kept.
func (v *Visit) HalfLogIn(u *customer.User) error {
	wanted := v.Desk.Sessions.Get(v.ctx(), wantedName)
	if err := v.Desk.Sessions.HalfLogIn(v.ctx(), u.ID, u.Epoch); err != nil {
		return err
	}
	if wanted != "" {
		v.put(wantedName, wanted)
	}
	return nil
}

// LogIn makes the session that of a user, as the store has him now, and gives
// the path that he wanted before he was asked to log in.
func (v *Visit) LogIn(u *customer.User) (wanted string, err error) {
	wanted = homePath
	if path := v.Desk.Sessions.Get(v.ctx(), wantedName); path != "" {
		wanted = local(path)
	}
	if err := v.Desk.Sessions.LogIn(v.ctx(), u.ID, u.Epoch); err != nil {
		return "", err
	}
	v.Proved(Entered, u.ID)
	return wanted, nil
}

// Renew keeps the visitor logged in after something of his own that ended all
// sessions: u is as the store has him now. The session gets a fresh id.
func (v *Visit) Renew(u *customer.User) error {
	return v.Desk.Sessions.LogIn(v.ctx(), u.ID, u.Epoch)
}

// May tells whether the visitor's role gives him a right.
func (v *Visit) May(right access.Right) bool {
	return v.User != nil && access.May(v.User.Role, right)
}
