package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"ollu/server/words"
)

// The language is that of the flag, or of the environment in the order of POSIX.
func TestLanguage(t *testing.T) {
	for name, c := range map[string]struct {
		args, env []string
		want      words.Lang
	}{
		"nothing":           {nil, nil, words.EN},
		"LANG":              {nil, []string{"LANG=ja_JP.UTF-8"}, words.JA},
		"LC_ALL first":      {nil, []string{"LC_ALL=C", "LANG=ja_JP.UTF-8"}, words.EN},
		"LC_MESSAGES":       {nil, []string{"LC_MESSAGES=ja", "LANG=C"}, words.JA},
		"another":           {nil, []string{"LANG=jav_ID.UTF-8"}, words.EN},
		"flag":              {[]string{"status", "--lang", "ja"}, []string{"LANG=C"}, words.JA},
		"flag, the other":   {[]string{"--lang=en"}, []string{"LANG=ja_JP.UTF-8"}, words.EN},
		"no language":       {[]string{"--lang", "fr"}, []string{"LANG=ja"}, words.JA},
		"flag, cut":         {[]string{"--lang"}, nil, words.EN},
		"empty is not said": {nil, []string{"LC_ALL=", "LANG=ja_JP.UTF-8"}, words.JA},
	} {
		if got := New("p", c.args, c.env).Lang; got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTell(t *testing.T) {
	own := errors.New("own")
	a := New("ollu-x", nil, nil)
	a.Fault = func(err error) *Fault {
		if errors.Is(err, own) {
			return &Fault{What: "one\ntwo\x1b[31m", No: true}
		}
		return nil
	}
	for name, c := range map[string]struct {
		err  error
		code int
		said string
	}{
		"nothing":          {nil, Done, ""},
		"printed, a no":    {errors.Join(ErrNo), No, ""},
		"printed, not":     {ErrFailed, Failed, ""},
		"a fault":          {&Fault{What: "w", Next: "n"}, Failed, "ollu-x: w\nnext: n\n"},
		"of the program":   {own, No, "ollu-x: one\nollu-x: two [31m\nnext: usual\n"},
		"interrupted":      {context.Canceled, Failed, "ollu-x: Interrupted before it was done.\nnext: Run it again.\n"},
		"anything else":    {errors.New("odd"), Failed, "ollu-x: odd\nnext: Check the folder"},
		"a fault, wrapped": {errors.Join(&Fault{What: "w", No: true}, errors.New("x")), No, "ollu-x: w\nnext: usual\n"},
	} {
		var b bytes.Buffer
		if code := a.Tell(&b, c.err, "usual"); code != c.code || !strings.HasPrefix(b.String(), c.said) || c.said == "" && b.Len() > 0 {
			t.Errorf("%s: exit code %d, said %q", name, code, b.String())
		}
	}
}

// tree is a small program.
func tree() (*App, *cobra.Command, *bytes.Buffer) {
	a := New("ollu-x", nil, nil)
	var out bytes.Buffer
	leaf := &cobra.Command{Use: "leaf", Short: "x", Args: a.Args("CODE", 1, 2), RunE: func(c *cobra.Command, args []string) error {
		return PrintLine(c.OutOrStdout(), strings.Join(args, "+"))
	}}
	leaf.Flags().String("state-dir", "", "x")
	leaf.Flags().Int("count", 0, "x")
	none := &cobra.Command{Use: "none", Short: "x", Args: a.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return a.Together(c, "--a", "--b") }}
	group := a.Group(&cobra.Command{Use: "group", Short: "x"}, none)
	root := a.Root(&cobra.Command{Use: "ollu-x"}, "  ollu-x help leaf", leaf, group, a.Version("v1"), a.Completion())
	root.SetOut(&out)
	return a, root, &out
}

func TestWrongUse(t *testing.T) {
	long := strings.Repeat("x", 37)
	for args, want := range map[string]string{
		"leaf":                      "ollu-x leaf takes CODE, and was given 0 arguments.",
		"leaf a b c":                "was given 3 arguments",
		"leef":                      `ollu-x has no command "leef".`,
		long:                        "ollu-x has no command of that name.",
		"group nune":                `ollu-x group has no command "nune".`,
		"group none x":              "takes no arguments beside its flags, and was given 1.",
		"group none":                "These flags do not go together: --a, --b.",
		"leaf a --stat-dir x":       "There is no flag --stat-dir.",
		"leaf a --state-dir":        "The flag --state-dir needs a value.",
		"leaf a --count=many":       "The flag --count does not take that value.",
		"completion tcsh":           "takes bash|zsh|fish",
		"leaf a --stat-dir " + long: "There is no flag --stat-dir.",
	} {
		a, root, out := tree()
		root.SetArgs(strings.Fields(args))
		err := a.misnamed(root, strings.Fields(args))
		if err == nil {
			err = root.Execute()
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), long) || out.Len() > 0 {
			t.Errorf("%s: %v and %q, want %s", args, err, out, want)
		}
	}
	a, root, _ := tree()
	var f *Fault
	if errors.As(a.misnamed(root, []string{"leef"}), &f); f == nil || f.Next != "Did you mean ollu-x leaf?" {
		t.Errorf("the advice is %+v", f)
	}
}

