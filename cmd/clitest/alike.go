package clitest

import (
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Completes checks that a program's completion scripts are ones of their shells,
// and that it completes a command and a language.
func Completes(t *testing.T, p Place, program string) {
	t.Helper()
	for shell, parse := range map[string][]string{
		"bash": {"bash", "-n"},
		"zsh":  {"zsh", "-n"},
		"fish": {"fish", "--no-execute"},
	} {
		script := p.Run(t, program, "completion", shell)
		script.Want(t, 0, program, "")
		c := exec.Command(parse[0], append(parse[1:], "/dev/stdin")...)
		c.Stdin = strings.NewReader(script.Stdout)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s does not parse: %v\n%s", shell, err, out)
		}
	}
	p.Run(t, program, "__complete", "sta").Want(t, 0, "status", "Completion ended")
	p.Run(t, program, "__complete", "status", "--lang", "").Want(t, 0, "ja\n", "Completion ended")
}

// Systemd listens as systemd does for what a service says of itself: on the socket
// of the variable NOTIFY_SOCKET. heard waits for the next word.
func Systemd(t *testing.T) (variable string, heard func() string) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "NOTIFY_SOCKET=" + socket, func() string {
		t.Helper()
		b := make([]byte, 512)
		if err := l.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := l.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
}
