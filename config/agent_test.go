package config

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// twoHooks uses all that an entry of a list can say.
const twoHooks = `server: http://licence.example.com
hooks:
  - name: tell
    on: [grace, expired]
    components: [antivirus, "spam-prevention"]
    run: [/usr/bin/logger, -t, "a, b", ""]
    timeout: 5s
  - {name: count, on: updated, run: [count]}
services:
  - name: scan
    run:
      - systemctl
      - restart
      - scand
`

func TestAgentDefault(t *testing.T) {
	c := DefaultAgent()
	if c.StateDir != "./agent" || c.Spread != 30*time.Minute || !c.RequireFresh || c.Mail.TLS != "starttls" || c.Log.Level != "info" || c.Hooks != nil {
		t.Errorf("defaults are %+v", c)
	}
}

func TestHooksAndServices(t *testing.T) {
	file := write(t, "agent.yaml", twoHooks)
	l, err := LoadAgent(LoadOptions{File: file})
	if err != nil {
		t.Fatal(err)
	}
	wantHooks := []AgentHook{
		{"tell", []string{"grace", "expired"}, []string{"antivirus", "spam-prevention"}, []string{"/usr/bin/logger", "-t", "a, b", ""}, 5 * time.Second},
		{"count", []string{"updated"}, []string{}, []string{"count"}, time.Minute},
	}
	wantServices := []AgentService{{"scan", []string{}, []string{}, []string{"systemctl", "restart", "scand"}, time.Minute}}
	if diff := cmp.Diff(wantHooks, l.Config.Hooks) + cmp.Diff(wantServices, l.Config.Services); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := map[string]Source{}
	for _, s := range l.Sources() {
		got[s.Key] = s
	}
	for _, want := range []Source{
		{"server", "http://licence.example.com", file + ":1"},
		{"hooks[1].on", "grace,expired", file + ":4"},
		{"hooks[1].run", `["/usr/bin/logger","-t","a, b",""]`, file + ":6"},
		{"hooks[2].run", `["count"]`, file + ":8"},
		{"hooks[2].timeout", "1m0s", "default"},
		{"services[1].run", `["systemctl","restart","scand"]`, file + ":12"},
	} {
		if got[want.Key] != want {
			t.Errorf("got %+v, want %+v", got[want.Key], want)
		}
	}
}

func TestWrongAgentFiles(t *testing.T) {
	hook := "hooks:\n  - name: a\n    on: [grace]\n    run: [x]\n"
	for text, want := range map[string]string{
		"servr: http://x\n":                     "unknown key servr at ollu-agent.yaml:1; did you mean server?",
		"mail:\n  hots: x\n":                    "unknown key mail.hots at ollu-agent.yaml:2; did you mean mail.host?",
		"hook: []\n":                            "unknown key hook at ollu-agent.yaml:1; did you mean hooks?",
		"hooks: {a: b}\n":                       "hooks at ollu-agent.yaml:1: found keys with values, expected a list",
		"hooks: x\n":                            `hooks at ollu-agent.yaml:1: found "x", expected a list`,
		"hooks: [x]\n":                          `hooks[1] at ollu-agent.yaml:1: found "x", expected keys with values`,
		hook + "  - []\n":                       "hooks[2] at ollu-agent.yaml:5: found a list, expected keys with values",
		hook + "  - name: b\n    on: [grace]\n": "hooks[2] at ollu-agent.yaml:5 has no run",
		hook + "    runn: [y]\n":                "unknown key hooks[1].runn at ollu-agent.yaml:5; did you mean hooks[1].run?",
		hook + "    run: [y]\n":                 "hooks[1].run is given twice, on line 4 and at ollu-agent.yaml:5",
		hook + hook[6:]:                         `hooks[2].name is "a", as hooks[1].name is: expected a name of its own`,
		strings.Replace(hook, "[grace]", "[gracious]", 1):            `hooks[1].on is "gracious" (ollu-agent.yaml:3): expected one of updated, activated, grace, expired, restored`,
		strings.Replace(hook, "[grace]", "[]", 1):                    `hooks[1].on is "" (ollu-agent.yaml:3): expected at least one`,
		strings.Replace(hook, "[grace]", "''", 1):                    `hooks[1].on is "" (ollu-agent.yaml:3): expected at least one`,
		strings.Replace(hook, "[x]", "x y", 1):                       `hooks[1].run is "x y" (ollu-agent.yaml:4): expected a list of the program and its arguments`,
		strings.Replace(hook, "[x]", "[[x]]", 1):                     "hooks[1].run at ollu-agent.yaml:4: found a list, expected one value",
		strings.Replace(hook, "[x]", "['']", 1):                      "expected a list of the program and its arguments",
		strings.Replace(hook, "[x]", `[x, "a\0b"]`, 1):               "expected a list of the program and its arguments",
		strings.Replace(hook, "a\n", "''\n", 1):                      `hooks[1].name is "" (ollu-agent.yaml:2): expected a name`,
		"services: [{name: a, run: [x], on: [sometimes]}]\n":         "expected one of manual_update, code_changed",
		"server: licence.example.com\n":                              "expected an address such as http://licence.example.com:8080",
		"server: ftp://x\n":                                          "expected an address such as",
		"proxy: {url: 'http://me:secret@proxy:3128'}\n":              "expected an address without user and password",
		"proxy: {user: me, password_file: f}\n":                      "proxy.user is given and proxy.url is not",
		"profile: {token_file: t}\n":                                 "profile.listen is not given",
		"profile: {listen: ':1', token_file: t, tls_cert: c}\n":      "profile.tls_cert and profile.tls_key: expected both or neither",
		"profile: {listen: '127.0.0.1:1', client_ca: c}\n":           "client certificates need HTTPS",
		"profile: {listen: ':1'}\n":                                  "expected profile.token_file or profile.client_ca",
		"profile: {listen: '10.0.0.5:1', tls_cert: c, tls_key: k}\n": "which other machines can reach",
		"profile: {listen: 'localhost:1'}\n":                         "which other machines can reach",
		"profile: {listen: '8085', token_file: t}\n":                 "profile.listen",
		"proxy: {url: 'http://p', user: me}\n":                       "proxy.user and proxy.password_file: expected both or neither",
		"mail: {host: x}\n":                                          "mail.host is given without mail.from or mail.to",
		"mail: {to: [a@b]}\n":                                        "mail.from or mail.to is given without mail.host",
		"mail: {host: x, from: a, to: [a@b]}\n":                      `mail.from is "a" (ollu-agent.yaml:1): expected a mail address`,
		"mail: {host: x, from: a@b, to: [a@b, c]}\n":                 `mail.to is "a@b,c" (ollu-agent.yaml:1): expected a mail address`,
		"mail: {tls: none, user: u, password_file: f}\n":             "a password is not sent in the clear",
		"mail: {tls: ssl}\n":                                         "expected one of starttls, tls, none",
		"mail: {port: 99999}\n":                                      "expected a port from 1 to 65535",
		"lang: fr\n":                                                 `lang is "fr" (ollu-agent.yaml:1): expected one of ja, en`,
		"spread: 25h\n":                                              "expected a duration from 0s to below 24h",
		"device: " + strings.Repeat("x", 65) + "\n":                  "expected at most 64 printable ASCII characters",
		"device: 端末\n":                                               "expected at most 64 printable ASCII characters",
		"proxy: {no_proxy: [a, '']}\n":                               "expected no empty item in the list",
	} {
		t.Chdir(t.TempDir())
		if err := os.WriteFile(DefaultAgentFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := LoadAgent(LoadOptions{})
		if err == nil || !strings.Contains(err.Error(), want) || l != nil {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		} else if strings.Contains(err.Error(), "secret") && !strings.Contains(want, "secret") {
			t.Errorf("%.60q: the error shows the password: %v", text, err)
		}
	}
}

// One mistyped key is one fault: that it is missing as well is not told.
func TestAMistypedKeyIsToldOnce(t *testing.T) {
	_, err := LoadAgent(LoadOptions{File: write(t, "f.yaml", "hooks:\n  - name: a\n    on: [grace]\n    runn: [x]\n")})
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one fault", err)
	}
}

