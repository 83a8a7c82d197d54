package visit

import "testing"

func TestLocalNamesNoHost(t *testing.T) {
	for path, want := range map[string]string{
		"/a?b=//c": "/a?b=//c", "//evil.example.com/": "/evil.example.com/", `/\evil.example.com`: "/evil.example.com", "evil": "/evil", "": "/",
	} {
		if got := local(path); got != want {
			t.Errorf("%q becomes %q, want %q", path, got, want)
		}
	}
}
