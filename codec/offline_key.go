package codec

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// OfflineKeyBytes is the length of an offline key.
const OfflineKeyBytes = 32

// OfflineKey is the secret that the offline codes of one product are made and
// read with. Whoever holds it can make codes for that product. It prints masked;
// MarshalText gives it in full. The zero key is none.
type OfflineKey [OfflineKeyBytes]byte

const offlineKeyDomain = "ollu offline key\x00"

var (
	errOfflineKeyText = fmt.Errorf("an offline key is written as %d characters of base64url, as `ollu signing offline-key` prints it",
		offlineKeyText.EncodedLen(OfflineKeyBytes))
	errOfflineKeyZero = errors.New("the offline key is all zeros, which is none")
)

var offlineKeyText = base64.RawURLEncoding.Strict()

// DeriveOfflineKey gives a product its own key, worked out of the issuer's
// master key by HKDF-SHA256 without a salt, with "ollu offline key", a zero byte
// and the product's id for info: the key that one product carries says nothing
// of another's.
func DeriveOfflineKey(master []byte, product string) (key OfflineKey) {
	b, err := hkdf.Key(sha256.New, master, nil, offlineKeyDomain+product, OfflineKeyBytes)
	if err != nil {
		panic(err) // only for a length that HKDF cannot give, or a hash that is switched off
	}
	copy(key[:], b)
	return key
}

// ParseOfflineKey reads what MarshalText writes: 43 characters of base64url
// without padding, and nothing around them.
func ParseOfflineKey(text string) (key OfflineKey, err error) {
	b, err := offlineKeyText.DecodeString(text)
	if err != nil || len(b) != OfflineKeyBytes || len(text) != offlineKeyText.EncodedLen(OfflineKeyBytes) {
		return OfflineKey{}, errOfflineKeyText // not err: it would say what the text holds
	}
	copy(key[:], b)
	if key.IsZero() {
		return OfflineKey{}, errOfflineKeyZero
	}
	return key, nil
}

// IsZero reports whether k is no key.
func (k *OfflineKey) IsZero() bool { return *k == OfflineKey{} }

// MarshalText gives the key in full, for the product that is to carry it.
func (k OfflineKey) MarshalText() ([]byte, error) {
	return offlineKeyText.AppendEncode(nil, k[:]), nil
}

// UnmarshalText is ParseOfflineKey.
func (k *OfflineKey) UnmarshalText(text []byte) (err error) {
	*k, err = ParseOfflineKey(string(text))
	return err
}

// Format prints the key masked for every verb, %x among them.
func (k OfflineKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// String masks the key.
func (k OfflineKey) String() string {
	if k.IsZero() {
		return "(no offline key)"
	}
	return "(offline key)"
}

// GoString is String, for %#v.
func (k OfflineKey) GoString() string { return k.String() }
