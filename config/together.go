package config

import (
	"errors"
	"fmt"
)

// together checks what is right or wrong only in company.
func together(c *Config) (errs []error) {
	if (c.Agents.TLSCert == "") != (c.Agents.TLSKey == "") {
		errs = append(errs, fmt.Errorf("agents.tls_cert is %.80q and agents.tls_key is %.80q: expected both or neither",
			c.Agents.TLSCert, c.Agents.TLSKey))
	}
	return append(append(errs, c.Portal.together()...), c.Mail.together()...)
}

func (p *Portal) together() (errs []error) {
	if (p.TLSCert == "") != (p.TLSKey == "") {
		errs = append(errs, fmt.Errorf("portal.tls_cert is %.80q and portal.tls_key is %.80q: expected both or neither", p.TLSCert, p.TLSKey))
	}
	if (p.TermsJA == "") != (p.TermsEN == "") {
		errs = append(errs, errors.New("portal.terms_ja and portal.terms_en: expected both or neither, since customers read either language"))
	}
	return errs
}

func (m *Mail) together() (errs []error) {
	wrong := func(is bool, reason string) {
		if is {
			errs = append(errs, errors.New(reason))
		}
	}
	wrong((m.User == "") != (m.PasswordFile == ""), "mail.user and mail.password_file: expected both or neither")
	wrong(m.User != "" && m.TLS == "none", "mail.user with mail.tls none: a password is not sent in the clear, expected starttls or tls")
	wrong((m.Host == "") != (m.From == ""), "mail.host and mail.from: expected both or neither")
	return errs
}

// agentTogether is together for the agent.
func agentTogether(c *AgentConfig) (errs []error) {
	wrong := func(is bool, reason string) {
		if is {
			errs = append(errs, errors.New(reason))
		}
	}
	p, m := &c.Proxy, &c.Mail
	wrong((p.User == "") != (p.PasswordFile == ""), "proxy.user and proxy.password_file: expected both or neither")
	wrong(p.URL == "" && p.User != "", "proxy.user is given and proxy.url is not: expected the proxy's address")
	wrong((m.User == "") != (m.PasswordFile == ""), "mail.user and mail.password_file: expected both or neither")
	wrong(m.User != "" && m.TLS == "none", "mail.user with mail.tls none: a password is not sent in the clear, expected starttls or tls")
	wrong(m.Host != "" && (m.From == "" || len(m.To) == 0), "mail.host is given without mail.from or mail.to: expected all three")
	wrong(m.Host == "" && (m.From != "" || len(m.To) > 0), "mail.from or mail.to is given without mail.host: expected all three")

	errs = append(errs, c.Profile.together()...)
	names := map[string]string{}
	unique := func(list, name string, i int) {
		at := fmt.Sprintf("%s[%d].name", list, i+1)
		if first, twice := names[list+name]; twice && name != "" {
			errs = append(errs, fmt.Errorf("%s is %.80q, as %s is: expected a name of its own", at, name, first))
		}
		names[list+name] = at
	}
	for i := range c.Hooks {
		unique("hooks", c.Hooks[i].Name, i)
	}
	for i := range c.Services {
		unique("services", c.Services[i].Name, i)
	}
	return errs
}
