package config

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// flags are those a command might have.
func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	f := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	f.String("data-dir", "elsewhere", "")
	f.String("listen", ":1", "")
	f.Bool("admin-pprof", false, "")
	f.Int("agents-rate-burst", 7, "")
	f.Duration("shutdown-timeout", time.Hour, "")
	f.StringSlice("agents-rate-exempt", []string{"192.0.2.0/24"}, "")
	f.Bool("demo", false, "")
	if err := f.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDefault(t *testing.T) {
	l, err := Load(LoadOptions{Flags: flags(t, "--demo")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), l.Config); diff != "" {
		t.Errorf("with nothing given (-default +loaded):\n%s", diff)
	}
	c := l.Config
	if c.DataDir != "./data" || c.Agents.Listen != ":8080" || c.Admin.Listen != "127.0.0.1:8082" ||
		c.Agents.Rate.PerSecond != 500 || c.Agents.Rate.Burst != 2000 || c.Store.InitialMapSize != 1<<30 {
		t.Errorf("defaults are %+v", c)
	}
	for _, s := range l.Sources() {
		if s.From != "default" {
			t.Errorf("%s comes from %s", s.Key, s.From)
		}
	}
}

func TestLaterWins(t *testing.T) {
	file := write(t, "my.yaml", `
data_dir: /from/file
agents:
  listen: ":2"
  rate:
    burst: 3
    exempt:
      - 10.0.0.0/8
      - 2001:db8::7
admin: {pprof: true}
log:
shutdown_timeout: 4s
`)
	l, err := Load(LoadOptions{
		File:  file,
		Env:   []string{"PATH=/bin", "OLLU_AGENTS_LISTEN=:3", "OLLU_AGENTS_RATE_BURST=4", "OLLU_ADMIN_PPROF=false", "OLLU_CATALOG=c=d.yaml"},
		Flags: flags(t, "--listen", ":4", "--admin-pprof", "--shutdown-timeout", "90s"),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Source{}
	for _, s := range l.Sources() {
		got[s.Key] = s
	}
	for _, want := range []Source{
		{"data_dir", "/from/file", file + ":2"},
		{"agents.listen", ":4", "flag --listen"},
		{"agents.rate.burst", "4", "env OLLU_AGENTS_RATE_BURST"},
		{"agents.rate.exempt", "10.0.0.0/8,2001:db8::7/128", file + ":8"},
		{"admin.pprof", "true", "flag --admin-pprof"},
		{"shutdown_timeout", "1m30s", "flag --shutdown-timeout"},
		{"catalog", "c=d.yaml", "env OLLU_CATALOG"},
		{"log.level", "info", "default"},
		{"store.initial_map_size", "1GiB", "default"},
	} {
		if got[want.Key] != want {
			t.Errorf("got %+v, want %+v", got[want.Key], want)
		}
	}
	c := l.Config
	if c.Agents.Listen != ":4" || c.Agents.Rate.Burst != 4 || !c.Admin.Pprof || c.ShutdownTimeout != 90*time.Second ||
		!slices.Equal(c.Agents.Rate.Exempt, []string{"10.0.0.0/8", "2001:db8::7/128"}) {
		t.Errorf("configuration is %+v", c)
	}
}

// TestEveryKeyFromEverywhere gives each key by file, by environment and by
// flag, each over the one before, and reads it back from its source.
func TestEveryKeyFromEverywhere(t *testing.T) {
	samples := map[string][3]string{
		"address": {":11", ":12", ":13"}, "duration": {"11s", "12s", "13s"}, "count": {"11", "12", "13"},
		"burst": {"11", "12", "13"}, "rate": {"1.5", "2.5", "0"}, "switch": {"true", "false", "true"},
		"level": {"debug", "warn", "error"}, "format": {"json", "console", "json"}, "size": {"5GiB", "3MiB", "77"},
		"networks": {"10.0.0.0/8", "10.0.0.0/9,::1/128", ""}, "path": {"a", "b c", "c"}, "text": {"a", "b", "c"},
		"url": {"http://a", "https://b:1", "http://[::1]:2/x"}, "device": {"a b", "b", ""}, "lang": {"ja", "en", ""},
		"wait": {"0s", "1m0s", "23h0m0s"}, "port": {"0", "25", "65535"}, "tls": {"tls", "none", "starttls"},
		"mailbox": {"a@b", "A B <a@b>", ""}, "mailboxes": {"a@b", "a@b,c@d", ""}, "list": {"a", "a,b", ""},
		"door": {":11", ":12", "127.0.0.1:13"}, "zone": {"Asia/Tokyo", "Europe/Berlin", ""},
	}
	company := []string{ // what neither goes without
		"OLLU_AGENTS_TLS_CERT=x", "OLLU_AGENTS_TLS_KEY=x", "OLLU_AGENT_PROXY_URL=http://x",
		"OLLU_AGENT_PROXY_USER=x", "OLLU_AGENT_PROXY_PASSWORD_FILE=x", "OLLU_AGENT_MAIL_USER=x",
		"OLLU_AGENT_MAIL_PASSWORD_FILE=x", "OLLU_AGENT_MAIL_HOST=x", "OLLU_AGENT_MAIL_FROM=x@x", "OLLU_AGENT_MAIL_TO=x@x",
		"OLLU_AGENT_PROFILE_LISTEN=:1", "OLLU_AGENT_PROFILE_TOKEN_FILE=x", "OLLU_AGENT_PROFILE_TLS_CERT=x",
		"OLLU_AGENT_PROFILE_TLS_KEY=x",
		"OLLU_PORTAL_TLS_CERT=x", "OLLU_PORTAL_TLS_KEY=x", "OLLU_PORTAL_TERMS_JA=x", "OLLU_PORTAL_TERMS_EN=x",
		"OLLU_MAIL_HOST=x", "OLLU_MAIL_FROM=x@x", "OLLU_MAIL_USER=x", "OLLU_MAIL_PASSWORD_FILE=x",
	}
	everywhere := func(k key, is string, load func(LoadOptions) ([]Source, error)) {
		sample := samples[is]
		yaml := strings.Repeat("  ", strings.Count(k.name, ".")) + last(k.name) + ": \"" + sample[0] + "\"\n"
		parts := strings.Split(k.name, ".")
		for i := len(parts) - 2; i >= 0; i-- {
			yaml = strings.Repeat("  ", i) + parts[i] + ":\n" + yaml
		}
		options := LoadOptions{File: write(t, "f.yaml", yaml), Env: slices.Clone(company)}
		options.Env = slices.DeleteFunc(options.Env, func(v string) bool {
			return strings.HasPrefix(v, k.env+"=") || k.name == "mail.tls" && (strings.HasPrefix(v, "OLLU_AGENT_MAIL_") || strings.HasPrefix(v, "OLLU_MAIL_"))
		})
		holds(t, load, options, k.name, sample[0], "f.yaml:")
		if slices.Contains([]string{"url", "mailbox", "mailboxes"}, is) {
			sample[2] = sample[0] // none at all would leave its company alone
		}
		options.Env = append(options.Env, k.env+"="+sample[1])
		holds(t, load, options, k.name, sample[1], "env "+k.env)
		options.Flags = pflag.NewFlagSet("", pflag.ContinueOnError)
		options.Flags.String(k.flag, "", "")
		if err := options.Flags.Set(k.flag, sample[2]); err != nil {
			t.Fatal(err)
		}
		holds(t, load, options, k.name, sample[2], "flag --"+k.flag)
	}
	collectFields(t, serverSchema, reflect.TypeFor[Config](), func(k key, is string) { everywhere(k, is, serverSources) })
	collectFields(t, agentSchema, reflect.TypeFor[AgentConfig](), func(k key, is string) { everywhere(k, is, agentSources) })
}

func serverSources(o LoadOptions) ([]Source, error) {
	l, err := Load(o)
	if err != nil {
		return nil, err
	}
	return l.Sources(), nil
}

func agentSources(o LoadOptions) ([]Source, error) {
	l, err := LoadAgent(o)
	if err != nil {
		return nil, err
	}
	return l.Sources(), nil
}

func holds(t *testing.T, load func(LoadOptions) ([]Source, error), o LoadOptions, name, value, from string) {
	t.Helper()
	sources, err := load(o)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for _, s := range sources {
		if s.Key == name && (s.Value != value || !strings.Contains(s.From, from)) {
			t.Errorf("%s is %q from %s, want %q from %s", name, s.Value, s.From, value, from)
		}
	}
}

func TestDefaultFile(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile(DefaultFile, []byte("log: {level: warn}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	holds(t, serverSources, LoadOptions{}, "log.level", "warn", "ollu.yaml:1")
}

func TestEmptyFileSaysNothing(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "log:\nagents: ~\n", "\ufefflog: {level: info}\n"} {
		l, err := Load(LoadOptions{File: write(t, "f.yaml", text)})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(Default(), l.Config); diff != "" {
			t.Errorf("%q changes the defaults:\n%s", text, diff)
		}
	}
}
