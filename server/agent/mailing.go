package agent

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"ollu/codec/product"
	"ollu/codec/term"
	"ollu/server/agent/due"
	"ollu/server/mail"
	"ollu/server/notice"
)

const (
	mailTimeout = 2 * time.Minute
	mailWait    = time.Hour // the longest between two tries at the mail of a day
)

// mailNotices sends the mail of the day, one about all components. While it does
// not get through it is tried again until the day is over, unless the mail server
// refused it for good; the next day has a mail of its own (row A7).
func (a *Agent) mailNotices(ctx context.Context) {
	s := a.store.View()
	now := a.at(s)
	today := term.Today(now, s.zone(now))
	if a.o.Mail == nil || s.MailDay == today || a.tell.mailed == today || s.mailWaits(now) {
		return
	}
	m, any := a.mailOf(s, now, today)
	if !any {
		return
	}
	limited, cancel := context.WithTimeout(ctx, mailTimeout)
	defer cancel()
	err := a.o.Mail.Send(limited, m)
	if ctx.Err() != nil && err != nil {
		return // given up, which is no try
	}
	refused := ""
	switch e, ok := errors.AsType[*mail.Error](err); {
	case err == nil:
	case ok && !mail.Temporary(err):
		refused = e.Error()
		a.o.Log.Error("the notice of today was refused for good; tomorrow's is a mail of its own", zap.Error(err))
	default:
		a.o.Log.Warn("the notice of today could not be mailed; it is tried again", zap.Error(err))
	}
	done := err == nil || refused != ""
	if done {
		a.tell.mailed = today
	}
	if err := a.noteMail(today, now, done, refused); err != nil {
		a.o.Log.Error("how the mail went could not be saved", zap.Error(err))
	}
}

// mailWaits tells whether it is too early for another try. A try set for a moment
// further ahead than any wait comes from a clock that was wrong.
func (s *State) mailWaits(now time.Time) bool {
	return s.MailNext.After(now) && s.MailNext.Sub(now) <= mailWait
}

// mailOf writes the mail of a day; false when there is nothing to say. Its id is
// the same at every try.
func (a *Agent) mailOf(s *State, now time.Time, today term.Day) (mail.Message, bool) {
	name := product.Text{EN: s.Product, JA: s.Product}
	if facts, ok := s.by.facts(s); ok {
		name = facts.Name
	}
	subject, body := notice.Mail(a.o.Lang, name, a.o.Host, s.mailItems(now))
	device := sha256.Sum256([]byte(s.Device))
	return mail.Message{
		ID: fmt.Sprintf("ollu-notice-%s.%x", today, device[:8]), Subject: subject, Body: body,
		Lang: a.o.Lang.String(), Date: now.In(s.zone(now)),
	}, body != ""
}

// noteMail writes down how a try went: that the mail of the day is done with, sent
// or refused for good, or that it is to be tried again. The first try of the next day waits for
// nothing.
func (a *Agent) noteMail(today term.Day, now time.Time, done bool, refused string) error {
	return a.store.Update(func(s *State) error {
		if done {
			s.MailDay, s.MailTries, s.MailNext, s.MailRefused = today, 0, time.Time{}, refused
			return nil
		}
		s.MailTries++
		midnight := (today + 1).Start(s.zone(now))
		s.MailNext = now.Add(min(due.Retry(s.MailTries, a.random(), 0), mailWait))
		if !s.MailNext.Before(midnight) {
			s.MailTries, s.MailNext = 0, midnight
		}
		return nil
	})
}
