package main

import (
	"cmp"
	"fmt"

	"ollu/cmd/cli"
	"ollu/server/agent"
	"ollu/server/words"
)

// How a report is told: a code that was entered, or terms that were asked for.
const (
	entered = true
	asked   = false
)

// told prints a report and gives the error that stands for its exit code.
func (t *task) told(asJSON, entered bool, r agent.Report) error {
	var err error
	if asJSON {
		err = cli.PrintJSON(t.out, r)
	} else {
		err = t.sayAll(entered, r)
	}
	return cmp.Or(err, t.verdict(asJSON, r))
}

// verdict gives the error that stands for the exit code of a report.
func (t *task) verdict(asJSON bool, r agent.Report) error {
	if r.Outcome == agent.CouldNotComplete {
		if !asJSON {
			fmt.Fprintln(t.err, t.app.Say(words.CLINext, words.Args{"what": t.app.Say(words.CLIExplain, nil)}))
		}
		return cli.ErrFailed
	}
	for _, p := range r.Parts {
		if refuses(p.Result) {
			return cli.ErrNo
		}
	}
	return nil
}

// refuses tells the issuer's words that are a no, whatever the dates say.
func refuses(result string) bool {
	switch result {
	case "", "valid", "grace", "expired":
		return false
	}
	return true
}

// sayAll prints a line for each outcome; components that it is the same for share
// one.
func (t *task) sayAll(entered bool, r agent.Report) error {
	if r.List {
		if err := cli.PrintLine(t.out, t.app.Say(words.CLIListTaken, nil)); err != nil {
			return err
		}
	}
	names := t.names()
	var order []agent.PartReport
	who := map[string][]string{}
	for _, p := range r.Parts {
		alike := t.app.outcome(entered, r.Server, &p, "")
		if who[alike] == nil {
			order = append(order, p)
		}
		who[alike] = append(who[alike], cmp.Or(names[p.Component], p.Component, p.Code))
	}
	for _, p := range order {
		alike := t.app.outcome(entered, r.Server, &p, "")
		if err := cli.PrintLine(t.out, t.app.outcome(entered, r.Server, &p, who[alike])); err != nil {
			return err
		}
	}
	return nil
}

// outcome says what became of components (row A3).
func (a *app) outcome(entered bool, server string, p *agent.PartReport, names any) string {
	args := words.Args{"name": names}
	perpetual := false
	if e := cmp.Or(p.NewExpires, p.OldExpires); e != nil {
		args["expires"], perpetual = e.Day, e.Perpetual
	}
	switch {
	case p.Outcome == agent.CouldNotComplete:
		return a.couldNot(server, p, args, perpetual)
	case refuses(p.Result):
		args["reason"] = a.Say(words.Result(p.Result), nil)
		return a.Say(pick(p.Outcome == agent.Updated, words.CLIChanged, words.OutcomeNothingRefused), args)
	}
	id := pick(perpetual, words.OutcomeNothingPerpetual, words.OutcomeNothing)
	switch {
	case p.Outcome == agent.Updated && entered:
		id = pick(perpetual, words.OutcomeActivatedPerpetual, words.OutcomeActivated)
	case p.Outcome == agent.Updated && perpetual:
		id = words.OutcomeUpdatedPerpetual
	case p.Outcome == agent.Updated:
		id = pick(sameExpiry(p), words.OutcomeUpdatedElse, words.OutcomeUpdated)
	}
	said := a.Say(id, args)
	if p.Result == "grace" || p.Result == "expired" {
		said = words.Join(a.Lang, said, a.Say(words.Result(p.Result), nil))
	}
	return said
}

// sameExpiry tells whether something else than the expiry was updated: the number
// of seats, or a suspension that was lifted.
func sameExpiry(p *agent.PartReport) bool {
	return p.OldExpires != nil && p.NewExpires != nil && *p.OldExpires == *p.NewExpires
}

// couldNot says why there was no verified answer, what to check, and that what
// is held stands (row B3).
func (a *app) couldNot(server string, p *agent.PartReport, args words.Args, perpetual bool) string {
	args["reason"] = a.reason(p.Cause, words.Args{"server": server, "status": p.Status})
	if hint, ok := ofManager[p.Cause]; ok {
		args["reason"] = words.Join(a.Lang, args["reason"].(string), a.Say(hint, nil))
	}
	said := a.Say(words.OutcomeCouldNot, args)
	if args["expires"] == nil {
		return said
	}
	if perpetual {
		args["expires"] = a.Say(words.Perpetual, nil)
	}
	return words.Join(a.Lang, said, a.Say(words.OutcomeDatesStand, args))
}

// ofManager says what a cause may mean besides where a manager answers in place
// of the licence server.
var ofManager = map[string]words.ID{
	"busy": words.CLIBusyManager, "other_device": words.CLINotFresh, "other_nonce": words.CLINotFresh,
}

// reason says what a cause means: of the connection, of an answer that was not
// believed, or of a code that the issuer does not know.
func (a *app) reason(cause string, args words.Args) string {
	for _, id := range []words.ID{words.Cause(cause), words.Verify(cause), words.Result(cause)} {
		if words.Has(id) {
			return a.Say(id, args)
		}
	}
	return a.Say(words.CLINoServerHere, nil)
}

func pick(first bool, one, other words.ID) words.ID {
	if first {
		return one
	}
	return other
}
