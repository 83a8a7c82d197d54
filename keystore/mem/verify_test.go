package mem

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/customer"
)

// TestVerifyFindsDamage: each kind of fault is found and named without its code.
func TestVerifyFindsDamage(t *testing.T) {
	for want, spoil := range map[string]func(s *Store, c codec.Code){
		"a stored record is damaged": func(s *Store, c codec.Code) { s.records[c].value[20] ^= 1 },
		"device \"d\" of":            func(s *Store, c codec.Code) { s.records[c].devices["d"][2] ^= 1 },
		"counts 1 devices and has 0": func(s *Store, c codec.Code) { delete(s.records[c].devices, "d") },
		"not answered as it is":      func(s *Store, c codec.Code) { s.entries[c].Seats++ },
		"broken at entry 1":          func(s *Store, _ codec.Code) { s.log = s.log[1:] },
		"ends at entry 1, and":       func(s *Store, _ codec.Code) { s.log = s.log[:1] },
		"letters: a stored record is damaged": func(s *Store, _ codec.Code) {
			s.putTables([]customer.Put{{Table: customer.Letters, Key: []byte("l1"), Value: []byte("no letter")}})
		},
	} {
		s := New()
		code, err := codec.NewCode(codec.Prefix{'I', 'M'}, rand.NewChaCha8([32]byte{}))
		if err != nil {
			t.Fatal(err)
		}
		l := keystore.Licence{Code: code, Product: "p", Seats: 1, Zone: "UTC", Expires: 20908}
		for _, c := range []keystore.Change{keystore.Issue{Licences: []keystore.Licence{l}}, keystore.Activate{Code: code, Device: "d"}} {
			if _, err := s.Apply(t.Context(), keystore.Act{By: "operator", At: time.Unix(1.8e9, 0), Change: c}); err != nil {
				t.Fatal(err)
			}
		}
		spoil(s, code)
		r, err := s.Verify(t.Context(), nil)
		if err != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], want) || strings.Contains(r.Problems[0], code.Reveal()) {
			t.Errorf("%s: %v, %q", want, err, r.Problems)
		}
	}
}
