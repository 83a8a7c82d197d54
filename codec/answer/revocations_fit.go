package answer

import "slices"

// Shortened says what Fit took out.
type Shortened struct {
	Reasons  int // that are left out
	Licences int // that are
}

// fits is how many bytes of a payload a token of MaxRevocations holds, beside
// the header, the signature and the claims.
const fits = MaxRevocations/4*3 - 2<<10

// Fit shortens a list that readers would not take: it leaves out reasons and,
// when that is not enough, revocations, the oldest first. What is handed in
// stays as it is, r.List is another then.
func (r *Revocations) Fit() (s Shortened) {
	excess := r.size() - fits
	if excess <= 0 {
		return s
	}
	r.List = slices.Clone(r.List)
	oldest := make([]*Revocation, len(r.List))
	for i := range r.List {
		oldest[i] = &r.List[i]
	}
	slices.SortStableFunc(oldest, func(a, b *Revocation) int { return a.At.Compare(b.At) })
	for _, x := range oldest {
		if excess <= 0 {
			return s
		}
		if x.Reason != "" {
			excess -= x.size()
			x.Reason = ""
			excess += x.size()
			s.Reasons++
		}
	}
	drop := map[string]bool{}
	for i := 0; excess > 0; i++ {
		excess -= oldest[i].size()
		drop[oldest[i].Subject] = true
	}
	r.List = slices.DeleteFunc(r.List, func(x Revocation) bool { return drop[x.Subject] })
	s.Licences = len(drop)
	return s
}

func (r *Revocations) size() (n int) {
	for i := range r.List {
		n += r.List[i].size()
	}
	return n
}

// size is what it takes in a list, with its comma.
func (r *Revocation) size() int {
	var room [512]byte
	return len(r.append(room[:0])) + 1
}
