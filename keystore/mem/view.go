package mem

import (
	"ollu/codec"
	"ollu/keystore"
)

// view shows Plan what is there. Only the act under way uses it, and nothing but
// that act and notes of last seen change a record.
type view struct{ s *Store }

func (v view) Licence(code codec.Code) (l keystore.Licence, found bool, err error) {
	v.s.mu.RLock()
	defer v.s.mu.RUnlock()
	r := v.s.records[code]
	if r == nil {
		return l, false, nil
	}
	l.Code = code
	err = keystore.DecodeLicence(&l, r.value)
	return l, err == nil, err
}

func (v view) Device(code codec.Code, id string) (d keystore.Device, found bool, err error) {
	v.s.mu.RLock()
	defer v.s.mu.RUnlock()
	r := v.s.records[code]
	if r == nil || r.devices[id] == nil {
		return d, false, nil
	}
	d.ID = id
	err = keystore.DecodeDevice(&d, r.devices[id])
	return d, err == nil, err
}

func (v view) RegKey(key codec.Key) (k keystore.RegKey, found bool, err error) {
	v.s.mu.RLock()
	defer v.s.mu.RUnlock()
	value, found := v.s.keys[key]
	if !found {
		return k, false, nil
	}
	k.Key = key
	err = keystore.DecodeRegKey(&k, value)
	return k, err == nil, err
}

func (v view) Repeat(key string) (r keystore.Repeat, found bool, err error) {
	v.s.mu.RLock()
	defer v.s.mu.RUnlock()
	value, found := v.s.repeats[key]
	if !found {
		return r, false, nil
	}
	r.Key = key
	err = keystore.DecodeRepeat(&r, value)
	return r, err == nil, err
}
