package bolt

import (
	"time"

	"ollu/codec"
	"ollu/keystore"
)

// The group is the keystore.View of its acts: it reads what earlier ones wrote.

// Licence reads a licence, with last seen as it is noted.
func (g *group) Licence(code codec.Code) (l keystore.Licence, found bool, err error) {
	l.Code = code
	g.key = code.AppendBytes(g.key[:0])
	found, err = g.get(licences, g.key, func(record []byte) error { return keystore.DecodeLicence(&l, record) })
	if found && err == nil {
		g.s.noteLicence(&l)
	}
	return l, found, err
}

// Device reads a device, with last seen and version as they are noted.
func (g *group) Device(code codec.Code, id string) (d keystore.Device, found bool, err error) {
	d.ID = id
	g.key = deviceKey(g.key[:0], code, id)
	found, err = g.get(devices, g.key, func(record []byte) error { return keystore.DecodeDevice(&d, record) })
	if found && err == nil {
		g.s.noteDevice(code, &d)
	}
	return d, found, err
}

// RegKey reads a registration key's record.
func (g *group) RegKey(key codec.Key) (k keystore.RegKey, found bool, err error) {
	k.Key = key
	g.key = key.AppendBytes(g.key[:0])
	found, err = g.get(keys, g.key, func(record []byte) error { return keystore.DecodeRegKey(&k, record) })
	return k, found, err
}

// Repeat reads what is remembered of an idempotency key.
func (g *group) Repeat(key string) (r keystore.Repeat, found bool, err error) {
	r.Key = key
	g.key = append(g.key[:0], key...)
	found, err = g.get(repeats, g.key, func(record []byte) error { return keystore.DecodeRepeat(&r, record) })
	return r, found, err
}

// get decodes what is stored under the key.
func (g *group) get(bucket int, key []byte, decode func(record []byte) error) (found bool, err error) {
	value := g.buckets[bucket].Get(key)
	if value == nil {
		return false, nil
	}
	record, _, err := unframe(key, value)
	if err != nil {
		return true, err
	}
	return true, decode(record)
}

// noteLicence brings in what is noted and not on disk yet.
func (s *Store) noteLicence(l *keystore.Licence) {
	if e, found := s.shelf.Lookup(l.Code); found && e.LastSeen > unix(l.LastSeen) {
		l.LastSeen = time.Unix(e.LastSeen, 0).UTC()
	}
}

// noteDevice brings in what is noted and not on disk yet.
func (s *Store) noteDevice(code codec.Code, d *keystore.Device) {
	lastSeen, version, found := s.shelf.Device(code, []byte(d.ID))
	if !found {
		return
	}
	if lastSeen > unix(d.LastSeen) {
		d.LastSeen = time.Unix(lastSeen, 0).UTC()
	}
	if version != "" {
		d.Version = version
	}
}
