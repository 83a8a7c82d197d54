package deploy

import (
	"context"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/manager/book"
)

// Registration is a device that is to be registered at the issuer for a code that
// a manager brings to it.
type Registration struct {
	Code    codec.Code
	Device  string
	Product string // catalogue id
	Waited  bool   // it was asked for before, and there was no answer then
}

// Register has a device registered, and the book take what the issuer says about
// the code then. It gives the issuer's answer to the device, or an error while
// there is none; then it is asked again. It is called by many at once.
type Register func(context.Context, Registration) (answer.Result, error)

// RegisterBy has devices registered before they are brought a code. It is called
// before anything is delivered.
func (d *Deployer) RegisterBy(register Register) { d.register = register }

// enrol has the product's device registered for codes that it does not have yet
// and shall take: a product refuses a code that no device is registered for (rows
// L3, M4). It tells whether anything was done about any of them.
func (v *visit) enrol(ctx context.Context, going []*item) (done bool, err error) {
	if v.d.register == nil || v.p.Device == "" {
		return false, nil
	}
	for _, it := range going {
		signed := &it.code.Signed
		if it.enrolled || uses(&it.d) || !it.facts.Manager.NewCode || !signed.Issued || signed.Result < answer.NotActivated {
			continue
		}
		it.enrolled, done = true, true
		if err := v.enrolFor(ctx, it); err != nil {
			return done, err
		}
	}
	return done, nil
}

// enrolFor has the device registered for one code, and looks at what the issuer
// says of the code then.
func (v *visit) enrolFor(ctx context.Context, it *item) error {
	result, err := v.d.register(ctx, Registration{it.code.Code, v.p.Device, it.facts.ID, Unregistered(&it.was)})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		held, err := v.d.o.Book.Code(it.code.Code)
		if err != nil {
			return err
		}
		it.code = held
	}
	switch {
	case err == nil && result == answer.DeviceLimit:
		v.heldBack(it, book.WhyDeviceLimit)
	case err == nil && result == answer.WrongProduct:
		v.failed(it, &fault{book.WhyOtherProduct, ""})
	case err != nil, it.code.Signed.Result == answer.NotActivated:
		v.failed(it, unregistered)
	}
	return nil
}

// unregistered says that the issuer was not heard yet about the device.
var unregistered = &fault{book.WhyNoStatement, "its device is to be registered at the issuer first, which was not heard about it yet"}

// Unregistered tells whether a delivery waits for its device to be registered.
func Unregistered(d *book.Delivery) bool {
	return d.State == book.Failed && d.Why == unregistered.why && d.Detail == unregistered.detail
}

// Registered notes what became of a registration that a delivery waits for: it is
// made as soon as it may be.
func (d *Deployer) Registered(delivery *book.Delivery, refused bool) {
	now := d.o.Now()
	delivery.TriedAt, delivery.NextTry = now, now
	if refused {
		delivery.State, delivery.Why, delivery.Detail, delivery.Failures = book.HeldBack, book.WhyDeviceLimit, "", 0
		delivery.NextTry = now.Add(d.recheck())
	}
}
