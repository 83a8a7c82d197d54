package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"os"
	"time"

	"ollu/cmd/cli"
	"ollu/codec"
	"ollu/config"
	"ollu/server/agent"
	"ollu/server/agent/hook"
	"ollu/server/client"
	"ollu/server/mail"
	"ollu/server/words"
)

// options gives what an agent is made of, as the configuration describes it.
func (a *app) options(c config.AgentConfig, stderr io.Writer) (agent.Options, error) {
	o := agent.Options{
		Dir: c.StateDir, Server: c.Server, Product: c.Product, Device: c.Device, Version: c.Version, Build: c.Build,
		Host: c.Host, Lang: a.Lang, Spread: c.Spread, Insist: c.RequireFresh, Now: time.Now, Random: rand.Reader,
		Hooks: hooks(c.Hooks), Services: services(c.Services),
	}
	if o.Host == "" {
		o.Host, _ = os.Hostname() // without one, mails name the product alone
	}
	log, err := cli.Log(c.Log, stderr)
	if err != nil {
		return o, err
	}
	o.Log = log
	for _, part := range []func(*agent.Options, config.AgentConfig) error{a.addKeys, a.addTransport, a.addMail} {
		if err := part(&o, c); err != nil {
			return o, err
		}
	}
	return o, nil
}

// addKeys reads what the vendor shipped.
func (a *app) addKeys(o *agent.Options, c config.AgentConfig) (err error) {
	if o.Trust, err = a.Shipped(c.IssuerKeys); err != nil {
		return err
	}
	if o.Trust != nil && agent.CheckTrust(o.Trust) != nil {
		return &cli.Fault{What: a.Say(words.CLINotKeys, words.Args{"file": c.IssuerKeys}), Next: a.Say(words.CLINewKeys, nil)}
	}
	if o.Facts, err = a.facts(c); err != nil {
		return err
	}
	if c.OfflineKey == "" {
		return nil
	}
	text, err := a.Secret(c.OfflineKey)
	if err != nil {
		return err
	}
	key, err := codec.ParseOfflineKey(text)
	if err != nil {
		return a.Unfit(c.OfflineKey, err)
	}
	o.OfflineKey = &key
	return nil
}

// facts reads the product's description, and refuses what is none: it would be
// passed over.
func (a *app) facts(c config.AgentConfig) ([]byte, error) {
	facts, err := a.Shipped(c.Facts)
	if err != nil || facts == nil {
		return nil, err
	}
	id, err := agent.FactsOf(facts)
	next := a.Say(words.CLINewFacts, nil)
	switch {
	case err != nil:
		return nil, &cli.Fault{What: a.Say(words.CLINotFacts, words.Args{"file": c.Facts}), Next: next}
	case c.Product != "" && id != c.Product:
		return nil, &cli.Fault{What: a.Say(words.CLIOtherFacts, words.Args{"file": c.Facts, "got": id, "want": c.Product}), Next: next}
	}
	return bytes.TrimSpace(facts), nil
}

func (a *app) addTransport(o *agent.Options, c config.AgentConfig) error {
	if _, err := a.authorities(c.CAFile); err != nil {
		return err
	}
	t := client.TransportOptions{CAFile: c.CAFile}
	if c.Proxy.URL != "" {
		t.Proxy = &client.Proxy{URL: c.Proxy.URL, User: c.Proxy.User, NoProxy: c.Proxy.NoProxy}
	}
	if c.Proxy.PasswordFile != "" {
		password, err := a.Secret(c.Proxy.PasswordFile)
		if err != nil {
			return err
		}
		t.Proxy.Password = password
	}
	transport, err := client.NewTransport(t)
	if err != nil {
		return a.misset(err)
	}
	o.Transport = transport
	return nil
}

func (a *app) addMail(o *agent.Options, c config.AgentConfig) error {
	m := c.Mail
	if m.Host == "" {
		return nil
	}
	options := mail.Options{Host: m.Host, Port: m.Port, TLS: m.TLS, User: m.User, From: m.From, To: m.To, CAFile: c.CAFile, Helo: c.Host}
	if m.PasswordFile != "" {
		password, err := a.Secret(m.PasswordFile)
		if err != nil {
			return err
		}
		options.Password = password
	}
	sender, err := mail.New(options)
	if err != nil {
		return a.misset(err)
	}
	o.Mail = sender
	return nil
}

func hooks(all []config.AgentHook) (out []agent.Hook) {
	for _, h := range all {
		hook := agent.Hook{Name: h.Name, Components: h.Components, Program: hook.Program{Run: h.Run, Timeout: h.Timeout}}
		for _, on := range h.On {
			hook.On = append(hook.On, agent.Event(on))
		}
		out = append(out, hook)
	}
	return out
}

func services(all []config.AgentService) (out []agent.Service) {
	for _, s := range all {
		service := agent.Service{Name: s.Name, Components: s.Components, Program: hook.Program{Run: s.Run, Timeout: s.Timeout}}
		for _, on := range s.On {
			service.On = append(service.On, agent.Reason(on))
		}
		out = append(out, service)
	}
	return out
}
