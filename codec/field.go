package codec

// GF(32) as polynomials over GF(2) modulo x^5+x^2+1, with α = x = 2.
// α generates all 31 non-zero elements. Addition is XOR.
const (
	fieldSize  = 32
	fieldOrder = fieldSize - 1
	fieldPoly  = 0b100101
)

// alpha[i] is α^i, twice over so that a sum of two logarithms needs no modulus.
// logOf[a] is the i with α^i = a; logOf[0] means nothing.
var alpha, logOf = powers()

func powers() (exp [2 * fieldOrder]uint8, log [fieldSize]uint8) {
	a := 1
	for i := range fieldOrder {
		exp[i], exp[i+fieldOrder] = uint8(a), uint8(a)
		log[a] = uint8(i)
		if a <<= 1; a >= fieldSize {
			a ^= fieldPoly
		}
	}
	return exp, log
}

func mul(a, b uint8) uint8 {
	if a == 0 || b == 0 {
		return 0
	}
	return alpha[int(logOf[a])+int(logOf[b])]
}

// div is a/b; b is not 0.
func div(a, b uint8) uint8 {
	if a == 0 {
		return 0
	}
	return alpha[int(logOf[a])+fieldOrder-int(logOf[b])]
}
