package signing

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// kind is what an export begins with.
const kind = "ollu signing keys"

// exported is a whole ring in one file. Whoever has it can sign in the
// issuer's name.
type exported struct {
	Kind    string            `json:"kind"`
	Keyring json.RawMessage   `json:"keyring"`
	Keys    map[string]string `json:"keys"`    // by id, PEM
	Offline string            `json:"offline"` // as in offline.key
}

// Export writes the whole ring as it is on disk now, private keys included, to
// w: the caller sees to it that only its owner can read it.
func (r *Ring) Export(w io.Writer) error {
	return reading(r.dir, func() error {
		k, s, err := readAll(r.dir)
		if err != nil {
			return err
		}
		return writeExport(w, k, s)
	})
}

func writeExport(w io.Writer, k *keyring, s *secrets) (err error) {
	e := exported{Kind: kind, Keys: map[string]string{}, Offline: string(masterText(&s.master))}
	if e.Keyring, err = k.text(); err != nil {
		return err
	}
	for id, key := range s.keys {
		text, err := keyText(key)
		if err != nil {
			return err
		}
		e.Keys[id] = string(text)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(&e)
}

// Import puts an exported ring into dir. It is checked as a whole first. A ring
// that is there is refused with ErrExists, or with replace kept beside it: kept
// is then the folder that it was moved to.
func Import(dir string, in io.Reader, replace bool, now time.Time) (r *Ring, kept string, err error) {
	return importRing(disk{}, dir, in, replace, now)
}

func importRing(d disk, dir string, in io.Reader, replace bool, now time.Time) (*Ring, string, error) {
	k, s, err := parseExport(in)
	if err != nil {
		return nil, "", err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(dir)), dirMode); err != nil {
		return nil, "", fmt.Errorf("make the data directory: %w", err)
	}
	var kept string
	err = locked(dir, func() error {
		there, err := occupied(dir)
		if err != nil {
			return err
		}
		if there && !replace {
			return refuse(ErrExists, "add --force to replace them; they are kept beside it", "there are signing keys in %s already", dir)
		}
		if err := build(d, dir+importing, k, s); err != nil {
			return fmt.Errorf("import the signing keys: %w", err)
		}
		if there {
			kept = dir + ".before-import-" + now.UTC().Format("20060102T150405.000000000Z")
			if err := d.rename(dir, kept); err != nil {
				return err
			}
		}
		return d.settle(dir+importing, dir)
	})
	if err != nil {
		return nil, kept, err
	}
	r, err := open(d, dir, now)
	return r, kept, err
}

// occupied tells whether there is anything in the place of a ring.
func occupied(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return len(entries) > 0, err
}

// parseExport reads and checks an export as a whole.
func parseExport(in io.Reader) (*keyring, *secrets, error) {
	bad := func(why string) (*keyring, *secrets, error) {
		return nil, nil, refuse(ErrDamaged, "take a file that ollu signing export wrote; nothing was changed", "this is no export of signing keys: %s", why)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the export: %w", err)
	}
	var e exported
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil || e.Kind != kind || decoder.More() || len(text) > maxFile {
		return bad("it is not in the form of one")
	}
	k, err := parseKeyring("its list of keys", e.Keyring)
	if errors.Is(err, ErrNewer) {
		return nil, nil, err
	}
	if err != nil {
		return bad("its list of keys does not hold together")
	}
	s := &secrets{keys: map[string]ed25519.PrivateKey{}}
	for i := range k.Keys {
		key := &k.Keys[i]
		if !key.held() {
			continue
		}
		private, err := parseKey([]byte(e.Keys[key.ID]))
		if err != nil || !private.Public().(ed25519.PublicKey).Equal(key.Public) {
			return bad("the private key of " + key.ID + " is missing or another")
		}
		s.keys[key.ID] = private
	}
	if s.master, err = parseMaster([]byte(e.Offline)); err != nil || fingerprint(&s.master) != k.Offline {
		return bad("the key of offline codes is missing or another")
	}
	return k, s, nil
}
