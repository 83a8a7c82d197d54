package main

import (
	"context"
	"os"

	"ollu/config"
	"ollu/server"
	"ollu/server/mail"
	"ollu/server/words"
)

// portalOptions says what the portal is, by the configuration.
func portalOptions(c *config.Config) (server.Portal, error) {
	p := &c.Portal
	terms, err := p.LoadTerms()
	if err != nil {
		return server.Portal{}, &fault{what: err.Error(), next: "name text files in UTF-8, or leave both empty for the sample"}
	}
	send, err := sender(&c.Mail)
	if err != nil {
		return server.Portal{}, err
	}
	o := server.Portal{
		Listen: p.Listen, TLSCert: p.TLSCert, TLSKey: p.TLSKey, URL: p.URL,
		Idle: p.IdleTimeout, Life: p.SessionLife, TrustedProxies: networks(p.TrustedProxies),
		Brand: p.Brand, TermsVersion: terms.Version(), Terms: func(l words.Lang) string {
			if l == words.JA {
				return terms.JA
			}
			return terms.EN
		},
		OperatorMail: p.OperatorMail, SupportMail: p.SupportMail, SupportPhone: p.SupportPhone, SupportURL: p.SupportURL,
		Send: send,
	}
	if p.MailTemplates != "" {
		o.Templates = os.DirFS(p.MailTemplates)
	}
	return o, nil
}

// sender makes what hands mails to the configured server; nil where there is none.
func sender(m *config.Mail) (func(context.Context, mail.Message) error, error) {
	if m.Host == "" {
		return nil, nil
	}
	password := ""
	if m.PasswordFile != "" {
		var err error
		if password, err = secretFile(m.PasswordFile); err != nil {
			return nil, err
		}
	}
	s, err := mail.New(mail.Options{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, Password: password, From: m.From, CAFile: m.CAFile})
	if err != nil {
		return nil, &fault{what: err.Error(), next: "put the section mail of the configuration right; ollu config show says where each value came from"}
	}
	return s.Send, nil
}
