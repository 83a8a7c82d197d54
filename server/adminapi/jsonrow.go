package adminapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/wire"
)

// jsonLicence is a licence of an import: the wire's shape, with pointers where
// it matters whether a field was there.
type jsonLicence struct {
	wire.Licence
	Seats       *uint32   `json:"seats"`
	Components  *[]string `json:"components"`
	Zone        *string   `json:"zone"`
	GraceDays   *int      `json:"grace_days"`
	DeviceLimit *uint32   `json:"device_limit"`
	Standing    *string   `json:"standing"`
}

// store gives the licence in the store's words and says what was stated.
func (j *jsonLicence) store() (keystore.Licence, given, error) {
	l := keystore.Licence{
		Code: j.Code, Product: j.Product, Type: j.Type, Perpetual: j.Perpetual,
		IssuedAt: j.IssuedAt.UTC(), ActivatedAt: j.ActivatedAt.UTC(), ChangedAt: j.ChangedAt.UTC(), LastSeen: j.LastSeen.UTC(),
		Owner: j.Owner, Order: j.Order, Note: j.Note,
	}
	override(&l.Key, j.RegistrationKey)
	override(&l.ReplacedBy, j.ReplacedBy)
	override(&l.Replaces, j.Replaces)
	storeRenewals(&l, &j.Renewals)
	storeDevices(&l, &j.Devices)
	if j.Pending != nil {
		storePending(&l, j.Pending)
	}
	if j.Suspension != nil {
		storeSuspension(&l, j.Suspension)
	}
	if j.Revocation != nil {
		storeRevocation(&l, j.Revocation)
	}
	has := j.stated(&l)
	if j.Standing == nil {
		return l, has, nil
	}
	var err error
	l.Standing, err = keystore.ParseStanding(*j.Standing)
	return l, has, err
}

// stated takes over the fields that have defaults and says which were there.
func (j *jsonLicence) stated(l *keystore.Licence) (has given) {
	take(&has, gaveSeats, &l.Seats, j.Seats)
	take(&has, gaveComponents, &l.Components, j.Components)
	take(&has, gaveZone, &l.Zone, j.Zone)
	take(&has, gaveGrace, &l.Grace, j.GraceDays)
	take(&has, gaveDeviceLimit, &l.DeviceLimit, j.DeviceLimit)
	take(&has, gaveExpiry, &l.Expires, j.Expires)
	return has
}

func take[T any](has *given, which given, to *T, from *T) {
	if from != nil {
		*to = *from
		*has |= which
	}
}

// errRow does not repeat what stands in the row.
var errRow = errors.New("is not the JSON of a licence with its known fields")

// strict decodes one JSON value and refuses unknown fields and what follows it.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return rowError(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return errRow
	}
	return nil
}

// rowError keeps the texts that were made to be shown.
func rowError(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case isCodeError(err), errors.Is(err, term.ErrDay):
		return err
	case errors.As(err, &kind):
		field := strings.TrimPrefix(kind.Field, "Licence.") // the embedded struct is no part of the form
		return badField(field, "must be "+expected(field, kind.Type))
	}
	return errRow
}

// What follows turns the parts of a licence from the wire's words into the
// store's; package wire does the other direction.

func storePending(l *keystore.Licence, w *wire.Pending) {
	l.Pending = &keystore.PendingRenewal{Expires: w.Expires, ShowsFrom: w.ShowsFrom, Seats: w.Seats}
}

func storeSuspension(l *keystore.Licence, w *wire.Tombstone) { l.Suspension = storeTombstone(w) }
func storeRevocation(l *keystore.Licence, w *wire.Tombstone) { l.Revocation = storeTombstone(w) }

func storeTombstone(w *wire.Tombstone) *keystore.Tombstone {
	return &keystore.Tombstone{At: w.At.UTC(), By: w.By, Reason: w.Reason, LiftedAt: w.LiftedAt.UTC()}
}

func storeRenewals(l *keystore.Licence, w *[]wire.Renewal) {
	for _, r := range *w {
		k := keystore.Renewal{At: r.At.UTC(), By: r.By, From: r.From, To: r.To}
		override(&k.ShowsFrom, r.ShowsFrom)
		l.Renewals = append(l.Renewals, k)
	}
}

func storeDevices(l *keystore.Licence, w *[]wire.Device) {
	for _, d := range *w {
		l.Devices = append(l.Devices, keystore.Device{
			ID: d.ID, Version: d.Version, FirstSeen: d.FirstSeen.UTC(), LastSeen: d.LastSeen.UTC(),
		})
	}
}
