package register

import (
	"errors"
	"net/http"
	"slices"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// confirmPage shows everything once more.
type confirmPage struct {
	page
	Wizard  customer.ID
	Items   []item
	Groups  []group // of a newcomer
	Holder  recipient
	Support recipient // Mail "": there is no choice
	To      string
	Unsure  bool // the last try may not have been done
	Details string
	Key     string // addresses, to change something
}

// recipient is who can get the letter.
type recipient struct{ Person, Mail string }

// recipients gives the contract holder, and the support contact where it is
// another.
func (f flow) recipients(v *visit.Visit, w *wizard) (holder, support recipient) {
	var person customer.Person
	var contact customer.Contact
	if f.first {
		a, u := w.newcomer(v)
		person, contact = u.Person, a.Support
	} else {
		person, contact = v.User.Person, v.Account.Support
	}
	if !contact.Same {
		support = recipient{contact.Person.Name, contact.Person.Mail}
	}
	return recipient{person.Name, person.Mail}, support
}

func (f flow) showConfirm(v *visit.Visit) error {
	w, o, err := f.enter(v, stepConfirm)
	if w == nil || err != nil {
		return err
	}
	w.Seen = o.names()
	if err := f.save(v, w); err != nil {
		return err
	}
	return f.askConfirm(v, http.StatusOK, w, &o)
}

func (f flow) askConfirm(v *visit.Visit, status int, w *wizard, o *offer) error {
	items, err := o.items(v)
	if err != nil {
		return err
	}
	items = slices.DeleteFunc(items, func(it item) bool { return !it.Open })
	p := confirmPage{
		page: f.page(stepConfirm), Wizard: w.ID, Items: items, To: w.To,
		Unsure: status == http.StatusServiceUnavailable, Key: f.path(stepKey),
	}
	if f.first {
		p.Groups, p.Details = w.groups(v), f.path(stepDetails)
	}
	p.Holder, p.Support = f.recipients(v, w)
	return v.Show(status, "register-confirm", p)
}

// takeConfirm registers what was shown: once, however often it is asked for.
func (f flow) takeConfirm(v *visit.Visit) error {
	posted, err := v.Form()
	if err != nil {
		return err
	}
	pressed, _ := customer.ParseID(posted.Get("wizard")) // "" is no wizard's
	if answered, err := f.repeated(v, pressed); answered || err != nil {
		return err
	}
	w, o, err := f.enter(v, stepConfirm)
	if w == nil || err != nil {
		return err
	}
	if pressed != w.ID || !slices.Equal(w.Seen, o.names()) {
		v.Note("warn", words.RegisterChanged, nil)
		return v.Go(f.path(stepConfirm))
	}
	w.To, w.Tried = toHolder, true
	if posted.Get("to") == toSupport {
		w.To = toSupport
	}
	if err := f.save(v, w); err != nil {
		return err
	}
	if err := f.apply(v, w, &o); err != nil {
		return f.refused(v, w, &o, err)
	}
	return f.finish(v, w)
}

// repeated answers where the same wizard was confirmed before, and its session
// holds it no more: by the second of two clicks.
func (f flow) repeated(v *visit.Visit, pressed customer.ID) (bool, error) {
	if _, ok := f.load(v); ok || pressed == "" {
		return false, nil
	}
	if r, ok := loadResult(v); ok && r.Wizard == pressed {
		return true, v.Go(f.path(stepDone))
	}
	if !f.first || v.User != nil {
		return false, nil
	}
	err := v.Read(func(b customer.Book) error {
		_, err := b.Account(pressed)
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	v.Note("ok", words.RegisterAlready, nil)
	return true, v.Go("/login")
}

// refused says why an act was not done.
func (f flow) refused(v *visit.Visit, w *wizard, o *offer, err error) error {
	switch {
	case errors.Is(err, keystore.ErrUnavailable):
		if done, readErr := f.finished(v, w); done && readErr == nil {
			return nil
		}
		return f.askConfirm(v, http.StatusServiceUnavailable, w, o)
	case errors.Is(err, keystore.ErrRegistered), errors.Is(err, keystore.ErrConflict):
		v.Note("warn", words.RegisterChanged, nil)
		return v.Go(f.path(stepConfirm)) // where it is seen what is left
	case errors.Is(err, keystore.ErrTaken):
		return f.loginTaken(v, w)
	case errors.Is(err, keystore.ErrHeld):
		return visit.ErrForbidden
	}
	return err
}

// loginTaken asks for another login id: somebody took it since the details.
func (f flow) loginTaken(v *visit.Visit, w *wizard) error {
	form := w.form(v)
	form.Fail(loginName, words.RegisterLoginTaken, nil)
	w.Complete, w.Tried = false, false
	if err := f.save(v, w); err != nil {
		return err
	}
	return w.askDetails(v, http.StatusConflict, form)
}
