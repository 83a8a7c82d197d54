package codec

import (
	"slices"
	"testing"
)

func TestFieldAgainstReference(t *testing.T) {
	for a := range uint8(fieldSize) {
		for b := range uint8(fieldSize) {
			if got, want := mul(a, b), uint8(refMul(int(a), int(b))); got != want {
				t.Errorf("%d·%d = %d, want %d", a, b, got, want)
			}
			if b != 0 && mul(div(a, b), b) != a {
				t.Errorf("%d/%d·%d is not %d", a, b, b, a)
			}
		}
	}
}

func TestGenerator(t *testing.T) {
	for _, tt := range []struct {
		checks int
		want   []uint8
	}{
		{codeChecks, []uint8{30, 6, 9, 17}},
		{keyChecks, []uint8{14, 29, 10}},
	} {
		if got := generator(tt.checks); !slices.Equal(got, tt.want) {
			t.Errorf("generator(%d) = %v, want %v", tt.checks, got, tt.want)
		}
	}
}

// The residue is linear in the word, so the smallest distance between two right
// words is the smallest number of symbols whose residue is 0. No two sets of one
// or two wrong symbols of a code share a residue: so that number is 5, and every
// one to four wrong symbols are noticed, whichever the code.
func TestCodeDistance(t *testing.T) {
	seen := make([]bool, 1<<residueBits)
	seen[0] = true
	for residue := range residuesUpToTwo(codeRows[:]) {
		if seen[residue] {
			t.Fatalf("two sets of wrong symbols share residue %#x", residue)
		}
		seen[residue] = true
	}
}

// No set of two wrong symbols of a key shares its residue with one of one, nor
// has residue 0: so two keys differ in four symbols, and every one to three
// wrong ones are noticed.
func TestKeyDistance(t *testing.T) {
	single := map[uint32]bool{0: true}
	for i := range keyRows {
		for v := 1; v < fieldSize; v++ {
			if single[keyRows[i][v]] {
				t.Fatalf("symbol %d: residue of %d is taken", i+1, v)
			}
			single[keyRows[i][v]] = true
		}
	}
	n := 0
	for residue := range residuesUpToTwo(keyRows[:]) {
		if single[residue] {
			n++
		}
	}
	if n != len(single)-1 { // each single once, as itself
		t.Errorf("%d residues of one or two wrong symbols are those of one", n)
	}
}

// Of all residues, locate explains just those that one or two wrong symbols (one,
// for a key) leave, and by these symbols.
func TestLocateEveryResidue(t *testing.T) {
	for _, tt := range []struct {
		form form
		want int
	}{
		{codeForm, 31*31 + 31*30/2*31*31},
		{keyForm, 18 * 31},
	} {
		located := 0
		for residue := range uint32(1) << (symbolBits * tt.form.checks) {
			fixes, n := tt.form.locate(residue)
			if n == 0 {
				continue
			}
			located++
			left := residue
			for _, x := range fixes[:n] {
				left ^= tt.form.rows[x.place][x.delta]
			}
			if left != 0 || n == 2 && fixes[0].place == fixes[1].place {
				t.Fatalf("%s: residue %#x is explained by %v", tt.form.name, residue, fixes[:n])
			}
		}
		if located != tt.want {
			t.Errorf("%s: %d residues explained, want %d", tt.form.name, located, tt.want)
		}
	}
}

func TestRowsAreLinear(t *testing.T) {
	for _, f := range []form{codeForm, keyForm} {
		for i, row := range f.rows {
			for v := range row {
				for u := range row {
					if row[u^v] != row[u]^row[v] {
						t.Fatalf("%s, symbol %d: %d and %d do not add up", f.name, i+1, u, v)
					}
				}
			}
		}
	}
}

// residuesUpToTwo goes through the residues of all sets of one and two wrong
// symbols.
func residuesUpToTwo(rows [][fieldSize]uint32) func(yield func(uint32) bool) {
	return func(yield func(uint32) bool) {
		for i := range rows {
			for v := 1; v < fieldSize; v++ {
				if !yield(rows[i][v]) {
					return
				}
				for j := range i {
					for u := 1; u < fieldSize; u++ {
						if !yield(rows[i][v] ^ rows[j][u]) {
							return
						}
					}
				}
			}
		}
	}
}
