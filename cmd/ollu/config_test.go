package main

import (
	"strings"
	"testing"

	"ollu/config"
	"ollu/server/wire"
)

func TestConfigShowSaysWhereFrom(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.write(t, "ollu.yaml", "agents:\n  listen: 127.0.0.1:9000\nlog:\n  level: warn\n")
	p.ollu(t, "config", "show").want(t, exitDone, "127.0.0.1:9000  ollu.yaml:2", "")
	out := p.shell(t, "OLLU_LOG_LEVEL=debug ollu config show --listen :7 --json")
	from := map[string]string{}
	for _, s := range parse[[]config.Source](t, out.stdout) {
		from[s.Key] = s.Value + " " + s.From
	}
	for key, want := range map[string]string{"agents.listen": ":7 flag --listen", "log.level": "debug env OLLU_LOG_LEVEL", "data_dir": "./data default"} {
		if from[key] != want {
			t.Errorf("%s is %q, want %q", key, from[key], want)
		}
	}
}

func TestConfigCheck(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.ollu(t, "config", "check").want(t, exitDone, "the configuration is sound", "")
	p.write(t, "ollu.yaml", "agents:\n  lisen: x\nlog:\n  level: loud\n")
	out := p.ollu(t, "config", "check")
	out.want(t, exitNo, "agents.listen", "")
	out.want(t, exitNo, "log.level", "")
	p.ollu(t, "config", "show").want(t, exitFailed, "", "\nollu: log.level")
	p.write(t, "ollu.yaml", "catalog: none.yaml\n")
	p.ollu(t, "config", "check").want(t, exitNo, "none.yaml", "")
	p.ollu(t, "config", "check", "--config", "absent.yaml").want(t, exitNo, "absent.yaml", "")
}

func TestCatalogShow(t *testing.T) {
	ollu(t, "catalog", "show").want(t, exitDone, exampleProduct, "")
	ollu(t, "catalog", "show", exampleProduct).want(t, exitDone, "mail-encryption", "")
	if ps := parse[[]wire.Product](t, ollu(t, "catalog", "show", "--json").stdout); len(ps) < 4 {
		t.Errorf("%d products", len(ps))
	}
	if p := parse[wire.Product](t, ollu(t, "catalog", "show", "--json", exampleProduct).stdout); p.ID != exampleProduct || p.GraceDays != 90 {
		t.Errorf("product %+v", p)
	}
	ollu(t, "catalog", "show", "none").want(t, exitNo, "", `no product "none"`)
	ollu(t, "catalog", "show", "--catalog", "none.yaml").want(t, exitFailed, "", "none.yaml")
	ollu(t, "catalog", "show", "a", "b").want(t, exitFailed, "", "given 2 arguments")
}

func TestCatalogCheckNamesLineAndReason(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.write(t, "good.yaml", shipped(t))
	p.ollu(t, "catalog", "check", "good.yaml").want(t, exitDone, "good.yaml is a sound catalogue of ", "")
	p.write(t, "bad.yaml", strings.Replace(shipped(t), "prefixes:", "prefxies:", 1))
	p.ollu(t, "catalog", "check", "bad.yaml").want(t, exitNo, "did you mean prefixes?", "")
	p.write(t, "not.yaml", "a: [\n")
	p.ollu(t, "catalog", "check", "not.yaml").want(t, exitNo, "not.yaml:", "")
	p.ollu(t, "catalog", "check", "none.yaml").want(t, exitFailed, "", "none.yaml")
}

// faultLine is a fault as check --json prints it.
type faultLine struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Each fault has its place: that of the file, or none for what stands in no file.
func TestChecksPrintFaultsAsJSON(t *testing.T) {
	p := place{dir: t.TempDir()}
	p.ollu(t, "config", "check", "--json").want(t, exitDone, "[]\n", "")
	p.write(t, "good.yaml", shipped(t))
	p.ollu(t, "catalog", "check", "good.yaml", "--json").want(t, exitDone, "[]\n", "")
	bad := strings.Replace(shipped(t), "prefixes:", "prefxies:", 1)
	p.write(t, "bad.yaml", bad)
	line := strings.Count(bad[:strings.Index(bad, "prefxies:")], "\n") + 1
	for name, c := range map[string]struct {
		command, config string
		want            []faultLine
	}{
		"catalogue":            {"ollu catalog check bad.yaml --json", "", []faultLine{{"bad.yaml", line, "did you mean prefixes?"}}},
		"its catalogue":        {"ollu config check --json", "catalog: bad.yaml\n", []faultLine{{"bad.yaml", line, "did you mean prefixes?"}}},
		"unknown key":          {"ollu config check --json", "\nagents:\n  lisen: x\n", []faultLine{{"ollu.yaml", 3, "agents.listen"}}},
		"value":                {"ollu config check --json", "log:\n  level: loud\n", []faultLine{{"ollu.yaml", 2, "log.level"}}},
		"not YAML":             {"ollu config check --json", "a: [\n", []faultLine{{"ollu.yaml", 1, "not YAML"}}},
		"of the environment":   {"OLLU_LOG_LEVEL=loud ollu config check --json", "", []faultLine{{"", 0, "OLLU_LOG_LEVEL"}}},
		"a file that is named": {"ollu config check --json --config absent.yaml", "", []faultLine{{"", 0, "absent.yaml"}}},
		"several":              {"OLLU_LOG_LEVEL=loud ollu config check --json", "x: 1\n", []faultLine{{"ollu.yaml", 1, "unknown key x"}, {"", 0, "log.level"}}},
	} {
		t.Run(name, func(t *testing.T) {
			p.write(t, "ollu.yaml", c.config)
			out := p.shell(t, c.command)
			got := parse[[]faultLine](t, out.stdout)
			if out.code != exitNo || out.stderr != "" || len(got) < len(c.want) {
				t.Fatalf("exit code %d, %q, %q", out.code, out.stdout, out.stderr)
			}
			for i, want := range c.want {
				if got[i].File != want.File || got[i].Line != want.Line || !strings.Contains(got[i].Reason, want.Reason) {
					t.Errorf("%+v, want %+v", got[i], want)
				}
			}
		})
	}
}

func TestScheduleByProduct(t *testing.T) {
	args := []string{"schedule", "--expires", "2027-03-31", "--from", "2027-03-01", "--to", "2027-07-10", "--product", exampleProduct}
	ollu(t, args...).want(t, exitDone, "grace of 90 days ends 2027-06-29 (Asia/Tokyo)", "")
	ollu(t, append(args, "--type", "trial")...).want(t, exitDone, "console  2027-03-17  2027-03-30  the contract ends in 14 … 1 days", "")
	ollu(t, append(args, "--zone", "UTC")...).want(t, exitDone, "(UTC)", "")
	ollu(t, "schedule", "--expires", "2027-03-31", "--product", "none").want(t, exitNo, "", "next: ollu catalog show")
}
