package mail

import (
	"context"
	"crypto/tls"
	netmail "net/mail"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Sender sends mails through one server. It may be used by several goroutines at
// once.
type Sender struct {
	options Options
	from    *netmail.Address
	to      []*netmail.Address
	tls     *tls.Config
}

// New makes a Sender. It reads the CA file and connects to nothing; an error
// says what is wrong with the options.
func New(o Options) (*Sender, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	from, to, err := o.addresses()
	if err != nil {
		return nil, err
	}
	config, err := o.tlsConfig()
	if err != nil {
		return nil, err
	}
	return &Sender{options: o, from: from, to: to, tls: config}, nil
}

// Send hands one mail over to the server. Where the server refuses some of the
// recipients the others still get it, and the error, which is not temporary,
// names the refused. Every failure of the conversation is an *Error. When ctx
// ends the connection is closed and its error is wrapped.
func (s *Sender) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	to, err := s.recipients(&m)
	if err != nil {
		return err
	}
	line := &line{sender: s, ctx: ctx}
	defer line.close()
	client, err := s.client(line)
	if err != nil {
		return s.failed(ctx, "its settings cannot be used", err)
	}
	conversation, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return s.failed(ctx, "", err)
	}
	return s.hand(ctx, conversation, s.compose(&m, to), to)
}

// client sets up the library for one conversation.
func (s *Sender) client(l *line) (*gomail.Client, error) {
	o := &s.options
	options := []gomail.Option{
		gomail.WithPort(o.Port), gomail.WithTimeout(o.Timeout), gomail.WithTLSConfig(s.tls),
		gomail.WithDialContextFunc(l.dial),
	}
	switch o.TLS {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		options = append(options, gomail.WithSSL())
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if o.Helo != "" {
		options = append(options, gomail.WithHELO(o.Helo))
	}
	if o.User != "" {
		options = append(options, gomail.WithUsername(o.User), gomail.WithPassword(o.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
				gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
	}
	return gomail.NewClient(o.Host, options...)
}

// hand passes the mail on, once signed in.
func (s *Sender) hand(ctx context.Context, c *smtp.Client, msg *gomail.Msg, to []*netmail.Address) error {
	if err := c.UpdateDeadline(s.options.Timeout); err != nil {
		return s.failed(ctx, "", err)
	}
	if err := c.Mail("<" + s.from.Address + ">"); err != nil {
		return s.failed(ctx, "it does not take mail from "+s.from.Address, err)
	}
	refused, err := name(c, to)
	if len(refused) == len(to) || err != nil && !isReply(err) {
		return s.failed(ctx, "it takes mail to none of the recipients", err)
	}
	if err := content(c, msg); err != nil {
		return s.failed(ctx, "it did not take the mail", err)
	}
	_ = c.Quit() // the mail is taken; how they part does not matter
	if len(refused) > 0 {
		return s.partly(refused, err)
	}
	return nil
}

// name names the recipients to the server; it gives those it refused and the most
// hopeful of its refusals, or the error that ended the conversation.
func name(c *smtp.Client, to []*netmail.Address) (refused []string, why error) {
	for _, a := range to {
		err := c.Rcpt("<" + a.Address + ">")
		if err == nil {
			continue
		}
		if !isReply(err) {
			return nil, err
		}
		refused = append(refused, a.Address)
		if !isLater(why) {
			why = err
		}
	}
	return refused, why
}

func content(c *smtp.Client, msg *gomail.Msg) error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := msg.WriteTo(w); err != nil {
		return err
	}
	return w.Close()
}
