package register

import (
	"slices"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/portal/visit"
)

// maxLines is how many keys of an order are registered at a time; those beyond it
// are a registration of their own.
const maxLines = 100

// offer is what a key or code brings, as it stands in the store now. The line
// that was entered is the first.
type offer struct {
	Order string
	Lines []line
	More  int // keys of the order beyond maxLines that nobody has
}

// names are those of the lines that can be registered.
func (o *offer) names() []string {
	var names []string
	for _, l := range o.inTurn() {
		names = append(names, nameOf(l.Key, l.Code))
	}
	return names
}

// upgrades tells whether a line takes a trial's place.
func (o *offer) upgrades() bool {
	return slices.ContainsFunc(o.Lines, func(l line) bool { return l.State == open && l.Trial != nil })
}

// findOffer looks up what was entered and the order that it belongs to, for an
// account ("" a new one). keystore.ErrNotFound: it was never issued.
func findOffer(v *visit.Visit, code codec.Code, key codec.Key, account customer.ID) (offer, error) {
	first, err := findLine(v, code, key)
	if err != nil {
		return offer{}, err
	}
	first.Entered = true
	o := offer{Order: first.Licence.Order, Lines: []line{first}}
	if err := o.addOrder(v); err != nil {
		return offer{}, err
	}
	for i := range o.Lines {
		if err := o.Lines[i].settle(v); err != nil {
			return offer{}, err
		}
	}
	err = v.Read(func(b customer.Book) error { return o.compare(b, account) })
	return o, err
}

// addOrder adds the other keys of the order: those that nobody has before the
// others.
func (o *offer) addOrder(v *visit.Visit) error {
	fresh, taken, err := o.others(v)
	if err != nil {
		return err
	}
	room := maxLines - len(o.Lines)
	o.More = max(0, len(fresh)-room)
	for _, k := range append(fresh, taken...)[:min(room, len(fresh)+len(taken))] {
		l, err := lineOf(v, k)
		if err != nil {
			return err
		}
		o.Lines = append(o.Lines, l)
	}
	return nil
}

// others reads the other keys of the order, apart from those that are somebody's.
func (o *offer) others(v *visit.Visit) (fresh, taken []keystore.RegKey, err error) {
	if o.Order == "" {
		return nil, nil, nil
	}
	var keys []codec.Key
	err = v.Read(func(b customer.Book) (err error) {
		keys, err = b.OrderKeys(o.Order)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, key := range keys {
		k, err := v.Desk.Store.RegKey(v.R.Context(), key)
		switch {
		case err != nil:
			return nil, nil, err
		case key == o.Lines[0].Key:
		case k.RegisteredAt.IsZero():
			fresh = append(fresh, k)
		default:
			taken = append(taken, k)
		}
	}
	return fresh, taken, nil
}

// compare marks what is somebody's already, and the trials whose places are taken.
func (o *offer) compare(b customer.Book, account customer.ID) error {
	for i := range o.Lines {
		if err := o.Lines[i].compare(b); err != nil {
			return err
		}
	}
	if account == "" {
		return nil
	}
	held, err := b.Registrations(account)
	if err != nil {
		return err
	}
	for _, l := range o.inTurn() {
		if l.Licence.Type == product.Full {
			l.Trial = takeTrial(&held, l.Licence.Product)
		}
	}
	return nil
}

// inTurn gives the open lines in the order in which they are registered: the store
// takes keys before codes, and full licences come before trials, so that none takes
// the place of a trial of its own order.
func (o *offer) inTurn() []*line {
	var lines []*line
	for i := range o.Lines {
		if o.Lines[i].State == open {
			lines = append(lines, &o.Lines[i])
		}
	}
	slices.SortStableFunc(lines, func(a, b *line) int { return a.turn() - b.turn() })
	return lines
}

// takeTrial gives the first line that is a trial of the product, and takes it out:
// each gives its place to one full licence.
func takeTrial(held *[]customer.Registration, id string) *customer.Registration {
	i := slices.IndexFunc(*held, func(r customer.Registration) bool { return r.Product == id && r.Type == product.Trial })
	if i < 0 {
		return nil
	}
	trial := (*held)[i]
	*held = slices.Delete(slices.Clone(*held), i, i+1)
	return &trial
}
