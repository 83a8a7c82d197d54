package manager

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"go.uber.org/zap"

	"ollu/codec"
	"ollu/codec/answer"
	"ollu/server/client"
	"ollu/server/manager/report"
)

const nonceBytes = 16

// prove asks about one code with a nonce. The answer can be nobody's but the
// issuer's, and of no other moment: so the issuer was really heard, and its clock
// is known. A machine whose clock is off says so, and goes by the issuer's.
func (s *syncing) prove(ctx context.Context, code codec.Code) error {
	m := s.m
	if m.asker == nil {
		return ErrNoServer
	}
	nonce, err := m.nonce()
	if err != nil {
		return err
	}
	token, err := m.asker.AskToken(ctx, client.Question{Code: code.Reveal(), Nonce: nonce})
	if err != nil {
		return err
	}
	signed, err := m.trust.verify(token, answer.Expect{Subject: code.Fingerprint(), Nonce: nonce})
	if err != nil {
		return err
	}
	off := m.o.Now().Sub(signed.IssuedAt).Truncate(time.Second)
	if off.Abs() <= report.Slack {
		off = 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if off != 0 && off != m.off {
		m.log.Warn("this machine's clock is wrong: set it", zap.Duration("ahead_of_issuer", off))
	}
	m.off, m.heard = off, true
	s.report.ClockOff = int(off / time.Second)
	return nil
}

// nonce makes one.
func (m *Manager) nonce() (string, error) {
	var raw [nonceBytes]byte
	if _, err := io.ReadFull(m.o.Random, raw[:]); err != nil {
		return "", fmt.Errorf("making a nonce: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// clockOff is by how much the machine's clock is ahead of the issuer's, as far as
// that is known and more than report.Slack.
func (m *Manager) clockOff() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.off
}

// proved tells whether the issuer's clock is known.
func (m *Manager) proved() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.heard
}
