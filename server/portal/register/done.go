package register

import (
	"net/http"

	"ollu/keystore/customer"
	"ollu/server/portal/field"
	"ollu/server/portal/visit"
	"ollu/server/terms"
)

// loadResult gives what the session's user registered last.
func loadResult(v *visit.Visit) (r result, ok bool) {
	found, err := v.Desk.Sessions.GetJSON(v.R.Context(), resultName, &r)
	return r, found && err == nil && v.Account != nil && r.Account == v.Account.ID
}

// finish leads from an act that is done to its last page. A newcomer is logged in,
// with a fresh session.
func (f flow) finish(v *visit.Visit, w *wizard) error {
	lines, err := f.lines(v, w)
	if err != nil {
		return err
	}
	to, _ := f.addressee(v, w)
	r := result{Wizard: w.ID, Account: f.account(v, w), Mail: field.MaskMail(to.Mail), Kind: letterAdded}
	for _, line := range lines {
		r.Numbers = append(r.Numbers, line.No)
		if len(line.Former) > 0 {
			r.Kind = letterUpgraded
		}
	}
	if f.first {
		r.Kind = letterRegistered
		if err := logIn(v, w.User); err != nil {
			return err
		}
	}
	sessions := v.Desk.Sessions
	sessions.Remove(v.R.Context(), f.name)
	if err := sessions.PutJSON(v.R.Context(), resultName, r); err != nil {
		return err
	}
	return v.Go(f.path(stepDone))
}

// logIn makes the session that of a user.
func logIn(v *visit.Visit, id customer.ID) error {
	var user customer.User
	err := v.Read(func(b customer.Book) (err error) {
		user, err = b.User(id)
		return err
	})
	if err != nil {
		return err
	}
	_, err = v.LogIn(&user)
	return err
}

// donePage shows the codes.
type donePage struct {
	page
	Kind  string
	Mail  string
	Items []item
}

func (f flow) showDone(v *visit.Visit) error {
	r, ok := loadResult(v)
	if !ok || f.first != (r.Kind == letterRegistered) {
		return v.Go("/products")
	}
	var lines []customer.Registration
	err := v.Read(func(b customer.Book) error {
		for _, no := range r.Numbers {
			line, err := b.Registration(r.Account, no)
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	p := donePage{page: f.page(stepDone), Kind: r.Kind, Mail: r.Mail}
	for i := range lines {
		it, err := owned(v, &lines[i])
		if err != nil {
			return err
		}
		p.Items = append(p.Items, it)
	}
	return v.Show(http.StatusOK, "register-done", p)
}

// owned shapes a line of the account's list.
func owned(v *visit.Visit, r *customer.Registration) (item, error) {
	l, err := v.Desk.Store.Licence(v.R.Context(), r.Code)
	if err != nil {
		return item{}, err
	}
	entry := l.Entry()
	lease, err := v.Desk.Book().At(&entry, v.Now)
	if err != nil {
		lease = terms.Lease{} // its product left the catalogue: the licence says enough
	}
	it := describe(&l, &lease)
	it.Key, it.Code = r.Key.Reveal(), r.Code.Reveal()
	return it, nil
}
