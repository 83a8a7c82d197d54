package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"ollu/codec"
)

func newCodeCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:     "code",
		Short:   "Look at activation codes and registration keys, without a server",
		Example: "  ollu code check " + exampleCode,
	}, newCodeCheckCommand())
}

func newCodeCheckCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check CODE",
		Short: "Tell whether a code or key is well formed, and where it is mistyped",
		Long: `Tells whether an activation code or registration key is well formed, where it looks mistyped, and what was probably meant. Case, hyphens, spaces and full-width letters do not matter. Which of the two it is goes by its length.

It says nothing about whether the code was ever issued: ollu license show does.

With - the codes are read from standard input, one a line. The exit code is 1 when any is not well formed.`,
		Example: "  ollu code check " + exampleCode + `
  ollu code check --json ` + exampleKey + `
  echo ` + strings.ToLower(exampleCode) + ` | ollu code check -`,
		Args: wantArgs("CODE"),
		RunE: func(c *cobra.Command, args []string) error {
			if args[0] == "-" {
				return checkLines(c.InOrStdin(), c.OutOrStdout(), asJSON)
			}
			return checkAll([]string{args[0]}, c.OutOrStdout(), asJSON)
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

// verdict is what is printed of one code, as JSON in these very names.
type verdict struct {
	Valid      bool    `json:"valid"`
	Kind       string  `json:"kind"` // activation, registration
	Prefix     *string `json:"prefix"`
	Code       *string `json:"code"` // canonical; null when it is not valid
	Error      *string `json:"error"`
	Positions  []int   `json:"positions"`  // symbols to look at, from 1, hyphens not counted
	Suggestion *string `json:"suggestion"` // what was probably meant; null when nobody can tell

	typed string
}

// judge looks at one code or key. Which it was meant to be goes by its length.
func judge(typed string) verdict {
	code, codeErr := codec.ParseCode(typed)
	key, keyErr := codec.ParseKey(typed)
	switch {
	case codeErr == nil:
		return valid("activation", code.Prefix(), code.Reveal(), typed)
	case keyErr == nil:
		return valid("registration", key.Prefix(), key.Reveal(), typed)
	case symbolCount(typed) <= (codec.CodeSymbols+codec.KeySymbols)/2:
		return invalid("registration", keyErr, typed)
	}
	return invalid("activation", codeErr, typed)
}

func valid(kind string, p codec.Prefix, canonical, typed string) verdict {
	return verdict{Valid: true, Kind: kind, Prefix: new(p.String()), Code: &canonical, Positions: []int{}, typed: typed}
}

func invalid(kind string, err error, typed string) verdict {
	v := verdict{Kind: kind, Error: new(err.Error()), Positions: []int{}, typed: typed}
	v.Positions = append(v.Positions, codec.Positions(err)...)
	if s := codec.Suggestion(err); s != "" {
		v.Suggestion = &s
	}
	return v
}

// checkLines checks what each line of r holds; empty lines are passed over.
func checkLines(r io.Reader, w io.Writer, asJSON bool) error {
	var codes []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			codes = append(codes, line)
		}
	}
	if err := lines.Err(); err != nil {
		return wrongUse("give one code a line", "standard input cannot be read: %v", err)
	}
	if len(codes) == 0 {
		return wrongUse("give one code a line", "standard input holds no code")
	}
	return checkAll(codes, w, asJSON)
}

// checkAll prints a verdict on each code, and answers no when any is not valid.
func checkAll(codes []string, w io.Writer, asJSON bool) error {
	var result error
	for _, code := range codes {
		v := judge(code)
		if !v.Valid {
			result = errNo
		}
		if err := v.print(w, asJSON, len(codes) > 1); err != nil {
			return err
		}
	}
	return result
}

// print writes the verdict; several as JSON are one line each.
func (v *verdict) print(w io.Writer, asJSON, several bool) error {
	switch {
	case asJSON && several:
		return printJSONLine(w, v)
	case asJSON:
		return printJSON(w, v)
	case v.Valid:
		_, err := fmt.Fprintf(w, "%s\nwell formed (%s)\n", *v.Code, v.noun())
		return err
	}
	shown, carets := v.display()
	text := shown + "\n"
	if carets != "" {
		text += carets + "\n"
	}
	text += fmt.Sprintf("not a well-formed %s: %s\n", v.noun(), *v.Error)
	if v.Suggestion != nil {
		text += "probably meant: " + *v.Suggestion + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

func (v *verdict) noun() string {
	if v.Kind == "registration" {
		return "registration key"
	}
	return "activation code"
}

// groups are the lengths of the groups between the hyphens.
func (v *verdict) groups() []int {
	if v.Kind == "registration" {
		return []int{2, 4, 4, 4, 4}
	}
	return []int{2, 4, 5, 5, 5, 5, 5}
}

// display writes what was typed in groups, and a line with a caret under each
// symbol to look at. What is too long stands in the last group.
func (v *verdict) display() (shown, carets string) {
	var above, below strings.Builder
	groups := v.groups()
	room := groups[0]
	for i, r := range symbols(v.typed) {
		if room == 0 && len(groups) > 1 {
			groups = groups[1:]
			room = groups[0]
			above.WriteByte('-')
			below.WriteByte(' ')
		}
		room--
		above.WriteRune(r)
		below.WriteByte(mark(v.Positions, i+1))
	}
	return above.String(), strings.TrimRight(below.String(), " ")
}

func mark(positions []int, n int) byte {
	for _, p := range positions {
		if p == n {
			return '^'
		}
	}
	return ' '
}

// symbols returns what of the input counts as symbols, each one column wide:
// full-width letters as the plain ones they show, anything else beyond ASCII
// as a question mark. Too long an input is cut.
func symbols(typed string) []rune {
	var out []rune
	for _, r := range typed {
		if skipped(r) || len(out) > codec.MaxInput {
			continue
		}
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r < '!' || r > '~' {
			r = '?'
		}
		out = append(out, r)
	}
	return []rune(strings.ToUpper(string(out)))
}

func symbolCount(typed string) int { return len(symbols(typed)) }

// skipped tells whether codec passes over r, as it does over hyphens and
// spaces of every kind: alone, such a character makes a code of no symbols.
func skipped(r rune) bool {
	_, err := codec.ParseCode(string(r))
	e, ok := errors.AsType[*codec.LengthError](err)
	return ok && e.Got == 0
}
