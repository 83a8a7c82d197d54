package feed

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/keystore"
)

// readAgain is how long the feed waits before it reads the stock again, when that
// failed.
const readAgain = 10 * time.Second

// revoked is what is revoked now.
type revoked struct {
	byCode  map[codec.Code]answer.Revocation
	version uint64
	list    []answer.Revocation // sorted, of that version; nil: to be made
	read    bool                // the stock was read to its end
}

// follow takes over what a licence says now.
func (r *revoked) follow(l *keystore.Licence) {
	if l.Standing != keystore.Revoked {
		if _, was := r.byCode[l.Code]; was {
			delete(r.byCode, l.Code)
			r.changed()
		}
		return
	}
	x := answer.Revocation{Subject: l.Code.Fingerprint(), At: l.ChangedAt}
	if t := l.Revocation; t != nil {
		x.At, x.Reason = t.At, t.Reason
	}
	if old, was := r.byCode[l.Code]; was && old == x {
		return
	}
	if r.byCode == nil {
		r.byCode = map[codec.Code]answer.Revocation{}
	}
	r.byCode[l.Code] = x
	r.changed()
}

func (r *revoked) changed() {
	r.version++
	r.list = nil
}

// Revocations gives what is revoked now, by subject, and a version that is
// another one whenever the list is. The list is shared and read-only, and not
// longer than readers take. ok is false while the stock is still being read after
// the start.
func (f *Feed) Revocations() (list []answer.Revocation, version uint64, ok bool) {
	f.mu.Lock()
	f.take()
	r := &f.revoked
	list, version, ok = r.list, r.version, r.read
	if !ok || list != nil {
		f.mu.Unlock()
		return list, version, ok
	}
	list = slices.AppendSeq(make([]answer.Revocation, 0, len(r.byCode)), maps.Values(r.byCode))
	f.mu.Unlock()
	list = f.sorted(list)
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.version == version {
		r.list = list
	}
	return list, version, true
}

// sorted brings a list into the form in which it is given out.
func (f *Feed) sorted(list []answer.Revocation) []answer.Revocation {
	slices.SortFunc(list, func(a, b answer.Revocation) int { return cmp.Compare(a.Subject, b.Subject) })
	r := answer.Revocations{List: list}
	if s := r.Fit(); s != (answer.Shortened{}) {
		f.o.Log.Warn("the revocation list is too long; the oldest are shortened or left out",
			zap.Int("revoked", len(list)), zap.Int("without_reason", s.Reasons), zap.Int("left_out", s.Licences))
	}
	return r.List
}

// readRevoked reads what was revoked before the feed was made, and tries until it
// could.
func (f *Feed) readRevoked(ctx context.Context) {
	if !f.anyRevoked() {
		f.listed(nil, true)
		return
	}
	var after codec.Code
	for {
		page, next, err := f.o.Store.List(ctx, keystore.Filter{Standing: keystore.Revoked.String()}, after, 0)
		switch {
		case ctx.Err() != nil, errors.Is(err, keystore.ErrClosed):
			return
		case err != nil:
			f.o.Log.Warn("the revocation list cannot be read; it is tried again", zap.Error(err))
			if !pause(ctx, readAgain) {
				return
			}
			continue
		}
		f.listed(page, next.IsZero())
		if next.IsZero() {
			return
		}
		after = next
	}
}

// anyRevoked tells whether a licence of the stock is revoked. That is seen in
// memory; the reasons are on the disk, whose every record has to be read for them.
func (f *Feed) anyRevoked() bool {
	found := false
	err := f.o.Store.Each(func(e *keystore.Entry) bool {
		found = e.Standing == keystore.Revoked
		return !found
	})
	return found || err != nil
}

// listed takes over a page of the stock. What the store told meanwhile is newer;
// what it will tell is seen by a look-up already, or comes later and counts.
func (f *Feed) listed(page []keystore.Licence, last bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range page {
		code := page[i].Code
		if _, told := f.revoked.byCode[code]; told {
			continue
		}
		if e, err := f.o.Store.Lookup(code); err == nil && e.Standing == keystore.Revoked {
			f.revoked.follow(&page[i])
		}
	}
	f.revoked.read = last
}

// pause waits, and tells whether it did to the end.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
