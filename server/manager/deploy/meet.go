package deploy

import (
	"slices"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// meet takes in what the product says of itself and of what it has.
func (v *visit) meet(h *profile.Holding) error {
	take := func(h *profile.Holding) error { return v.d.ledger.met(&v.p, h, v.now) }
	if unmet(&v.p) {
		take = v.greet
	}
	if err := take(h); err != nil {
		return err
	}
	if err := v.absorb(h); err != nil {
		return err
	}
	for _, it := range v.items {
		part := partOf(h, it.subject())
		it.absent = part == nil
		if it.absent {
			it.d.HeldTag, it.d.Expires, it.d.HeldAt = "", "", noTime
			continue
		}
		it.d.Expires = part.Expires
		if current(&it.code, &it.d) && setBack(part, &it.code) {
			it.d.HeldTag = ""
		}
		if it.d.HeldAt.IsZero() {
			it.d.HeldAt = v.now
		}
	}
	return nil
}

// setBack tells whether a product lives by an older word than the present one: it
// was installed anew, or set back to how it was before. A word that was signed anew
// and says the same is not newer.
func setBack(part *profile.Part, c *book.Code) bool {
	if part.SignedAt.IsZero() {
		return true
	}
	differs := part.Expires != expiry(c) || takenBack(part.Result) != takenBack(c.Signed.Result.String())
	return differs && part.SignedAt.Before(c.Signed.IssuedAt)
}

// takenBack tells whether by a result the issuer does not let a code be used.
func takenBack(result string) bool {
	switch result {
	case answer.Revoked.String(), answer.Suspended.String(), answer.Replaced.String():
		return true
	}
	return false
}

// partOf finds what the product says of one code; of several components that have
// it the one that lives by the oldest statement. nil: it does not have the code.
func partOf(h *profile.Holding, subject string) (oldest *profile.Part) {
	for i := range h.Parts {
		part := &h.Parts[i]
		if part.Subject == subject && (oldest == nil || part.SignedAt.Before(oldest.SignedAt)) {
			oldest = part
		}
	}
	return oldest
}

// retire takes the codes out of the product's list whose place others took there:
// where the product does not have them any more, nothing is to be said of them.
func (v *visit) retire() error {
	var old []codec.Code
	for _, it := range v.items {
		if it.absent && v.succeeded(it, len(v.items)) {
			old = append(old, it.code.Code)
		}
	}
	if len(old) == 0 {
		return nil
	}
	v.items = slices.DeleteFunc(v.items, func(it *item) bool { return slices.Contains(old, it.code.Code) })
	return v.d.ledger.edit(&v.p, func(p *book.Product) error {
		p.Codes = slices.DeleteFunc(p.Codes, func(c codec.Code) bool { return slices.Contains(old, c) })
		return nil
	})
}

// succeeded tells whether the product has a code that took an item's place, at one
// remove or more.
func (v *visit) succeeded(it *item, depth int) bool {
	return v.follows(it, func(other *item) bool {
		return depth > 0 && (current(&other.code, &other.d) || other.absent && v.succeeded(other, depth-1))
	})
}

// follows tells whether there is such a code among those that replace an item's.
func (v *visit) follows(it *item, such func(other *item) bool) bool {
	return slices.ContainsFunc(v.items, func(other *item) bool {
		return other.code.Replaces == it.code.Code && such(other)
	})
}
