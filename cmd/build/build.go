package build

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Info is what "version --json" prints.
type Info struct {
	Version  string `json:"version"`
	Revision string `json:"commit,omitempty"` // with "+changes" when the tree was not clean
	Time     string `json:"time,omitempty"`   // of the commit, RFC 3339
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// String gives the build in one line, such as "v1.2.0 (go1.26.8, linux/amd64)".
func (i Info) String() string { return fmt.Sprintf("%s (%s, %s)", i.Version, i.Go, i.Platform) }

// This describes the running program. The version is that of a release, or empty.
func This(version string) Info {
	i := Info{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	stamp, ok := debug.ReadBuildInfo()
	if i.Version == "" && ok {
		i.Version = stamp.Main.Version
	}
	if i.Version == "" {
		i.Version = "(devel)"
	}
	if ok {
		i.read(stamp.Settings)
	}
	return i
}

// read takes over what is known of the commit.
func (i *Info) read(settings []debug.BuildSetting) {
	changes := ""
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			i.Revision = s.Value
		case "vcs.time":
			i.Time = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				changes = "+changes"
			}
		}
	}
	if i.Revision != "" {
		i.Revision += changes
	}
}
