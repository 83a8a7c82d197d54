package nettest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"sync/atomic"
	"testing"

	"ollu/server/disktest"
)

// Net is a row of places. Cable i joins places i and i+1.
type Net struct {
	t      testing.TB
	places []string // names of namespaces
}

var laid atomic.Int32

// Lay makes n places and the cables between neighbours, until the test ends.
func Lay(t testing.TB, n int) *Net {
	t.Helper()
	w := &Net{t: t}
	run := laid.Add(1)
	for i := range n {
		name := fmt.Sprintf("ollu-%d-%d-%d", os.Getpid(), run, i)
		disktest.Privileged(t, "ip", "netns", "add", name)
		t.Cleanup(func() { disktest.Privileged(t, "ip", "netns", "del", name) })
		w.places = append(w.places, name)
		w.ip(i, "link", "set", "lo", "up")
	}
	for i := range n - 1 {
		w.ip(i, "link", "add", right, "type", "veth", "peer", "name", left, "netns", w.places[i+1])
		w.ip(i, "addr", "add", w.Address(i, i)+"/24", "dev", right)
		w.ip(i+1, "addr", "add", w.Address(i+1, i)+"/24", "dev", left)
		w.Join(i)
	}
	return w
}

// The ends of cables, as a place calls them.
const left, right = "left", "right"

// Address is that of a place on a cable.
func (w *Net) Address(place, cable int) string {
	return fmt.Sprintf("10.77.%d.%d", cable, place-cable+1)
}

// Cut pulls a cable out: what is under way on it hangs, as it does in life.
func (w *Net) Cut(cable int) {
	w.t.Helper()
	w.ip(cable, "link", "set", right, "down")
}

// Join plugs a cable in.
func (w *Net) Join(cable int) {
	w.t.Helper()
	w.ip(cable, "link", "set", right, "up")
	w.ip(cable+1, "link", "set", left, "up")
}

func (w *Net) ip(place int, args ...string) {
	w.t.Helper()
	disktest.Privileged(w.t, append([]string{"ip", "-n", w.places[place]}, args...)...)
}

// At gives the command line that runs a program in a place, as this user.
func (w *Net) At(place int, args ...string) []string {
	w.t.Helper()
	enter := []string{"ip", "netns", "exec", w.places[place]}
	if os.Geteuid() == 0 {
		return append(enter, args...)
	}
	me, err := user.Current()
	if err != nil {
		w.t.Fatal(err)
	}
	enter = append([]string{"sudo", "-n", "-E"}, enter...)
	return append(append(enter, "sudo", "-n", "-E", "-u", me.Username), args...)
}

// Command is a program to be run in a place.
func (w *Net) Command(place int, args ...string) *exec.Cmd {
	w.t.Helper()
	line := w.At(place, args...)
	return exec.Command(line[0], line[1:]...)
}
