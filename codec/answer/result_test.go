package answer

import "testing"

func TestResultNames(t *testing.T) {
	seen := map[string]bool{}
	for r := range All() {
		back, err := ParseResult(r.String())
		if err != nil || back != r {
			t.Errorf("ParseResult(%q) = %v, %v", r, back, err)
		}
		seen[r.String()] = true
	}
	if len(seen) != Results || seen[""] {
		t.Errorf("%d names for %d results: %v", len(seen), Results, seen)
	}
}

func TestResultOutsideTheListSaysNo(t *testing.T) {
	if got := Result(Results).String(); got != "malformed" {
		t.Errorf("a result outside the list is written %q", got)
	}
	for _, name := range []string{"", "VALID", "ok"} {
		if r, err := ParseResult(name); err == nil || r == Valid {
			t.Errorf("ParseResult(%q) = %v, %v; want an error", name, r, err)
		}
	}
	var zero Result
	if zero == Valid || zero == Grace {
		t.Error("the zero result says yes")
	}
}

func TestAllStopsWhenAsked(t *testing.T) {
	for r := range All() {
		if r == Revoked {
			return
		}
		if r > Revoked {
			t.Fatal("went on after the loop ended")
		}
	}
}
