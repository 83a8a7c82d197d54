package signing

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"path/filepath"

	"ollu/codec/answer"
)

const masterBytes = 32

// secrets are the keys of a ring that nobody may see.
type secrets struct {
	keys   map[string]ed25519.PrivateKey // those held, by id
	master [masterBytes]byte
}

// newKey draws a signing key. Its id is typed on command lines, so one that begins
// with a hyphen, and would be taken for a flag, is drawn again.
func newKey(random io.Reader) (key ed25519.PrivateKey, err error) {
	const draws = 16 // one in 64 ids begins so
	for range draws {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(random, seed); err != nil {
			return nil, fmt.Errorf("draw a signing key: %w", err)
		}
		key = ed25519.NewKeyFromSeed(seed)
		if answer.KeyID(key.Public().(ed25519.PublicKey))[0] != '-' {
			break
		}
	}
	return key, nil
}

// readSecrets reads the private keys that the keyring says are held.
func readSecrets(dir string, k *keyring) (*secrets, error) {
	s := &secrets{keys: map[string]ed25519.PrivateKey{}}
	for i := range k.Keys {
		key := &k.Keys[i]
		if !key.held() {
			continue
		}
		path := keyPath(dir, key.ID)
		text, err := read(path)
		if err != nil {
			return nil, err
		}
		private, err := parseKey(text)
		if err != nil || !private.Public().(ed25519.PublicKey).Equal(key.Public) {
			return nil, damaged("%s does not hold the private key of its name", path)
		}
		s.keys[key.ID] = private
	}
	path := filepath.Join(dir, offlineFile)
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	if s.master, err = parseMaster(text); err != nil || fingerprint(&s.master) != k.Offline {
		return nil, damaged("%s does not hold the key of these offline codes", path)
	}
	return s, nil
}

func keyText(key ed25519.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write a signing key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// parseKey reads what keyText writes. Its error says nothing of the text.
func parseKey(text []byte) (ed25519.PrivateKey, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" || len(bytes.TrimSpace(rest)) > 0 {
		return nil, ErrDamaged
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrDamaged
	}
	key, ok := any.(ed25519.PrivateKey)
	if !ok {
		return nil, ErrDamaged
	}
	return key, nil
}

func masterText(master *[masterBytes]byte) []byte {
	return append(base64.RawURLEncoding.AppendEncode(nil, master[:]), '\n')
}

func parseMaster(text []byte) (master [masterBytes]byte, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(string(bytes.TrimSuffix(text, []byte("\n"))))
	if err != nil || len(b) != masterBytes {
		return master, ErrDamaged
	}
	return [masterBytes]byte(b), nil
}
