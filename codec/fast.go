package codec

// The canonical form is what programs send and are sent, so it is read and
// written in one straight pass. For reading, one table turns a byte into a
// symbol's value, another the value into all it stands for, and a group of
// symbols is the XOR of its rows.

// residueBits is how many low bits of a row are the residue of codeRows. Above
// them the row holds the symbol's own five bits where its group wants them.
const (
	residueBits = codeChecks * symbolBits
	residueMask = 1<<residueBits - 1
)

var groupRows = makeGroupRows()

// makeGroupRows counts the prefix and the group after it as one group of six.
func makeGroupRows() (rows [CodeSymbols][fieldSize]uint64) {
	for i := range rows {
		after := (CodeSymbols - 1 - i) % 5 // symbols of its group that follow
		if i == 0 {
			after = 5
		}
		for v := range rows[i] {
			rows[i][v] = uint64(codeRows[i][v]) | uint64(v)<<(residueBits+symbolBits*after)
		}
	}
	return rows
}

// parseCanonical reads a right code with its hyphens where they belong, in
// either case. Anything else is left to the careful parser. r is &groupRows,
// handed in so that a row is an offset and not an address to be loaded.
func parseCanonical(b *[codeText]byte, r *[CodeSymbols][fieldSize]uint64) (c Code, ok bool) {
	const m = symbolMask

	s0, s1 := prefixClass[b[0]], prefixClass[b[1]]
	s2, s3, s4, s5 := bodyClass[b[3]], bodyClass[b[4]], bodyClass[b[5]], bodyClass[b[6]]
	bad := s0 | s1 | s2 | s3 | s4 | s5
	g0 := r[0][s0&m] ^ r[1][s1&m] ^ r[2][s2&m] ^ r[3][s3&m] ^ r[4][s4&m] ^ r[5][s5&m]

	s0, s1, s2, s3, s4 = bodyClass[b[8]], bodyClass[b[9]], bodyClass[b[10]], bodyClass[b[11]], bodyClass[b[12]]
	bad |= s0 | s1 | s2 | s3 | s4
	g1 := r[6][s0&m] ^ r[7][s1&m] ^ r[8][s2&m] ^ r[9][s3&m] ^ r[10][s4&m]

	s0, s1, s2, s3, s4 = bodyClass[b[14]], bodyClass[b[15]], bodyClass[b[16]], bodyClass[b[17]], bodyClass[b[18]]
	bad |= s0 | s1 | s2 | s3 | s4
	g2 := r[11][s0&m] ^ r[12][s1&m] ^ r[13][s2&m] ^ r[14][s3&m] ^ r[15][s4&m]

	s0, s1, s2, s3, s4 = bodyClass[b[20]], bodyClass[b[21]], bodyClass[b[22]], bodyClass[b[23]], bodyClass[b[24]]
	bad |= s0 | s1 | s2 | s3 | s4
	g3 := r[16][s0&m] ^ r[17][s1&m] ^ r[18][s2&m] ^ r[19][s3&m] ^ r[20][s4&m]

	s0, s1, s2, s3, s4 = bodyClass[b[26]], bodyClass[b[27]], bodyClass[b[28]], bodyClass[b[29]], bodyClass[b[30]]
	bad |= s0 | s1 | s2 | s3 | s4
	g4 := r[21][s0&m] ^ r[22][s1&m] ^ r[23][s2&m] ^ r[24][s3&m] ^ r[25][s4&m]

	s0, s1, s2, s3, s4 = bodyClass[b[32]], bodyClass[b[33]], bodyClass[b[34]], bodyClass[b[35]], bodyClass[b[36]]
	bad |= s0 | s1 | s2 | s3 | s4
	g5 := r[26][s0&m] ^ r[27][s1&m] ^ r[28][s2&m] ^ r[29][s3&m] ^ r[30][s4&m]

	hyphens := b[2] == '-' && b[7] == '-' && b[13] == '-' && b[19] == '-' && b[25] == '-' && b[31] == '-'
	if !hyphens || bad >= foreign || (g0^g1^g2^g3^g4^g5)&residueMask != 0 {
		return Code{}, false
	}
	g0, g1, g2, g3, g4 = g0>>residueBits, g1>>residueBits, g2>>residueBits, g3>>residueBits, g4>>residueBits
	g5 >>= 2 * residueBits // its last four symbols are the checks
	w0, w1, w2 := g0<<34|g1<<9|g2>>16, g2<<48|g3<<23|g4>>2, g4&3<<5|g5
	return Code{[3]uint64{w0, w1, w2}}, w0|w1|w2 != 0
}

// appendCanonical writes c with its check symbols.
func (c Code) appendCanonical(dst []byte) []byte {
	var t [codeText]byte
	// The group after the prefix is written with the symbol before it, which the
	// prefix and the hyphen then cover.
	r := writeGroup((*[5]byte)(t[2:]), (*[5][fieldSize]uint32)(codeRows[1:]), c.w[0]>>34)
	r ^= writeGroup((*[5]byte)(t[8:]), (*[5][fieldSize]uint32)(codeRows[6:]), c.w[0]>>9)
	r ^= writeGroup((*[5]byte)(t[14:]), (*[5][fieldSize]uint32)(codeRows[11:]), c.w[0]<<16|c.w[1]>>48)
	r ^= writeGroup((*[5]byte)(t[20:]), (*[5][fieldSize]uint32)(codeRows[16:]), c.w[1]>>23)
	r ^= writeGroup((*[5]byte)(t[26:]), (*[5][fieldSize]uint32)(codeRows[21:]), c.w[1]<<2|c.w[2]>>5)
	p := c.Prefix()
	r ^= codeRows[0][(p[0]-'A')&symbolMask] ^ codeRows[26][c.w[2]&symbolMask]
	writeGroup((*[5]byte)(t[32:]), (*[5][fieldSize]uint32)(codeRows[26:]), c.w[2]<<residueBits|uint64(r))
	t[0], t[1] = p[0], p[1]
	t[2], t[7], t[13], t[19], t[25], t[31] = '-', '-', '-', '-', '-', '-'
	return append(dst, t[:]...)
}

// writeGroup writes the low 25 bits of g and gives what they add to the residue.
func writeGroup(t *[5]byte, rows *[5][fieldSize]uint32, g uint64) uint32 {
	const m = symbolMask
	s0, s1, s2, s3, s4 := g>>20&m, g>>15&m, g>>10&m, g>>5&m, g&m
	t[0], t[1], t[2], t[3], t[4] = alphabet[s0], alphabet[s1], alphabet[s2], alphabet[s3], alphabet[s4]
	return rows[0][s0] ^ rows[1][s1] ^ rows[2][s2] ^ rows[3][s3] ^ rows[4][s4]
}
