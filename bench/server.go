package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"ollu/bench/proc"
)

// server is a running ollu serve.
type server struct {
	*proc.Child
	home   string
	agents string        // ip:port
	portal string        // URL; "" it has none
	admin  string        // URL
	start  time.Duration // until it was ready
}

// startServer starts the built program on a data directory and waits until it is
// ready. It is stopped at the end of the row, if not before. More are settings as
// NAME=value. It has no portal.
func (b *bench) startServer(home string, more ...string) (*server, error) {
	return b.startServing(home, "", more...)
}

// startServing is startServer of one with a portal that listens there.
func (b *bench) startServing(home, portal string, more ...string) (*server, error) {
	announced := []string{filepath.Join(home, "agents.addr"), filepath.Join(home, "admin.addr"), filepath.Join(home, "portal.addr")}
	for _, path := range announced { // of a server that was killed
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	begun := time.Now()
	command := b.command("serve", "--data-dir", home, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--portal-listen", portal)
	command.Env = append(command.Env, more...)
	c, err := proc.Start(b.ctx, command)
	if err != nil {
		return nil, err
	}
	b.later(c.Stop)
	s := &server{Child: c, home: home}
	ctx, cancel := context.WithTimeout(b.ctx, 5*time.Minute)
	defer cancel()
	agents, err := s.await(ctx, announced[0])
	if err != nil {
		return nil, err
	}
	s.agents = strings.TrimPrefix(agents, "http://")
	if s.admin, err = s.await(ctx, announced[1]); err != nil {
		return nil, err
	}
	if portal != "" {
		if s.portal, err = s.await(ctx, announced[2]); err != nil {
			return nil, err
		}
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.start = time.Since(begun)
	return s, nil
}

// command is ollu with arguments, run where there is no configuration file.
func (b *bench) command(args ...string) proc.Command {
	return proc.Command{Path: b.ollu, Args: args, Dir: b.scratch, Env: environment()}
}

// glance is how often a server that starts is looked at.
const glance = time.Millisecond

// await reads a file that the server writes when it listens.
func (s *server) await(ctx context.Context, path string) (string, error) {
	for {
		if b, err := os.ReadFile(path); err == nil && strings.HasSuffix(string(b), "\n") {
			return strings.TrimSpace(string(b)), nil
		}
		if err := s.pause(ctx); err != nil {
			return "", err
		}
	}
}

// ready waits until /readyz says yes.
func (s *server) ready(ctx context.Context) error {
	for {
		if err := get(ctx, s.admin+"/readyz", nil); err == nil {
			return nil
		}
		if err := s.pause(ctx); err != nil {
			return err
		}
	}
}

func (s *server) pause(ctx context.Context) error {
	select {
	case <-s.Ended():
		return s.Failure()
	case <-ctx.Done():
		return fmt.Errorf("the server does not become ready: %w", ctx.Err())
	case <-time.After(glance):
		return nil
	}
}

// status are the figures of the store that the rows need.
type status struct {
	Licences, Devices, Commits uint64
}

// status asks the admin API.
func (s *server) status(ctx context.Context) (st status, err error) {
	token, err := os.ReadFile(filepath.Join(s.home, "admin.token"))
	if err != nil {
		return st, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.admin+"/v1/store/status", strings.NewReader("{}"))
	if err != nil {
		return st, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	return st, do(request, &st)
}

func get(ctx context.Context, url string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	return do(request, into)
}

// do reads an answer of JSON, unless into is nil; one that is not 200 is an
// error.
func do(request *http.Request, into any) error {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", request.URL, response.Status)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// version is what the program says it is.
func version(ctx context.Context, program string) string {
	out, err := exec.CommandContext(ctx, program, "version").Output()
	if err != nil {
		return "unknown"
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

// settings turn off for the servers that are measured what would get in the way
// of one address with much to ask.
var settings = map[string]string{
	"OLLU_AGENTS_RATE_PER_SECOND":             "0",
	"OLLU_AGENTS_MAX_CONNECTIONS_PER_ADDRESS": "0",
	"OLLU_LOG_LEVEL":                          "warn",
}

// environment is this program's, with no settings of ollu but those above.
func environment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "OLLU_") {
			env = append(env, v)
		}
	}
	for name, value := range settings {
		env = append(env, name+"="+value)
	}
	return env
}
