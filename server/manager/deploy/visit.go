package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/product"
	"ollu/server/manager/book"
)

// visit is what is done about one product in one round.
type visit struct {
	d      *Deployer
	issuer *issuer
	sel    Select
	byHand bool

	now    time.Time
	p      book.Product
	items  []*item
	extras extras
	told   parcel
}

// item is one code that the product shall use.
type item struct {
	code  book.Code
	was   book.Delivery // as the book has it
	d     book.Delivery
	facts *product.Product

	due     bool // something is to be done about it now
	absent  bool // the product said just now that it does not have the code
	offered bool // the code itself was pushed
	tried   bool // something was done about it
}

// run talks to the product when there is a reason to. It gives what was tried, and
// an error when the book could not be read or written, or ctx was cancelled; then
// what was not finished is left as it was.
func (v *visit) run(ctx context.Context, name string) (ProductReport, error) {
	release, err := v.d.busy.take(ctx, name)
	if err != nil {
		return ProductReport{}, err
	}
	defer release()
	v.now = v.d.o.Now()
	if err := v.load(name); err != nil || !v.anything() {
		return v.report(), present(err)
	}
	limited, cancel := context.WithTimeout(ctx, v.d.o.Patience)
	defer cancel()
	err = v.talk(limited)
	f, failed := errors.AsType[*fault](err)
	switch {
	case ctx.Err() != nil: // it was given up here, and did not fail there
		err = ctx.Err()
	case failed:
		v.fail(f)
		err = nil
	}
	return v.report(), errors.Join(present(err), v.write())
}

// present forgets that a product or a code was removed meanwhile.
func present(err error) error {
	if gone(err) {
		return nil
	}
	return err
}

// load reads what the product shall have and what it is known to have.
func (v *visit) load(name string) (err error) {
	b := v.d.o.Book
	if v.p, err = b.Product(name); err != nil {
		return err
	}
	for _, code := range v.p.Codes {
		it := &item{}
		if it.code, err = b.Code(code); gone(err) {
			continue
		} else if err != nil {
			return fmt.Errorf("reading a code of product %s: %w", name, err)
		}
		if it.was, err = b.Delivery(name, code); err != nil && !gone(err) {
			return fmt.Errorf("reading how product %s stands: %w", name, err)
		}
		it.was.Product, it.was.Code = name, code
		it.d = it.was
		v.items = append(v.items, it)
	}
	v.told = v.d.carried.of(name)
	v.look()
	return nil
}

// matters tells whether what is to be done depends on what the product is now, or
// on what it has: then it is asked before anything is pushed (rows M4, M5).
func (v *visit) matters() bool {
	facts := v.issuer.facts[v.p.Product]
	if v.p.SeenAt.IsZero() || v.overdue() || facts == nil || facts.Manager.MinBuild > 0 {
		return true
	}
	return slices.ContainsFunc(v.items, func(it *item) bool {
		may := &it.facts.Manager
		return it.due && (it.d.State == book.HeldBack || may.MinBuild > 0 || !may.Renewal || !may.NewCode && !uses(&it.d))
	})
}

// look finds out what is due, by what is known of the product now.
func (v *visit) look() {
	for _, it := range v.items {
		it.facts = v.issuer.factsFor(&it.code, &v.p)
		it.due = !it.tried && v.isDue(it)
	}
	v.extras = v.issuer.wanted(&v.p).less(v.told.told)
}

// named tells whether a person named what the item is about.
func (v *visit) named(code codec.Code) bool {
	return !v.sel.all() && (v.sel.Code.IsZero() || v.sel.Code == code)
}

func (v *visit) isDue(it *item) bool {
	switch {
	case !v.sel.Code.IsZero() && v.sel.Code != it.code.Code:
		return false
	case it.code.Carried || it.code.Token == "" || it.facts == nil && v.p.Product != "":
		return false
	case current(&it.code, &it.d):
		return v.byHand && v.named(it.code.Code)
	case v.byHand:
		return true
	}
	return ripe(&it.code, &it.d, v.now)
}

// ripe tells whether it is time to try again by itself: nothing was tried since
// the present statement came, or the wait is over.
func ripe(c *book.Code, d *book.Delivery, now time.Time) bool {
	switch {
	case d.State != book.Failed && d.State != book.HeldBack, c.TakenAt.After(d.TriedAt):
		return true
	case d.NextTry.After(now.Add(lastPause + time.Hour)): // the clock was set back
		return true
	}
	return !d.NextTry.IsZero() && !now.Before(d.NextTry)
}

