package keystore

import (
	"ollu/codec"
	"ollu/keystore/audit"
)

// taken is what earlier rows of the same import wrote.
type taken struct {
	codes map[codec.Code]int // index into the writes
	keys  map[codec.Key]codec.Code
}

// importAll takes each licence over by itself.
func (p *planner) importAll(c *Import) error {
	n := len(c.Licences)
	if n == 0 {
		return &FieldError{Field: "licences", Why: "there is nothing to import"}
	}
	t := taken{codes: make(map[codec.Code]int, n), keys: map[codec.Key]codec.Code{}}
	p.receipt.Rows = make([]Row, 0, n)
	p.writes.Licences = make([]Licence, 0, n)
	p.writes.Audit = make([]audit.Event, 0, n)
	for i := range c.Licences {
		row, err := p.importRow(&c.Licences[i], &t)
		if err != nil {
			return err
		}
		p.receipt.Rows = append(p.receipt.Rows, row)
	}
	return nil
}

// importRow judges one row; an error is one of reading, and stops them all.
func (p *planner) importRow(from *Licence, t *taken) (Row, error) {
	l := *from
	row := Row{Code: l.Code, Outcome: RowRefused}
	if err := p.tidy(&l); err != nil {
		row.Reason = err.Error()
		return row, nil
	}
	cur, found, err := p.current(l.Code, t)
	if err != nil {
		return row, err
	}
	if found {
		if row.Reason = p.difference(&cur, &l); row.Reason == "" {
			row.Outcome = RowIdentical
		}
		return row, nil
	}
	if row.Reason, err = p.importKey(&l, t); err != nil || row.Reason != "" {
		return row, err
	}
	p.takeOver(&l, t)
	row.Outcome = RowNew
	return row, nil
}

func (p *planner) current(code codec.Code, t *taken) (Licence, bool, error) {
	if i, ok := t.codes[code]; ok {
		return p.writes.Licences[i], true, nil
	}
	return p.view.Licence(code)
}

// importKey writes the record of the key that a licence came with, where there
// is none, and says why that cannot be.
func (p *planner) importKey(l *Licence, t *taken) (refused string, err error) {
	if l.Key.IsZero() {
		return "", nil
	}
	k, found, err := p.view.RegKey(l.Key)
	if err != nil {
		return "", err
	}
	if _, ours := t.keys[l.Key]; ours || (found && k.Code != l.Code) {
		return "key: it is here already, and belongs to something else", nil
	}
	t.keys[l.Key] = l.Code
	if !found {
		k = keyOf(l)
		p.putKey(&k)
	}
	return "", nil
}

func (p *planner) takeOver(l *Licence, t *taken) {
	for _, d := range l.Devices {
		p.writes.Devices = append(p.writes.Devices, DeviceOf{Code: l.Code, Device: d})
	}
	l.Devices = nil
	t.codes[l.Code] = len(p.writes.Licences)
	p.put(l, audit.Event{Action: audit.Import, To: l.Expires})
}

// tidy brings a foreign licence into the form that this store gives its own, or
// says why it is none.
func (p *planner) tidy(l *Licence) error {
	if err := checkTerms(l); err != nil {
		return err
	}
	if err := checkHistory(l); err != nil {
		return err
	}
	if err := p.tidyDevices(l); err != nil {
		return err
	}
	if len(l.Components) == 0 {
		l.Components = nil
	}
	p.tidyTimes(l)
	p.tidyStanding(l)
	return nil
}

func (p *planner) tidyTimes(l *Licence) {
	l.IssuedAt, l.ActivatedAt = second(l.IssuedAt), second(l.ActivatedAt)
	l.ChangedAt, l.LastSeen = second(l.ChangedAt), second(l.LastSeen)
	l.Suspension, l.Revocation = wholeSeconds(l.Suspension), wholeSeconds(l.Revocation)
	if l.IssuedAt.IsZero() {
		l.IssuedAt = p.at
	}
	if l.Issued == 0 {
		l.Issued, _ = today(l, l.IssuedAt)
	}
	renewals := l.Renewals
	l.Renewals = nil
	for _, r := range renewals {
		r.At = second(r.At)
		l.Renewals = append(l.Renewals, r)
	}
}

// tidyStanding adds what the standing implies and the import left out.
func (p *planner) tidyStanding(l *Licence) {
	if l.Standing == Issued && (l.DeviceCount > 0 || !l.ActivatedAt.IsZero()) {
		l.Standing = Activated
	}
	if l.ActivatedAt.IsZero() && (l.Standing == Activated || l.DeviceCount > 0) {
		l.ActivatedAt = p.at
	}
	if l.Standing == Suspended && !l.Suspension.inForce() {
		l.Suspension = &Tombstone{At: p.at, By: p.act.By, Reason: "imported as suspended"}
	}
	if l.Standing == Revoked && !l.Revocation.inForce() {
		l.Revocation = &Tombstone{At: p.at, By: p.act.By, Reason: "imported as revoked"}
	}
}

func (p *planner) tidyDevices(l *Licence) error {
	l.DeviceCount = uint32(len(l.Devices))
	if len(l.Devices) == 0 {
		return nil
	}
	devices := make([]Device, len(l.Devices))
	ids := make(map[string]bool, len(l.Devices))
	for i, d := range l.Devices {
		if err := checkDevice(d.ID, d.Version); err != nil {
			return err
		}
		if err := checkInstants("devices", d.FirstSeen, d.LastSeen); err != nil {
			return err
		}
		if ids[d.ID] {
			return &FieldError{Field: "devices", Why: "a device is there twice"}
		}
		ids[d.ID] = true
		d.FirstSeen, d.LastSeen = second(d.FirstSeen), second(d.LastSeen)
		if d.FirstSeen.IsZero() {
			d.FirstSeen = p.at
		}
		if d.LastSeen.Before(d.FirstSeen) {
			d.LastSeen = d.FirstSeen
		}
		devices[i] = d
	}
	l.Devices = devices
	return nil
}
