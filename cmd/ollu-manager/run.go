package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"ollu/cmd/build"
	"ollu/cmd/cli"
	"ollu/config"
	"ollu/server/manager/book"
)

// lockPatience is how long a manager that starts waits for a command, or another
// manager that stops, to let go of the state.
const lockPatience = 3 * time.Second

func (a *app) newRunCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:   "run",
		Short: "Look after the site until told to stop",
		Long: `Asks the issuer daily and waits for its news in between, delivers to the products and tries again what failed, and answers the products that ask this manager. It serves a web page, /metrics, /healthz and /readyz on the admin address; people sign in with the token in manager.token of the state's folder. The log goes to standard error.

SIGTERM and Ctrl-C let the requests under way finish; SIGHUP reads the certificates again. It may be killed at any time; the other commands work while it runs.`,
		Example: "  ollu-manager run --server " + exampleServer + " --listen 127.0.0.1:8083",
		Args:    a.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.keep(c, &s) },
	}
	s.registerRun(c)
	return c
}

// registerRun adds the flags of run.
func (s *settings) registerRun(c *cobra.Command) {
	s.registerAsking(c)
	d := config.DefaultManager()
	s.flags.String("listen", d.Listen, "address of the products' door; empty opens none")
	s.flags.String("admin-listen", d.AdminListen, "address of the web page, the commands, metrics and health")
}

// keep runs a manager until the context of the command ends.
func (a *app) keep(c *cobra.Command, s *settings) (err error) {
	l, err := a.load(s)
	if err != nil {
		return err
	}
	conf := l.Config
	if err := a.MayWrite(conf.StateDir); err != nil {
		return err
	}
	made, err := a.materials(conf, c.ErrOrStderr())
	if err != nil {
		return err
	}
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)

	b, err := book.Open(bookIn(conf.StateDir), book.Options{Timeout: lockPatience})
	if err != nil {
		return a.noState(conf.StateDir, err)
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	n, err := newNode(made, b, a.Lang)
	if err == nil {
		err = n.start()
	}
	if err != nil {
		return a.misset(err)
	}
	if n.doorURL != "" {
		fmt.Fprintf(c.OutOrStdout(), "products  %s\n", n.doorURL)
	}
	fmt.Fprintf(c.OutOrStdout(), "admin     %s (page, /metrics, /healthz, /readyz)\n", n.adminURL)
	made.log.Info("running", zap.String("state", conf.StateDir), zap.String("version", build.This(version).Version))
	cli.Notify(made.log, daemon.SdNotifyReady)
	err = n.watch(c.Context(), hup)
	cli.Notify(made.log, daemon.SdNotifyStopping)
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return errors.Join(err, n.stop(ctx))
}
