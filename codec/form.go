package codec

// CodeSymbols and KeySymbols count the symbols of an activation code and of a
// registration key, without hyphens.
const (
	CodeSymbols, KeySymbols = 31, 18

	codeChecks, keyChecks = 4, 3
	codeText, keyText     = 37, 22 // characters of the canonical form
	prefixSymbols         = 2
	prefixLetters         = 26
	symbolBits            = 5
	symbolMask            = 1<<symbolBits - 1
)

// word is a code or key as its symbols' values, the prefix first. A key leaves
// the end unused.
type word [CodeSymbols]uint8

// form is the shape of a word.
type form struct {
	name   string
	size   int                 // symbols
	checks int                 // how many of them, at the end, are check symbols
	groups []int               // symbols between hyphens
	rows   [][fieldSize]uint32 // see residueRows
}

var (
	codeRows = [CodeSymbols][fieldSize]uint32(residueRows(CodeSymbols, codeChecks))
	keyRows  = [KeySymbols][fieldSize]uint32(residueRows(KeySymbols, keyChecks))

	codeForm = form{"activation code", CodeSymbols, codeChecks, []int{2, 4, 5, 5, 5, 5, 5}, codeRows[:]}
	keyForm  = form{"registration key", KeySymbols, keyChecks, []int{2, 4, 4, 4, 4}, keyRows[:]}
)

// residueRows gives, for symbol v at place i, the remainder of v·x^(size-1-i)
// divided by the generator polynomial: five bits a coefficient, the highest
// power on top. XORed over the data symbols it is the check symbols; over a
// whole word it is the residue, which is 0 exactly for a right word.
func residueRows(size, checks int) [][fieldSize]uint32 {
	gen := generator(checks)
	rows := make([][fieldSize]uint32, size)
	power := make([]uint8, checks) // x^k modulo gen, highest power first
	power[checks-1] = 1
	for i := size - 1; i >= 0; i-- {
		for v := range rows[i] {
			for _, c := range power {
				rows[i][v] = rows[i][v]<<symbolBits | uint32(mul(c, uint8(v)))
			}
		}
		top := power[0]
		copy(power, power[1:])
		power[checks-1] = 0
		for k := range power {
			power[k] ^= mul(top, gen[k])
		}
	}
	return rows
}

// generator gives the coefficients of (x-α)(x-α²)…(x-αⁿ) below the leading 1,
// highest power first.
func generator(n int) []uint8 {
	g := []uint8{1}
	for i := 1; i <= n; i++ {
		g = append(g, 0)
		for k := i; k > 0; k-- {
			g[k] ^= mul(g[k-1], alpha[i])
		}
	}
	return g[1:]
}

// empty reports the word whose data are all 0: it stands for no code at all, so
// it is neither issued nor accepted.
func (w *word) empty() bool {
	return *w == word{}
}

func (w *word) lettersFirst() bool {
	return w[0] < prefixLetters && w[1] < prefixLetters
}

func (f *form) residue(w *word) (r uint32) {
	for i := range f.rows {
		r ^= f.rows[i][w[i]&symbolMask]
	}
	return r
}

// append writes the canonical text of w.
func (f *form) append(dst []byte, w *word) []byte {
	i := 0
	for g, n := range f.groups {
		if g > 0 {
			dst = append(dst, '-')
		}
		for range n {
			if i < prefixSymbols {
				dst = append(dst, 'A'+w[i])
			} else {
				dst = append(dst, alphabet[w[i]&symbolMask])
			}
			i++
		}
	}
	return dst
}

// seal works out the check symbols of w from its data symbols.
func (f *form) seal(w *word) {
	var r uint32
	data := f.size - f.checks
	for i := range data {
		r ^= f.rows[i][w[i]&symbolMask]
	}
	for i := f.size - 1; i >= data; i-- {
		w[i] = uint8(r & symbolMask)
		r >>= symbolBits
	}
}
