package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"ollu/config"
	"ollu/server"
	"ollu/server/mail"
	"ollu/server/outbox"
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
	var zone *time.Location
	if p.Zone != "" {
		if zone, err = time.LoadLocation(p.Zone); err != nil {
			return server.Portal{}, err
		}
	}
	o := server.Portal{
		Zone: zone, Listen: p.Listen, TLSCert: p.TLSCert, TLSKey: p.TLSKey, URL: p.URL,
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
	o.Templates, err = ownTemplates(p.MailTemplates)
	return o, err
}

// ownTemplates is the folder of the operator's mail templates; nil where none is
// named. A folder that is not there is refused: what is missing in it would be
// taken from the program, and nobody would know.
func ownTemplates(dir string) (fs.FS, error) {
	if dir == "" {
		return nil, nil
	}
	if _, err := os.ReadDir(dir); err != nil {
		return nil, &fault{what: "portal.mail_templates: " + err.Error(), next: "name a folder that the server may read; ollu mail templates DIR makes one"}
	}
	return os.DirFS(dir), nil
}

// adviseOnTemplate adds to a failure what to do about a mail template that is
// wrong.
func adviseOnTemplate(err error) error {
	if wrong, ok := errors.AsType[*outbox.TemplateError](err); ok {
		return &fault{what: wrong.Error(), next: "correct it in the folder portal.mail_templates, or delete it there to have the built-in one"}
	}
	return err
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
