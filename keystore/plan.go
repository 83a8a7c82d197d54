package keystore

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// IdempotencyLife is how long a repetition is recognised; a driver may forget
// records that are older.
const IdempotencyLife = 7 * 24 * time.Hour

// View is what Plan may read: the state with the writes of all earlier acts of
// the same transaction. found is false when there is no such record; an error
// means that it could not be read, and stops the plan. Licence leaves Devices
// nil.
type View interface {
	Licence(code codec.Code) (l Licence, found bool, err error)
	Device(code codec.Code, id string) (d Device, found bool, err error)
	RegKey(key codec.Key) (k RegKey, found bool, err error)
	Repeat(idempotencyKey string) (r Repeat, found bool, err error)
	customer.Tables
}

// Writes are the records that a planned act changes. A driver removes and puts
// them, appends the audit events to the chain, and shows the licences and
// devices to its readers: nothing else. LastSeen in them is what the View said:
// a driver keeps the later of it and its own notes.
type Writes struct {
	Licences []Licence // put, by code
	Devices  []DeviceOf
	Removed  []DeviceOf // only the id counts
	Keys     []RegKey   // put, by key
	Repeat   *Repeat    // put, by its key
	Audit    []audit.Event
	Tables   []customer.Put // of customers, in this order
}

// Empty tells whether there is nothing to write: such an act is done at once.
func (w *Writes) Empty() bool {
	return len(w.Licences) == 0 && len(w.Devices) == 0 && len(w.Removed) == 0 &&
		len(w.Keys) == 0 && w.Repeat == nil && len(w.Audit) == 0 && len(w.Tables) == 0
}

// DeviceOf is a device with the code it belongs to.
type DeviceOf struct {
	Code   codec.Code
	Device Device
}

// Repeat remembers an act that came with an idempotency key.
type Repeat struct {
	Key    string
	Digest [32]byte
	At     time.Time // drivers may prune it IdempotencyLife later
	Codes  []codec.Code
	Keys   []codec.Key
	Rows   []Row // of an import; their codes are not kept, the act has them
}

// Plan judges an act and says what to write and what to answer. It is pure. An
// error means that nothing is to be written.
func Plan(view View, act Act) (Writes, Receipt, error) {
	if err := checkAct(&act); err != nil {
		return Writes{}, Receipt{}, err
	}
	p := planner{view: view, book: customer.Open(view), act: &act, at: act.At.UTC().Truncate(time.Second)}
	if err := p.plan(); err != nil {
		return Writes{}, Receipt{}, err
	}
	return p.writes, p.receipt, nil
}

func (p *planner) plan() error {
	if err := p.admit(); err != nil {
		return err
	}
	if replayed, err := p.replay(); err != nil || replayed {
		return err
	}
	if err := p.judge(); err != nil {
		return err
	}
	if err := p.settle(); err != nil {
		return err
	}
	p.remember()
	return nil
}

// planner gathers what one act writes and answers.
type planner struct {
	view    View
	book    customer.Book // of the view
	act     *Act
	at      time.Time // of the act, in whole seconds
	writes  Writes
	receipt Receipt
	account *customer.Account // that the act concerns, as it will be; nil none
	subject string            // of the act's activities, where the log masks it
}

func (p *planner) judge() error {
	switch c := p.act.Change.(type) {
	case Issue:
		return p.issue(&c)
	case Import:
		return p.importAll(&c)
	case Activate:
		return p.activate(&c)
	case Renew:
		return p.renew(&c)
	case Suspend:
		return p.suspend(&c)
	case Resume:
		return p.resume(&c)
	case Revoke:
		return p.revoke(&c)
	case Replace:
		return p.replace(&c)
	case RemoveDevice:
		return p.removeDevice(&c)
	case SignFile:
		return p.signFile(&c)
	}
	return p.judgeCustomer()
}

// licence reads one that must be there.
func (p *planner) licence(code codec.Code) (Licence, error) {
	if code.IsZero() {
		return Licence{}, &FieldError{Field: "code", Why: "is missing"}
	}
	l, found, err := p.view.Licence(code)
	if err == nil && !found {
		err = fmt.Errorf("licence %s: %w", code, ErrNotFound)
	}
	return l, err
}

// changed writes a licence that was there before.
func (p *planner) changed(l *Licence, ev audit.Event) {
	l.ChangedAt = p.at
	p.put(l, ev)
	p.receipt.Licences = append(p.receipt.Licences, *l)
}

// put writes a licence and its log entry.
func (p *planner) put(l *Licence, ev audit.Event) {
	ev.Fingerprint, ev.Masked = l.Code.Fingerprint(), l.Code.String()
	p.writes.Licences = append(p.writes.Licences, *l)
	p.log(ev)
}

func (p *planner) log(ev audit.Event) {
	ev.At, ev.Actor = p.act.At.UTC(), p.act.By
	p.writes.Audit = append(p.writes.Audit, ev)
}

// conflict refuses the act for a licence as it stands.
func (p *planner) conflict(l *Licence, why string) error {
	return &ConflictError{Code: l.Code, Standing: l.Standing, Want: p.act.Change.verb(), Why: why}
}

// insteadOf says what to do about a standing that does not allow an act.
func insteadOf(s Standing) string {
	switch s {
	case Suspended, Revoked:
		return "resume it first"
	case Replaced:
		return "it is final; use the licence that took its place"
	}
	return "it is not suspended or revoked"
}
