package deploy

import (
	"context"
	"errors"
	"fmt"
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
	askers askers
	sel    Select
	byHand bool

	now    time.Time
	p      book.Product
	items  []*item
	extras extras
	told   parcel

	unasked *fault // why it could not be asked which codes it uses
}

// item is one code that the product shall use.
type item struct {
	code  book.Code
	was   book.Delivery // as the book has it
	d     book.Delivery
	facts *product.Product

	due      bool // something is to be done about it now
	absent   bool // the product said just now that it does not have the code
	offered  bool // the code itself was pushed
	enrolled bool // the device was to be registered for it
	tried    bool // something was done about it
}

// run talks to the product when there is a reason to. An error is that of the book,
// or ctx's; then what was not finished is left as it was.
func (v *visit) run(ctx context.Context, name string) error {
	release, err := v.d.busy.take(ctx, name)
	if err != nil {
		return err
	}
	defer release()
	v.now = v.d.o.Now()
	if err := v.load(name); err != nil {
		return present(err)
	}
	if !v.anything() {
		return nil
	}
	err = v.talk(ctx)
	f, failed := errors.AsType[*fault](err)
	switch {
	case ctx.Err() != nil: // it was given up here, and did not fail there
		err = ctx.Err()
	case failed:
		v.fail(f)
		err = nil
	}
	return errors.Join(present(err), v.write())
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
	if v.p, err = v.d.o.Book.Product(name); err != nil {
		return err
	}
	for _, code := range v.p.Codes {
		if err := v.loadItem(code); err != nil {
			return err
		}
	}
	v.look()
	return nil
}

// loadItem reads one code that the product shall have.
func (v *visit) loadItem(code codec.Code) (err error) {
	b, name, it := v.d.o.Book, v.p.Name, &item{}
	if it.code, err = b.Code(code); gone(err) {
		return nil
	} else if err != nil {
		return fmt.Errorf("reading a code of product %s: %w", name, err)
	}
	if it.was, err = b.Delivery(name, code); err != nil && !gone(err) {
		return fmt.Errorf("reading how product %s stands: %w", name, err)
	}
	it.was.Product, it.was.Code = name, code
	it.d = it.was
	v.items = append(v.items, it)
	return nil
}

// look finds out what is due, by what is known of the product now.
func (v *visit) look() {
	for _, it := range v.items {
		it.facts = v.issuer.factsFor(&it.code, &v.p)
		it.due = !it.tried && v.isDue(it)
	}
	v.told = v.d.carried.of(&v.p)
	v.extras = v.issuer.wanted(&v.p).less(v.told.told)
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
	if v.unasked != nil {
		r.Why, r.Detail = v.unasked.why, v.unasked.detail
	}
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
