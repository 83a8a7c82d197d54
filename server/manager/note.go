package manager

import (
	"cmp"
	"errors"
	"time"

	"go.uber.org/zap"

	"ollu/server/client"
	"ollu/server/manager/book"
)

// note writes down how a sync of every code ended.
func (m *Manager) note(s *syncing, err error) {
	marks, failed := m.marks()
	marks.LastTry = stamp(s.at)
	if s.asked {
		marks.LastGood, marks.Revision = stamp(s.at), cmp.Or(s.since, marks.Revision)
	}
	if err != nil {
		marks.Failures++
		marks.Cause = cause(err)
		m.log.Warn("sync failed", zap.Int("failures", marks.Failures), zap.String("cause", marks.Cause), zap.Error(err))
	} else {
		marks.Failures, marks.Cause = 0, s.blemish()
		m.log.Info("synced", zap.Int("codes", s.report.Codes), zap.Int("changed", s.report.Changed),
			zap.Int("renewed", s.report.Renewed), zap.Int("refused", len(s.report.Refused)), zap.String("cause", marks.Cause))
	}
	m.keep(marks, failed, retryAfter(err))
}

// noteSome remembers of a sync of some codes what the next one of every code has
// to make up for: answers that were not believed, or with an error, that they could
// not be asked about; then Run does not leave it until tomorrow.
func (m *Manager) noteSome(s *syncing, err error) {
	marks, failed := m.marks()
	switch {
	case err != nil:
		marks.LastTry, marks.Cause = stamp(s.at), cause(err)
		marks.Failures++
	case len(s.report.Refused) > 0 && marks.Cause == "":
		marks.Cause = s.blemish()
	default:
		return
	}
	m.keep(marks, failed, retryAfter(err))
}

// keep writes the memory of the syncs down. What cannot be written, or stands in
// a book that could not be read, is remembered while the program runs.
func (m *Manager) keep(marks book.Marks, failed error, after time.Duration) {
	if failed == nil {
		failed = m.book.PutMarks(marks)
	}
	if failed != nil {
		m.log.Error("the time of this sync could not be saved", zap.Error(failed))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unsaved, m.after = nil, after
	if failed != nil {
		m.unsaved = &marks
	}
}

// blemish names what was wrong in a sync that ended well; "" nothing.
func (s *syncing) blemish() string {
	if len(s.report.Refused) > 0 {
		return s.report.Refused[0].Why
	}
	switch off := s.m.clockOff(); {
	case off > 0:
		return CauseClockAhead
	case off < 0:
		return CauseClockBehind
	}
	return ""
}

// Causes of a sync that did not end clean, beside those of server/client and
// codec/answer.
const (
	CauseNotSaved    = book.WhyNotSaved // the disk
	CauseClockAhead  = "clock_ahead"    // of this machine, by more than report.Slack
	CauseClockBehind = "clock_behind"
	CauseNoServer    = "no_server" // no address of the issuer is set
)

// cause names why a sync failed.
func cause(err error) string {
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
		return e.Cause.String()
	}
	if w, ok := why(err); ok {
		return w.String()
	}
	if errors.Is(err, ErrNoServer) {
		return CauseNoServer
	}
	return CauseNotSaved
}

func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok {
		return e.RetryAfter
	}
	return 0
}

// marks gives the memory of the syncs, what could not be written down included.
func (m *Manager) marks() (book.Marks, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unsaved != nil {
		return *m.unsaved, nil
	}
	return m.book.Marks()
}

// stamp is how a moment is kept: in UTC, whole seconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
