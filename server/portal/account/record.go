package account

import (
	"errors"
	"net/http"

	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/words"
)

// record is what one tab edits (row R7): how it fills a form, and what a form
// makes of it.
type record struct {
	path               string
	title, lead, saved words.ID
	own                bool // it is the visitor's: he may always edit it, and his login id stands above it
	specs              []field.Spec
	groups             []group

	fill   func(*field.Form, *visit.Visit)        // from what the visit has
	digest func(*visit.Visit) string              // of the same
	edit   func(*visit.Visit, field.Form) edit    // what the form makes of it
	guard  func(*visit.Visit, *field.Form) error  // what else must hold; may be nil
	notify func(*visit.Visit, field.Form) letters // who is told
	next   func(*visit.Visit, field.Form) string  // where to go on
}

// edit is a change of a record.
type edit struct {
	digest string // of what it makes
	change func(was string) keystore.Change
}

// wasField is the hidden field with the digest of what a form was filled from.
const wasField = "was"

// unseen is no record's digest: a form that does not say what it was filled from
// overwrites nothing.
const unseen = "unseen"

// show answers with the tab as it stands.
func (r *record) show(v *visit.Visit) error {
	f := field.New(v.Lang, r.specs)
	r.fill(&f, v)
	s := r.sheet(v, f, r.digest(v))
	if !r.own && !v.May(access.EditCompany) {
		s.Facts, s.Closed = read(f, r.groups), words.AccountReadOnly
	}
	return v.Show(http.StatusOK, formPage, s)
}

func (r *record) sheet(v *visit.Visit, f field.Form, was string) *sheet {
	s := &sheet{
		Tabs: tabs(v, r.path), Title: r.title, Lead: r.lead, Form: f, Groups: r.groups, Was: was,
		Button: words.AccountSave,
	}
	if r.own {
		s.Login = v.User.Login
	}
	return s
}

// save takes the tab's form.
func (r *record) save(v *visit.Visit) error {
	if err := v.Limit(access.LimitChange, string(v.User.ID)); err != nil {
		return err
	}
	posted, err := v.Form()
	if err != nil {
		return err
	}
	f := field.Read(v.Lang, r.specs, posted)
	if f.OK() && r.guard != nil {
		if err := r.guard(v, &f); err != nil {
			return err
		}
	}
	was := posted.Get(wasField)
	if was == "" {
		was = unseen
	}
	if !f.OK() {
		return v.Show(http.StatusUnprocessableEntity, formPage, r.sheet(v, f, was))
	}
	return r.keep(v, f, was)
}

// keep makes the change and says so.
func (r *record) keep(v *visit.Visit, f field.Form, was string) error {
	wanted := r.edit(v, f)
	if wanted.digest == r.digest(v) {
		v.Note("info", words.AccountUnchanged, nil)
		return v.Go(r.path)
	}
	told := r.notify(v, f)
	queued, err := told.queue(v)
	if err != nil {
		return err
	}
	_, err = v.Apply(wanted.change(was), queued...)
	switch {
	case errors.Is(err, keystore.ErrStale):
		return r.compare(v, f)
	case err != nil:
		return err
	}
	v.Note("ok", r.saved, words.Args{"mail": told[0].to})
	return v.Go(r.next(v, f))
}

// compare answers somebody who was overtaken: what stands there now beside what
// he typed, which is in the form to be saved again.
func (r *record) compare(v *visit.Visit, typed field.Form) error {
	if err := reread(v); err != nil {
		return err
	}
	now := field.New(v.Lang, r.specs)
	r.fill(&now, v)
	s := r.sheet(v, typed, r.digest(v))
	s.Stale = differences(now, typed)
	return v.Show(http.StatusConflict, formPage, s)
}

// difference is one field that another left otherwise than it was typed.
type difference struct {
	Label      words.ID
	Now, Typed string
}

func differences(now, typed field.Form) []difference {
	var all []difference
	for _, s := range typed.Specs {
		if legible(s) && now.Values[s.Name] != typed.Values[s.Name] {
			all = append(all, difference{s.Label, now.Said(s), typed.Said(s)})
		}
	}
	return all
}

// reread brings the visit's user and account to what they are now.
func reread(v *visit.Visit) error {
	return v.Read(func(b customer.Book) error {
		u, err := b.User(v.User.ID)
		if err != nil {
			return err
		}
		a, err := b.Account(v.Account.ID)
		if err != nil {
			return err
		}
		v.User, v.Account = &u, &a
		return nil
	})
}
