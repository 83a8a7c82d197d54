package terms

import (
	"testing"

	"ollu/codec/answer"
	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/keystore"
)

// A statement says of a licence what its record and its lease say, and no more
// is allowed than the issuer and the calendar both allow.
func TestStatement(t *testing.T) {
	for name, c := range map[string]struct {
		days      int
		standing  keystore.Standing
		activated bool
		want      answer.Result
		updates   bool
	}{
		"in term":             {10, keystore.Activated, true, answer.Valid, true},
		"in grace":            {-1, keystore.Activated, true, answer.Grace, true},
		"grace is over":       {-90, keystore.Activated, true, answer.Expired, false},
		"not activated":       {10, keystore.Issued, false, answer.NotActivated, true},
		"issued, for a file":  {10, keystore.Issued, true, answer.Valid, true},
		"revoked":             {10, keystore.Revoked, true, answer.Revoked, false},
		"replaced, and ended": {-90, keystore.Replaced, true, answer.Replaced, false},
		"suspended":           {10, keystore.Suspended, false, answer.Suspended, false},
	} {
		t.Run(name, func(t *testing.T) {
			e := entry(c.days)
			e.Standing, e.Type, e.Components = c.standing, product.Trial, []string{"antivirus"}
			l, err := book(t).At(&e, noon)
			if err != nil {
				t.Fatal(err)
			}
			var s answer.Statement
			l.Tell(&s, &e)
			l.Settle(&s, &e, c.activated)
			if s.Result != c.want || s.UpdatesAllowed != c.updates {
				t.Errorf("%s, updates %v", s.Result, s.UpdatesAllowed)
			}
			if !s.Issued || s.Product != "appliance" || s.Type != product.Trial || s.Seats != 10 || len(s.Components) != 1 || s.Zone != "Asia/Tokyo" {
				t.Errorf("%+v", s)
			}
			if s.Expires != today+term.Day(c.days) || s.GraceEnds != s.Expires+90 || s.DaysLeft != c.days || !s.NextCheck.After(noon) {
				t.Errorf("%+v", s)
			}
		})
	}
}
