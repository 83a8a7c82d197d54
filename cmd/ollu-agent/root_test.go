package main

import (
	"strings"
	"testing"

	"ollu/cmd/build"
	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/config"
)

func TestWrongUseIsToldInTwoLines(t *testing.T) {
	p := newPlace(t)
	for name, c := range map[string]struct {
		args               []string
		what, next, whatJA string
	}{
		"unknown command":  {[]string{"stauts"}, `ollu-agent has no command "stauts".`, "Did you mean ollu-agent status?", "というコマンドはありません"},
		"in a group":       {[]string{"config", "shwo"}, `ollu-agent config has no command "shwo".`, "Did you mean ollu-agent config show?", "というコマンドはありません"},
		"like nothing":     {[]string{"xyzzyqw"}, `no command "xyzzyqw"`, "See ollu-agent --help.", "というコマンドはありません"},
		"a code misplaced": {[]string{exampleCode}, "ollu-agent has no command of that name.", "See ollu-agent --help.", "指定された名前のコマンド"},
		"unknown flag":     {[]string{"activate", "--componnet", "x"}, "There is no flag --componnet.", "Did you mean --component?", "というオプションはありません"},
		"flag like none":   {[]string{"version", "--frobnicate"}, "There is no flag --frobnicate.", "See ollu-agent version --help.", "というオプションはありません"},
		"missing value":    {[]string{"status", "--state-dir"}, "The flag --state-dir needs a value.", "See ollu-agent status --help.", "値が必要です"},
		"bad value":        {[]string{"status", "--json=perhaps"}, "The flag --json does not take that value.", "See ollu-agent status --help.", "その値は指定できません"},
		"no argument":      {[]string{"activate"}, "ollu-agent activate takes CODE, and was given 0 arguments.", "Write ollu-agent activate CODE", "0個です"},
		"too many":         {[]string{"activate", exampleCode, "x"}, "and was given 2 arguments", "Write ollu-agent activate CODE", "2個です"},
		"argument unasked": {[]string{"status", "now"}, "takes no arguments beside its flags, and was given 1.", "See ollu-agent status --help.", "引数を指定できません"},
		"unknown shell":    {[]string{"completion", "tcsh"}, "takes bash|zsh|fish", "Write ollu-agent completion bash|zsh|fish", "を指定します"},
		"no language":      {[]string{"status", "--lang", "fr"}, `lang is "fr" (flag --lang): expected one of ja, en`, "Correct the configuration", `lang の値 "fr"`},
	} {
		t.Run(name, func(t *testing.T) {
			out := p.agent(t, c.args...)
			out.Want(t, cli.Failed, "", c.what)
			lines := strings.Split(strings.TrimSuffix(out.Stderr, "\n"), "\n")
			if len(lines) != 2 || !strings.HasPrefix(lines[0], "ollu-agent: ") || !strings.HasPrefix(lines[1], "next: "+c.next) {
				t.Errorf("stderr %q, want the lines ollu-agent: … and next: %s", out.Stderr, c.next)
			}
			if strings.Contains(out.Stderr, exampleCode) {
				t.Errorf("stderr repeats a code: %q", out.Stderr)
			}
			p.with("LANG=ja_JP.UTF-8").agent(t, c.args...).Want(t, cli.Failed, "", c.whatJA)
		})
	}
}

// The language is that of the flag, the configuration, or the environment in the
// order of POSIX.
func TestLanguage(t *testing.T) {
	for name, c := range map[string]struct {
		env    []string
		config string
		args   []string
		ja     bool
	}{
		"nothing":           {nil, "", nil, false},
		"LANG":              {[]string{"LANG=ja_JP.UTF-8"}, "", nil, true},
		"LC_ALL first":      {[]string{"LC_ALL=C", "LANG=ja_JP.UTF-8"}, "", nil, false},
		"LC_MESSAGES":       {[]string{"LC_MESSAGES=ja", "LANG=C"}, "", nil, true},
		"another":           {[]string{"LANG=jav_ID.UTF-8"}, "", nil, false},
		"configuration":     {[]string{"LANG=C"}, "lang: ja\n", nil, true},
		"variable":          {[]string{"OLLU_AGENT_LANG=ja"}, "lang: en\n", nil, true},
		"flag":              {[]string{"LANG=C"}, "lang: en\n", []string{"--lang", "ja"}, true},
		"flag, the other":   {[]string{"LANG=ja_JP.UTF-8"}, "lang: ja\n", []string{"--lang=en"}, false},
		"empty is not said": {[]string{"LC_ALL=", "LANG=ja_JP.UTF-8"}, "", nil, true},
	} {
		p := newPlace(t).with(c.env...)
		p.Write(t, "ollu-agent.yaml", c.config)
		out := p.agent(t, append([]string{"status"}, c.args...)...)
		if strings.Contains(out.Stdout, "必要な操作") != c.ja {
			t.Errorf("%s: %s", name, out.Stdout)
		}
	}
}

func TestConfigCommands(t *testing.T) {
	p := newPlace(t)
	p.agent(t, "config", "check").Want(t, cli.Done, "The configuration is sound.", "")
	p.agent(t, "config", "check", "--json").Want(t, cli.Done, "[]\n", "")
	p.Write(t, "ollu-agent.yaml", "server: http://licence.example.com\n"+hooked)
	p.agent(t, "config", "show").Want(t, cli.Done, "hooks[1].on", "")
	from := map[string]string{}
	out := p.with("OLLU_AGENT_LANG=ja").agent(t, "config", "show", "--state-dir", "/x", "--json")
	for _, s := range clitest.Parse[[]config.Source](t, out.Stdout) {
		from[s.Key] = s.Value + " " + s.From
	}
	for key, want := range map[string]string{
		"server": "http://licence.example.com ollu-agent.yaml:1", "state_dir": "/x flag --state-dir", "lang": "ja env OLLU_AGENT_LANG",
		"mail.tls": "starttls default", "services[2].components": "spam-prevention,sender-reputation ollu-agent.yaml:10",
	} {
		if from[key] != want {
			t.Errorf("%s is %q, want %q", key, from[key], want)
		}
	}
	p.Write(t, "ollu-agent.yaml", "servr: x\nhooks:\n  - name: a\n    run: [x]\n    on: [gone]\n")
	p.agent(t, "config", "check").Want(t, cli.No, "did you mean server?", "")
	faults := clitest.Parse[[]config.Fault](t, p.agent(t, "config", "check", "--json").Stdout)
	if len(faults) != 2 || faults[0].Line != 1 || faults[1].Line != 5 || faults[1].File != "ollu-agent.yaml" {
		t.Errorf("faults %+v", faults)
	}
	p.agent(t, "status").Want(t, cli.Failed, "", "\nollu-agent: hooks[1].on is")
	p.Write(t, "ollu-agent.yaml", "issuer_keys: none.json\n")
	p.agent(t, "config", "check").Want(t, cli.No, "none.json cannot be read", "")
}

func TestCompletion(t *testing.T) { clitest.Completes(t, newPlace(t).Place, "ollu-agent") }

func TestVersion(t *testing.T) {
	p := newPlace(t)
	p.agent(t, "version").Want(t, cli.Done, "ollu-agent ", "")
	if b := clitest.Parse[build.Info](t, p.agent(t, "version", "--json").Stdout); !strings.HasPrefix(b.Go, "go1") || b.Platform == "" {
		t.Errorf("version %+v", b)
	}
}
