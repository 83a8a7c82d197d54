package adminapi

import (
	"context"
	"fmt"
	"iter"

	"ollu/codec"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/keystore/customer"
	"ollu/server/wire"
)

func show(c *call, q *wire.CodeRequest) (wire.LicenceResponse, error) {
	if err := required(q.Code); err != nil {
		return wire.LicenceResponse{}, err
	}
	l, err := c.Store.Licence(c.ctx, q.Code)
	if err != nil {
		return wire.LicenceResponse{}, fmt.Errorf("licence %s: %w", q.Code, err)
	}
	return wire.LicenceResponse{Licence: c.shape(&l)}, nil
}

func list(c *call, q *wire.ListRequest) (wire.LicencesResponse, error) {
	limit, err := page(q.Limit)
	if err != nil {
		return wire.LicencesResponse{}, err
	}
	answer := wire.LicencesResponse{Licences: []wire.Licence{}}
	answer.Next, err = c.each(&q.Filter, q.After, limit, func(l *keystore.Licence) error {
		answer.Licences = append(answer.Licences, c.shape(l))
		return nil
	})
	return answer, err
}

func renew(c *call, q *wire.RenewRequest) (wire.LicenceResponse, error) {
	if err := required(q.Code); err != nil {
		return wire.LicenceResponse{}, err
	}
	expires, err := c.newExpiry(q)
	if err != nil {
		return wire.LicenceResponse{}, err
	}
	change := keystore.Renew{Code: q.Code, Expires: expires, Seats: q.Seats, Shorten: q.Shorten}
	if q.ShowsFrom != nil {
		change.ShowsFrom = *q.ShowsFrom
	}
	return c.change(q.DryRun, q.Code, change)
}

// newExpiry gives the expiry of a renewal. A period counts from the old expiry,
// also when the renewal comes late; from the pending one, when one is entered.
func (c *call) newExpiry(q *wire.RenewRequest) (term.Day, error) {
	if (q.Expires == nil) == (q.Period == "") {
		return 0, badField("expires", "or period is required, and not both")
	}
	if q.Expires != nil {
		return *q.Expires, nil
	}
	period, err := term.ParsePeriod(q.Period)
	if err != nil {
		return 0, badField("period", "is "+err.Error())
	}
	l, err := c.Store.Licence(c.ctx, q.Code)
	if err != nil {
		return 0, err
	}
	old := l.Expires
	if l.Pending != nil {
		old = l.Pending.Expires
	}
	expires := period.After(old)
	if !expires.Valid() {
		return 0, badField("period", "reaches beyond the calendar")
	}
	return expires, nil
}

func suspend(c *call, q *wire.StandingRequest) (wire.LicenceResponse, error) {
	if err := text("reason", q.Reason); err != nil {
		return wire.LicenceResponse{}, err
	}
	return c.change(q.DryRun, q.Code, keystore.Suspend{Code: q.Code, Reason: q.Reason})
}

func resume(c *call, q *wire.StandingRequest) (wire.LicenceResponse, error) {
	if q.Reason != "" {
		return wire.LicenceResponse{}, badField("reason", "is not taken by resume: the tombstone keeps the one it has")
	}
	return c.change(q.DryRun, q.Code, keystore.Resume{Code: q.Code})
}

func revoke(c *call, q *wire.StandingRequest) (wire.LicenceResponse, error) {
	if err := text("reason", q.Reason); err != nil {
		return wire.LicenceResponse{}, err
	}
	return c.change(q.DryRun, q.Code, keystore.Revoke{Code: q.Code, Reason: q.Reason})
}

func removeDevice(c *call, q *wire.RemoveDeviceRequest) (wire.LicenceResponse, error) {
	return c.change(false, q.Code, keystore.RemoveDevice{Code: q.Code, Device: q.Device})
}

// change makes a change to one licence and answers with what it became.
func (c *call) change(dry bool, code codec.Code, change keystore.Change) (wire.LicenceResponse, error) {
	if err := required(code); err != nil {
		return wire.LicenceResponse{}, err
	}
	receipt, err := c.do(dry, change)
	if err != nil {
		return wire.LicenceResponse{}, err
	}
	l, err := c.touched(receipt, code)
	return wire.LicenceResponse{Licence: c.shape(&l), DryRun: dry}, err
}

// do makes a change or, for a dry run, judges it by the same rules and throws
// the result away.
func (c *call) do(dry bool, change keystore.Change) (keystore.Receipt, error) {
	if !dry {
		return c.apply(change)
	}
	_, receipt, err := keystore.Plan(view{c.ctx, c.Store}, keystore.Act{By: c.by, At: c.now, Change: change})
	return receipt, err
}

// touched picks a licence out of a receipt, and adds its devices.
func (c *call) touched(r keystore.Receipt, code codec.Code) (keystore.Licence, error) {
	for i := range r.Licences {
		if r.Licences[i].Code == code {
			l := r.Licences[i]
			return l, c.devices(&l)
		}
	}
	return c.Store.Licence(c.ctx, code)
}

// devices fills in the devices of a licence that came without.
func (c *call) devices(l *keystore.Licence) error {
	if l.DeviceCount == 0 {
		return nil
	}
	full, err := c.Store.Licence(c.ctx, l.Code)
	l.Devices = full.Devices
	return err
}

// shape gives a licence as the wire has it.
func (c *call) shape(l *keystore.Licence) wire.Licence {
	return wire.FromLicence(l, c.book, c.now)
}

// view lets Plan read the store for a dry run, which is never a repetition. Of
// customers it shows nothing: what is tried this way is the issuer's to do,
// whoever holds the licence.
type view struct {
	ctx   context.Context
	store keystore.Store
}

func (v view) Licence(code codec.Code) (keystore.Licence, bool, error) {
	l, err := v.store.Licence(v.ctx, code)
	l.Devices = nil
	return found(l, err)
}

func (v view) Device(code codec.Code, id string) (keystore.Device, bool, error) {
	l, err := v.store.Licence(v.ctx, code)
	for _, d := range l.Devices {
		if d.ID == id {
			return d, true, nil
		}
	}
	_, _, err = found(l, err)
	return keystore.Device{}, false, err
}

func (v view) RegKey(key codec.Key) (keystore.RegKey, bool, error) {
	k, err := v.store.RegKey(v.ctx, key)
	return found(k, err)
}

func (v view) Repeat(string) (keystore.Repeat, bool, error) {
	return keystore.Repeat{}, false, nil
}

func (v view) Get(customer.Table, []byte) ([]byte, bool, error) { return nil, false, nil }

func (v view) Scan(customer.Table, []byte, []byte, bool) iter.Seq2[customer.Item, error] {
	return func(func(customer.Item, error) bool) {}
}
