package main

import (
	"os/exec"
	"strings"
	"testing"
)

func TestWrongUseIsToldInTwoLines(t *testing.T) {
	for name, c := range map[string]struct {
		args       []string
		what, next string
	}{
		"unknown command":  {[]string{"cod"}, `ollu has no command "cod"`, "did you mean ollu code?"},
		"with its flags":   {[]string{"licens", "issue", "--product", "P"}, `no command "licens"`, "did you mean ollu license?"},
		"in a group":       {[]string{"code", "chek", exampleCode}, `ollu code has no command "chek"`, "did you mean ollu code check?"},
		"like nothing":     {[]string{"xyzzyqw"}, `no command "xyzzyqw"`, "see ollu --help"},
		"a code misplaced": {[]string{"code", exampleCode}, "ollu code has no command of that name", "see ollu code --help"},
		"unknown flag":     {[]string{"schedule", "--expire", "2027-01-01"}, "unknown flag: --expire", "did you mean --expires?"},
		"flag like none":   {[]string{"version", "--frobnicate"}, "unknown flag: --frobnicate", "see ollu version --help"},
		"bad value":        {[]string{"schedule", "--expires", "2027-02-30"}, `--expires "2027-02-30"`, "see ollu schedule --help"},
		"missing value":    {[]string{"schedule", "--expires"}, "needs an argument", "see ollu schedule --help"},
		"no argument":      {[]string{"code", "check"}, "takes CODE", "write ollu code check CODE"},
		"too many":         {[]string{"code", "check", exampleCode, exampleKey}, "given 2 arguments", "write ollu code check CODE"},
		"argument unasked": {[]string{"version", "now"}, "takes no arguments", "see ollu version --help"},
		"unknown shell":    {[]string{"completion", "tcsh"}, "name of a shell", "name one of bash, zsh, fish"},
	} {
		t.Run(name, func(t *testing.T) {
			out := ollu(t, c.args...)
			out.want(t, exitFailed, "", c.what)
			lines := strings.Split(strings.TrimSuffix(out.stderr, "\n"), "\n")
			if len(lines) != 2 || !strings.HasPrefix(lines[0], "ollu: ") || !strings.HasPrefix(lines[1], "next: "+c.next) {
				t.Errorf("stderr %q, want the lines ollu: … and next: %s", out.stderr, c.next)
			}
			if strings.Contains(out.stderr, exampleCode) || strings.Contains(out.stderr, exampleKey) {
				t.Errorf("stderr repeats a code: %q", out.stderr)
			}
		})
	}
}

func TestGroupsAlonePrintTheirHelp(t *testing.T) {
	ollu(t).want(t, exitDone, "Available Commands:", "")
	ollu(t, "code").want(t, exitDone, "check", "")
}

func TestVersion(t *testing.T) {
	ollu(t, "version").want(t, exitDone, "ollu ", "")
	if out := ollu(t, "version", "--json"); !strings.Contains(compact(t, out.stdout), `"go":"go1`) {
		t.Errorf("version --json = %s", out.stdout)
	}
}

func TestCompletionScriptsParse(t *testing.T) {
	for shell, parse := range map[string][]string{
		"bash": {"bash", "-n"},
		"zsh":  {"zsh", "-n"},
		"fish": {"fish", "--no-execute"},
	} {
		script := ollu(t, "completion", shell)
		script.want(t, exitDone, "ollu", "")
		c := exec.Command(parse[0], append(parse[1:], "/dev/stdin")...)
		c.Stdin = strings.NewReader(script.stdout)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s does not parse: %v\n%s", shell, err, out)
		}
	}
}

func TestCompletionKnowsTheCommands(t *testing.T) {
	ollu(t, "__complete", "co").want(t, exitDone, "code", "Completion ended")
	ollu(t, "__complete", "code", "").want(t, exitDone, "check", "Completion ended")
}
