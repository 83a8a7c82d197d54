package codec

// The canonical form is what programs send, so it is read in one straight pass:
// a table row turns a byte into its value, another says what the value adds to
// the residue. All values are ORed into one, which shows at the end whether
// every byte was a symbol.

// ParseCode reads an activation code as a person types it: any case, hyphens and
// spaces of every kind or none, full-width letters and digits. It allocates
// nothing when it succeeds. Errors are *LengthError, *SymbolError and
// *CheckError.
func ParseCode(s string) (Code, error) {
	return ParseCodeBytes([]byte(s))
}

// ParseCodeBytes is ParseCode of bytes, which it does not keep.
func ParseCodeBytes(b []byte) (Code, error) {
	if len(b) == codeText {
		if c, ok := parseCanonical((*[codeText]byte)(b)); ok {
			return c, nil
		}
	}
	w, err := codeForm.parse(b)
	if err != nil {
		return Code{}, err
	}
	return codeOf(&w), nil
}

// parseCanonical reads a right code with its hyphens where they belong, in
// either case. Anything else is left to the careful parser.
func parseCanonical(b *[codeText]byte) (c Code, ok bool) {
	if b[2] != '-' || b[7] != '-' || b[13] != '-' || b[19] != '-' || b[25] != '-' || b[31] != '-' {
		return Code{}, false
	}
	v0, v1 := prefixClass[b[0]], prefixClass[b[1]]
	bad := v0 | v1
	residue := codeRows[0][v0&symbolMask] ^ codeRows[1][v1&symbolMask]
	part := [3]uint64{uint64(v0)<<symbolBits | uint64(v1)}
	for i := prefixSymbols; i < CodeSymbols; i++ {
		v := bodyClass[b[codeAt[i]]]
		bad |= v
		residue ^= codeRows[i][v&symbolMask]
		if i < 27 {
			part[i/12] = part[i/12]<<symbolBits | uint64(v)
		}
	}
	if bad >= foreign || residue != 0 {
		return Code{}, false
	}
	c = joinCode(part[0], part[1], part[2])
	return c, !c.IsZero()
}

var codeAt = [CodeSymbols]uint8{0, 1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 32, 33, 34, 35, 36}
