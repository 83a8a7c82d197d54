package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestTheServerIsFound(t *testing.T) {
	s := newSite(t)
	url, _ := s.read(t, "data/admin.addr")
	url = strings.TrimSpace(url)
	elsewhere := place{dir: t.TempDir()}
	token := filepath.Join(s.dir, "data", "admin.token")

	for name, args := range map[string][]string{
		"by folder":  {"--data-dir", filepath.Join(s.dir, "data")},
		"by address": {"--server", url, "--token-file", token},
	} {
		elsewhere.ollu(t, append([]string{"store", "status"}, args...)...).want(t, exitDone, "ready       yes", "")
		t.Log(name)
	}
	elsewhere.write(t, "ollu.yaml", "data_dir: "+filepath.Join(s.dir, "data")+"\n")
	elsewhere.ollu(t, "store", "status").want(t, exitDone, "ready       yes", "")
	elsewhere.write(t, "ollu.yaml", "data_dri: x\n")
	elsewhere.ollu(t, "store", "status").want(t, exitFailed, "", "did you mean data_dir?")
}

func TestTheServerIsNotFound(t *testing.T) {
	s := newSite(t)
	url, _ := s.read(t, "data/admin.addr")
	url = strings.TrimSpace(url)
	s.write(t, "wrong.token", strings.Repeat("w", 43)+"\n")
	s.write(t, "empty.token", "\n")
	for name, c := range map[string]struct {
		args       []string
		what, next string
	}{
		"no server":    {[]string{"--data-dir", "nowhere"}, "no server is running on the data directory nowhere", "start it with ollu serve --data-dir nowhere"},
		"no token":     {[]string{"--server", url}, "token", ""},
		"wrong token":  {[]string{"--server", url, "--token-file", "wrong.token"}, "token", "use the token of this server"},
		"empty token":  {[]string{"--server", url, "--token-file", "empty.token"}, "empty.token", ""},
		"missing file": {[]string{"--server", url, "--token-file", "no.token"}, "no.token", ""},
		"no address":   {[]string{"--server", "localhost", "--token-file", "wrong.token"}, "localhost", ""},
		"dead address": {[]string{"--server", "http://127.0.0.1:1", "--token-file", "wrong.token"}, "no server answers at http://127.0.0.1:1", "start it, or correct --server"},
		"both":         {[]string{"--server", url, "--data-dir", "data"}, "[data-dir server]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			out := s.ollu(t, append([]string{"license", "list"}, c.args...)...)
			out.want(t, exitFailed, "", c.what)
			if !strings.Contains(out.stderr, c.next) || strings.Contains(out.stderr, "wwwww") {
				t.Errorf("stderr %q, want %q in it and no token", out.stderr, c.next)
			}
		})
	}
}

func TestQueryFindsTheAgentsDoor(t *testing.T) {
	s := newSite(t)
	code := s.issue(t)[0].Code.Reveal()
	door, _ := s.read(t, "data/agents.addr")
	elsewhere := place{dir: t.TempDir()}
	elsewhere.ollu(t, "query", code, "--server", strings.TrimSpace(door)).want(t, exitNo, "result=not_activated", "")
	s.do(t, "query", code, "--device", "d", "--action", "activate")
	elsewhere.ollu(t, "query", code, "--data-dir", filepath.Join(s.dir, "data")).want(t, exitDone, "result=valid", "")
	s.ollu(t, "query", code, "--component", "mail-encryption").want(t, exitNo, "result=wrong_component", "")
	s.ollu(t, "query", code, "--product", "hosted-mail").want(t, exitNo, "result=wrong_product", "")
	s.ollu(t, "query", oneWrong).want(t, exitNo, "hint=", "")
	s.ollu(t, "query", exampleCode, "--format", "json").want(t, exitNo, `"result":"unknown"`, "")

	elsewhere.ollu(t, "query", code, "--data-dir", "nowhere").
		want(t, exitFailed, "", "no server is running on the data directory nowhere\nnext: start it with ollu serve --data-dir nowhere")
	killed := place{dir: t.TempDir()}
	killed.write(t, agentsFile, "http://127.0.0.1:1\n") // as a server that was killed leaves it
	killed.ollu(t, "query", code, "--data-dir", ".").want(t, exitFailed, "", "no server is running on the data directory .\n")
	s.ollu(t, "query", code, "--server", "http://127.0.0.1:1").want(t, exitFailed, "", "nothing listens there")
	s.ollu(t, "query", code, "--action", "delete").want(t, exitFailed, "", `no action "delete"`)
	s.ollu(t, "query", code, "--format", "xml").want(t, exitFailed, "", `no format "xml"`)
	s.ollu(t, "query", code, "--action", "activate").want(t, exitFailed, "", "device")
}
