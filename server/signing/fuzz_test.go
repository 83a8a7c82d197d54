package signing

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"ollu/codec/answer"
)

// Whatever is to be imported, it is refused with what to do, or it is a whole
// ring: one that signs, publishes what it signs with, and exports as it came.
func FuzzImport(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "signing")
	r, err := Init(dir, "example", drawn(1), noon)
	if err != nil {
		f.Fatal(err)
	}
	for n := range byte(3) {
		var b bytes.Buffer
		if err := r.Export(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.String())
		f.Add(strings.Replace(b.String(), "active", "rotated", 1))
		f.Add(strings.Replace(b.String(), `"rotations": [`, `"rotations": [{},`, 1))
		if _, err := r.Rotate(drawn(n+2), noon); err != nil {
			f.Fatal(err)
		}
	}
	f.Add("")
	f.Add(`{"kind":"ollu signing keys","keyring":null,"keys":{},"offline":""}`)
	f.Fuzz(func(t *testing.T, text string) {
		k, secret, err := parseExport(strings.NewReader(text))
		if err != nil {
			want(t, err, errors.Unwrap(err))
			return
		}
		if key := secret.keys[k.active().ID]; !k.active().Public.Equal(key.Public()) {
			t.Error("the key that signs is another")
		}
		set, _, err := answer.ParseJWKS(k.published(noon))
		if _, there := set.Get(k.active().ID); err != nil || !there {
			t.Errorf("the key that signs is not published: %v", err)
		}
		var first, second bytes.Buffer
		if err := writeExport(&first, k, secret); err != nil {
			t.Fatal(err)
		}
		if k, secret, err = parseExport(bytes.NewReader(first.Bytes())); err != nil {
			t.Fatalf("what was exported cannot be imported: %v", err)
		}
		if err := writeExport(&second, k, secret); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("exports as %s, then as %s: %v", &first, &second, err)
		}
	})
}
