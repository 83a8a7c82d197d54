package adminapi

import (
	"fmt"
	"time"

	"ollu/codec/answer"
	"ollu/codec/term"
	"ollu/keystore"
	"ollu/server/terms"
	"ollu/server/wire"
)

// preview tells when a code is going to be asked about, and what will be told then
// and on the days asked for, if nothing is changed until then (row B1). Renewals
// that wait to show are counted.
func preview(c *call, q *wire.PreviewRequest) (wire.PreviewResponse, error) {
	var none wire.PreviewResponse
	if err := required(q.Code); err != nil {
		return none, err
	}
	l, err := c.Store.Licence(c.ctx, q.Code)
	if err != nil {
		return none, fmt.Errorf("licence %s: %w", q.Code, err)
	}
	e := l.Entry()
	now, err := c.lease(&e, c.now)
	if err != nil {
		return none, err
	}
	f := foresight{c, &e, now.Term.Zone, now.State.Today}
	from, to, err := f.span(q)
	if err != nil {
		return none, err
	}
	a := wire.PreviewResponse{Licence: c.shape(&l), On: make([]wire.Told, len(q.On))}
	for i, day := range q.On {
		if a.On[i], err = f.on(day); err != nil {
			return none, err
		}
	}
	a.Checks, a.More, err = f.checks(from, to)
	return a, err
}

// foresight looks ahead for one licence.
type foresight struct {
	*call
	entry *keystore.Entry
	zone  *time.Location
	today term.Day
}

// span checks the days of a request, and gives the first and the last on which
// checks are looked for.
func (f *foresight) span(q *wire.PreviewRequest) (from, to term.Day, err error) {
	if len(q.On) > wire.MaxPreviewDays {
		return 0, 0, badField("on", fmt.Sprintf("names %d days, take %d at most", len(q.On), wire.MaxPreviewDays))
	}
	for _, day := range q.On {
		if day < f.today {
			return 0, 0, f.past("on")
		}
	}
	from = f.today
	override(&from, q.From)
	if from < f.today {
		return 0, 0, f.past("from")
	}
	to = from.AddMonths(12)
	override(&to, q.To)
	if to < from {
		return 0, 0, badField("to", "must not be before from")
	}
	return from, to, nil
}

func (f *foresight) past(field string) error {
	return badField(field, fmt.Sprintf("must be %s or later: what was told before is not kept", f.today))
}

// on tells of the beginning of a day; of today, of now.
func (f *foresight) on(day term.Day) (wire.Told, error) {
	at := day.Start(f.zone)
	if day == f.today {
		at = f.now
	}
	l, err := f.lease(f.entry, at)
	if err != nil {
		return wire.Told{}, err
	}
	return f.told(&l, at), nil
}

// told gives what the update endpoint would say at a moment when l is in force.
func (f *foresight) told(l *terms.Lease, at time.Time) wire.Told {
	var s answer.Statement
	l.Tell(&s, f.entry)
	l.Settle(&s, f.entry, f.entry.Devices > 0)
	return wire.FromLease(l, at, s.Result.String(), s.UpdatesAllowed)
}

// checks follows a product that asks whenever it was told to.
func (f *foresight) checks(from, to term.Day) (all []wire.Told, more bool, err error) {
	all = []wire.Told{}
	begin, end := from.Start(f.zone).Add(-time.Nanosecond), (to + 1).Start(f.zone)
	if begin.Before(f.now) {
		begin = f.now
	}
	l, err := f.lease(f.entry, begin)
	for err == nil {
		at := l.State.NextCheck
		if at.IsZero() || !at.Before(end) {
			return all, false, nil
		}
		if len(all) == wire.MaxPreviewChecks {
			return all, true, nil
		}
		if l, err = f.lease(f.entry, at); err == nil {
			all = append(all, f.told(&l, at))
		}
	}
	return nil, false, err
}
