package main

import (
	"strings"
	"testing"

	"ollu/cmd/build"
	"ollu/cmd/cli"
	"ollu/cmd/clitest"
	"ollu/config"
)

func TestConfigCommands(t *testing.T) {
	p := newPlace(t)
	p.manager(t, "config", "check").Want(t, cli.Done, "The configuration is sound.", "")
	p.manager(t, "config", "check", "--json").Want(t, cli.Done, "[]\n", "")
	p.Write(t, "ollu-manager.yaml", "server: http://licence.example.com\nproxy: {no_proxy: [a, b]}\n")
	from := map[string]string{}
	out := p.with("OLLU_MANAGER_LANG=ja").manager(t, "config", "show", "--state-dir", "/x", "--json")
	for _, s := range clitest.Parse[[]config.Source](t, out.Stdout) {
		from[s.Key] = s.Value + " " + s.From
	}
	for key, want := range map[string]string{
		"server": "http://licence.example.com ollu-manager.yaml:1", "state_dir": "/x flag --state-dir", "lang": "ja env OLLU_MANAGER_LANG",
		"long_poll": "5m0s default", "proxy.no_proxy": "a,b ollu-manager.yaml:2",
	} {
		if from[key] != want {
			t.Errorf("%s is %q, want %q", key, from[key], want)
		}
	}
	p.Write(t, "ollu-manager.yaml", "servr: x\nzone: Mars\n")
	p.manager(t, "config", "check").Want(t, cli.No, "did you mean server?", "")
	faults := clitest.Parse[[]config.Fault](t, p.manager(t, "config", "check", "--json").Stdout)
	if len(faults) != 2 || faults[0].Line != 1 || faults[1].Line != 2 || faults[1].File != "ollu-manager.yaml" {
		t.Errorf("faults %+v", faults)
	}
	p.manager(t, "status").Want(t, cli.Failed, "", "\nollu-manager: zone is")
	p.manager(t, "config", "check", "--lang", "ja").Want(t, cli.No, "IANA のタイムゾーン名を指定してください", "")
	p.Write(t, "ollu-manager.yaml", "client_ca: x\nlong_poll: 9h\n")
	p.manager(t, "status", "--lang", "ja").Want(t, cli.Failed, "", "client_ca を指定する場合は tls_cert も必要です")
}

// Files that the configuration names are looked at before anything runs; all that
// is wrong is told at once, and no secret.
func TestFilesOfTheConfiguration(t *testing.T) {
	p := newPlace(t)
	p.Write(t, "open", "s3cret\n")
	p.Shell(t, "chmod 644 open")
	p.Write(t, "bad.json", `{"keys":[]}`)
	p.Write(t, "ollu-manager.yaml", `issuer_keys: bad.json
tls_cert: none.pem
tls_key: none.key
client_ca: open
proxy: {url: "http://proxy:3128", user: me, password_file: open}
push: {client_cert: none.pem, client_key: none.key}
`)
	out := p.manager(t, "config", "check")
	out.Want(t, cli.No, "issuer_keys bad.json: it holds no key", "")
	for _, want := range []string{"open holds a secret", "certificate none.pem with key none.key", "client_ca open: it holds no certificate", "push.client_cert none.pem"} {
		if !strings.Contains(out.Stdout, want) {
			t.Errorf("it does not say %q:\n%s", want, out.Stdout)
		}
	}
	if strings.Contains(out.Stdout, "s3cret") {
		t.Errorf("it shows a secret: %s", out.Stdout)
	}
	p.manager(t, "run").Want(t, cli.Failed, "", "ollu-manager config show")
	p.manager(t, "add", exampleCode).Want(t, cli.Failed, "", "ollu-manager config show")
}

func TestCompletion(t *testing.T) { clitest.Completes(t, newPlace(t).Place, "ollu-manager") }

func TestVersion(t *testing.T) {
	p := newPlace(t)
	p.manager(t, "version").Want(t, cli.Done, "ollu-manager ", "")
	if b := clitest.Parse[build.Info](t, p.manager(t, "version", "--json").Stdout); !strings.HasPrefix(b.Go, "go1") || b.Platform == "" {
		t.Errorf("version %+v", b)
	}
}

// What products add prints is a configuration that an agent takes.
func TestLinesForTheAgent(t *testing.T) {
	p := newPlace(t).with("OLLU_MANAGER_LISTEN=192.0.2.7:8083")
	out := p.manager(t, "products", "add", "gw1", "--url", "http://127.0.0.1:1")
	out.Want(t, cli.Done, "The product gw1 is looked after from now on.", "")
	_, lines, _ := strings.Cut(out.Stdout, "configuration of the product's ollu-agent:\n\n")
	lines, token, _ := strings.Cut(lines, "\n\nThe token")
	token = strings.Split(token, "\n")[2]
	p.Write(t, "agent.yaml", lines)
	if s := p.Run(t, "ollu-agent", "config", "show", "--config", "agent.yaml"); s.Code != cli.Done || !strings.Contains(s.Stdout, "http://192.0.2.7:8083") {
		t.Errorf("%s is taken as %+v", lines, s)
	}
	if len(token) < 30 {
		t.Errorf("the token is %q", token)
	}
	again := p.manager(t, "products", "add", "gw1", "--url", "http://127.0.0.1:2")
	again.Want(t, cli.Done, "The entry of the product gw1 was changed.", "")
	if strings.Contains(again.Stdout, token) {
		t.Error("a token is shown twice")
	}
	renewed := p.manager(t, "products", "add", "gw1", "--new-token")
	renewed.Want(t, cli.Done, "It is not shown again", "")
	if strings.Contains(renewed.Stdout, token) || !strings.Contains(renewed.Stdout, `listen: ":2"`) {
		t.Errorf("a new token is %s", renewed.Stdout)
	}
}

func TestOutside(t *testing.T) {
	for _, c := range []struct {
		listen, at string
		secure     bool
		want       string
	}{
		{"", "", false, ""},
		{"10.0.0.5:0", "10.0.0.5:4711", false, "http://10.0.0.5:4711"},
		{"[2001:db8::7]:8083", "[2001:db8::7]:8083", true, "https://[2001:db8::7]:8083"},
		{"gw.example.com:80", "gw.example.com:80", false, "http://gw.example.com:80"},
	} {
		if got := outside(c.listen, c.at, c.secure); got != c.want {
			t.Errorf("%s is reached at %s, want %s", c.listen, got, c.want)
		}
	}
	for _, listen := range []string{":8083", "0.0.0.0:8083", "[::]:8083"} {
		if got := outside(listen, "[::]:8083", false); !strings.HasSuffix(got, ":8083") || strings.Contains(got, "//:") || strings.Contains(got, "::") {
			t.Errorf("%s is reached at %s", listen, got)
		}
	}
}
