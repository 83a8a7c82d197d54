package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// collectFields calls f for every key of a schema's struct that has a value,
// with the name of its rule.
func collectFields(t *testing.T, s *schema, of reflect.Type, f func(k key, is string)) {
	t.Helper()
	for _, k := range s.keys {
		if k.entry == nil {
			f(k, of.FieldByIndex(k.index).Tag.Get("is"))
		}
	}
}

func TestWrongFiles(t *testing.T) {
	for text, want := range map[string]string{
		"data_dir: x\nagents:\n  lisen: ':80'\n":           "unknown key agents.lisen at ollu.yaml:3; did you mean agents.listen?",
		"agnets:\n  listen: ':80'\n":                       "unknown key agnets at ollu.yaml:1; did you mean agents?",
		"listen: ':80'\n":                                  "unknown key listen at ollu.yaml:1; did you mean agents.listen?",
		"Agents: {}\n":                                     "unknown key Agents at ollu.yaml:1; did you mean agents?",
		"agents.listen: ':1'\nagents: {listen: ':2'}\n":    "agents.listen is given twice, on line 1 and at ollu.yaml:2",
		"log: {level: info}\n\nlog: {level: warn}\n":       "log is given twice, on line 1 and at ollu.yaml:3",
		"log: [info]\n":                                    "log at ollu.yaml:1: found a list, expected keys with values",
		"log: info\n":                                      `log at ollu.yaml:1: found "info", expected keys with values`,
		"data_dir:\n  - a\n":                               "data_dir at ollu.yaml:2: found a list, expected one value",
		"data_dir: {a: b}\n":                               "data_dir at ollu.yaml:1: found keys with values, expected one value",
		"agents: {rate: {exempt: [[a]]}}\n":                "agents.rate.exempt at ollu.yaml:1: found a list, expected one value",
		"data_dir: &a x\ncatalog: *a\n":                    "catalog at ollu.yaml:2: found an alias: write the value out",
		"? [a, b]\n: c\n":                                  "unknown key",
		"- a\n":                                            "ollu.yaml:1: expected keys with values, found a list",
		"log:\n\tlevel: info\n":                            "ollu.yaml:2: not YAML",
		"data_dir: x\n---\ndata_dir: y\n":                  "ollu.yaml:2: a second document begins",
		"data_dir: x\n---\n\t\n":                           "ollu.yaml:3: not YAML",
		"data_dir: x\ncatalog: \"\x00\"\n":                 "ollu.yaml:2: holds bytes that are not text in UTF-8",
		"data_dir: ''\n":                                   `data_dir is "" (ollu.yaml:1): expected a path`,
		"admin:\n  listen: 8082\n":                         `admin.listen is "8082" (ollu.yaml:2): expected an address and a port`,
		"admin: {listen: 'a b:1'}\n":                       "expected an address and a port",
		"admin: {listen: ':65536'}\n":                      "expected an address and a port",
		"agents: {read_timeout: 5}\n":                      `agents.read_timeout is "5" (ollu.yaml:1): expected a duration above zero`,
		"agents: {idle_timeout: -5s}\n":                    "expected a duration above zero",
		"agents: {max_connections: -1}\n":                  "expected a whole number, 0 or more",
		"agents: {max_connections: 1e3}\n":                 "expected a whole number, 0 or more",
		"agents: {rate: {burst: 0}}\n":                     `agents.rate.burst is "0" (ollu.yaml:1): expected a whole number, 1 or more`,
		"agents: {rate: {per_second: NaN}}\n":              "expected a number, 0 or more",
		"agents: {rate: {exempt: [10.0.0.0/8, lan]}}\n":    `agents.rate.exempt is "10.0.0.0/8,lan" (ollu.yaml:1): expected networks`,
		"agents: {rate: {exempt: 10.0.0.1/8}}\n":           "did you mean 10.0.0.0/8?",
		"agents: {rate: {exempt: ['fe80::1%eth0']}}\n":     "expected networks",
		"agents: {rate: {exempt: ['', '']}}\n":             "expected networks",
		"agents: {access_log: yes}\n":                      `agents.access_log is "yes" (ollu.yaml:1): expected true or false`,
		"portal: {tls_key: a.pem}\n":                       `portal.tls_cert is "" and portal.tls_key is "a.pem": expected both or neither`,
		"portal: {terms_ja: a.txt}\n":                      `portal.terms_ja and portal.terms_en: expected both or neither`,
		"portal: {url: licence.example.com}\n":             `expected`,
		"mail: {host: a}\n":                                `mail.host and mail.from: expected both or neither`,
		"mail: {user: a}\n":                                `mail.user and mail.password_file: expected both or neither`,
		"agents: {tls_cert: a.pem}\n":                      `agents.tls_cert is "a.pem" and agents.tls_key is "": expected both or neither`,
		"log: {level: loud}\n":                             "expected one of debug, info, warn, error",
		"log: {format: xml}\n":                             "expected one of json, console",
		"store: {initial_map_size: 5TB}\n":                 "expected a size up to 4096GiB",
		"store: {initial_map_size: 9999999999GiB}\n":       "expected a size up to 4096GiB",
		"store: {flush_every: 0s}\n":                       "expected a duration above zero",
		"data_dir: " + strings.Repeat("x", 1<<20+1) + "\n": "is larger than 1048576 bytes",
	} {
		t.Chdir(t.TempDir())
		if err := os.WriteFile(DefaultFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if l, err := Load(LoadOptions{}); err == nil || !strings.Contains(err.Error(), want) || l != nil {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

func TestAllThatIsWrongIsTold(t *testing.T) {
	_, err := Load(LoadOptions{
		File:  write(t, "ollu.yaml", "a: 1\nb: 2\nlog: {level: loud}\n"),
		Env:   []string{"OLLU_DATA_DRI=x", "OLLU_LOG_FORMAT=xml"},
		Flags: flags(t, "--listen", "x"),
	})
	if err == nil {
		t.Fatal("taken")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, want := range []string{
		"unknown key a at ", "unknown key b at ", "unknown environment variable OLLU_DATA_DRI; did you mean OLLU_DATA_DIR?",
		`agents.listen is "x" (flag --listen): `, `log.level is "loud" (`, `log.format is "xml" (env OLLU_LOG_FORMAT): `,
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d of\n%v\nwant %s", i+1, err, want)
		}
	}
}

func TestFileThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "none.yaml"), dir} {
		if _, err := Load(LoadOptions{File: path}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestVariablesOfOthers(t *testing.T) {
	for variable, taken := range map[string]bool{
		"OLLUX=1":                                  true,
		"OLLU_SERVICE_HOST=10.0.0.1":               true,
		"OLLU_SERVICE_PORT=80":                     true,
		"OLLU_SERVICE_PORT_AGENTS=80":              true,
		"OLLU_PORT=tcp://10.0.0.1:80":              true,
		"OLLU_PORT_80_TCP=tcp://10.0.0.1:80":       true,
		"OLLU_PORT_80_TCP_ADDR=10.0.0.1":           true,
		"OLLU_PORT=9000":                           false,
		"OLLU_AGENT_PORT_80_TCP=tcp://10.0.0.1:80": true,
		"OLLU_AGENT_SERVICE_PORT=80":               true,
		"OLLU_AGENT_PORT=80":                       false,
		"OLLU_AGENT_SERVER=http://l.example":       true,
		"OLLU_AGENT_LISTEN=:80":                    false,
		"OLLU_SERVICE=x":                           false,
		"OLLU_":                                    false,
		"OLLU_agents_listen=:1":                    false,
		"OLLU_AGENTS=x":                            false,
		"OLLU_" + strings.Repeat("A", 1000) + "=":  false,
	} {
		if _, err := Load(LoadOptions{Env: []string{variable}}); (err == nil) != taken {
			t.Errorf("%.60s: %v, want taken: %v", variable, err, taken)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"agents.rate.brust", "agents.rate.burst"},
		{"agents.max_conections", "agents.max_connections"},
		{"pprof", "admin.pprof"},
		{"agents.pprof", "admin.pprof"},
		{"catalogue", "catalog"},
	} {
		if got := serverSchema.nearestKey(c.name); got != c.want {
			t.Errorf("nearest to %.40s is %s, want %s", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"listen", "lisen", 1}, {"ab", "ba", 2}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("distance of %q and %q is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
