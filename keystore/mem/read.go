package mem

import (
	"context"
	"maps"
	"slices"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
)

// Lookup gives the entry of a code.
func (s *Store) Lookup(code codec.Code) (keystore.Entry, error) {
	if err := s.read(context.Background()); err != nil {
		return keystore.Entry{}, err
	}
	defer s.mu.RUnlock()
	e := s.entries[code]
	if e == nil {
		return keystore.Entry{}, keystore.ErrNotFound
	}
	return *e, nil
}

// Licence gives everything known of a code, with its devices.
func (s *Store) Licence(ctx context.Context, code codec.Code) (keystore.Licence, error) {
	if err := s.read(ctx); err != nil {
		return keystore.Licence{}, err
	}
	defer s.mu.RUnlock()
	r := s.records[code]
	if r == nil {
		return keystore.Licence{}, keystore.ErrNotFound
	}
	l := keystore.Licence{Code: code}
	if err := keystore.DecodeLicence(&l, r.value); err != nil {
		return keystore.Licence{}, err
	}
	for _, id := range slices.Sorted(maps.Keys(r.devices)) {
		d := keystore.Device{ID: id}
		if err := keystore.DecodeDevice(&d, r.devices[id]); err != nil {
			return keystore.Licence{}, err
		}
		l.Devices = append(l.Devices, d)
	}
	return l, nil
}

// List pages through the licences in the order of their codes.
func (s *Store) List(ctx context.Context, f keystore.Filter, after codec.Code, limit int) ([]keystore.Licence, codec.Code, error) {
	if err := f.Validate(); err != nil {
		return nil, codec.Code{}, err
	}
	if err := s.read(ctx); err != nil {
		return nil, codec.Code{}, err
	}
	defer s.mu.RUnlock()
	var page []keystore.Licence
	for _, code := range pageFrom(&s.codes, s.records, after) {
		if len(page) == keystore.PageLimit(limit) {
			return page, page[len(page)-1].Code, nil
		}
		l := keystore.Licence{Code: code}
		if err := keystore.DecodeLicence(&l, s.records[code].value); err != nil {
			return nil, codec.Code{}, err
		}
		if f.Match(&l) {
			page = append(page, l)
		}
	}
	return page, codec.Code{}, nil
}

// RegKey gives a registration key's record.
func (s *Store) RegKey(ctx context.Context, key codec.Key) (keystore.RegKey, error) {
	if err := s.read(ctx); err != nil {
		return keystore.RegKey{}, err
	}
	defer s.mu.RUnlock()
	value, found := s.keys[key]
	if !found {
		return keystore.RegKey{}, keystore.ErrNotFound
	}
	k := keystore.RegKey{Key: key}
	err := keystore.DecodeRegKey(&k, value)
	return k, err
}

// RegKeys pages through the registration keys in their order.
func (s *Store) RegKeys(ctx context.Context, f keystore.KeyFilter, after codec.Key, limit int) ([]keystore.RegKey, codec.Key, error) {
	if err := f.Validate(); err != nil {
		return nil, codec.Key{}, err
	}
	if err := s.read(ctx); err != nil {
		return nil, codec.Key{}, err
	}
	defer s.mu.RUnlock()
	var page []keystore.RegKey
	for _, key := range pageFrom(&s.keyList, s.keys, after) {
		if len(page) == keystore.PageLimit(limit) {
			return page, page[len(page)-1].Key, nil
		}
		k := keystore.RegKey{Key: key}
		if err := keystore.DecodeRegKey(&k, s.keys[key]); err != nil {
			return nil, codec.Key{}, err
		}
		if f.Match(&k) {
			page = append(page, k)
		}
	}
	return page, codec.Key{}, nil
}

// Each shows every entry until fn returns false.
func (s *Store) Each(fn func(*keystore.Entry) bool) error {
	if err := s.read(context.Background()); err != nil {
		return err
	}
	defer s.mu.RUnlock()
	for _, e := range s.entries {
		if !fn(e) {
			break
		}
	}
	return nil
}

// EachDevice shows every device until fn returns false.
func (s *Store) EachDevice(fn func(e *keystore.Entry, lastSeen int64) bool) error {
	if err := s.read(context.Background()); err != nil {
		return err
	}
	defer s.mu.RUnlock()
	for code, r := range s.records {
		for _, value := range r.devices {
			var d keystore.Device
			if err := keystore.DecodeDevice(&d, value); err != nil {
				return err
			}
			if !fn(s.entries[code], d.LastSeen.Unix()) {
				return nil
			}
		}
	}
	return nil
}

// Audit shows the log from the given number on.
func (s *Store) Audit(ctx context.Context, from uint64, fn func(audit.Entry) error) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	log := s.log
	s.mu.RUnlock()
	for i := max(from, 1) - 1; i < uint64(len(log)); i++ {
		e, err := audit.Decode(log[i])
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}
