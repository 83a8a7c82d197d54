package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"ollu/cmd/build"
	"ollu/cmd/cli"
	"ollu/server/agent"
)

func (a *app) newRunCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:   "run",
		Short: "Keep the licence: ask by the schedule, tell people, run hooks",
		Long: `Runs until it is told to stop: it asks the licence server by the product's schedule, makes up for checks that were missed, shows the notices of the day on standard output, mails them, and runs the hooks. Where profile.listen is configured it takes the licence profiles that a manager pushes. The log goes to standard error.

It may be stopped and killed at any time; the other commands work while it runs.`,
		Example: "  ollu-agent run --state-dir ./agent",
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.keep(c, &s)
		},
	}
	s.registerSite(c)
	return c
}

// keep runs the agent until the context of the command ends.
func (a *app) keep(c *cobra.Command, s *settings) error {
	l, err := a.load(s)
	if err != nil {
		return err
	}
	conf := l.Config
	if err := a.MayWrite(conf.StateDir); err != nil {
		return err
	}
	o, err := a.options(conf, c.ErrOrStderr())
	if err != nil {
		return err
	}
	out := c.OutOrStdout()
	o.Console = func(line string) { fmt.Fprintln(out, line) }
	opened, err := agent.Open(o)
	if err != nil {
		return err
	}
	o.Log.Info("running", zap.String("state", conf.StateDir), zap.String("version", build.This(version).Version))
	cli.Notify(o.Log, daemon.SdNotifyReady)
	ctx, stop := context.WithCancel(c.Context())
	var beside sync.WaitGroup
	beside.Go(func() { (&listener{a: a, conf: conf.Profile, agent: opened, log: o.Log}).keepOpen(ctx) })
	err = opened.Run(ctx)
	stop()
	beside.Wait()
	cli.Notify(o.Log, daemon.SdNotifyStopping)
	if errors.Is(err, context.Canceled) {
		return nil // told to stop
	}
	return err
}
