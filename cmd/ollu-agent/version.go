package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set when a release is built; without it the build information
// that Go stamps into the binary is shown.
var version = ""

// build is what version --json prints.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"commit,omitempty"` // with "+changes" when the tree was not clean
	Time     string `json:"time,omitempty"`   // of the commit, RFC 3339
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (a *app) newVersionCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print which build this is",
		Example: "  ollu-agent version\n  ollu-agent version --json",
		Args:    a.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			b := thisBuild()
			if asJSON {
				return printJSON(c.OutOrStdout(), b)
			}
			return printLine(c.OutOrStdout(), fmt.Sprintf("ollu-agent %s (%s, %s)", b.Version, b.Go, b.Platform))
		},
	}
	jsonFlag(c, &asJSON)
	return c
}

func thisBuild() build {
	b := build{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if b.Version == "" && ok {
		b.Version = info.Main.Version
	}
	if b.Version == "" {
		b.Version = "(devel)"
	}
	if !ok {
		return b
	}
	changes := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				changes = "+changes"
			}
		}
	}
	if b.Revision != "" {
		b.Revision += changes
	}
	return b
}
