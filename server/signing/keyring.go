package signing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"ollu/codec/answer"
)

// The files of a ring.
const (
	ringFile    = "keyring.json"
	offlineFile = "offline.key"
	keySuffix   = ".pem"
)

// format is the version of keyring.json and of an export.
const format = 1

// keyring is what keyring.json holds.
type keyring struct {
	Format    int        `json:"format"`
	Issuer    string     `json:"issuer"`
	Offline   string     `json:"offline"` // fingerprint of offline.key
	Keys      []Key      `json:"keys"`    // oldest first
	Rotations []rotation `json:"rotations"`
}

// rotation is one key's word for a later one.
type rotation struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Token string `json:"token"` // see answer.Signer.AppendRotation
}

// fingerprint tells a master key from others without telling it.
func fingerprint(master *[masterBytes]byte) string {
	sum := sha256.Sum256(append([]byte("ollu offline master\x00"), master[:]...))
	return hex.EncodeToString(sum[:16])
}

// readKeyring reads keyring.json from a folder that holds a ring.
func readKeyring(dir string) (*keyring, error) {
	if err := present(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, ringFile)
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	return parseKeyring(path, text)
}

// present refuses a folder that is not there, is empty, or that others can
// enter.
func present(dir string) error {
	none := refuse(ErrNone, "ollu signing init makes them, and so does ollu serve at its first start", "there are no signing keys in %s", dir)
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir + importing); err == nil {
			return refuse(ErrDamaged, "run ollu signing import FILE again, with the same file", "an import of signing keys into %s was broken off", dir)
		}
		return none
	}
	if err != nil {
		return unreadable(err)
	}
	if !info.IsDir() {
		return damaged("%s is not a folder", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unreadable(err)
	}
	if len(entries) == 0 {
		return none
	}
	return private(dir, info, dirMode)
}

func parseKeyring(path string, text []byte) (*keyring, error) {
	var head struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, damaged("%s is not JSON", path)
	}
	if head.Format > format {
		return nil, refuse(ErrNewer, "start the version of ollu that wrote it", "%s has format %d, this version knows %d", path, head.Format, format)
	}
	var k keyring
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(&k); err != nil {
		return nil, damaged("%s is not a list of keys as this version writes it", path)
	}
	if err := k.check(); err != nil {
		return nil, damaged("%s: %v", path, err)
	}
	return &k, nil
}

// check holds the keyring to its rules, as far as they need no private key.
func (k *keyring) check() error {
	if k.Format != format || checkIssuer(k.Issuer) != nil {
		return errors.New("the format or the issuer is missing")
	}
	active := 0
	for i := range k.Keys {
		key := &k.Keys[i]
		if len(key.Public) != 32 || answer.KeyID(key.Public) != key.ID {
			return errors.New("the name of a key is not that of its public key")
		}
		switch key.State {
		case Active:
			active++
		case Rotated, Retired, Compromised:
		default:
			return errors.New("a key has a state that does not exist")
		}
	}
	if active != 1 {
		return errors.New("there is not exactly one active key")
	}
	for _, r := range k.Rotations {
		if !k.vouched(&r) {
			return errors.New("a rotation is not signed by the key it names, or is for another")
		}
	}
	return nil
}

// vouched tells whether a rotation is the word of a key of the ring for another.
func (k *keyring) vouched(r *rotation) bool {
	from := k.key(r.From)
	if from == nil || k.key(r.To) == nil {
		return false
	}
	var known answer.KeySet
	known.Add(from.Public)
	return slices.Contains(known.Follow(k.Issuer, []string{r.Token}), r.To)
}

// key returns a key by its id, nil when there is none.
func (k *keyring) key(id string) *Key {
	for i := range k.Keys {
		if k.Keys[i].ID == id {
			return &k.Keys[i]
		}
	}
	return nil
}

// active returns the key that signs.
func (k *keyring) active() *Key {
	for i := range k.Keys {
		if k.Keys[i].State == Active {
			return &k.Keys[i]
		}
	}
	return nil // check has seen to it that there is one
}

// commit writes keyring.json, and removes the private keys that are no longer
// held: a change cut off before that is finished by the next one.
func (k *keyring) commit(d disk, dir string) error {
	text, err := k.text()
	if err != nil {
		return err
	}
	if err := d.write(filepath.Join(dir, ringFile), text); err != nil {
		return err
	}
	for i := range k.Keys {
		if k.Keys[i].held() {
			continue
		}
		if err := d.remove(keyPath(dir, k.Keys[i].ID)); err != nil {
			return err
		}
	}
	return d.syncDir(dir)
}

func (k *keyring) text() ([]byte, error) {
	text, err := json.MarshalIndent(k, "", "  ")
	return append(text, '\n'), err
}

func keyPath(dir, id string) string { return filepath.Join(dir, id+keySuffix) }

// checkIssuer refuses a name that could not stand in every statement.
func checkIssuer(name string) error {
	const most = 64
	ok := name != "" && len(name) <= most
	for _, c := range []byte(name) {
		ok = ok && c > ' ' && c <= '~' && c != '"' && c != '\\'
	}
	if !ok {
		return refuse(ErrIssuer, "take a name like licences.example.com", "the name of an issuer is 1 to %d printable ASCII characters without spaces, quotes and backslashes", most)
	}
	return nil
}
