package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/codec/term"
	"ollu/server/notice"
	"ollu/server/words"
)

func (a *app) newNoticesCommand() *cobra.Command {
	var s settings
	var hide, show string
	var asJSON bool
	c := &cobra.Command{
		Use:     "notices",
		Short:   "Show what has to be said of the licences today",
		Long:    `Shows the notices of today: contracts that end soon or have ended, and updates that have stopped. Those come daily until the licence is renewed, and cannot be switched off. The notice of a component that was never activated can be hidden, and shown again.`,
		Example: "  ollu-agent notices --json\n  ollu-agent notices --hide " + exampleUnused + "\n  ollu-agent notices --show " + exampleUnused,
		Args:    a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if hide != "" && show != "" {
				return &cli.Fault{What: a.Say(words.CLINotTogether, words.Args{"flags": []string{"--hide", "--show"}}), Next: a.SeeHelp(c)}
			}
			if hide == "" && show == "" {
				t, err := a.look(c, &s)
				if err != nil {
					return err
				}
				return t.notices(asJSON)
			}
			t, err := a.task(c, &s)
			if err != nil {
				return err
			}
			return t.setNotice(hide, show, asJSON)
		},
	}
	s.register(c)
	c.Flags().StringVar(&hide, "hide", "", "component that was never activated, whose notice to hide")
	c.Flags().StringVar(&show, "show", "", "component whose notice to show again")
	cli.JSON(c, &asJSON)
	return c
}

// noticeLine is what --json prints of a notice; only what belongs to its kind is
// there.
type noticeLine struct {
	Component     string    `json:"component"`
	Activated     bool      `json:"activated"`
	Notice        *string   `json:"notice"` // ending, grace, updates_ended; null where it was never activated
	DaysLeft      *int      `json:"days_left,omitempty"`
	GraceDaysLeft *int      `json:"grace_days_left,omitempty"`
	EndedOn       *term.Day `json:"ended_on,omitempty"`
	GraceEndedOn  *term.Day `json:"grace_ended_on,omitempty"`
	Text          string    `json:"text"`
}

func (t *task) notices(asJSON bool) error {
	items := t.agent.Notices()
	if asJSON {
		lines := []noticeLine{}
		for _, item := range items {
			for _, text := range notice.Console(t.app.Lang, []notice.Item{item}) {
				lines = append(lines, lineOf(&item, text))
			}
		}
		return cli.PrintJSON(t.out, lines)
	}
	lines := notice.Console(t.app.Lang, items)
	if len(lines) == 0 {
		lines = []string{t.app.Say(words.CLINoNotices, nil)}
	}
	for _, line := range lines {
		if err := cli.PrintLine(t.out, line); err != nil {
			return err
		}
	}
	return nil
}

func lineOf(item *notice.Item, text string) noticeLine {
	l := noticeLine{Component: item.Component, Activated: item.Activated, Text: text}
	if !item.Activated {
		return l
	}
	n := item.Notice
	l.Notice = new(n.Kind.String())
	switch n.Kind {
	case term.Ending:
		l.DaysLeft = new(n.DaysLeft)
	case term.InGrace:
		l.EndedOn, l.GraceDaysLeft = new(n.EndedOn), new(n.GraceDaysLeft)
	case term.UpdatesEnded:
		l.EndedOn, l.GraceEndedOn = new(n.EndedOn), new(n.GraceEndedOn)
	}
	return l
}

// setNotice hides or shows the notice of one component (row A8).
func (t *task) setNotice(hide, show string, asJSON bool) error {
	set, said := t.agent.Hide, words.CLIHidden
	if show != "" {
		set, said = t.agent.Show, words.CLIShown
	}
	id := cmp.Or(hide, show)
	if err := set(id); err != nil {
		return err
	}
	if asJSON {
		return t.notices(true)
	}
	_, err := fmt.Fprintln(t.out, t.app.Say(said, words.Args{"name": cmp.Or(t.names()[id], id), "id": id}))
	return err
}
