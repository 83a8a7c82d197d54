package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ollu/server/client"
)

// serverFlags say where the running server is: by its data directory, or by
// address and token file.
type serverFlags struct {
	data      dataFlags
	url       string
	tokenFile string
}

func (f *serverFlags) register(c *cobra.Command) {
	f.data.register(c)
	c.Flags().StringVar(&f.url, "server", "", "address of the server's admin API, with --token-file; in place of --data-dir")
	c.Flags().StringVar(&f.tokenFile, "token-file", "", "file that holds the admin token")
	c.MarkFlagsMutuallyExclusive("server", "data-dir")
}

// admin returns a client of the server's admin API.
func (f *serverFlags) admin() (*client.Admin, error) {
	o := client.Options{Server: f.url, TokenFile: f.tokenFile, Operator: operator()}
	if f.url == "" {
		dir, err := f.data.dir()
		if err != nil {
			return nil, err
		}
		o.DataDir = dir
	}
	return client.Dial(o)
}

// operator is who acts, for the audit log: the login name, as long as it is
// plain ASCII.
func operator() string {
	name := os.Getenv("USER")
	if strings.ContainsFunc(name, func(r rune) bool { return r < '!' || r > '~' }) || len(name) > 64 {
		return ""
	}
	return name
}
