package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ollu/codec/answer"
	"ollu/server/client"
)

// Where a query goes when no server is named: to the one on the data directory,
// as it wrote it down; or, when that was not named either, to the usual port of
// this machine.
const (
	agentsFile  = "agents.addr"
	usualAgents = "http://127.0.0.1:8080"
)

// answerFormats are the forms of an answer.
var answerFormats = []string{"text", "json", "jwt"}

// queryFlags are the flags of ollu query.
type queryFlags struct {
	question client.Question
	action   string
	server   string
	data     dataFlags
}

func newQueryCommand() *cobra.Command {
	var f queryFlags
	c := &cobra.Command{
		Use:   "query CODE",
		Short: "Ask about a code as a product would",
		Long: `Asks the agents' door about a code, as a product or appliance would, and prints the answer as it came. The code may be mistyped: the answer's hint then says where.

With --format jwt the answer is signed, and printed as the token that it is. It is not verified here: the exit code believes what the token claims.

The server is reached through the proxy that HTTP_PROXY or HTTPS_PROXY names, unless it is on this machine or NO_PROXY names it.

The exit code is 0 when the answer is valid or grace, 1 when it is anything else, and 2 when there was no answer.`,
		Example: `  ollu query ` + exampleCode + `
  ollu query ` + exampleCode + ` --device ` + exampleDevice + ` --action activate
  ollu query ` + exampleCode + ` --product ` + exampleProduct + ` --format json`,
		Args: wantArgs("CODE"),
		RunE: f.run,
	}
	s, q := c.Flags(), &f.question
	f.data.register(c)
	s.StringVar(&f.server, "server", "", "address of the agents' door (default the server on the data directory, or "+usualAgents+")")
	s.StringVar(&q.Product, "product", "", "product that asks")
	s.StringVar(&q.Component, "component", "", "component that asks")
	s.StringVar(&q.Device, "device", "", "stable id of the installation that asks")
	s.StringVar(&q.Version, "version", "", "version of the product that asks")
	s.StringVar(&f.action, "action", "update", "update to ask, activate to register the device")
	s.StringVar(&q.Format, "format", "text", "text, json or jwt")
	s.StringVar(&q.Nonce, "nonce", "", "16 to 64 characters of base64url that come back in a signed answer and prove it to be fresh")
	complete(c, "action", "update", "activate")
	complete(c, "format", answerFormats...)
	return c
}

func (f *queryFlags) run(c *cobra.Command, args []string) error {
	if f.action != "update" && f.action != "activate" {
		return wrongUse("give --action update or activate", "there is no action %s", echo(f.action))
	}
	if !slices.Contains(answerFormats, f.question.Format) {
		return wrongUse("give --format text, json or jwt", "there is no format %s", echo(f.question.Format))
	}
	f.question.Code, f.question.Activate = args[0], f.action == "activate"
	server, err := f.address()
	if err != nil {
		return err
	}
	s, raw, err := client.Ask(c.Context(), server, f.question)
	if e, ok := errors.AsType[*client.CouldNotCompleteError](err); ok && e.Cause == client.CauseRefused && f.server == "" && f.data.named() {
		return f.notRunning(f.data.name()) // a server that was killed leaves its address behind
	}
	if err != nil {
		return err
	}
	if _, err := c.OutOrStdout().Write(ended(raw)); err != nil {
		return err
	}
	if s.Result != answer.Valid && s.Result != answer.Grace {
		return errNo
	}
	return nil
}

// address returns where to ask.
func (f *queryFlags) address() (string, error) {
	if f.server != "" {
		return f.server, nil
	}
	dir, err := f.data.dir()
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile(filepath.Join(dir, agentsFile))
	if errors.Is(err, fs.ErrNotExist) {
		if f.data.named() {
			return "", f.notRunning(dir)
		}
		return usualAgents, nil
	}
	if err != nil {
		return "", wrongUse("give the address with --server", "%v", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// notRunning is the fault of a data directory that was named and has no server.
func (f *queryFlags) notRunning(dir string) error {
	return &fault{
		what: "no server is running on the data directory " + dir,
		next: "start it with ollu serve --data-dir " + dir + ", or name the agents' door with --server",
	}
}

// ended returns an answer with a newline at its end.
func ended(raw []byte) []byte {
	if len(raw) > 0 && raw[len(raw)-1] == '\n' {
		return raw
	}
	return append(raw, '\n')
}
