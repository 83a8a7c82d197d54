package main

import (
	"cmp"
	"errors"
	"io/fs"
	"syscall"

	"ollu/cmd/cli"
	"ollu/server/manager/book"
	"ollu/server/manager/control"
	"ollu/server/words"
)

// fault turns the errors of the manager's rooms into what people are told; nil
// for others.
func (a *app) fault(err error) *cli.Fault {
	if e, ok := errors.AsType[*control.Error](err); ok {
		return a.refusal(e)
	}
	if errors.Is(err, control.ErrBrokeOff) {
		return &cli.Fault{What: a.Say(words.SiteInterrupted, nil), Next: a.Say(words.SiteSeeLog, nil)}
	}
	return nil
}

// refusal says what an error of the manager means.
func (a *app) refusal(e *control.Error) *cli.Fault {
	f := &cli.Fault{What: e.Message, Next: a.Say(words.SiteSeeLog, nil)}
	say := func(what words.ID, args words.Args, next words.ID) *cli.Fault {
		f.What, f.Next = a.Say(what, args), a.Say(next, nil)
		return f
	}
	switch e.Kind {
	case control.Unreached:
		return say(words.SiteNotReached, words.Args{"reason": a.reason(e.Cause, e.Server, e.Status)}, words.SiteTryLater)
	case control.NotBelieved:
		return say(words.SiteNotBelieved, words.Args{"reason": a.reason(e.Cause, e.Server, e.Status)}, words.SiteTryLater)
	case control.NoRoom:
		return say(words.SiteNoRoom, words.Args{"dir": a.dir}, words.SiteMakeRoom)
	case control.NotFound:
		f.No, f.Next = true, a.Say(words.SiteLookAt, nil)
	case control.Mistyped:
		f.No, f.Next = true, a.Say(words.CLICompareCode, nil)
	case control.Stopped:
		return say(words.SiteInterrupted, nil, words.CLIRunAgain)
	case control.Invalid:
		return say(words.SiteRuleOut, words.Args{"reason": e.Message}, words.SiteLookAt)
	}
	return f
}

// noState is the fault of a state that cannot be opened.
func (a *app) noState(dir string, err error) error {
	say := func(what, next words.ID) error {
		return &cli.Fault{What: a.Say(what, words.Args{"dir": dir}), Next: a.Say(next, nil)}
	}
	switch {
	case errors.Is(err, book.ErrInUse):
		if _, _, unknown := control.Find(dir); unknown != nil {
			return say(words.SiteInUse, words.SiteWait)
		}
		return say(words.SiteRunning, words.SiteStopFirst)
	case errors.Is(err, book.ErrDamaged):
		return say(words.SiteDamaged, words.SitePutBack)
	case errors.Is(err, book.ErrNewer):
		return say(words.SiteNewer, words.SiteUpgrade)
	case noRoom(err):
		return say(words.SiteNoRoom, words.SiteMakeRoom)
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // the folder is told already
	}
	return &cli.Fault{
		What: a.Say(words.StateUnread, words.Args{"dir": dir, "reason": a.Reason(err)}), Next: a.Say(words.CLICheckState, nil),
	}
}

func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS)
}

// reason says what a cause means: of the connection, or of an answer that was not
// believed.
func (a *app) reason(cause, server string, status int) string {
	for _, id := range []words.ID{words.Cause(cause), words.Verify(cause), words.SiteCause(cause)} {
		if words.Has(id) {
			return a.Say(id, words.Args{"server": cmp.Or(server, "…"), "status": cmp.Or[any](status, "…")})
		}
	}
	return cause
}

// isNo tells whether err says that nothing is meant by what was named.
func isNo(err error) bool {
	e, ok := errors.AsType[*control.Error](err)
	return ok && (e.Kind == control.NotFound || e.Kind == control.Mistyped)
}

// ofCodes says of codes that were named that one is not managed here.
func (a *app) ofCodes(err error) error {
	if !isNo(err) {
		return err
	}
	return &cli.Fault{What: a.Say(words.SiteCodeNotFound, nil), Next: a.Say(words.SiteLookAt, nil), No: true}
}

// ofName says of a name that it is that of no product and no code. A long one
// may be a code, and is not repeated.
func (a *app) ofName(name string, err error) error {
	if !isNo(err) {
		return err
	}
	if len(name) > 16 {
		return a.ofCodes(err)
	}
	return &cli.Fault{What: a.Say(words.SiteNotFound, words.Args{"name": name}), Next: a.Say(words.SiteLookAt, nil), No: true}
}
