package build

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestThis(t *testing.T) {
	if got := This("v1.2.0"); got.Version != "v1.2.0" || got.Go != runtime.Version() {
		t.Errorf("This = %+v", got)
	}
	if got := This("").String(); strings.HasPrefix(got, " ") || !strings.Contains(got, runtime.GOOS+"/"+runtime.GOARCH) {
		t.Errorf("a build without a version is printed as %q", got)
	}
}

func TestCommit(t *testing.T) {
	for want, settings := range map[string][]debug.BuildSetting{
		"":           {{Key: "vcs.modified", Value: "true"}},
		"1a":         {{Key: "vcs.revision", Value: "1a"}, {Key: "vcs.modified", Value: "false"}},
		"1a+changes": {{Key: "vcs.modified", Value: "true"}, {Key: "vcs.revision", Value: "1a"}},
	} {
		var i Info
		if i.read(settings); i.Revision != want {
			t.Errorf("%v gives %q, want %q", settings, i.Revision, want)
		}
	}
}
