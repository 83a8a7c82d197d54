package config

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestManagerDefault(t *testing.T) {
	c := DefaultManager()
	if c.StateDir != "./manager" || c.Listen != ":8083" || c.AdminListen != "127.0.0.1:8084" || c.Spread != 30*time.Minute || c.LongPoll != 5*time.Minute || c.Retry != time.Minute || c.Server != "" {
		t.Errorf("defaults are %+v", c)
	}
}

func TestManagerFile(t *testing.T) {
	l, err := LoadManager(LoadOptions{
		File: write(t, "m.yaml", "server: https://licence.example.com\nlisten: ''\nzone: Asia/Tokyo\nlong_poll: 0s\npush: {client_cert: a, client_key: b}\n"),
		Env:  []string{"OLLU_MANAGER_SITE=osaka", "OLLU_AGENT_SERVER=http://other", "OLLU_MANAGER_PORT=tcp://10.0.0.7:8083"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := l.Config
	if c.Server != "https://licence.example.com" || c.Listen != "" || c.Zone != "Asia/Tokyo" || c.LongPoll != 0 || c.Push.ClientKey != "b" || c.Site != "osaka" {
		t.Errorf("it is %+v", c)
	}
}

func TestWrongManagerFiles(t *testing.T) {
	for text, want := range map[string]string{
		"servr: http://x\n":                        "unknown key servr at ollu-manager.yaml:1; did you mean server?",
		"push: {client_crt: x}\n":                  "unknown key push.client_crt at ollu-manager.yaml:1; did you mean push.client_cert?",
		"server: licence.example.com\n":            "expected an address such as http://licence.example.com:8080",
		"server: http://me:secret@licence\n":       "expected an address without user and password",
		"zone: Mars/Olympus\n":                     `zone is "Mars/Olympus" (ollu-manager.yaml:1): expected a time zone`,
		"zone: Local\n":                            "expected a time zone",
		"spread: 25h\n":                            "expected a duration from 0s to below 24h",
		"long_poll: 2h\n":                          "expected a duration from 1s to 1h",
		"long_poll: 5ms\n":                         "expected a duration from 1s to 1h",
		"long_poll: -5m\n":                         "expected a duration from 1s to 1h",
		"listen: '8083'\n":                         "expected an address and a port",
		"admin_listen: ''\n":                       "expected an address and a port",
		"listen: ':9'\nadmin_listen: ':9'\n":       `listen and admin_listen are both ":9"`,
		"tls_cert: a.pem\n":                        "tls_cert and tls_key: expected both or neither",
		"client_ca: a.pem\n":                       "client_ca is given and tls_cert is not",
		"push: {client_key: a.pem}\n":              "push.client_cert and push.client_key: expected both or neither",
		"proxy: {user: me, password_file: f}\n":    "proxy.user is given and proxy.url is not",
		"proxy: {url: 'http://p', user: me}\n":     "proxy.user and proxy.password_file: expected both or neither",
		"lang: fr\n":                               "expected one of ja, en",
		"state_dir: ''\n":                          "expected a path",
		"proxy: {url: 'http://me:secret@proxy'}\n": "expected an address without user and password",
	} {
		t.Chdir(t.TempDir())
		if err := os.WriteFile(DefaultManagerFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := LoadManager(LoadOptions{})
		if err == nil || !strings.Contains(err.Error(), want) || l != nil {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%.60q: the error shows the password: %v", text, err)
		}
	}
}

// Two doors may both ask for a free port.
func TestManagerFreePorts(t *testing.T) {
	if _, err := LoadManager(LoadOptions{File: write(t, "m.yaml", "listen: '127.0.0.1:0'\nadmin_listen: '127.0.0.1:0'\n")}); err != nil {
		t.Error(err)
	}
}

func TestManagerVariables(t *testing.T) {
	for variable, want := range map[string]string{
		"OLLU_MANAGER_SERVER=http://x": "",
		"OLLU_MANAGER_SERVR=x":         "unknown environment variable OLLU_MANAGER_SERVR; did you mean OLLU_MANAGER_SERVER?",
		"OLLU_MANAGER_LANG=x":          `lang is "x" (env OLLU_MANAGER_LANG): expected one of ja, en`,
	} {
		_, err := LoadManager(LoadOptions{Env: []string{variable}})
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", variable, err, want)
		}
	}
}
