package register

import (
	"errors"
	"slices"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// account is whose lines the registration makes.
func (f flow) account(v *visit.Visit, w *wizard) customer.ID {
	if f.first {
		return w.ID
	}
	return v.Account.ID
}

// by is the user who registers.
func (f flow) by(v *visit.Visit, w *wizard) customer.ID {
	if f.first {
		return w.User
	}
	return v.User.ID
}

// holder is the account that there is before; "" none.
func (f flow) holder(v *visit.Visit) customer.ID {
	if f.first {
		return ""
	}
	return v.Account.ID
}

// enter gives the wizard and its offer for a step. Where the step is not its turn
// it answers with the right one, or with why there is none, and gives no wizard.
func (f flow) enter(v *visit.Visit, step int) (*wizard, offer, error) {
	if f.first && v.User != nil {
		return nil, offer{}, f.leave(v)
	}
	w, ok := f.load(v)
	if !ok {
		v.Note("warn", words.RegisterEnded, nil)
		return nil, offer{}, v.Go(f.base)
	}
	if done, err := f.finished(v, &w); done || err != nil {
		return nil, offer{}, err
	}
	if due := f.missing(v.Desk.TermsVersion, &w, step); due != step {
		return nil, offer{}, v.Go(f.path(due))
	}
	code, key, err := w.entered()
	if err != nil {
		return nil, offer{}, err
	}
	o, err := findOffer(v, code, key, f.holder(v))
	if err != nil {
		return nil, offer{}, err
	}
	if o.Lines[0].State != open {
		return nil, offer{}, f.lost(v, o.Lines[0].State)
	}
	return &w, o, nil
}

// leave is where a newcomer's steps lead somebody who is logged in.
func (f flow) leave(v *visit.Visit) error {
	if r, ok := loadResult(v); ok && r.Kind == letterRegistered {
		return v.Go(newcomer.path(stepDone))
	}
	return v.Go(further.base)
}

// finished ends a wizard whose act was done although its answer was lost.
func (f flow) finished(v *visit.Visit, w *wizard) (bool, error) {
	if !w.Tried {
		return false, nil
	}
	lines, err := f.lines(v, w)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	return true, f.finish(v, w)
}

// lines gives the lines that hold what was confirmed, by who confirmed it: a
// colleague may have been quicker.
func (f flow) lines(v *visit.Visit, w *wizard) (lines []customer.Registration, err error) {
	err = v.Read(func(b customer.Book) (err error) {
		lines, err = b.Registrations(f.account(v, w))
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) {
		return nil, nil
	}
	return slices.DeleteFunc(lines, func(r customer.Registration) bool {
		return r.By != f.by(v, w) || !slices.Contains(w.Seen, nameOf(r.Key, r.Code))
	}), err
}
