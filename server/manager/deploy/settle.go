package deploy

import (
	"strings"

	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// hold keeps back what must not be pushed (rows M4, M5).
func (v *visit) hold() {
	for _, it := range v.items {
		if !it.due {
			continue
		}
		another := it.absent || !it.code.Replaces.IsZero()
		switch why := forbidden(&v.p, &it.code, it.facts, &it.d, another); why {
		case "":
		case book.WhyNoStatement:
			it.due = false
		default:
			v.heldBack(it, why)
		}
	}
}

func (v *visit) heldBack(it *item, why string) {
	it.due, it.tried = false, true
	it.d.State, it.d.Why, it.d.Detail, it.d.Failures = book.HeldBack, why, "", 0
	it.d.TriedAt, it.d.NextTry = v.now, v.now.Add(v.d.recheck())
}

// going gives what is to be pushed next, what is said of codes in use first: one
// that was replaced makes room for the other. A code that the product does not have
// is not brought when another one is to stand in its place.
func (v *visit) going() (going []*item) {
	var fresh []*item
	for _, it := range v.items {
		switch {
		case !it.due:
		case uses(&it.d):
			going = append(going, it)
		case !v.follows(it, func(other *item) bool { return other.code.Token != "" }):
			fresh = append(fresh, it)
		}
	}
	return append(going, fresh...)
}

// words puts items into a push. The code itself goes to a product that does not
// have it yet, and may take it.
func words(going []*item) []profile.Item {
	items := make([]profile.Item, len(going))
	for i, it := range going {
		items[i].Statement = it.code.Token
		if uses(&it.d) || !it.facts.Manager.NewCode {
			continue
		}
		it.offered = true
		items[i].Code = it.code.Code.Reveal()
		if !it.code.Replaces.IsZero() {
			items[i].Replaces = it.code.Replaces.Fingerprint()
		}
	}
	return items
}

// answers tells whether an answer to a push is one about what was in it.
func answers(h *profile.Holding, going []*item) *fault {
	ok := len(h.Results) == len(going)
	for i := 0; ok && i < len(going); i++ {
		r := &h.Results[i]
		ok = r.Subject == going[i].subject() || r.Subject == "" && r.Outcome == profile.Refused
	}
	if !ok {
		return &fault{book.WhyNotAProduct, "its answer does not belong to what was pushed"}
	}
	return nil
}

// settle takes in what the product did with one item.
func (v *visit) settle(it *item, r *profile.Result) {
	if r.Outcome == profile.Taken || r.Outcome == profile.Held {
		it.due, it.tried = false, true
		it.d.State, it.d.Why, it.d.Detail, it.d.Failures = book.Current, "", "", 0
		it.d.HeldTag, it.d.HeldAt, it.d.TriedAt, it.d.NextTry = it.code.Tag, v.now, v.now, noTime
		return
	}
	switch r.Why {
	case profile.WhyNotInUse:
		switch {
		case !it.facts.Manager.NewCode:
			v.heldBack(it, book.WhyNewCodeByHand)
		case it.offered:
			v.failed(it, &fault{book.WhyRefused, r.Why})
		default: // it had the code before: the next push brings the code itself
			it.d.HeldTag, it.d.Expires, it.d.HeldAt = "", "", noTime
		}
	case profile.WhyNotSaved:
		v.failed(it, &fault{book.WhyNotSaved, ""})
	case answer.WrongProduct.String():
		v.failed(it, &fault{book.WhyOtherProduct, ""})
	default:
		v.failed(it, &fault{book.WhyRefused, reason(r.Why)})
	}
}

// reason lets through what is a name, and nothing else that a product may say.
func reason(s string) string {
	if len(s) > 40 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return "a reason that is not known here"
	}
	return s
}

// failed notes a try that failed.
func (v *visit) failed(it *item, f *fault) {
	it.due, it.tried = false, true
	it.d.State, it.d.Why, it.d.Detail = book.Failed, f.why, f.detail
	it.d.Failures++
	it.d.TriedAt, it.d.NextTry = v.now, v.now.Add(v.d.pause(it.d.Failures))
}

// fail notes that all failed that was still to be done.
func (v *visit) fail(f *fault) {
	alone := true
	for _, it := range v.items {
		if it.due {
			alone = false
			v.failed(it, f)
		}
	}
	if alone {
		v.told.failures++
		v.told.next = v.now.Add(v.d.pause(v.told.failures))
		v.d.carried.set(v.p.Name, v.told)
	}
	if unmet(&v.p) {
		v.unasked = f
	}
}
