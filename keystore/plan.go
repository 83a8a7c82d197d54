package keystore

import (
	"time"

	"ollu/codec"
	"ollu/keystore/audit"
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
}

// Empty tells whether there is nothing to write.
func (w *Writes) Empty() bool {
	return len(w.Licences) == 0 && len(w.Devices) == 0 && len(w.Removed) == 0 &&
		len(w.Keys) == 0 && w.Repeat == nil && len(w.Audit) == 0
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
	return Writes{}, Receipt{}, nil
}
