package main

import (
	"io"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/config"
	"ollu/server/agent"
	"ollu/server/words"
)

// task is an agent that a command works with, and where it prints.
type task struct {
	app      *app
	agent    *agent.Agent
	out, err io.Writer
}

// task opens the agent for a command that may change its state.
func (a *app) task(c *cobra.Command, s *settings) (*task, error) {
	l, err := a.load(s)
	if err == nil {
		err = a.MayWrite(l.Config.StateDir)
	}
	if err != nil {
		return nil, err
	}
	return a.with(c, quiet(l))
}

// look opens the agent for a command that only reads.
func (a *app) look(c *cobra.Command, s *settings) (*task, error) {
	l, err := a.load(s)
	if err != nil {
		return nil, err
	}
	return a.with(c, quiet(l))
}

func (a *app) with(c *cobra.Command, conf config.AgentConfig) (*task, error) {
	o, err := a.options(conf, c.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	opened, err := agent.Open(o)
	if err != nil {
		return nil, err
	}
	return &task{a, opened, c.OutOrStdout(), c.ErrOrStderr()}, nil
}

// asking shows on a terminal that the server is being asked.
func (t *task) asking() (done func()) {
	server := t.agent.Status().Server
	if server == "" {
		return func() {}
	}
	return cli.Doing(t.err, t.app.Say(words.CLIAsking, words.Args{"server": server}))
}

// names gives what people call the components, by id.
func (t *task) names() map[string]string {
	names := map[string]string{}
	for _, p := range t.agent.Status().Parts {
		names[p.Component] = t.app.name(&p)
	}
	return names
}

// name is what people call a component: its id where no name is known.
func (a *app) name(p *agent.PartStatus) string {
	if name := a.Lang.Of(p.Name); name != "" {
		return name
	}
	return p.Component
}
