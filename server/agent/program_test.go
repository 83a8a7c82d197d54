package agent

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"ollu/server/agent/hook"
)

// program is what the test binary does when it is run as a hook or as a service: it
// adds a line to a file, with all that it was told, and then plays its part.
func program(part string, args []string) int {
	switch part {
	case "drains":
		return drains(args[0], args[1])
	case "changes":
		return changes(args[0])
	}
	var told []string
	for _, name := range []string{"EVENT", "REASON", "COMPONENT", "COMPONENTS", "PRODUCT", "RESULT", "EXPIRES", "GRACE_ENDS", "UPDATES_ALLOWED"} {
		if value, ok := os.LookupEnv("OLLU_" + name); ok {
			told = append(told, strings.ToLower(name)+"="+value)
		}
	}
	f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		fmt.Println(err)
		return 2
	}
	defer f.Close()
	if _, err := fmt.Fprintln(f, strings.Join(append(args[1:], told...), " ")); err != nil {
		fmt.Println(err)
		return 2
	}
	switch part {
	case "fails":
		fmt.Println("there is no such service")
		return 1
	case "hangs":
		<-time.After(time.Minute)
	}
	return 0
}

// hasten has the race detector, in programs that tests start, end without its usual
// second of waiting.
func hasten() { os.Setenv("GORACE", "atexit_sleep_ms=0") }

// runs makes a program of the test binary that adds its lines, beginning with the
// name, to a file.
func runs(part, file, name string) hook.Program {
	return hook.Program{Run: []string{os.Args[0], "program", part, file, name}, Timeout: 30 * time.Second}
}

// lines gives the lines of a file; none where there is no file.
func lines(t testing.TB, file string) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(b), func(r rune) bool { return r == '\n' })
}

var allEvents = []Event{EventUpdated, EventActivated, EventGrace, EventExpired, EventRestored}
