package keystore

import (
	"fmt"
	"slices"

	"ollu/codec/term"
	"ollu/keystore/audit"
)

// renew moves the expiry, now or from a later day on (row L5).
func (p *planner) renew(c *Renew) error {
	l, err := p.licence(c.Code)
	if err != nil {
		return err
	}
	if err := p.checkRenewable(&l); err != nil {
		return err
	}
	if err := checkRenew(c); err != nil {
		return err
	}
	now, err := p.fold(&l)
	if err != nil {
		return err
	}
	if c.Expires <= l.Expires && !c.Shorten {
		return p.conflict(&l, fmt.Sprintf("it expires on %s already; a renewal must be later, or be asked for as a correction (shorten)", l.Expires))
	}
	if w := l.Pending; w != nil && c.ShowsFrom > now && !c.Shorten {
		return p.conflict(&l, fmt.Sprintf("its renewal to %s waits to show from %s; another can be entered from then on, or be asked for as a correction (shorten), which takes its place", w.Expires, w.ShowsFrom))
	}
	p.move(&l, c, now)
	return nil
}

func (p *planner) checkRenewable(l *Licence) error {
	switch {
	case l.Standing == Revoked || l.Standing == Replaced:
		return p.conflict(l, insteadOf(l.Standing))
	case l.Perpetual:
		return p.conflict(l, "a perpetual licence has no expiry to move")
	case l.offline():
		return p.conflict(l, "its expiry is inside the code, where a renewal does not reach it; issue a new code in its place: ollu license replace CODE --offline --expires DATE")
	}
	return nil
}

func checkRenew(c *Renew) error {
	if err := checkExpiry(false, c.Expires); err != nil {
		return err
	}
	if c.ShowsFrom != 0 && (!isDate(c.ShowsFrom) || c.ShowsFrom > c.Expires) {
		return &FieldError{Field: "shows_from", Why: "must be a date not after the new expiry"}
	}
	return nil
}

// move enters the renewal. A correction takes the place of one that waits to
// show. A renewal that shows at once takes over one that waits, seats and all,
// unless the waiting one leads further: then that goes on waiting.
func (p *planner) move(l *Licence, c *Renew, now term.Day) {
	entry := Renewal{At: p.at, By: p.act.By, From: l.Expires, To: c.Expires}
	if c.ShowsFrom > now {
		entry.ShowsFrom = c.ShowsFrom
		l.Pending = &PendingRenewal{Expires: c.Expires, ShowsFrom: c.ShowsFrom, Seats: c.Seats}
	} else {
		l.Expires = c.Expires
		if w := l.Pending; w != nil && !c.Shorten && w.Expires <= c.Expires {
			l.Seats, l.Pending = orSeats(w.Seats, l.Seats), nil
		}
		if c.Shorten {
			l.Pending = nil
		}
		l.Seats = orSeats(c.Seats, l.Seats)
	}
	l.Renewals = append(slices.Clip(l.Renewals), entry)
	ev := audit.Event{Action: audit.Renew, From: entry.From, To: entry.To, ShowsFrom: entry.ShowsFrom}
	if c.Seats != 0 {
		ev.Reason = fmt.Sprintf("seats %d", c.Seats)
	}
	p.changed(l, ev)
}

// fold makes a pending renewal that shows by now the licence's own, and gives the
// day in the licence's zone.
func (p *planner) fold(l *Licence) (now term.Day, err error) {
	loc, err := zone(l.Zone)
	if err != nil {
		return 0, err
	}
	now = term.Today(p.at, loc)
	if w := l.Pending; w != nil && now >= w.ShowsFrom {
		l.Expires, l.Seats, l.Pending = w.Expires, orSeats(w.Seats, l.Seats), nil
	}
	return now, nil
}

func orSeats(wanted, unchanged uint32) uint32 {
	if wanted != 0 {
		return wanted
	}
	return unchanged
}
