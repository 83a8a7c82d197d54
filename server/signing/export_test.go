package signing

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"ollu/codec/answer"
)

func exportOf(t *testing.T, p *place) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.open(noon).Export(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestExportComesBackAsItWas(t *testing.T) {
	p := newPlace(t)
	k1 := p.open(noon).Signer().KeyID()
	p.rotate(noon)
	p.rotate(noon)
	if err := p.open(noon).Retire(k1, noon, true, false); err != nil {
		t.Fatal(err)
	}
	if _, err := p.open(noon).SignFile(&answer.Claims{IssuedAt: noon, Expires: noon.Add(day)}, statement()); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "elsewhere", "signing")
	if _, kept, err := Import(dir, strings.NewReader(exportOf(t, p)), false, noon); err != nil || kept != "" {
		t.Fatalf("%q %v", kept, err)
	}
	here, there := files(t, p.dir), files(t, dir)
	if len(here) != len(there) {
		t.Errorf("%d files became %d", len(here), len(there))
	}
	for name, text := range here {
		if there[name] != text {
			t.Errorf("%s is another", name)
		}
	}
}

func TestImportReplaces(t *testing.T) {
	p, other := newPlace(t), newPlaceOf(t, 40)
	text, before := exportOf(t, other), files(t, p.dir)
	_, _, err := Import(p.dir, strings.NewReader(text), false, noon)
	want(t, err, ErrExists)
	r, kept, err := Import(p.dir, strings.NewReader(text), true, noon)
	if err != nil {
		t.Fatal(err)
	}
	if r.Signer().KeyID() != other.open(noon).Signer().KeyID() {
		t.Error("the old key signs")
	}
	if after := files(t, kept); len(after) != len(before) || after[ringFile] != before[ringFile] {
		t.Errorf("the keys that were there are not in %s", kept)
	}
	if _, err := Open(kept, noon); err != nil {
		t.Errorf("the keys that were kept: %v", err)
	}
}

// A damaged ring is what an import is for.
func TestImportMends(t *testing.T) {
	p := newPlace(t)
	text := exportOf(t, p)
	p.put(ringFile, "", fileMode)
	if _, _, err := Import(p.dir, strings.NewReader(text), true, noon); err != nil {
		t.Error(err)
	}
}

func TestImportRefusesWhatIsNotWhole(t *testing.T) {
	p, other := newPlace(t), newPlaceOf(t, 41)
	text, foreign := exportOf(t, p), exportOf(t, other)
	dir := filepath.Join(t.TempDir(), "signing")
	for name, c := range map[string]string{
		"nothing":              "",
		"a text":               "-----BEGIN PRIVATE KEY-----",
		"another JSON":         `{"kind":"something else"}`,
		"half":                 text[:len(text)/2],
		"twice":                text + text,
		"a changed key set":    strings.Replace(text, `"issuer": "example"`, `"issuer": ""`, 1),
		"without keys":         strings.Replace(text, "BEGIN PRIVATE KEY", "BEGIN", 1),
		"another's master key": text[:strings.LastIndex(text, `"offline"`)] + foreign[strings.LastIndex(foreign, `"offline"`):],
	} {
		_, _, err := Import(dir, strings.NewReader(c), false, noon)
		want(t, err, ErrDamaged)
		if _, err := Open(dir, noon); !errors.Is(err, ErrNone) {
			t.Errorf("%s: something was written: %v", name, err)
		}
	}
	_, _, err := Import(dir, strings.NewReader(strings.Replace(text, `"format": 1`, `"format": 2`, 1)), false, noon)
	want(t, err, ErrNewer)
}
