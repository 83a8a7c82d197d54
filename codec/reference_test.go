package codec

import "strings"

// The reference is written from docs/activation-code.md in the slowest and
// plainest way, and shares nothing with the package but the sizes: products by
// shift and XOR, words checked by evaluating them, corrections found by trying
// all of them.

const refBody = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

type reference struct {
	size, checks, limit int
	groups              []int
	single              map[[4]int]map[int]int // syndromes of one wrong symbol: place → error
}

var refCode, refKey = newReference(31, 4, 2, 2, 4, 5, 5, 5, 5, 5), newReference(18, 3, 1, 2, 4, 4, 4, 4)

func newReference(size, checks, limit int, groups ...int) *reference {
	r := &reference{size, checks, limit, groups, map[[4]int]map[int]int{}}
	for i := range size {
		for y := 1; y < 32; y++ {
			w := make([]int, size)
			w[i] = y
			r.single[r.syndromes(w)] = map[int]int{i: y}
		}
	}
	return r
}

func refMul(a, b int) (p int) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			p ^= a
		}
		if a <<= 1; a&32 != 0 {
			a ^= 37
		}
	}
	return p
}

// syndromes are w(α) to w(α⁴), by Horner's rule.
func (r *reference) syndromes(w []int) (s [4]int) {
	root := 1
	for j := range r.checks {
		root = refMul(root, 2)
		for _, v := range w {
			s[j] = refMul(s[j], root) ^ v
		}
	}
	return s
}

// values reads canonical text; ok is false when a character has no value there.
func (r *reference) values(text string) (w []int, ok bool) {
	for i, c := range strings.ReplaceAll(text, "-", "") {
		v := strings.IndexRune(refBody, c)
		if i < 2 {
			v = strings.IndexRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ", c)
		}
		if v < 0 {
			return nil, false
		}
		w = append(w, v)
	}
	return w, len(w) == r.size
}

func (r *reference) text(w []int) string {
	var b strings.Builder
	i := 0
	for g, n := range r.groups {
		if g > 0 {
			b.WriteByte('-')
		}
		for range n {
			if i < 2 {
				b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[w[i]])
			} else {
				b.WriteByte(refBody[w[i]])
			}
			i++
		}
	}
	return b.String()
}

// seal finds check symbols by dividing by the generator polynomial that the
// document gives.
func (r *reference) seal(data []int) []int {
	gen := []int{30, 6, 9, 17}
	if r.checks == 3 {
		gen = []int{14, 29, 10}
	}
	reg := make([]int, r.checks+1)
	for _, s := range data {
		t := s ^ reg[0]
		for k, g := range gen {
			reg[k] = reg[k+1] ^ refMul(g, t)
		}
	}
	return append(append([]int{}, data...), reg[:r.checks]...)
}

func (r *reference) right(w []int) bool {
	sum := 0
	for _, v := range w {
		sum |= v
	}
	return r.syndromes(w) == [4]int{} && sum != 0 && w[0] < 26 && w[1] < 26
}

// suggest tries every change of one symbol and of two.
func (r *reference) suggest(w []int) string {
	s := r.syndromes(w)
	if one, ok := r.single[s]; ok {
		return r.changed(w, one)
	}
	for other, two := range r.single {
		one, ok := r.single[[4]int{s[0] ^ other[0], s[1] ^ other[1], s[2] ^ other[2], s[3] ^ other[3]}]
		if ok && r.limit == 2 {
			return r.changed(w, one, two)
		}
	}
	return ""
}

func (r *reference) changed(w []int, changes ...map[int]int) string {
	w = append([]int{}, w...)
	for _, change := range changes {
		for i, y := range change {
			w[i] ^= y
		}
	}
	if !r.right(w) {
		return ""
	}
	return r.text(w)
}
