package signing

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A ring that does not hold together is refused, by Open and by every change,
// and Init never makes another in its place.
func TestDamaged(t *testing.T) {
	other := newPlaceOf(t, 50)
	foreign := other.open(noon).Keys()[0].ID
	for name, spoil := range map[string]func(*place, string){
		"no list":              func(p *place, _ string) { os.Remove(filepath.Join(p.dir, ringFile)) },
		"an empty list":        func(p *place, _ string) { p.put(ringFile, "", fileMode) },
		"half a list":          func(p *place, _ string) { p.put(ringFile, files(p.t, p.dir)[ringFile][:200], fileMode) },
		"another JSON":         func(p *place, _ string) { p.put(ringFile, `{"a":1}`, fileMode) },
		"more after it":        func(p *place, _ string) { p.put(ringFile, files(p.t, p.dir)[ringFile]+"{}", fileMode) },
		"a huge list":          func(p *place, _ string) { p.put(ringFile, strings.Repeat(" ", maxFile+1), fileMode) },
		"no key file":          func(p *place, id string) { os.Remove(keyPath(p.dir, id)) },
		"an empty key file":    func(p *place, id string) { p.put(id+keySuffix, "", fileMode) },
		"another key":          func(p *place, id string) { p.put(id+keySuffix, files(p.t, other.dir)[foreign+keySuffix], fileMode) },
		"two keys in one":      func(p *place, id string) { k := files(p.t, p.dir)[id+keySuffix]; p.put(id+keySuffix, k+k, fileMode) },
		"no offline key":       func(p *place, _ string) { os.Remove(filepath.Join(p.dir, offlineFile)) },
		"a short offline key":  func(p *place, _ string) { p.put(offlineFile, "AAAA\n", fileMode) },
		"another offline key":  func(p *place, _ string) { p.put(offlineFile, files(p.t, other.dir)[offlineFile], fileMode) },
		"no active key":        func(p *place, _ string) { p.change(func(k *keyring) { k.Keys[1].State = Rotated }) },
		"two active keys":      func(p *place, _ string) { p.change(func(k *keyring) { k.Keys[0].State = Active }) },
		"an unknown state":     func(p *place, _ string) { p.change(func(k *keyring) { k.Keys[0].State = "asleep" }) },
		"a key under a name":   func(p *place, _ string) { p.change(func(k *keyring) { k.Keys[0].ID = foreign }) },
		"no issuer":            func(p *place, _ string) { p.change(func(k *keyring) { k.Issuer = "" }) },
		"another issuer":       func(p *place, _ string) { p.change(func(k *keyring) { k.Issuer = "other" }) },
		"a changed rotation":   func(p *place, _ string) { p.change(func(k *keyring) { k.Rotations[0].Token += "x" }) },
		"a rotation elsewhere": func(p *place, _ string) { p.change(func(k *keyring) { k.Rotations[0].To = k.Keys[0].ID }) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			sound := p.open(noon)
			spoil(p, p.rotate(noon))
			_, err := Open(p.dir, noon)
			want(t, err, ErrDamaged)
			if _, err := Init(p.dir, "example", drawn(9), noon); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrExists) {
				t.Errorf("made keys in their place: %v", err)
			}
			if _, err := sound.Rotate(drawn(9), noon); err == nil {
				t.Error("rotated")
			}
			if err := sound.Export(new(bytes.Buffer)); err == nil {
				t.Error("exported")
			}
		})
	}
}

func TestNewer(t *testing.T) {
	p := newPlace(t)
	p.put(ringFile, `{"format":2,"what":"will be"}`, fileMode)
	_, err := Open(p.dir, noon)
	want(t, err, ErrNewer)
}

func TestExposed(t *testing.T) {
	p := newPlace(t)
	id := p.open(noon).Signer().KeyID()
	for _, name := range []string{ringFile, offlineFile, id + keySuffix, "."} {
		path := filepath.Join(p.dir, name)
		for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o750} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			_, err := Open(p.dir, noon)
			want(t, err, ErrExposed)
			if !strings.Contains(err.Error(), "chmod") {
				t.Errorf("%v does not say what to do", err)
			}
		}
		mode := os.FileMode(fileMode)
		if name == "." {
			mode = dirMode
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		p.open(noon)
	}
}

// Whatever a key file holds, an error about it shows none of it.
func TestErrorsShowNoKey(t *testing.T) {
	p := newPlace(t)
	id := p.open(noon).Signer().KeyID()
	key := p.privateOf(id)
	text := files(t, p.dir)[id+keySuffix]
	for _, spoilt := range []string{strings.Replace(text, "PRIVATE", "OTHER", 2), text + "x", text[:len(text)/2], strings.TrimPrefix(text, "-----BEGIN")} {
		p.put(id+keySuffix, spoilt, fileMode)
		_, err := Open(p.dir, noon)
		want(t, err, ErrDamaged)
		body := strings.Split(text, "\n")[1]
		if strings.Contains(err.Error(), body[:20]) || strings.Contains(err.Error(), hex.EncodeToString(key.Seed())) {
			t.Errorf("%v", err)
		}
	}
}
