package mem

import (
	"context"
	"fmt"

	"ollu/codec"
	"ollu/keystore"
	"ollu/keystore/audit"
	"ollu/keystore/customer"
)

// Verify reads every record, compares it with the entry that answers look-ups,
// and walks the audit chain.
func (s *Store) Verify(ctx context.Context, progress func(done, total int64)) (keystore.Report, error) {
	if err := s.read(ctx); err != nil {
		return keystore.Report{}, err
	}
	defer s.mu.RUnlock()
	r := keystore.Report{Keys: uint64(len(s.keys)), Repeats: uint64(len(s.repeats))}
	total := int64(len(s.records) + len(s.log))
	for code, l := range s.records {
		s.verifyLicence(&r, code, l)
		if r.Licences++; progress != nil {
			progress(int64(r.Licences), total)
		}
	}
	if _, err := customer.Verify(&tables{ctx, s.tables}, r.Problem); err != nil {
		return r, err
	}
	s.verifyLog(&r)
	if progress != nil {
		progress(total, total)
	}
	return r, ctx.Err()
}

func (s *Store) verifyLicence(r *keystore.Report, code codec.Code, l *licence) {
	full := keystore.Licence{Code: code}
	if err := keystore.DecodeLicence(&full, l.value); err != nil {
		r.Problem(fmt.Sprintf("licence %s: %v", code, err))
		return
	}
	for id, value := range l.devices {
		r.Devices++
		if err := keystore.DecodeDevice(&keystore.Device{ID: id}, value); err != nil {
			r.Problem(fmt.Sprintf("device %q of licence %s: %v", id, code, err))
		}
	}
	if int(full.DeviceCount) != len(l.devices) {
		r.Problem(fmt.Sprintf("licence %s counts %d devices and has %d", code, full.DeviceCount, len(l.devices)))
	}
	e := full.Entry()
	if shown := s.entries[code]; shown == nil || !e.Equal(shown) {
		r.Problem(fmt.Sprintf("licence %s is not answered as it is stored", code))
	}
}

func (s *Store) verifyLog(r *keystore.Report) {
	head, err := audit.Verify(audit.Head{}, s.entriesOfLog)
	if err != nil {
		r.Problem(err.Error())
	} else if head != s.head {
		r.Problem(fmt.Sprintf("the audit log ends at entry %d, and should at %d", head.Seq, s.head.Seq))
	}
	r.Audit, r.AuditEntries = head, uint64(len(s.log))
}

func (s *Store) entriesOfLog(yield func(audit.Entry, error) bool) {
	for _, value := range s.log {
		if !yield(audit.Decode(value)) {
			return
		}
	}
}
