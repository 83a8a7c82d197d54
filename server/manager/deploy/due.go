package deploy

import (
	"slices"
	"time"

	"ollu/codec"
	"ollu/server/manager/book"
)

// named tells whether a person named what the item is about.
func (v *visit) named(code codec.Code) bool {
	return !v.sel.all() && (v.sel.Code.IsZero() || v.sel.Code == code)
}

func (v *visit) isDue(it *item) bool {
	switch {
	case !v.sel.Code.IsZero() && v.sel.Code != it.code.Code:
		return false
	case it.code.Carried || it.code.Token == "":
		return false
	case it.facts == nil && v.p.Product != "" && !foreign(&v.p, &it.code):
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
	return v.lone() || v.overdue() || unmet(&v.p) && (v.byHand || !v.now.Before(v.told.next))
}

// overdue tells whether it is long ago that the product said what it holds: it may
// have been installed anew since, or set back. What is tried again anyway finds
// that out.
func (v *visit) overdue() bool {
	waits := func(it *item) bool { return !current(&it.code, &it.d) && !it.d.NextTry.IsZero() }
	return tooLong(&v.p, v.now) && !v.now.Before(v.told.next) && len(v.items) > 0 && !slices.ContainsFunc(v.items, waits)
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

// next is when something about the product is due by itself; zero when nothing is.
// What could have been tried by now and was not waits for something else.
func (v *visit) next() (next time.Time) {
	sooner := func(t time.Time) {
		if t.After(v.now) {
			next = earlier(next, t)
		}
	}
	for _, it := range v.items {
		if it.code.Token != "" && !it.code.Carried && !current(&it.code, &it.d) {
			sooner(it.d.NextTry)
		}
	}
	sooner(v.told.next)
	return next
}
