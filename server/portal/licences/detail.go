package licences

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/access"
	"ollu/server/portal/visit"
	"ollu/server/terms"
)

// Detail is all that is shown of one line (row L6).
type Detail struct {
	Line
	Reg     customer.Registration
	Licence keystore.Licence // devices included; empty when the line is unclear
	By      string           // who registered it; "" he is gone

	Components []product.Text
	Updates    bool
	NextCheck  term.Day // 0 none
	Withheld   *keystore.Tombstone
	Renewals   []Renewal
	Former     []customer.Former // the newest first

	Checks   []Told // the coming ones
	Asked    *Told  // on the day that was asked for
	AskedDay string // as typed; "" none
	AskedBad bool

	MayDownload, MayRelease, MayRequest bool

	entry keystore.Entry
	lease terms.Lease
}

// Renewal is one move of the expiry that shows.
type Renewal struct{ On, From, To term.Day }

// GraceLeft is how many days of grace are left.
func (d *Detail) GraceLeft() int { return int(d.GraceEnds) - int(d.Expires) + d.DaysLeft }

// Withdrawn tells whether the issuer withholds the licence.
func (d *Detail) Withdrawn() bool {
	return d.Status == Pausing || d.Status == Revoked || d.Status == Replaced
}

// detail shows one line.
func (r *room) detail(v *visit.Visit) error {
	d, err := readDetail(v)
	if err != nil {
		return err
	}
	if err := d.lookAhead(v); err != nil {
		return err
	}
	return v.Show(http.StatusOK, "licences-detail", d)
}

// readDetail reads the line that the address names.
func readDetail(v *visit.Visit) (*Detail, error) {
	reg, err := registration(v)
	if err != nil {
		return nil, err
	}
	d := &Detail{Reg: reg, MayDownload: v.May(access.Download), MayRelease: v.May(access.ReleaseDevice), MayRequest: v.May(access.RequestOffline)}
	book := v.Desk.Book()
	if d.Line, err = lineOf(v.Desk.Store, book, &reg, v.Now); err != nil {
		return nil, err
	}
	d.Former = slices.Clone(reg.Former)
	slices.Reverse(d.Former)
	if d.By, err = registrant(v, reg.By); err != nil || !d.Known() {
		return d, err
	}
	d.Licence, err = v.Desk.Store.Licence(v.R.Context(), reg.Code)
	if err != nil {
		return nil, fmt.Errorf("licence %s: %w", reg.Code, err)
	}
	return d, d.complete(book, v.Now)
}

// registrant is the name of who registered a line, "" when he is gone.
func registrant(v *visit.Visit, id customer.ID) (name string, err error) {
	err = v.Read(func(b customer.Book) error {
		u, err := b.User(id)
		switch {
		case errors.Is(err, keystore.ErrNotFound):
			return nil
		case err == nil && u.Account == v.Account.ID:
			name = u.Login
		}
		return err
	})
	return name, err
}

// complete works out what is shown beside the licence's own record, which may be
// newer than the line: the line follows it.
func (d *Detail) complete(b *terms.Book, now time.Time) (err error) {
	d.entry = d.Licence.Entry()
	if d.lease, err = leaseOf(b, &d.entry, now); err != nil {
		return err
	}
	d.fill(&d.entry, &d.lease)
	d.Updates = d.lease.State.UpdatesAllowed && !d.Withdrawn()
	if next := d.lease.State.NextCheck; !next.IsZero() {
		d.NextCheck = term.Today(next, d.Zone)
	}
	for _, id := range d.Licence.Components {
		d.Components = append(d.Components, componentName(d.lease.Product, id))
	}
	switch d.Status {
	case Pausing:
		d.Withheld = d.Licence.Suspension
	case Revoked:
		d.Withheld = d.Licence.Revocation
	}
	d.renewals()
	return nil
}

// componentName is what a component is called, by its id where the catalogue does
// not know it.
func componentName(p *product.Product, id string) product.Text {
	if p != nil {
		if c, ok := p.Component(id); ok {
			return c.Name
		}
	}
	return product.Text{JA: id, EN: id}
}

// renewals lists those that show, the newest first (row L5).
func (d *Detail) renewals() {
	for _, r := range slices.Backward(d.Licence.Renewals) {
		on := max(term.Today(r.At, d.Zone), r.ShowsFrom)
		if on <= d.lease.State.Today {
			d.Renewals = append(d.Renewals, Renewal{On: on, From: r.From, To: r.To})
		}
	}
}

// lookAhead says what products are going to be told, and on the day that the
// address asks for (row B1).
func (d *Detail) lookAhead(v *visit.Visit) (err error) {
	d.AskedDay = v.R.URL.Query().Get("on")
	if !d.Known() || d.lease.Product == nil {
		return nil
	}
	f := foresee(v.Desk.Book(), d.entry, d.lease.State.Today, v.Now)
	if d.Checks, err = f.checks(); err != nil || d.AskedDay == "" {
		return ignoreUnknown(err)
	}
	day, err := term.ParseDay(d.AskedDay)
	if err != nil || day < d.lease.State.Today {
		d.AskedBad = true
		return nil
	}
	told, err := f.on(day)
	d.Asked = &told
	return ignoreUnknown(err)
}

// ignoreUnknown passes over a product that left the catalogue meanwhile.
func ignoreUnknown(err error) error {
	if errors.Is(err, terms.ErrUnknownProduct) {
		return nil
	}
	return err
}

// Today is the day in the licence's zone.
func (d *Detail) Today() term.Day { return d.lease.State.Today }

// DaysAgo is how many days ago it expired.
func (d *Detail) DaysAgo() int { return -d.DaysLeft }

// In is a moment in the licence's zone.
func (d *Detail) In(at time.Time) time.Time { return at.In(d.Zone) }

// Idle tells whether no product asks, because none was activated.
func (d *Detail) Idle() bool {
	return len(d.Checks) > 0 && d.Checks[0].Result == answer.NotActivated
}

// Forecast tells whether it can be said what products are told.
func (d *Detail) Forecast() bool { return d.lease.Product != nil }