// anything tells whether there is a reason to talk to the product.
func (v *visit) anything() bool {
	if v.p.URL == "" {
		return false
	}
	for _, it := range v.items {
		if it.due {
			return true
		}
	}
	return v.lone() || v.overdue()
}

// overdue tells whether it is long ago that the product said what it holds: it may
// have been installed anew since, or set back.
func (v *visit) overdue() bool {
	return tooLong(&v.p, v.now) && !v.now.Before(v.told.next) && len(v.items) > 0
}

// lookIn is after how long a product is asked again what it holds, though there is
// nothing to bring: once a day, with the day's sync.
const lookIn = 20 * time.Hour

func tooLong(p *book.Product, now time.Time) bool {
	return p.URL != "" && !p.SeenAt.IsZero() && now.Sub(p.SeenAt) >= lookIn
}

// lone tells whether the product is to be told of keys or revocations though no
// statement is due: one that has a code already.
func (v *visit) lone() bool {
	if v.extras.keys.tag == "" && v.extras.list.tag == "" || v.now.Before(v.told.next) {
		return false
	}
	return v.fit() && slices.ContainsFunc(v.items, func(it *item) bool { return uses(&it.d) })
}

// fit tells whether the product's build takes anything by profile (row M5).
func (v *visit) fit() bool {
	facts := v.issuer.facts[v.p.Product]
	return facts != nil && unfit(&v.p, facts) == ""
}

// talk asks the product what it is where that matters, and brings it what it may
// have. A *fault says that it did not work out.
func (v *visit) talk(ctx context.Context) error {
	if v.matters() {
		h, f := v.d.call(ctx, &v.p, nil)
		if f != nil {
			return f
		}
		if err := errors.Join(v.meet(&h), v.retire()); err != nil {
			return err
		}
		v.look()
	}
	v.hold()
	for {
		going := v.going()
		if len(going) == 0 && !v.lone() {
			return nil
		}
		l := loadOf(words(going), v.extras)
		if l.body == nil {
			return &fault{book.WhyRefused, "what it should get is longer than a product takes"}
		}
		if err := v.push(ctx, l, going[:l.items]); err != nil {
			return err
		}
	}
}

// push makes one push and takes in what the product says to it.
func (v *visit) push(ctx context.Context, l load, going []*item) error {
	h, f := v.d.call(ctx, &v.p, l.body)
	if f != nil {
		return f
	}
	if f := answers(&h, going); f != nil {
		return f
	}
	if err := v.meet(&h); err != nil {
		return err
	}
	v.told = parcel{told: v.told.told.and(l.extras)}
	v.d.carried.set(v.p.Name, v.told)
	v.extras = v.issuer.wanted(&v.p).less(v.told.told)
	for i, it := range going {
		v.settle(it, &h.Results[i])
	}
	return v.retire()
}

// write keeps what changed, and tells the log.
func (v *visit) write() error {
	var changed []book.Delivery
	for _, it := range v.items {
		if it.d != it.was {
			changed = append(changed, it.d)
		}
		if it.tried && (it.d.State != it.was.State || it.d.Why != it.was.Why) {
			v.d.o.Log.Info("delivery", zap.String("product", v.p.Name), zap.Stringer("code", it.code.Code),
				zap.String("state", string(it.d.State)), zap.String("why", it.d.Why), zap.String("detail", it.d.Detail),
				zap.Time("next_try", it.d.NextTry))
		}
	}
	if err := v.d.ledger.note(changed); err != nil {
		return fmt.Errorf("writing down how product %s stands: %w", v.p.Name, err)
	}
	return nil
}

// report says what was tried; by hand also what cannot be.
func (v *visit) report() ProductReport {
	r := ProductReport{Name: v.p.Name}
	for _, it := range v.items {
		switch {
		case it.tried:
			r.Deliveries = append(r.Deliveries, said(&it.code, &it.d))
		case v.byHand && v.idle(it):
			r.Deliveries = append(r.Deliveries, waiting(&it.code, &it.d))
		}
	}
	return r
}

// idle tells whether an item that is not current cannot be pushed: the product
// only asks, or the issuer has not said enough yet.
func (v *visit) idle(it *item) bool {
	wanted := v.sel.Code.IsZero() || v.sel.Code == it.code.Code
	return wanted && !it.code.Carried && !current(&it.code, &it.d) && (v.p.URL == "" || it.code.Token == "" || it.facts == nil)
}

// subject is the fingerprint under which a product knows the item's code.
func (it *item) subject() string { return it.code.Code.Fingerprint() }

var noTime time.Time