func TestCommandsOfEveryProgram(t *testing.T) {
	for args, want := range map[string]string{
		"leaf a b": "a+b\n", "version": "ollu-x v1 (go", "version --json": `"version": "v1"`, "group": "Usage:", "completion bash": "ollu-x",
		"completion zsh": "compdef", "completion fish": "ollu-x", "help leaf": "Usage:",
	} {
		_, root, out := tree()
		root.SetArgs(strings.Fields(args))
		if err := root.Execute(); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v, %.100q", args, err, out)
		}
	}
}

func TestFiles(t *testing.T) {
	a, dir := New("p", nil, nil), t.TempDir()
	path := func(name, text string, mode os.FileMode) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return p
	}
	if s, err := a.Secret(path("s", "a b\n", 0o640)); s != "a b" || err != nil {
		t.Errorf("a secret is %q, %v", s, err)
	}
	if b, err := a.Shipped(""); b != nil || err != nil {
		t.Errorf("no file gives %q, %v", b, err)
	}
	for name, c := range map[string]struct {
		read func(string) error
		path string
		want string
	}{
		"open":    {func(p string) error { _, err := a.Secret(p); return err }, path("open", "s3cret", 0o644), "everybody on this machine can read it"},
		"empty":   {func(p string) error { _, err := a.Secret(p); return err }, path("empty", "\n", 0o600), "is empty"},
		"large":   {func(p string) error { _, err := a.Shipped(p); return err }, path("large", strings.Repeat("x", MaxFile+1), 0o600), "too large"},
		"missing": {func(p string) error { _, err := a.ReadFile(p); return err }, filepath.Join(dir, "none"), "no such file or directory"},
		"folder":  {func(p string) error { _, err := a.ReadFile(p); return err }, dir, "it is a directory"},
	} {
		if err := c.read(c.path); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if got := a.Reason(&os.PathError{Err: syscall.ENOSPC}); got != "no space left on device" {
		t.Errorf("a full disk is %q", got)
	}
}

// A file appears whole or not at all, and an old one stays until then.
func TestWriteWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	write := func(text string, err error) error {
		return WriteWhole(path, func(w io.Writer) error {
			_, failed := w.Write([]byte(text))
			return errors.Join(failed, err)
		})
	}
	if err := write("one", nil); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := write("two", broken); !errors.Is(err, broken) {
		t.Errorf("it says %v", err)
	}
	b, err := os.ReadFile(path)
	left, _ := os.ReadDir(filepath.Dir(path))
	info, _ := os.Stat(path)
	if string(b) != "one" || err != nil || len(left) != 1 || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v, %v", b, err, left, info.Mode())
	}
}
