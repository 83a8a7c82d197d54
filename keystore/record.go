package keystore

// The stored form of each record: what a driver writes under which key. The
// licence's key is its code's 17 bytes, a device's the code's bytes followed by
// its id, a registration key's its 10 bytes, a repeat's its idempotency key. So
// licences are in the order of their codes and devices with their licence.
//
// Every value carries a schema version and a CRC-32C, and there is one encoding
// only of each record: what decodes encodes to the same bytes.

// AppendLicence appends the stored value of a licence; Code and Devices are not
// in it. The licence must be one that Plan accepted.
func AppendLicence(dst []byte, l *Licence) []byte { return dst }

// DecodeLicence reads a stored value; the code comes from the key. ErrDamaged,
// ErrNewer.
func DecodeLicence(dst *Licence, value []byte) error { return nil }

// DecodeEntry reads only what an Entry holds, without allocating once the
// interner knows the strings. The checksum is verified all the same.
func DecodeEntry(dst *Entry, value []byte, in *Interner) error { return nil }

// PatchLicenceSeen appends the value with LastSeen (unix seconds) moved forward;
// it is the value itself when that is not later.
func PatchLicenceSeen(dst, value []byte, lastSeen int64) ([]byte, error) { return dst, nil }

// AppendDevice appends the stored value of a device; its ID is in the key.
func AppendDevice(dst []byte, d *Device) []byte { return dst }

// DecodeDevice reads a stored value; ID is left as it is.
func DecodeDevice(dst *Device, value []byte) error { return nil }

// AppendRegKey appends the stored value of a registration key; Key is not in it.
func AppendRegKey(dst []byte, k *RegKey) []byte { return dst }

// DecodeRegKey reads a stored value; Key is left as it is.
func DecodeRegKey(dst *RegKey, value []byte) error { return nil }

// AppendRepeat appends the stored value of a repeat; Key is not in it.
func AppendRepeat(dst []byte, r *Repeat) []byte { return dst }

// DecodeRepeat reads a stored value; Key is left as it is.
func DecodeRepeat(dst *Repeat, value []byte) error { return nil }

// Interner shares the strings and component lists of many entries. Not for
// several goroutines at once. The zero value is ready.
type Interner struct{}
