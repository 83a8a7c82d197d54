package main

import (
	"bufio"
	"crypto/x509"
	"io"
	"strings"

	"ollu/cmd/cli"
	"ollu/server/words"
)

// Bytes that are read at most of a file that may be a list of revoked codes.
const maxList = 17 << 20

// authorities reads a file of certificates in PEM; nil when none is named.
func (a *app) authorities(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pem, err := a.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &cli.Fault{What: a.Say(words.CLINotPEM, words.Args{"file": path}), Next: a.Say(words.CLICheckFile, nil)}
	}
	return pool, nil
}

// codeOf gives the code of the command line: the argument, or the first line of
// in for "-", so that it does not show in the list of processes.
func (a *app) codeOf(arg string, in io.Reader) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	lines := bufio.NewScanner(io.LimitReader(in, cli.MaxFile))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			return line, nil
		}
	}
	return "", &cli.Fault{What: a.Say(words.CLIInputEmpty, nil), Next: a.Say(words.CLIGiveCode, nil)}
}
