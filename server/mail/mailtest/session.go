package mailtest

import (
	"crypto/subtle"
	"errors"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one conversation.
type session struct {
	catcher *Catcher
	conn    *smtp.Conn
	mail    Message
}

func (c *Catcher) session(conn *smtp.Conn) (smtp.Session, error) {
	return &session{catcher: c, conn: conn}, nil
}

// judge gives the refusal that the test asked for, if any.
func (s *session) judge(verb, argument string) error {
	s.catcher.mu.Lock()
	refuse := s.catcher.refuse
	s.catcher.mu.Unlock()
	if refuse == nil {
		return nil
	}
	code, text := refuse(verb, argument)
	if code == 0 {
		return nil
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// AuthMechanisms is part of smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.catcher.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth is part of smtp.AuthSession.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if err := s.judge("AUTH", user); err != nil {
			return err
		}
		o := &s.catcher.options
		if user != o.User || subtle.ConstantTimeCompare([]byte(password), []byte(o.Password)) == 0 {
			return smtp.ErrAuthFailed
		}
		s.mail.User = user
		return nil
	}), nil
}

// Mail is part of smtp.Session.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.catcher.options.User != "" && s.mail.User == "" {
		return smtp.ErrAuthRequired
	}
	s.mail.From = from
	return s.judge("MAIL", from)
}

// Rcpt is part of smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.judge("RCPT", to); err != nil {
		return err
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

// Data is part of smtp.Session.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return errors.New("reading the mail failed")
	}
	if err := s.judge("DATA", string(raw)); err != nil {
		return err
	}
	m := s.mail
	m.Raw = raw
	_, m.TLS = s.conn.TLSConnectionState()
	m.Helo = s.conn.Hostname()
	s.catcher.keep(m)
	return nil
}

// Reset is part of smtp.Session.
func (s *session) Reset() { s.mail = Message{User: s.mail.User} }

// Logout is part of smtp.Session.
func (s *session) Logout() error { return nil }
