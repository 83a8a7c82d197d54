package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ollu/cmd/cli"
	"ollu/codec"
	"ollu/server/words"
)

// typed is something that somebody gave as a code, and where.
type typed struct{ place, text string }

// given gathers codes from one source: the arguments, the lines of standard
// input for "-", or those of a file. From the latter two they show neither in the
// list of processes nor in the history of a shell.
func (a *app) given(c *cobra.Command, args []string, file string) ([]typed, error) {
	fromInput := len(args) == 1 && args[0] == "-"
	switch {
	case len(args) > 0 && file != "":
		return nil, &cli.Fault{What: a.Say(words.SiteTwoSources, nil), Next: a.SeeHelp(c)}
	case fromInput:
		return a.lines(c.InOrStdin(), "-")
	case file != "":
		f, err := os.Open(file)
		if err != nil {
			return nil, a.Unfit(file, err)
		}
		defer f.Close()
		return a.lines(f, file)
	}
	var codes []typed
	for i, arg := range args {
		codes = append(codes, typed{a.Say(words.SiteArgument, words.Args{"number": i + 1}), arg})
	}
	if len(codes) == 0 {
		return nil, a.noCodes()
	}
	return codes, nil
}

func (a *app) noCodes() error {
	return &cli.Fault{What: a.Say(words.SiteNeedCodes, nil), Next: a.Say(words.SiteGiveCodes, nil)}
}

// mostLines bounds what is read as codes, in bytes.
const mostLines = 16 << 20

// lines reads one code a line. Empty lines and remarks are passed over.
func (a *app) lines(r io.Reader, name string) (codes []typed, err error) {
	all, number := bufio.NewScanner(io.LimitReader(r, mostLines)), 0
	for all.Scan() {
		number++
		line := strings.TrimSpace(strings.TrimPrefix(all.Text(), "\ufeff"))
		if line != "" && !strings.HasPrefix(line, "#") {
			codes = append(codes, typed{a.Say(words.SiteLine, words.Args{"file": name, "line": number}), line})
		}
	}
	switch err := all.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		codes = append(codes, typed{a.Say(words.SiteLine, words.Args{"file": name, "line": number + 1}), strings.Repeat("x", codec.MaxInput+1)})
	case err != nil:
		return nil, a.Unfit(name, err)
	}
	if len(codes) == 0 {
		return nil, a.noCodes()
	}
	return codes, nil
}

// badCode is what --json prints of one that is mistyped.
type badCode struct {
	Place   string   `json:"place"` // in the user's language
	Number  int      `json:"number"`
	Reason  words.ID `json:"reason"`
	Message string   `json:"message"`
	// Positions and Suggestion: symbols to look at, counted from 1 without hyphens,
	// and what was probably meant.
	Positions  []int  `json:"positions,omitempty"`
	Suggestion string `json:"suggestion,omitempty"`
}

// proofread finds typing errors, all of them, before anybody is asked (row B4).
func (a *app) proofread(codes []typed) (wrong []badCode) {
	for i, t := range codes {
		code, err := codec.ParseCode(t.text)
		id, args := words.ID(""), words.Args(nil)
		switch {
		case err != nil:
			id, args = slip(err)
		case code.Version() != 0:
			id = words.SiteOffline
		default:
			continue
		}
		wrong = append(wrong, badCode{t.place, i + 1, id, a.Say(id, args), codec.Positions(err), codec.Suggestion(err)})
	}
	return wrong
}

// slip says what is wrong with a mistyped code.
func slip(err error) (words.ID, words.Args) {
	if e, ok := errors.AsType[*codec.LengthError](err); ok && e.Got <= codec.MaxInput {
		return words.RefusedLength, words.Args{"got": e.Got, "want": e.Want}
	}
	if at := codec.Positions(err); len(at) > 0 {
		var numbers []string
		for _, n := range at {
			numbers = append(numbers, fmt.Sprint(n))
		}
		return words.RefusedMistypedAt, words.Args{"positions": numbers}
	}
	return words.RefusedMistyped, nil
}

// refuse tells what is mistyped. A correction goes to stdout: it is data, and a
// code.
func (a *app) refuse(out io.Writer, asJSON bool, wrong []badCode) error {
	f := &cli.Fault{Next: a.Say(words.CLICompareCode, nil), No: true}
	for _, w := range wrong {
		f.What += a.Say(words.SiteCodeAt, words.Args{"place": w.Place, "reason": w.Message}) + "\n"
	}
	if asJSON {
		return errors.Join(f, cli.PrintJSON(out, struct {
			Outcome string    `json:"outcome"`
			Codes   []badCode `json:"codes"`
		}{"refused", wrong}))
	}
	var failed error
	for _, w := range wrong {
		if w.Suggestion != "" && failed == nil {
			failed = cli.PrintLine(out, a.Say(words.SiteCodeMeant, words.Args{"place": w.Place, "code": w.Suggestion}))
		}
	}
	return errors.Join(f, failed)
}

func texts(codes []typed) (out []string) {
	for _, c := range codes {
		out = append(out, c.text)
	}
	return out
}