// The agent's variables are its own, and the lists are for the file.
func TestAgentVariables(t *testing.T) {
	for variable, want := range map[string]string{
		"OLLU_AGENT_SERVER=http://x": "",
		"OLLU_DATA_DIR=x":            "",
		"OLLU_AGENTS_LISTEN=:80":     "",
		"OLLU_AGENT_SERVR=x":         "unknown environment variable OLLU_AGENT_SERVR; did you mean OLLU_AGENT_SERVER?",
		"OLLU_AGENT_HOOKS=x":         "unknown environment variable OLLU_AGENT_HOOKS",
		"OLLU_AGENT_LANG=x":          `lang is "x" (env OLLU_AGENT_LANG): expected one of ja, en`,
	} {
		_, err := LoadAgent(LoadOptions{Env: []string{variable}})
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", variable, err, want)
		}
	}
}

// A configuration that is printed and read again is the same.
func TestAgentSourcesReadBack(t *testing.T) {
	l, err := LoadAgent(LoadOptions{File: write(t, "f.yaml", twoHooks)})
	if err != nil {
		t.Fatal(err)
	}
	var flat, list strings.Builder
	for _, s := range l.Sources() {
		name, key, entry := strings.Cut(s.Key, "].")
		switch {
		case !entry:
			flat.WriteString(s.Key + ": '" + s.Value + "'\n")
		case key == "name":
			if strings.HasSuffix(name, "[1") {
				list.WriteString(strings.TrimSuffix(name, "[1") + ":\n")
			}
			list.WriteString("  - name: '" + s.Value + "'\n")
		case key == "run":
			list.WriteString("    run: " + s.Value + "\n")
		default:
			list.WriteString("    " + key + ": '" + s.Value + "'\n")
		}
	}
	again, err := LoadAgent(LoadOptions{File: write(t, "again.yaml", list.String())})
	if err != nil {
		t.Fatalf("%v in\n%s", err, list.String())
	}
	if !reflect.DeepEqual(again.Config.Hooks, l.Config.Hooks) || !reflect.DeepEqual(again.Config.Services, l.Config.Services) {
		t.Errorf("read back %+v", again.Config)
	}
}

// The configuration in the manual is one that is taken.
func TestTheManualsConfiguration(t *testing.T) {
	manual, err := os.ReadFile("../docs/agent.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(manual), "\n    server: ")
	block, _, ended := strings.Cut(rest, "\n\n")
	if !found || !ended {
		t.Fatal("docs/agent.md holds no configuration")
	}
	text := strings.ReplaceAll("\n    server: "+block, "\n    ", "\n")
	l, err := LoadAgent(LoadOptions{File: write(t, "manual.yaml", text)})
	if err != nil || len(l.Config.Services) != 2 || l.Config.Mail.User == "" {
		t.Errorf("%v in\n%s", err, text)
	}
}
