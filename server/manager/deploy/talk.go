package deploy

import (
	"context"
	"errors"
	"slices"

	"ollu/codec/answer"
	"ollu/codec/profile"
	"ollu/server/manager/book"
)

// talk asks the product what it is where that matters, and brings it what it may
// have. A *fault says that it did not work out.
func (v *visit) talk(ctx context.Context) error {
	if v.matters() {
		h, f := v.call(ctx, nil)
		if f != nil {
			return f
		}
		if err := errors.Join(v.meet(&h), v.retire()); err != nil {
			return err
		}
	}
	for {
		v.look() // each answer may say that more is to be done
		v.hold()
		going := v.going()
		if len(going) == 0 && !v.lone() {
			return nil
		}
		if done, err := v.enrol(ctx, going); done || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		l := loadOf(words(going), v.extras)
		if l.body == nil {
			return &fault{book.WhyRefused, "what it should get is longer than a product takes"}
		}
		if err := v.push(ctx, l, going[:l.items]); err != nil {
			return err
		}
	}
}

// call makes one exchange with the product, which is given up after a while.
func (v *visit) call(ctx context.Context, push body) (profile.Holding, *fault) {
	limited, cancel := context.WithTimeout(ctx, v.d.o.Patience)
	defer cancel()
	return v.d.call(limited, &v.p, push)
}

// push makes one push and takes in what the product says to it.
func (v *visit) push(ctx context.Context, l load, going []*item) error {
	h, f := v.call(ctx, l.body)
	if f != nil {
		return f
	}
	if f := answers(&h, going); f != nil {
		return f
	}
	if err := v.meet(&h); err != nil {
		return err
	}
	for i, it := range going {
		v.settle(it, &h.Results[i])
	}
	v.tell(&h, l.extras)
	return v.retire()
}

// tell notes what the product got beside statements, so far as it could make use
// of it.
func (v *visit) tell(h *profile.Holding, e extras) {
	before := v.told
	v.told = parcel{told: v.d.carried.of(&v.p).told.and(e)}
	v.told.told.device = v.p.Device
	for i := range h.Results {
		switch h.Results[i].Why {
		case profile.WhyNotSaved:
			before.failures++
			before.next = v.now.Add(v.d.pause(before.failures))
			v.told = before
		case profile.WhyNoKeys, answer.UnknownKey.String():
			v.told.told.keys = "" // it may have lost them
		}
	}
	v.d.carried.set(v.p.Name, v.told)
}

// matters tells whether what is to be done depends on what the product is now, or
// on what it has: then it is asked before anything is pushed (rows M4, M5). A code
// that it does not have is for the device that it is now.
func (v *visit) matters() bool {
	facts := v.issuer.facts[v.p.Product]
	if v.p.SeenAt.IsZero() || v.overdue() || facts == nil || facts.Manager.MinBuild > 0 {
		return true
	}
	return slices.ContainsFunc(v.items, func(it *item) bool {
		if !it.due || it.facts == nil {
			return it.due
		}
		may := &it.facts.Manager
		return it.d.State == book.HeldBack || may.MinBuild > 0 || !may.Renewal || !uses(&it.d) && (!may.NewCode || v.d.register != nil)
	})
}
