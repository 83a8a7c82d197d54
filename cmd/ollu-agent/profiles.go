package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/netutil"

	"ollu/cmd/cli"
	"ollu/config"
	"ollu/server/agent"
	"ollu/server/serve"
	"ollu/server/words"
)

// Bounds of the profile listener: one manager talks to it, or two for a while.
const (
	profileConnections = 32
	profileHeader      = 16 << 10
	profileHeadTime    = 5 * time.Second
	profileReadTime    = time.Minute
	profileWriteTime   = 2 * time.Minute
	profileIdleTime    = time.Minute
	profileAgain       = 30 * time.Second // between two tries at opening it
)

// listener is the profile listener as it is configured.
type listener struct {
	a     *app
	conf  config.AgentProfile
	agent *agent.Agent
	log   *zap.Logger
}

// keepOpen has the listener open until ctx ends. A listener that cannot be opened
// stops nothing else: it is told, and tried again.
func (l *listener) keepOpen(ctx context.Context) {
	if l.conf.Listen == "" {
		return
	}
	for ctx.Err() == nil {
		err := l.serve(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		l.log.Error("profiles cannot be pushed to this product; it is tried again, and everything else goes on", zap.Error(err))
		again := time.NewTimer(profileAgain)
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
		}
	}
}

// serve opens the listener and serves it until ctx ends.
func (l *listener) serve(ctx context.Context) error {
	door, err := l.a.doorOf(&l.conf)
	if err != nil {
		return err
	}
	warn := func(err error) { l.log.Warn("profile listener", zap.Error(err)) }
	plain, err := serve.Listen("the profile listener", l.conf.Listen, nil, warn)
	if err != nil {
		return err
	}
	address := serve.URL(plain, door.tls != nil)
	open := netutil.LimitListener(plain, profileConnections)
	if door.tls != nil {
		open = tls.NewListener(open, door.tls)
	}
	s := &http.Server{
		Handler: l.agent.Profiles(door.token), MaxHeaderBytes: profileHeader, ReadHeaderTimeout: profileHeadTime,
		ReadTimeout: profileReadTime, WriteTimeout: profileWriteTime, IdleTimeout: profileIdleTime,
		ErrorLog: zap.NewStdLog(l.log.WithOptions(zap.IncreaseLevel(zap.WarnLevel))),
	}
	l.log.Info("profiles can be pushed", zap.String("url", address))
	shut := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(shut)
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), profileHeadTime)
		defer cancel()
		if s.Shutdown(limited) != nil {
			_ = s.Close()
		}
	})
	if err := s.Serve(open); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	<-shut
	return nil
}

// door is what says who may push.
type door struct {
	token string
	tls   *tls.Config // nil: plain HTTP
}

// doorOf reads the files that say who may push.
func (a *app) doorOf(c *config.AgentProfile) (d door, err error) {
	if c.Listen == "" {
		return d, nil
	}
	if c.Open() && !c.Alone() {
		return d, &cli.Fault{What: a.Say(words.CLIOpenDoor, words.Args{"address": c.Listen}), Next: a.Say(words.CLICloseDoor, nil)}
	}
	if c.TokenFile != "" {
		if d.token, err = a.Secret(c.TokenFile); err != nil {
			return d, err
		}
		d.token = strings.TrimSpace(d.token)
	}
	if c.TLSCert == "" {
		return d, nil
	}
	for _, file := range []string{c.TLSCert, c.TLSKey} {
		if _, err := a.ReadFile(file); err != nil {
			return d, err
		}
	}
	cert, err := serve.LoadCertificate(c.TLSCert, c.TLSKey)
	if err != nil {
		args := words.Args{"cert": c.TLSCert, "key": c.TLSKey, "reason": err}
		return d, &cli.Fault{What: a.Say(words.CLINotPair, args), Next: a.Say(words.CLICheckFile, nil)}
	}
	managers, err := a.authorities(c.ClientCA)
	if err != nil {
		return d, err
	}
	d.tls = cert.Config()
	if managers != nil {
		d.tls.ClientAuth, d.tls.ClientCAs = tls.RequireAndVerifyClientCert, managers
	}
	return d, nil
}
