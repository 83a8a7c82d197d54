package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTerms(t *testing.T) {
	sample, err := new(Portal).LoadTerms()
	if err != nil || !strings.Contains(sample.JA, "見本") || !strings.Contains(sample.EN, "sample") {
		t.Fatalf("the sample: %v, %+v", err, sample)
	}
	ja, en := write(t, "ja.txt", "条件\n"), write(t, "en.txt", "Terms\n")
	own := Portal{TermsJA: ja, TermsEN: en}
	first, err := own.LoadTerms()
	if err != nil || first != (Terms{"条件\n", "Terms\n"}) || first.Version() == sample.Version() || len(first.Version()) != 12 {
		t.Errorf("own terms: %v, %+v, version %s", err, first, first.Version())
	}
	if err := os.WriteFile(en, []byte("Terms!\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if second, err := own.LoadTerms(); err != nil || second.Version() == first.Version() {
		t.Errorf("changed terms have the version of those before: %v", err)
	}
}

func TestWrongTermsAreNamed(t *testing.T) {
	good := write(t, "good.txt", "条件")
	for name, p := range map[string]Portal{
		"portal.terms_ja": {TermsJA: filepath.Join(t.TempDir(), "none"), TermsEN: good},
		"portal.terms_en": {TermsJA: good, TermsEN: write(t, "latin1.txt", "\xe9")},
		"not empty":       {TermsJA: write(t, "empty.txt", " \n"), TermsEN: good},
	} {
		if _, err := p.LoadTerms(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
