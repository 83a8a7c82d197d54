package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/config"
	"ollu/server/manager/book"
	"ollu/server/manager/control"
	"ollu/server/words"
)

// site is the manager that a command works on, and where it prints.
type site struct {
	*control.Client
	app      *app
	conf     config.ManagerConfig
	server   string // the issuer's address, as that manager knows it
	door     string // where products ask that manager; empty: nowhere
	out, err io.Writer
	close    func() error
}

// begin reaches the manager of the state's folder, which is made where there is
// none.
func (a *app) begin(c *cobra.Command, s *settings) (*site, error) { return a.reach(c, s, true) }

// work reaches the manager of a folder that has a state.
func (a *app) work(c *cobra.Command, s *settings) (*site, error) { return a.reach(c, s, false) }

func (a *app) reach(c *cobra.Command, s *settings, begin bool) (*site, error) {
	l, err := a.load(s)
	if err != nil {
		return nil, err
	}
	conf := quiet(l)
	a.dir = conf.StateDir
	if err := a.MayWrite(conf.StateDir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(bookIn(conf.StateDir)); errors.Is(err, fs.ErrNotExist) && !begin {
		return nil, &cli.Fault{
			What: a.Say(words.SiteNoState, words.Args{"dir": conf.StateDir}), Next: a.Say(words.SiteBegin, nil), No: true,
		}
	}
	t := &site{app: a, conf: conf, out: c.OutOrStdout(), err: c.ErrOrStderr(), close: func() error { return nil }}
	if err := t.connect(c.Context()); err != nil {
		return nil, err
	}
	if s.flags.Changed("server") && t.server != conf.Server {
		fmt.Fprintln(t.err, a.Say(words.SiteOtherServer, words.Args{"server": t.server}))
	}
	return t, nil
}

func bookIn(dir string) string { return filepath.Join(dir, control.BookFile) }

// Patience with a state that is in use: by a manager that starts or stops, or by
// another command.
const (
	patience  = 10 * time.Second
	lockTime  = time.Millisecond // one try: who holds it is asked at once
	nextLook  = 100 * time.Millisecond
	helloTime = 5 * time.Second
)

// connect takes the state itself where nobody holds it, and asks who holds it
// where somebody does. That the lock comes first makes an address that a killed
// manager left behind harmless.
func (t *site) connect(ctx context.Context) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		b, err := book.Open(bookIn(t.conf.StateDir), book.Options{Timeout: lockTime})
		if err == nil {
			return t.local(b)
		}
		if !errors.Is(err, book.ErrInUse) {
			return t.app.noState(t.conf.StateDir, err)
		}
		err = t.remote(ctx)
		if !errors.Is(err, control.ErrNotRunning) && !errors.Is(err, control.ErrNotAnnounced) {
			return err
		}
		select {
		case <-time.After(nextLook):
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return &cli.Fault{What: t.app.Say(words.SiteInUse, words.Args{"dir": t.conf.StateDir}), Next: t.app.Say(words.SiteWait, nil)}
		}
	}
}

// remote reaches the manager that runs.
func (t *site) remote(ctx context.Context) error {
	url, token, err := control.Find(t.conf.StateDir)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, helloTime)
	defer cancel()
	t.Client = control.Remote(url, token)
	hello, err := t.Hello(ctx)
	if e, ok := errors.AsType[*control.Error](err); ok && e.Kind == control.Unauthorized {
		file := filepath.Join(t.conf.StateDir, control.TokenFile)
		return &cli.Fault{What: t.app.Say(words.SiteOtherToken, words.Args{"file": file}), Next: t.app.Say(words.SiteRestart, nil)}
	}
	t.server, t.door = hello.Server, hello.Door
	return err
}

// local makes a manager of the book for as long as the command takes.
func (t *site) local(b *book.Book) error {
	t.close = b.Close
	err := func() error {
		made, err := t.app.materials(t.conf, t.err)
		if err != nil {
			return err
		}
		m, err := made.manager(b)
		if err != nil {
			return err
		}
		token, err := control.NewToken(rand.Reader)
		if err != nil {
			return err
		}
		t.server, t.door = t.conf.Server, outside(t.conf.Listen, t.conf.Listen, t.conf.TLSCert != "")
		t.Client = control.Local(control.New(control.Options{Manager: m, Token: token}), token)
		return nil
	}()
	if err != nil {
		return errors.Join(err, b.Close())
	}
	return nil
}

// done lets go of the state, and gives err, or else what went wrong in that.
func (t *site) done(err error) error { return errors.Join(err, t.close()) }

// say gives a text.
func (t *site) say(id words.ID, args words.Args) string { return t.app.Say(id, args) }

// line prints a text on stdout.
func (t *site) line(id words.ID, args words.Args) error { return cli.PrintLine(t.out, t.say(id, args)) }

// asking shows on a terminal that the issuer is being asked.
func (t *site) asking() (done func()) {
	if t.server == "" {
		return func() {}
	}
	return cli.Doing(t.err, t.say(words.SiteSyncing, words.Args{"server": t.server}))
}

// does makes the run function of a command that works on a state: reach it, call
// what the command does, let go of it.
func (a *app) does(s *settings, reach func(*cobra.Command, *settings) (*site, error), do func(c *cobra.Command, t *site, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		t, err := reach(c, s)
		if err != nil {
			return err
		}
		return t.done(do(c, t, args))
	}
}
