package disktest

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// Mount mounts a file system in memory that everybody may write, with options
// such as "size=3m" or "size=4m,ro", and gives its folder.
func Mount(t testing.TB, options string) string {
	t.Helper()
	dir := t.TempDir()
	Privileged(t, "mount", "-t", "tmpfs", "-o", options+",mode=0777", "tmpfs", dir)
	t.Cleanup(func() { Privileged(t, "umount", "-l", dir) })
	return dir
}

// Privileged runs a command as root.
func Privileged(t testing.TB, args ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		args = append([]string{"sudo", "-n"}, args...)
	}
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
}

// Fill writes a file until there is no room left for another page.
func Fill(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for page := bytes.Repeat([]byte{1}, 4096); err == nil; {
		_, err = f.Write(page)
	}
}
