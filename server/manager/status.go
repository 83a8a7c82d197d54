package manager

import (
	"fmt"
	"time"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/manager/report"
)

// Status says how everything stands.
func (m *Manager) Status() (report.Site, error) {
	marks, err := m.marks()
	if err != nil {
		return report.Site{}, fmt.Errorf("reading when the issuer was heard: %w", err)
	}
	m.mu.Lock()
	o := report.Options{Server: m.o.Server, Waiting: m.waiting, Off: m.off}
	if m.plan != nil { // by what is known now: a try that failed since it was looked at last is made again before tomorrow
		o.Next = m.plan.next(&marks, m.after, m.o.Now())
	}
	unsaved := m.unsaved
	m.mu.Unlock()
	site, err := report.Build(m.book, m.o.Now(), o)
	if err == nil && unsaved != nil {
		site.Sync.LastTry, site.Sync.Failures, site.Sync.Cause = unsaved.LastTry, unsaved.Failures, CauseNotSaved
	}
	return site, err
}

// Healthy gives nil while the issuer, or a file from it, was heard within two
// days, or there is no code to hear of; else a *report.UnhealthyError, or what is
// wrong with the book.
func (m *Manager) Healthy() error {
	marks, err := m.marks()
	if err != nil {
		return fmt.Errorf("reading when the issuer was heard: %w", err)
	}
	codes, err := m.book.CountCodes()
	if err != nil {
		return fmt.Errorf("counting the codes: %w", err)
	}
	return report.Health(&marks, codes, m.o.Now())
}

// Verify verifies a statement about a code with the keys that are believed: it is
// the issuer's, about this code, for no device, and of the present. The error is a
// *answer.VerifyError.
func (m *Manager) Verify(token []byte, code codec.Code) (answer.Signed, error) {
	return m.trust.verify(token, m.expect(code, time.Time{}))
}
