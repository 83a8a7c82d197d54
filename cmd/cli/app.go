package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ollu/server/words"
)

// App is one run of a program.
type App struct {
	Program string     // its name
	Lang    words.Lang // that people are spoken to in
	Env     []string   // as NAME=value
	// Fault turns errors of the program's own rooms into what people are told;
	// nil for an error that it does not know.
	Fault func(error) *Fault
}

// New speaks the language of the environment, until the configuration says
// otherwise; a flag is seen at once, for what may be wrong with the others.
func New(program string, args, env []string) *App {
	a := &App{Program: program, Lang: spoken(env), Env: env, Fault: func(error) *Fault { return nil }}
	for i, arg := range args {
		value, given := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, given = args[i+1], true
		}
		if l, err := words.ParseLang(value); given && err == nil {
			a.Lang = l
		}
	}
	return a
}

// spoken gives the language of the environment as POSIX orders the variables:
// Japanese, or else English.
func spoken(env []string) words.Lang {
	values := map[string]string{}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		values[name] = value
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := values[name]; value != "" {
			if value == "ja" || strings.HasPrefix(value, "ja_") || strings.HasPrefix(value, "ja.") || strings.HasPrefix(value, "japanese") {
				return words.JA
			}
			return words.EN
		}
	}
	return words.EN
}

// Say gives a text in the user's language.
func (a *App) Say(id words.ID, args words.Args) string { return words.Say(a.Lang, id, args) }

// Run executes the program with its arguments and returns the exit code.
func (a *App) Run(ctx context.Context, root *cobra.Command, args []string) int {
	if err := a.misnamed(root, args); err != nil {
		return a.Tell(os.Stderr, err, "")
	}
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	return a.Tell(os.Stderr, err, a.SeeHelp(c))
}

// In takes over the language of a configuration; one that does not exist is
// passed over, for the configuration is checked elsewhere.
func (a *App) In(lang string) {
	if l, err := words.ParseLang(lang); err == nil {
		a.Lang = l
	}
}

// Misset is the fault of a configuration; a line for each thing that is wrong.
func (a *App) Misset(err error, next words.ID) error {
	return &Fault{What: words.Told(a.Lang, err.Error()), Next: a.Say(next, nil)}
}

// Speaks adds the flag for the language.
func Speaks(c *cobra.Command) {
	c.Flags().String("lang", "", "ja or en (default by LC_ALL, LC_MESSAGES, LANG)")
	if err := c.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions([]string{"ja", "en"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// JSON adds the flag for output that programs read.
func JSON(c *cobra.Command, on *bool) { c.Flags().BoolVar(on, "json", false, "print JSON") }
