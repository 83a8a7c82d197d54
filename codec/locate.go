package codec

// fix is one wrong symbol: its place from 0 and what to XOR onto its value.
type fix struct {
	place int
	delta uint8
}

// locate finds the one or two wrong symbols (one where there are fewer than
// four checks) that explain a residue other than 0. n is 0 when none do.
func (f *form) locate(residue uint32) (fixes [2]fix, n int) {
	s := f.syndromes(residue)
	if x, ok := f.single(&s); ok {
		fixes[0] = f.fixAt(x, div(s[0], x))
		return fixes, 1
	}
	if f.checks < 4 {
		return fixes, 0
	}
	x1, x2, ok := double(&s)
	if !ok {
		return fixes, 0
	}
	y1 := div(s[1]^mul(s[0], x2), mul(x1, x1^x2))
	y2 := div(s[1]^mul(s[0], x1), mul(x2, x1^x2))
	fixes = [2]fix{f.fixAt(x1, y1), f.fixAt(x2, y2)}
	return fixes, 2
}

// fixAt turns a locator X = α^k, where k is the power of x, into a place.
func (f *form) fixAt(x, y uint8) fix {
	return fix{f.size - 1 - int(logOf[x]), y}
}

// syndromes evaluates the residue at α, α², …: with wrong symbols of value Y at
// locators X, syndrome j is the sum of Y·X^j.
func (f *form) syndromes(residue uint32) (s [codeChecks]uint8) {
	for j := range f.checks {
		for k := range f.checks {
			c := uint8(residue>>(symbolBits*k)) & symbolMask
			s[j] ^= mul(c, alpha[(j+1)*k])
		}
	}
	return s
}

// single gives the locator when each syndrome is the one before times X.
func (f *form) single(s *[codeChecks]uint8) (x uint8, ok bool) {
	if s[0] == 0 || s[1] == 0 {
		return 0, false
	}
	x = div(s[1], s[0])
	for j := 2; j < f.checks; j++ {
		if s[j] != mul(s[j-1], x) {
			return 0, false
		}
	}
	return x, int(logOf[x]) < f.size
}

// double solves for x1 and x2, the roots of X² + aX + b with s2 = a·s1 + b·s0
// and s3 = a·s2 + b·s1.
func double(s *[codeChecks]uint8) (x1, x2 uint8, ok bool) {
	d := mul(s[1], s[1]) ^ mul(s[0], s[2])
	if d == 0 {
		return 0, 0, false
	}
	a := div(mul(s[1], s[2])^mul(s[0], s[3]), d)
	b := div(mul(s[2], s[2])^mul(s[1], s[3]), d)
	for x := uint8(1); x < fieldSize; x++ {
		if mul(x, x^a) == b {
			x2 = x ^ a
			return x, x2, x2 != 0 && x2 != x
		}
	}
	return 0, 0, false
}
