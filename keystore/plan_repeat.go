package keystore

import "ollu/codec"

// replay answers an act that was done before under the same idempotency key, and
// tells whether it was.
func (p *planner) replay() (bool, error) {
	if p.act.IdempotencyKey == "" {
		return false, nil
	}
	was, found, err := p.view.Repeat(p.act.IdempotencyKey)
	if err != nil || !found || p.at.Sub(was.At) >= IdempotencyLife {
		return false, err
	}
	if was.Digest != p.act.Digest {
		return false, ErrIdempotency
	}
	p.receipt = Receipt{Replayed: true, Rows: was.Rows}
	if err := p.recall(&was); err != nil {
		return false, err
	}
	return true, p.recallChange()
}

// recall fills the receipt with the licences and keys as they are now.
func (p *planner) recall(was *Repeat) error {
	for _, code := range was.Codes {
		l, err := p.licence(code)
		if err != nil {
			return err
		}
		p.receipt.Licences = append(p.receipt.Licences, l)
	}
	for _, key := range was.Keys {
		k, found, err := p.view.RegKey(key)
		if err != nil {
			return err
		}
		if found {
			p.receipt.Keys = append(p.receipt.Keys, k)
		}
	}
	return nil
}

// recallChange fills in what the record does not hold, because the act does.
func (p *planner) recallChange() (err error) {
	switch c := p.act.Change.(type) {
	case Import:
		for i := range p.receipt.Rows[:min(len(p.receipt.Rows), len(c.Licences))] {
			p.receipt.Rows[i].Code = c.Licences[i].Code
		}
	case Activate:
		_, p.receipt.Registered, err = p.view.Device(c.Code, c.Device)
	}
	return err
}

// remember keeps what replay needs.
func (p *planner) remember() {
	if p.act.IdempotencyKey == "" {
		return
	}
	r := &Repeat{Key: p.act.IdempotencyKey, Digest: p.act.Digest, At: p.at, Rows: p.receipt.Rows}
	if n := len(p.receipt.Licences); n > 0 {
		r.Codes = make([]codec.Code, n)
		for i := range p.receipt.Licences {
			r.Codes[i] = p.receipt.Licences[i].Code
		}
	}
	for i := range p.receipt.Keys {
		r.Keys = append(r.Keys, p.receipt.Keys[i].Key)
	}
	p.writes.Repeat = r
}
